/*
 * Following attempts: which shims run, and how their results become the ends of units,
 * in the transaction that stores the last line. What became of an attempt is decided by
 * evidence on disk, never by what this process remembers.
 */
#include "runner/executor.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/proc.h"
#include "lib/store/db.h"
#include "runner/attempt.h"
#include "runner/health.h"
#include "runner/unit.h"

#define MAX_STARTS 5
#define OUTPUTS_MAX ((int64_t)64 * 1024 * 1024)
#define CHUNKS_A_TURN 8		/* of an attempt that has ended; a turn gives its memory back */

/* ---- the list ------------------------------------------------------------ */

static void
watch(struct executor *x, struct following *f)
{
	if (f->watch < 0)
		f->watch = inotify_add_watch(x->inotify,
		    arena_printf(x->w.arena, "%s/%s", x->settings.spool_root, f->id),
		    IN_MODIFY | IN_CREATE | IN_MOVED_TO);
}

struct following *
executor_follow(struct executor *x, int64_t activity_id, int n, pid_t pid)
{
	struct following *f;

	if (x->count == x->max) {
		x->max = x->max ? x->max * 2 : 16;
		x->list = realloc(x->list, x->max * sizeof(*x->list));
		if (x->list == NULL)
			abort();
	}
	f = &x->list[x->count++];
	*f = (struct following){.activity_id = activity_id, .n = n, .pid = pid, .pidfd = -1,
	    .spool_fd = -1, .watch = -1, .is_dirty = true};
	snprintf(f->id, sizeof(f->id), "%s", unit_attempt_id(&x->w, x->task_id, activity_id, n));
	if (pid > 0)
		f->pidfd = proc_pidfd(pid);
	watch(x, f);
	return f;
}

static void
release(struct executor *x, struct following *f)
{
	if (f->pidfd >= 0)
		close(f->pidfd);
	if (f->spool_fd >= 0)
		close(f->spool_fd);
	if (f->watch >= 0)
		(void)inotify_rm_watch(x->inotify, f->watch);	/* gone with the folder, perhaps */
}

void
executor_unfollow_all(struct executor *x)
{
	for (size_t i = 0; i < x->count; i++)
		release(x, &x->list[i]);
	x->count = 0;
}

static void
unfollow(struct executor *x, size_t i)
{
	release(x, &x->list[i]);
	x->list[i] = x->list[--x->count];
}

static void
notice_inotify(struct executor *x)
{
	_Alignas(struct inotify_event) char data[4096];
	ssize_t len;

	while ((len = read(x->inotify, data, sizeof(data))) > 0) {
		for (char *p = data; p < data + len;) {
			const struct inotify_event *e = (const void *)p;

			for (size_t i = 0; i < x->count; i++) {
				if (x->list[i].watch == e->wd || (e->mask & IN_Q_OVERFLOW) != 0)
					x->list[i].is_dirty = true;
			}
			p += sizeof(*e) + e->len;
		}
	}
}

void
executor_notice(struct executor *x)
{
	notice_inotify(x);
	for (size_t i = 0; i < x->count; i++) {
		struct following *f = &x->list[i];
		struct pollfd p = {.fd = f->pidfd, .events = POLLIN};

		if (!f->is_ended && f->pidfd >= 0 && poll(&p, 1, 0) == 1)
			f->is_ended = f->is_dirty = true;
		if (f->watch < 0) {
			watch(x, f);
			f->is_dirty = true;
		}
	}
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

int
executor_wait_ms(const struct executor *x)
{
	int64_t now = clock_monotonic_us();
	int wait = -1;

	for (size_t i = 0; i < x->count; i++) {
		const struct following *f = &x->list[i];
		int64_t due = f->is_dirty ? f->flushed_us + f->pause_us - now : INT64_MAX;

		if (f->is_ended)
			due = 0;
		if (f->watch < 0 || f->pidfd < 0 || (x->is_canceled && f->cancelled_us == 0))
			due = due < 20000 ? due : 20000;
		if (due != INT64_MAX && (wait < 0 || due / 1000 < wait))
			wait = due <= 0 ? 0 : (int)(due / 1000) + 1;
	}
	return wait;
}

/* ---- the end of an attempt ------------------------------------------------- */

/* What is stored about an attempt that ended. */
struct end {
	enum attempt_evidence evidence;
	struct attempt_result result;
	const char *state;		/* of the attempt: done, interrupted */
	enum node_status status;	/* of the unit */
};

static const char *
failure_text(struct work *w, const struct attempt_result *r)
{
	if (r->detail[0] != '\0')
		return r->detail;
	if (r->message[0] != '\0')
		return r->message;
	if (r->signal != 0)
		return arena_printf(w->arena, "The script was ended by signal %d.", r->signal);
	if (r->reason[0] != '\0')
		return arena_printf(w->arena, "The script did not end by itself: %s.", r->reason);
	return arena_printf(w->arena, "The remote script failed with exit code %d", r->exit_code);
}

/* Reasons that the shim has written into the log already, with a sentence. */
static bool
is_said(const char *reason)
{
	static const char *const said[] = {
		"interpreter missing", "not started", "interrupted", "unreachable", "refused",
	};

	for (size_t i = 0; i < COUNT(said); i++) {
		if (strcmp(reason, said[i]) == 0)
			return true;
	}
	return false;
}

#define LOST_TEXT \
	"The script was interrupted: the process that watched it ended without a result. " \
	"Its outcome is not known, its output may be cut here, and it is not run again."

static const char *
failure_of(struct work *w, const struct end *e)
{
	return e->evidence == ATTEMPT_LOST ? LOST_TEXT : failure_text(w, &e->result);
}

/* The lines that close a unit's log. */
static bool
say_end(struct executor *x, size_t node, const struct following *f, const struct end *e)
{
	const struct attempt_result *r = &e->result;

	if (e->evidence == ATTEMPT_LOST)
		return executor_say(x, node, CATEGORY_FATAL, LOST_TEXT);
	if (r->spool_bytes > f->offset && !executor_say(x, node, CATEGORY_WARNING,
	    "%llu bytes of the output are lost.", (unsigned long long)(r->spool_bytes - f->offset)))
		return false;
	if (e->status == NODE_CANCELED)
		return executor_say(x, node, CATEGORY_WARNING, "The script was canceled.");
	if (e->status == NODE_FAILED && is_said(r->reason))
		return true;
	if (e->status == NODE_FAILED)
		return executor_say(x, node, CATEGORY_FATAL, "%s", failure_text(&x->w, r));
	return executor_say(x, node, CATEGORY_VERBOSE, "Exit code: %d", r->exit_code);
}

static enum node_status
status_of(const struct end *e)
{
	const struct attempt_result *r = &e->result;

	if (e->evidence == ATTEMPT_LOST)
		return NODE_FAILED;
	if (strcmp(r->reason, "cancelled") == 0)
		return NODE_CANCELED;
	return r->exit_code == 0 && r->reason[0] == '\0' ? NODE_SUCCESS : NODE_FAILED;
}

/* The one output that every script has. */
static bool
store_exit_code(struct executor *x, const struct following *f, const struct end *e, bool is_script)
{
	struct task_output code = {f->activity_id, f->n, "Octopus.Action.Script.ExitCode",
	    db_int(&x->w, e->result.exit_code), false};

	return e->evidence != ATTEMPT_RESULT || !is_script ||
	    task_output_add(&x->w, x->task_id, x->facts.space_id, &code);
}

/* Nothing is cut: whoever leaves too much has failed. */
static bool
limit_outputs(struct executor *x, struct end *e)
{
	struct rows *rows = db_run(&x->w, SQL_OUTPUT_BYTES, x->task_id);

	if (rows == NULL || e->status != NODE_SUCCESS || rows_int(rows, 0, 0) <= OUTPUTS_MAX)
		return rows != NULL;
	e->status = NODE_FAILED;
	e->result.detail = "The output variables of this task are larger than 64 MiB together.";
	return true;
}

/* All that is true once an attempt has ended, in one transaction with its last lines. */
static bool
store_end(struct executor *x, const struct following *f, const struct chunk *last, struct end *e)
{
	struct work *w = &x->w;
	long node = tree_find(&x->tree, f->activity_id);
	struct following stored = *f;
	struct health_end health = {.result = &e->result};
	bool is_check;

	if (node < 0)
		return fail(w, ERR_INTERNAL, "The attempt '%s' belongs to no activity.", f->id);
	stored.offset = last->next;
	if (!chunk_store(x, f, last) || !limit_outputs(x, e) ||
	    !say_end(x, (size_t)node, &stored, e))
		return false;
	is_check = health_is_check(&x->facts, &x->tree.nodes[node]);
	if (is_check && e->evidence == ATTEMPT_RESULT && e->status != NODE_CANCELED &&
	    !health_record(w, &x->facts, &x->tree.nodes[node], &health, &e->status))
		return false;
	if (!store_exit_code(x, f, e, !is_check) ||
	    !db_change_one(w, SQL_ATTEMPT_END, db_int(w, f->activity_id), db_int(w, f->n), e->state,
	    db_int(w, e->result.exit_code),
	    e->evidence == ATTEMPT_LOST ? "interrupted" : e->result.reason))
		return false;
	if (e->status == NODE_FAILED)
		return executor_unit_failed(x, (size_t)node, e->evidence == ATTEMPT_LOST ? NULL :
		    e->result.reason, failure_of(w, e));
	return executor_set_status(x, (size_t)node, e->status);
}

/*
 * An attempt that never started and never will: the unit may start under another
 * number, but not for ever.
 */
static bool
store_never_started(struct executor *x, const struct following *f)
{
	struct work *w = &x->w;
	long node = tree_find(&x->tree, f->activity_id);
	bool is_hopeless = f->n >= MAX_STARTS;

	if (node < 0 || !executor_begin(x))
		return false;
	if (db_change_one(w, SQL_ATTEMPT_END, db_int(w, f->activity_id), db_int(w, f->n), "none",
		NULL, "not started") &&
	    (!is_hopeless ||
		executor_say(
		    x, (size_t)node, CATEGORY_FATAL, "The script could not be started.")) &&
	    (is_hopeless ?
		executor_set_failed(x, (size_t)node, "The script could not be started.") :
		executor_set_status(x, (size_t)node, NODE_PENDING)) &&
	    db_commit(w))
		return true;
	db_rollback(w);
	return false;
}

static bool
end_attempt(struct executor *x, struct following *f, const struct chunk *last, struct end *e)
{
	e->state = e->evidence == ATTEMPT_LOST ? "interrupted" : "done";
	e->status = status_of(e);
	if (!executor_begin(x))
		return false;
	if (!store_end(x, f, last, e) || !db_commit(&x->w)) {
		db_rollback(&x->w);
		return false;
	}
	chunk_tell_masks(x, f, last);
	if (!attempt_drop(&x->w, x->settings.spool_root, f->id))
		work_clear_error(&x->w);	/* the sweep at the next start deletes it */
	if (e->status == NODE_CANCELED && !x->is_canceled)
		x->is_stopping = true;		/* ended by a stop that could not be recorded */
	return true;
}

/*
 * An attempt on an SSH target outlives its shim: another one follows it, if the target
 * is still the same. True unless the database fails; *ret_resumed says whether.
 */
static bool
resume(struct executor *x, struct following *f, bool *ret_resumed)
{
	struct work *w = &x->w;
	long node = tree_find(&x->tree, f->activity_id);
	struct unit_order u;
	struct rows *rows;

	if (node < 0 || f->resumes >= MAX_STARTS ||
	    strcmp(x->tree.nodes[node].place, "machine") != 0)
		return true;
	rows = db_run(w, SQL_ATTEMPT_ENDPOINT, db_int(w, f->activity_id), db_int(w, f->n));
	if (rows == NULL ||
	    !unit_prepare(w, &x->settings, &x->facts, &x->tree, (size_t)node, &u))
		return false;
	if (u.refusal != NULL || u.is_done || u.order.kind != ATTEMPT_SSH ||
	    rows_count(rows) != 1 || strcmp(unit_endpoint(w, &u.order), rows_text(rows, 0, 0)) != 0)
		return true;
	u.order.id = f->id;
	u.order.is_again = true;
	if (!attempt_start(w, x->settings.spool_root, &u.order, &f->pid)) {
		work_clear_error(w);	/* then it stays lost */
		return true;
	}
	if (f->pidfd >= 0)
		close(f->pidfd);
	f->pidfd = proc_pidfd(f->pid);
	f->resumes++;
	f->is_ended = false;
	*ret_resumed = true;
	return true;
}

/* Finds out what became of an attempt whose shim is gone. */
static bool
judge(struct executor *x, struct following *f, struct end *e)
{
	struct work *w = &x->w;
	struct attempt_verdict v;

	e->result = (struct attempt_result){.reason = "", .detail = "", .message = ""};
	if (!attempt_judge(w, x->settings.spool_root, f->id, &v))
		return false;
	e->evidence = v.evidence;
	if (v.evidence == ATTEMPT_NONE && f->offset > 0)
		e->evidence = ATTEMPT_LOST;	/* it ran: its spool was taken away */
	if (v.evidence == ATTEMPT_RESULT)
		return attempt_result_read(w, x->settings.spool_root, f->id, &e->result);
	if (v.evidence == ATTEMPT_ALIVE && f->pidfd < 0 && v.pid > 0)
		f->pidfd = proc_pidfd(v.pid);
	return true;
}

/* Ends an attempt if it has ended; true with *ret_gone when it needs no following. */
static bool
settle(struct executor *x, struct following *f, bool *ret_gone)
{
	bool is_resumed = false;
	struct chunk c;
	struct end e;

	*ret_gone = false;
	if (!judge(x, f, &e))
		return false;
	if (e.evidence == ATTEMPT_ALIVE) {
		f->is_ended = false;
		return true;
	}
	if (e.evidence == ATTEMPT_LOST && !resume(x, f, &is_resumed))
		return false;
	if (is_resumed)
		return true;
	if (e.evidence == ATTEMPT_NONE) {
		*ret_gone = true;
		return store_never_started(x, f);
	}
	for (int i = 0; i < CHUNKS_A_TURN; i++) {
		if (!chunk_read(x, f, &c))
			return false;
		if (!c.has_more)
			break;
		if (!chunk_copy(x, f, &c))
			return false;
	}
	if (c.has_more) {
		f->is_ended = true;		/* the next turn goes on at once */
		return true;
	}
	*ret_gone = true;
	return end_attempt(x, f, &c, &e);
}

/* ---- what the loop calls --------------------------------------------------- */

bool
executor_adopt(struct executor *x)
{
	struct rows *rows = db_run(&x->w, SQL_ATTEMPT_OPEN, x->task_id);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct following *f = executor_follow(
		    x, rows_int(rows, i, 0), (int)rows_int(rows, i, 1), 0);

		if (strcmp(rows_text(rows, i, 4), x->settings.name) != 0)
			return fail(&x->w, ERR_CONFLICT,
			    "The attempt '%s' belongs to the runner '%s'.", f->id,
			    rows_text(rows, i, 4));
		f->offset = f->told = (uint64_t)rows_int(rows, i, 3);
		f->is_ended = true;		/* settle finds out */
	}
	return true;
}

bool
executor_copy(struct executor *x)
{
	int64_t now = clock_monotonic_us();

	for (size_t i = 0; i < x->count;) {
		struct following *f = &x->list[i];
		bool is_gone = false;
		struct chunk c;

		if (f->is_ended || f->pidfd < 0) {	/* without a process: look again */
			if (!settle(x, f, &is_gone))
				return false;
		} else if (f->is_dirty && now - f->flushed_us >= f->pause_us) {
			f->is_dirty = false;
			if (!chunk_read(x, f, &c) || !chunk_copy(x, f, &c))
				return false;
			f->is_dirty = f->is_dirty || c.has_more;
			if (c.has_more && c.is_full)
				f->flushed_us = 0;
		}
		if (is_gone)
			unfollow(x, i);
		else
			i++;
	}
	return true;
}
