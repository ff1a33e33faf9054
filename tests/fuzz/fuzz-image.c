/* An uploaded logo. */
#include "lib/base/image.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *type = NULL;

	if (image_check(w, data, size, &type))
		MUST(strncmp(type, "image/", 6) == 0);
	else
		MUST(type == NULL && w->error.code == ERR_INVALID);
	return 0;
}
