/* A line that a script wrote. */
#include "lib/base/ansi.h"

#include "lib/base/utf8.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	struct buf clean, again;
	struct ansi_span *spans;
	size_t count, len = 0;

	buf_init(&clean, w->arena, size * 3);
	line_clean(&clean, (const char *)data, size);
	MUST(!clean.is_full);
	MUST(strlen(clean.s) == clean.len && utf8_valid(clean.s, clean.len));
	buf_init(&again, w->arena, clean.len);
	line_clean(&again, clean.s, clean.len);
	MUST(again.len == clean.len && memcmp(again.s, clean.s, clean.len) == 0);
	count = ansi_spans(w->arena, clean.s, &spans);
	for (size_t i = 0; i < count; i++) {
		MUST(spans[i].len > 0 && memchr(spans[i].text, 0x1b, spans[i].len) == NULL);
		MUST(spans[i].fg >= -1 && spans[i].fg <= 7);
		MUST(spans[i].bg >= -1 && spans[i].bg <= 7);
		len += spans[i].len;
	}
	MUST(len <= clean.len);
	(void)ansi_spans(w->arena, fuzz_text(w, data, size), &spans);	/* also not cleaned */
	return 0;
}
