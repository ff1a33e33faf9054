/*
 * Scripts that need a machine for themselves (rules-process O9 of the design): a unit has
 * its machine from the transaction that writes its attempt to the one that ends it, or
 * stands in the queue for it. Both are rows, since they must outlive this process as the
 * script does. A unit needs one machine at most and holds nothing else while it waits, so
 * that units cannot wait for each other in a circle.
 */
#include "runner/executor.h"

#include "lib/store/db.h"
#include "runner/unit.h"

/* Who is in the way, for the unit's log. */
static bool
say_who(struct executor *x, size_t node, const struct unit_order *u, const char *queued)
{
	struct work *w = &x->w;
	struct rows *rows = db_run(w, SQL_LEASE_AHEAD, u->lock, db_int(w, x->tree.nodes[node].id),
	    u->is_shared ? "t" : "f", queued);
	const char *task, *verb;

	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	task = rows_text(rows, 0, 0);
	verb = rows_true(rows, 0, 2) ? "which uses" : "which came first to";
	if (strcmp(task, x->task_id) == 0)
		return executor_say(x, node, CATEGORY_WAIT,
		    "Waiting for another script of this task, %s %s.", verb, u->lock_name);
	return executor_say(x, node, CATEGORY_WAIT, "Waiting for '%s' (%s), %s %s.",
	    rows_text(rows, 0, 1), task, verb, u->lock_name);
}

/* The unit counts as begun: it keeps its place in the step's window. */
static bool
begin_to_wait(struct executor *x, size_t node, const struct unit_order *u, const char *queued)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];
	bool is_asked = n->question != NULL;

	if (is_asked)
		n->retries = 0;
	n->is_queued = true;
	return executor_consume(x, node) &&
	    db_run(w, SQL_ACTIVITY_BEGIN, db_int(w, n->id), is_asked ? "t" : "f") != NULL &&
	    say_who(x, node, u, queued) && executor_set_status(x, node, NODE_RUNNING);
}

bool
executor_take(struct executor *x, size_t node, const struct unit_order *u, bool *ret_taken)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];
	const char *shared = u->is_shared ? "t" : "f";
	struct rows *rows;

	*ret_taken = u->lock == NULL;
	if (*ret_taken)
		return true;
	if (db_run(w, SQL_LEASE_GATE, u->lock, shared) == NULL)
		return false;
	rows = db_run(w, SQL_LEASE_TAKE, x->task_id, db_int(w, n->id), u->lock, shared);
	if (rows == NULL)
		return false;
	*ret_taken = rows_true(rows, 0, 0);
	if (!*ret_taken)
		return n->is_queued || begin_to_wait(x, node, u, rows_text(rows, 0, 1));
	if (n->is_queued && !executor_say(x, node, CATEGORY_INFO, "It is free now."))
		return false;
	n->is_queued = false;
	return true;
}

bool
executor_leave_queue(struct executor *x, size_t node)
{
	struct node *n = &x->tree.nodes[node];

	if (!n->is_queued)
		return true;
	n->is_queued = false;
	return db_run(&x->w, SQL_LEASE_FREE, db_int(&x->w, n->id)) != NULL;
}

bool
executor_notice_leases(struct executor *x)
{
	struct rows *rows;
	size_t i = 0;

	while (i < x->tree.count && !x->tree.nodes[i].is_queued)
		i++;
	if (i == x->tree.count)
		return true;
	rows = db_run(&x->w, SQL_LEASE_READY, x->task_id);
	for (i = 0; rows != NULL && i < rows_count(rows); i++) {
		long node = tree_find(&x->tree, rows_int(rows, i, 0));

		if (node >= 0 && x->tree.nodes[node].is_queued)
			x->tree.nodes[node].is_due = true;
	}
	return rows != NULL;
}
