/* The grammar and the order of versions. */
#include "lib/base/semver.h"

#include "tests/unit/tap.h"

static void
version_parse_reads_the_parts(struct work *w)
{
	static const struct {
		const char *text;
		int64_t part[4];
		int count;
		const char *label, *meta;
	} cases[] = {
		{"1", {1, 0, 0, 0}, 1, "", ""},
		{"v1.2", {1, 2, 0, 0}, 2, "", ""},
		{"V01.002.3", {1, 2, 3, 0}, 3, "", ""},
		{"1.2.3.2147483647", {1, 2, 3, 2147483647}, 4, "", ""},
		{"0.0.0-beta.01", {0, 0, 0, 0}, 3, "beta.01", ""},
		{"1.0-a-b_c.--.99999999999999999999", {1, 0, 0, 0}, 2,
		    "a-b_c.--.99999999999999999999", ""},
		{"1.0.0+build.5-x+y_.", {1, 0, 0, 0}, 3, "", "build.5-x+y_."},
		{"2026.11.24.1-rc.2+abc", {2026, 11, 24, 1}, 4, "rc.2", "abc"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct version v = {0};

		OK(version_parse(w->arena, cases[i].text, &v));
		OK(memcmp(v.part, cases[i].part, sizeof(v.part)) == 0);
		IS_INT(v.count, cases[i].count);
		IS(v.label, cases[i].label);
		IS(v.meta, cases[i].meta);
	}
}

static void
version_valid_refuses_the_rest(struct work *w)
{
	static const struct { const char *text, *why; } cases[] = {
		{"", "one to four numbers"}, {"v", "one to four numbers"}, {"x1", "one to four"},
		{"vv1", "one to four"}, {"-1", "one to four"}, {".1", "one to four"},
		{"1.", "one to four"}, {"1..2", "one to four"},
		{"1.2.3.4.5", "four numbers at most"},
		{"2147483648", "2147483647"}, {"1.99999999999999999999", "2147483647"},
		{"1.0-", "label"}, {"1.0-a..b", "label"}, {"1.0-a.", "label"}, {"1.0-+m", "label"},
		{"1.0+", "metadata"}, {"1.0-a+", "metadata"}, {" 1.0", "one to four"},
		{"1.0 ", "not allowed"}, {"1.0-a b", "not allowed"}, {"1.0/2", "not allowed"},
		{"1.0-\xc3\xa4", "label"}, {"1.0a", "not allowed"}, {"1.0+m/", "not allowed"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		OK(!version_valid(w, cases[i].text, "/Version"));
		IS_INT(w->error.code, ERR_INVALID);
		IS(w->error.items->pointer, "/Version");
		if (!OK(strstr(w->error.message, cases[i].why) != NULL))
			printf("# %s\n", w->error.message);
		work_clear_error(w);
	}
	OK(version_valid(w, "1.2.3-rc.1+x", "/Version"));
}

static void
version_valid_limits_the_length(struct work *w)
{
	char *text = arena_alloc(w->arena, VERSION_MAX_BYTES + 2);

	memset(text, 'a', VERSION_MAX_BYTES);
	memcpy(text, "1-", 2);
	OK(version_valid(w, text, "/Version"));
	text[VERSION_MAX_BYTES] = 'a';
	OK(!version_valid(w, text, "/Version"));
}

static void
version_compare_orders(struct work *w)
{
	/* each is less than the next */
	static const char *const ordered[] = {
		"", "nonsense", "Other", "0", "0.0.0.1-a", "0.0.0.1", "1-0", "1-1", "1-2", "1-10",
		"1-18446744073709551616", "1-18446744073709551617", "1-18446744073709551617.0",
		"1--", "1-alpha", "1-alpha.1", "1-Alpha.beta", "1-beta.2", "1-beta.11", "1-rc",
		"1-rc1",
		"1", "1.0.0.1-x", "1.0.0.1", "1.2", "1.9.9", "1.10", "2-a", "2",
	};

	(void)w;
	for (size_t i = 0; i < COUNT(ordered); i++) {
		for (size_t j = 0; j < COUNT(ordered); j++) {
			int order = version_compare(ordered[i], ordered[j]);

			if (!OK((order < 0) == (i < j) && (order > 0) == (i > j)))
				printf("# %s against %s: %d\n", ordered[i], ordered[j], order);
		}
	}
}

static void
version_compare_looks_through_spelling(struct work *w)
{
	static const char *const same[][2] = {
		{"1.0", "1.0.0"}, {"v1.2", "1.2"}, {"1.01", "1.1"}, {"1.0+a", "1.0+b"},
		{"1.0-RC.1", "1.0-rc.01"}, {"1.1.0", "1.1.0.0"}, {"X", "x"}, {"1-00", "1-0"},
	};

	(void)w;
	for (size_t i = 0; i < COUNT(same); i++) {
		IS_INT(version_compare(same[i][0], same[i][1]), 0);
		IS_INT(version_compare(same[i][1], same[i][0]), 0);
	}
}

static const struct test tests[] = {
	TEST(version_parse_reads_the_parts),
	TEST(version_valid_refuses_the_rest),
	TEST(version_valid_limits_the_length),
	TEST(version_compare_orders),
	TEST(version_compare_looks_through_spelling),
};

TAP_MAIN(tests)
