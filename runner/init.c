/*
 * The mini-init. It is a copy of the shim that never runs another program, so it keeps
 * its rights in the namespaces that it made. It talks with the shim in small packets;
 * when the shim is gone, everything ends.
 */
#include "runner/init.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/proc.h"
#include "runner/reap.h"

/* Where the descriptors of the init lie; above them everything is closed. */
enum { FD_CONTROL = 512, FD_OUT, FD_ERR, FD__END };

/* After ASK_FILE comes a path. */
enum { ASK_TERMINATE = 'T', ASK_KILL = 'K', ASK_FILE = 'F' };

#define PATH_BYTES 4096

struct world {
	const struct init_order *order;
	struct arena *arena;
	const char *work;	/* the script's folder */
	const char *program;
	int blob;
	pid_t script;
};

static void
report(int kind, int value, const char *text)
{
	struct init_report r = {.kind = kind, .value = value};

	(void)snprintf(r.text, sizeof(r.text), "%s", text);
	(void)send(FD_CONTROL, &r, sizeof(r), MSG_NOSIGNAL);	/* without a shim we end soon */
}

/* ---- before the script --------------------------------------------------- */

/* Keeps three descriptors and nothing else: above all not the lock of the attempt. */
static bool
keep_descriptors(int control, int out, int err)
{
	return fcntl(control, F_DUPFD_CLOEXEC, FD_CONTROL) == FD_CONTROL &&
	    fcntl(out, F_DUPFD_CLOEXEC, FD_OUT) == FD_OUT &&
	    fcntl(err, F_DUPFD_CLOEXEC, FD_ERR) == FD_ERR &&
	    close_range(3, FD_CONTROL - 1, 0) == 0 && close_range(FD__END, ~0u, 0) == 0;
}

/* mkdir -p, for a folder below one that was covered. */
static bool
make_folders(struct arena *a, const char *path)
{
	char *copy = arena_strdup(a, path);

	for (char *at = strchr(copy + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(copy, 0711) != 0 && errno != EEXIST)
			return false;
		*at = '/';
	}
	return mkdir(copy, 0711) == 0 || errno == EEXIST;
}

static bool
make_work_folder(struct world *wo)
{
	const struct attempt_order *a = wo->order->attempt;
	bool has_namespace = wo->order->tier != SANDBOX_SUBREAPER;

	for (size_t i = 0; has_namespace && i < a->hide_count; i++) {
		if (!sandbox_cover(a->hides[i]) && errno != ENOENT)
			return false;
	}
	if (!make_folders(wo->arena, a->work_root) ||
	    (has_namespace && !sandbox_cover(a->work_root)))
		return false;
	wo->work = arena_printf(wo->arena, "%s/%s", a->work_root, a->id);
	if (mkdir(wo->work, 0700) != 0)
		return false;
	return geteuid() != 0 || chown(wo->work, a->uid, a->gid) == 0;
}

static bool
write_files(const struct world *wo)
{
	const struct attempt_order *a = wo->order->attempt;

	for (size_t i = 0; i < wo->order->script->file_count; i++) {
		const struct script_file *f = &wo->order->script->files[i];
		int fd = open(arena_printf(wo->arena, "%s/%s", wo->work, f->name),
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

		if (fd < 0)
			return false;
		if (!write_all(fd, f->data, f->len) ||
		    (geteuid() == 0 && fchown(fd, a->uid, a->gid) != 0)) {
			close(fd);
			return false;
		}
		close(fd);
	}
	return true;
}

static bool
make_blob(struct world *wo)
{
	wo->blob = memfd_create("variables", MFD_CLOEXEC);
	return wo->blob >= 0 &&
	    write_all(wo->blob, wo->order->script->blob, wo->order->script->blob_len) &&
	    lseek(wo->blob, 0, SEEK_SET) == 0;
}

/* ---- the script ---------------------------------------------------------- */

static bool
take_descriptors(int blob)
{
	int null = open("/dev/null", O_RDONLY);

	if (null < 0 || dup2(null, 0) != 0 || dup2(FD_OUT, 1) != 1 || dup2(FD_ERR, 2) != 2)
		return false;
	if (blob == 3 ? fcntl(3, F_SETFD, 0) != 0 : dup2(blob, 3) != 3)
		return false;
	return close_range(4, ~0u, 0) == 0;
}

static bool
take_account(const struct attempt_order *a)
{
	const struct rlimit no_core = {0, 0};

	if (setrlimit(RLIMIT_CORE, &no_core) != 0)
		return false;
	if (geteuid() == 0 && a->uid != 0 && (setgroups(0, NULL) != 0 ||
	    setresgid(a->gid, a->gid, a->gid) != 0 || setresuid(a->uid, a->uid, a->uid) != 0))
		return false;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static void
run_script(const struct world *wo)
{
	const struct init_order *o = wo->order;
	const char **env = script_environment(wo->arena, o->attempt, wo->work);
	sigset_t none;

	(void)setsid();		/* a fresh child leads no group */
	(void)sigemptyset(&none);
	for (int sig = 1; sig < NSIG; sig++)
		(void)signal(sig, SIG_DFL);
	(void)umask(022);
	if (chdir(wo->work) == 0 && take_descriptors(wo->blob) && take_account(o->attempt) &&
	    sigprocmask(SIG_SETMASK, &none, NULL) == 0)
		(void)execve(wo->program, (char *const *)o->script->argv, (char *const *)env);
	dprintf(2, "The script could not be started: %m.\n");
	_exit(127);
}

static bool
start_script(struct world *wo)
{
	wo->script = fork();
	if (wo->script == 0)
		run_script(wo);
	close(FD_OUT);
	close(FD_ERR);
	close(wo->blob);
	return wo->script > 0;
}

/* ---- around the script --------------------------------------------------- */

static void
terminate_script(const struct world *wo)
{
	if (kill(-wo->script, SIGTERM) != 0)	/* it may not lead its group yet */
		(void)kill(wo->script, SIGTERM);
}

/* Reaps what has ended; true when the script itself is among it. */
static bool
reap_ended(const struct world *wo, int *ret_status)
{
	bool is_over = false;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == wo->script) {
			is_over = true;
			*ret_status = status;
		}
	}
	return is_over;
}

/* Until the script has ended; false when the shim is gone before. */
static bool
wait_for_script(const struct world *wo, int signals, int *ret_status)
{
	struct pollfd fds[] = {{.fd = signals, .events = POLLIN},
	    {.fd = FD_CONTROL, .events = POLLIN}};
	struct signalfd_siginfo info;
	char ask;

	for (;;) {
		if (poll(fds, COUNT(fds), -1) < 0)
			continue;	/* EINTR */
		while (read(signals, &info, sizeof(info)) > 0)
			;	/* only a wake-up */
		if (reap_ended(wo, ret_status))
			return true;
		if (fds[1].revents == 0)
			continue;
		if (recv(FD_CONTROL, &ask, 1, 0) <= 0)
			return false;
		if (ask == ASK_KILL)
			(void)kill(wo->script, SIGKILL);
		else
			terminate_script(wo);
	}
}

/* ---- after the script ------------------------------------------------------ */

static void
report_file(int fd, int error)
{
	struct init_report r = {.kind = INIT_FILE, .value = error};
	struct iovec data = {&r, sizeof(r)};
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {0};
	struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};

	if (error == 0) {
		struct cmsghdr *c = (struct cmsghdr *)(void *)control;

		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		*c = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		    .cmsg_len = CMSG_LEN(sizeof(int))};
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	(void)sendmsg(FD_CONTROL, &message, MSG_NOSIGNAL);	/* without a shim we end soon */
}

/* In a child, because the init keeps its rights. Nothing of the script lives any more. */
static void
open_file(const struct world *wo, const char *path)
{
	pid_t pid = fork();
	int fd = -1;

	if (pid < 0)
		report_file(-1, errno);
	if (pid != 0) {
		(void)waitpid(pid, NULL, 0);
		return;
	}
	if (take_account(wo->order->attempt) && chdir(wo->work) == 0)
		fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	report_file(fd, fd < 0 ? errno : 0);
	_exit(0);
}

/* Until the shim lets go. */
static void
serve_files(const struct world *wo)
{
	char ask[PATH_BYTES + 2];
	ssize_t len;

	while ((len = recv(FD_CONTROL, ask, sizeof(ask) - 1, 0)) > 0) {
		ask[len] = '\0';
		if (ask[0] == ASK_FILE && wo->script > 0)
			open_file(wo, ask + 1);
	}
}

static int
remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	(void)remove(path);	/* what cannot be removed stays, the rest goes */
	return 0;
}

static bool
prepare(struct world *wo)
{
	const struct init_order *o = wo->order;

	wo->program = script_find(wo->arena, o->script->argv[0]);
	if (wo->program == NULL) {
		report(INIT_FAILED, ENOENT, script_missing(o->attempt->syntax));
		return false;
	}
	if (!make_work_folder(wo) || !write_files(wo) || !make_blob(wo) || !start_script(wo)) {
		report(INIT_FAILED, errno, arena_printf(wo->arena,
		    "The script's folder in '%s' could not be made ready: %m.",
		    o->attempt->work_root));
		return false;
	}
	report(INIT_STARTED, wo->script, "");
	return true;
}

static void
run_init(struct world *wo, uid_t uid, gid_t gid)
{
	sigset_t chld;
	int signals, status = 0;

	(void)sigfillset(&chld);
	(void)sigprocmask(SIG_SETMASK, &chld, NULL);
	(void)signal(SIGCHLD, SIG_DFL);		/* ignoring would lose statuses */
	(void)sigemptyset(&chld);
	(void)sigaddset(&chld, SIGCHLD);
	signals = signalfd(-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0 || !sandbox_enter(wo->order->tier, uid, gid)) {
		report(INIT_FAILED, errno, "The namespaces of the script could not be made.");
		return;
	}
	(void)prctl(PR_SET_DUMPABLE, 0);	/* secrets of the order are in this memory */
	if (prepare(wo)) {
		bool is_over = wait_for_script(wo, signals, &status);

		reap_all();
		if (is_over)
			report(INIT_ENDED, status, "");
	}
	serve_files(wo);
	if (wo->order->tier == SANDBOX_SUBREAPER && wo->work != NULL)
		(void)nftw(wo->work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the shim's side ----------------------------------------------------- */

bool
init_start(struct work *w, const struct init_order *order, struct init *ret)
{
	struct world wo = {.order = order, .arena = w->arena, .blob = -1};
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return fail(w, ERR_INTERNAL, "The runner cannot make a socket: %m.");
	pid = sandbox_clone(order->tier);
	if (pid == 0) {
		/* Without a namespace the init must live to kill the others. */
		if (order->tier != SANDBOX_SUBREAPER)
			(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (keep_descriptors(pair[1], order->out, order->err))
			run_init(&wo, uid, gid);
		_exit(0);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return fail(w, ERR_INTERNAL, "The runner cannot start a process: %m.");
	}
	*ret = (struct init){pid, pair[0]};
	return true;
}

bool
init_report(const struct init *init, struct init_report *ret)
{
	ssize_t len;

	do
		len = recv(init->control, ret, sizeof(*ret), 0);
	while (len < 0 && errno == EINTR);
	ret->text[sizeof(ret->text) - 1] = '\0';
	return len == (ssize_t)sizeof(*ret);
}

static void
ask(const struct init *init, char what)
{
	(void)send(init->control, &what, 1, MSG_NOSIGNAL);	/* it may have ended by itself */
}

void
init_terminate(const struct init *init)
{
	ask(init, ASK_TERMINATE);
}

void
init_kill(const struct init *init)
{
	ask(init, ASK_KILL);
}

bool
init_open(const struct init *init, const char *path, int *ret_fd)
{
	char data[PATH_BYTES + 2], control[CMSG_SPACE(sizeof(int))] = {0};
	int len = snprintf(data, sizeof(data), "%c%s", ASK_FILE, path);
	struct init_report r = {.value = EIO};
	struct iovec part = {&r, sizeof(r)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
	    .msg_controllen = sizeof(control)};
	struct cmsghdr *c;

	if (len > PATH_BYTES) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (send(init->control, data, (size_t)len, MSG_NOSIGNAL) != len ||
	    recvmsg(init->control, &message, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof(r))
		r.value = EIO;
	c = CMSG_FIRSTHDR(&message);
	if (r.value == 0 && r.kind == INIT_FILE && c != NULL && c->cmsg_type == SCM_RIGHTS) {
		memcpy(ret_fd, CMSG_DATA(c), sizeof(*ret_fd));
		return true;
	}
	errno = r.value != 0 ? r.value : EIO;
	return false;
}

void
init_release(struct init *init)
{
	close(init->control);
	(void)waitpid(init->pid, NULL, 0);
	*init = (struct init){-1, -1};
}
