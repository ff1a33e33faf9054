/* Buffers: always a string, never beyond their maximum. */
#include "lib/base/buf.h"

#include "tests/unit/tap.h"

static void
buf_is_always_a_string(struct work *w)
{
	struct buf b;

	buf_init(&b, w->arena, 100);
	IS(b.s, "");
	buf_add(&b, "x", 0);
	IS(b.s, "");
	buf_puts(&b, "ab");
	buf_putc(&b, 'c');
	buf_printf(&b, "%d", 12);
	buf_add(&b, "\0z", 2);
	OK(b.len == 7 && memcmp(b.s, "abc12\0z", 8) == 0);
	OK(!b.is_full);
}

static void
buf_grows_keeping_its_content(struct work *w)
{
	struct buf b;

	buf_init(&b, w->arena, 1000000);
	for (int i = 0; i < 10000; i++)
		buf_printf(&b, "%09d ", i);
	IS_INT(b.len, 100000);
	OK(memcmp(b.s, "000000000 000000001 ", 20) == 0);
	OK(memcmp(b.s + 99990, "000009999 ", 11) == 0);
	buf_printf(&b, "%*d", 5000, 1);
	IS_INT(b.len, 105000);
}

static void
buf_full_adds_nothing_and_stays(struct work *w)
{
	struct buf b;

	buf_init(&b, w->arena, 5);
	buf_puts(&b, "12345");
	OK(!b.is_full);
	buf_putc(&b, '6');
	OK(b.is_full);
	IS(b.s, "12345");
	buf_clear(&b);
	IS(b.s, "");
	OK(!b.is_full);
	buf_puts(&b, "123");
	buf_printf(&b, "%s", "456");
	OK(b.is_full);
	buf_putc(&b, '4');	/* would fit, but something is missing already */
	IS(b.s, "123");
}

static void
buf_of_maximum_zero_and_largest(struct work *w)
{
	struct buf b;

	buf_init(&b, w->arena, 0);
	buf_clear(&b);
	buf_putc(&b, 'x');
	OK(b.is_full);
	IS(b.s, "");
	buf_init(&b, w->arena, SIZE_MAX);
	buf_puts(&b, "x");
	IS(b.s, "x");
}

static const struct test tests[] = {
	TEST(buf_is_always_a_string),
	TEST(buf_grows_keeping_its_content),
	TEST(buf_full_adds_nothing_and_stays),
	TEST(buf_of_maximum_zero_and_largest),
};

TAP_MAIN(tests)
