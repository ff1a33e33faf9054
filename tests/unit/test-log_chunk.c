/*
 * Lines of log chunks: what is written is read again, whatever the text holds.
 */
#include "lib/store/log_chunk.h"

#include "tests/unit/tap.h"

static void
log_chunk_add_is_read_again(struct work *w)
{
	static const struct { int category; const char *text, *want; } table[] = {
		{200, "Hello, World!", "Hello, World!"},
		{100, "", ""},
		{300, "a\tb\tc", "a\tb\tc"},
		{400, "two\nlines\r", "two lines "},
		{500, "  blanks  ", "  blanks  "},
		{210, "12\t300\tnot a record", "12\t300\tnot a record"},
		{200, "-1 \xc3\xa4", "-1 \xc3\xa4"},
	};
	struct log_chunk c;
	struct log_line l;
	const char *s;
	int number = 7;

	log_chunk_init(&c, w->arena);
	for (size_t i = 0; i < COUNT(table); i++)
		log_chunk_add(&c, 1700000000000000 + (int64_t)i, table[i].category, table[i].text,
		    strlen(table[i].text));
	s = c.body.s;
	for (size_t i = 0; i < COUNT(table); i++) {
		OK(log_line_next(&s, &number, &l));
		IS_INT(l.number, 7 + i);
		IS_INT(l.time_us, 1700000000000000 + (int64_t)i);
		IS_INT(l.category, table[i].category);
		IS(arena_strndup(w->arena, l.text, l.len), table[i].want);
	}
	OK(!log_line_next(&s, &number, &l));
}

static void
log_chunk_add_counts_levels(struct work *w)
{
	static const int categories[] = {100, 100, 200, 210, 300, 300, 300, 400, 500};
	struct log_chunk c;

	log_chunk_init(&c, w->arena);
	for (size_t i = 0; i < COUNT(categories); i++)
		log_chunk_add(&c, 1, categories[i], "x", 1);
	IS_INT(c.lines, 9);
	IS_INT(c.verbose, 2);
	IS_INT(c.warnings, 3);
	IS_INT(c.errors, 2);
}

static void
log_line_next_ends_at_an_open_line(struct work *w UNUSED)
{
	const char *s = "1\t200\twhole\n2\t200\tcut";
	struct log_line l;
	int number = 1;

	OK(log_line_next(&s, &number, &l));
	OK(!log_line_next(&s, &number, &l));
	s = "\n";
	OK(log_line_next(&s, &number, &l));
	IS_INT(l.len, 0);
}

/* Lines 11 to 20, every third verbose: 11, 14, 17, 20. */
static void
log_range_chooses_lines(struct work *w)
{
	static const struct { int64_t after, before; bool verbose; int first, last; size_t count; }
	    table[] = {
		{0, 0, true, 11, 20, 10},
		{0, 0, false, 12, 19, 6},
		{0, 14, true, 11, 13, 3},
		{0, 14, false, 12, 13, 2},
		{0, 11, true, 0, 0, 0},
		{0, 12, false, 0, 0, 0},
		{10, 0, true, 11, 20, 10},
		{18, 0, true, 19, 20, 2},
		{19, 0, false, 0, 0, 0},
		{20, 0, true, 0, 0, 0},
		{13, 16, true, 14, 15, 2},
		{INT32_MAX, 0, true, 0, 0, 0},
	};
	struct log_chunk c;

	log_chunk_init(&c, w->arena);
	for (int i = 11; i <= 20; i++)
		log_chunk_add(&c, i, i % 3 == 2 ? 100 : 200, "x", 1);
	for (size_t i = 0; i < COUNT(table); i++) {
		const struct log_range r = {.after = table[i].after, .before = table[i].before,
		    .verbose = table[i].verbose};
		const char *body = c.body.s;
		int number = 11, first = 0, last = 0;
		struct log_line l;

		IS_INT(log_range_count(&r, c.body.s, 11), table[i].count);
		while (log_range_next(&r, &body, &number, &l)) {
			first = first ? first : l.number;
			last = l.number;
		}
		IS_INT(first, table[i].first);
		IS_INT(last, table[i].last);
	}
}

static const struct test tests[] = {
	TEST(log_range_chooses_lines),
	TEST(log_chunk_add_is_read_again),
	TEST(log_chunk_add_counts_levels),
	TEST(log_line_next_ends_at_an_open_line),
};

TAP_MAIN(tests)
