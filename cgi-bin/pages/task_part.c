/*
 * Which part of a task's log the page shows: reads the address, asks the API for that part
 * and puts its lines into the tree of nodes. How lines look is in task_log.c.
 */
#include "cgi-bin/pages/task_part.h"

#include "cgi-bin/decorate.h"

#define DEPTH_MAX 8
#define TAIL "200"
#define TAIL_BESIDE "10"	/* of the other nodes while one has a window */
#define WINDOW "500"
#define CONTEXT 20		/* lines that are shown before the one gone to */
#define HITS 200
#define HITS_MAX 10000
#define LINE_COST 90		/* markup of a line without its text */
#define HIT_COST 60		/* its link */
#define COLOUR_COST 20

/* ---- the address --------------------------------------------------------------- */

/* A number of the query; otherwise if there is none. */
static int64_t
query_number(struct view *v, const char *name, int64_t otherwise)
{
	const char *text = view_query(v, name);
	size_t len = strlen(text);

	if (len == 0 || len > 9 || strspn(text, "0123456789") != len)
		return otherwise;
	return strtoll(text, NULL, 10);
}

static struct task_part
read_address(struct view *v)
{
	const char *node = view_query(v, "node");
	struct task_part part = {
		.wanted = view_query(v, "q"),
		.is_verbose = strcmp(view_query(v, "verbose"), "1") == 0,
		.node = query_number(v, "node", 0) > 0 ? node : "",
		.line = query_number(v, "line", 0),
	};

	part.hit = part.wanted[0] ? query_number(v, "hit", 0) : 0;
	part.is_listed = part.wanted[0] && part.hit == 0;
	if (part.wanted[0])
		part.node = "";
	return part;
}

const char *
task_part_link(struct view *v, const struct task_part *part, const char *node, const char *name,
    int64_t number)
{
	return arena_printf(v->w->arena, "?%snode=%s&%s=%lld#n%s",
	    part->is_verbose ? "verbose=1&" : "", node, name, (long long)number, node);
}

static const char *
hit_link(struct view *v, const struct task_part *part, int64_t hit, struct json_object *line)
{
	return arena_printf(v->w->arena, "?%sq=%s&hit=%lld#a%s-%lld",
	    part->is_verbose ? "verbose=1&" : "", url_encode(v->w->arena, part->wanted),
	    (long long)hit, task_part_number(json_str(line, "NodeId", "")),
	    (long long)json_int(line, "Number", 0));
}

static const char *
list_link(struct view *v, const struct task_part *part, int64_t skip)
{
	return arena_printf(v->w->arena, "?%sq=%s&skip=%lld", part->is_verbose ? "verbose=1&" : "",
	    url_encode(v->w->arena, part->wanted), (long long)skip);
}

const char *
task_part_number(const char *id)
{
	const char *mark = strrchr(id, '_');

	return mark ? mark + 1 : id;
}

/* ---- the tree ------------------------------------------------------------------ */

static struct json_object *
find_node(struct json_object *node, const char *number, int depth)
{
	struct json_object *children = json_get(node, "Children"), *found = NULL;

	if (strcmp(task_part_number(json_str(node, "Id", "")), number) == 0)
		return node;
	for (size_t i = 0; i < json_len(children) && !found && depth < DEPTH_MAX; i++)
		found = find_node(json_at(children, i), number, depth + 1);
	return found;
}

/* The end of a log says with a line of its own that there is more before it. */
static void
take_gaps(struct json_object *node, int depth)
{
	struct json_object *lines = json_get(node, "LogElements");
	struct json_object *children = json_get(node, "Children");
	bool has_gap = strcmp(json_str(json_at(lines, 0), "Category", ""), "Gap") == 0;

	if (has_gap)
		json_object_array_del_idx(lines, 0, 1);
	json_set_bool(node, "HasEarlier", has_gap);
	json_set_bool(node, "HasLater", false);
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++)
		take_gaps(json_at(children, i), depth + 1);
}

static struct json_object *
load_tree(struct view *v, const struct task_part *part)
{
	const char *tail = part->is_listed ? "1" : part->node[0] ? TAIL_BESIDE : TAIL;
	const char *path = arena_printf(v->w->arena, "S/tasks/{t}/details?verbose=%s&tail=%s",
	    part->is_verbose ? "true" : "false", tail);
	struct json_object *root;

	if (!view_get(v, "Details", view_api_path(v, path), NULL))
		return NULL;
	json_set(v->root, "Task", json_object_get(json_get(view_doc(v, "Details"), "Task")));
	root = json_at(json_get(view_doc(v, "Details"), "ActivityLogs"), 0);
	take_gaps(root, 0);
	return root;
}

/* ---- searching ----------------------------------------------------------------- */

static const struct {
	char sign;
	size_t len;
} references[] = {{'&', 5}, {'<', 4}, {'>', 4}, {'"', 6}, {'\'', 5}, {'\x1b', COLOUR_COST}};

size_t
task_part_cost(struct json_object *line)
{
	const char *text = json_str(line, "MessageText", "");
	size_t len = strnlen(text, TASK_PART_LINE_MAX), cost = LINE_COST + len;

	for (size_t i = 0; i < len; i++) {
		for (size_t k = 0; k < COUNT(references); k++)
			cost += text[i] == references[k].sign ? references[k].len : 0;
	}
	return cost;
}

/* Leaves as many hits as a page can show and gives each a link to its place. */
static void
link_hits(struct view *v, const struct task_part *part, struct json_object *hits, int64_t skip)
{
	size_t cost = 0, shown = 0;

	for (; shown < json_len(hits); shown++) {
		struct json_object *line = json_at(hits, shown);

		cost += task_part_cost(line) + HIT_COST + strlen(part->wanted);
		if (cost > TASK_PART_BYTES && shown > 0)
			break;
		json_set_str(
		    line, "Link", hit_link(v, part, skip + (int64_t)shown + 1, line));
	}
	json_object_array_del_idx(hits, shown, json_len(hits) - shown);
}

/* Leaves the nodes that have hits, and the hits in them. */
static bool
keep_hits(struct json_object *node, struct json_object *hits, int depth)
{
	struct json_object *children = json_get(node, "Children"), *kept = json_object_new_array();
	struct json_object *lines = json_object_new_array();
	const char *id = json_str(node, "Id", "");

	for (size_t i = 0; i < json_len(hits); i++) {
		if (strcmp(json_str(json_at(hits, i), "NodeId", ""), id) == 0)
			json_push(lines, json_object_get(json_at(hits, i)));
	}
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++) {
		if (keep_hits(json_at(children, i), hits, depth + 1))
			json_push(kept, json_object_get(json_at(children, i)));
	}
	json_set(node, "LogElements", lines);
	json_set(node, "Children", kept);
	json_set_bool(node, "HasEarlier", false);
	return json_len(lines) + json_len(kept) > 0;
}

/* Asks for take hits behind the first skip. */
static struct json_object *
load_hits(struct view *v, const struct task_part *part, int64_t skip, int take)
{
	const char *path = arena_printf(v->w->arena,
	    "S/slipway/tasks/{t}/log/search?q={?q}&verbose=%s&skip=%lld&take=%d",
	    part->is_verbose ? "true" : "false", (long long)skip, take);

	if (!view_get(v, "Hits", view_api_path(v, path), NULL))
		return NULL;
	return json_get(view_doc(v, "Hits"), "Lines");
}

static struct json_object *
add_found(struct view *v, const struct task_part *part)
{
	struct json_object *o = view_new_object(v, "Found"), *answer = view_doc(v, "Hits");
	int64_t count = json_int(answer, "Count", 0), before = part->hit > 0 ? part->hit - 1 : 0;

	json_set_int(o, "Count", count);
	json_set_bool(o, "IsOne", count == 1);
	json_set_bool(o, "IsCut", json_flag(answer, "IsCountCut", false));
	json_set_bool(o, "IsComplete", json_flag(answer, "IsComplete", false));
	json_set_str(o, "Previous", "");
	json_set_str(o, "Next", "");
	json_set_str(o, "List", list_link(v, part, before / HITS * HITS));
	json_set_int(o, "Hit", part->hit);
	json_set_bool(o, "IsPart", false);
	return o;
}

/* The list of lines that contain the text. */
static bool
list_hits(struct view *v, const struct task_part *part, struct json_object *tree)
{
	int64_t asked = query_number(v, "skip", 0), skip = asked < HITS_MAX ? asked : HITS_MAX;
	struct json_object *hits = load_hits(v, part, skip, HITS), *o;
	int64_t last, count;

	if (hits == NULL)
		return false;
	o = add_found(v, part);
	count = json_int(o, "Count", 0);
	link_hits(v, part, hits, skip);
	last = skip + (int64_t)json_len(hits);
	json_set_bool(o, "IsPart", json_len(hits) > 0 && (int64_t)json_len(hits) < count);
	json_set_int(o, "From", skip + 1);
	json_set_int(o, "To", last);
	if (skip > 0)
		json_set_str(o, "Previous", list_link(v, part, skip > HITS ? skip - HITS : 0));
	if (json_len(hits) > 0 && last < count)
		json_set_str(o, "Next", list_link(v, part, last));
	keep_hits(tree, hits, 0);
	return true;
}

/* Finds the line of one hit, and those before and behind it for the links. */
static bool
find_hit(struct view *v, struct task_part *part)
{
	int64_t skip = part->hit > 1 ? part->hit - 2 : 0;
	size_t at = part->hit > 1;
	struct json_object *hits = load_hits(v, part, skip < HITS_MAX ? skip : HITS_MAX, 3), *o;

	if (hits == NULL)
		return false;
	if (at >= json_len(hits))
		return fail(v->w, ERR_NOT_FOUND, "There is no %lldth line with '%s' in this log.",
		    (long long)part->hit, part->wanted);
	o = add_found(v, part);
	if (at > 0)
		json_set_str(o, "Previous", hit_link(v, part, part->hit - 1, json_at(hits, 0)));
	if (at + 1 < json_len(hits))
		json_set_str(o, "Next", hit_link(v, part, part->hit + 1, json_at(hits, at + 1)));
	part->node = arena_strdup(
	    v->w->arena, task_part_number(json_str(json_at(hits, at), "NodeId", "")));
	part->line = json_int(json_at(hits, at), "Number", 0);
	return true;
}

/* ---- a window ------------------------------------------------------------------ */

static const char *
bound_of(struct view *v, struct task_part *part)
{
	int64_t before = query_number(v, "before", 0), after = query_number(v, "after", -1);

	part->keeps_start = part->line > 0 || after >= 0;
	if (part->line > 0)
		after = part->line > CONTEXT ? part->line - CONTEXT - 1 : 0;
	if (after >= 0)
		return arena_printf(v->w->arena, "&after=%lld", (long long)after);
	return before > 0 ? arena_printf(v->w->arena, "&before=%lld", (long long)before) : "";
}

static bool
load_window(struct view *v, struct task_part *part, struct json_object *tree)
{
	const char *path = arena_printf(v->w->arena,
	    "S/slipway/tasks/{t}/activities/%s/log?verbose=%s&take=" WINDOW "%s", part->node,
	    part->is_verbose ? "true" : "false", bound_of(v, part));
	struct json_object *node = find_node(tree, part->node, 0), *window;

	if (!view_get(v, "Window", view_api_path(v, path), NULL))
		return false;
	window = view_doc(v, "Window");
	if (node == NULL)
		return true;
	json_set(node, "LogElements", json_object_get(json_get(window, "Lines")));
	json_set_bool(node, "HasEarlier", json_flag(window, "HasEarlier", false));
	json_set_bool(node, "HasLater", json_flag(window, "HasLater", false));
	return true;
}

bool
task_part_load(struct view *v, struct task_part *ret)
{
	struct json_object *tree;

	*ret = read_address(v);
	if (ret->hit > 0 && !find_hit(v, ret))
		return false;
	tree = load_tree(v, ret);
	if (tree == NULL)
		return false;
	if (ret->is_listed)
		return list_hits(v, ret, tree);
	return ret->node[0] == '\0' || load_window(v, ret, tree);
}
