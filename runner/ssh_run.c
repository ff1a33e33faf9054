/*
 * A script on an SSH target. The gate there starts it once and keeps its output in files;
 * this side uploads, follows by byte offsets, reconnects when the link is cut, cancels in
 * a session of its own. The script runs on without us, so nothing here decides that it
 * failed before the target says so or patience has ended.
 */
#include "runner/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "runner/artifacts.h"
#include "runner/frames.h"
#include "runner/remote.h"
#include "runner/script.h"
#include "runner/session.h"

#define SECOND_US ((int64_t)1000000)
#define SILENCE_US (20 * SECOND_US)	/* the gate beats every half second */
#define BACKOFF_MAX_US (15 * SECOND_US)
#define CANCEL_PATIENCE_US (60 * SECOND_US)

struct remote {
	struct shim *s;
	struct reach reach;
	struct session main, cancel;
	struct frames frames;
	const char *upload, *program;
	size_t upload_len;
	uint64_t offsets[2];		/* of stdout and stderr, received */
	bool is_uploading;		/* the gate is there and gets the script */
	bool may_have_started;		/* everything that starts it was sent */
	bool has_started;		/* the target said so */
	bool is_over;
	bool has_ended;			/* by what the target says, not for lack of patience */
	bool is_described;
	int64_t heard_us;		/* last sign of life, or the begin of trying */
	int64_t connected_us;		/* begin of this session */
	int tries;			/* that failed before the start */
	int64_t next_try_us;		/* when to connect again; 0: connected */
	int64_t backoff_us;
	int64_t cancel_us;		/* when to try to cancel (again); 0: nothing to do */
	int64_t give_up_us;		/* cancelling: when patience ends; 0: not cancelling */
};

/* For use inside a sentence; lines about shared connections help nobody. */
static const char *
first_line(struct work *w, const char *text)
{
	size_t len;

	text += strspn(text, "\r\n");
	len = strcspn(text, "\r\n");
	if (strncmp(text, "mux_", 4) == 0 || strncmp(text, "Control", 7) == 0)
		return first_line(w, text + len);
	while (len > 0 && text[len - 1] == '.')
		len--;
	return arena_strndup(w->arena, text, len);
}

/* ---- what the gate says -------------------------------------------------- */

static void
finish(struct remote *r)
{
	r->is_over = true;
	r->s->stage = SHIM_OVER;
}

static void
describe(struct remote *r, const char *text)
{
	char *copy = arena_strdup(r->s->w->arena, text), *user, *host;

	user = strstr(copy, " / ");
	host = user != NULL ? strstr(user + 3, " / ") : NULL;
	if (host == NULL || r->is_described)
		return;
	*user = *host = '\0';
	shim_describe(r->s, copy, user + 3, host + 3, 0);
	r->is_described = true;
}

static void
take_end(struct remote *r, const char *state)
{
	if (strncmp(state, "done ", 5) == 0) {
		r->s->result.exit_code = (int)strtol(state + 5, NULL, 10);
		r->has_ended = true;
		finish(r);
	} else if (strcmp(state, "gone") == 0 || r->has_started) {
		finish(r);
		shim_refuse(r->s, "interrupted", "The script was running on the target and is "
		    "there no more, without having said how it ended: the target was restarted, "
		    "or its processes were killed. It is not started again by itself.");
	} else if (strcmp(state, "none") == 0 && !r->has_started) {
		r->may_have_started = false;	/* so it may be started: run instead of follow */
		child_end(&r->main.child);
		r->next_try_us = clock_monotonic_us();
	}
}

static void
take_line(void *arg, const char *line)
{
	struct remote *r = arg;

	if (strncmp(line, "info ", 5) == 0) {
		describe(r, line + 5);
	} else if (strcmp(line, "started") == 0 || strcmp(line, "already") == 0) {
		r->has_started = r->may_have_started = true;
	} else if (strncmp(line, "missing ", 8) == 0) {
		finish(r);
		shim_refuse(r->s, "interpreter missing", script_missing(r->s->order->syntax));
	} else if (strncmp(line, "end ", 4) == 0) {
		take_end(r, line + 4);
	}
}

static void
take_output(void *arg, int stream, const char *data, size_t len)
{
	struct remote *r = arg;

	r->offsets[stream] += len;
	output_feed(&r->s->output, stream, data, len);
}

/* ---- connecting ---------------------------------------------------------- */

static int64_t
limit_us(int seconds, int otherwise)
{
	return (seconds > 0 ? seconds : otherwise) * SECOND_US;
}

/* The end of patience, or a refusal that trying again does not change. */
static void
give_up(struct remote *r, const char *why, bool is_refused)
{
	const struct attempt_ssh *ssh = &r->s->order->ssh;
	bool is_begun = r->may_have_started;

	finish(r);
	if (is_begun)
		shim_refuse(r->s, "interrupted", arena_printf(r->s->w->arena, "The link to '%s' "
		    "was lost while the script was running, and did not come back (%s). The "
		    "script may have gone on; it is not started again by itself.", ssh->host, why));
	else
		shim_refuse(r->s, is_refused ? "refused" : "unreachable", why);
}

/*
 * Whether patience is over: before the start as the order says, and never for a refusal;
 * after it longer, because then there is a script to be heard of.
 */
static bool
is_hopeless(const struct remote *r, int64_t next_try_us, bool is_final)
{
	const struct attempt_ssh *ssh = &r->s->order->ssh;

	if (r->may_have_started)
		return next_try_us > r->heard_us + limit_us(ssh->lost_timeout_s, 600);
	return is_final || (ssh->tries > 0 && r->tries >= ssh->tries) ||
	    next_try_us > r->heard_us + limit_us(ssh->reach_timeout_s, 60);
}

/* After a try that failed or a link that broke: decides when to try again. */
static void
try_later(struct remote *r, const char *why, bool is_final)
{
	const struct attempt_ssh *ssh = &r->s->order->ssh;
	int64_t now = clock_monotonic_us();

	child_end(&r->main.child);
	r->tries += !r->may_have_started;
	r->backoff_us = r->backoff_us == 0 ? SECOND_US : r->backoff_us * 2;
	if (r->backoff_us > BACKOFF_MAX_US)
		r->backoff_us = BACKOFF_MAX_US;
	if (ssh->pause_s > 0 && !r->may_have_started)
		r->backoff_us = ssh->pause_s * SECOND_US;
	if (is_hopeless(r, now + r->backoff_us, is_final)) {
		give_up(r, why, is_final);
		return;
	}
	r->next_try_us = now + r->backoff_us;
	output_say(&r->s->output, LOG_VERBOSE, "%s Trying again in %d seconds.", why,
	    (int)(r->backoff_us / SECOND_US));
}

/* A try that failed before ssh ran: the reason is in the work. */
static void
failed_to_connect(struct remote *r)
{
	struct work *w = r->s->w;
	const char *why = w->error.message;
	bool is_final = w->error.code != ERR_UNAVAILABLE && w->error.code != ERR_INTERNAL;

	work_clear_error(w);
	try_later(r, why, is_final);
}

static void
connect_main(struct remote *r)
{
	struct work *w = r->s->w;
	const char *nonce = link_nonce(w), *id = r->s->order->id, *verb;

	r->next_try_us = 0;
	if (r->may_have_started)
		verb = arena_printf(w->arena, "follow %s %llu %llu", id,
		    (unsigned long long)r->offsets[0], (unsigned long long)r->offsets[1]);
	else
		verb = arena_printf(w->arena, "run %s %s", id, r->program);
	if (!session_open(&r->reach, &r->main, nonce, verb)) {
		failed_to_connect(r);
		return;
	}
	r->main.keeps_input = true;
	r->is_uploading = false;
	r->connected_us = clock_monotonic_us();
	r->frames = (struct frames){.nonce = nonce, .take_line = take_line,
	    .take_output = take_output, .arg = r};
}

/* ssh has ended, or the gate is silent. */
static void
lost_main(struct remote *r, const char *why)
{
	struct work *w = r->s->w;
	const char *complaint;
	struct pollfd err = {.fd = r->main.child.err, .events = POLLIN};

	if (r->main.is_joined && !r->frames.has_begun) {	/* no word about the target yet */
		r->reach.avoids_master = true;
		child_end(&r->main.child);
		r->next_try_us = clock_monotonic_us();
		return;
	}
	while (r->main.child.err >= 0 && poll(&err, 1, 200) == 1) {
		session_read_complaint(&r->main);
		err.fd = r->main.child.err;
	}
	complaint = first_line(w, r->main.complaint);
	if (complaint[0] != '\0')
		why = complaint;
	try_later(r, arena_printf(w->arena, "The target '%s' cannot be reached over SSH: %s.",
	    r->s->order->ssh.host, why), link_is_final(r->main.complaint));
}

/* ---- cancelling ---------------------------------------------------------- */

static void
begin_cancel(struct remote *r)
{
	int64_t now = clock_monotonic_us();

	if (!r->may_have_started) {
		child_end(&r->main.child);
		finish(r);
		return;
	}
	r->cancel_us = now;
	r->give_up_us = now + CANCEL_PATIENCE_US;
}

static void
connect_cancel(struct remote *r)
{
	struct work *w = r->s->w;

	r->cancel_us = clock_monotonic_us() + 2 * SECOND_US;	/* unless this one works */
	if (!session_open(&r->reach, &r->cancel, link_nonce(w),
	    arena_printf(w->arena, "cancel %s", r->s->order->id)))
		work_clear_error(w);
	else
		r->cancel_us = 0;
}

static void
ended_cancel(struct remote *r)
{
	int status = -1;

	(void)waitpid(r->cancel.child.pid, &status, 0);
	r->cancel.child.pid = 0;
	session_close_input(&r->cancel);
	close(r->cancel.child.out);
	if (r->cancel.child.err >= 0)
		close(r->cancel.child.err);
	if (status != 0) {
		r->cancel_us = clock_monotonic_us() + 2 * SECOND_US;
		r->reach.avoids_master = r->reach.avoids_master || r->cancel.is_joined;
	}
}

/* ---- the loop ------------------------------------------------------------ */

static bool
is_live(const struct session *x)
{
	return x->child.pid > 0;
}

/*
 * The gate has answered. Only now the script is sent: whatever fails before cannot have
 * started it.
 */
static void
greet(struct remote *r)
{
	r->backoff_us = 0;
	if (r->may_have_started || r->is_uploading || !is_live(&r->main))
		return;
	r->is_uploading = true;
	r->main.input = r->upload;
	r->main.input_len = r->upload_len;
}

static void
read_main(struct remote *r)
{
	char data[65536];
	ssize_t n = read(r->main.child.out, data, sizeof(data));

	if (n > 0) {
		r->heard_us = clock_monotonic_us();
		frames_feed(&r->frames, data, (size_t)n);
		if (r->frames.has_begun)
			greet(r);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		lost_main(r, "the connection was closed");
	}
}

/* Frames are read; what was asked of the cancelling session is only whether it worked. */
static void
read_cancel(struct remote *r)
{
	char data[1024];
	ssize_t n = read(r->cancel.child.out, data, sizeof(data));

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		ended_cancel(r);
}

static int
timeout_ms(const struct remote *r)
{
	int64_t left_us = r->next_try_us - clock_monotonic_us();
	int wait = shim_timeout_ms(r->s);

	if (wait < 0 || wait > 500)
		wait = 500;
	if (!is_live(&r->main) && left_us < wait * (int64_t)1000)
		wait = left_us > 0 ? (int)(left_us / 1000) + 1 : 0;
	return wait;
}

static void
wait_for_more(struct remote *r)
{
	bool may_read = shim_may_read(r->s);
	struct session *m = &r->main, *c = &r->cancel;
	struct pollfd fds[] = {
		{.fd = is_live(m) && may_read ? m->child.out : -1, .events = POLLIN},
		{.fd = is_live(m) ? m->child.err : -1, .events = POLLIN},
		{.fd = is_live(m) && m->input_len > 0 ? m->child.in : -1, .events = POLLOUT},
		{.fd = is_live(c) ? c->child.out : -1, .events = POLLIN},
		{.fd = is_live(c) ? c->child.err : -1, .events = POLLIN},
		{.fd = is_live(c) && c->input_len > 0 ? c->child.in : -1, .events = POLLOUT},
		{.fd = r->s->control, .events = POLLIN},
		{.fd = r->s->signals, .events = POLLIN},
	};

	if (poll(fds, COUNT(fds), timeout_ms(r)) <= 0)
		return;
	if (fds[2].revents != 0 && session_write_input(m) && r->is_uploading)
		r->may_have_started = true;
	if (fds[1].revents != 0)
		session_read_complaint(m);
	if (fds[5].revents != 0)
		(void)session_write_input(c);
	if (fds[4].revents != 0)
		session_read_complaint(c);
	if (fds[3].revents != 0)
		read_cancel(r);
	if (fds[0].revents != 0)
		read_main(r);
}

static void
do_what_is_due(struct remote *r)
{
	int64_t now = clock_monotonic_us();
	int signal;

	if (shim_tick(r->s, &signal) && signal == SIGTERM)
		begin_cancel(r);
	if (r->is_over)
		return;
	if (r->give_up_us != 0 && now >= r->give_up_us) {
		give_up(r, "it could not be ended in time", false);
		return;
	}
	if (is_live(&r->main) && !shim_may_read(r->s))
		r->heard_us = now;	/* it is us who do not listen */
	if (is_live(&r->main) && now >= r->heard_us + SILENCE_US &&
	    now >= r->connected_us + SILENCE_US + limit_us(r->s->order->ssh.connect_timeout_s, 10))
		lost_main(r, "it fell silent");
	if (!r->is_over && !is_live(&r->main) && now >= r->next_try_us)
		connect_main(r);
	if (r->cancel_us != 0 && now >= r->cancel_us && !is_live(&r->cancel))
		connect_cancel(r);
}

/* The result is stored: the gate may remove its files. */
static void
release(struct shim *s)
{
	static const char answer[] = "drop\n";
	struct remote *r = s->place;
	struct pollfd out = {.fd = r->main.child.out, .events = POLLIN};
	char data[1024];

	if (is_live(&r->main)) {
		/* If this fails, the sweep on the target removes them one day. */
		(void)!write(r->main.child.in, answer, sizeof(answer) - 1);
		session_close_input(&r->main);
		while (poll(&out, 1, 3000) == 1 && read(out.fd, data, sizeof(data)) > 0)
			;
	}
	child_end(&r->main.child);
	child_end(&r->cancel.child);
	reach_close(&r->reach);
}

static bool
fetch(struct shim *s, const char *path, int64_t max, struct stored_file *f, const char **ret_why)
{
	struct remote *r = s->place;

	return session_fetch(&r->reach, path, max, f, ret_why);
}

void
shim_ssh(struct shim *s)
{
	struct remote *r = arena_alloc(s->w->arena, sizeof(*r));

	r->s = s;
	r->reach = (struct reach){.s = s};
	r->heard_us = clock_monotonic_us();
	r->may_have_started = r->is_described = s->order->is_again;
	s->place = r;
	s->release = release;
	if (!remote_upload(s->w, s->order, &r->upload, &r->upload_len, &r->program)) {
		shim_refuse(s, "not started", s->w->error.message);
		work_clear_error(s->w);
		return;
	}
	while (!r->is_over) {
		do_what_is_due(r);
		if (!r->is_over)
			wait_for_more(r);
	}
	if (r->has_ended)
		artifacts_collect(s, fetch);
}
