/* From CGI parameters to a request, and whether it comes from our own pages. */
#include "cgi-bin/csrf.h"
#include "cgi-bin/http.h"
#include "tests/unit/tap.h"

#define READ(w, rq, ...) \
	http_request_read((w), (const char *const[]){__VA_ARGS__, NULL}, (rq))

static void
the_request_line_comes_from_request_uri(struct work *w)
{
	struct http_request rq;

	OK(READ(w, &rq, "REQUEST_METHOD=GET", "REQUEST_URI=/api/a%2Fb?x=1?2", "PATH_INFO=/other"));
	IS(rq.path, "/api/a%2Fb");
	IS(rq.query, "x=1?2");
	OK(READ(w, &rq, "REQUEST_METHOD=GET", "PATH_INFO=/api", "QUERY_STRING=y=2"));
	IS(rq.path, "/api");
	IS(rq.query, "y=2");
}

static void
what_is_not_sent_is_empty_or_null(struct work *w)
{
	struct http_request rq;

	OK(READ(w, &rq, "REQUEST_METHOD=GET", "REQUEST_URI=/"));
	IS(rq.host, "");
	IS(rq.scheme, "http");
	OK(rq.if_match == NULL && rq.idempotency_key == NULL);
}

static void
etags_lose_their_quotes(struct work *w)
{
	struct http_request rq;

	OK(READ(w, &rq, "REQUEST_METHOD=PUT", "REQUEST_URI=/", "HTTP_IF_MATCH=W/\"7\"",
	    "HTTP_IF_NONE_MATCH=\"abc\""));
	IS(rq.if_match, "7");
	IS(rq.if_none_match, "abc");
}

static void
requests_without_method_or_path_are_refused(struct work *w)
{
	struct http_request rq;

	OK(!READ(w, &rq, "REQUEST_URI=/"));
	work_clear_error(w);
	OK(!READ(w, &rq, "REQUEST_METHOD=GET", "REQUEST_URI=no-slash"));
}

static void
too_many_parameters_are_refused(struct work *w)
{
	const char **params = arena_array(w->arena, HTTP_PARAMS_MAX + 2, sizeof(*params));
	struct http_request rq;

	for (size_t i = 0; i <= HTTP_PARAMS_MAX; i++)
		params[i] = arena_printf(w->arena, "P%zu=x", i);
	OK(!http_request_read(w, params, &rq));
}

static void
only_our_own_pages_are_the_same_origin(struct work *w)
{
	static const struct {
		const char *site, *origin, *public_url;
		bool is_ours;
	} rows[] = {
		{"", "", NULL, true},
		{"same-origin", "http://here:80", NULL, true},
		{"", "http://here:80", NULL, true},
		{"", "https://here:80", NULL, false},
		{"", "http://here:80.evil.org", NULL, false},
		{"", "null", NULL, false},
		{"cross-site", "", NULL, false},
		{"same-site", "http://here:80", NULL, false},
		{"none", "", NULL, false},
		{"", "https://deploy.example.org", "https://deploy.example.org/", true},
		{"", "http://here:80", "https://deploy.example.org", false},
	};

	(void)w;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_request rq = {
			.scheme = "http", .host = "here:80",
			.fetch_site = rows[i].site, .origin = rows[i].origin,
		};

		if (!OK(csrf_same_origin(&rq, rows[i].public_url) == rows[i].is_ours))
			printf("# row %zu\n", i);
	}
}

static void
headers_with_line_ends_are_left_out(struct work *w)
{
	struct http_answer answer = {0};

	buf_init(&answer.headers, w->arena, 1000);
	http_header(&answer, "Location", "/app\r\nSet-Cookie: x=y");
	http_header(&answer, "Location", "/app");
	IS(answer.headers.s, "Location: /app\r\n");
}

static const struct test tests[] = {
	TEST(the_request_line_comes_from_request_uri),
	TEST(what_is_not_sent_is_empty_or_null),
	TEST(etags_lose_their_quotes),
	TEST(requests_without_method_or_path_are_refused),
	TEST(too_many_parameters_are_refused),
	TEST(only_our_own_pages_are_the_same_origin),
	TEST(headers_with_line_ends_are_left_out),
};

TAP_MAIN(tests)
