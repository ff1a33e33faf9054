/* The bench's HTTP client (http.h). It believes what the server says: it tests nothing. */
#include "tests/bench/http.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

double
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void
die(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void
connect_to(struct http *h)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)h->port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int one = 1;

	h->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (h->fd < 0 || connect(h->fd, (struct sockaddr *)&at, sizeof(at)) != 0)
		die("No connection to port %d.", h->port);
	(void)setsockopt(h->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

/* Reads more; false at the end of the connection. */
static bool
more(struct http *h)
{
	ssize_t n;

	if (h->size - h->len < 65536) {
		h->size = h->size * 2 + 65536;
		h->data = realloc(h->data, h->size + 1);
		if (h->data == NULL)
			die("No memory.");
	}
	n = read(h->fd, h->data + h->len, h->size - h->len);
	if (n <= 0)
		return false;
	h->len += (size_t)n;
	h->data[h->len] = '\0';
	return true;
}

static void
need(struct http *h, size_t len)
{
	while (h->len < len) {
		if (!more(h))
			die("An answer was cut.");
	}
}

/* Length of the text from `from` up to and with `end`. */
static size_t
need_text(struct http *h, size_t from, const char *end)
{
	for (;;) {
		const char *found = h->len > from ? strstr(h->data + from, end) : NULL;

		if (found != NULL)
			return (size_t)(found - h->data) - from + strlen(end);
		need(h, h->len + 1);
	}
}

/* Moves the chunks together; the length of the body. */
static size_t
read_chunks(struct http *h, size_t start)
{
	size_t to = start, from = start;

	for (;;) {
		size_t line = need_text(h, from, "\r\n");
		size_t len = strtoul(h->data + from, NULL, 16);

		from += line;
		need(h, from + len + 2);
		if (len == 0)
			return to - start;
		memmove(h->data + to, h->data + from, len);
		to += len;
		from += len + 2;
	}
}

static int
read_answer(struct http *h)
{
	size_t head = need_text(h, 0, "\r\n\r\n");
	int status = atoi(h->data + 9);
	const char *end = h->data + head, *length = strcasestr(h->data, "\r\nContent-Length:");
	const char *close_it = strcasestr(h->data, "\r\nConnection: close");
	bool is_last = close_it != NULL && close_it < end;

	if (length != NULL && length < end) {
		h->body_len = strtoul(length + 17, NULL, 10);
		need(h, head + h->body_len);
	} else {
		h->body_len = read_chunks(h, head);
	}
	h->body = h->data + head;
	h->body[h->body_len] = '\0';
	if (is_last) {
		close(h->fd);
		h->fd = 0;
	}
	return status;
}

int
http_send(struct http *h, const char *method, const char *path, const char *json)
{
	char head[1024];
	size_t len = json != NULL ? strlen(json) : 0;
	int n = snprintf(head, sizeof(head), "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s%s"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n", method, path, h->port,
	    h->key ? "X-Octopus-ApiKey: " : "", h->key ? h->key : "", h->key ? "\r\n" : "", len);

	for (int tries = 0;; tries++) {
		if (h->fd == 0)
			connect_to(h);
		h->len = 0;
		if (send(h->fd, head, (size_t)n, MSG_NOSIGNAL | (len > 0 ? MSG_MORE : 0)) == n &&
		    (len == 0 || send(h->fd, json, len, MSG_NOSIGNAL) == (ssize_t)len) && more(h))
			return read_answer(h);
		if (tries > 0)
			die("%s %s: no answer.", method, path);
		close(h->fd);		/* nginx ends a connection after so many requests */
		h->fd = 0;
	}
}
