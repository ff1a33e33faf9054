#ifndef SLIPWAY_RUNNER_EXECUTOR_H
#define SLIPWAY_RUNNER_EXECUTOR_H

#include <sys/types.h>

#include "lib/model/task_output.h"
#include "lib/store/category.h"
#include "lib/store/log_chunk.h"
#include "runner/facts.h"
#include "runner/notes.h"
#include "runner/settings.h"
#include "runner/tree.h"

/*
 * One executor runs one task to its end: executor.c holds the loop, executor_plan.c
 * writes the activity rows once, executor_rows.c reads and changes them,
 * executor_moves.c starts and skips, executor_judge.c evaluates what decides about that,
 * executor_widen.c adds machines that a health check found,
 * executor_lease.c keeps scripts from one machine apart,
 * executor_chunk.c copies spools into the log,
 * executor_follow.c ends attempts, executor_people.c asks people, executor_release.c
 * deploys releases of other projects.
 *
 * Invariant: memory is a copy of the rows. Whatever fails on the way to the database,
 * everything is thrown away and read again; the shims do not notice.
 */

/* An attempt whose shim runs, or has ended and is not stored yet. */
struct following {
	int64_t activity_id;
	int n;
	char id[104];
	pid_t pid;		/* 0: not known yet */
	int pidfd;		/* -1: none */
	int spool_fd;		/* -1: not there yet */
	int watch;		/* inotify; -1: none */
	int resumes;		/* shims that followed a dead one */
	uint64_t offset;	/* stored up to here */
	uint64_t told;		/* the shim was told up to here */
	int64_t flushed_us;	/* monotonic */
	int64_t pause_us;	/* until the next flush; grows */
	bool is_dirty;		/* the spool has grown, perhaps */
	bool is_ended;		/* the shim is gone */
	int64_t cancelled_us;	/* when the shim was last asked to end it; monotonic */
};

struct executor {
	struct settings settings;
	const char *task_id;
	int64_t fence;
	struct work w;			/* of one turn of the loop */
	struct work state;		/* of what was loaded */
	struct facts facts;
	struct tree tree;
	struct following *list;		/* malloc: outlives what was loaded */
	size_t count, max;
	bool is_loaded;
	bool is_stopping;		/* TERM came */
	bool is_canceled;		/* nothing new may start */
	const char *failure;		/* why nothing could be planned; NULL */
	bool is_over;			/* final state stored, or the task is not ours */
	int inotify;
	int signals;
	int percent;			/* progress as stored */
};

/* Mode "executor TASK FENCE". */
int	executor_main(int argc, char **argv);

/* ---- executor_rows.c ------------------------------------------------------ */

/* Begins a transaction in which the task is ours; ERR_CONFLICT if it is not. */
bool	executor_begin(struct executor *x) MUST_CHECK;

/* Commits if ok, else rolls back; true if committed. */
bool	executor_commit(struct executor *x, bool ok) MUST_CHECK;

/* Adds a line to a node's log, in the transaction. */
bool	executor_say(struct executor *x, size_t node, int category, const char *fmt, ...)
	    PRINTF(4, 5) MUST_CHECK;

/* Adds several lines at once. */
bool	executor_say_all(struct executor *x, size_t node, const struct notes *notes) MUST_CHECK;

/* Sets a leaf's status, and what follows for the nodes above it, in the transaction. */
bool	executor_set_status(struct executor *x, size_t node, enum node_status status) MUST_CHECK;

/* Reads the rows; none at the first start (count 0). */
bool	executor_read_rows(struct executor *x) MUST_CHECK;

/* Writes the audit event of a deployment ("Started", "started"), in the transaction. */
bool	executor_event(struct executor *x, const char *category, const char *verb) MUST_CHECK;

/* ---- executor_plan.c ------------------------------------------------------ */

/* Plans the task and writes it as rows, in a transaction of its own. */
bool	executor_write_rows(struct executor *x) MUST_CHECK;

/* Writes a step's rows on one machine, below parent, of whose children n are there. */
bool	executor_add_machine(struct executor *x, const struct plan_step *step,
	    const struct plan_machine *m, int64_t parent, int *n) MUST_CHECK;

/* ---- executor_widen.c ----------------------------------------------------- */

/*
 * Adds machines to a health check that begins, or those it checked to what follows. The
 * rows must be loaded again then (is_loaded).
 */
bool	executor_reread(struct executor *x, size_t step) MUST_CHECK;
bool	executor_add_checked(struct executor *x, size_t step) MUST_CHECK;

/* ---- executor_moves.c ----------------------------------------------------- */

/* Starts and skips all that may be now. */
bool	executor_move(struct executor *x) MUST_CHECK;

/* Marks everything open as canceled and asks the running shims to end. */
bool	executor_cancel(struct executor *x) MUST_CHECK;

/* The stop of a runner without database: asks the shims to end; true when all have. */
bool	executor_end_shims(struct executor *x);

/* Stores the final state with its last line; true also when there is nothing to do yet. */
bool	executor_finish(struct executor *x) MUST_CHECK;

/* ---- executor_judge.c ----------------------------------------------------- */

/* Evaluates the condition that a move asks for: of a unit, or of its step. */
bool	executor_judge(struct executor *x, const struct move *move) MUST_CHECK;

/* Finds how many machines a step runs on at once. */
bool	executor_measure(struct executor *x, size_t step) MUST_CHECK;

/*
 * An attempt failed, in the transaction that ends it: its machine is excluded, or the unit
 * runs again by itself, or it has failed. reason: as the shim says it, NULL if the outcome
 * is lost; why: a sentence.
 */
bool	executor_unit_failed(struct executor *x, size_t node, const char *reason,
	    const char *why) MUST_CHECK;

/* Attempt n of a unit begins, in the transaction; is_asked: somebody said so. */
bool	executor_attempt_begins(struct executor *x, size_t node, int n, bool is_asked) MUST_CHECK;

/* Notes which units are to run again by now. */
void	executor_notice_retries(struct executor *x);

/* Milliseconds until a unit runs again; -1: none does. */
int	executor_retry_ms(const struct executor *x);

/* ---- executor_lease.c ----------------------------------------------------- */

struct unit_order;

/*
 * Takes what a unit needs for itself, in the transaction that starts it. If others have it,
 * *ret_taken is false and the unit is queued for it, which the log says.
 */
bool	executor_take(struct executor *x, size_t node, const struct unit_order *u,
	    bool *ret_taken) MUST_CHECK;

/* A unit that was queued is not any more, in the transaction. */
bool	executor_leave_queue(struct executor *x, size_t node) MUST_CHECK;

/* Notes which queued units may have what they need. */
bool	executor_notice_leases(struct executor *x) MUST_CHECK;

/* ---- executor_people.c ---------------------------------------------------- */

/* Reads what running units ask, and what was answered. */
bool	executor_read_questions(struct executor *x) MUST_CHECK;

/* The same if something is asked that was not answered when it was last read. */
bool	executor_look_for_answers(struct executor *x) MUST_CHECK;

/* Whether a unit is a manual intervention; starts one. */
bool	executor_is_manual(const struct executor *x, size_t node);
bool	executor_ask(struct executor *x, size_t node) MUST_CHECK;

/*
 * A unit failed, in the transaction: it is marked so, or with guided failure somebody is
 * asked about it. why: a sentence.
 */
bool	executor_set_failed(struct executor *x, size_t node, const char *why) MUST_CHECK;

/* Whether the answer is to run the unit again. */
bool	executor_is_retry(const struct executor *x, size_t node);

/* Notes in the transaction that an answer is being done; nothing if nothing was asked. */
bool	executor_consume(struct executor *x, size_t node) MUST_CHECK;

/* Ends a unit by its answer (any but Retry). */
bool	executor_answer(struct executor *x, size_t node) MUST_CHECK;

/* Lets go of a task that only waits for people or children: this executor is over then. */
bool	executor_park(struct executor *x) MUST_CHECK;

/* ---- executor_release.c --------------------------------------------------- */

/* Reads which deployments running units have started, and how they ended. */
bool	executor_read_children(struct executor *x) MUST_CHECK;

/* The same if one was not over when it was last read. */
bool	executor_look_for_children(struct executor *x) MUST_CHECK;

/* Whether a unit deploys a release of another project; starts that, or says why not. */
bool	executor_is_release(const struct executor *x, size_t node);
bool	executor_deploy(struct executor *x, size_t node) MUST_CHECK;

/* Ends a unit by the end of the deployment that it started. */
bool	executor_child_ended(struct executor *x, size_t node) MUST_CHECK;

/* ---- executor_chunk.c ----------------------------------------------------- */

/* A file of a script that lies in the store. Numbers as text, on their way to a row. */
struct kept_artifact {
	const char *n, *name, *source, *file, *bytes;
};

/* A part of a spool on its way into the log. */
struct chunk {
	struct log_chunk log;
	uint64_t next;			/* offset behind it */
	bool is_full;			/* as much as a chunk should have */
	bool has_more;			/* the spool is longer */
	int progress;			/* -1: not said */
	const char *progress_message;
	struct task_output *outputs;		/* variables that the script set */
	size_t output_count, output_max;
	struct kept_artifact *artifacts;	/* files of the store that it left */
	size_t artifact_count, artifact_max;
};

/* Reads the next part of a spool; next stays the offset if there is nothing. */
bool	chunk_read(struct executor *x, struct following *f, struct chunk *ret_chunk) MUST_CHECK;

/* Stores a chunk in the transaction; ERR_CONFLICT if the spool was stored further already. */
bool chunk_store(struct executor *x, const struct following *f, const struct chunk *c) MUST_CHECK;

/* Stores a chunk in a transaction of its own. */
bool	chunk_copy(struct executor *x, struct following *f, const struct chunk *c) MUST_CHECK;

/* Tells the other running shims what must be masked from now on; after the commit. */
void	chunk_tell_masks(struct executor *x, const struct following *f, const struct chunk *c);

/* ---- executor_follow.c ---------------------------------------------------- */

/* Takes an attempt into the list. */
struct following *executor_follow(struct executor *x, int64_t activity_id, int n, pid_t pid);

/* Judges what ran when the last executor ended, and follows what lives. */
bool	executor_adopt(struct executor *x) MUST_CHECK;

/* Copies what is due, ends what has ended. */
bool	executor_copy(struct executor *x) MUST_CHECK;

/* Marks attempts whose process has ended or whose spool was written. */
void	executor_notice(struct executor *x);

/* Milliseconds until something is due; -1: nothing. */
int	executor_wait_ms(const struct executor *x);

/* Forgets the list; the shims run on. */
void	executor_unfollow_all(struct executor *x);

#endif
