/*
 * The time line of a task as a table: for those who cannot see the chart, or want numbers.
 */
#include "cgi-bin/pages/task_table.h"

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_chart.h"
#include "lib/base/clock.h"

#define LINES_MAX 40

const char *
task_table_offset(struct arena *a, int64_t from, const char *started)
{
	int64_t us;

	if (started == NULL || !clock_parse_iso(started, &us))
		return "";
	return us - from < 1000000 ? "0s" : decorate_duration(a, (us - from) / 1000000);
}

/* "3 attempts", "waited 4m 02s for a person" */
static const char *
note_of(struct view *v, struct json_object *node)
{
	struct json_object *attempts = json_get(node, "Attempts"), *waits = json_get(node, "Waits");
	struct arena *a = v->w->arena;
	const char *note = json_str(node, "Reason", "");

	if (json_len(attempts) > 1)
		note = arena_printf(a, "%zu attempts", json_len(attempts));
	for (size_t i = 0; i < json_len(waits); i++) {
		struct json_object *wait = json_at(waits, i);
		const char *result = json_str(wait, "Result", NULL);

		decorate_span(v, wait, "Started", "Ended", "Took");
		note = arena_printf(a, "%s%swaited %s for a person%s%s", note, note[0] ? "; " : "",
		    json_str(wait, "Took", ""), result ? ": " : "", result ? result : "");
	}
	return note;
}

static struct json_object *
line_of(struct view *v, struct json_object *node, const char *step, int64_t from)
{
	struct json_object *o = json_object_new_object();
	bool is_step = task_chart_is(node, "step");
	bool has_run = json_get(node, "Reason") == NULL;

	decorate_state(v, node);
	decorate_span(v, node, "Started", "Ended", "Took");
	json_set_str(o, "Step", step);
	json_set_str(o, "Where", is_step ? "" : json_str(node, "MachineName", "the server"));
	json_set_str(o, "StateKey", json_str(node, "StateKey", ""));
	json_set_str(o, "StateWord", json_str(node, "StateWord", ""));
	json_set_str(o, "Begins", has_run ?
	    task_table_offset(v->w->arena, from, json_str(node, "Started", NULL)) : "");
	json_set_str(o, "Took", has_run ? json_str(node, "Took", "") : "");
	json_set_str(o, "Note", note_of(v, node));
	return o;
}

struct json_object *
task_table(struct view *v, struct json_object *nodes, int64_t from)
{
	struct json_object *o = json_object_new_object(), *lines = json_object_new_array();
	size_t left = 0;

	for (size_t i = 0; i < json_len(nodes); i++) {
		struct json_object *node = json_at(nodes, i);
		bool is_step = task_chart_is(node, "step");

		if (!is_step && !task_chart_is(node, "unit"))
			continue;
		if (json_len(lines) >= LINES_MAX) {
			left++;
			continue;
		}
		json_push(lines, line_of(v, node, arena_printf(v->w->arena, "%s %s",
		    json_str(node, "Number", ""), json_str(node, "Name", "")), from));
	}
	json_set(o, "Lines", lines);
	json_set_int(o, "Left", (int64_t)left);
	return o;
}
