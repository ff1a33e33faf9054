/* Reading the Cookie header. */
#include "lib/base/cookie.h"

#include "tests/unit/tap.h"

static void
cookie_get_finds_the_value(struct work *w)
{
	static const struct { const char *header, *value; } cases[] = {
		{NULL, NULL}, {"", NULL}, {"sid", NULL}, {"=x", NULL}, {";;;", NULL},
		{"sid=abc", "abc"}, {"sid=", ""}, {"a=1; sid=abc", "abc"},
		{"a=1;sid=abc;b=2", "abc"},
		{"sid=first; sid=second", "first"}, {"SID=x", NULL}, {"xsid=1", NULL},
		{"sid2=1; sid=2", "2"}, {"sid=\"q v\"", "q v"}, {"sid=\"", "\""},
		{"  sid = abc  ;x", "abc"}, {"sid=a=b=c", "a=b=c"}, {"junk; ;=;sid=1", "1"},
		{"a=sid=1", NULL}, {"a=\"x; sid=2\"", "2\""},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(cookie_get(w->arena, cases[i].header, "sid"), cases[i].value);
	IS(cookie_get(w->arena, "=x", ""), NULL);
}

static const struct test tests[] = {
	TEST(cookie_get_finds_the_value),
};

TAP_MAIN(tests)
