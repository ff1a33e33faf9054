/* JSON: what is refused, what comes back unchanged, pointers. */
#include "lib/base/json.h"

#include "tests/unit/tap.h"

static struct json_object *
parse(struct work *w, const char *s)
{
	return json_parse(w, s, strlen(s));
}

static void
json_parse_gives_back_what_it_read(struct work *w)
{
	static const struct { const char *in, *out; } cases[] = {
		{"{}", "{}"}, {"[]", "[]"}, {" [ 1 , 2 ] \r\n\t", "[1,2]"}, {"7", "7"},
		{"\"x\"", "\"x\""},
		{"true", "true"}, {"[null,false]", "[null,false]"},
		{"{\"a\":{\"b\":[]}}", "{\"a\":{\"b\":[]}}"},
		{"\xef\xbb\xbf{\"a\":1}", "{\"a\":1}"},
		{"[0.10,1e5,1E+5,-0.0]", "[0.10,1e5,1E+5,-0.0]"},
		{"[9223372036854775807,-9223372036854775808]",
		    "[9223372036854775807,-9223372036854775808]"},
		{"{\"a\":1,\"a\":2}", "{\"a\":2}"}, {"{\"\":\"\"}", "{\"\":\"\"}"},
		{"[\"\\u00e4\\n\\/\\\"\\\\\"]", "[\"\xc3\xa4\\n/\\\"\\\\\"]"},
		{"[\"\\ud83d\\uDEA2\"]", "[\"\xf0\x9f\x9a\xa2\"]"},
		{"[\"\\\\u0000\"]", "[\"\\\\u0000\"]"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_object *value = parse(w, cases[i].in);

		if (!OK(value != NULL))
			printf("# %s\n", w->error.message);
		IS(json_text(w, value), cases[i].out);
		work_clear_error(w);
	}
}

static void
json_parse_refuses(struct work *w)
{
	static const struct { const char *text, *why; } cases[] = {
		{"", "end"}, {"  ", "end"}, {"{", "end"}, {"[1,2", "end"}, {"\"abc", "without end"},
		{"null", "null"}, {"[1] [2]", ""}, {"[1]]", ""}, {"1 2", ""}, {"[]x", ""},
		{"[NaN]", ""}, {"[Infinity]", ""}, {"[-Infinity]", "malformed number"}, {"nul", ""},
		{"[True]", ""}, {"{'a':1}", ""}, {"{a:1}", ""}, {"{\"a\"}", ""}, {"{\"a\":}", ""},
		{"{\"a\":1,}", ""}, {"[1,]", ""}, {"[,1]", ""}, {"[1 2]", ""}, {"{1:2}", ""},
		{"/**/[]", ""},
		{"[1]//x", ""}, {"[1.]", "malformed number"}, {"[.5]", ""}, {"[+1]", ""},
		{"[-]", "malformed number"}, {"[01]", "malformed number"},
		{"[-00]", "malformed number"},
		{"[1e]", "malformed number"}, {"[1e+]", "malformed number"}, {"[0x10]", ""},
		{"[9223372036854775808]", "64 bits"}, {"[-9223372036854775809]", "64 bits"},
		{"[1e400]", "64 bits"}, {"[1e-400]", "64 bits"},
		{"[1e99999999999999999999]", "64 bits"},
		{"[0.1234567890123456789012345678901234567890123456789012345678901234567890]",
		    "60"},
		{"[\"a\tb\"]", "control"}, {"[\"a\nb\"]", "control"}, {"[\"\\x\"]", ""},
		{"[\"\\u12\"]", ""},
		{"[\"\\u0000\"]", "NUL"}, {"{\"\\u0000\":1}", "NUL"},
		{"[\"\\ud800\"]", "surrogate"},
		{"[\"\\ud800x\"]", "surrogate"}, {"[\"\\udc00\"]", "surrogate"},
		{"[\"\\ud800\\u0041\"]", "surrogate"}, {"[\"\xff\"]", "UTF-8"},
		{"[\"\xc0\xaf\"]", "UTF-8"},
		{"[\"\xed\xa0\x80\"]", "UTF-8"}, {"[\xef\xbb\xbf]", ""}, {"\f[]", ""},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!OK(parse(w, cases[i].text) == NULL))
			printf("# accepted: %s\n", cases[i].text);
		IS_INT(w->error.code, ERR_INVALID);
		if (work_failed(w) && !OK(strstr(w->error.message, cases[i].why) != NULL))
			printf("# %s: %s\n", cases[i].text, w->error.message);
		work_clear_error(w);
	}
	OK(json_parse(w, "[1\0]", 4) == NULL);
	OK(json_parse(w, "[]\0", 3) == NULL);
}

static void
json_parse_names_the_line(struct work *w)
{
	OK(parse(w, "{\n\"a\": 1,\n\"b\": x\n}") == NULL);
	OK(strstr(w->error.message, "line 3") != NULL);
}

static const char *
nested(struct work *w, size_t depth, char open, char close)
{
	char *text = arena_alloc(w->arena, 2 * depth + 1);

	memset(text, open, depth);
	memset(text + depth, close, depth);
	return text;
}

static void
json_parse_limits_the_depth(struct work *w)
{
	OK(parse(w, nested(w, 32, '[', ']')) != NULL);
	OK(parse(w, nested(w, 33, '[', ']')) == NULL);
	work_clear_error(w);
	OK(parse(w, nested(w, 100000, '[', ']')) == NULL);
	IS_INT(w->error.code, ERR_INVALID);
}

static void
json_getters_have_defaults(struct work *w)
{
	struct json_object *o = parse(w, "{\"s\":\"x\",\"b\":true,"
	    "\"i\":7,\"n\":null,\"d\":1.5,\"a\":[\"p\",1]}");

	IS(json_str(o, "s", "d"), "x");
	IS(json_str(o, "S", "d"), "d");
	IS(json_str(o, "i", "d"), "d");
	IS(json_str(NULL, "s", "d"), "d");
	OK(json_flag(o, "b", false));
	OK(json_flag(o, "s", true));
	IS_INT(json_int(o, "i", 1), 7);
	IS_INT(json_int(o, "d", 1), 1);
	OK(json_get(o, "n") == NULL);
	IS_INT(json_len(json_get(o, "a")), 2);
	IS_INT(json_len(o), 0);
	IS(json_str_at(json_get(o, "a"), 0), "p");
	IS(json_str_at(json_get(o, "a"), 1), "");
	IS(json_str_at(json_get(o, "a"), 2), "");
	OK(json_at(json_get(o, "a"), 2) == NULL);
	IS(json_text(w, NULL), "null");
}

static void
json_set_replaces_and_copies(struct work *w)
{
	struct json_object *o = json_new_object(w), *a = json_new_array(w);

	json_set_str(o, "s", "1");
	json_set_str(o, "s", NULL);
	json_set_bool(o, "b", true);
	json_set_int(o, "i", INT64_MIN);
	json_push_str(a, "x");
	json_push(a, json_copy(o));
	json_set_int(o, "i", 1);
	IS(json_text(w, a), "[\"x\",{\"s\":null,\"b\":true,\"i\":-9223372036854775808}]");
	IS(json_text(w, o), "{\"s\":null,\"b\":true,\"i\":1}");
	OK(json_copy(NULL) == NULL);
}

static void
json_pointer_follows_rfc_6901(struct work *w)
{
	static const struct { const char *pointer, *value; } cases[] = {
		{"/foo/0", "\"bar\""}, {"/foo/1", "\"baz\""}, {"/foo/2", NULL}, {"/foo/-", NULL},
		{"/foo/01", NULL}, {"/foo/x", NULL}, {"/", "0"}, {"/a~1b", "1"}, {"/m~0n", "8"},
		{"/c.d", "3"}, {"/none", NULL}, {"/n", NULL}, {"foo", NULL}, {"/a~1b/x", NULL},
	};
	struct json_object *o = parse(w, "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8,"
	    "\"c.d\":3,\"n\":null}");

	OK(json_pointer(o, "") == o);
	OK(json_pointer(NULL, "/x") == NULL);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_object *v = json_pointer(o, cases[i].pointer);

		if (!IS(v != NULL ? json_text(w, v) : NULL, cases[i].value))
			printf("# %s\n", cases[i].pointer);
	}
	IS(json_pointer_below(w, "", "a/b"), "/a~1b");
	IS(json_pointer_below(w, "/x", "m~n"), "/x/m~0n");
	IS(json_pointer_below(w, "/x", ""), "/x/");
}

static void
json_pointer_put_makes_what_is_missing(struct work *w)
{
	static const struct { const char *pointer, *result; } cases[] = {
		{"/a", "{\"a\":1}"}, {"/a/b/c", "{\"a\":{\"b\":{\"c\":1}}}"},
		{"/a/-", "{\"a\":[1]}"},
		{"/a/-/b", "{\"a\":[{\"b\":1}]}"}, {"/a/-/-", "{\"a\":[[1]]}"}, {"/-", "{\"-\":1}"},
		{"/x~1y/a.b~0", "{\"x/y\":{\"a.b~\":1}}"}, {"/", "{\"\":1}"},
		{"/a/0", "{\"a\":{\"0\":1}}"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_object *o = json_new_object(w);

		OK(json_pointer_put(o, cases[i].pointer, json_object_new_int(1)));
		IS(json_text(w, o), cases[i].result);
	}
}

static void
json_pointer_put_changes_arrays(struct work *w)
{
	struct json_object *o = parse(w, "{\"a\":[{\"b\":1},2],\"s\":\"x\",\"n\":null}");

	OK(json_pointer_put(o, "/a/0/b", json_object_new_int(9)));
	OK(json_pointer_put(o, "/a/1", json_object_new_string("two")));
	OK(json_pointer_put(o, "/a/-", NULL));
	OK(json_pointer_put(o, "/n/x", json_object_new_boolean(true)));
	IS(json_text(w, o), "{\"a\":[{\"b\":9},\"two\",null],\"s\":\"x\",\"n\":{\"x\":true}}");
}

static void
json_pointer_put_refuses_what_does_not_fit(struct work *w)
{
	static const char *const bad[] = {
		"", "a", "/a/3", "/a/x", "/a/01", "/a/+1", "/a/ 1", "/a/1/b", "/s/x", "/a/9/b",
		"/a/-1",
		"/a/99999999999999999999", "/a/",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29"
		"/30/31/32/33",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct json_object *o = parse(w, "{\"a\":[{\"b\":1},2],\"s\":\"x\"}");

		if (!OK(!json_pointer_put(o, bad[i], json_object_new_int(1))))
			printf("# accepted: %s\n", bad[i]);
	}
	OK(!json_pointer_put(NULL, "/a", json_object_new_int(1)));
}

static const struct test tests[] = {
	TEST(json_parse_gives_back_what_it_read),
	TEST(json_parse_refuses),
	TEST(json_parse_names_the_line),
	TEST(json_parse_limits_the_depth),
	TEST(json_getters_have_defaults),
	TEST(json_set_replaces_and_copies),
	TEST(json_pointer_follows_rfc_6901),
	TEST(json_pointer_put_makes_what_is_missing),
	TEST(json_pointer_put_changes_arrays),
	TEST(json_pointer_put_refuses_what_does_not_fit),
};

TAP_MAIN(tests)
