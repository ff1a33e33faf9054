/*
 * FastCGI and CGI: parameters and body in under limits, answer out. The only
 * includer of libfcgi.
 *
 * libfcgi reports neither a body shorter than CONTENT_LENGTH nor a client that went
 * away, and retries accept after signals unless told otherwise; hence the count of
 * bytes here and FCGI_FAIL_ACCEPT_ON_INTR.
 */
#include "cgi-bin/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <unistd.h>

#include "cgi-bin/http.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"

#define HEAD_MAX ((size_t)256 * 1024)
#define PART_MAX ((size_t)16 * 1024 * 1024)

extern char **environ;

static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{200, "OK"}, {201, "Created"}, {303, "See Other"}, {304, "Not Modified"},
	{308, "Permanent Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"},
	{403, "Forbidden"}, {404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
	{413, "Content Too Large"}, {415, "Unsupported Media Type"},
	{422, "Unprocessable Content"}, {429, "Too Many Requests"},
	{500, "Internal Server Error"}, {503, "Service Unavailable"},
};

static const char *
phrase_of(int status)
{
	for (size_t i = 0; i < COUNT(phrases); i++) {
		if (phrases[i].status == status)
			return phrases[i].phrase;
	}
	return "Answer";
}

/* Where a body comes from: a FastCGI stream, or standard input of a CGI process. */
struct source {
	FCGX_Stream *in;		/* NULL: standard input */
};

static size_t
read_some(struct source *src, char *to, size_t len)
{
	ssize_t n;

	if (src->in) {
		int got = FCGX_GetStr(to, (int)len, src->in);

		return got > 0 ? (size_t)got : 0;
	}
	do {
		n = read(STDIN_FILENO, to, len);
	} while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

static bool
parse_length(const char *text, size_t *ret)
{
	size_t n = 0;

	for (const char *c = text; *c; c++) {
		if (*c < '0' || *c > '9' || n > HTTP_BODY_MAX)
			return false;
		n = n * 10 + (size_t)(*c - '0');
	}
	*ret = n;
	return true;
}

static bool
read_body(struct work *w, char **params, struct source *src, struct http_request *rq)
{
	const char *text = FCGX_GetParam("CONTENT_LENGTH", params);
	size_t length = 0, got = 0, n;
	char *body;

	if (text != NULL && !parse_length(text, &length))
		return fail(w, ERR_INVALID, "The length of the request is not a number.");
	if (length > HTTP_BODY_MAX)
		return fail(w, ERR_TOO_LARGE, "The request is larger than %zu MiB.",
		    HTTP_BODY_MAX / 1024 / 1024);
	body = arena_alloc(w->arena, length + 1);
	while (got < length && (n = read_some(src, body + got, length - got)) > 0)
		got += n;
	if (got < length)
		return fail(w, ERR_INVALID, "The request ended before its announced length.");
	rq->body = body;
	rq->body_len = length;
	return true;
}

/* Status line and headers as CGI wants them. */
static void
write_head(struct buf *out, const struct http_answer *answer)
{
	buf_printf(out, "Status: %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
	    answer->status, phrase_of(answer->status), answer->content_type, answer->body_len);
	buf_add(out, answer->headers.s, answer->headers.len);
	buf_puts(out, "\r\n");
}

static void
log_slow(const struct work *w, const struct http_request *rq, const struct http_answer *answer)
{
	int64_t ms = (clock_monotonic_us() - w->started_us) / 1000;

	if (answer->status >= 500 || ms > 1000)
		log_event(w, LOG_WARNING, "%s %s: %d after %lld ms",
		    rq->method ? rq->method : "?", rq->path ? rq->path : "?", answer->status,
		    (long long)ms);
}

/* The answer's body is not in head: it may be a mapped file. NULL for HEAD. */
static const char *
serve_one(struct work *w, char **params, struct source *src, struct buf *head, size_t *ret_len)
{
	struct http_request rq;
	struct http_answer answer = {.status = 500, .content_type = "text/plain", .body = ""};

	if (http_request_read(w, (const char *const *)params, &rq) &&
	    read_body(w, params, src, &rq)) {
		http_handle(w, &rq, &answer);
	} else {
		buf_init(&answer.headers, w->arena, 1024);
		http_refuse(w, &rq, &answer);
	}
	buf_init(head, w->arena, HEAD_MAX);
	write_head(head, &answer);
	log_slow(w, &rq, &answer);
	*ret_len = answer.body_len;
	return rq.method != NULL && strcmp(rq.method, "HEAD") == 0 ? NULL : answer.body;
}

/* libfcgi counts in int. */
static void
put(FCGX_Request *request, const char *data, size_t len)
{
	while (len > 0) {
		size_t part = len < PART_MAX ? len : PART_MAX;

		if (FCGX_PutStr(data, (int)part, request->out) < 0)
			return;		/* nginx has gone */
		data += part;
		len -= part;
	}
}

void
fcgi_serve(struct arena *a, int socket, const volatile int *stop, volatile int *is_busy)
{
	FCGX_Request request;
	const char *body;
	struct work w;
	struct buf head;
	size_t len;

	FCGX_Init();
	FCGX_InitRequest(&request, socket, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!*stop) {
		if (FCGX_Accept_r(&request) != 0)
			continue;
		*is_busy = 1;
		(void)fcntl(request.ipcFd, F_SETFD, FD_CLOEXEC);
		work_begin(&w, a);
		body = serve_one(
		    &w, request.envp, &(struct source){.in = request.in}, &head, &len);
		put(&request, head.s, head.len);
		if (body != NULL)
			put(&request, body, len);
		FCGX_Finish_r(&request);
		arena_reset(a);
		*is_busy = 0;
	}
}

bool
fcgi_serve_cgi(struct arena *a)
{
	const char *body;
	struct work w;
	struct buf head;
	size_t len;

	work_begin(&w, a);
	body = serve_one(&w, environ, &(struct source){0}, &head, &len);
	return fwrite(head.s, 1, head.len, stdout) == head.len &&
	    (body == NULL || fwrite(body, 1, len, stdout) == len) && fflush(stdout) == 0;
}
