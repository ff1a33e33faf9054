/*
 * Deploy a Release (rules-process B2 to B4 of the design): a unit makes a deployment of
 * another project, with the code that a request from outside goes through, and waits for
 * its end without a process (the task is parked, executor_people.c). The deployment and
 * the row that ties it to the unit are one transaction, so that no crash starts it twice.
 * A cancelled parent spares its child.
 */
#include "runner/executor.h"

#include <strings.h>

#include "lib/model/deployment.h"
#include "lib/model/write.h"
#include "lib/store/db.h"
#include "runner/release_order.h"

/* ---- reading ----------------------------------------------------------------------- */

bool
executor_read_children(struct executor *x)
{
	struct rows *rows = db_run(&x->w, SQL_CHILD_OPEN, x->task_id);
	struct arena *a = x->state.arena;

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		long node = tree_find(&x->tree, rows_int(rows, i, 0));
		const char *state = rows_text(rows, i, 3);
		struct child_deployment *child;

		if (node < 0 || x->tree.nodes[node].status != NODE_RUNNING)
			continue;
		child = arena_alloc(a, sizeof(*child));
		*child = (struct child_deployment){
			.task_id = arena_strdup(a, rows_text(rows, i, 1)),
			.description = arena_strdup(a, rows_text(rows, i, 2)),
			.state = state == NULL ? NULL : arena_strdup(a, state),
		};
		x->tree.nodes[node].child = child;
	}
	return true;
}

bool
executor_look_for_children(struct executor *x)
{
	for (size_t i = 0; i < x->tree.count; i++) {
		const struct child_deployment *child = x->tree.nodes[i].child;

		if (child != NULL && child->state == NULL)
			return executor_read_children(x);
	}
	return true;
}

bool
executor_is_release(const struct executor *x, size_t node)
{
	const struct node *n = &x->tree.nodes[node];

	return strcmp(json_str(facts_action(&x->facts, n->step_id, n->action_id), "ActionType", ""),
		   "Octopus.DeployRelease") == 0;
}

/* ---- starting ---------------------------------------------------------------------- */

/* A project that deploys itself in the end, or tasks that would wait for each other. */
static bool
check_recursion(struct executor *x, const struct release_order *o)
{
	struct work *w = &x->w;
	struct rows *rows;

	if (db_run(w, SQL_CHILD_LOCK) == NULL)
		return false;
	rows = db_run(w, SQL_CHILD_RECURSION, x->task_id, json_str(o->project, "Id", ""));
	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	return fail(w, ERR_INVALID, "This deployment is itself part of a deployment of '%s'. A "
	    "project cannot deploy itself, also not by way of others.",
	    json_str(o->project, "Name", ""));
}

static bool
check_deadlock(struct executor *x, const char *child_id)
{
	struct rows *rows = db_run(&x->w, SQL_CHILD_DEADLOCK, x->task_id, child_id);

	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	return fail(&x->w, ERR_INVALID, "The deployment would wait for this one to end, which "
	    "waits for it. Deploy one after the other, or change the variable "
	    "'Octopus.Task.ConcurrencyTag' of either project.");
}

/* Who deploys is who deployed the parent. */
static struct json_object *
create(struct executor *x, const struct release_order *o)
{
	struct work *w = &x->w;
	struct json_object *made = json_new_object(w), *doc;
	struct write wr = {.kind = &kind_deployment, .space_id = x->facts.space_id, .made = made};

	json_set(made, "PassedVariables", json_copy(o->passed));
	w->principal = (struct principal){.by = BY_SYSTEM,
	    .user_id = json_str(x->facts.user, "Id", NULL),
	    .username = json_str(x->facts.user, "Username", NULL)};
	doc = document_create(w, &wr, o->sent);
	w->principal = (struct principal){0};
	return doc;
}

static bool
tell(struct executor *x, size_t node, const struct release_order *o, struct json_object *doc,
    struct child_deployment *child)
{
	struct work *w = &x->w;
	const char *related[] = {json_str(doc, "Id", ""), json_str(doc, "ProjectId", ""),
	    json_str(doc, "ReleaseId", ""), json_str(doc, "EnvironmentId", ""), child->task_id,
	    x->facts.deployment_id, x->task_id};
	struct rows *rows = db_run(w, SQL_TASK_DESCRIPTION, child->task_id);

	if (rows == NULL)
		return false;
	child->description = arena_strdup(x->state.arena, rows_text(rows, 0, 0));
	if (o->notes.count > 0 && !executor_say_all(x, node, &o->notes))
		return false;
	return executor_say(x, node, CATEGORY_WAIT, "%s: %s. Waiting for its end.", child->task_id,
	    child->description) &&
	    db_run(w, SQL_EVENT_ADD_SYSTEM, x->facts.space_id, "DeploymentQueued",
	    arena_printf(w->arena, "%s was queued by %s", child->description,
	    x->facts.description), db_text_array(w, related, COUNT(related))) != NULL;
}

/* In the transaction: the deployment, its tie to the unit, what is said about it. */
static bool
start(struct executor *x, size_t node, const struct release_order *o)
{
	struct work *w = &x->w;
	const char *activity = db_int(w, x->tree.nodes[node].id);
	struct child_deployment *child = arena_alloc(x->state.arena, sizeof(*child));
	struct json_object *doc;

	if (!executor_consume(x, node) ||
	    db_run(w, SQL_CHILD_OUTPUTS_CLEAR, activity) == NULL || !check_recursion(x, o))
		return false;
	doc = create(x, o);
	if (doc == NULL)
		return false;
	*child = (struct child_deployment){
	    .task_id = arena_strdup(x->state.arena, json_str(doc, "TaskId", ""))};
	if (!check_deadlock(x, child->task_id) ||
	    db_run(w, SQL_CHILD_ADD, activity, x->task_id, child->task_id) == NULL ||
	    !tell(x, node, o, doc, child) || !executor_set_status(x, node, NODE_RUNNING))
		return false;
	x->tree.nodes[node].child = child;
	return true;
}

static bool
end_at_once(struct executor *x, size_t node, const struct release_order *o, const char *refusal)
{
	if (!executor_begin(x))
		return false;
	return executor_commit(x, executor_consume(x, node) &&
	    (o->notes.count == 0 || executor_say_all(x, node, &o->notes)) &&
	    executor_say(x, node, refusal != NULL ? CATEGORY_ERROR : CATEGORY_INFO, "%s",
	    refusal != NULL ? refusal : o->skip) &&
	    (refusal != NULL ? executor_unit_failed(x, node, NULL, refusal) :
	    executor_set_status(x, node, NODE_SKIPPED)));
}

bool
executor_deploy(struct executor *x, size_t node)
{
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[node];
	const struct question *question = n->question;
	struct unit_place place = {
	    &x->facts, &x->tree, node, facts_machine(&x->facts, n->machine_id)};
	struct release_order o;
	const char *refusal;

	if (!release_order_make(w, &place, &o))
		return false;
	if (o.refusal != NULL || o.skip != NULL)
		return end_at_once(x, node, &o, o.refusal);
	if (!executor_begin(x))
		return false;
	if (executor_commit(x, start(x, node, &o)))
		return true;
	if (w->error.code != ERR_INVALID && w->error.code != ERR_NOT_FOUND)
		return false;
	refusal = arena_printf(w->arena, "Release %s of '%s' was not deployed. %s", o.version,
	    json_str(o.project, "Name", ""), w->error.message);
	work_clear_error(w);
	x->tree.nodes[node].question = question;	/* nothing of it is stored */
	return end_at_once(x, node, &o, refusal);
}

/* ---- its end ----------------------------------------------------------------------- */

/* The unit of the child that an output is of: a row of them. */
static bool
find_unit(const struct rows *units, int64_t activity_id, size_t *ret_row)
{
	for (size_t i = 0; i < rows_count(units); i++) {
		if (rows_int(units, i, 0) == activity_id) {
			*ret_row = i;
			return true;
		}
	}
	return false;
}

/* The machine whose value stands without machine too: the first by name. */
static bool
is_first_machine(const struct rows *units, size_t row)
{
	for (size_t i = 0; i < rows_count(units); i++) {
		const char *other = rows_text(units, i, 2);

		if (other != NULL && strcasecmp(rows_text(units, i, 1), rows_text(units, row, 1)) ==
		    0 && strcasecmp(other, rows_text(units, row, 2)) < 0)
			return false;
	}
	return true;
}

static bool
add_output(struct executor *x, size_t node, const struct task_output *from, const char *name)
{
	struct task_output o = {.activity_id = x->tree.nodes[node].id, .name = name,
	    .value = from->value, .is_sensitive = from->is_sensitive};

	return task_output_add(&x->w, x->task_id, x->facts.space_id, &o);
}

/* B4: Deployment[Step].Name and Deployment[Step][Machine].Name. */
static bool
take_outputs(struct executor *x, size_t node, const char *child_id)
{
	struct work *w = &x->w;
	struct rows *units = db_run(w, SQL_CHILD_UNITS, child_id);
	struct task_output *outputs;
	size_t count, row;

	if (units == NULL || !task_outputs_load(w, child_id, &outputs, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const char *name = outputs[i].name, *step, *machine;

		if (!find_unit(units, outputs[i].activity_id, &row))
			continue;
		step = rows_text(units, row, 1);
		machine = rows_text(units, row, 2);
		if (machine != NULL && !add_output(x, node, &outputs[i],
		    arena_printf(w->arena, "Deployment[%s][%s].%s", step, machine, name)))
			return false;
		if ((machine == NULL || is_first_machine(units, row)) && !add_output(x, node,
		    &outputs[i], arena_printf(w->arena, "Deployment[%s].%s", step, name)))
			return false;
	}
	return true;
}

/* "Deploy Web release 1.2 to Dev (ServerTasks-7) failed." */
static const char *
end_text(struct work *w, const struct child_deployment *child)
{
	static const struct { const char *state, *verb; } verbs[] = {
		{"Success", "succeeded"}, {"Canceled", "was canceled"},
		{"TimedOut", "was not started in time"}, {"Failed", "failed"},
	};
	size_t i = 0;

	while (i + 1 < COUNT(verbs) && strcmp(verbs[i].state, child->state) != 0)
		i++;
	return arena_printf(w->arena, "%s%s%s%s %s.", child->description,
	    child->task_id[0] != '\0' ? " (" : "", child->task_id,
	    child->task_id[0] != '\0' ? ")" : "", verbs[i].verb);
}

static bool
take_end(struct executor *x, size_t node, const struct child_deployment *child)
{
	struct work *w = &x->w;
	bool is_good = strcmp(child->state, "Success") == 0;
	const char *text = end_text(w, child);

	if (!db_change_one(w, SQL_CHILD_APPLY, db_int(w, x->tree.nodes[node].id)) ||
	    !take_outputs(x, node, child->task_id) ||
	    !executor_say(x, node, is_good ? CATEGORY_INFO : CATEGORY_ERROR, "%s", text))
		return false;
	return is_good ? executor_set_status(x, node, NODE_SUCCESS) :
	    executor_unit_failed(x, node, NULL, text);
}

bool
executor_child_ended(struct executor *x, size_t node)
{
	const struct child_deployment *child = x->tree.nodes[node].child;

	if (!executor_begin(x))
		return false;
	x->tree.nodes[node].child = NULL;
	return executor_commit(x, take_end(x, node, child));
}
