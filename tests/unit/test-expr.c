/*
 * Limits, conditions, reports, and filters one by one. Whole templates are in
 * test-expr-vectors.c.
 */
#include <time.h>

#include "lib/base/buf.h"
#include "lib/expr/expr.h"
#include "tests/unit/tap.h"

static struct expr_result
evaluate(struct work *w, struct expr_vars *vars, const char *template)
{
	struct expr_result result;

	(void)expr_evaluate(w, vars, template, 0, &result);
	return result;
}

/* Evaluates #{X | filter}. */
static const char *
filtered(struct work *w, const char *input, const char *filter)
{
	struct expr_vars *vars = expr_vars_new(w);
	struct expr_result result;

	expr_vars_set(vars, "X", input);
	result = evaluate(w, vars, arena_printf(w->arena, "#{X | %s}", filter));
	return result.outcome == EXPR_MISSING ? "(null)" :
	    result.outcome == EXPR_FAILURE ? "(failure)" : result.text;
}

struct row {
	const char *input;
	const char *filter;
	const char *output;
};

static void
run_rows(struct work *w, const struct row *rows, size_t count)
{
	(void)setenv("TZ", "UTC", 1);
	tzset();
	for (size_t i = 0; i < count; i++)
		if (!IS(filtered(w, rows[i].input, rows[i].filter), rows[i].output))
			printf("# %s\n", rows[i].filter);
}

static void
numbers_format_as_in_net(struct work *w)
{
	static const struct row rows[] = {
		{"1234.565", "Format C", "\302\2441,234.57"}, {"-1234.565", "Format C", "(\302\2441,234.57)"},
		{"0.5", "Format N0", "1"}, {"0.5", "Format double N0", "0"},
		{"-0.004", "Format F", "0.00"}, {"-0.004", "Format double F", "-0.00"},
		{"1.005", "Format P", "100.50 %"}, {"99999.995", "Format E", "1.000000E+005"},
		{"1234.565", "Format G3", "1.23E+03"}, {"99999.995", "Format G3", "1E+05"},
		{"1e20", "Format double \"0.0E+0\"", "1.0E+20"}, {"1.50", "Format G", "1.50"},
		{"123456789.125", "Format \"0,,\"", "123"}, {"-1234", "Format int X", "FFFFFB2E"},
		{"255", "Format int D8", "00000255"}, {"0", "Format \"0;(0);zero\"", "zero"},
		{"0.004", "Format \"0;(0);zero\"", "zero"}, {"-1234.565", "Format \"0;;z\"", "-1235"},
		{"0.4", "Format \"0.00\342\200\260\"", "400.00\342\200\260"},
		{"1234.565", "Format \\\"0.###E-00\\\"", "1.235E03"}, {"1.5", "Format R", "(null)"},
		{"12345", "Format \"0000-0000\"", "0001-2345"}, {"-0.004", "Format double \\\"#\\\"", ""},
		{"1", "Format Q", "(null)"}, {"7", "Format int B", "111"}, {"NaN", "Format double N", "NaN"},
	};

	run_rows(w, rows, COUNT(rows));
}

static void
dates_are_read_and_formatted(struct work *w)
{
	static const struct row rows[] = {
		{"7/4/2031 3pm", "Format s", "2031-07-04T15:00:00"},
		{"4 Jul 31", "Format s", "2031-07-04T00:00:00"},
		{"Jul 4, 2031", "Format date yyyy-MM-dd", "2031-07-04"},
		{"Fri, 04 Jul 2031 15:04:05 GMT", "Format r", "Fri, 04 Jul 2031 15:04:05 GMT"},
		{"Mon, 04 Jul 2031 15:04:05 GMT", "Format r", "(null)"},
		{"2031-07", "Format s", "2031-07-01T00:00:00"}, {"20310704", "Format s", "(null)"},
		{"2031-02-29", "Format s", "(null)"}, {"31/12/2031", "Format s", "(null)"},
		{"2031-07-04T15:04:05.1234567+02:30", "Format o", "2031-07-04T15:04:05.1234567+02:30"},
		{"2031-07-04", "Format datetime o", "2031-07-04T00:00:00.0000000"},
		{"2031-07-04", "Format \"%d\"", "4"}, {"2031-07-04", "Format \"'x\"", "(null)"},
		{"2031-07-04", "AddDays \"1.5\"", "2031-07-05T12:00:00.0000000"},
		{"2031-07-04T00:00Z", "AddHours -1", "2031-07-03T23:00:00.0000000Z"},
		{"9999-12-31", "AddDays 1", "(null)"},
	};

	run_rows(w, rows, COUNT(rows));
}

static void
regular_expressions_are_those_of_net(struct work *w)
{
	static const struct row rows[] = {
		{"ab12", "Replace \"(?<n>[a-z]+)([0-9]+)\" \"${n}-$1-$2-$9\"", "ab-12-ab-$9"},
		{"abb", "Replace \"b*\" \"-\"", "-a--"}, {"aXb", "Replace X", "ab"},
		{"x", "Match \"(?R)\"", "(failure)"}, {"x", "Match \"a++\"", "(failure)"},
		{"x", "Match \"[a-z-[b]]\"", "(failure)"}, {"x", "Match \"(\"", "(failure)"},
		{"A", "Match \"\\u0041\"", "true"}, {"\303\251", "Match \"^\\w$\"", "true"},
		{"aab", "Match \"(a)\\1b\"", "true"}, {"a", "Match \"[[:alpha:]]\"", "false"},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "Match \"^(a|aa)+$\"", "(failure)"},
		{"a$b", "Replace \\\"\\$\\\" \"$$&$&\"", "a$&$b"},
	};

	run_rows(w, rows, COUNT(rows));
}

static void
texts_are_cut_and_encoded(struct work *w)
{
	static const struct row rows[] = {
		{"abc", "Substring 2", "ab"}, {"abc", "Substring 4 1", "(null)"},
		{"abc", "Substring 1 2147483647", "(failure)"}, {"abc", "Substring x", "(null)"},
		{"\360\237\230\200b", "Substring 2 1", "b"}, {"\360\237\230\200", "Truncate 1 \"\"", "\357\277\275"},
		{"  a ", "Trim start", "a "}, {"a", "Trim both", "(null)"}, {"a", "Append", "(null)"},
		{"a", "Indent /2", "a"}, {"a\nb", "Indent 300", "300a\n300b"}, {"a", "Indent a b c", "(null)"},
		{"a", "Contains a", "true"}, {"abc", "EndsWith bc", "true"}, {"abc", "StartsWith b", "false"},
		{"aGk=", "FromBase64", "hi"}, {"a Gk=", "FromBase64", "hi"}, {"aG=k", "FromBase64", "(failure)"},
		{"abc", "Sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"}, {"abc", "Md5 4 5", "(null)"},
		{"YWJj", "Sha256 base64 4", "ba7816bf"}, {"a:b c", "PropertiesKeyEscape", "a\\:b\\ c"},
		{"a", "ToUpper x", "(null)"}, {"a", "NoSuchFilter", "(null)"}, {"1.2.3.4", "VersionRevision", "4"},
		{"1.2", "VersionMajor", "1"}, {"1,2", "VersionMajor", "(failure)"},
		{"http://[::1]/", "UriPart DnsSafeHost", "::1"}, {"/x", "UriPart IsAbsoluteUri", "false"},
		{"/x", "UriPart Host", "[UriPart Host error: This operation is not supported for a relative URI.]"},
		{"http://h", "UriPart Nope", "[UriPart Nope error: argument 'Nope' not supported]"},
		{"mailto:u@h", "UriPart SchemeAndServer", "mailto:h"}, {"c:\\d", "UriPart AbsoluteUri", "file:///c:/d"},
		{"http://h:x/", "UriPart Host", "http://h:x/"},
	};

	run_rows(w, rows, COUNT(rows));
}

static void
markdown_has_tables_and_links(struct work *w)
{
	IS(filtered(w, "|a|b|\n|-|-:|\n|1|\\||", "Markdown"), "<table>\n<thead>\n<tr>\n<th>a</th>\n"
	    "<th style=\"text-align: right;\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
	    "<td style=\"text-align: right;\">|</td>\n</tr>\n</tbody>\n</table>\n\n");
	IS(filtered(w, "(http://a.b/c). http://localhost", "Markdown"),
	    "<p>(<a href=\"http://a.b/c\">http://a.b/c</a>). http://localhost</p>\n\n");
	IS(filtered(w, "1. x\n\n2. y", "Markdown"),
	    "<ol>\n<li><p>x</p>\n</li>\n<li><p>y</p>\n</li>\n</ol>\n\n");
}

/* A chain V0 <- V1 <- ... of count variables, the last of which is asked for. */
static struct expr_result
chain(struct work *w, int count)
{
	struct expr_vars *vars = expr_vars_new(w);

	expr_vars_set(vars, "V0", "x");
	for (int i = 1; i < count; i++)
		expr_vars_set(vars, arena_printf(w->arena, "V%d", i),
		    arena_printf(w->arena, "#{V%d}", i - 1));
	for (int i = 0; i < 10 && i < count; i++)
		(void)evaluate(w, vars, arena_printf(w->arena, "#{V%d}", i * count / 10));
	return evaluate(w, vars, arena_printf(w->arena, "#{V%d}", count - 1));
}

static void
depth_is_limited_whatever_is_remembered(struct work *w)
{
	IS(chain(w, 200).text, "x");
	IS_INT(chain(w, 201).outcome, EXPR_FAILURE);
	IS_INT(chain(w, 5000).outcome, EXPR_FAILURE);
}

/* Text repeated count times. */
static const char *
repeat(struct work *w, const char *text, size_t count)
{
	struct buf b;

	buf_init(&b, w->arena, (size_t)64 * 1024 * 1024);
	while (count-- > 0)
		buf_puts(&b, text);
	return b.s;
}

static void
hostile_templates_fail_soon(struct work *w)
{
	struct expr_vars *vars = expr_vars_new(w);
	struct expr_result r;

	IS_INT(evaluate(w, vars, repeat(w, "#{if A}", 50000)).outcome, EXPR_FAILURE);
	IS_INT(evaluate(w, vars, arena_printf(w->arena, "#{calc %s1}", repeat(w, "(", 5000))).outcome,
	    EXPR_FAILURE);
	IS_INT(evaluate(w, vars, arena_printf(w->arena, "#{%s", repeat(w, "a", 2000000))).outcome,
	    EXPR_FAILURE);
	(void)expr_evaluate(w, vars, repeat(w, "#{a", 100000), EXPR_LENIENT, &r);
	OK(r.outcome == EXPR_OK);
	expr_vars_set(vars, "A0", repeat(w, "x", 1000));
	for (int i = 1; i < 40; i++)
		expr_vars_set(vars, arena_printf(w->arena, "A%d", i),
		    arena_printf(w->arena, "#{A%d}#{A%d}", i - 1, i - 1));
	IS_INT(evaluate(w, vars, "#{A39}").outcome, EXPR_FAILURE);
	for (int i = 0; i < 190; i++)
		expr_vars_set(vars, arena_printf(w->arena, "N%d", i), arena_printf(w->arena,
		    "%s#{N%d}%s", repeat(w, "#{if T}", 90), i + 1, repeat(w, "#{/if}", 90)));
	expr_vars_set(vars, "T", "1");
	IS_INT(evaluate(w, vars, "#{N0}").outcome, EXPR_FAILURE);
	expr_vars_set(vars, "L", repeat(w, "a,", 300));
	IS_INT(evaluate(w, vars, "#{each a in L}#{each b in L}#{each c in L}#{a}#{/each}#{/each}"
	    "#{/each}").outcome, EXPR_FAILURE);
}

/* 2^60 ways through, and a missing name that each of them meets. */
static void
shared_values_are_evaluated_once(struct work *w)
{
	struct expr_vars *vars = expr_vars_new(w);
	struct expr_result r;

	expr_vars_set(vars, "V0", "#{Gone}");
	for (int i = 1; i <= 60; i++)
		expr_vars_set(vars, arena_printf(w->arena, "V%d", i), arena_printf(w->arena,
		    "#{if V%d == \"x\"}n#{/if}#{V%d | Truncate 3}", i - 1, i - 1));
	r = evaluate(w, vars, "#{V60}");
	IS_INT(r.missing_count, 1);
	IS(r.missing[0], "#{Gone}");
	IS(r.text, "#{G...");
}

static void
a_change_is_seen(struct work *w)
{
	struct expr_vars *vars = expr_vars_new(w);

	expr_vars_set(vars, "A", "#{B}");
	expr_vars_set(vars, "B", "1");
	IS(evaluate(w, vars, "#{A}").text, "1");
	expr_vars_set(vars, "b", "2");
	IS(evaluate(w, vars, "#{A}").text, "2");
	IS(expr_vars_get(vars, "a"), "#{B}");
	OK(expr_vars_get(vars, "C") == NULL);
	expr_vars_set(vars, "X[#{A}]", "3");
	IS_INT(evaluate(w, vars, "#{A}").outcome, EXPR_FAILURE);
}

static void
conditions_hold_or_not(struct work *w)
{
	static const char *const yes[] = {"1", "off", "00", " ", "null"};
	static const char *const no[] = {"", "0", "No", " FALSE ", "#{Gone}", "#{", "#{A | null}"};
	struct expr_vars *vars = expr_vars_new(w);
	struct expr_result r;

	for (size_t i = 0; i < COUNT(yes); i++) {
		r = evaluate(w, vars, yes[i]);
		OK(expr_truthy(&r));
	}
	for (size_t i = 0; i < COUNT(no); i++) {
		r = evaluate(w, vars, no[i]);
		OK(!expr_truthy(&r));
	}
	r = evaluate(w, vars, "#{P}#{Q}#{P}");
	IS(expr_report(w, &r), "The following tokens were unable to be evaluated: '#{P}', '#{Q}'");
}

static const struct test tests[] = {
	TEST(numbers_format_as_in_net),
	TEST(dates_are_read_and_formatted),
	TEST(regular_expressions_are_those_of_net),
	TEST(texts_are_cut_and_encoded),
	TEST(markdown_has_tables_and_links),
	TEST(depth_is_limited_whatever_is_remembered),
	TEST(hostile_templates_fail_soon),
	TEST(shared_values_are_evaluated_once),
	TEST(a_change_is_seen),
	TEST(conditions_hold_or_not),
};

TAP_MAIN(tests)
