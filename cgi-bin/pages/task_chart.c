/*
 * The time line of a task: one row a step, in it a bar for each attempt on each target and
 * for each wait for people. Bars are laid into lanes, as many as ran side by side; where
 * there are more bars than a page holds, neighbours become one, of the worse look. The
 * same in words is task_table.c, what did not run task_why.c.
 */
#include "cgi-bin/pages/task_chart.h"

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_part.h"
#include "cgi-bin/pages/task_table.h"
#include "lib/base/clock.h"

#define AXIS_PARTS 4
#define ROWS_MAX 50
#define LANES_MAX 12
#define BARS_MAX 160		/* of a page */
#define BARS_MIN 12		/* of a row */
#define WIDTH 10000		/* of the chart: hundredths of a percent */
#define WIDTH_MIN 30

/* The worse of two that become one counts. */
enum look { SUCCESS, CANCELED, WARNING, RUNNING, WAITING, FAILED, LOOK__MAX };

static const struct {
	const char *key;
	const char *word;
} looks[] = {
	[SUCCESS] = {"success", "ran"},
	[CANCELED] = {"canceled", "cancelled"},
	[WARNING] = {"warning", "with warnings"},
	[RUNNING] = {"running", "runs"},
	[WAITING] = {"waiting", "waits for a person"},
	[FAILED] = {"failed", "failed"},
};

struct span {
	int64_t from, to;
	enum look look;
	int lane;
};

struct chart {
	struct view *v;
	struct json_object *nodes;
	int64_t from, to;		/* what the width stands for */
	size_t bars_max;		/* of one row */
	bool is_used[LOOK__MAX];
	struct json_object *rows;
};

/* The bars of one step. */
struct row {
	struct span *spans;
	size_t count, max;
	int lanes;
	int64_t ends[LANES_MAX];	/* when the last bar of each lane ends */
};

/* ---- nodes --------------------------------------------------------------------- */

bool
task_chart_is(struct json_object *node, const char *kind)
{
	return strcmp(json_str(node, "Kind", ""), kind) == 0;
}

size_t
task_chart_end(struct json_object *nodes, size_t i)
{
	for (i++; i < json_len(nodes) && !task_chart_is(json_at(nodes, i), "step");)
		i++;
	return i;
}

struct json_object *
task_chart_node(struct view *v, const char *id)
{
	return decorate_find(json_get(view_doc(v, "Timeline"), "Nodes"), id);
}

bool
task_chart_load(struct view *v)
{
	return view_get(v, "Timeline", view_api_path(v, "S/slipway/tasks/{t}/timeline"), NULL);
}

/* ---- bars ---------------------------------------------------------------------- */

static enum look
look_of(const char *status)
{
	static const struct {
		const char *status;
		enum look look;
	} known[] = {
		{"Success", SUCCESS}, {"Failed", FAILED}, {"Interrupted", FAILED},
		{"Canceled", CANCELED}, {"Running", RUNNING}, {"SuccessWithWarning", WARNING},
	};

	for (size_t i = 0; i < COUNT(known); i++) {
		if (strcmp(known[i].status, status) == 0)
			return known[i].look;
	}
	return SUCCESS;
}

static void
add_span(struct chart *c, struct row *r, struct json_object *of, enum look look)
{
	const char *start = json_str(of, "Started", NULL), *end = json_str(of, "Ended", NULL);
	struct span s = {.to = c->to, .look = look};

	if (start == NULL || !clock_parse_iso(start, &s.from) ||
	    (end != NULL && !clock_parse_iso(end, &s.to)))
		return;
	if (s.to < s.from)
		s.to = s.from;
	r->spans = arena_more(c->v->w->arena, r->spans, r->count, &r->max, sizeof(*r->spans));
	r->spans[r->count++] = s;
}

/* The attempts of a unit and its waits; what ran without either, by its own times. */
static void
add_unit(struct chart *c, struct row *r, struct json_object *unit)
{
	struct json_object *attempts = json_get(unit, "Attempts"), *waits = json_get(unit, "Waits");
	const char *status = json_str(unit, "Status", "");
	size_t count = json_len(attempts);

	for (size_t i = 0; i < count; i++) {
		enum look look = look_of(json_str(json_at(attempts, i), "State", ""));

		if (i + 1 == count && look == SUCCESS && look_of(status) == WARNING)
			look = WARNING;
		add_span(c, r, json_at(attempts, i), look);
	}
	for (size_t i = 0; i < json_len(waits); i++)
		add_span(c, r, json_at(waits, i), WAITING);
	if (count + json_len(waits) == 0 && json_get(unit, "Reason") == NULL &&
	    strcmp(status, "Skipped") != 0)
		add_span(c, r, unit, look_of(status));
}

static int
compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->lane != y->lane)
		return x->lane - y->lane;
	return (x->from > y->from) - (x->from < y->from);
}

/* The bars from index first on are of one machine: they go into one lane that is free. */
static void
place(struct row *r, size_t first)
{
	int64_t from = INT64_MAX, to = 0;
	int lane = 0;

	for (size_t i = first; i < r->count; i++) {
		from = r->spans[i].from < from ? r->spans[i].from : from;
		to = r->spans[i].to > to ? r->spans[i].to : to;
	}
	if (first == r->count)
		return;
	while (lane < r->lanes && r->ends[lane] > from)
		lane++;
	if (lane == LANES_MAX) {
		lane = 0;
		for (int k = 1; k < LANES_MAX; k++)
			lane = r->ends[k] < r->ends[lane] ? k : lane;
	} else if (lane == r->lanes) {
		r->lanes++;
	}
	r->ends[lane] = to;
	for (size_t i = first; i < r->count; i++)
		r->spans[i].lane = lane;
}

/* One machine after the other (or the server alone), the earliest first. */
struct sequence {
	size_t first, end;		/* nodes */
	const char *started;
};

static int
compare_sequences(const void *a, const void *b)
{
	const struct sequence *x = a, *y = b;
	int order = strcmp(x->started, y->started);

	return order != 0 ? order : (x->first > y->first) - (x->first < y->first);
}

static void
fill_row(struct chart *c, struct row *r, size_t step, size_t end)
{
	struct sequence *list = arena_array(c->v->w->arena, end - step, sizeof(*list));
	const char *id = json_str(json_at(c->nodes, step), "Id", "");
	size_t count = 0;

	for (size_t i = step + 1; i < end; i++) {
		struct json_object *node = json_at(c->nodes, i);

		if (count == 0 || strcmp(json_str(node, "ParentId", ""), id) == 0)
			list[count++] = (struct sequence){i, i, json_str(node, "Started", "~")};
		list[count - 1].end = i + 1;
	}
	if (count > 1)
		qsort(list, count, sizeof(*list), compare_sequences);
	for (size_t k = 0; k < count; k++) {
		size_t first = r->count;

		for (size_t i = list[k].first; i < list[k].end; i++) {
			if (task_chart_is(json_at(c->nodes, i), "unit"))
				add_unit(c, r, json_at(c->nodes, i));
		}
		place(r, first);
	}
}

/* Joins neighbours of a lane that are at most gap apart, of the same look unless all must. */
static size_t
join(const struct row *r, struct span *out, int64_t gap, bool all)
{
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct span *s = &r->spans[i];
		struct span *last = count > 0 ? &out[count - 1] : NULL;

		if (last == NULL || last->lane != s->lane || s->from - last->to > gap ||
		    (!all && last->look != s->look)) {
			out[count++] = *s;
			continue;
		}
		last->to = s->to > last->to ? s->to : last->to;
		last->look = s->look > last->look ? s->look : last->look;
	}
	return count;
}

static void
bound(struct chart *c, struct row *r)
{
	struct span *out = arena_array(c->v->w->arena, r->count + 1, sizeof(*out));
	int64_t gap = (c->to - c->from) / WIDTH + 1;
	size_t count = r->count;

	if (r->count > 1)
		qsort(r->spans, r->count, sizeof(*r->spans), compare_spans);
	if (count <= c->bars_max)
		return;
	for (bool all = false; count > c->bars_max; gap *= 2) {
		count = join(r, out, gap, all);
		all = gap > (c->to - c->from) / 50;
	}
	r->spans = out;
	r->count = count;
}

/* ---- as the template draws it -------------------------------------------------- */

static int64_t
place_of(const struct chart *c, int64_t time)
{
	int64_t span = c->to > c->from ? c->to - c->from : 1, x = (time - c->from) * WIDTH / span;

	return x < 0 ? 0 : x > WIDTH ? WIDTH : x;
}

static const char *
percent(struct chart *c, int64_t x)
{
	return arena_printf(c->v->w->arena, "%lld.%02lld", (long long)(x / 100),
	    (long long)(x % 100));
}

static void
draw(struct chart *c, struct json_object *o, const struct row *r)
{
	int tall = r->lanes <= 1 ? 10 : r->lanes <= 6 ? 7 : 4, pitch = r->lanes <= 6 ? tall + 2 : 5;
	struct json_object *list = json_object_new_array();

	json_set(o, "Spans", list);
	json_set_int(o, "Height", r->lanes <= 1 ? tall : r->lanes * pitch);
	for (size_t i = 0; i < r->count; i++) {
		const struct span *s = &r->spans[i];
		struct json_object *bar = json_object_new_object();
		int64_t x = place_of(c, s->from), width = place_of(c, s->to) - x;

		if (width < WIDTH_MIN)
			width = WIDTH_MIN;
		if (x + width > WIDTH)
			x = WIDTH - width;
		json_push(list, bar);
		json_set_str(bar, "Look", looks[s->look].key);
		json_set_bool(bar, "IsPlain", s->look == SUCCESS);
		json_set_str(bar, "X", percent(c, x));
		json_set_int(bar, "Y", s->lane * pitch);
		json_set_str(bar, "Width", percent(c, width));
		json_set_int(bar, "Tall", tall);
		c->is_used[s->look] = true;
	}
}

static bool
has_parallel(struct json_object *nodes, struct json_object *step)
{
	int64_t group = json_int(step, "Group", 0);

	for (size_t i = 0; i < json_len(nodes); i++) {
		struct json_object *other = json_at(nodes, i);

		if (other != step && task_chart_is(other, "step") &&
		    json_int(other, "Group", -1) == group)
			return true;
	}
	return false;
}

/* "12 targets, 2 at a time · in parallel · 3 did not run" */
static const char *
says_of(struct chart *c, size_t step, size_t end)
{
	struct json_object *node = json_at(c->nodes, step);
	struct arena *a = c->v->w->arena;
	size_t targets = 0, unrun = 0;
	const char *says = "";

	for (size_t i = step + 1; i < end; i++) {
		struct json_object *one = json_at(c->nodes, i);

		targets += json_get(one, "MachineId") != NULL && strcmp(json_str(one, "ParentId",
		    ""), json_str(node, "Id", "-")) == 0;
		unrun += json_get(one, "Reason") != NULL;
	}
	if (targets > 0)
		says = arena_printf(a, "%zu target%s", targets, targets == 1 ? "" : "s");
	if (targets > 1 && json_flag(node, "IsRolling", false))
		says = arena_printf(a, "%s, %lld at a time", says,
		    (long long)json_int(node, "Window", 1));
	if (has_parallel(c->nodes, node))
		says = arena_printf(a, "%s%sin parallel", says, says[0] ? " · " : "");
	if (unrun > 0 && strcmp(json_str(node, "Status", ""), "Skipped") != 0)
		says = arena_printf(a, "%s%s%zu did not run", says, says[0] ? " · " : "", unrun);
	return says;
}

/* A node waits while something below it does. */
static void
mark_waiting(struct chart *c, size_t step, size_t end)
{
	struct json_object *node = json_at(c->nodes, step);

	for (size_t i = step + 1; i < end; i++) {
		struct json_object *unit = json_at(c->nodes, i), *waits = json_get(unit, "Waits");
		struct json_object *last = json_at(waits, json_len(waits) - 1);

		if (json_len(waits) == 0 || json_get(last, "Ended") != NULL)
			continue;
		json_set_bool(node, "HasPendingInterruptions", true);
		json_set_bool(unit, "HasPendingInterruptions", true);
	}
	json_set_bool(node, "IsResuming", json_flag(view_doc(c->v, "Task"), "IsResuming", false));
}

static void
add_words(struct chart *c, struct json_object *o, struct json_object *node)
{
	struct arena *a = c->v->w->arena;
	const char *took = json_str(node, "Took", "");

	json_set_str(o, "Title", arena_printf(a, "Step %s: %s: %s%s%s",
	    json_str(node, "Number", ""), json_str(node, "Name", ""),
	    json_str(node, "StateWord", ""), took[0] ? ", " : "", took));
	json_set_str(o, "Text", arena_printf(a, "Begins %s after the task.",
	    task_table_offset(a, c->from, json_str(node, "Started", NULL))));
}

/* Why a step has no bar: for itself, or as the first of what is in it. */
static void
add_why(struct chart *c, struct json_object *o, size_t step, size_t end)
{
	struct json_object *node = json_at(c->nodes, step);
	const char *why = json_str(node, "Reason", ""), *expression = "";

	for (size_t i = step + 1; why[0] == '\0' && i < end; i++)
		why = json_str(json_at(c->nodes, i), "Reason", "");
	if (why[0])
		expression = json_str(node, "Expression", "");
	json_set_str(o, "Why", why);
	json_set_str(o, "Expression", expression);
}

static void
add_step(struct chart *c, size_t step, size_t end)
{
	struct json_object *node = json_at(c->nodes, step), *o = json_object_new_object();
	struct row r = {0};

	json_push(c->rows, o);
	mark_waiting(c, step, end);
	decorate_state(c->v, node);
	decorate_span(c->v, node, "Started", "Ended", "Took");
	fill_row(c, &r, step, end);
	bound(c, &r);
	json_set_str(o, "Number", json_str(node, "Number", ""));
	json_set_str(o, "Name", json_str(node, "Name", ""));
	json_set_str(o, "Anchor", arena_printf(c->v->w->arena, "n%s",
	    task_part_number(json_str(node, "Id", ""))));
	json_set_str(o, "StateKey", json_str(node, "StateKey", ""));
	json_set_str(o, "StateWord", json_str(node, "StateWord", ""));
	json_set_str(o, "Took", r.count > 0 ? json_str(node, "Took", "") : "");
	json_set_str(o, "Says", says_of(c, step, end));
	json_set_bool(o, "HasBar", r.count > 0);
	add_why(c, o, step, end);
	add_words(c, o, node);
	draw(c, o, &r);
}

/* A step that the plan left out: it has no place in the log. */
static void
add_left_out(struct chart *c, struct json_object *left)
{
	struct json_object *o = json_object_new_object();

	json_push(c->rows, o);
	json_set_str(o, "Number", json_str(left, "Number", ""));
	json_set_str(o, "Name", json_str(left, "StepName", ""));
	json_set_str(o, "Anchor", "");
	json_set_str(o, "StateKey", "skipped");
	json_set_str(o, "StateWord", "Did not run");
	json_set_str(o, "Took", "");
	json_set_str(o, "Says", "");
	json_set_str(o, "Why", json_str(left, "Reason", ""));
	json_set_str(o, "Expression", "");
	json_set_bool(o, "HasBar", false);
}

/* Whether "3" or "2.1" comes before another number. */
static bool
is_before(const char *a, const char *b)
{
	double x = strtod(a, NULL), y = strtod(b, NULL);
	long major_x = (long)x, major_y = (long)y;
	const char *dot_a = strchr(a, '.'), *dot_b = strchr(b, '.');

	if (major_x != major_y)
		return major_x < major_y;
	return (dot_a ? strtol(dot_a + 1, NULL, 10) : 0) <
	    (dot_b ? strtol(dot_b + 1, NULL, 10) : 0);
}

static void
add_rows(struct chart *c)
{
	struct json_object *left = json_get(view_doc(c->v, "Timeline"), "StepsLeftOut");
	size_t count = json_len(c->nodes), k = 0, end, steps = 0;

	for (size_t i = 0; i < count; i++)
		steps += task_chart_is(json_at(c->nodes, i), "step");
	c->bars_max = BARS_MAX / (steps + 1);
	if (c->bars_max < BARS_MIN)
		c->bars_max = BARS_MIN;
	for (size_t i = 0; i < count && json_len(c->rows) < ROWS_MAX; i = end) {
		struct json_object *node = json_at(c->nodes, i);

		end = task_chart_end(c->nodes, i);
		if (!task_chart_is(node, "step"))
			continue;
		while (k < json_len(left) && is_before(json_str(json_at(left, k), "Number", ""),
		    json_str(node, "Number", "")))
			add_left_out(c, json_at(left, k++));
		add_step(c, i, end);
	}
	while (k < json_len(left) && json_len(c->rows) < ROWS_MAX)
		add_left_out(c, json_at(left, k++));
}

/* The times at which the quarters of the chart begin; none of a few seconds. */
static void
add_axis(struct chart *c, struct json_object *o)
{
	struct json_object *axis = json_object_new_array();
	int64_t span_us = c->to - c->from;

	json_set(o, "Axis", axis);
	for (int i = 0; span_us >= (int64_t)AXIS_PARTS * 1000000 && i < AXIS_PARTS; i++)
		json_push_str(axis, i == 0 ? "0" : decorate_duration(c->v->w->arena,
		    span_us * i / AXIS_PARTS / 1000000));
}

static void
add_legend(struct chart *c, struct json_object *o)
{
	struct json_object *list = json_object_new_array();

	json_set(o, "Legend", list);
	for (size_t i = 0; i < LOOK__MAX; i++) {
		struct json_object *one;

		if (!c->is_used[i])
			continue;
		one = json_object_new_object();
		json_push(list, one);
		json_set_str(one, "Look", looks[i].key);
		json_set_str(one, "Word", looks[i].word);
		json_set_bool(one, "IsPlain", i == SUCCESS);
	}
}

void
task_chart_decorate(struct view *v)
{
	struct json_object *timeline = view_doc(v, "Timeline"), *o = view_new_object(v, "Chart");
	const char *started = json_str(timeline, "Started", NULL);
	const char *ended = json_str(timeline, "Ended", NULL);
	struct chart c = {.v = v, .nodes = json_get(timeline, "Nodes"), .to = clock_now_us(),
	    .rows = json_object_new_array()};

	json_set(o, "Rows", c.rows);
	if (ended != NULL && !clock_parse_iso(ended, &c.to))
		c.to = clock_now_us();
	if (started == NULL || !clock_parse_iso(started, &c.from))
		c.from = c.to;
	add_rows(&c);
	add_axis(&c, o);
	add_legend(&c, o);
	json_set(o, "Table", task_table(v, c.nodes, c.from));
	json_set_bool(o, "IsCut", json_len(c.rows) == ROWS_MAX);
}
