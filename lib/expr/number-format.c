/*
 * Formats of numbers: a letter and a precision, or a custom pattern of # 0 . , %.
 * The rules are those of .NET's invariant culture.
 */
#include <math.h>

#include "lib/expr/number.h"

/* Zero decimals keep their places: 0.00 has none of them in digits. */
static char
digit_at(const struct digits *d, int i)
{
	return i >= 0 && i < d->count ? d->digit[i] : '0';
}

static void
put_plain(struct buf *b, const struct digits *d, int places, bool is_grouped)
{
	int before = d->point > 0 ? d->point : 1;

	for (int i = 0; i < before; i++) {
		buf_putc(b, d->point > 0 ? digit_at(d, i) : '0');
		if (is_grouped && before - i > 1 && (before - i - 1) % 3 == 0)
			buf_putc(b, ',');
	}
	if (places > 0)
		buf_putc(b, '.');
	for (int i = 0; i < places && !b->is_full; i++)
		buf_putc(b, digit_at(d, d->point + i));
}

static void
put_exponent(struct buf *b, char letter, int exponent, int least, bool has_plus)
{
	buf_putc(b, letter);
	if (exponent < 0 || has_plus)
		buf_putc(b, exponent < 0 ? '-' : '+');
	buf_printf(b, "%0*d", least, abs(exponent));
}

/* Digits rounded to places after the point; a double as printf rounds. */
static struct digits
to_places(const struct number *n, int places)
{
	struct digits d = n->digits;
	char text[DIGITS_MAX];

	if (n->type == NUMBER_DOUBLE) {
		(void)snprintf(text, sizeof(text), "%.*f", places < 1100 ? places : 1100, n->value);
		d.is_negative = text[0] == '-';
		d.count = 0;
		d.point = (int)strcspn(text, ".") - d.is_negative;
		for (const char *c = text + d.is_negative; *c != '\0'; c++) {
			if (d.count == 0 && *c == '0')
				d.point--;
			else if (*c != '.')
				d.digit[d.count++] = *c;
		}
		if (d.count == 0)
			d.point = 0;
		return d;
	}
	digits_round(&d, d.point + places);
	if (d.count == 0)
		d.is_negative = false;
	return d;
}

static struct digits
to_significant(const struct number *n, int count)
{
	struct digits d = n->digits;
	char text[DIGITS_MAX];

	if (n->type == NUMBER_DOUBLE) {
		(void)snprintf(text, sizeof(text), "%.*e", count < 1100 ? count - 1 : 1099,
		    n->value);
		digits_of_text(text, &d);
		digits_round(&d, d.count);
	} else {
		digits_round(&d, count);
	}
	return d;
}

static void
put_fixed(struct buf *b, const struct number *n, char kind, int places)
{
	struct digits d = to_places(n, places + (kind == 'P' ? 2 : 0));
	bool in_brackets = kind == 'C' && d.is_negative;

	if (kind == 'P' && d.count > 0)
		d.point += 2;
	if (in_brackets)
		buf_putc(b, '(');
	else if (d.is_negative)
		buf_putc(b, '-');
	if (kind == 'C')
		buf_puts(b, "\302\244");
	put_plain(b, &d, places, kind != 'F');
	if (kind == 'P')
		buf_puts(b, " %");
	if (in_brackets)
		buf_putc(b, ')');
}

static void
put_scientific(struct buf *b, const struct digits *d, int places, char letter, int least)
{
	if (d->is_negative)
		buf_putc(b, '-');
	buf_putc(b, digit_at(d, 0));
	if (places > 0)
		buf_putc(b, '.');
	for (int i = 1; i <= places && !b->is_full; i++)
		buf_putc(b, digit_at(d, i));
	put_exponent(b, letter, d->count == 0 ? 0 : d->point - 1, least, true);
}

static void
put_general(struct buf *b, const struct number *n, int precision, char letter)
{
	struct digits d;
	int places;

	if (precision <= 0 && n->type == NUMBER_DOUBLE) {
		number_put(b, n->value);
		return;
	}
	d = precision > 0 ? to_significant(n, precision) : n->digits;
	if (precision > 0 && d.count > 0 && (d.point > precision || d.point < -4)) {
		put_scientific(b, &d, d.count - 1, letter == 'g' ? 'e' : 'E', 2);
		return;
	}
	places = d.count > d.point ? d.count - d.point : 0;
	if (d.is_negative && (d.count > 0 || n->type == NUMBER_DOUBLE))
		buf_putc(b, '-');
	put_plain(b, &d, places, false);
}

static bool
put_integer(struct buf *b, int value, char letter, int precision)
{
	char text[40];
	unsigned bits = (unsigned)value;
	int len = 0;

	if (letter == 'B' || letter == 'b') {
		int top = 31;

		while (top > 0 && (bits >> top & 1) == 0)
			top--;
		for (; top >= 0; top--)
			text[len++] = (char)('0' + (bits >> top & 1));
		text[len] = '\0';
	} else if (letter == 'D' || letter == 'd') {
		len = snprintf(text, sizeof(text), "%lld", llabs((long long)value));
		if (value < 0)
			buf_putc(b, '-');
	} else {
		len = snprintf(text, sizeof(text), letter == 'X' ? "%X" : "%x", bits);
	}
	for (; len < precision && !b->is_full; len++)
		buf_putc(b, '0');
	buf_puts(b, text);
	return true;
}

/* precision is -1 if none was given. */
static bool
format_standard(struct buf *b, const struct number *n, char letter, int precision)
{
	char kind = (char)(letter & ~0x20);
	int places = precision < 0 ? 2 : precision;
	struct digits d;

	switch (kind) {
	case 'C':
	case 'N':
	case 'F':
	case 'P':
		put_fixed(b, n, kind, places);
		return true;
	case 'E':
		places = precision < 0 ? 6 : precision;
		d = to_significant(n, places + 1);
		put_scientific(b, &d, places, letter, 3);
		return true;
	case 'R':
		if (n->type == NUMBER_DOUBLE)
			number_put(b, n->value);
		return n->type == NUMBER_DOUBLE || (n->type == NUMBER_INT &&
		    format_standard(b, n, 'G', -1));
	case 'G':
		put_general(b, n, precision, letter);
		return true;
	case 'D':
	case 'X':
	case 'B':
		return n->type == NUMBER_INT && put_integer(b, (int)n->value, letter, precision);
	default:
		return false;
	}
}

static bool
is_standard(struct str format, int *ret_precision)
{
	long precision = 0;

	if (format.len == 0 || !is_ascii_letter(format.s[0]) || format.len > 10)
		return false;
	for (size_t i = 1; i < format.len; i++) {
		if (!is_digit(format.s[i]))
			return false;
		precision = precision * 10 + (format.s[i] - '0');
	}
	*ret_precision = format.len == 1 ? -1 : (int)precision;
	return true;
}

bool
number_format(struct buf *b, const struct number *n, struct str format)
{
	int precision;

	if (format.len == 0)
		format = STR("G");
	if (n->type == NUMBER_DOUBLE && (isnan(n->value) || isinf(n->value))) {
		number_put(b, n->value);
		return true;
	}
	if (is_standard(format, &precision))
		return format_standard(b, n, format.s[0], precision);
	number_format_custom(b, n, format);
	return true;
}
