/*
 * The log of a task as a page shows it: lines with their level and colours, links to the
 * lines around them. The tree that they are in is task_tree.c, which lines those are
 * task_part.c, the page around it tasks.c.
 */
#include "cgi-bin/pages/task_log.h"

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_tree.h"
#include "lib/base/utf8.h"

#define DEPTH_MAX 8
#define NODE_COST 750		/* bytes of markup, about: of a node without lines, */
#define ROW_COST 600		/* of a row of the time line, */
#define BAR_COST 95		/* of a bar in it, */
#define TABLE_COST 250		/* of a line of its table */
#define COST_USUAL 6000		/* that TASK_PART_BYTES allows for */
#define LINES_LEAST 8000
#define NUMBER_WIDE 100000	/* numbers of lines that need more room */
#define SHORT_LOG 100		/* lines: then everything is open from the start */

/* ---- lines --------------------------------------------------------------------- */

/* Levels of a line, as attributes that the style sheet knows. */
static const struct {
	const char *category;
	const char *level;
	const char *word;
} levels[] = {
	{"Info", "", ""},
	{"Trace", "verbose", ""},
	{"Verbose", "verbose", ""},
	{"Highlight", "highlight", ""},
	{"Wait", "wait", ""},
	{"Alert", "warning", "Warning: "},
	{"Warning", "warning", "Warning: "},
	{"Error", "error", "Error: "},
	{"Fatal", "error", "Error: "},
};

static size_t
level_of(struct json_object *line)
{
	const char *category = json_str(line, "Category", "Info");

	for (size_t i = 0; i < COUNT(levels); i++) {
		if (strcmp(levels[i].category, category) == 0)
			return i;
	}
	return 0;
}

const char *
task_log_level(struct json_object *line)
{
	return levels[level_of(line)].level;
}

/* As much of a line as a page shows; Rest says how much more there is. */
static const char *
cut_text(struct view *v, struct json_object *line)
{
	const char *text = json_str(line, "MessageText", "");
	size_t len = strlen(text), cut = 0, step;
	uint32_t code;

	json_set_str(line, "Rest", "");
	if (len <= TASK_PART_LINE_MAX)
		return text;
	while (cut < TASK_PART_LINE_MAX && (step = utf8_next(text + cut, len - cut, &code)) > 0)
		cut += step;
	json_set_str(line, "Rest", decorate_size(v->w->arena, (int64_t)(len - cut)));
	return arena_strndup(v->w->arena, text, cut);
}

static void
decorate_line(struct view *v, struct json_object *line, const char *node)
{
	const char *occurred = json_str(line, "OccurredAt", "");
	size_t level = level_of(line);

	json_set_str(line, "Level", levels[level].level);
	json_set_str(line, "LevelWord", levels[level].word);
	json_set_str(line, "Anchor", arena_printf(v->w->arena, "a%s-%lld", node,
	    (long long)json_int(line, "Number", 0)));
	json_set_str(line, "Clock", strlen(occurred) >= 19 ?
	    arena_strndup(v->w->arena, occurred + 11, 8) : "");
	json_set_str(line, "Link", json_str(line, "Link", ""));
	decorate_log_line(v, line, cut_text(v, line));
}

/* The line that was asked for, or the next one if it is not shown. */
static void
mark_line(struct json_object *lines, int64_t number)
{
	for (size_t i = 0; i < json_len(lines); i++) {
		if (json_int(json_at(lines, i), "Number", 0) >= number) {
			json_set_bool(json_at(lines, i), "IsMarked", true);
			return;
		}
	}
}

static size_t
count_lines(struct json_object *node, int depth)
{
	struct json_object *children = json_get(node, "Children");
	size_t lines = json_len(json_get(node, "LogElements"));

	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++)
		lines += count_lines(json_at(children, i), depth + 1);
	return lines;
}

/* ---- as much as a page holds --------------------------------------------------- */

static size_t
cost_of(struct json_object *lines)
{
	size_t cost = 0;

	for (size_t i = 0; i < json_len(lines); i++)
		cost += task_part_cost(json_at(lines, i));
	return cost;
}

/* Takes lines from the start (or the end) of a node until they take at most allowed bytes. */
static size_t
cut_lines(struct json_object *o, size_t cost, size_t allowed, bool keeps_start)
{
	struct json_object *lines = json_get(o, "Lines");
	size_t len = json_len(lines), cut = 0;

	for (; cost > allowed && cut + 1 < len; cut++)
		cost -= task_part_cost(json_at(lines, keeps_start ? len - 1 - cut : cut));
	if (cut > 0) {
		json_object_array_del_idx(lines, keeps_start ? len - cut : 0, cut);
		json_set_bool(o, keeps_start ? "HasLater" : "HasEarlier", true);
	}
	return cost;
}

/* What the lines may take: less where many nodes and bars are on the page. */
static size_t
room_for_lines(struct view *v, struct json_object *list)
{
	struct json_object *chart = view_doc(v, "Chart"), *rows = json_get(chart, "Rows");
	size_t table = json_len(json_get(json_get(chart, "Table"), "Lines"));
	size_t cost = json_len(list) * NODE_COST + json_len(rows) * ROW_COST + table * TABLE_COST;

	for (size_t i = 0; i < json_len(rows); i++)
		cost += json_len(json_get(json_at(rows, i), "Spans")) * BAR_COST;
	cost = cost > COST_USUAL ? cost - COST_USUAL : 0;
	return cost + LINES_LEAST > TASK_PART_BYTES ? LINES_LEAST : TASK_PART_BYTES - cost;
}

/*
 * Every node may have the same share of the page; what some leave of it goes to the others,
 * those that are open first.
 */
static void
fit(struct view *v, struct json_object *list, const struct task_part *part)
{
	size_t count = json_len(list), spare = 0;
	size_t share = count ? room_for_lines(v, list) / count : 0;

	for (size_t i = 0; i < count; i++) {
		size_t cost = cost_of(json_get(json_at(list, i), "Lines"));

		spare += cost < share ? share - cost : 0;
	}
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			struct json_object *o = json_at(list, i);
			size_t cost = cost_of(json_get(o, "Lines"));

			if (json_flag(o, "IsOpen", false) != (pass == 0) || cost <= share)
				continue;
			cost = cut_lines(o, cost, share + spare, part->keeps_start &&
			    strcmp(json_str(o, "Number", ""), part->node) == 0);
			spare -= cost > share + spare ? spare : cost > share ? cost - share : 0;
		}
	}
}

/* Looks of the lines of a node, and links to those around them. */
static void
finish_node(struct view *v, struct json_object *o, const struct task_part *part)
{
	struct json_object *lines = json_get(o, "Lines");
	const char *number = json_str(o, "Number", "");
	bool is_window = strcmp(number, part->node) == 0;
	size_t len = json_len(lines);
	int64_t first = json_int(json_at(lines, 0), "Number", 0), last;

	last = len ? json_int(json_at(lines, len - 1), "Number", 0) : 0;
	for (size_t i = 0; i < len; i++)
		decorate_line(v, json_at(lines, i), number);
	if (is_window && part->line > 0)
		mark_line(lines, part->line);
	json_set_bool(o, "IsCut", !part->is_listed && (is_window ||
	    json_flag(o, "HasEarlier", false) || json_flag(o, "HasLater", false)));
	json_set_bool(o, "IsWindow", is_window);
	json_set_int(o, "From", first);
	json_set_int(o, "To", last);
	json_set_bool(o, "IsWide", last >= NUMBER_WIDE);
	json_set_str(o, "Earlier", task_part_link(v, part, number, "before", first));
	json_set_str(o, "Later", task_part_link(v, part, number, "after", last));
	json_set_str(o, "End", arena_printf(v->w->arena, "?%s#n%s",
	    part->is_verbose ? "verbose=1" : "", number));
}

/* Lines of the task itself, but not the one that says what its head says already. */
static void
add_summary(struct view *v, struct json_object *root, const struct task_part *part)
{
	struct json_object *o = task_tree_node(v, root, 0, true), *lines = json_get(o, "Lines");
	const char *error = json_str(view_doc(v, "Task"), "ErrorMessage", "");

	for (size_t i = json_len(lines); i-- > 0;) {
		if (strcmp(json_str(json_at(lines, i), "MessageText", ""), error) == 0)
			json_object_array_del_idx(lines, i, 1);
	}
	cut_lines(o, cost_of(lines), TASK_PART_BYTES / (task_tree_is_wanted(root, part) ? 1 : 8),
	    part->keeps_start && task_tree_is_wanted(root, part));
	finish_node(v, o, part);
	json_set(v->root, "Summary", json_object_get(lines));
	json_object_object_del(o, "Lines");
	json_set(v->root, "Root", o);
}

void
task_log_decorate(struct view *v, struct json_object *root, const struct task_part *part)
{
	struct json_object *nodes = view_new_array(v, "Nodes");

	task_tree_flatten(v, nodes, root, part,
	    part->is_listed || count_lines(root, 0) <= SHORT_LOG);
	fit(v, nodes, part);
	for (size_t i = 0; i < json_len(nodes); i++)
		finish_node(v, json_at(nodes, i), part);
	add_summary(v, root, part);
}
