/*
 * Changing tasks: creating the kinds that people may start, cancelling, setting the
 * state of a finished one, running again. Deployments are started by deployments.c.
 */
#include "lib/api/tasks.h"

#include <string.h>
#include <strings.h>

#include "lib/api/lists.h"
#include "lib/model/field.h"
#include "lib/store/document.h"
#include "lib/store/task.h"

/* ---- creating ------------------------------------------------------------------------ */

/* Arguments of a task are checked here, since the runner can only fail. */
struct task_kind {
	const char *name;
	const char *label;		/* its description if the client gives none */
	bool (*check)(struct work *w, struct call *c, struct json_object *arguments);
};

/* The ids in arguments[member] must exist in the space; they come in table spelling then. */
static bool
check_ids(struct work *w, struct call *c, struct json_object *arguments, const char *member,
    const char *kind)
{
	struct json_object *ids = json_get(arguments, member), *found = json_object_new_array();

	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = find_named(w, c, kind, NULL, json_str_at(ids, i),
		    arena_printf(w->arena, "/Arguments/%s/%zu", member, i));

		if (id == NULL && !(work_failed(w) && w->error.code == ERR_INVALID)) {
			json_object_put(found);
			return false;
		}
		if (id != NULL)
			json_push_str(found, id);
	}
	if (ids != NULL)
		json_set(arguments, member, found);
	else
		json_object_put(found);
	return !work_failed(w);
}

static bool
check_health(struct work *w, struct call *c, struct json_object *arguments)
{
	const char *environment = json_str(arguments, "EnvironmentId", ""), *id;

	if (*environment != '\0') {
		id = find_named(w, c, "environment", NULL, environment, "/Arguments/EnvironmentId");
		if (id == NULL)
			return false;
		json_set_str(arguments, "EnvironmentId", id);
	}
	return check_ids(w, c, arguments, "MachineIds", "machine") &&
	    check_ids(w, c, arguments, "WorkerIds", "worker");
}

static bool
check_script(struct work *w, struct call *c, struct json_object *arguments)
{
	static const char *const syntaxes[] = {"Bash", "PowerShell", "Python"};
	static const struct { const char *member, *kind;
	} targets[] = {
	    {"MachineIds", "machine"},
	    {"EnvironmentIds", "environment"},
	    {"WorkerIds", "worker"},
	    {"WorkerPoolIds", "workerpool"},
	};
	const char *body = json_str(arguments, "ScriptBody", ""), *known = NULL;
	const char *syntax = json_str(arguments, "Syntax", "");

	if (body[strspn(body, " \t\r\n")] == '\0')
		fail_field(w, "/Arguments/ScriptBody", "Enter the script that is to run.");
	for (size_t i = 0; i < COUNT(syntaxes); i++)
		if (strcasecmp(syntaxes[i], syntax) == 0)
			known = syntaxes[i];
	if (known == NULL)
		fail_field(w, "/Arguments/Syntax",
		    "'%s' is no syntax of scripts; use Bash, PowerShell or "
		    "Python.",
		    syntax);
	else
		json_set_str(arguments, "Syntax", known);
	for (size_t i = 0; i < COUNT(targets); i++)
		if (!check_ids(w, c, arguments, targets[i].member, targets[i].kind))
			return false;
	return !work_failed(w);
}

static const struct task_kind kinds_to_start[] = {
	{"Health", "Check the health of targets", check_health},
	{"AdHocScript", "Run a script", check_script},
};

static const struct task_kind *
find_kind(struct work *w, const char *name)
{
	for (size_t i = 0; name != NULL && i < COUNT(kinds_to_start); i++)
		if (strcasecmp(kinds_to_start[i].name, name) == 0)
			return &kinds_to_start[i];
	if (name == NULL)
		fail_field(w, "/Name", "The kind of the task is required: Health or AdHocScript.");
	else
		fail_field(w, "/Name",
		    "A task of the kind '%s' cannot be created. Possible are Health and "
		    "AdHocScript; deployments begin with POST deployments.",
		    name);
	return NULL;
}

static bool
start_task(struct work *w, struct call *c, const struct task_new *t, const char **ret_id)
{
	struct json_object *machines = json_get(t->arguments, "MachineIds");

	if (!task_create(w, t, ret_id))
		return false;
	call_event(w, c, "Created", "Task %s was queued", t->description);
	call_related(c, *ret_id);
	call_related(c, t->environment_id);
	for (size_t i = 0; i < json_len(machines); i++)
		call_related(c, json_str_at(machines, i));
	c->ring_task = *ret_id;
	return true;
}

bool
tasks_create(struct work *w, struct call *c)
{
	struct json_object *arguments = body_get(c, "Arguments");
	const char *description = body_str(c, "Description"), *id;
	const struct task_kind *kind;
	struct task_new t = {.space_id = c->space_id, .created_by = w->principal.user_id};

	if (!call_needs_body(w, c) || (kind = find_kind(w, body_str(c, "Name"))) == NULL)
		return false;
	if (arguments != NULL && !json_object_is_type(arguments, json_type_object))
		return fail_field(w, "/Arguments", "'Arguments' must be an object.");
	t.arguments = arguments == NULL ? json_new_object(w) : json_own(w, json_copy(arguments));
	if (!kind->check(w, c, t.arguments))
		return false;
	t.name = kind->name;
	t.description = description == NULL ? kind->label : description;
	t.environment_id = json_str(t.arguments, "EnvironmentId", NULL);
	if (t.environment_id != NULL && *t.environment_id == '\0')
		t.environment_id = NULL;
	return start_task(w, c, &t, &id) && tasks_answer(w, c, 201, id);
}

/* ---- changing ------------------------------------------------------------------------- */

static struct rows *
lock_task(struct work *w, const struct call *c, const char *id)
{
	struct rows *rows = db_run(w, SQL_TASK_ROW, id, task_space(c));

	if (rows == NULL || rows_count(rows) > 0)
		return rows;
	fail(w, ERR_NOT_FOUND, "There is no task with the id '%s'.", id);
	return NULL;
}

static bool
is_finished(const char *state)
{
	return strcmp(state, "Queued") != 0 && strcmp(state, "Executing") != 0;
}

bool
tasks_cancel(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c);
	struct rows *row = lock_task(w, c, id);

	if (row == NULL)
		return false;
	if (!is_finished(rows_text(row, 0, 2))) {
		if (!task_cancel(w, id, w->principal.user_id))
			return false;
		call_event(w, c, "TaskCanceled", "%s was canceled", rows_text(row, 0, 1));
		c->event_space = rows_text(row, 0, 3);
		call_related(c, id);
		c->ring_task = id;
	}
	return tasks_answer(w, c, 200, id);
}

static const char *
wanted_state(struct work *w, const struct call *c, const char *present)
{
	static const char *const states[] = {"Canceled", "Failed", "Success"};
	const char *state = body_str(c, "State"), *found = NULL;

	for (size_t i = 0; state != NULL && i < COUNT(states); i++)
		if (strcasecmp(states[i], state) == 0)
			found = states[i];
	if (found == NULL)
		fail_field(w, "/State", "The new state is required: Canceled, Failed or Success.");
	else if (!is_finished(present) || strcmp(present, "TimedOut") == 0)
		fail_field(w, "/State",
		    "Only a task that is Canceled, Failed or Success can be set to "
		    "another state; this one is %s.",
		    present);
	else if (strcmp(present, found) == 0)
		fail_field(w, "/State", "The task is %s already.", found);
	return work_failed(w) ? NULL : found;
}

bool
tasks_set_state(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c), *reason = body_str(c, "Reason"), *state;
	struct rows *row;

	if (!call_needs_body(w, c) || (row = lock_task(w, c, id)) == NULL)
		return false;
	if (reason == NULL)
		fail_field(w, "/Reason", "Say why the state is changed.");
	state = wanted_state(w, c, rows_text(row, 0, 2));
	if (state == NULL)
		return false;
	if (!db_change_one(w, SQL_TASK_SET_STATE, id, state, reason))
		return false;
	call_event(w, c, "Modified", "Task %s was set from %s to %s: %s", rows_text(row, 0, 1),
	    rows_text(row, 0, 2), state, reason);
	call_related(c, id);
	call_change(w, c, id, "State", rows_text(row, 0, 2), state);
	return tasks_answer(w, c, 200, id);
}

bool
tasks_rerun(struct work *w, struct call *c)
{
	struct rows *row = lock_task(w, c, task_id_of_call(w, c));
	struct task_new t = {.created_by = w->principal.user_id};
	const char *id;

	if (row == NULL)
		return false;
	t.name = rows_text(row, 0, 0);
	if (strcmp(t.name, "Deploy") == 0)
		return fail(w, ERR_INVALID,
		    "A deployment is not run again as a task: deploy the release "
		    "again with POST deployments, or use Try again on its page.");
	if (strcmp(t.name, "Health") != 0 && strcmp(t.name, "AdHocScript") != 0)
		return fail(w, ERR_INVALID, "A task of the kind '%s' cannot be run again.", t.name);
	if (!is_finished(rows_text(row, 0, 2)))
		return fail(
		    w, ERR_INVALID, "The task is not finished yet. Wait for it or cancel it.");
	t.description = rows_text(row, 0, 1);
	t.space_id = rows_text(row, 0, 3);
	t.arguments = json_parse(w, rows_text(row, 0, 4), rows_len(row, 0, 4));
	t.environment_id = rows_text(row, 0, 5);
	return t.arguments != NULL && start_task(w, c, &t, &id) && tasks_answer(w, c, 201, id);
}
