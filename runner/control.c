/*
 * Sockets in folders whose path may be longer than a socket address: they are reached
 * through /proc/self/fd.
 */
#include "runner/control.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int
open_socket(const char *folder, int (*attach)(int fd, const struct sockaddr *to, socklen_t len))
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC), fd, saved;

	if (dir < 0)
		return -1;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/ctl", dir);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && attach(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		saved = errno;
		close(fd);
		errno = saved;
		fd = -1;
	}
	saved = errno;
	close(dir);
	errno = saved;
	return fd;
}

int
control_listen(const char *folder)
{
	return open_socket(folder, bind);
}

int
control_connect(const char *folder)
{
	return open_socket(folder, connect);
}
