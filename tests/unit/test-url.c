/* Percent encoding, queries, paths, UTF-8. */
#include "lib/base/url.h"

#include "tests/unit/tap.h"

static void
utf8_valid_follows_rfc_3629(struct work *w)
{
	static const char *const good[] = {
		"", "a", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x9a\xa2", "\xf4\x8f\xbf\xbf",
	};
	static const char *const bad[] = {
		"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80",
		"\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "a\xe2\x82",
	};

	(void)w;
	for (size_t i = 0; i < COUNT(good); i++)
		OK(utf8_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		OK(!utf8_valid(bad[i], strlen(bad[i])));
}

static void
url_decode_takes_valid_text_only(struct work *w)
{
	static const struct { const char *in; bool plus; const char *out; } cases[] = {
		{"", false, ""}, {"a+b", true, "a b"}, {"a+b", false, "a+b"}, {"%2B", true, "+"},
		{"%C3%a4", false, "\xc3\xa4"}, {"a%2Fb", false, "a/b"}, {"%0A", false, "\n"},
		{"%", false, NULL}, {"%2", false, NULL}, {"%zz", false, NULL}, {"a%4", false, NULL},
		{"%00", false, NULL}, {"%c0%af", false, NULL}, {"%ff", true, NULL},
		{"%%41", true, NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(url_decode(w->arena, cases[i].in, strlen(cases[i].in), cases[i].plus),
		    cases[i].out);
	OK(url_decode(w->arena, "a\0b", 3, false) == NULL);
}

static void
url_encode_keeps_unreserved_only(struct work *w)
{
	IS(url_encode(w->arena, "AZaz09-._~"), "AZaz09-._~");
	IS(url_encode(w->arena, "a b/c?&=+%"), "a%20b%2Fc%3F%26%3D%2B%25");
	IS(url_encode(w->arena, "\xc3\xa4"), "%C3%A4");
	IS(url_encode(w->arena, ""), "");
}

static bool
parse(struct work *w, const char *s, struct params *ret)
{
	return params_parse(w, s, strlen(s), 4, ret);
}

static void
params_keep_order_and_duplicates(struct work *w)
{
	struct params p;

	OK(parse(w, "b=1&a=x+y&b=2&=lost", &p));
	IS_INT(p.count, 3);
	IS(p.items[0].name, "b");
	IS(p.items[0].value, "1");
	IS(params_get(&p, "a"), "x y");
	IS(params_get(&p, "b"), "2");
	IS(params_get(&p, "B"), NULL);
	IS(params_get(&p, ""), NULL);
}

static void
params_of_odd_shapes(struct work *w)
{
	struct params p;

	OK(parse(w, "", &p));
	IS_INT(p.count, 0);
	OK(parse(w, "&&", &p));
	IS_INT(p.count, 0);
	OK(parse(w, "flag&x==1&y=", &p));
	IS_INT(p.count, 3);
	IS(params_get(&p, "flag"), "");
	IS(params_get(&p, "x"), "=1");
	OK(parse(w, "%2FSteps%2F-=a%0D%0Ab", &p));
	IS(params_get(&p, "/Steps/-"), "a\r\nb");
}

static void
params_get_nocase_takes_empty_as_absent(struct work *w)
{
	struct params p;

	OK(parse(w, "Skip=5&TAKE=&skip=7", &p));
	IS(params_get_nocase(&p, "skip"), "7");
	IS(params_get_nocase(&p, "take"), NULL);
	IS(params_get_nocase(&p, "none"), NULL);
}

static void
params_refuse_malformed_and_too_many(struct work *w)
{
	static const char *const bad[] = {"a=%", "%=1", "a=1&b=%zz", "a=%00", "a=%ff"};
	struct params p;

	for (size_t i = 0; i < COUNT(bad); i++) {
		OK(!parse(w, bad[i], &p));
		IS_INT(w->error.code, ERR_INVALID);
		work_clear_error(w);
	}
	OK(!parse(w, "a=1&b=2&c=3&d=4&e=5", &p));
	IS_INT(w->error.code, ERR_TOO_LARGE);
}

static void
path_split_decodes_each_segment(struct work *w)
{
	struct path p;

	OK(path_split(w, "/api//Spaces-1/a%2Fb/c+d/", &p));
	IS_INT(p.count, 4);
	IS(p.segments[0], "api");
	IS(p.segments[1], "Spaces-1");
	IS(p.segments[2], "a/b");
	IS(p.segments[3], "c+d");
	OK(path_split(w, "/", &p));
	IS_INT(p.count, 0);
	OK(path_split(w, "", &p));
	IS_INT(p.count, 0);
	OK(path_split(w, "/.../..a", &p));
	IS_INT(p.count, 2);
}

static void
path_split_refuses_tricks(struct work *w)
{
	static const char *const bad[] = {
		"/..", "/a/../b", "/.", "/%2e%2E/x", "/a%00", "/a%0a", "/a%7f", "/a%", "/%ff",
		"/a\x01",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29/30"
		"/31/32/33",
	};
	struct path p = {.count = 42};

	for (size_t i = 0; i < COUNT(bad); i++) {
		OK(!path_split(w, bad[i], &p));
		IS_INT(w->error.code, ERR_INVALID);
		work_clear_error(w);
	}
	IS_INT(p.count, 42);
}

static const struct test tests[] = {
	TEST(utf8_valid_follows_rfc_3629),
	TEST(url_decode_takes_valid_text_only),
	TEST(url_encode_keeps_unreserved_only),
	TEST(params_keep_order_and_duplicates),
	TEST(params_of_odd_shapes),
	TEST(params_get_nocase_takes_empty_as_absent),
	TEST(params_refuse_malformed_and_too_many),
	TEST(path_split_decodes_each_segment),
	TEST(path_split_refuses_tricks),
};

TAP_MAIN(tests)
