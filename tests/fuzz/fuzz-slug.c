/* A name, or a slug that a client sends. */
#include "lib/base/slug.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *name = fuzz_text(w, data, size);
	const char *slug = slug_of(w->arena, name, "otherwise");

	MUST(slug_valid(slug));
	MUST(strcmp(slug_of(w->arena, slug, ""), slug) == 0);
	MUST(!slug_valid(name) || strcmp(slug, name) == 0);
	return 0;
}
