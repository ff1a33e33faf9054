/*
 * Health checks that add machines (rules-process B5 of the design): before the check its
 * machines are read anew, so that those made meanwhile or left out before are checked too;
 * what was found healthy joins the steps of later groups. Machines are chosen by the plan,
 * made again with the machines of this moment but without the project's policy about
 * unavailable and unhealthy ones: that is what is being found out.
 */
#include "runner/executor.h"

#include "lib/store/db.h"

static size_t
end_of(const struct executor *x, size_t step)
{
	size_t i = step + 1;

	while (i < x->tree.count && x->tree.nodes[i].kind > NODE_STEP)
		i++;
	return i;
}

/* The unit of a step on a machine; 0: it has none there. */
static size_t
unit_on(const struct executor *x, size_t step, const char *machine_id)
{
	for (size_t i = step + 1; i < end_of(x, step); i++) {
		const struct node *n = &x->tree.nodes[i];

		if (n->kind == NODE_UNIT && n->machine_id != NULL &&
		    strcmp(n->machine_id, machine_id) == 0)
			return i;
	}
	return 0;
}

/* How many nodes stand directly below a step. */
static int
children_of(const struct executor *x, size_t step)
{
	int count = 0;

	for (size_t i = step + 1; i < end_of(x, step); i++)
		count += x->tree.nodes[i].parent_id == x->tree.nodes[step].id;
	return count;
}

/* The plan as it would be made now. */
static struct plan *
plan_now(struct executor *x)
{
	struct plan_input in;
	struct plan *plan = NULL;

	if (!facts_load_machines(&x->state, &x->facts)) {
		(void)fail(&x->w, x->state.error.code, "%s", x->state.error.message);
		work_clear_error(&x->state);
		return NULL;
	}
	in = facts_plan_input(&x->facts);
	in.policy = NULL;
	return plan_build(&x->w, &in, &plan) ? plan : NULL;
}

/* Whether the check found that a machine may take part; without a check all may. */
static bool
is_healthy(const struct executor *x, size_t check, const char *machine_id)
{
	size_t unit = unit_on(x, check, machine_id);

	return unit != 0 && (x->tree.nodes[unit].status == NODE_SUCCESS ||
	    x->tree.nodes[unit].status == NODE_WARNED);
}

/* Adds what a step lacks; check: only those that it found healthy, 0: all. */
static bool
widen(struct executor *x, size_t step, const struct plan_step *planned, size_t check)
{
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[step];
	int children = children_of(x, step), before = children;

	for (size_t i = 0; i < planned->machine_count; i++) {
		const struct plan_machine *m = planned->machines[i];

		if (unit_on(x, step, m->id) != 0 || (check != 0 && !is_healthy(x, check, m->id)))
			continue;
		if (!executor_add_machine(x, planned, m, n->id, &children) ||
		    !executor_say(x, step, CATEGORY_INFO, check == 0 ?
		    "The machine '%s' is checked, too." :
		    "The machine '%s' takes part, as it was found healthy.", m->name))
			return false;
	}
	return children == before || n->skip_reason == NULL ||
	    db_run(w, SQL_ACTIVITY_REVIVE, db_int(w, n->id)) != NULL;
}

/* Steps of the plan that could have machines, as they stand in the tree. */
static bool
widen_all(struct executor *x, const struct plan *plan, size_t check, bool is_later)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *s = &plan->steps[i];

		for (size_t k = 0; s->verdict == PLAN_IN && s->wants_machines &&
		    k < x->tree.count; k++) {
			const struct node *n = &x->tree.nodes[k];

			if (n->kind != NODE_STEP || strcmp(n->step_id, s->id) != 0 ||
			    (is_later ? n->group <= x->tree.nodes[check].group : k != check))
				continue;
			if (!widen(x, k, s, is_later ? check : 0))
				return false;
		}
	}
	return true;
}

static bool
change(struct executor *x, size_t check, bool is_later)
{
	struct work *w = &x->w;
	struct plan *plan = plan_now(x);

	if (plan == NULL || !executor_begin(x))
		return false;
	if (!executor_commit(x, widen_all(x, plan, check, is_later) &&
	    db_run(w, SQL_ACTIVITY_MARK, db_int(w, x->tree.nodes[check].id),
	    is_later ? "HasAdded" : "IsReread") != NULL))
		return false;
	x->is_loaded = false;
	return true;
}

bool
executor_reread(struct executor *x, size_t step)
{
	return change(x, step, false);
}

bool
executor_add_checked(struct executor *x, size_t step)
{
	return change(x, step, true);
}
