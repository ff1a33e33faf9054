/*
 * The supervisor: one poll loop that claims tasks and keeps an executor running for
 * each. It decides nothing about a task; rows and spools say what is to be done, so it
 * may be killed at every moment and started again.
 */
#include "runner/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/store/db.h"
#include "lib/store/doorbell.h"
#include "runner/children.h"
#include "runner/sandbox.h"
#include "runner/settings.h"
#include "runner/sweep.h"

#define ARENA_BYTES ((size_t)256 * 1024 * 1024)
#define POLL_MS 2000		/* how long a lost ring may delay a task */
#define RETRY_MS 300		/* the database does not answer */
#define BEAT_US 10000000	/* leases last six times as long */
#define STOP_US 25000000	/* executors get so long to end their scripts */
#define MAX_DEATHS 5		/* of one executor in a row */

struct supervisor {
	struct settings settings;
	struct work w;			/* of one turn */
	struct children children;
	int signals, doorbell, timer;
	int64_t beaten_us;
	int64_t stop_us;		/* when the stop was asked for; 0: not */
	bool is_ready;			/* registered, left tasks taken up */
};

/* ---- executors ----------------------------------------------------------- */

static void
start_executor(struct supervisor *s, struct child *child, const char *fence)
{
	if (child_spawn(child, "executor", child->id, fence))
		return;
	log_event(&s->w, LOG_ERROR, "No executor for %s: %s", child->id, strerror(errno));
	child->restart_us = clock_monotonic_us() + 1000000;
}

/* A new fence shuts out whoever ran the task before; NULL: all tasks of this runner. */
static bool
adopt(struct supervisor *s, const char *task_id)
{
	struct rows *rows = db_run(&s->w, SQL_RUNNER_ADOPT, s->settings.name, task_id);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *id = rows_text(rows, i, 0);
		struct child *child = children_find(&s->children, CHILD_EXECUTOR, id);

		if (child == NULL)
			child = children_add(&s->children, CHILD_EXECUTOR, id);
		start_executor(s, child, rows_text(rows, i, 1));
	}
	return true;
}

/* Closes a task whose executor dies again and again. */
static bool
give_up(struct supervisor *s, const char *task_id)
{
	struct work *w = &s->w;

	log_event(w, LOG_ERROR, "%s: its executor died %d times; the task is closed.", task_id,
	    MAX_DEATHS);
	if (!db_begin(w))
		return false;
	if (db_run(w, SQL_RUNNER_FAIL, task_id, s->settings.name, "The executor of this task ended "
	    "unexpectedly again and again; the runner's log says more.") != NULL &&
	    db_run(w, SQL_RUNNER_FAIL_ACTIVITIES, task_id) != NULL && db_commit(w))
		return true;
	db_rollback(w);
	return false;
}

/* Starts again what died, when its time has come. */
static bool
restart_executors(struct supervisor *s)
{
	int64_t now = clock_monotonic_us();

	for (size_t i = 0; i < s->children.count;) {
		struct child *child = &s->children.items[i];
		char id[sizeof(child->id)];

		if (child->kind != CHILD_EXECUTOR || child->pid != 0 || child->restart_us > now) {
			i++;
			continue;
		}
		memcpy(id, child->id, sizeof(id));
		if (child->deaths >= MAX_DEATHS ? !give_up(s, id) : !adopt(s, id))
			return false;
		child = children_find(&s->children, CHILD_EXECUTOR, id);
		if (child->pid == 0 && child->restart_us <= now)
			children_remove(&s->children, child);	/* closed, or not ours any more */
		else
			i++;
	}
	return true;
}

static void
executor_ended(struct supervisor *s, struct child *child, int status)
{
	bool is_over = WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 3);
	int64_t now = clock_monotonic_us();

	if (is_over || s->stop_us != 0) {
		children_remove(&s->children, child);
		return;
	}
	child->pid = 0;
	child->deaths = now - child->started_us > 60000000 ? 1 : child->deaths + 1;
	child->restart_us = now + (int64_t)50000 * (1 << child->deaths);
	log_event(
	    &s->w, LOG_WARNING, "The executor of %s ended with status %d.", child->id, status);
}

static void
reap(struct supervisor *s)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct child *child = children_of_pid(&s->children, pid);

		if (child == NULL)
			continue;	/* a shim that outlived its executor */
		if (child->kind == CHILD_EXECUTOR)
			executor_ended(s, child, status);
		else
			children_remove(&s->children, child);
	}
}

/* ---- tasks and questions --------------------------------------------------- */

/* Tasks that have an executor here: one that was just parked may still be on its way out. */
static const char *
executor_ids(struct supervisor *s)
{
	const char **ids = arena_array(s->w.arena, s->children.count, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < s->children.count; i++) {
		if (s->children.items[i].kind == CHILD_EXECUTOR)
			ids[n++] = s->children.items[i].id;
	}
	return db_text_array(&s->w, ids, n);
}

static bool
claim(struct supervisor *s)
{
	struct work *w = &s->w;

	while (children_count(&s->children, CHILD_EXECUTOR) < (size_t)s->settings.task_cap) {
		struct rows *rows = db_run(w, SQL_RUNNER_CLAIM, s->settings.name, s->settings.node,
		    executor_ids(s));

		if (rows == NULL && w->error.code == ERR_UNAVAILABLE)
			return false;
		if (rows == NULL) {
			work_clear_error(w);	/* another runner took a task with the same key */
			return true;
		}
		if (rows_count(rows) == 0)
			return true;
		start_executor(s, children_add(&s->children, CHILD_EXECUTOR, rows_text(rows, 0, 0)),
		    rows_text(rows, 0, 1));
	}
	return true;
}

static bool
answer_queries(struct supervisor *s)
{
	struct rows *rows = db_run(&s->w, SQL_QUERY_OPEN);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *id = rows_text(rows, i, 0);
		struct child *child;

		if (children_find(&s->children, CHILD_QUERY, id) != NULL)
			continue;
		child = children_add(&s->children, CHILD_QUERY, id);
		if (!child_spawn(child, "query", id, NULL))
			children_remove(&s->children, child);
	}
	return true;
}

/* A file that cannot be removed is told of, and stops nothing. */
static bool
leave_for_later(struct supervisor *s, bool is_swept)
{
	if (is_swept || s->w.error.code == ERR_UNAVAILABLE)
		return is_swept;
	log_event(&s->w, LOG_WARNING, "%s", s->w.error.message);
	work_clear_error(&s->w);
	return true;
}

static bool
beat(struct supervisor *s)
{
	int64_t now = clock_monotonic_us();

	if (now - s->beaten_us < BEAT_US)
		return true;
	if (db_run(&s->w, SQL_RUNNER_BEAT, s->settings.name) == NULL ||
	    db_run(&s->w, SQL_QUERY_SWEEP) == NULL)
		return false;
	s->beaten_us = now;
	return leave_for_later(s, sweep_spools(&s->w, s->settings.spool_root)) &&
	    leave_for_later(s, sweep_artifacts(&s->w, s->settings.artifact_root));
}

/* Registers this runner and takes up what an earlier run left. */
static bool
get_ready(struct supervisor *s)
{
	struct work *w = &s->w;

	if (db_run(w, SQL_RUNNER_REGISTER, s->settings.name, db_int(w, s->settings.task_cap),
	    sandbox_text(sandbox_probe())) == NULL || !adopt(s, NULL) ||
	    !sweep_spools(w, s->settings.spool_root) || !sweep_links(w, s->settings.run_dir) ||
	    !sweep_lost_artifacts(w, s->settings.artifact_root))
		return false;
	s->is_ready = true;
	log_event(w, LOG_INFO, "The runner %s is ready, %d tasks at once. %s%s", s->settings.name,
	    s->settings.task_cap, sandbox_text(sandbox_probe()), s->settings.shares_account ?
	    " There is no account slipway-script: scripts run as root." : "");
	return true;
}

static bool
work_once(struct supervisor *s)
{
	struct work *w = &s->w;

	if (!s->is_ready && !get_ready(s))
		return false;
	return db_run(w, SQL_RUNNER_LISTEN_TASK) != NULL &&
	    db_run(w, SQL_RUNNER_LISTEN_QUERY) != NULL && beat(s) &&
	    db_run(w, SQL_RUNNER_EXPIRE) != NULL && restart_executors(s) && claim(s) &&
	    answer_queries(s);
}

/* ---- the loop ------------------------------------------------------------ */

static void
read_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD || s->stop_us != 0)
			continue;
		s->stop_us = clock_monotonic_us();
		children_signal(&s->children, CHILD_EXECUTOR, SIGTERM);
		children_signal(&s->children, CHILD_QUERY, SIGKILL);
	}
}

/* The rings say nothing that the rows do not say. */
static void
empty_doorbell(struct supervisor *s)
{
	const char *task_id;

	while (doorbell_answer(&s->w, s->doorbell, &task_id))
		;
}

static void
wait_for_news(struct supervisor *s, int wait_ms)
{
	struct pollfd fds[] = {
		{.fd = s->signals, .events = POLLIN},
		{.fd = s->doorbell, .events = POLLIN},
		{.fd = s->timer, .events = POLLIN},
		{.fd = db_socket(), .events = POLLIN},
	};
	struct itimerspec at = {.it_value = {wait_ms / 1000, (long)(wait_ms % 1000) * 1000000}};
	const char *payload;
	bool was_notified = false;
	uint64_t expirations;

	while (db_notification(&s->w, &payload) != NULL)
		was_notified = true;
	if (was_notified)
		return;
	(void)timerfd_settime(s->timer, 0, &at, NULL);	/* fails for bad numbers only */
	(void)poll(fds, COUNT(fds), -1);		/* an interruption only comes early */
	(void)!read(s->timer, &expirations, sizeof(expirations));
	empty_doorbell(s);
	while (db_notification(&s->w, &payload) != NULL)
		;
}

static int
wait_of(const struct supervisor *s, bool was_well)
{
	int wait = was_well ? POLL_MS : RETRY_MS;

	for (size_t i = 0; i < s->children.count; i++) {
		const struct child *child = &s->children.items[i];
		int64_t left = (child->restart_us - clock_monotonic_us()) / 1000 + 1;

		if (child->pid == 0 && left < wait)
			wait = left < 1 ? 1 : (int)left;
	}
	return wait;
}

static bool
is_stopped(const struct supervisor *s)
{
	return s->stop_us != 0 && (children_count(&s->children, CHILD_EXECUTOR) == 0 ||
	    clock_monotonic_us() - s->stop_us > STOP_US);
}

static void
run(struct supervisor *s)
{
	while (!is_stopped(s)) {
		bool was_well = true;

		arena_reset(s->w.arena);
		work_begin(&s->w, s->w.arena);
		db_attach(&s->w);
		if (s->stop_us == 0)
			was_well = work_once(s);
		if (!was_well && s->w.error.code != ERR_UNAVAILABLE)
			log_event(&s->w, LOG_ERROR, "%s", s->w.error.message);
		wait_for_news(s, s->stop_us != 0 ? 200 : wait_of(s, was_well));
		read_signals(s);
		reap(s);
	}
	log_event(NULL, LOG_INFO, "The runner has stopped.");
}

/* ---- start --------------------------------------------------------------- */

/* One runner a home: the lock falls with the process. */
static bool
lock_home(struct work *w, const struct settings *settings)
{
	const char *path = arena_printf(w->arena, "%s/runner.lock", settings->home);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
		return fail(
		    w, ERR_CONFLICT, "Another runner works with '%s' already.", settings->home);
	return true;
}

static bool
prepare(struct supervisor *s, struct work *forever)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < COUNT(signals); i++)
		sigaddset(&set, signals[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
		return fail(forever, ERR_INTERNAL, "This process cannot be a supervisor: %s.",
		    strerror(errno));
	s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	s->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (s->signals < 0 || s->timer < 0)
		return fail(forever, ERR_INTERNAL, "No descriptors: %s.", strerror(errno));
	if (!settings_load(forever, &s->settings) || !lock_home(forever, &s->settings) ||
	    !doorbell_listen(forever, s->settings.run_dir, &s->doorbell))
		return false;
	if (!db_open(&s->w, s->settings.database_url, "slipway-runner"))
		work_clear_error(&s->w);	/* the loop tries again */
	return true;
}

int
supervisor_main(int argc UNUSED, char **argv UNUSED)
{
	struct supervisor s = {0};
	struct work forever;

	log_set_program("runner");
	work_begin(&forever, arena_new(ARENA_BYTES));
	work_begin(&s.w, arena_new(ARENA_BYTES));
	s.beaten_us = -BEAT_US;
	if (!prepare(&s, &forever)) {
		log_event(&forever, LOG_ERROR, "%s", forever.error.message);
		return 1;
	}
	run(&s);
	return 0;
}
