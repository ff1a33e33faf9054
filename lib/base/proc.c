/*
 * Small truths about descriptors and files that everyone gets wrong once: short
 * writes, EINTR, close-on-exec, and that a rename is durable only after fsync of
 * the folder. Starting processes is the runner's.
 */
#include "lib/base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buf.h"

bool
proc_cloexec(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags >= 0 && fcntl(fd, F_SETFD, flags | FD_CLOEXEC) == 0;
}

int
proc_pidfd(pid_t pid)
{
	return pidfd_open(pid, 0);	/* the kernel sets close-on-exec */
}

bool
write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

ssize_t
read_full(int fd, void *data, size_t len)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = read(fd, (char *)data + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* Closes without losing the errno of what failed before. */
static void
close_keeping_errno(int fd)
{
	int saved = errno;

	(void)close(fd);	/* nothing can be done about it */
	errno = saved;
}

char *
file_read(struct arena *a, const char *path, size_t max, size_t *ret_len)
{
	char chunk[16 * 1024];
	struct buf text;
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	buf_init(&text, a, max);
	while ((n = read_full(fd, chunk, sizeof(chunk))) > 0 && !text.is_full)
		buf_add(&text, chunk, (size_t)n);
	if (text.is_full)
		errno = EFBIG;
	close_keeping_errno(fd);
	if (n < 0 || text.is_full)
		return NULL;
	*ret_len = text.len;
	return text.s;
}

static bool
sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	bool ok;
	int fd;

	if (slash == NULL)
		(void)snprintf(folder, sizeof(folder), ".");
	else
		(void)snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path + 1), path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = fsync(fd) == 0;
	close_keeping_errno(fd);
	return ok;
}

bool
file_write_atomic(const char *path, const void *data, size_t len, mode_t mode)
{
	char temporary[PATH_MAX];
	int fd, saved;
	bool ok;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path) >=
	    sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = write_all(fd, data, len) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	close_keeping_errno(fd);
	if (ok && rename(temporary, path) == 0)
		return sync_folder_of(path);
	saved = errno;
	(void)unlink(temporary);	/* the first error is the one to tell */
	errno = saved;
	return false;
}
