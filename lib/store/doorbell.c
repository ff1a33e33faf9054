/*
 * The doorbell: one datagram of fixed size over a SEQPACKET Unix socket. Non-blocking
 * on both sides; nothing depends on a ring arriving.
 */
#include "lib/store/doorbell.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MAGIC 0x50494c53u	/* "SLIP", little endian */
#define VERSION 1u
#define SOCKET_NAME "runner.sock"

struct ring {
	uint32_t magic;
	uint32_t version;
	char task_id[56];	/* padded with NUL */
};

static bool
socket_address(const char *run_dir, struct sockaddr_un *ret)
{
	int len;

	memset(ret, 0, sizeof(*ret));
	ret->sun_family = AF_UNIX;
	len = snprintf(ret->sun_path, sizeof(ret->sun_path), "%s/" SOCKET_NAME, run_dir);
	return len > 0 && (size_t)len < sizeof(ret->sun_path);
}

void
doorbell_ring(const char *run_dir, const char *task_id)
{
	struct ring ring = {.magic = MAGIC, .version = VERSION};
	struct sockaddr_un address;
	int fd;

	if (run_dir == NULL || strlen(task_id) >= sizeof(ring.task_id) ||
	    !socket_address(run_dir, &address))
		return;
	memcpy(ring.task_id, task_id, strlen(task_id));
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		(void)!send(fd, &ring, sizeof(ring), MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}

bool
doorbell_listen(struct work *w, const char *run_dir, int *ret_fd)
{
	struct sockaddr_un address;
	int fd;

	if (!socket_address(run_dir, &address))
		return fail(
		    w, ERR_INTERNAL, "The folder '%s' has too long a name for a socket.", run_dir);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return fail(w, ERR_INTERNAL, "No socket: %s.", strerror(errno));
	unlink(address.sun_path);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    chmod(address.sun_path, 0660) != 0 || listen(fd, 64) != 0) {
		fail(w, ERR_INTERNAL, "The doorbell '%s' cannot be made: %s.", address.sun_path,
		    strerror(errno));
		close(fd);
		return false;
	}
	*ret_fd = fd;
	return true;
}

const char *
doorbell_parse(struct work *w, const void *data, size_t len)
{
	struct ring ring;

	if (len != sizeof(ring))
		return NULL;
	memcpy(&ring, data, sizeof(ring));
	if (ring.magic != MAGIC || ring.version != VERSION ||
	    memchr(ring.task_id, '\0', sizeof(ring.task_id)) == NULL)
		return NULL;
	for (const char *s = ring.task_id; *s != '\0'; s++) {
		if ((*s < '0' || *s > '9') && (*s < 'A' || *s > 'Z') && (*s < 'a' || *s > 'z') &&
		    *s != '-')
			return NULL;
	}
	return arena_strdup(w->arena, ring.task_id);
}

/* The socket's mode lets only owner and group connect; others are refused again here. */
static bool
is_allowed(int fd, int listen_fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);
	struct sockaddr_un address;
	socklen_t address_len = sizeof(address);
	struct stat st;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	if (peer.uid == 0 || peer.uid == geteuid())
		return true;
	return getsockname(listen_fd, (struct sockaddr *)&address, &address_len) == 0 &&
	    stat(address.sun_path, &st) == 0 && peer.gid == st.st_gid;
}

bool
doorbell_answer(struct work *w, int listen_fd, const char **ret_task_id)
{
	char data[sizeof(struct ring) + 1];
	int fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return false;
	*ret_task_id = NULL;
	len = is_allowed(fd, listen_fd) ? recv(fd, data, sizeof(data), MSG_DONTWAIT) : -1;
	if (len > 0)
		*ret_task_id = doorbell_parse(w, data, (size_t)len);
	close(fd);
	return true;
}
