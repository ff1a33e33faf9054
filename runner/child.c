/*
 * Helper programs: OpenSSH's, run as children so that no foreign protocol is parsed in
 * our memory.
 */
#include "runner/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/base/proc.h"

#define OUTPUT_MAX ((size_t)1024 * 1024)

static void
close_pair(const int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

static bool
make_pipes(int pipes[3][2])
{
	for (int i = 0; i < 3; i++) {
		if (pipe2(pipes[i], O_CLOEXEC) == 0)
			continue;
		while (i-- > 0)
			close_pair(pipes[i]);
		return false;
	}
	return true;
}

static int
spawn(const char *const *argv, const char *const *env, int pipes[3][2], pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t all, none;
	int error;

	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawnattr_init(&attr) != 0)
		return ENOMEM;
	error = posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0);
	error = error != 0 ? error : posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1);
	error = error != 0 ? error : posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2);
	error = error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	error = error != 0 ? error : posix_spawnattr_setsigdefault(&attr, &all);
	error = error != 0 ? error : posix_spawnattr_setsigmask(&attr, &none);
	error = error != 0 ? error : posix_spawnattr_setflags(&attr,
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	error = error != 0 ? error : posix_spawnp(ret_pid, argv[0], &actions, &attr,
	    (char *const *)argv, (char *const *)env);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attr);
	return error;
}

bool
child_start(struct work *w, const char *const *argv, const char *const *env, struct child *ret)
{
	int pipes[3][2], error;
	pid_t pid;

	if (!make_pipes(pipes))
		return fail(w, ERR_INTERNAL, "The runner cannot make a pipe: %m.");
	error = spawn(argv, env, pipes, &pid);
	close(pipes[0][0]);
	close(pipes[1][1]);
	close(pipes[2][1]);
	if (error != 0) {
		close(pipes[0][1]);
		close(pipes[1][0]);
		close(pipes[2][0]);
		errno = error;
		return fail(w, ERR_INTERNAL, "'%s' cannot be started: %m.", argv[0]);
	}
	*ret = (struct child){pid, pipes[0][1], pipes[1][0], pipes[2][0]};
	(void)fcntl(ret->out, F_SETFL, O_NONBLOCK);	/* pipes can */
	(void)fcntl(ret->err, F_SETFL, O_NONBLOCK);
	return true;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
child_end(struct child *c)
{
	if (c->pid <= 0)
		return;
	close_fd(&c->in);
	close_fd(&c->out);
	close_fd(&c->err);
	(void)kill(c->pid, SIGTERM);	/* ESRCH is impossible before the wait */
	(void)waitpid(c->pid, NULL, 0);
	c->pid = 0;
}

/* Reads what is there into b (or away, when it is full); closes the pipe at its end. */
static void
read_some(int *fd, struct buf *b)
{
	char data[16384];
	ssize_t n = read(*fd, data, sizeof(data));

	if (n > 0)
		buf_add(b, data, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
}

/* False when the time is over, or somebody waits for us. */
static bool
read_both(struct child *c, const struct child_limit *limit, struct buf *out, struct buf *err)
{
	int64_t deadline = clock_monotonic_us() + (int64_t)limit->seconds * 1000000;

	while (c->out >= 0 || c->err >= 0) {
		struct pollfd fds[] = {{.fd = c->out, .events = POLLIN},
		    {.fd = c->err, .events = POLLIN},
		    {.fd = limit->wake_count > 0 ? limit->wake[0] : -1, .events = POLLIN},
		    {.fd = limit->wake_count > 1 ? limit->wake[1] : -1, .events = POLLIN}};
		int64_t left_ms = (deadline - clock_monotonic_us()) / 1000;

		if (left_ms <= 0)
			return false;
		if (poll(fds, COUNT(fds), (int)left_ms) <= 0)
			continue;
		if (fds[2].revents != 0 || fds[3].revents != 0)
			return false;
		if (fds[0].revents != 0)
			read_some(&c->out, out);
		if (fds[1].revents != 0)
			read_some(&c->err, err);
	}
	return true;
}

bool
child_run(struct work *w, const char *const *argv, const char *const *env, const char *input,
    const struct child_limit *limit, int *ret_status, const char **ret_out, const char **ret_err)
{
	struct buf out, err;
	struct child c;

	buf_init(&out, w->arena, OUTPUT_MAX);
	buf_init(&err, w->arena, OUTPUT_MAX);
	if (!child_start(w, argv, env, &c))
		return false;
	(void)!write_all(c.in, input, strlen(input));	/* a child may end without reading */
	close_fd(&c.in);
	if (!read_both(&c, limit, &out, &err)) {
		child_end(&c);
		return fail(w, ERR_UNAVAILABLE, "'%s' did not end within %d seconds.", argv[0],
		    limit->seconds);
	}
	(void)waitpid(c.pid, ret_status, 0);
	*ret_out = out.s;
	*ret_err = err.s;
	return true;
}
