/* Three lines, three versions: their order must be an order. */
#include "lib/base/semver.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *text = fuzz_text(w, data, size);
	const char *s[3];
	struct version v;

	for (size_t i = 0; i < COUNT(s); i++) {
		s[i] = fuzz_line(w, &text);
		work_clear_error(w);
		MUST(version_parse(w->arena, s[i], &v) == version_valid(w, s[i], "/Version"));
		MUST(version_compare(s[i], s[i]) == 0);
	}
	for (size_t i = 0; i < COUNT(s); i++) {
		int ab = version_compare(s[i], s[(i + 1) % 3]);
		int bc = version_compare(s[(i + 1) % 3], s[(i + 2) % 3]);
		int ac = version_compare(s[i], s[(i + 2) % 3]);
		int ba = version_compare(s[(i + 1) % 3], s[i]);

		MUST((ab < 0) == (ba > 0) && (ab > 0) == (ba < 0));
		MUST(!(ab <= 0 && bc <= 0) || ac <= 0);
		MUST(!(ab == 0 && bc == 0) || ac == 0);
	}
	return 0;
}
