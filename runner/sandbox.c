/*
 * Finds out how scripts can be confined here, by doing it once in a child that ends at
 * once. init.c does it in earnest.
 */
#include "runner/sandbox.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t
sandbox_clone(enum sandbox_tier tier)
{
	static const unsigned long flags[] = {
		[SANDBOX_ROOT] = CLONE_NEWPID | CLONE_NEWNS,
		[SANDBOX_USER] = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUSER,
		[SANDBOX_SUBREAPER] = 0,
	};

	return (pid_t)syscall(SYS_clone, flags[tier] | SIGCHLD, NULL, NULL, NULL, NULL);
}

static bool
write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Maps the own account to itself: to 0 would make a script believe that it is root. */
static bool
map_self(uid_t uid, gid_t gid)
{
	char uid_map[40], gid_map[40];

	(void)snprintf(uid_map, sizeof(uid_map), "%u %u 1", uid, uid);
	(void)snprintf(gid_map, sizeof(gid_map), "%u %u 1", gid, gid);
	/* The files of a process that may not be dumped belong to root. */
	return prctl(PR_SET_DUMPABLE, 1) == 0 && write_file("/proc/self/setgroups", "deny") &&
	    write_file("/proc/self/uid_map", uid_map) && write_file("/proc/self/gid_map", gid_map);
}

bool
sandbox_enter(enum sandbox_tier tier, uid_t uid, gid_t gid)
{
	if (tier == SANDBOX_SUBREAPER)
		return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0;
	return (tier == SANDBOX_ROOT || map_self(uid, gid)) &&
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0;
}

bool
sandbox_cover(const char *path)
{
	return mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0711") == 0;
}

static bool
probe(enum sandbox_tier tier)
{
	uid_t uid = getuid();
	gid_t gid = getgid();
	pid_t pid = sandbox_clone(tier);
	int status;

	if (pid < 0)
		return false;
	if (pid == 0)
		_exit(sandbox_enter(tier, uid, gid) && sandbox_cover("/tmp") ? 0 : 1);
	return waitpid(pid, &status, 0) == pid && status == 0;
}

enum sandbox_tier
sandbox_probe(void)
{
	if (geteuid() == 0 && probe(SANDBOX_ROOT))
		return SANDBOX_ROOT;
	if (geteuid() != 0 && probe(SANDBOX_USER))
		return SANDBOX_USER;
	return SANDBOX_SUBREAPER;
}

const char *
sandbox_text(enum sandbox_tier tier)
{
	static const char *const texts[] = {
		[SANDBOX_ROOT] = "Scripts run under an account of their own, in their own pid and "
		    "mount namespaces.",
		[SANDBOX_USER] = "Scripts share this account, in their own user, pid and mount "
		    "namespaces; Slipway's own files are hidden from them.",
		[SANDBOX_SUBREAPER] = "Scripts share this account: this machine allows no "
		    "namespaces, so scripts could read Slipway's own files.",
	};

	return texts[tier];
}
