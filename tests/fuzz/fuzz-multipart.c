/* A Content-Type in the first line, the body after it. */
#include "lib/base/multipart.h"

#include "lib/base/utf8.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const uint8_t *end = memchr(data, '\n', size);
	const uint8_t *body = end != NULL ? end + 1 : data + size;
	size_t body_len = (size_t)(data + size - body);
	struct part *parts = NULL;
	size_t count = 0;

	if (!multipart_parse(w, fuzz_text(w, data, end != NULL ? (size_t)(end - data) : size), body,
	    body_len, &parts, &count)) {
		MUST(work_failed(w));
		return 0;
	}
	MUST(count <= 64);
	for (size_t i = 0; i < count; i++) {
		MUST(utf8_valid(parts[i].name, strlen(parts[i].name)));
		MUST(parts[i].filename == NULL || strpbrk(parts[i].filename, "/\\") == NULL);
		MUST(parts[i].content_type != NULL);
		MUST(parts[i].data >= body && parts[i].size <= body_len &&
		    parts[i].data + parts[i].size <= data + size);
	}
	return 0;
}
