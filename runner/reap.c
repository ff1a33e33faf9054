/*
 * Ending everything that a script has started. In a pid namespace the kernel does it;
 * without one, processes are stopped first, so that they cannot fork away from the
 * killing, until a look at /proc finds no new one.
 */
#include "runner/reap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIDS_MAX 65536

struct process {
	pid_t pid;
	pid_t parent;
	char state;
	bool is_ours;
};

static struct {
	struct process processes[PIDS_MAX];
	size_t count;
} table;

/* The fields behind the name of /proc/PID/stat; the name may hold anything. */
static bool
read_process(const char *pid, struct process *ret)
{
	char path[64], data[512], *close_paren;
	ssize_t len;
	int fd, parent;

	(void)snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	len = read(fd, data, sizeof(data) - 1);
	close(fd);
	if (len <= 0)
		return false;
	data[len] = '\0';
	close_paren = strrchr(data, ')');
	if (close_paren == NULL || sscanf(close_paren + 1, " %c %d", &ret->state, &parent) != 2)
		return false;
	ret->pid = (pid_t)strtol(pid, NULL, 10);
	ret->parent = (pid_t)parent;
	ret->is_ours = false;
	return true;
}

static void
read_table(void)
{
	DIR *d = opendir("/proc");
	struct dirent *e;

	table.count = 0;
	while (d != NULL && table.count < PIDS_MAX && (e = readdir(d)) != NULL) {
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' &&
		    read_process(e->d_name, &table.processes[table.count]))
			table.count++;
	}
	if (d != NULL)
		closedir(d);
}

/* Marks descendants: again and again until no new one is found. */
static void
mark_descendants(pid_t self)
{
	bool has_more = true;

	while (has_more) {
		has_more = false;
		for (size_t i = 0; i < table.count; i++) {
			struct process *p = &table.processes[i];
			bool is_child = p->parent == self;

			for (size_t k = 0; !p->is_ours && !is_child && k < table.count; k++)
				is_child = table.processes[k].is_ours &&
				    table.processes[k].pid == p->parent;
			if (!p->is_ours && is_child)
				p->is_ours = has_more = true;
		}
	}
}

static void
reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* Sends a signal to all descendants that are alive; the number that got it anew. */
static size_t
signal_descendants(int sig)
{
	size_t count = 0;

	read_table();
	mark_descendants(getpid());
	for (size_t i = 0; i < table.count; i++) {
		struct process *p = &table.processes[i];

		if (!p->is_ours || p->state == 'Z' || (sig == SIGSTOP && p->state == 'T'))
			continue;
		if (kill(p->pid, sig) == 0)
			count++;
	}
	return count;
}

static void
kill_descendants(void)
{
	const struct timespec moment = {.tv_nsec = 2000000};

	for (;;) {
		for (int i = 0; i < 100 && signal_descendants(SIGSTOP) > 0; i++)
			(void)nanosleep(&moment, NULL);
		if (signal_descendants(SIGKILL) == 0)
			break;
		(void)nanosleep(&moment, NULL);
		reap();
	}
	reap();
}

void
reap_all(void)
{
	if (getpid() != 1) {
		kill_descendants();
		return;
	}
	do {
		(void)kill(-1, SIGKILL);	/* ESRCH: nobody is left */
	} while (waitpid(-1, NULL, 0) > 0 || errno == EINTR);
}
