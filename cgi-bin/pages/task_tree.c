/*
 * The tree of a task's log as a flat list of nodes: which of them are shown, which are open,
 * what their heads say. Lines are in task_log.c.
 */
#include "cgi-bin/pages/task_tree.h"

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_chart.h"
#include "cgi-bin/pages/task_log.h"

#define DEPTH_MAX 8
#define SIBLINGS 25		/* that are shown of very many */
#define SIBLINGS_FULL 3		/* when the page has many nodes already */
#define SIBLINGS_ASKED 40	/* of those that the address asks for */
#define NODES_MANY 40

/* ---- which are open ------------------------------------------------------------ */

static bool
is_open(const char *status, const char *key)
{
	return strcmp(status, "Running") == 0 || strcmp(key, "failed") == 0 ||
	    strcmp(key, "warning") == 0 || strcmp(key, "canceled") == 0;
}

bool
task_tree_is_wanted(struct json_object *node, const struct task_part *part)
{
	return part->node[0] && strcmp(task_part_number(json_str(node, "Id", "")), part->node) == 0;
}

/* Whether a node or one below it deserves to be seen at once. */
static bool
is_worth_opening(
    struct view *v, struct json_object *node, const struct task_part *part, int depth)
{
	struct json_object *children = json_get(node, "Children");
	const char *status = json_str(node, "Status", "");

	decorate_state(v, node);
	if (is_open(status, json_str(node, "StateKey", "")) || task_tree_is_wanted(node, part))
		return true;
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++) {
		if (is_worth_opening(v, json_at(children, i), part, depth + 1))
			return true;
	}
	return false;
}

/* ---- heads --------------------------------------------------------------------- */

/* "2 errors", "1 warning": what the lines of a node say, since its state may still be well. */
static void
add_counts(struct view *v, struct json_object *o, struct json_object *lines)
{
	int errors = 0, warnings = 0;

	for (size_t i = 0; i < json_len(lines); i++) {
		const char *level = task_log_level(json_at(lines, i));

		errors += strcmp(level, "error") == 0;
		warnings += strcmp(level, "warning") == 0;
	}
	json_set_str(o, "Errors", errors == 0 ? "" : arena_printf(v->w->arena, "%d error%s", errors,
	    errors == 1 ? "" : "s"));
	json_set_str(o, "Warnings", warnings == 0 ? "" : arena_printf(v->w->arena, "%d warning%s",
	    warnings, warnings == 1 ? "" : "s"));
}

/* "50% Copying" while it runs, and what a script said last afterwards. */
static const char *
progress_of(struct view *v, struct json_object *node)
{
	const char *message = json_str(node, "ProgressMessage", "");
	int64_t percentage = json_int(node, "ProgressPercentage", 0);

	if (percentage <= 0 || strcmp(json_str(node, "Status", ""), "Running") != 0)
		return message;
	return arena_printf(v->w->arena, "%lld%%%s%s", (long long)percentage,
	    message[0] != '\0' ? " " : "", message);
}

/* What a node says beside its name: what it waits for, what it does, or why it did not run. */
static const char *
says_of(struct view *v, struct json_object *node)
{
	struct json_object *known = task_chart_node(v, json_str(node, "Id", ""));
	const char *says = progress_of(v, node);
	const char *reason = json_str(known, "Reason", "");

	if (reason[0])
		return reason;
	if (says[0] == '\0' && json_flag(node, "IsResuming", false))
		return "answered; goes on when its turn comes";
	if (says[0] == '\0' && json_get(known, "RetryTime") != NULL)
		return "failed; runs again by itself";
	return says;
}

struct json_object *
task_tree_node(struct view *v, struct json_object *node, int depth, bool open)
{
	struct json_object *o = json_object_new_object(), *lines = json_get(node, "LogElements");

	decorate_state(v, node);
	decorate_span(v, node, "Started", "Ended", "Took");
	json_set_bool(o, "IsMore", false);
	json_set_str(o, "Number", task_part_number(json_str(node, "Id", "")));
	json_set_int(o, "Depth", depth);
	json_set_str(o, "Name", json_str(node, "Name", ""));
	json_set_str(o, "StateKey", json_str(node, "StateKey", ""));
	json_set_str(o, "StateWord", json_str(node, "StateWord", ""));
	json_set_str(o, "Took", strcmp(json_str(node, "StateKey", ""), "skipped") == 0 ? "" :
	    json_str(node, "Took", ""));
	json_set_str(o, "Says", says_of(v, node));
	json_set_str(o, "Ask", json_str(node, "Ask", ""));
	json_set_bool(o, "IsOpen", open);
	json_set_bool(o, "HasEarlier", json_flag(node, "HasEarlier", false));
	json_set_bool(o, "HasLater", json_flag(node, "HasLater", false));
	add_counts(v, o, lines);
	json_set(o, "Lines", lines ? json_object_get(lines) : json_object_new_array());
	json_set(o, "Closes", json_object_new_array());
	return o;
}

/* ---- which are shown ----------------------------------------------------------- */

struct flattening {
	struct view *v;
	const struct task_part *part;
	struct json_object *list;
	bool opens_all;
};

/* The first of those siblings that the address asks for; -1: it does not. */
static int64_t
asked_from(struct view *v, struct json_object *node)
{
	const char *below = view_query(v, "below"), *from = view_query(v, "from");
	size_t len = strlen(from);

	if (strcmp(below, task_part_number(json_str(node, "Id", ""))) != 0)
		return -1;
	if (len == 0 || len > 6 || strspn(from, "0123456789") != len)
		return 0;
	return strtoll(from, NULL, 10);
}

/* Marks the children that are shown; answers how many. */
static size_t
choose(struct flattening *f, struct json_object *children, int64_t from, bool *shown, int depth)
{
	size_t count = json_len(children), chosen = 0, max = SIBLINGS;

	if (json_len(f->list) > NODES_MANY)
		max = SIBLINGS_FULL;
	for (size_t i = 0; from >= 0 && i < count; i++) {
		shown[i] = (int64_t)i >= from && (int64_t)i < from + SIBLINGS_ASKED;
		chosen += shown[i];
	}
	if (from >= 0)
		return chosen;
	for (size_t i = 0; i < count; i++) {
		struct json_object *child = json_at(children, i);

		if (count <= max || f->part->is_listed || task_tree_is_wanted(child, f->part) ||
		    (chosen < max && is_worth_opening(f->v, child, f->part, depth)))
			shown[i] = ++chosen > 0;
	}
	for (size_t i = 0; i < count && chosen < max; i++) {
		chosen += !shown[i];
		shown[i] = true;
	}
	return chosen;
}

/* "940 more: 938 succeeded, 2 skipped" */
static const char *
count_rest(struct view *v, struct json_object *children, const bool *shown, size_t rest)
{
	static const struct {
		const char *key, *word;
	} states[] = {
		{"success", "succeeded"}, {"warning", "with warnings"}, {"failed", "failed"},
		{"running", "running"}, {"waiting", "waiting"}, {"queued", "going on later"},
		{"pending", "not begun"}, {"skipped", "skipped"}, {"canceled", "cancelled"},
	};
	size_t counts[COUNT(states)] = {0};
	const char *text = arena_printf(v->w->arena, "%zu more", rest), *mark = ": ";

	for (size_t i = 0; i < json_len(children); i++) {
		struct json_object *child = json_at(children, i);

		if (shown[i])
			continue;
		decorate_state(v, child);
		for (size_t k = 0; k < COUNT(states); k++)
			counts[k] += strcmp(json_str(child, "StateKey", ""), states[k].key) == 0;
	}
	for (size_t k = 0; k < COUNT(states); k++) {
		if (counts[k] == 0)
			continue;
		text = arena_printf(v->w->arena, "%s%s%zu %s", text, mark, counts[k],
		    states[k].word);
		mark = ", ";
	}
	return text;
}

static const char *
link_below(struct flattening *f, struct json_object *node, int64_t from)
{
	const char *number = task_part_number(json_str(node, "Id", ""));

	return arena_printf(f->v->w->arena, "?%sbelow=%s&from=%lld#n%s",
	    f->part->is_verbose ? "verbose=1&" : "", number, (long long)from, number);
}

/* The entry that stands for the siblings that are not shown. */
static void
add_more(struct flattening *f, struct json_object *node, const bool *shown, size_t rest,
    int64_t from)
{
	struct json_object *o = json_object_new_object(), *children = json_get(node, "Children");
	int64_t next = from < 0 ? 0 : from + SIBLINGS_ASKED;

	json_push(f->list, o);
	json_set_bool(o, "IsMore", true);
	json_set_bool(o, "IsOpen", false);
	json_set_str(o, "Number", "-");
	json_set_str(o, "Says", count_rest(f->v, children, shown, rest));
	json_set_str(o, "Link",
	    next < (int64_t)json_len(children) ? link_below(f, node, next) : "");
	json_set_str(o, "Back", from > 0 ?
	    link_below(f, node, from > SIBLINGS_ASKED ? from - SIBLINGS_ASKED : 0) : "");
	json_set(o, "Lines", json_object_new_array());
	json_set(o, "Closes", json_object_new_array());
}

static void flatten(struct flattening *f, struct json_object *node, int depth);

static void
flatten_children(struct flattening *f, struct json_object *node, int depth)
{
	struct json_object *children = json_get(node, "Children");
	size_t count = json_len(children), chosen;
	bool *shown = arena_array(f->v->w->arena, count + 1, sizeof(*shown));
	int64_t from = asked_from(f->v, node);

	chosen = choose(f, children, from, shown, depth);
	for (size_t i = 0; i < count; i++) {
		if (shown[i])
			flatten(f, json_at(children, i), depth);
	}
	if (chosen < count)
		add_more(f, node, shown, count - chosen, from);
}

static void
flatten(struct flattening *f, struct json_object *node, int depth)
{
	struct json_object *last;
	bool open = f->opens_all || asked_from(f->v, node) >= 0 ||
	    is_worth_opening(f->v, node, f->part, depth);

	if (depth > DEPTH_MAX)
		return;
	json_push(f->list, task_tree_node(f->v, node, depth, open));
	flatten_children(f, node, depth + 1);
	/* The last of this subtree ends this node's element too. */
	last = json_at(f->list, json_len(f->list) - 1);
	json_push(json_get(last, "Closes"), json_object_new_object());
}

void
task_tree_flatten(struct view *v, struct json_object *list, struct json_object *root,
    const struct task_part *part, bool opens_all)
{
	struct flattening f = {.v = v, .part = part, .list = list, .opens_all = opens_all};

	flatten_children(&f, root, 0);
}
