/*
 * What a deployment would do with the choices made so far: the API's preview as one list
 * in the order of the steps, and the targets that can be chosen.
 */
#include "cgi-bin/pages/deploy.h"

#include <strings.h>

#include "cgi-bin/decorate.h"

/* ---- the preview, for what is chosen -------------------------------------------------- */

static const char *
list_parameter(struct view *v, const char *path, const char *name, struct json_object *ids)
{
	struct arena *a = v->w->arena;

	for (size_t i = 0; i < json_len(ids); i++)
		path = arena_printf(a, "%s%s%s%s", path, i ? "," : "&", i ? "" :
		    arena_printf(a, "%s=", name), url_encode(a, json_str_at(ids, i)));
	return path;
}

static bool
load_preview(struct view *v, const char *environment, struct json_object *deployment)
{
	static const struct { const char *parameter, *member; } lists[] = {
		{"skipActions", "SkipActions"}, {"specificMachineIds", "SpecificMachineIds"},
		{"excludedMachineIds", "ExcludedMachineIds"},
	};
	const char *query = "", *path;

	for (size_t i = 0; i < COUNT(lists); i++)
		query = list_parameter(v, query, lists[i].parameter,
		    json_get(deployment, lists[i].member));
	path = arena_printf(v->w->arena, "S/releases/{Release/Id}/deployments/preview/%s",
	    url_encode(v->w->arena, environment));
	path = view_api_path(v, path);
	if (query[0])
		path = arena_printf(v->w->arena, "%s?%s", path, query + 1);
	return view_get(v, "Preview", path, NULL);
}

/* ---- rows ------------------------------------------------------------------------------ */

/* "2.10" comes after "2.9". */
static int
by_number(const void *a, const void *b)
{
	struct json_object *const *x = a, *const *y = b;
	const char *m = json_str(*x, "Number", ""), *n = json_str(*y, "Number", "");
	char *m_end, *n_end;
	long order = strtol(m, &m_end, 10) - strtol(n, &n_end, 10);

	if (order == 0)
		order = strtol(m_end + (*m_end == '.'), NULL, 10) -
		    strtol(n_end + (*n_end == '.'), NULL, 10);
	return order < 0 ? -1 : order > 0;
}

/* Adds to a line whose parts are kept apart by points; nothing if there is no text. */
static const char *
say(struct view *v, const char *line, const char *before, const char *text)
{
	if (text[0] == '\0')
		return line;
	return arena_printf(v->w->arena, "%s%s%s%s", line, line[0] ? " · " : "", before, text);
}

static const char *
names_of(struct view *v, struct json_object *machines)
{
	const char *names = "";

	for (size_t i = 0; i < json_len(machines); i++)
		names = arena_printf(v->w->arena, "%s%s%s", names, i ? ", " : "",
		    json_str(json_at(machines, i), "Name", ""));
	return names;
}

static const char *
place_of(struct json_object *step, const char *machines)
{
	const char *place = json_str(step, "Place", "");

	if (strcmp(json_str(step, "ActionType", ""), "Octopus.Manual") == 0)
		return "waits for a person";
	if (strcmp(place, "Server") == 0)
		return "on the server";
	if (machines[0] == '\0')
		return "";
	return strcmp(place, "Targets") == 0 ? "on " : "on the server on behalf of ";
}

/* Where the step runs, without whom, when, and in which step. */
static const char *
describe_row(struct view *v, struct json_object *step)
{
	static const struct { const char *condition, *text; } conditions[] = {
		{"Failure", "only after a failure"}, {"Always", "whatever happened before"},
		{"Variable", "if its expression is true then"},
	};
	const char *machines = names_of(v, json_get(step, "Machines")), *line;
	const char *place = place_of(step, machines), *number = json_str(step, "ActionNumber", "");
	bool is_there = place[0] && place[strlen(place) - 1] == ' ';

	line = arena_printf(v->w->arena, "%s%s", place, is_there ? machines : "");
	if (strcmp(json_str(step, "Place", ""), "Server") != 0) {
		line = say(v, line, "without ", names_of(v, json_get(step, "ExcludedMachines")));
		line = say(v, line, "left out as unavailable: ",
		    names_of(v, json_get(step, "UnavailableMachines")));
	}
	for (size_t i = 0; i < COUNT(conditions); i++) {
		if (strcmp(json_str(step, "Condition", ""), conditions[i].condition) == 0)
			line = say(v, line, "", conditions[i].text);
	}
	return strchr(number, '.') ?
	    say(v, line, "part of ", json_str(step, "StepName", "")) : line;
}

static bool
is_chosen(struct json_object *ids, const char *id)
{
	for (size_t i = 0; i < json_len(ids); i++) {
		if (strcmp(json_str_at(ids, i), id) == 0)
			return true;
	}
	return false;
}

static struct json_object *
make_row(struct view *v, struct json_object *step, struct json_object *skipped)
{
	struct json_object *o = json_copy(step);
	bool is_skipped = is_chosen(skipped, json_str(step, "ActionId", "")) ||
	    is_chosen(skipped, json_str(step, "StepId", ""));

	json_set_str(o, "Number", json_str(step, "ActionNumber", ""));
	json_set_bool(o, "IsOut", false);
	json_set_bool(o, "IsSkipped", is_skipped);
	json_set_str(o, "Line", is_skipped ? "left out by your choice" : describe_row(v, step));
	if (is_skipped)
		json_set_str(o, "Reason", "");
	return o;
}

static struct json_object *
make_out_row(struct json_object *left_out)
{
	struct json_object *o = json_copy(left_out);

	json_set_bool(o, "IsOut", true);
	json_set_str(o, "ActionName", json_str(left_out, "StepName", ""));
	return o;
}

/* All steps in their order; how many would be tried is counted. */
static void
add_rows(struct view *v, struct json_object *deployment)
{
	struct json_object *preview = view_doc(v, "Preview"), *rows = view_new_array(v, "Rows");
	struct json_object *steps = json_get(preview, "StepsToExecute");
	struct json_object *left_out = json_get(preview, "StepsLeftOut");
	int64_t runs = 0;

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *row = make_row(v, json_at(steps, i),
		    json_get(deployment, "SkipActions"));

		runs += !json_flag(row, "IsSkipped", false) &&
		    json_str(row, "Reason", "")[0] == '\0';
		json_push(rows, row);
	}
	for (size_t i = 0; i < json_len(left_out); i++)
		json_push(rows, make_out_row(json_at(left_out, i)));
	json_object_array_sort(rows, by_number);
	json_set_int(preview, "Runs", runs);
}

/* ---- targets ---------------------------------------------------------------------------- */

static int
by_name(const void *a, const void *b)
{
	struct json_object *const *x = a, *const *y = b;

	return strcasecmp(json_str(*x, "Name", ""), json_str(*y, "Name", ""));
}

/* Those left out so far are among them: the choice can be taken back. */
static void
add_machines(struct view *v, struct json_object *deployment)
{
	static const char *const lists[] = {
		"Machines", "ExcludedMachines", "UnavailableMachines",
	};
	struct json_object *steps = json_get(view_doc(v, "Preview"), "StepsToExecute");
	struct json_object *machines = json_new_array(v->w);

	for (size_t i = 0; i < json_len(steps) * COUNT(lists); i++) {
		struct json_object *of_step = json_get(json_at(steps, i / COUNT(lists)),
		    lists[i % COUNT(lists)]);

		for (size_t k = 0; k < json_len(of_step); k++) {
			struct json_object *machine = json_at(of_step, k);

			if (!decorate_find(machines, json_str(machine, "Id", NULL)))
				json_push(machines, json_object_get(machine));
		}
	}
	json_object_array_sort(machines, by_name);
	decorate_options(v, "OnlyOptions", machines, "Id", "Name",
	    json_get(deployment, "SpecificMachineIds"));
	decorate_options(v, "ExcludeOptions", machines, "Id", "Name",
	    json_get(deployment, "ExcludedMachineIds"));
}

bool
deploy_plan(struct view *v, const char *environment, struct json_object *deployment)
{
	if (!load_preview(v, environment, deployment))
		return false;
	add_rows(v, deployment);
	add_machines(v, deployment);
	return true;
}
