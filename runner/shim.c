/*
 * The life of a shim: gate, order, script, result; and what both kinds of script need
 * while they run: requests from outside, the time limit, the state of the spool.
 */
#include "runner/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/seal.h"
#include "runner/control.h"
#include "runner/gate.h"

#define ORDER_FD 3
#define ARENA_MAX ((size_t)2 * 1024 * 1024 * 1024)

enum { EXIT_STORED = 0, EXIT_TROUBLE = 1, EXIT_SHUT = 3 };

/* ---- ending the script --------------------------------------------------- */

static void
end_script(struct shim *s, const char *reason, const char *detail)
{
	if (s->stage != SHIM_RUNS || s->result.reason[0] != '\0')
		return;
	s->result.reason = reason;
	s->result.detail = detail;
}

/* Requests of control.h; ones that are not understood are left alone. */
static void
take_requests(struct shim *s)
{
	char *data = arena_alloc(s->output.scratch, CONTROL_MAX + 1);
	ssize_t len;

	while ((len = recv(s->control, data, CONTROL_MAX, MSG_DONTWAIT)) > 0) {
		data[len] = '\0';
		if (strcmp(data, CONTROL_CANCEL) == 0)
			end_script(s, "cancelled", "The script was cancelled.");
		else if (strncmp(data, CONTROL_MASK, sizeof(CONTROL_MASK) - 1) == 0)
			mask_add(s->output.mask, data + sizeof(CONTROL_MASK) - 1);
		else if (strncmp(data, CONTROL_STORED, sizeof(CONTROL_STORED) - 1) == 0)
			writer_stored(&s->writer,
			    strtoull(data + sizeof(CONTROL_STORED) - 1, NULL, 10));
	}
	seal_wipe(data, CONTROL_MAX);
	arena_reset(s->output.scratch);
}

static void
take_signals(struct shim *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGTERM)
			end_script(s, "cancelled", "The script was cancelled.");
	}
}

bool
shim_is_stuck(const struct shim *s)
{
	return s->stuck_us != 0 && clock_monotonic_us() >= s->stuck_us + SHIM_STUCK_US;
}

static void
watch_spool(struct shim *s, int64_t now)
{
	(void)writer_tick(&s->writer, false);	/* is_stuck tells */
	if (!writer_is_full(&s->writer)) {
		s->stuck_us = 0;
		return;
	}
	if (s->stuck_us == 0)
		s->stuck_us = now;
	if (shim_is_stuck(s))
		end_script(s, "spool full",
		    "The script's output could not be stored for 10 minutes.");
}

bool
shim_tick(struct shim *s, int *ret_signal)
{
	int64_t now = clock_monotonic_us();

	take_requests(s);
	take_signals(s);
	watch_spool(s, now);
	if (s->deadline_us != 0 && now >= s->deadline_us)
		end_script(s, "time limit", arena_printf(s->w->arena,
		    "The script ran longer than its time limit of %lld seconds.",
		    (long long)s->order->limit_s));
	if (s->stage == SHIM_RUNS && s->result.reason[0] != '\0') {
		s->stage = SHIM_ASKED;
		s->kill_us = now + SHIM_GRACE_US;
		*ret_signal = SIGTERM;
		return true;
	}
	if (s->stage == SHIM_ASKED && now >= s->kill_us) {
		s->stage = SHIM_KILLED;
		*ret_signal = SIGKILL;
		return true;
	}
	return false;
}

static void
earlier(int64_t *when, int64_t candidate)
{
	if (candidate != 0 && (*when == 0 || candidate < *when))
		*when = candidate;
}

int
shim_timeout_ms(const struct shim *s)
{
	int64_t when = 0, wait;

	earlier(&when, writer_due_us(&s->writer));
	if (s->stage == SHIM_RUNS)
		earlier(&when, s->deadline_us);
	if (s->stage == SHIM_ASKED)
		earlier(&when, s->kill_us);
	if (s->stuck_us != 0)
		earlier(&when, s->stuck_us + SHIM_STUCK_US);
	if (when == 0)
		return -1;
	wait = (when - clock_monotonic_us() + 999) / 1000;
	return wait < 0 ? 0 : wait > 60000 ? 60000 : (int)wait;
}

bool
shim_may_read(const struct shim *s)
{
	return !writer_is_full(&s->writer);
}

/* ---- results ------------------------------------------------------------- */

void
shim_set_status(struct shim *s, int status)
{
	if (WIFSIGNALED(status)) {
		s->result.signal = WTERMSIG(status);
		s->result.exit_code = 128 + WTERMSIG(status);
	} else {
		s->result.exit_code = WEXITSTATUS(status);
	}
}

void
shim_refuse(struct shim *s, const char *reason, const char *sentence)
{
	s->result.exit_code = -1;
	if (s->result.reason[0] == '\0') {
		s->result.reason = reason;
		s->result.detail = arena_strdup(s->w->arena, sentence);
	}
	output_say(&s->output, LOG_ERROR, "%s", sentence);
}

void
shim_describe(struct shim *s, const char *system, const char *user, const char *host, int pid)
{
	if (s->order->hide_environment)
		return;
	output_say(&s->output, LOG_VERBOSE, "Operating system: %s", system);
	output_say(&s->output, LOG_VERBOSE, "User: %s", user);
	output_say(&s->output, LOG_VERBOSE, "Host: %s", host);
	if (pid > 0)
		output_say(&s->output, LOG_VERBOSE, "Process: %d", pid);
}

/* What a script that ended by itself with 0 can still fail by. */
static void
apply_rules(struct shim *s)
{
	struct attempt_result *r = &s->result;

	if (r->exit_code == 0 && r->reason[0] == '\0' && s->output.failure != NULL) {
		r->exit_code = -1;
		r->reason = "output variable";
		r->detail = s->output.failure;
	}
	if (r->exit_code == 0 && r->reason[0] == '\0' && s->order->fail_on_error_output &&
	    s->output.has_error_text) {
		r->exit_code = -1;
		r->reason = "error output";
		r->detail = "The script wrote to its error stream, which counts as a failure here.";
	}
	r->message = s->output.result_message != NULL ? s->output.result_message : "";
}

/* ---- life ---------------------------------------------------------------- */

static bool
open_everything(struct shim *s, const char *spool_root, const char *id)
{
	const char *out = gate_path(s->w, spool_root, id, "out");
	const char *folder = arena_printf(s->w->arena, "%s/%s", spool_root, id);
	sigset_t mask;
	int fd = open(out, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return false;
	writer_init(&s->writer, fd);
	if (s->order->is_again && !writer_resume(s->w, &s->writer))
		return false;
	(void)unlink(gate_path(s->w, spool_root, id, "ctl"));	/* of a dead shim */
	s->control = control_listen(folder);
	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGTERM);
	(void)sigaddset(&mask, SIGINT);
	(void)sigaddset(&mask, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	s->signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->control >= 0 && s->signals >= 0;
}

static void
run(struct shim *s)
{
	static void (*const kinds[])(struct shim *s) = {
		[ATTEMPT_LOCAL] = shim_local, [ATTEMPT_SSH] = shim_ssh, [ATTEMPT_MAIL] = shim_mail,
	};

	s->result.started_us = clock_now_us();
	if (s->order->limit_s > 0)
		s->deadline_us = clock_monotonic_us() + s->order->limit_s * 1000000;
	for (size_t i = 0; i < s->order->mask_count; i++)
		mask_add(s->output.mask, s->order->masks[i]);
	(void)prctl(PR_SET_DUMPABLE, 0);	/* the order's secrets are in our memory */
	kinds[s->order->kind](s);
	output_end(&s->output);
	apply_rules(s);
	s->result.ended_us = clock_now_us();
}

/* Everything on the disk, then the result; tries for ten minutes if the disk is full. */
static bool
finish(struct shim *s, const char *spool_root)
{
	const struct timespec second = {.tv_sec = 1};

	for (int tries = 0; tries < 600; tries++) {
		work_clear_error(s->w);
		if (writer_tick(&s->writer, true)) {
			s->result.spool_bytes = s->writer.bytes;
			if (gate_finish(s->w, spool_root, s->order->id, &s->result))
				return true;
		}
		take_requests(s);
		(void)nanosleep(&second, NULL);
	}
	return false;
}

static int
run_attempt(struct work *w, const char *spool_root, const struct attempt_order *order)
{
	struct shim s = {.w = w, .order = order,
	    .result = {.exit_code = -1, .reason = "", .detail = "", .message = ""}};
	int lock;

	switch (gate_pass(w, spool_root, order->id, order->is_again, &lock)) {
	case GATE_SHUT:
		return EXIT_SHUT;
	case GATE_FAILED:
		return EXIT_TROUBLE;
	case GATE_OPEN:
		break;
	}
	if (!open_everything(&s, spool_root, order->id)) {
		fail(w, ERR_INTERNAL, "The spool of attempt '%s' cannot be made: %m.", order->id);
		return EXIT_TROUBLE;
	}
	output_init(&s.output, &s.writer, order->seal_key);
	run(&s);
	if (!finish(&s, spool_root))
		return EXIT_TROUBLE;
	if (s.release != NULL)
		s.release(&s);
	return EXIT_STORED;
}

int
shim_main(int argc, char **argv)
{
	struct attempt_order order;
	struct work w;
	int status = EXIT_TROUBLE;

	work_begin(&w, arena_new(ARENA_MAX));
	if (argc != 4 || !seal_init())
		return EXIT_TROUBLE;
	if (fcntl(ORDER_FD, F_SETFD, FD_CLOEXEC) == 0 && attempt_order_read(&w, ORDER_FD, &order)) {
		close(ORDER_FD);
		if (strcmp(order.id, argv[3]) != 0)
			fail(&w, ERR_INVALID, "The order is for attempt '%s'.", order.id);
		else
			status = run_attempt(&w, argv[2], &order);
	}
	if (work_failed(&w))
		dprintf(2, "slipway-runner shim %s: %s\n", argv[3], w.error.message);
	return status;
}
