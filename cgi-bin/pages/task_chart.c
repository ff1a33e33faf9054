/*
 * The chart of a task: when each of its steps ran, one bar a step.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_log.h"
#include "cgi-bin/pages/task_part.h"
#include "lib/base/clock.h"

#define CHART_WIDTH 1000
#define AXIS_PARTS 4

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
	json_set_str(o, "Anchor", arena_printf(v->w->arena, "n%s",
	    task_part_number(json_str(node, "Id", ""))));
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

void
task_chart_decorate(struct view *v, struct json_object *root)
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
