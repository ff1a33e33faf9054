/*
 * What starting scripts costs at least.
 *
 *   spawn echo COUNT        over a Unix socket: "start", bash -c 'echo hello', its line
 *                           back; the milliseconds of each
 *   spawn many COUNT N      COUNT times bash -c 'echo hello', N at once; how many a second
 */
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/http.h"

extern char **environ;

/* Starts bash with its output in `out`. */
static pid_t
start(int out)
{
	char bash[] = "bash", option[] = "-c", script[] = "echo hello";
	char *argv[] = {bash, option, script, NULL};
	posix_spawn_file_actions_t actions;
	pid_t pid;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, out, 1);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		die("bash does not start.");
	(void)posix_spawn_file_actions_destroy(&actions);
	return pid;
}

/* Starts it and reads its line; the length. */
static ssize_t
start_and_read(char *line, size_t size, pid_t *ret)
{
	int fds[2];
	ssize_t n;

	if (pipe2(fds, O_CLOEXEC) != 0)
		die("No pipe.");
	*ret = start(fds[1]);
	close(fds[1]);
	n = read(fds[0], line, size);
	close(fds[0]);
	return n;
}

static void
serve(int fd)
{
	char line[64];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (recv(fd, line, sizeof(line), 0) > 0) {
		pid_t pid;
		ssize_t n = start_and_read(line, sizeof(line), &pid);

		if (n > 0)
			(void)send(fd, line, (size_t)n, 0);
		(void)waitpid(pid, NULL, 0);
	}
	_exit(0);
}

static void
echo(int count)
{
	int fds[2];
	pid_t server;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0 || (server = fork()) < 0)
		die("No server.");
	if (server == 0) {
		close(fds[0]);
		serve(fds[1]);
	}
	close(fds[1]);
	for (int i = 0; i < count; i++) {
		double begun = now_ms();
		char line[64];

		if (send(fds[0], "start", 5, 0) != 5 || recv(fds[0], line, sizeof(line), 0) <= 0)
			die("No answer.");
		printf("%.3f\n", now_ms() - begun);
	}
	close(fds[0]);
	(void)waitpid(server, NULL, 0);
}

static void
many(int count, int at_once)
{
	double begun = now_ms();
	int out = memfd_create("out", 0), running = 0;

	for (int i = 0; i < count; i++) {
		if (running == at_once) {
			(void)waitpid(-1, NULL, 0);
			running--;
		}
		(void)start(out);
		running++;
	}
	while (running-- > 0)
		(void)waitpid(-1, NULL, 0);
	printf("%.2f\n", count * 1000 / (now_ms() - begun));
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "echo") == 0)
		echo(atoi(argv[2]));
	else if (argc == 4 && strcmp(argv[1], "many") == 0)
		many(atoi(argv[2]), atoi(argv[3]));
	else
		die("usage: spawn echo COUNT | spawn many COUNT N");
	return 0;
}
