/* A request target: path, "?", query. */
#include "lib/base/url.h"

#include "tests/fuzz/fuzz.h"

static void
check_text(struct work *w, const char *text)
{
	const char *encoded = url_encode(w->arena, text);

	MUST(utf8_valid(text, strlen(text)));
	MUST(strcmp(url_decode(w->arena, encoded, strlen(encoded), false), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *question = memchr(data, '?', size);
	size_t path_len = question != NULL ? (size_t)(question - (const char *)data) : size;
	struct path path;
	struct params params;

	if (path_split(w, fuzz_text(w, data, path_len), &path)) {
		MUST(path.count <= 32);
		for (size_t i = 0; i < path.count; i++) {
			MUST(path.segments[i][0] != '\0');
			check_text(w, path.segments[i]);
		}
	}
	work_clear_error(w);
	if (question != NULL && params_parse(w, question + 1, size - path_len - 1, 100, &params)) {
		MUST(params.count <= 100);
		for (size_t i = 0; i < params.count; i++) {
			MUST(params.items[i].name[0] != '\0');
			check_text(w, params.items[i].name);
			check_text(w, params.items[i].value);
			MUST(params_get(&params, params.items[i].name) != NULL);
		}
	}
	return 0;
}
