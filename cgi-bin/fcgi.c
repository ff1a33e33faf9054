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

/* Status line, headers, body as CGI wants them, ready to be written. */
static void
write_answer(struct buf *out, const struct http_request *rq, const struct http_answer *answer)
{
	buf_printf(out, "Status: %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
	    answer->status, phrase_of(answer->status), answer->content_type, answer->body_len);
	buf_add(out, answer->headers.s, answer->headers.len);
	buf_puts(out, "\r\n");
	if (rq->method == NULL || strcmp(rq->method, "HEAD") != 0)
		buf_add(out, answer->body, answer->body_len);
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

static void
serve_one(struct work *w, char **params, struct source *src, struct buf *out)
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
	write_answer(out, &rq, &answer);
	log_slow(w, &rq, &answer);
}

void
fcgi_serve(struct arena *a, int socket, const volatile int *stop, volatile int *is_busy)
{
	FCGX_Request request;
	struct work w;
	struct buf out;

	FCGX_Init();
	FCGX_InitRequest(&request, socket, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!*stop) {
		if (FCGX_Accept_r(&request) != 0)
			continue;
		*is_busy = 1;
		(void)fcntl(request.ipcFd, F_SETFD, FD_CLOEXEC);
		work_begin(&w, a);
		buf_init(&out, a, 256 * 1024 * 1024);
		serve_one(&w, request.envp, &(struct source){.in = request.in}, &out);
		FCGX_PutStr(out.s, (int)out.len, request.out);
		FCGX_Finish_r(&request);
		arena_reset(a);
		*is_busy = 0;
	}
}

bool
fcgi_serve_cgi(struct arena *a)
{
	struct work w;
	struct buf out;

	work_begin(&w, a);
	buf_init(&out, a, 256 * 1024 * 1024);
	serve_one(&w, environ, &(struct source){0}, &out);
	return fwrite(out.s, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
}
