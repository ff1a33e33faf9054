#ifndef SLIPWAY_TESTS_TAP_H
#define SLIPWAY_TESTS_TAP_H

/*
 * Sixty lines instead of a test framework: OK(condition), IS(got, expected) for
 * strings, IS_INT, and a main that runs a table of tests, each in a fresh unit of
 * work. Output is TAP for prove(1).
 */
#include "lib/base/work.h"

struct test {
	const char *name;
	void (*run)(struct work *w);
};

static int tap_count, tap_failed;

#define OK(cond) tap_check((cond), #cond, __FILE__, __LINE__)
#define IS(got, want) tap_is((got), (want), #got, __FILE__, __LINE__)
#define IS_INT(got, want) tap_is_int((long long)(got), (long long)(want), #got, __FILE__, __LINE__)
#define TEST(fn) {#fn, fn}
#define TAP_MAIN(tests) int main(void) { return tap_main(tests, COUNT(tests)); }

static const char *tap_test;

static UNUSED bool
tap_check(bool ok, const char *what, const char *file, int line)
{
	tap_count++;
	if (!ok) {
		tap_failed++;
		printf("not ok %d - %s: %s\n# %s:%d\n", tap_count, tap_test, what, file, line);
	} else {
		printf("ok %d - %s\n", tap_count, tap_test);
	}
	return ok;
}

static UNUSED bool
tap_is(const char *got, const char *want, const char *what, const char *file, int line)
{
	bool same = (got == NULL || want == NULL) ? got == want : strcmp(got, want) == 0;

	if (!tap_check(same, what, file, line))
		printf("#      got: %s\n# expected: %s\n", got ? got : "(null)", want ? want : "(null)");
	return same;
}

static UNUSED bool
tap_is_int(long long got, long long want, const char *what, const char *file, int line)
{
	if (!tap_check(got == want, what, file, line))
		printf("#      got: %lld\n# expected: %lld\n", got, want);
	return got == want;
}

static UNUSED int
tap_main(const struct test *tests, size_t count)
{
	struct arena *a = arena_new((size_t)512 * 1024 * 1024);
	struct work w;

	for (size_t i = 0; i < count; i++) {
		tap_test = tests[i].name;
		work_begin(&w, a);
		tests[i].run(&w);
		arena_reset(a);
	}
	arena_free(a);
	printf("1..%d\n", tap_count);
	fflush(stdout);
	return tap_failed != 0;
}

#endif
