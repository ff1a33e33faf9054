/* Whole reads and writes, files replaced as one step, pidfds. */
#include "lib/base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/tap.h"

static const char *
scratch(struct work *w)
{
	char *folder = arena_strdup(w->arena, "/tmp/slipway-test-proc-XXXXXX");

	return mkdtemp(folder);
}

static void
file_write_atomic_replaces_and_sets_mode(struct work *w)
{
	const char *folder = scratch(w);
	const char *path = arena_printf(w->arena, "%s/file", folder);
	struct stat st;
	size_t len = 0;
	char *text;

	OK(file_write_atomic(path, "old", 3, 0600));
	OK(file_write_atomic(path, "new\0er", 6, 0640));
	text = file_read(w->arena, path, 6, &len);
	OK(text != NULL && len == 6 && memcmp(text, "new\0er", 7) == 0);
	OK(stat(path, &st) == 0);
	IS_INT(st.st_mode & 0777, 0640);
	OK(unlink(path) == 0);
	OK(rmdir(folder) == 0);		/* nothing temporary is left */
}

static void
file_write_atomic_fails_without_leftovers(struct work *w)
{
	const char *folder = scratch(w);
	const char *path = arena_printf(w->arena, "%s/taken", folder);

	OK(mkdir(path, 0700) == 0);
	OK(!file_write_atomic(path, "x", 1, 0600));
	IS_INT(errno, EISDIR);
	OK(!file_write_atomic("/nonexistent/x", "x", 1, 0600));
	IS_INT(errno, ENOENT);
	OK(rmdir(path) == 0);
	OK(rmdir(folder) == 0);
}

static void
file_read_honours_the_maximum(struct work *w)
{
	const char *folder = scratch(w);
	const char *path = arena_printf(w->arena, "%s/file", folder);
	char *big = arena_alloc(w->arena, 50000);
	size_t len = 42;

	memset(big, 'x', 50000);
	OK(file_write_atomic(path, big, 50000, 0600));
	OK(file_read(w->arena, path, 49999, &len) == NULL);
	IS_INT(errno, EFBIG);
	IS_INT(len, 42);
	OK(file_read(w->arena, path, 50000, &len) != NULL);
	IS_INT(len, 50000);
	OK(file_write_atomic(path, "", 0, 0600));
	IS(file_read(w->arena, path, 0, &len), "");
	IS_INT(len, 0);
	OK(unlink(path) == 0);
	OK(file_read(w->arena, path, 1, &len) == NULL);
	IS_INT(errno, ENOENT);
	OK(file_read(w->arena, folder, 1, &len) == NULL);
	IS_INT(errno, EISDIR);
	OK(rmdir(folder) == 0);
}

static void
write_all_and_read_full_go_to_the_end(struct work *w)
{
	char *out = arena_alloc(w->arena, 300000), *in = arena_alloc(w->arena, 300001);
	int fds[2], status;
	pid_t pid;

	memset(out, 'y', 300000);
	OK(pipe(fds) == 0);
	pid = fork();
	if (pid == 0) {		/* 300,000 bytes do not fit into a pipe at once */
		close(fds[0]);
		_exit(write_all(fds[1], out, 300000) ? 0 : 1);
	}
	close(fds[1]);
	IS_INT(read_full(fds[0], in, 300001), 300000);
	OK(memcmp(in, out, 300000) == 0);
	OK(waitpid(pid, &status, 0) == pid && status == 0);
	close(fds[0]);
	OK(!write_all(fds[1], "x", 1));
	IS_INT(errno, EBADF);
	IS_INT(read_full(fds[0], in, 1), -1);
}

static void
proc_pidfd_tells_the_end(struct work *w)
{
	int fds[2], fd;
	struct pollfd ready = {.events = POLLIN};
	pid_t pid;

	(void)w;
	OK(pipe(fds) == 0);
	pid = fork();
	if (pid == 0) {
		char c;

		close(fds[1]);
		_exit(read(fds[0], &c, 1) == 0 ? 0 : 1);
	}
	fd = proc_pidfd(pid);
	OK(fd >= 0);
	OK((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	ready.fd = fd;
	IS_INT(poll(&ready, 1, 0), 0);
	close(fds[1]);
	IS_INT(poll(&ready, 1, 10000), 1);
	OK(waitpid(pid, NULL, 0) == pid);
	IS_INT(proc_pidfd(-5), -1);
	OK(proc_cloexec(fds[0]) && (fcntl(fds[0], F_GETFD) & FD_CLOEXEC) != 0);
	close(fds[0]);
	close(fd);
	OK(!proc_cloexec(fd));
}

static const struct test tests[] = {
	TEST(file_write_atomic_replaces_and_sets_mode),
	TEST(file_write_atomic_fails_without_leftovers),
	TEST(file_read_honours_the_maximum),
	TEST(write_all_and_read_full_go_to_the_end),
	TEST(proc_pidfd_tells_the_end),
};

TAP_MAIN(tests)
