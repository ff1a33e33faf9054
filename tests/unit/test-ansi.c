/* Lines of scripts: cleaned, and their colours. */
#include "lib/base/ansi.h"

#include "lib/base/utf8.h"
#include "tests/unit/tap.h"

#define BAD "\xef\xbf\xbd"

static void
line_clean_keeps_text_tabs_and_colours(struct work *w)
{
	static const struct { const char *in, *out; } cases[] = {
		{"", ""}, {"plain\ttext", "plain\ttext"},
		{"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
		{"\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"}, {"\x1b[m", "\x1b[m"},
		{"\x1b[38;2;1;2;3mx", "\x1b[38;2;1;2;3mx"}, {"\x1b[4:3mx", "\x1b[4:3mx"},
		{"\xf0\x9f\x9a\xa2", "\xf0\x9f\x9a\xa2"},
		/* bad bytes */
		{"a\xff""b", "a" BAD "b"}, {"\xc3", BAD}, {"\xc0\xaf", BAD BAD},
		{"\xed\xa0\x80", BAD BAD BAD},
		/* control characters */
		{"a\rb\n", "ab"}, {"\a\b\v\f\x7f", ""}, {"\xc2\x9b" "31m", "31m"},
		{"\xe2\x80\xae" "abc\xe2\x81\xa6", "abc"},
		/* other sequences */
		{"\x1b[2J\x1b[1;1Hx", "x"}, {"\x1b[?25lx", "x"}, {"\x1b[>4;1mx", "x"},
		{"\x1b]0;title\ax", "x"}, {"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"},
		{"\x1b]0;no end", "0;no end"}, {"\x1bPq#0\x1b\\x", "x"}, {"\x1b(Bx", "x"},
		{"\x1b=x", "x"},
		{"\x1b", ""}, {"x\x1b[", "x"}, {"x\x1b[31", "x"}, {"\x1b[3\x01" "1m", "1m"},
		{"\x1b\x1b[1mx", "\x1b[1mx"}, {"\x1b[1\x1b[1mx", "\x1b[1mx"}, {"\x1b[1 mx", "x"},
		{"\x1b[0000000000000000000000000000000000000000000000000000000000000000mx", "x"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		buf_init(&out, w->arena, 10000);
		line_clean(&out, cases[i].in, strlen(cases[i].in));
		IS(out.s, cases[i].out);
	}
}

static void
line_clean_drops_nul_and_adds_to_the_end(struct work *w)
{
	struct buf out;

	buf_init(&out, w->arena, 100);
	buf_puts(&out, "> ");
	line_clean(&out, "a\0b", 3);
	IS(out.s, "> ab");
	OK(!out.is_full);
	buf_init(&out, w->arena, 3);
	line_clean(&out, "\xff\xff", 2);
	IS(out.s, BAD);
	OK(out.is_full);
}

/* "fg,bg,bold,underline:text|..." */
static const char *
described(struct work *w, const char *line)
{
	struct ansi_span *spans = NULL;
	size_t count = ansi_spans(w->arena, line, &spans);
	struct buf text;

	buf_init(&text, w->arena, 10000);
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s%d,%d,%d,%d:%.*s", i > 0 ? "|" : "", spans[i].fg, spans[i].bg,
		    spans[i].bold, spans[i].underline, (int)spans[i].len, spans[i].text);
	return text.s;
}

static void
ansi_spans_follow_colours(struct work *w)
{
	static const struct { const char *line, *spans; } cases[] = {
		{"", ""}, {"plain", "-1,-1,0,0:plain"},
		{"a\x1b[31mb\x1b[0mc", "-1,-1,0,0:a|1,-1,0,0:b|-1,-1,0,0:c"},
		{"\x1b[1;4;32;41mx\x1b[22;24;39;49my", "2,1,1,1:x|-1,-1,0,0:y"},
		{"\x1b[97;100mx", "7,0,0,0:x"}, {"\x1b[31m\x1b[mx", "-1,-1,0,0:x"},
		{"\x1b[38;5;9mx", "1,-1,0,0:x"}, {"\x1b[38;5;21;1mx", "4,-1,1,0:x"},
		{"\x1b[38;5;196mx", "1,-1,0,0:x"}, {"\x1b[48;5;232mx", "-1,0,0,0:x"},
		{"\x1b[48;5;255mx", "-1,7,0,0:x"}, {"\x1b[38;5;999mx", "-1,-1,0,0:x"},
		{"\x1b[38;2;255;128;0mx", "3,-1,0,0:x"}, {"\x1b[38;2;10;10;10mx", "0,-1,0,0:x"},
		{"\x1b[48:2::0:200:0mx", "-1,2,0,0:x"}, {"\x1b[38:2:0:0:99;1mx", "4,-1,1,0:x"},
		{"\x1b[38:5:4mx", "4,-1,0,0:x"}, {"\x1b[38mx", "-1,-1,0,0:x"},
		{"\x1b[38;5mx", "-1,-1,0,0:x"}, {"\x1b[38;2;1;1mx", "-1,-1,0,0:x"},
		{"\x1b[4:3mx\x1b[4:0my", "-1,-1,0,1:x|-1,-1,0,0:y"},
		{"\x1b[3;9;58;5;1mx", "-1,-1,0,0:x"},
		{"\x1b[;31mx", "1,-1,0,0:x"}, {"\x1b[99999999999mx", "-1,-1,0,0:x"},
		{"a\x1b[2Kb", "-1,-1,0,0:a|-1,-1,0,0:b"}, {"a\x1b[31", "-1,-1,0,0:a"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(described(w, cases[i].line), cases[i].spans);
}

static const struct test tests[] = {
	TEST(line_clean_keeps_text_tabs_and_colours),
	TEST(line_clean_drops_nul_and_adds_to_the_end),
	TEST(ansi_spans_follow_colours),
};

TAP_MAIN(tests)
