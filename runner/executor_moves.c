/*
 * What an executor does to units: starts them, skips them, cancels them, and at last
 * closes the task. Each decision is one transaction; a shim is started after the
 * commit that says so, so that a crash between the two leaves evidence.
 */
#include "runner/executor.h"

#include "lib/base/clock.h"
#include "lib/store/db.h"
#include "runner/attempt.h"
#include "runner/health.h"
#include "runner/unit.h"

#define ASK_AGAIN_US 1000000	/* a shim that was not running its script yet forgets it */

/* ---- starting ------------------------------------------------------------ */

/* A unit that ends without a script: refused, or nothing to do. */
static bool
end_at_once(struct executor *x, size_t node, const struct unit_order *u)
{
	struct health_end health = {.refusal = u->refusal};
	enum node_status status = u->refusal ? NODE_FAILED : NODE_SUCCESS;
	struct work *w = &x->w;

	if (!executor_begin(x))
		return false;
	return executor_commit(x, executor_consume(x, node) && executor_leave_queue(x, node) &&
	    executor_say(x, node, u->refusal ? CATEGORY_ERROR : CATEGORY_INFO, "%s",
	    u->refusal ? u->refusal : u->done_text) &&
	    (!health_is_check(&x->facts, &x->tree.nodes[node]) ||
	    health_record(w, &x->facts, &x->tree.nodes[node], &health, &status)) &&
	    (status == NODE_FAILED ? executor_unit_failed(x, node, NULL, u->refusal) :
	    executor_set_status(x, node, status)));
}

static bool
say_notes(struct executor *x, size_t node, const struct unit_order *u)
{
	const struct notes *n = &u->notes;

	return n->count == 0 || executor_say_all(x, node, n);
}

/* Writes that attempt n is about to start; n is 0 if the unit has to wait for its machine. */
static bool
announce(struct executor *x, size_t node, const struct unit_order *u, int *ret_n)
{
	struct work *w = &x->w;
	const char *activity = db_int(w, x->tree.nodes[node].id);
	bool is_asked = x->tree.nodes[node].question != NULL, is_taken = false;
	struct rows *last;

	if (!executor_begin(x))
		return false;
	*ret_n = 0;
	if (!executor_take(x, node, u, &is_taken) || !is_taken)
		return executor_commit(x, !work_failed(w));
	last = db_run(w, SQL_ATTEMPT_LAST, activity);
	if (last != NULL)
		*ret_n = (int)rows_int(last, 0, 0) + 1;
	return executor_commit(x, last != NULL && executor_consume(x, node) &&
	    db_run(w, SQL_ATTEMPT_ADD, activity, db_int(w, *ret_n), x->settings.name,
	    unit_endpoint(w, &u->order)) != NULL &&
	    executor_attempt_begins(x, node, *ret_n, is_asked) && say_notes(x, node, u) &&
	    executor_set_status(x, node, NODE_RUNNING));
}

static bool
start(struct executor *x, size_t node)
{
	struct work *w = &x->w;
	struct unit_order u;
	pid_t pid = 0;
	int n = 0;

	x->tree.nodes[node].retry_us = 0;
	if (executor_is_manual(x, node))
		return executor_ask(x, node);
	if (executor_is_release(x, node))
		return executor_deploy(x, node);
	if (!unit_prepare(w, &x->settings, &x->facts, &x->tree, node, &u))
		return false;
	if (u.refusal != NULL || u.is_done)
		return end_at_once(x, node, &u);
	if (!announce(x, node, &u, &n) || n == 0)
		return !work_failed(w);
	u.order.id = unit_attempt_id(w, x->task_id, x->tree.nodes[node].id, n);
	if (!attempt_start(w, x->settings.spool_root, &u.order, &pid))
		work_clear_error(w);	/* judged like one that died before its gate */
	executor_follow(x, x->tree.nodes[node].id, n, pid);
	return true;
}

/* ---- skipping ------------------------------------------------------------ */

/* Marks a unit, or a step with all open units below it. */
static bool
mark_open(struct executor *x, size_t node, enum node_status status)
{
	size_t end = node + 1;

	while (end < x->tree.count && x->tree.nodes[end].kind > x->tree.nodes[node].kind)
		end++;
	if (end == node + 1)
		return executor_set_status(x, node, status);
	for (size_t i = node + 1; i < end; i++) {
		if (x->tree.nodes[i].kind == NODE_UNIT && x->tree.nodes[i].status == NODE_PENDING &&
		    !executor_set_status(x, i, status))
			return false;
	}
	return true;
}

static bool
skip(struct executor *x, const struct move *m)
{
	if (!executor_begin(x))
		return false;
	return executor_commit(x, executor_say(x, m->node, m->category, "%s", m->reason) &&
	    db_run(&x->w, SQL_ACTIVITY_SKIP, db_int(&x->w, x->tree.nodes[m->node].id),
	    m->reason) != NULL && mark_open(x, m->node, NODE_SKIPPED));
}

/* ---- the loop's calls ------------------------------------------------------ */

static bool
apply(struct executor *x, const struct move *m)
{
	switch (m->kind) {
	case MOVE_START:
		return start(x, m->node);
	case MOVE_SKIP:
		return skip(x, m);
	case MOVE_JUDGE:
	case MOVE_JUDGE_STEP:
		return executor_judge(x, m);
	case MOVE_REREAD:
		return executor_reread(x, m->node);
	case MOVE_ADD:
		return executor_add_checked(x, m->node);
	case MOVE_MEASURE:
		return executor_measure(x, m->node);
	case MOVE_ANSWER:
		return executor_is_retry(x, m->node) ? start(x, m->node) :
		    executor_answer(x, m->node);
	case MOVE_CHILD_ENDED:
		return executor_child_ended(x, m->node);
	}
	return true;
}

bool
executor_move(struct executor *x)
{
	struct move *moves;
	size_t count;

	while (!x->is_canceled && x->failure == NULL) {
		executor_notice_retries(x);
		if (!executor_notice_leases(x))
			return false;
		count = next_moves(&x->w, &x->tree, &moves);
		if (count == 0)
			break;
		for (size_t i = 0; i < count; i++) {
			if (!apply(x, &moves[i]))
				return false;
			if (!x->is_loaded)
				return true;	/* the moves were of rows that have changed */
		}
	}
	return true;
}

/* Units and empty steps that have not started, and those that wait. */
static bool
is_idle(const struct executor *x, size_t node)
{
	const struct node *n = &x->tree.nodes[node];

	return tree_is_leaf(&x->tree, node) &&
	    (n->status == NODE_PENDING || (n->status == NODE_RUNNING &&
	    (n->question != NULL || n->child != NULL || n->retry_us != 0 || n->is_queued)));
}

static bool
cancel_idle(struct executor *x)
{
	size_t i = 0;
	bool ok = true;

	while (i < x->tree.count && !is_idle(x, i))
		i++;
	if (i == x->tree.count)
		return true;
	if (!executor_begin(x))
		return false;
	for (; ok && i < x->tree.count; i++) {
		if (is_idle(x, i))
			ok = executor_leave_queue(x, i) &&
			    executor_set_status(x, i, NODE_CANCELED);
	}
	return executor_commit(x, ok);
}

bool
executor_cancel(struct executor *x)
{
	if (!cancel_idle(x))
		return false;
	(void)executor_end_shims(x);	/* the copying sees them end */
	return true;
}

bool
executor_end_shims(struct executor *x)
{
	int64_t now = clock_monotonic_us();
	bool is_over = true;

	for (size_t i = 0; i < x->count; i++) {
		struct following *f = &x->list[i];

		is_over = is_over && f->is_ended;
		if (f->is_ended || now - f->cancelled_us < ASK_AGAIN_US)
			continue;
		f->cancelled_us = now;
		if (!attempt_cancel(&x->w, x->settings.spool_root, f->id)) {
			work_clear_error(&x->w); /* it does not listen yet: asked again at once */
			f->cancelled_us = 0;
		}
	}
	return is_over;
}

/* ---- the end ------------------------------------------------------------- */

/* How the end of a task reads, by its kind. */
static const struct {
	const char *kind, *success, *failure, *canceled;
} endings[] = {
    {"Deploy", "The deployment completed successfully.",
	"The deployment failed because one or more steps failed.", "The deployment was canceled."},
    {"Health", "The health check completed successfully.",
	"The health check failed because one or more deployment targets are not available or not "
	"healthy.",
	"The health check was canceled."},
    {NULL, "The task completed successfully.", "The task failed.", "The task was canceled."},
};

struct ending {
	const char *state;
	const char *text;
	const char *error;
	int category;
	enum node_status status;
	const char *event, *verb;
};

static struct ending
ending_of(const struct executor *x)
{
	size_t i = 0;

	while (endings[i].kind != NULL && strcmp(endings[i].kind, x->facts.kind) != 0)
		i++;
	if (x->failure != NULL)
		return (struct ending){"Failed", x->failure, x->failure, CATEGORY_FATAL,
		    NODE_FAILED, "Failed", "failed"};
	if (x->is_canceled && tree_has(&x->tree, NODE_CANCELED))
		return (struct ending){"Canceled", endings[i].canceled, "", CATEGORY_WARNING,
		    NODE_CANCELED, "Canceled", "was canceled"};
	if (tree_has(&x->tree, NODE_FAILED))
		return (struct ending){"Failed", endings[i].failure, endings[i].failure,
		    CATEGORY_FATAL, NODE_FAILED, "Failed", "failed"};
	return (struct ending){"Success", endings[i].success, "", CATEGORY_INFO,
	    x->tree.nodes[0].status == NODE_WARNED ? NODE_WARNED : NODE_SUCCESS,
	    "Succeeded", "succeeded"};
}

/* The spools' folders were needed as gates until the task was final. */
static void
forget_attempts(struct executor *x)
{
	struct rows *rows = db_run(&x->w, SQL_ATTEMPT_IDS, x->task_id);

	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++) {
		const char *id = unit_attempt_id(&x->w, x->task_id, rows_int(rows, i, 0),
		    (int)rows_int(rows, i, 1));

		if (!attempt_forget(&x->w, x->settings.spool_root, id))
			work_clear_error(&x->w);	/* the sweep at the next start deletes it */
	}
}

static bool
store_ending(struct executor *x, const struct ending *e)
{
	struct work *w = &x->w;
	struct node *root = &x->tree.nodes[0];

	root->status = e->status;
	if (!executor_say(x, 0, e->category, "%s", e->text) ||
	    db_run(w, SQL_ACTIVITY_STATUS, db_int(w, root->id), node_status_text(e->status)) ==
		NULL ||
	    !executor_event(x, e->event, e->verb))
		return false;
	if (x->facts.deployment != NULL &&
	    db_run(w, SQL_DEPLOYMENT_REACHED, x->facts.deployment_id, x->task_id) == NULL)
		return false;
	return db_run(w, SQL_EXECUTOR_FINISH, x->task_id, db_int(w, x->fence), e->state,
		   e->error) != NULL;
}

bool
executor_finish(struct executor *x)
{
	struct ending e = ending_of(x);

	if (x->count > 0 || (tree_is_open(&x->tree) && x->failure == NULL))
		return true;
	if (!executor_begin(x) || !executor_commit(x, store_ending(x, &e)))
		return false;
	forget_attempts(x);
	x->is_over = true;
	return true;
}
