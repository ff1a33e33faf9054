/*
 * The step editor. Its form sends the whole process with one step changed or added;
 * what the chosen branches of the form leave out is in the table of branches.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/process.h"

/* Where the edited step stands; false if the address names none. */
static bool
find_index(struct view *v, size_t *ret)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");
	const char *wanted = view_param(v, "step"), *at = view_input(v, ".at");
	const char *after = view_query(v, "after");
	size_t count = json_len(steps);

	if (v->form && at && strncmp(at, "/Steps/", 7) == 0) {
		*ret = strtoul(at + 7, NULL, 10);
		return *ret < count || (wanted == NULL && *ret <= count);
	}
	for (size_t i = 0; i < count; i++) {
		const char *id = json_str(json_at(steps, i), "Id", "");

		if (strcmp(id, wanted ? wanted : after) == 0) {
			*ret = wanted ? i : i + 1;
			return true;
		}
	}
	*ret = count;
	return wanted == NULL;
}

/* The language last used in this process, else Bash, which every worker has. */
static const char *
usual_syntax(struct json_object *steps)
{
	for (size_t i = json_len(steps); i > 0; i--) {
		const char *syntax =
		    json_str(json_get(describe_action(json_at(steps, i - 1)), "Properties"),
			STEP_SYNTAX, NULL);

		if (syntax)
			return syntax;
	}
	return "Bash";
}

static struct json_object *
blank_step(struct view *v)
{
	struct json_object *step = json_new_object(v->w), *actions = json_object_new_array();
	struct json_object *action = json_object_new_object(),
			   *properties = json_object_new_object();
	const char *type = view_query(v, "type");

	json_set(step, "Actions", actions);
	json_push(actions, action);
	json_set_str(action, "ActionType", type[0] ? type : "Octopus.Script");
	json_set(action, "Properties", properties);
	if (strcmp(json_str(action, "ActionType", ""), "Octopus.Script") != 0)
		return step;
	json_set_str(properties, STEP_ON_SERVER, "false");
	json_set_str(
	    properties, STEP_SYNTAX, usual_syntax(json_get(view_doc(v, "Process"), "Steps")));
	return step;
}

/* How many targets each environment has in the step's roles; shown as a help or warning. */
static void
count_targets(struct view *v, struct json_object *o)
{
	struct json_object *machines = decorate_items(view_doc(v, "Machines"));
	struct json_object *roles = json_get(o, "Roles");
	int64_t total = 0;

	for (size_t i = 0; i < json_len(machines); i++) {
		struct json_object *has = json_get(json_at(machines, i), "Roles");
		bool is_in = false;

		for (size_t k = 0; k < json_len(has) && !is_in; k++) {
			for (size_t r = 0; r < json_len(roles) && !is_in; r++)
				is_in = strcasecmp(json_str_at(has, k), json_str_at(roles, r)) == 0;
		}
		total += is_in;
	}
	json_set_int(o, "TargetCount", total);
	json_set_bool(o, "IsOneTarget", total == 1);
	json_set_bool(o, "LacksTargets", total == 0 && json_len(roles) > 0);
}

static bool
has_role(struct json_object *list, const char *role)
{
	for (size_t i = 0; i < json_len(list); i++) {
		if (strcasecmp(json_str_at(list, i), role) == 0)
			return true;
	}
	return false;
}

/* All known roles as check boxes; those of the step that nobody has yet come too. */
static void
add_roles(struct view *v, struct json_object *chosen)
{
	struct json_object *all = json_own(v->w, json_copy(view_doc(v, "Roles")));

	if (!json_object_is_type(all, json_type_array))
		all = json_new_array(v->w);
	for (size_t i = 0; i < json_len(chosen); i++) {
		if (!has_role(all, json_str_at(chosen, i)))
			json_push_str(all, json_str_at(chosen, i));
	}
	decorate_options(v, "RoleOptions", all, "", "", chosen);
}

static const char *
choice_of_environments(struct json_object *action)
{
	if (json_len(json_get(action, "Environments")) > 0)
		return "only";
	return json_len(json_get(action, "ExcludedEnvironments")) > 0 ? "skip" : "any";
}

/* Which branch of the form is chosen: what was posted, else what the step holds. */
static const char *
chosen(struct view *v, const char *control, const char *stored)
{
	const char *posted = v->form ? view_input(v, control) : NULL;

	return posted ? posted : stored;
}

static void
add_choices(struct view *v, struct json_object *o, struct json_object *action)
{
	json_set_str(o, "Plan", chosen(v, ".plan", json_str(o, "Plan", "targets")));
	json_set_str(o, "Envs", chosen(v, ".envs", choice_of_environments(action)));
	json_set_str(o, "ChannelChoice", chosen(v, ".channels",
	    json_len(json_get(action, "Channels")) > 0 ? "only" : "any"));
	decorate_options(v, "OnlyOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_get(action, "Environments"));
	decorate_options(v, "SkipOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_get(action, "ExcludedEnvironments"));
	decorate_options(v, "ChannelOptions", view_doc(v, "Channels"), "Id", "Name",
	    json_get(action, "Channels"));
	decorate_options(v, "PoolOptions", view_doc(v, "Pools"), "Id", "Name",
	    json_get(action, "WorkerPoolId"));
	add_roles(v, json_get(o, "Roles"));
}

static bool
decorate_editor(struct view *v)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps"), *step, *o;
	bool is_new = view_param(v, "step") == NULL;
	size_t i = 0;

	if (!find_index(v, &i))
		return fail(v->w, ERR_NOT_FOUND, "This process has no such step; perhaps somebody "
		    "deleted it.");
	step = json_at(steps, i);
	if (is_new && v->form == NULL)
		step = blank_step(v);
	o = describe_step(v, step, i);
	json_set(v->root, "Step", o);
	json_set_str(o, "ActionType", json_str(describe_action(step), "ActionType", ""));
	json_set_str(o, "StartTrigger", json_str(step, "StartTrigger", "StartAfterPrevious"));
	json_set_bool(o, "IsNew", is_new);
	json_set_bool(o, "IsFirst", i == 0);
	json_set_str(o, "Title", is_new || json_str(o, "Name", "")[0] == '\0' ? "New step" :
	    json_str(o, "Name", ""));
	count_targets(v, o);
	add_choices(v, o, describe_action(step));
	return decorate_steps(v) && settings_show(v, step, o);
}

/* ---- what Save does ------------------------------------------------------------ */

/* The name of a step with one action is the name of that action too. */
static bool
adjust_step(struct view *v, struct json_object *body)
{
	const char *at = view_input(v, ".at");
	struct json_object *step = at ? json_pointer(body, at) : NULL;
	struct json_object *actions = json_get(step, "Actions");

	if (step == NULL)
		return fail(v->w, ERR_INVALID, "The form does not say which step it edits.");
	if (json_len(actions) == 1)
		json_set_str(json_at(actions, 0), "Name", json_str(step, "Name", ""));
	if (json_get(step, "Name") == NULL)
		return fail_field(v->w, arena_printf(v->w->arena, "%s/Name", at),
		    "Give the step a name.");
	if (strcmp(describe_plan(step), "server") != 0 &&
	    json_str(json_get(step, "Properties"), STEP_ROLES, "")[0] == '\0')
		return fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/" STEP_ROLES, at),
		    "Choose at least one target role, or run the step on the server.");
	return true;
}

static const struct form_branch step_branches[] = {
	{".enabled", "true", "/Actions/0/IsDisabled", "false"},
	{".enabled", "false", "/Actions/0/IsDisabled", "true"},
	{".plan", "targets", "/Actions/0/Properties/" STEP_ON_SERVER, "\"false\""},
	{".plan", "targets", "/Actions/0/WorkerPoolId", "null"},
	{".plan", "server", "/Actions/0/Properties/" STEP_ON_SERVER, "\"true\""},
	{".plan", "server", "/Properties/" STEP_ROLES, "\"\""},
	{".plan", "behalf", "/Actions/0/Properties/" STEP_ON_SERVER, "\"true\""},
	{".envs", "any", "/Actions/0/Environments", "[]"},
	{".envs", "any", "/Actions/0/ExcludedEnvironments", "[]"},
	{".envs", "only", "/Actions/0/ExcludedEnvironments", "[]"},
	{".envs", "skip", "/Actions/0/Environments", "[]"},
	{".channels", "any", "/Actions/0/Channels", "[]"},
	{.control = NULL},
};

static const struct form form_step[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess",
		.document = "Process",
		.next = PROCESS_WEB,
		.done = "The step was saved.", .branches = step_branches, .adjust = adjust_step,
		.inserted = "{\"Properties\":{},\"Actions\":[{\"Properties\":{}}]}",
	},
	{
		.name = "remove", .path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = PROCESS_WEB,
		.done = "The step was deleted.", .label = "Delete step",
	},
	{.path = NULL},
};

#define STEP_READS { PROCESS_READ, \
	{"Environments", "S/environments/all"}, \
	{"Roles", "S/machineroles/all"}, \
	{"Channels", "S/projects/{Project/Id}/channels?take=100"}, \
	{"?Pools", "S/workerpools/all"}, \
	{"?Machines", "S/machines/all"} }

const struct page pages_step[] = {
	{
		PROCESS_ROW("/steps/new", "step"), .title = "New step · {Project/Name} · Slipway",
		.reads = STEP_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{
		PROCESS_ROW("/steps/{step}", "step"),
		.title = "{Step/Title} · Process · {Project/Name} · Slipway",
		.reads = STEP_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{.path = NULL},
};
