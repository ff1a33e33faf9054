/*
 * A script on this machine: pipes, mini-init, and the loop that reads both streams until
 * the script has ended and said everything.
 */
#include "runner/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "runner/artifacts.h"
#include "runner/init.h"

#define READ_BYTES ((size_t)64 * 1024)

/* Reads of one stream in a row before the other gets its turn. */
#define READS_MAX 4

struct local {
	struct shim *s;
	struct init init;
	int pipes[2];		/* read ends of stdout, stderr; -1: ended */
	bool is_over;		/* the init has reported the end, or is gone */
	bool has_ended;		/* it was the script's end */
	char data[2][READ_BYTES];
};

/* Reads once; the number of bytes, 0 if there is nothing now. Closes at the end. */
static size_t
read_stream(struct local *l, int stream)
{
	ssize_t n;

	if (l->pipes[stream] < 0)
		return 0;
	n = read(l->pipes[stream], l->data[stream], READ_BYTES);
	if (n > 0)
		return (size_t)n;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	close(l->pipes[stream]);
	l->pipes[stream] = -1;
	return 0;
}

static bool
read_stdout(struct local *l)
{
	bool has_read = false;
	size_t len;

	for (int i = 0; i < READS_MAX && (len = read_stream(l, 0)) > 0; i++) {
		output_feed(&l->s->output, 0, l->data[0], len);
		has_read = true;
	}
	return has_read;
}

/*
 * Reads both. What was written to stdout before a line on stderr must be seen first: it
 * may hold a message about stderr. So stderr is read, then stdout handled, then stderr.
 */
static bool
read_streams(struct local *l)
{
	size_t len = read_stream(l, 1);
	bool has_read = read_stdout(l);

	output_feed(&l->s->output, 1, l->data[1], len);
	return has_read || len > 0;
}

static void
take_report(struct local *l)
{
	struct shim *s = l->s;
	struct init_report r;

	if (!init_report(&l->init, &r)) {
		shim_refuse(s, "interrupted", "The process around the script ended unexpectedly.");
		l->is_over = true;
	} else if (r.kind == INIT_FAILED) {
		shim_refuse(s, r.value == ENOENT ? "interpreter missing" : "not started", r.text);
		l->is_over = true;
	} else if (r.kind == INIT_ENDED) {
		shim_set_status(s, r.value);
		l->is_over = l->has_ended = true;
	}
}

static void
wait_for_more(struct local *l)
{
	bool may_read = shim_may_read(l->s);
	struct pollfd fds[] = {
		{.fd = may_read ? l->pipes[0] : -1, .events = POLLIN},
		{.fd = may_read ? l->pipes[1] : -1, .events = POLLIN},
		{.fd = l->init.control, .events = POLLIN},
		{.fd = l->s->control, .events = POLLIN},
		{.fd = l->s->signals, .events = POLLIN},
	};

	if (poll(fds, COUNT(fds), shim_timeout_ms(l->s)) <= 0)
		return;
	if (fds[0].revents != 0 || fds[1].revents != 0)
		(void)read_streams(l);
	if (fds[2].revents != 0)
		take_report(l);
}

/* After the end nobody holds the other ends any more: reads what is left. */
static void
drain(struct local *l)
{
	struct pollfd control = {.fd = l->s->control, .events = POLLIN};
	int signal;

	l->s->stage = SHIM_OVER;
	while ((l->pipes[0] >= 0 || l->pipes[1] >= 0) && !shim_is_stuck(l->s)) {
		(void)shim_tick(l->s, &signal);	/* for the spool: nothing is left to be ended */
		if (!shim_may_read(l->s))
			(void)poll(&control, 1, 1000);
		else if (!read_streams(l))
			break;
	}
}

/* ---- artifacts ----------------------------------------------------------- */

static const char *
why_not(struct work *w, int error)
{
	if (error == ENOENT || error == ENOTDIR)
		return ARTIFACT_LOST;
	return arena_printf(w->arena, "the script's account cannot read it (%s)", strerror(error));
}

static bool
copy(struct shim *s, int fd, int64_t max, struct stored_file *f, const char **ret_why)
{
	char *data = arena_alloc(s->output.scratch, READ_BYTES);
	ssize_t n;

	while ((n = read(fd, data, READ_BYTES)) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0 && f->bytes + n > max) {
			*ret_why = ARTIFACT_TOO_LARGE;
			return false;
		}
		if (n > 0 && !file_store_write(s->w, f, data, (size_t)n)) {
			*ret_why = artifact_store_error(s->w);
			return false;
		}
	}
	if (n < 0)
		*ret_why = why_not(s->w, errno);
	return n == 0;
}

static bool
fetch(struct shim *s, const char *path, int64_t max, struct stored_file *f, const char **ret_why)
{
	struct local *l = s->place;
	struct stat st;
	bool ok;
	int fd;

	if (!init_open(&l->init, path, &fd)) {
		*ret_why = why_not(s->w, errno);
		return false;
	}
	ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (!ok)
		*ret_why = ARTIFACT_NO_FILE;
	ok = ok && copy(s, fd, max, f, ret_why);
	close(fd);
	return ok;
}

/* ---- life ---------------------------------------------------------------- */

static void
describe(struct shim *s)
{
	struct utsname name;
	struct passwd *account = getpwuid(geteuid() == 0 ? s->order->uid : geteuid());

	if (uname(&name) != 0)
		return;
	shim_describe(s, arena_printf(s->w->arena, "%s %s %s", name.sysname, name.release,
	    name.machine), account != NULL ? account->pw_name : "?", name.nodename, 0);
}

static bool
start(struct local *l, const struct script *script)
{
	struct shim *s = l->s;
	struct init_order order = {.tier = sandbox_probe(), .attempt = s->order, .script = script};
	int out[2], err[2];
	bool ok;

	if (pipe2(out, O_CLOEXEC) != 0)
		return fail(s->w, ERR_INTERNAL, "The runner cannot make a pipe: %m.");
	if (pipe2(err, O_CLOEXEC) != 0) {
		close(out[0]);
		close(out[1]);
		return fail(s->w, ERR_INTERNAL, "The runner cannot make a pipe: %m.");
	}
	order.out = out[1];
	order.err = err[1];
	ok = init_start(s->w, &order, &l->init);
	close(out[1]);
	close(err[1]);
	l->pipes[0] = out[0];
	l->pipes[1] = err[0];
	(void)fcntl(out[0], F_SETFL, O_NONBLOCK);	/* a pipe can */
	(void)fcntl(err[0], F_SETFL, O_NONBLOCK);
	return ok;
}

void
shim_local(struct shim *s)
{
	struct local *l = arena_alloc(s->w->arena, sizeof(*l));
	struct script script;
	int signal;

	l->s = s;
	s->place = l;
	describe(s);
	if (!script_prepare(s->w, s->order, &script) || !start(l, &script)) {
		shim_refuse(s, "not started", s->w->error.message);
		work_clear_error(s->w);
		return;
	}
	while (!l->is_over) {
		if (shim_tick(s, &signal)) {
			if (signal == SIGTERM)
				init_terminate(&l->init);
			else
				init_kill(&l->init);
		}
		wait_for_more(l);
	}
	drain(l);
	if (l->has_ended)
		artifacts_collect(s, fetch);
	init_release(&l->init);
}
