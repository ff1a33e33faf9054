/*
 * The log of a task as a page shows it: a tree of <details>, lines with their level and
 * colours, what a search leaves of it, and a chart of when each step ran. The page around
 * it is in tasks.c.
 */
#include "cgi-bin/pages/task_log.h"

#include <string.h>

#include "cgi-bin/decorate.h"
#include "lib/base/clock.h"

#define CHART_WIDTH 1000
#define AXIS_PARTS 4
#define DEPTH_MAX 8
#define SHORT_LOG 100		/* lines: then everything is open from the start */

/* Levels of a line, as attributes that the style sheet knows. */
static const struct {
	const char *category;
	const char *level;
	const char *word;
} levels[] = {
	{"Trace", "verbose", ""},
	{"Verbose", "verbose", ""},
	{"Highlight", "highlight", ""},
	{"Wait", "wait", ""},
	{"Gap", "gap", ""},
	{"Alert", "warning", "Warning: "},
	{"Warning", "warning", "Warning: "},
	{"Error", "error", "Error: "},
	{"Fatal", "error", "Error: "},
};

static const char *
number_of(const char *id)
{
	const char *underscore = strrchr(id, '_');

	return underscore ? underscore + 1 : id;
}

static void
decorate_line(struct view *v, struct json_object *line, const char *node)
{
	const char *category = json_str(line, "Category", "Info");
	const char *occurred = json_str(line, "OccurredAt", "");
	const char *level = "info", *word = "";

	for (size_t i = 0; i < COUNT(levels); i++) {
		if (strcmp(levels[i].category, category) == 0) {
			level = levels[i].level;
			word = levels[i].word;
		}
	}
	json_set_str(line, "Level", level);
	json_set_str(line, "LevelWord", word);
	json_set_str(line, "Anchor", arena_printf(v->w->arena, "a%s-%lld", node,
	    (long long)json_int(line, "Number", 0)));
	json_set_str(line, "Clock", strlen(occurred) >= 19 ?
	    arena_strndup(v->w->arena, occurred + 11, 8) : "");
	decorate_log_line(v, line, json_str(line, "MessageText", ""));
}

static bool
is_open(const char *status, const char *key)
{
	return strcmp(status, "Running") == 0 || strcmp(key, "failed") == 0 ||
	    strcmp(key, "warning") == 0 || strcmp(key, "canceled") == 0;
}

/* Whether a node or one below it deserves to be seen at once. */
static bool
is_worth_opening(struct view *v, struct json_object *node, int depth)
{
	struct json_object *children = json_get(node, "Children");
	const char *status = json_str(node, "Status", "");

	decorate_state(v, node);
	if (is_open(status, json_str(node, "StateKey", "")))
		return true;
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++) {
		if (is_worth_opening(v, json_at(children, i), depth + 1))
			return true;
	}
	return false;
}

/* "2 errors", "1 warning": what the lines of a node say, since its state may still be well. */
static void
add_counts(struct view *v, struct json_object *o, struct json_object *lines)
{
	int errors = 0, warnings = 0;

	for (size_t i = 0; i < json_len(lines); i++) {
		const char *level = json_str(json_at(lines, i), "Level", "");

		errors += strcmp(level, "error") == 0;
		warnings += strcmp(level, "warning") == 0;
	}
	json_set_str(o, "Errors", errors == 0 ? "" : arena_printf(v->w->arena, "%d error%s", errors,
	    errors == 1 ? "" : "s"));
	json_set_str(o, "Warnings", warnings == 0 ? "" : arena_printf(v->w->arena, "%d warning%s",
	    warnings, warnings == 1 ? "" : "s"));
}

static struct json_object *
flat_node(struct view *v, struct json_object *node, int depth, bool open)
{
	struct json_object *o = json_object_new_object(), *lines = json_get(node, "LogElements");
	const char *number = number_of(json_str(node, "Id", ""));

	decorate_state(v, node);
	decorate_span(v, node, "Started", "Ended", "Took");
	json_set_str(o, "Number", number);
	json_set_int(o, "Depth", depth);
	json_set_str(o, "Name", json_str(node, "Name", ""));
	json_set_str(o, "StateKey", json_str(node, "StateKey", ""));
	json_set_str(o, "StateWord", json_str(node, "StateWord", ""));
	json_set_str(o, "Took", json_str(node, "Took", ""));
	json_set_str(o, "Says", json_str(node, "ProgressMessage", ""));
	json_set_bool(o, "IsOpen", open);
	for (size_t i = 0; i < json_len(lines); i++)
		decorate_line(v, json_at(lines, i), number);
	add_counts(v, o, lines);
	json_set(o, "Lines", lines ? json_object_get(lines) : json_object_new_array());
	json_set(o, "Closes", json_object_new_array());
	return o;
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

static void
flatten(struct view *v, struct json_object *list, struct json_object *node, int depth, bool all)
{
	struct json_object *children = json_get(node, "Children"), *last;
	bool open = all || is_worth_opening(v, node, depth);

	if (depth > DEPTH_MAX)
		return;
	json_push(list, flat_node(v, node, depth, open));
	for (size_t i = 0; i < json_len(children); i++)
		flatten(v, list, json_at(children, i), depth + 1, all);
	/* The last of this subtree ends this node's element too. */
	last = json_at(list, json_len(list) - 1);
	json_push(json_get(last, "Closes"), json_object_new_object());
}

/* ---- searching ----------------------------------------------------------------- */

static bool
is_hit(struct json_object *line, const char *wanted)
{
	return strcmp(json_str(line, "Category", ""), "Gap") != 0 &&
	    strcasestr(json_str(line, "MessageText", ""), wanted) != NULL;
}

/* Leaves the lines of node and below it that contain wanted; returns how many there were. */
static int64_t
keep_hits(struct json_object *node, const char *wanted, int64_t found, int depth)
{
	struct json_object *lines = json_get(node, "LogElements"), *hits = json_object_new_array();
	struct json_object *children = json_get(node, "Children"), *kept = json_object_new_array();

	for (size_t i = 0; i < json_len(lines); i++) {
		if (!is_hit(json_at(lines, i), wanted))
			continue;
		if (found++ < TASK_LOG_HITS)
			json_push(hits, json_object_get(json_at(lines, i)));
	}
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++) {
		int64_t before = found;

		found = keep_hits(json_at(children, i), wanted, found, depth + 1);
		if (found > before && before < TASK_LOG_HITS)
			json_push(kept, json_object_get(json_at(children, i)));
	}
	json_set(node, "LogElements", hits);
	json_set(node, "Children", kept);
	return found;
}

static void
search(struct view *v, struct json_object *root, const char *wanted)
{
	struct json_object *o = view_new_object(v, "Found");
	int64_t found = wanted[0] ? keep_hits(root, wanted, 0, 0) : 0;

	json_set_int(o, "Count", found);
	json_set_bool(o, "IsOne", found == 1);
	json_set_bool(o, "IsCut", found > TASK_LOG_HITS);
}

/* ---- the chart ---------------------------------------------------------------- */

static bool
times_of(struct json_object *node, int64_t *ret_start, int64_t *ret_end)
{
	const char *start = json_str(node, "Started", NULL), *end = json_str(node, "Ended", NULL);

	*ret_end = clock_now_us();
	return start && clock_parse_iso(start, ret_start) &&
	       (!end || clock_parse_iso(end, ret_end));
}

static void
add_bar(struct view *v, struct json_object *bars, struct json_object *node, int64_t from,
	int64_t to)
{
	struct json_object *o = json_object_new_object();
	int64_t start, end, span = to > from ? to - from : 1;

	json_push(bars, o);
	decorate_state(v, node);
	json_set_str(o, "Name", json_str(node, "Name", ""));
	json_set_str(
	    o, "Anchor", arena_printf(v->w->arena, "n%s", number_of(json_str(node, "Id", ""))));
	json_set_str(o, "StateKey", json_str(node, "StateKey", ""));
	json_set_str(o, "StateWord", json_str(node, "StateWord", ""));
	json_set_str(o, "Took", "");
	json_set_bool(o, "HasBar", false);
	if (!times_of(node, &start, &end))
		return;
	json_set_bool(o, "HasBar", true);
	json_set_str(o, "Took", decorate_duration(v->w->arena, (end - start) / 1000000));
	json_set_int(o, "X", (start - from) * CHART_WIDTH / span);
	json_set_int(o, "Width", (end - start) * CHART_WIDTH / span + 4);
}

/* The times at which the quarters of the chart begin. */
static void
add_axis(struct view *v, int64_t span_us)
{
	struct json_object *axis = view_new_array(v, "Axis");

	for (int i = 0; i < AXIS_PARTS; i++) {
		const char *label = i == 0 ? "0" :
		    decorate_duration(v->w->arena, span_us * i / AXIS_PARTS / 1000000);

		json_push(axis, json_object_new_string(label));
	}
}

static void
add_bars(struct view *v, struct json_object *root)
{
	struct json_object *bars = view_new_array(v, "Bars"), *steps = json_get(root, "Children");
	int64_t from, to;

	if (!times_of(root, &from, &to))
		return;
	for (size_t i = 0; i < json_len(steps); i++)
		add_bar(v, bars, json_at(steps, i), from, to);
	/* Quarters of a few seconds would only repeat themselves. */
	if (to - from >= (int64_t)AXIS_PARTS * 1000000)
		add_axis(v, to - from);
	else
		view_new_array(v, "Axis");
}

/* Lines of the task itself, but not the one that says what its head says already. */
static void
add_summary(struct view *v, struct json_object *root)
{
	struct json_object *lines = json_get(root, "LogElements");
	struct json_object *summary = view_new_array(v, "Summary");
	const char *error = json_str(view_doc(v, "Task"), "ErrorMessage", "");
	const char *number = number_of(json_str(root, "Id", ""));

	for (size_t i = 0; i < json_len(lines); i++) {
		if (strcmp(json_str(json_at(lines, i), "MessageText", ""), error) == 0)
			continue;
		decorate_line(v, json_at(lines, i), number);
		json_push(summary, json_object_get(json_at(lines, i)));
	}
}

void
task_log_decorate(struct view *v, struct json_object *roots, const char *wanted)
{
	struct json_object *nodes = view_new_array(v, "Nodes"), *root = json_at(roots, 0), *steps;
	bool opens_all;

	add_bars(v, root);
	search(v, root, wanted);
	opens_all = wanted[0] || count_lines(root, 0) <= SHORT_LOG;
	steps = json_get(root, "Children");
	for (size_t i = 0; i < json_len(steps); i++)
		flatten(v, nodes, json_at(steps, i), 0, opens_all);
	add_summary(v, root);
}
