/*
 * slipway-portal: makes its listening socket, keeps SLIPWAY_WORKERS single-threaded
 * workers alive on it, and ends them cleanly. Started with REQUEST_METHOD in the
 * environment it answers that one request as plain CGI instead.
 *
 * Workers share nothing but the socket; a crash costs one request. Each ends by
 * itself after RECYCLE_S seconds so that nothing small leaks for ever.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cgi-bin/fcgi.h"
#include "cgi-bin/page.h"
#include "lib/api/api.h"
#include "lib/base/log.h"
#include "lib/base/seal.h"

#define ARENA_MAX ((size_t)512 * 1024 * 1024)
#define WORKERS_MAX 256
#define RECYCLE_S (6 * 3600)

static struct {
	volatile int stop;
	volatile int is_busy;
	pid_t pids[WORKERS_MAX];
	time_t started[WORKERS_MAX];
	int count;
} self;

/* A worker that waits for a request ends at once, one that answers ends after it. */
static void
on_stop(int signal_number)
{
	(void)signal_number;
	self.stop = 1;
	if (!self.is_busy)
		_exit(0);
}

static void
on_stop_parent(int signal_number)
{
	(void)signal_number;
	self.stop = 1;
}

static void
set_signals(void (*stop)(int))
{
	struct sigaction action = {.sa_handler = stop};

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);	/* libfcgi would end on it */
}

static void
set_limits(void)
{
	struct rlimit files = {1024, 1024}, core = {0, 0};

	(void)setrlimit(RLIMIT_NOFILE, &files);
	(void)setrlimit(RLIMIT_CORE, &core);
	(void)prctl(PR_SET_DUMPABLE, 0);
}

static bool
open_up(struct work *w)
{
	if (!seal_init())
		return fail(w, ERR_INTERNAL, "There is no source of randomness.");
	return api_open(w) && page_open(w);
}

static _Noreturn void
worker(int socket)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct work w;

	set_signals(on_stop);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	work_begin(&w, a);
	if (!open_up(&w)) {
		log_event(&w, LOG_ERROR, "%s", w.error.message);
		_exit(1);
	}
	arena_reset(a);
	fcgi_serve(a, socket, &self.stop, &self.is_busy);
	_exit(0);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	(void)unlink(path);
	umask(0117);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 1024) < 0)
		return -1;
	umask(0077);
	return fd;
}

static void
start_worker(int slot, int socket)
{
	time_t now = time(NULL);
	pid_t pid;

	/* One that dies at once would otherwise be restarted in a circle. */
	if (now - self.started[slot] < 1)
		sleep(1);
	pid = fork();
	if (pid == 0)
		worker(socket);
	self.pids[slot] = pid;
	self.started[slot] = now;
}

static void
keep_workers(int socket)
{
	while (!self.stop) {
		int status;
		pid_t pid;

		for (int i = 0; i < self.count && !self.stop; i++) {
			if (self.pids[i] <= 0)
				start_worker(i, socket);
		}
		alarm(60);
		pid = waitpid(-1, &status, 0);
		for (int i = 0; i < self.count; i++) {
			if (pid > 0 && self.pids[i] == pid)
				self.pids[i] = 0;
			else if (self.pids[i] > 0 && time(NULL) - self.started[i] > RECYCLE_S)
				kill(self.pids[i], SIGTERM);
		}
		if (pid > 0 && WIFSIGNALED(status) && !self.stop)
			log_event(
			    NULL, LOG_ERROR, "A worker was ended by signal %d.", WTERMSIG(status));
	}
}

static bool
are_all_gone(void)
{
	bool all = true;

	for (int i = 0; i < self.count; i++) {
		if (self.pids[i] > 0 && waitpid(self.pids[i], NULL, WNOHANG) == self.pids[i])
			self.pids[i] = 0;
		all = all && self.pids[i] <= 0;
	}
	return all;
}

static void
end_workers(void)
{
	for (int i = 0; i < self.count; i++) {
		if (self.pids[i] > 0)
			kill(self.pids[i], SIGTERM);
	}
	for (int tenths = 0; tenths < 50 && !are_all_gone(); tenths++)
		(void)usleep(100 * 1000);
	for (int i = 0; i < self.count; i++) {
		if (self.pids[i] > 0)
			kill(self.pids[i], SIGKILL);
	}
}

static void
on_alarm(int signal_number)
{
	(void)signal_number;
}

static int
run_cgi(void)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct work w;

	work_begin(&w, a);
	if (!open_up(&w)) {
		log_event(&w, LOG_ERROR, "%s", w.error.message);
		puts("Status: 503 Service Unavailable\r\nContent-Type: text/plain\r\n\r\n"
		    "Slipway is not ready yet.");
		return 1;
	}
	return fcgi_serve_cgi(a) ? 0 : 1;
}

int
main(void)
{
	const char *run_dir = getenv("SLIPWAY_RUN_DIR"), *workers = getenv("SLIPWAY_WORKERS");
	char path[200];
	int socket;

	log_set_program("portal");
	set_limits();
	if (getenv("REQUEST_METHOD") != NULL)
		return run_cgi();
	self.count = workers ? (int)strtol(workers, NULL, 10) : 8;
	if (self.count < 1 || self.count > WORKERS_MAX)
		self.count = 8;
	snprintf(path, sizeof(path), "%s/portal.sock", run_dir ? run_dir : ".");
	socket = listen_at(path);
	if (socket < 0) {
		log_event(NULL, LOG_ERROR, "Cannot listen at '%s': %s.", path, strerror(errno));
		return 1;
	}
	set_signals(on_stop_parent);
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm}, NULL);
	keep_workers(socket);
	end_workers();
	(void)unlink(path);
	return 0;
}
