/* Base64 in both directions. */
#include "lib/base/seal.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *text = base64_encode(w->arena, data, size);
	unsigned char *plain = NULL;
	size_t len = 0;

	MUST(base64_decode(w->arena, text, strlen(text), &plain, &len));
	MUST(len == size && memcmp(plain, data, size) == 0);
	if (base64_decode(w->arena, (const char *)data, size, &plain, &len)) {
		text = base64_encode(w->arena, plain, len);
		MUST(strlen(text) == size && memcmp(text, data, size) == 0);
	}
	return 0;
}
