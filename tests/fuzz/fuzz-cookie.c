/* A Cookie header. */
#include "lib/base/cookie.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *header = fuzz_text(w, data, size);
	const char *value = cookie_get(w->arena, header, "sid");

	if (value != NULL) {
		MUST(strchr(value, ';') == NULL);
		MUST(strstr(header, value) != NULL);
		MUST(strstr(header, "sid") != NULL);
	}
	return 0;
}
