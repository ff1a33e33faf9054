/*
 * What the forms of steps refuse before the API is asked: the API stores windows, retries
 * and limits as they are sent, for clients that know what they do; the runner then ignores
 * what is no number. A person is told at the field instead.
 */
#include <strings.h>

#include "cgi-bin/pages/process.h"

struct limit {
	const char *property;
	double least, most;
	bool is_whole;
	const char *sentence;
};

static const struct limit of_step[] = {
	{STEP_WINDOW, 1, 1000000, true,
	    "Enter how many targets run at once: a number from 1 on, or an expression."},
};

static const struct limit of_action[] = {
	{STEP_RETRIES, 0, 3, true, "A step is run again at most 3 times."},
	{STEP_BACKOFF, 0, 86400, true, "Enter the pause as a number of seconds, at most 86400."},
	{STEP_MINUTES, 0, 100000, false,
	    "Enter the limit as a number of minutes; empty means none."},
};

static bool
fits(const struct limit *l, const char *text)
{
	char *end;
	double n = strtod(text, &end);

	if (text[0] == '\0' || strstr(text, "#{") != NULL)
		return true;
	if (*end != '\0' || strspn(text, "0123456789.") != strlen(text) || n < l->least ||
	    n > l->most)
		return false;
	return !l->is_whole || strchr(text, '.') == NULL;
}

static void
check_numbers(struct view *v, const char *at, struct json_object *part,
    const struct limit *limits, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = json_str(json_get(part, "Properties"), limits[i].property, "");

		if (!fits(&limits[i], text))
			(void)fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/%s", at,
			    limits[i].property), "%s", limits[i].sentence);
	}
}

static bool
is_empty(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

static void
check_expression(struct view *v, const char *at, struct json_object *part, const char *property)
{
	if (strcmp(json_str(part, "Condition", ""), "Variable") == 0 &&
	    is_empty(json_str(json_get(part, "Properties"), property, "")))
		(void)fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/%s", at, property),
		    "Enter the expression by which the step runs.");
}

static void
check_step(struct view *v, const char *at, struct json_object *step)
{
	const char *plan = view_input(v, ".plan"), *rolling = view_input(v, ".rolling");
	struct json_object *properties = json_get(step, "Properties");
	bool wants_roles = describe_is_parent(step) ? plan && strcmp(plan, "targets") == 0 :
	    strcmp(describe_plan(step), "server") != 0;

	check_numbers(v, at, step, of_step, COUNT(of_step));
	check_expression(v, at, step, STEP_EXPRESSION);
	if (wants_roles && json_str(properties, STEP_ROLES, "")[0] == '\0')
		(void)fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/" STEP_ROLES, at),
		    "Choose at least one target role, or run the step on the server.");
	if (rolling && strcmp(rolling, "yes") == 0 && wants_roles &&
	    is_empty(json_str(properties, STEP_WINDOW, "")))
		(void)fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/" STEP_WINDOW, at),
		    "%s", of_step[0].sentence);
}

bool
rules_check(struct view *v, struct json_object *body)
{
	const char *at = view_input(v, ".at");
	struct json_object *part = json_pointer(body, at), *actions = json_get(part, "Actions");
	bool is_child = strstr(at, "/Actions/") != NULL;

	if (is_child)
		check_expression(v, at, part, CHILD_EXPRESSION);
	else
		check_step(v, at, part);
	if (is_child)
		check_numbers(v, at, part, of_action, COUNT(of_action));
	else if (json_len(actions) == 1)
		check_numbers(v, arena_printf(v->w->arena, "%s/Actions/0", at),
		    json_at(actions, 0), of_action, COUNT(of_action));
	return !work_failed(v->w);
}
