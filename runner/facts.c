/*
 * Loads what a task is about. A task without a process of its own (health check,
 * script run by hand) gets one made from its arguments, so that all that follows
 * (rows, units, scripts) knows one shape only.
 */
#include "runner/facts.h"

#include <strings.h>

#include "lib/model/machine_policy.h"
#include "lib/store/db.h"

static struct json_object *
tree_of(struct work *w, const struct rows *rows, size_t row, int column)
{
	const char *text = rows_text(rows, row, column);

	return text == NULL ? NULL : json_parse(w, text, rows_len(rows, row, column));
}

/* ---- made processes ------------------------------------------------------ */

static struct json_object *
make_process(struct work *w, const char *step_name, const char *action_type,
    struct json_object *properties)
{
	struct json_object *process = json_new_object(w);
	struct json_object *steps = json_object_new_array();
	struct json_object *step = json_object_new_object();
	struct json_object *actions = json_object_new_array();
	struct json_object *action = json_object_new_object();

	json_set_str(action, "Id", "action");
	json_set_str(action, "Name", step_name);
	json_set_str(action, "ActionType", action_type);
	json_set(action, "Properties", properties);
	json_push(actions, action);
	json_set_str(step, "Id", "step");
	json_set_str(step, "Name", step_name);
	json_set(step, "Actions", actions);
	json_push(steps, step);
	json_set(process, "Steps", steps);
	return process;
}

static struct json_object *
script_process(struct work *w, struct json_object *arguments)
{
	struct json_object *p = json_object_new_object();
	const char *on_server =
	    strcasecmp(json_str(arguments, "TargetType", ""), "OctopusServer") == 0 ? "true"
										    : "false";

	json_set_str(p, "Octopus.Action.RunOnServer", on_server);
	json_set_str(p, "Octopus.Action.Script.Syntax", json_str(arguments, "Syntax", "Bash"));
	json_set_str(p, "Octopus.Action.Script.ScriptBody", json_str(arguments, "ScriptBody", ""));
	return make_process(w, "Run script", "Octopus.Script", p);
}

/* ---- loading ------------------------------------------------------------- */

/* The frozen variable sets: the project's, then those of the library. */
static bool
load_sources(struct work *w, struct facts *f, struct json_object *set)
{
	struct rows *rows = db_run(w, SQL_DEPLOYMENT_LIBRARIES, f->deployment_id);

	if (rows == NULL)
		return false;
	f->sources = arena_array(w->arena, rows_count(rows) + 1, sizeof(*f->sources));
	f->sources[f->source_count++] = (struct variable_source){
	    set, json_str(f->project, "Id", ""), json_str(f->project, "Name", "")};
	for (size_t i = 0; i < rows_count(rows); i++)
		f->sources[f->source_count++] = (struct variable_source){
		    tree_of(w, rows, i, 0), rows_text(rows, i, 1), rows_text(rows, i, 2)};
	return !work_failed(w);
}

static bool
load_deployment(struct work *w, struct facts *f)
{
	struct rows *rows = db_run(w, SQL_DEPLOYMENT_PARTS, f->deployment_id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "The deployment '%s' does not exist any more.",
		    f->deployment_id);
	f->deployment = tree_of(w, rows, 0, 0);
	f->release = tree_of(w, rows, 0, 1);
	f->project = tree_of(w, rows, 0, 2);
	f->environment = tree_of(w, rows, 0, 3);
	f->channel = tree_of(w, rows, 0, 4);
	f->process = tree_of(w, rows, 0, 5);
	f->tenant = tree_of(w, rows, 0, 7);
	f->space = tree_of(w, rows, 0, 8);
	f->user = tree_of(w, rows, 0, 9);
	f->project_group = tree_of(w, rows, 0, 10);
	f->history = db_run(w, SQL_DEPLOYMENT_HISTORY, f->deployment_id);
	if (f->process == NULL && !work_failed(w))
		return fail(w, ERR_NOT_FOUND, "The process snapshot of the release is missing.");
	return !work_failed(w) && load_sources(w, f, tree_of(w, rows, 0, 6));
}

bool
facts_load_machines(struct work *w, struct facts *f)
{
	struct rows *rows = db_run(w, SQL_MACHINES_WITH_STATE, f->space_id);

	if (rows == NULL)
		return false;
	f->machines = json_new_array(w);
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *text = rows_text(rows, i, 0);
		struct json_object *machine = json_parse(w, text, rows_len(rows, i, 0));

		if (machine == NULL)
			return false;
		json_push(f->machines, json_object_get(machine));
	}
	return true;
}

static bool
load_kind(struct work *w, struct facts *f)
{
	if (strcmp(f->kind, "Deploy") == 0)
		return load_deployment(w, f);
	if (strcmp(f->kind, "Health") == 0)
		f->process = make_process(w, "Check deployment targets", "Slipway.HealthCheck",
		    json_object_new_object());
	else if (strcmp(f->kind, "AdHocScript") == 0)
		f->process = script_process(w, f->arguments);
	else
		return fail(w, ERR_INVALID, "Tasks of the kind '%s' cannot be run yet.", f->kind);
	return true;
}

bool
facts_load(struct work *w, const char *task_id, int64_t fence, struct facts *ret_facts)
{
	struct rows *rows = db_run(w, SQL_EXECUTOR_TASK, task_id, db_int(w, fence));
	struct facts f = {.task_id = task_id};

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0 || strcmp(rows_text(rows, 0, 12), "Executing") != 0 ||
	    rows_text(rows, 0, 13) == NULL)
		return fail(w, ERR_CONFLICT, "The task '%s' is not ours any more.", task_id);
	f.kind = rows_text(rows, 0, 0);
	f.description = rows_text(rows, 0, 1);
	f.arguments = tree_of(w, rows, 0, 2);
	f.space_id = rows_text(rows, 0, 3);
	f.deployment_id = rows_text(rows, 0, 7);
	f.cancel_by = rows_text(rows, 0, 9);
	f.queue_time = rows_text(rows, 0, 10);
	f.queue_expiry = rows_text(rows, 0, 11);
	if (f.deployment_id == NULL)
		f.deployment_id = json_str(f.arguments, "DeploymentId", NULL);
	if (work_failed(w) || !load_kind(w, &f) || !facts_load_machines(w, &f))
		return false;
	*ret_facts = f;
	return true;
}

/* ---- looking things up --------------------------------------------------- */

struct plan_input
facts_plan_input(const struct facts *f)
{
	struct json_object *d = f->deployment;

	return (struct plan_input){
		.process = f->process,
		.environment_id = json_str(f->environment, "Id", ""),
		.environment_name = json_str(f->environment, "Name", ""),
		.channel_id = json_str(f->channel, "Id", NULL),
		.tenant = f->tenant,
		.machines = f->machines,
		.policy = json_get(f->project, "ProjectConnectivityPolicy"),
		.skip_actions = json_get(d, "SkipActions"),
		.specific_machine_ids = json_get(d, "SpecificMachineIds"),
		.excluded_machine_ids = json_get(d, "ExcludedMachineIds"),
	};
}

static struct json_object *
item_with_id(struct json_object *array, const char *id)
{
	for (size_t i = 0; id != NULL && i < json_len(array); i++) {
		if (strcasecmp(json_str(json_at(array, i), "Id", ""), id) == 0)
			return json_at(array, i);
	}
	return NULL;
}

struct json_object *
facts_step(const struct facts *f, const char *step_id)
{
	return item_with_id(json_get(f->process, "Steps"), step_id);
}

struct json_object *
facts_action(const struct facts *f, const char *step_id, const char *action_id)
{
	return item_with_id(json_get(facts_step(f, step_id), "Actions"), action_id);
}

struct json_object *
facts_machine(const struct facts *f, const char *machine_id)
{
	return item_with_id(f->machines, machine_id);
}

struct json_object *
facts_live(struct work *w, const char *id)
{
	struct rows *rows = db_run(w, SQL_DOCUMENT_LIVE, id);

	return rows == NULL || rows_count(rows) == 0 ? NULL : tree_of(w, rows, 0, 0);
}

struct json_object *
facts_policy(struct work *w, struct json_object *machine)
{
	const char *id = json_str(machine, "MachinePolicyId", "");
	struct json_object *policy = id[0] != '\0' ? facts_live(w, id) : NULL;

	if (policy != NULL || work_failed(w))
		return policy;
	id = machine_policy_default(w, json_str(machine, "SpaceId", ""));
	return id != NULL ? facts_live(w, id) : NULL;
}

/* ---- machines of tasks without deployment -------------------------------- */

static bool
has_text(struct json_object *array, const char *text)
{
	for (size_t i = 0; i < json_len(array); i++) {
		if (strcasecmp(json_str_at(array, i), text) == 0)
			return true;
	}
	return false;
}

static bool
has_one_of(struct json_object *array, struct json_object *wanted)
{
	for (size_t i = 0; i < json_len(wanted); i++) {
		if (has_text(array, json_str_at(wanted, i)))
			return true;
	}
	return json_len(wanted) == 0;
}

static bool
is_chosen(struct json_object *arguments, struct json_object *machine)
{
	struct json_object *ids = json_get(arguments, "MachineIds");
	struct json_object *own = json_get(machine, "EnvironmentIds");
	const char *environment = json_str(arguments, "EnvironmentId", "");

	if (json_flag(machine, "IsDisabled", false))
		return false;
	if (json_len(ids) > 0)
		return has_text(ids, json_str(machine, "Id", ""));
	return (environment[0] == '\0' || has_text(own, environment)) &&
	    has_one_of(own, json_get(arguments, "EnvironmentIds")) &&
	    has_one_of(json_get(machine, "Roles"), json_get(arguments, "TargetRoles"));
}

struct json_object *
facts_chosen_machines(struct work *w, const struct facts *f)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < json_len(f->machines); i++) {
		struct json_object *machine = json_at(f->machines, i);

		if (is_chosen(f->arguments, machine))
			json_push(list, json_object_get(machine));
	}
	return list;
}
