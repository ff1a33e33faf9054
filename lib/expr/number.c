/*
 * Reading numbers, and printing doubles. Formats are in number-format.c.
 */
#include "lib/expr/number.h"

#include <math.h>

#define DECIMAL_MAX "79228162514264337593543950335"
#define DECIMAL_SCALE 28
#define NUMBER_CHARS 2000		/* longer texts are no numbers */

struct reader {
	struct str s;
	size_t at;
	char plain[NUMBER_CHARS];	/* for strtod: sign, digits, point, exponent */
	size_t len;
};

static bool
peek(const struct reader *r, char c)
{
	return r->at < r->s.len && r->s.s[r->at] == c;
}

static void
keep(struct reader *r, char c)
{
	if (r->len + 1 < sizeof(r->plain))
		r->plain[r->len++] = c;
}

static bool
read_sign(struct reader *r)
{
	if (!peek(r, '-') && !peek(r, '+'))
		return false;
	keep(r, r->s.s[r->at++]);
	return true;
}

static size_t
read_digits(struct reader *r, bool may_group)
{
	size_t count = 0;

	for (; r->at < r->s.len; r->at++) {
		char c = r->s.s[r->at];

		if (c == ',' && may_group && count > 0)
			continue;
		if (!is_digit(c))
			break;
		keep(r, c);
		count++;
	}
	return count;
}

/* Integer part and fraction. */
static bool
read_mantissa(struct reader *r)
{
	size_t count = read_digits(r, true);

	if (peek(r, '.')) {
		r->at++;
		keep(r, '.');
		count += read_digits(r, false);
	}
	return count > 0;
}

static bool
read_exponent(struct reader *r)
{
	if (!peek(r, 'e') && !peek(r, 'E'))
		return true;
	r->at++;
	keep(r, 'e');
	(void)read_sign(r);
	return read_digits(r, false) > 0;
}

static bool
read_word(struct str s, double *ret)
{
	static const struct {
		const char *word;
		double value;
	} words[] = {
		{"Infinity", INFINITY}, {"+Infinity", INFINITY}, {"-Infinity", -INFINITY},
		{"NaN", NAN}, {"+NaN", NAN}, {"-NaN", NAN}
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (str_like(s, words[i].word)) {
			*ret = words[i].value;
			return true;
		}
	}
	return false;
}

bool
number_parse(struct str s, double *ret)
{
	struct reader r = {.s = str_trim(s)};

	if (r.s.len >= NUMBER_CHARS)
		return false;
	if (read_word(r.s, ret))
		return true;
	(void)read_sign(&r);
	if (!read_mantissa(&r) || !read_exponent(&r) || r.at != r.s.len)
		return false;
	*ret = strtod(r.plain, NULL);
	return true;
}

static bool
put_special(struct buf *b, double value)
{
	if (isnan(value))
		buf_puts(b, "NaN");
	else if (isinf(value))
		buf_puts(b, value < 0 ? "-Infinity" : "Infinity");
	else
		return false;
	return true;
}

void
digits_of_text(const char *s, struct digits *ret)
{
	int count = 0;

	ret->is_negative = *s == '-';
	for (s += ret->is_negative; *s != '\0' && *s != 'e'; s++)
		if (is_digit(*s) && count < DIGITS_MAX)
			ret->digit[count++] = *s;
	ret->point = *s == 'e' ? atoi(s + 1) + 1 : count;
	ret->count = count;
	if (count > 0 && ret->digit[0] == '0')
		ret->count = ret->point = 0;
}

void
digits_round(struct digits *d, int count)
{
	bool is_up = count >= 0 && count < d->count && d->digit[count] >= '5';
	int i = count < 0 ? 0 : count < d->count ? count : d->count;

	while (is_up && i > 0 && d->digit[i - 1] == '9')
		i--;
	if (is_up && i > 0) {
		d->digit[i - 1]++;
	} else if (is_up) {
		d->digit[0] = '1';
		d->point++;
		i = 1;
	}
	while (i > 0 && d->digit[i - 1] == '0')
		i--;
	d->count = i;
	if (i == 0)
		d->point = 0;
}

/* The text with the fewest digits that reads back the same. */
static void
shortest(double value, struct digits *ret)
{
	char text[40];

	for (int precision = 0; precision <= 16; precision++) {
		(void)snprintf(text, sizeof(text), "%.*e", precision, value);
		if (strtod(text, NULL) == value)
			break;
	}
	digits_of_text(text, ret);
	digits_round(ret, ret->count);
}

void
number_put(struct buf *b, double value)
{
	struct digits d;
	int exponent;

	if (put_special(b, value))
		return;
	shortest(value, &d);
	if (signbit(value))
		buf_putc(b, '-');
	exponent = d.point - 1;
	if (d.count == 0) {
		buf_putc(b, '0');
	} else if (exponent < -4 || exponent > 16) {
		buf_putc(b, d.digit[0]);
		if (d.count > 1)
			buf_putc(b, '.');
		buf_add(b, d.digit + 1, (size_t)d.count - 1);
		buf_printf(b, "E%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
	} else {
		if (d.point <= 0)
			buf_putc(b, '0');
		for (int i = d.point <= 0 ? d.point : 0; i < d.count || i < d.point; i++) {
			if (i == d.point)
				buf_putc(b, '.');
			buf_putc(b, i >= 0 && i < d.count ? d.digit[i] : '0');
		}
	}
}

/* Brings written digits into the range of a decimal. */
static bool
decimal_fit(struct digits *d)
{
	int count = d->count, room;

	if (d->point > 29)
		return false;
	room = d->point + DECIMAL_SCALE;
	if (d->point > 0)
		room = memcmp(d->digit, DECIMAL_MAX, count < 29 ? (size_t)count : 29) > 0 ? 28 : 29;
	if (count > room)
		digits_round(d, room);
	return d->point < 29 || d->count < 29 || memcmp(d->digit, DECIMAL_MAX, 29) <= 0;
}

static bool
decimal_parse(struct str s, struct digits *ret)
{
	struct reader r = {.s = str_trim(s)};
	const char *point, *from;
	bool has_sign;

	if (r.s.len >= DIGITS_MAX)
		return false;
	has_sign = read_sign(&r);
	if (!read_mantissa(&r))
		return false;
	if (!has_sign && (peek(&r, '-') || peek(&r, '+')))
		ret->is_negative = r.s.s[r.at++] == '-';
	else
		ret->is_negative = has_sign && r.plain[0] == '-';
	if (r.at != r.s.len)
		return false;
	from = r.plain + has_sign;
	point = strchr(from, '.');
	ret->point = point == NULL ? (int)strlen(from) : (int)(point - from);
	ret->count = 0;
	for (const char *c = from; *c != '\0'; c++) {
		if (*c == '.')
			continue;
		if (ret->count == 0 && *c == '0')
			ret->point--;
		else
			ret->digit[ret->count++] = *c;
	}
	return decimal_fit(ret);
}

bool
number_read(struct str s, enum number_type type, struct number *ret)
{
	char text[24];
	int value;

	ret->type = type;
	if (type == NUMBER_DOUBLE)
		return number_parse(s, &ret->value);
	if (type == NUMBER_DECIMAL)
		return decimal_parse(s, &ret->digits);
	if (!str_int(s, &value))
		return false;
	ret->value = value;
	(void)snprintf(text, sizeof(text), "%d", value);
	digits_of_text(text, &ret->digits);
	return true;
}
