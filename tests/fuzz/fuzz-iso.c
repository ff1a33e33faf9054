/* An instant or a TimeSpan. */
#include "lib/base/clock.h"

#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *text = fuzz_text(w, data, size);
	int64_t value, again = 0;

	if (clock_parse_iso(text, &value)) {
		MUST(clock_parse_iso(clock_iso(w->arena, value), &again));
		MUST(again <= value && value - again < 1000);
	}
	if (timespan_parse(text, &value)) {
		MUST(timespan_parse(timespan_text(w->arena, value), &again));
		MUST(again == value);
		MUST(duration_text(w->arena, value)[0] != '\0');
	}
	return 0;
}
