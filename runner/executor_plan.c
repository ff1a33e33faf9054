/*
 * The first start of a task: its plan is made, with the inputs of this moment, and
 * written as activity rows. A deployment is planned by lib/model/plan.c; a health check
 * or a script run by hand is one step on the machines that were chosen for it.
 */
#include "runner/executor.h"

#include "lib/model/plan_filter.h"
#include "lib/store/db.h"
#include "runner/health.h"

static const char *const kinds[] = {
    [NODE_ROOT] = "root",
    [NODE_STEP] = "step",
    [NODE_MACHINE] = "machine",
    [NODE_UNIT] = "unit",
};

static const char *const conditions[] = {
	[RUN_ON_SUCCESS] = "Success", [RUN_ON_FAILURE] = "Failure", [RUN_ALWAYS] = "Always",
	[RUN_BY_VARIABLE] = "Variable",
};

static enum run_condition
condition_of(const char *text)
{
	for (size_t i = 0; i < COUNT(conditions); i++) {
		if (strcmp(conditions[i], text) == 0)
			return (enum run_condition)i;
	}
	return RUN_ON_SUCCESS;
}

/* One row to be written, judged: its expression; its siblings are counted by the caller. */
struct new_row {
	int64_t parent;
	int n;
	struct node node;
};

/* Writes a row; returns its id, 0 on failure. */
static int64_t
add_row(struct executor *x, const struct new_row *r)
{
	struct work *w = &x->w;
	const struct node *n = &r->node;
	struct json_object *more = json_new_object(w);
	struct rows *rows;

	json_set_str(more, "Title", n->title ? n->title : n->name);
	if (n->machine_name != NULL)
		json_set_str(more, "MachineName", n->machine_name);
	if (n->kind == NODE_STEP) {
		json_set_int(more, "Window", n->window);
		json_set_bool(more, "IsRolling", n->is_rolling);
	}
	if (n->skip_reason != NULL)
		json_set_int(more, "SkipCategory", n->skip_category);
	if (n->condition == RUN_BY_VARIABLE)
		json_set_str(more, "Expression", n->judged);
	rows = db_run(w, SQL_ACTIVITY_ADD, x->task_id, r->parent ? db_int(w, r->parent) : NULL,
	    db_int(w, r->n), db_int(w, n->group), kinds[n->kind], n->number ? n->number : "",
	    n->name, n->step_id, n->action_id, n->machine_id, n->place ? n->place : "",
	    conditions[n->condition], n->skip_reason, json_text(w, more));
	return rows == NULL ? 0 : rows_int(rows, 0, 0);
}

static const char *
place_text(enum plan_place place)
{
	static const char *const texts[] = {
		[PLACE_MACHINE] = "machine", [PLACE_FOR_MACHINE] = "for-machine",
		[PLACE_WORKER] = "worker", [PLACE_SERVER] = "server",
	};

	return texts[place];
}

/* What a unit is called in the log: the machine, or who acts for it. */
static const char *
unit_name(struct work *w, const struct plan_action *a, const struct plan_machine *m)
{
	if (m == NULL)
		return "Server";
	if (plan_unit_place(a, m) == PLACE_MACHINE)
		return m->name;
	return arena_printf(w->arena, "Server on behalf of %s", m->name);
}

/* A unit below its step, or below the machine of a parent step. */
static bool
add_unit(struct executor *x, const struct plan_step *step, const struct plan_action *a,
    const struct plan_machine *m, struct new_row *r)
{
	bool is_child = step->is_parent;

	r->node = (struct node){
	    .kind = NODE_UNIT,
	    .group = step->group,
	    .number = a->number,
	    .name = is_child ? arena_printf(x->w.arena, "%s: %s", a->number, a->name)
			     : unit_name(&x->w, a, m),
	    .title = a->name,
	    .step_id = step->id,
	    .action_id = a->id,
	    .machine_id = m ? m->id : NULL,
	    .machine_name = m ? m->name : NULL,
	    .place = place_text(plan_unit_place(a, m)),
	    .condition = strcmp(a->condition, "Variable") == 0 ? RUN_BY_VARIABLE : RUN_ON_SUCCESS,
	    .judged = property_text(a->doc, "Octopus.Action.ConditionVariableExpression"),
	    .skip_reason = a->verdict == PLAN_IN ? NULL : a->reason,
	    .skip_category = a->verdict == PLAN_NOWHERE ? CATEGORY_WARNING : CATEGORY_INFO,
	};
	return add_row(x, r) != 0;
}

/* The units of a step on one machine (NULL: without), below parent. */
static bool
add_units(struct executor *x, const struct plan_step *step, const struct plan_machine *m,
    int64_t parent, int *n)
{
	struct new_row r = {.parent = parent};

	for (size_t k = 0; k < step->action_count; k++) {
		if (step->actions[k].verdict == PLAN_ABSENT)
			continue;
		r.n = ++*n;
		if (!add_unit(x, step, &step->actions[k], m, &r))
			return false;
	}
	return true;
}

bool
executor_add_machine(struct executor *x, const struct plan_step *step,
    const struct plan_machine *m, int64_t parent, int *n)
{
	struct new_row r = {.parent = parent};
	int children = 0;
	int64_t id;

	if (!step->is_parent)
		return add_units(x, step, m, parent, n);
	r.n = ++*n;
	r.node = (struct node){.kind = NODE_MACHINE, .group = step->group, .name = m->name,
	    .step_id = step->id, .machine_id = m->id, .machine_name = m->name};
	id = add_row(x, &r);
	return id != 0 && add_units(x, step, m, id, &children);
}

static bool
add_machines(struct executor *x, const struct plan_step *step, int64_t parent)
{
	int n = 0;

	for (size_t i = 0; i < step->machine_count; i++) {
		if (!executor_add_machine(x, step, step->machines[i], parent, &n))
			return false;
	}
	return true;
}

static int
skip_category(const struct plan_step *step)
{
	if (step->verdict == PLAN_SKIPPED ||
	    (step->verdict == PLAN_NO_MACHINE && step->is_user_choice))
		return CATEGORY_INFO;
	return CATEGORY_WARNING;
}

static bool
add_step(struct executor *x, const struct plan_step *step, int64_t root, int n)
{
	struct new_row r = {.parent = root, .n = n};
	int children = 0;
	int64_t id;

	r.node = (struct node){
		.kind = NODE_STEP,
		.group = step->group,
		.number = step->number,
		.name = arena_printf(x->w.arena, "Step %s: %s", step->number, step->name),
		.title = step->name,
		.step_id = step->id,
		.condition = condition_of(step->condition),
		.judged = property_text(step->doc, "Octopus.Step.ConditionVariableExpression"),
		.window = step->window,
		.is_rolling = step->is_rolling,
		.skip_reason = step->verdict == PLAN_IN ? NULL : step->reason,
		.skip_category = skip_category(step),
	};
	id = add_row(x, &r);
	if (id == 0)
		return false;
	if (step->verdict != PLAN_IN)
		return true;
	if (step->wants_machines)
		return add_machines(x, step, id);
	return add_units(x, step, NULL, id, &children);
}

/* What leaves no row, for those who ask why it did not run. */
static bool
note_left_out(struct executor *x, const struct plan *plan, int64_t root)
{
	struct work *w = &x->w;
	struct json_object *o = json_new_object(w);

	json_set(o, "StepsLeftOut", json_copy(plan_preview_left_out(w, plan)));
	json_set(o, "MachinesLeftOut", json_copy(plan_preview_machines_left_out(w, plan)));
	return db_run(w, SQL_ACTIVITY_DATA, db_int(w, root), json_text(w, o)) != NULL;
}

static bool
write_plan(struct executor *x, const struct plan *plan, int64_t root)
{
	for (size_t i = 0; plan->error == NULL && i < plan->step_count; i++) {
		if (plan->steps[i].verdict != PLAN_ABSENT &&
		    !add_step(x, &plan->steps[i], root, (int)i + 1))
			return false;
	}
	for (size_t i = 0; i < plan->note_count; i++) {
		if (!executor_say(x, 0, plan->notes[i].category, "%s", plan->notes[i].text))
			return false;
	}
	return note_left_out(x, plan, root);
}

/* ---- plans without a deployment ------------------------------------------- */

static void
choose_all(struct executor *x, struct plan_step *step)
{
	struct json_object *machines = facts_chosen_machines(&x->state, &x->facts);
	struct plan_machine *list = arena_array(x->w.arena, json_len(machines), sizeof(*list));

	step->machines = arena_array(x->w.arena, json_len(machines), sizeof(*step->machines));
	for (size_t i = 0; i < json_len(machines); i++) {
		struct json_object *doc = json_at(machines, i);

		list[i] = (struct plan_machine){.id = json_str(doc, "Id", ""),
		    .name = json_str(doc, "Name", ""), .doc = doc,
		    .style = json_str(json_get(doc, "Endpoint"), "CommunicationStyle", "None")};
		step->machines[step->machine_count++] = &list[i];
	}
}

/* One step with one action, on the chosen machines or once on the server. */
static struct plan *
plan_chosen(struct executor *x)
{
	struct work *w = &x->w;
	struct plan *plan = arena_alloc(w->arena, sizeof(*plan));
	struct plan_step *step = arena_alloc(w->arena, sizeof(*step));
	struct plan_action *action = arena_alloc(w->arena, sizeof(*action));
	struct json_object *doc = json_at(json_get(x->facts.process, "Steps"), 0);
	struct json_object *p = json_get(json_at(json_get(doc, "Actions"), 0), "Properties");
	bool on_server = strcmp(json_str(p, "Octopus.Action.RunOnServer", ""), "true") == 0;
	int window = strcmp(x->facts.kind, "Health") == 0 ? health_window() : 10;

	*action = (struct plan_action){.id = "action",
	    .name = json_str(doc, "Name", ""),
	    .number = "1",
	    .condition = "Success",
	    .place = on_server ? PLACE_WORKER : PLACE_MACHINE};
	*step = (struct plan_step){.id = "step", .name = action->name, .number = "1", .group = 1,
	    .condition = "Success", .wants_machines = !on_server, .window = window,
	    .actions = action, .action_count = 1};
	*plan = (struct plan){.steps = step, .step_count = 1};
	if (on_server)
		return plan;
	choose_all(x, step);
	if (step->machine_count == 0)
		plan->error = "There is no enabled deployment target that this task is meant for.";
	return plan;
}

/* ---- the first start ------------------------------------------------------- */

static struct plan *
make_plan(struct executor *x)
{
	struct plan_input in = facts_plan_input(&x->facts);
	struct plan *plan = NULL;

	if (x->facts.deployment == NULL)
		return plan_chosen(x);
	return plan_build(&x->w, &in, &plan) ? plan : NULL;
}

/* The root keeps why nothing may run: its skip reason is the task's failure. */
static int64_t
add_root(struct executor *x, const char *error)
{
	struct new_row r = {.node = {.kind = NODE_ROOT, .name = x->facts.description,
	    .skip_reason = error}};
	int64_t id = add_row(x, &r);

	x->tree.nodes = arena_alloc(x->state.arena, sizeof(*x->tree.nodes));
	x->tree.nodes[0] = (struct node){.id = id, .kind = NODE_ROOT};
	x->tree.count = 1;
	return id;
}

bool
executor_write_rows(struct executor *x)
{
	struct plan *plan = make_plan(x);
	int64_t root;

	if (plan == NULL || !executor_begin(x))
		return false;
	root = add_root(x, plan->error);
	if (root != 0 && write_plan(x, plan, root) && executor_event(x, "Started", "started") &&
	    db_run(&x->w, SQL_ACTIVITY_STATUS, db_int(&x->w, root), "Running") != NULL &&
	    db_commit(&x->w))
		return true;
	db_rollback(&x->w);
	return false;
}
