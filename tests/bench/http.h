#ifndef SLIPWAY_TESTS_BENCH_HTTP_H
#define SLIPWAY_TESTS_BENCH_HTTP_H

/*
 * An HTTP client that costs next to nothing: one kept connection, blocking, answers with
 * a length or in chunks. For the programs of the bench; an error ends the program.
 */
#include <stdbool.h>
#include <stddef.h>

struct http {
	int port;		/* of 127.0.0.1 */
	const char *key;	/* the API key; NULL: none */
	int fd;			/* 0: not connected */
	char *data;		/* what was read */
	size_t len, size;
	char *body;		/* of the last answer, with a NUL behind it */
	size_t body_len;
};

/* Sends a request and reads its answer into h->body. The status. */
int	http_send(struct http *h, const char *method, const char *path, const char *json);

/* Now, in milliseconds. */
double	now_ms(void);

/* Says why and ends the program. */
void	die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
