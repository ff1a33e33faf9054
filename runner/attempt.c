/*
 * The executor's side of an attempt: starting its shim and talking to it. What a shim
 * leaves behind is judged in gate.c.
 */
#include "runner/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "runner/control.h"
#include "runner/gate.h"

extern char **environ;

/* ---- starting ------------------------------------------------------------ */

/*
 * The program of shims, which stands beside ours. Where it does not, or where an upgrade
 * has replaced ours meanwhile, ours does it too: both are of one version then.
 */
static const char *
shim_program(struct work *w)
{
	static const char ourselves[] = "/proc/self/exe";
	char own[PATH_MAX];
	ssize_t len = readlink(ourselves, own, sizeof(own) - 1);
	const char *shim, *slash;

	if (len <= 0)
		return ourselves;
	own[len] = '\0';
	slash = strrchr(own, '/');
	shim = arena_printf(w->arena, "%.*s/slipway-shim", (int)(slash - own), own);
	return access(own, X_OK) == 0 && access(shim, X_OK) == 0 ? shim : ourselves;
}

/* The order becomes descriptor 3, everything else but stderr is closed or empty. */
static bool
spawn_shim(struct work *w, const char *spool_root, const char *id, int order, pid_t *ret_pid)
{
	const char *argv[] = {"slipway-runner", "shim", spool_root, id, NULL};
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t all, none;
	int error;

	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	if (posix_spawn_file_actions_init(&actions) != 0 || posix_spawnattr_init(&attr) != 0)
		return fail(w, ERR_INTERNAL, "The runner has no memory to start a process.");
	error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
	error = error != 0 ? error : posix_spawn_file_actions_adddup2(&actions, 0, 1);
	error = error != 0 ? error : posix_spawn_file_actions_adddup2(&actions, order, 3);
	error = error != 0 ? error : posix_spawn_file_actions_addclosefrom_np(&actions, 4);
	error = error != 0 ? error : posix_spawnattr_setsigdefault(&attr, &all);
	error = error != 0 ? error : posix_spawnattr_setsigmask(&attr, &none);
	error = error != 0 ? error : posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID |
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	error = error != 0 ? error : posix_spawn(ret_pid, shim_program(w), &actions, &attr,
	    (char *const *)argv, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)posix_spawnattr_destroy(&attr);
	if (error == 0)
		return true;
	errno = error;
	return fail(w, ERR_INTERNAL, "The runner cannot start a script: %m.");
}

bool
attempt_start(struct work *w, const char *spool_root, const struct attempt_order *order,
    pid_t *ret_pid)
{
	int fd;
	bool ok;

	if (!gate_check_id(w, order->id) || !attempt_order_write(w, order, &fd))
		return false;
	ok = spawn_shim(w, spool_root, order->id, fd, ret_pid);
	close(fd);
	return ok;
}

/* ---- talking ------------------------------------------------------------- */

static bool
tell(struct work *w, const char *spool_root, const char *id, const char *what, size_t len)
{
	const char *folder = arena_printf(w->arena, "%s/%s", spool_root, id);
	int fd, saved;
	bool ok;

	if (!gate_check_id(w, id))
		return false;
	fd = control_connect(folder);
	ok = fd >= 0 && send(fd, what, len, MSG_NOSIGNAL) == (ssize_t)len;
	saved = errno;
	if (fd >= 0)
		close(fd);
	errno = saved;
	if (!ok)
		return fail(w, saved == EMSGSIZE ? ERR_TOO_LARGE : ERR_NOT_FOUND,
		    "The script of attempt '%s' cannot be told anything: %m.", id);
	return true;
}

bool
attempt_cancel(struct work *w, const char *spool_root, const char *id)
{
	return tell(w, spool_root, id, CONTROL_CANCEL, sizeof(CONTROL_CANCEL) - 1);
}

bool
attempt_mask(struct work *w, const char *spool_root, const char *id, const char *secret)
{
	const char *text = arena_printf(w->arena, CONTROL_MASK "%s", secret);

	return tell(w, spool_root, id, text, strlen(text));
}

bool
attempt_stored(struct work *w, const char *spool_root, const char *id, uint64_t offset)
{
	const char *text = arena_printf(w->arena, CONTROL_STORED "%llu",
	    (unsigned long long)offset);

	return tell(w, spool_root, id, text, strlen(text));
}
