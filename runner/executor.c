/*
 * The executor's loop: load, apply moves, copy logs, wait. One thread, one connection,
 * no callbacks. When the database goes away everything is forgotten and read again.
 */
#include "runner/executor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/store/db.h"
#include "runner/master.h"

#define ARENA_BYTES ((size_t)1024 * 1024 * 1024)
#define TICK_MS 2000		/* cancel flags are looked at this often, without a notification */
#define RETRY_MS 300		/* the database does not answer */

/* Exit statuses, read by the supervisor. */
enum { EXIT_OVER = 0, EXIT_FAULT = 1, EXIT_NOT_OURS = 3 };

/* ---- loading ------------------------------------------------------------- */

/* An error of loading belongs to the turn. */
static bool
take_error(struct executor *x)
{
	if (!work_failed(&x->state))
		return !work_failed(&x->w);
	if (!work_failed(&x->w))
		(void)fail(&x->w, x->state.error.code, "%s", x->state.error.message);
	work_clear_error(&x->state);
	return false;
}

/* A task that cannot even be planned fails with the reason as its whole log. */
static bool
plan_failure(struct executor *x)
{
	struct work *w = &x->w;
	const char *reason = x->state.error.message;
	struct rows *rows;

	work_clear_error(&x->state);
	if (!executor_begin(x))
		return false;
	rows = db_run(w, SQL_ACTIVITY_ADD, x->task_id, NULL, "0", "0", "root", "",
	    x->facts.description ? x->facts.description : x->task_id, NULL, NULL, NULL, "",
	    "Success", reason, "{}");
	if (rows != NULL && db_commit(w))
		return true;
	db_rollback(w);
	return false;
}

static bool
load_rows(struct executor *x)
{
	if (!executor_read_rows(x))
		return false;
	if (x->tree.count > 0)
		return true;
	return executor_write_rows(x) && executor_read_rows(x);
}

static bool
load_facts(struct executor *x)
{
	struct rows *task;

	if (facts_load(&x->state, x->task_id, x->fence, &x->facts))
		return load_rows(x);
	if (x->state.error.code != ERR_NOT_FOUND && x->state.error.code != ERR_INVALID)
		return false;
	task = db_run(&x->w, SQL_LOG_TASK, x->task_id);
	if (task == NULL)
		return false;
	x->facts = (struct facts){.task_id = x->task_id, .kind = "",
	    .description = arena_strdup(x->state.arena, rows_text(task, 0, 0))};
	return (executor_read_rows(x) && x->tree.count > 0) ||
	    (plan_failure(x) && executor_read_rows(x));
}

static bool
load(struct executor *x)
{
	if (db_run(&x->w, SQL_RUNNER_LISTEN_TASK) == NULL)
		return false;
	executor_unfollow_all(x);
	arena_reset(x->state.arena);
	work_begin(&x->state, x->state.arena);
	db_attach(&x->state);
	memset(&x->tree, 0, sizeof(x->tree));
	x->percent = -1;
	if (!load_facts(x) || !executor_read_questions(x) || !executor_read_children(x) ||
	    !executor_adopt(x))
		return take_error(x);
	x->is_canceled = x->facts.cancel_by != NULL;
	x->is_loaded = true;
	return true;
}

/* ---- one turn ------------------------------------------------------------ */

static bool
look_for_cancel(struct executor *x)
{
	struct rows *rows;

	if (x->is_stopping && !x->is_canceled &&
	    db_run(&x->w, SQL_EXECUTOR_STOP, x->task_id, db_int(&x->w, x->fence)) == NULL)
		return false;
	rows = x->is_canceled ? NULL : db_run(&x->w, SQL_EXECUTOR_CANCEL_WANTED, x->task_id);
	if (rows != NULL && rows_count(rows) > 0)
		x->is_canceled = true;
	return !work_failed(&x->w);
}

static bool
turn(struct executor *x)
{
	if (!x->is_loaded && !load(x))
		return false;
	executor_notice(x);
	if (!look_for_cancel(x) || !executor_look_for_answers(x) ||
	    !executor_look_for_children(x) || !executor_copy(x))
		return false;
	if (x->is_canceled && !executor_cancel(x))
		return false;
	if (!executor_move(x))
		return false;
	return !x->is_loaded || (executor_finish(x) && executor_park(x));
}

/* What a failed turn means: read everything again, or give up. */
static int
after_failure(struct executor *x)
{
	struct work *w = &x->w;

	db_rollback(w);
	x->is_loaded = false;
	if (w->error.code == ERR_CONFLICT) {
		log_event(w, LOG_INFO, "%s: %s", x->task_id, w->error.message);
		return EXIT_NOT_OURS;
	}
	if (w->error.code == ERR_UNAVAILABLE) {
		if (!x->is_stopping)
			return -1;
		work_clear_error(w);
		return executor_end_shims(x) ? EXIT_FAULT : -1;
	}
	log_event(
	    w, LOG_ERROR, "%s: %s", x->task_id, w->error.message ? w->error.message : "unknown");
	return EXIT_FAULT;
}

/* ---- waiting ------------------------------------------------------------- */

static void
read_signals(struct executor *x)
{
	struct signalfd_siginfo info;

	while (read(x->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM)
			x->is_stopping = true;
	}
}

/* Notifications that came while a statement ran wait inside the connection. */
static bool
was_notified(struct executor *x)
{
	const char *payload;
	bool is_ours = false;

	while (db_notification(&x->w, &payload) != NULL)
		is_ours = is_ours || strcmp(payload, x->task_id) == 0;
	return is_ours;
}

static void
wait_for_news(struct executor *x)
{
	struct pollfd *fds = arena_array(x->w.arena, x->count + 3, sizeof(*fds));
	int due = x->is_loaded ? executor_wait_ms(x) : RETRY_MS;
	int retry = x->is_loaded && !x->is_canceled ? executor_retry_ms(x) : -1;
	nfds_t count = 0;

	if (was_notified(x))
		return;
	if (due < 0 || due > TICK_MS)
		due = TICK_MS;
	if (retry >= 0 && retry < due)
		due = retry;
	fds[count++] = (struct pollfd){.fd = x->signals, .events = POLLIN};
	fds[count++] = (struct pollfd){.fd = x->inotify, .events = POLLIN};
	if (x->is_loaded)
		fds[count++] = (struct pollfd){.fd = db_socket(), .events = POLLIN};
	for (size_t i = 0; i < x->count; i++) {
		if (x->list[i].pidfd >= 0 && !x->list[i].is_ended)
			fds[count++] = (struct pollfd){.fd = x->list[i].pidfd, .events = POLLIN};
	}
	(void)poll(fds, count, due);	/* an interruption only comes early */
	read_signals(x);
}

static int
run(struct executor *x)
{
	for (;;) {
		int status = -1;

		arena_reset(x->w.arena);
		work_begin(&x->w, x->w.arena);
		db_attach(&x->w);
		if (!turn(x))
			status = after_failure(x);
		if (x->is_over)
			return EXIT_OVER;
		if (status >= 0)
			return status;
		wait_for_news(x);
	}
}

/* ---- start --------------------------------------------------------------- */

static bool
prepare(struct executor *x, struct work *forever)
{
	sigset_t set;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return fail(forever, ERR_INTERNAL, "Signals cannot be blocked.");
	x->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	x->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (x->signals < 0 || x->inotify < 0)
		return fail(forever, ERR_INTERNAL, "No descriptors: %s.", strerror(errno));
	if (!settings_load(forever, &x->settings))
		return false;
	if (!db_open(&x->w, x->settings.database_url,
	    arena_printf(forever->arena, "slipway-executor %s", x->task_id)))
		work_clear_error(&x->w);	/* the loop tries again */
	return true;
}

int
executor_main(int argc, char **argv)
{
	struct work forever;
	struct executor x = {0};
	pid_t parent = getppid();
	int status;

	log_set_program("executor");
	if (argc != 4) {
		fprintf(stderr, "usage: slipway-runner executor TASK FENCE\n");
		return 2;
	}
	work_begin(&forever, arena_new(ARENA_BYTES));
	work_begin(&x.w, arena_new(ARENA_BYTES));
	work_begin(&x.state, arena_new(ARENA_BYTES));
	x.task_id = argv[2];
	x.fence = strtoll(argv[3], NULL, 10);
	if (!prepare(&x, &forever)) {
		log_event(&forever, LOG_ERROR, "%s", forever.error.message);
		return EXIT_FAULT;
	}
	if (getppid() != parent)
		return EXIT_FAULT;	/* the supervisor died before we asked to be told */
	status = run(&x);
	if (x.is_over || x.is_stopping)
		masters_end(&forever, x.settings.run_dir, x.task_id);
	return status;
}
