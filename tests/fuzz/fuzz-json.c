/* A JSON text; if the first line begins with "/", it is a pointer to write to. */
#include "lib/base/json.h"

#include "lib/base/utf8.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *s = (const char *)data, *pointer = NULL, *text;
	struct json_object *root, *again;

	if (size > 0 && s[0] == '/') {
		size_t len = strnlen(s, size);
		const char *end = memchr(s, '\n', len);

		pointer = arena_strndup(w->arena, s, end != NULL ? (size_t)(end - s) : len);
		s = end != NULL ? end + 1 : s + size;
	}
	root = json_parse(w, s, (size_t)((const char *)data + size - s));
	if (root == NULL) {
		MUST(work_failed(w));
		return 0;
	}
	text = json_text(w, root);
	MUST(utf8_valid(text, strlen(text)));
	again = json_parse(w, text, strlen(text));
	MUST(again != NULL && strcmp(json_text(w, again), text) == 0);
	if (pointer != NULL && json_pointer_put(root, pointer, json_object_new_int(7)))
		MUST(json_text(w, root) != NULL);
	if (pointer != NULL)
		(void)json_pointer(root, pointer);	/* any pointer, any answer */
	return 0;
}
