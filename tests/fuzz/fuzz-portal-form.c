/*
 * A posted form against a stored process: the first line is the document, the rest
 * the urlencoded body. Whatever comes must end in a document or in a sentence.
 */
#include "cgi-bin/form.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct form_branch branches[] = {
	{".plan", "server", "/Properties/Roles", "\"\""},
	{".plan", "any", "/Environments", "[]"},
	{.control = NULL},
};

static const struct form form = {.path = "/api/x", .method = "PUT", .branches = branches};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena *a;
	const uint8_t *end = memchr(data, '\n', size);
	struct json_object *body;
	struct params input;
	struct work w;

	if (a == NULL)
		a = arena_new((size_t)256 * 1024 * 1024);
	if (end == NULL)
		return 0;
	work_begin(&w, a);
	body = json_parse(&w, (const char *)data, (size_t)(end - data));
	if (body && params_parse(&w, (const char *)end + 1, size - (size_t)(end - data) - 1, 4096,
	    &input) && form_merge(&w, &form, &input, body))
		(void)json_text(&w, body);
	arena_reset(a);
	return 0;
}
