/*
 * Parameters of a request as they come from FastCGI: the input holds them one a line,
 * NAME=value. Reads them, looks for cookies, and asks the origin check.
 */
#include "cgi-bin/csrf.h"
#include "cgi-bin/http.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *a;
	struct http_request rq;
	struct work w;
	char **params, *text;
	size_t n = 0;

	if (a == NULL)
		a = arena_new((size_t)64 * 1024 * 1024);
	work_begin(&w, a);
	text = arena_strndup(a, (const char *)data, size);
	params = arena_array(a, size + 2, sizeof(*params));
	for (char *line = text; line && *line; line = line ? line + 1 : NULL) {
		params[n++] = line;
		line = strchr(line, '\n');
		if (line)
			*line = '\0';
	}
	if (http_request_read(&w, (const char *const *)params, &rq)) {
		(void)http_cookie(&w, &rq, "slipway-theme");
		(void)csrf_same_origin(&rq, NULL);
		(void)csrf_same_origin(&rq, "https://deploy.example.org/");
	}
	arena_reset(a);
	return 0;
}
