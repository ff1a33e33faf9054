#ifndef SLIPWAY_TESTS_FUZZ_H
#define SLIPWAY_TESTS_FUZZ_H

/*
 * What the fuzz targets share: a unit of work for each input, the input as a
 * string, and a check that ends the process so that the fuzzer keeps the input.
 */
#include "lib/base/work.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(cond) ((cond) ? (void)0 : fuzz_broken(#cond, __FILE__, __LINE__))

static UNUSED void
fuzz_broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

/* A fresh unit of work; what the last one held is gone. */
static UNUSED struct work *
fuzz_begin(void)
{
	static struct work w;
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_new((size_t)256 * 1024 * 1024);
	arena_reset(arena);
	work_begin(&w, arena);
	return &w;
}

/* The input up to a NUL. */
static UNUSED const char *
fuzz_text(struct work *w, const uint8_t *data, size_t size)
{
	return arena_strndup(w->arena, (const char *)data, strnlen((const char *)data, size));
}

/* The next line of a text, which moves behind it; "" at the end. */
static UNUSED const char *
fuzz_line(struct work *w, const char **text)
{
	size_t len = strcspn(*text, "\n");
	const char *line = arena_strndup(w->arena, *text, len);

	*text += len + ((*text)[len] == '\n');
	return line;
}

#endif
