/*
 * Custom formats of numbers. First pass over a section: where the digits, the
 * point and the separators are; then the number is rounded to what the section
 * shows; second pass: print. Zero after rounding may choose another section.
 */
#include "lib/expr/number.h"

struct pattern {
	struct str text;	/* of the section */
	int digits;		/* places for digits */
	int point;		/* of these before the point; -1: none seen */
	int first_zero;
	int last_zero;
	int comma;		/* digits before the last comma; -1: none */
	int commas;		/* in a row there */
	bool is_grouped;
	bool is_scientific;
	int shift;		/* powers of ten by % and , */
};

/* A quotation, an escaped character: how long, and what of it is text. */
static size_t
quotation(struct str f, size_t at, struct str *ret)
{
	size_t end = at + 1;

	if (f.s[at] == '\\') {
		if (end < f.len)
			(void)str_next(f, &end);
		*ret = str_slice(f, at + 1, end);
		return end - at;
	}
	while (end < f.len && f.s[end] != f.s[at])
		end++;
	*ret = str_slice(f, at + 1, end);
	return (end < f.len ? end + 1 : end) - at;
}

static bool
is_quote(char c)
{
	return c == '\'' || c == '"' || c == '\\';
}

/* The section of this number; the whole first one if it is absent or empty. */
static struct str
section(struct str f, int wanted, int *ret_section)
{
	size_t start = 0, end = 0;
	struct str text;

	for (int i = 0;; i++) {
		for (end = start; end < f.len && f.s[end] != ';';)
			end += is_quote(f.s[end]) ? quotation(f, end, &text) : 1;
		if (i == wanted || end >= f.len) {
			*ret_section = i == wanted && end > start ? wanted : 0;
			break;
		}
		start = end + 1;
	}
	if (*ret_section == wanted)
		return str_slice(f, start, end);
	return section(f, 0, ret_section);
}

/* Length of an exponent such as E+00 with its sign and number of zeros; 0 if it is none. */
static size_t
exponent(struct str f, size_t at, char *ret_sign, int *ret_zeros)
{
	size_t i = at + 1;

	*ret_sign = '\0';
	*ret_zeros = 0;
	if (i + 1 < f.len && (f.s[i] == '+' || f.s[i] == '-') && f.s[i + 1] == '0')
		*ret_sign = f.s[i++];
	for (; i < f.len && f.s[i] == '0'; i++)
		(*ret_zeros)++;
	return *ret_zeros > 0 ? i - at : 0;
}

static void
scan_comma(struct pattern *p)
{
	if (p->digits == 0 || p->point >= 0)
		return;
	if (p->comma == p->digits) {
		p->commas++;
		return;
	}
	if (p->comma >= 0)
		p->is_grouped = true;
	p->comma = p->digits;
	p->commas = 1;
}

static size_t
scan_char(struct pattern *p, size_t at)
{
	struct str f = p->text, skipped;
	char sign;
	int zeros;
	size_t len;

	switch (f.s[at]) {
	case '#':
		p->digits++;
		return 1;
	case '0':
		if (p->first_zero < 0)
			p->first_zero = p->digits;
		p->last_zero = ++p->digits;
		return 1;
	case '.':
		if (p->point < 0)
			p->point = p->digits;
		return 1;
	case ',':
		scan_comma(p);
		return 1;
	case '%':
		p->shift += 2;
		return 1;
	case 'E':
	case 'e':
		len = exponent(f, at, &sign, &zeros);
		p->is_scientific |= len > 0;
		return len > 0 ? len : 1;
	default:
		if (is_quote(f.s[at]))
			return quotation(f, at, &skipped);
		if (f.len - at >= 3 && memcmp(f.s + at, "\342\200\260", 3) == 0)
			p->shift += 3;
		return 1;
	}
}

static struct pattern
scan(struct str text)
{
	struct pattern p = {.text = text, .point = -1, .first_zero = -1, .comma = -1};

	for (size_t at = 0; at < text.len;)
		at += scan_char(&p, at);
	if (p.point < 0)
		p.point = p.digits;
	if (p.comma >= 0 && p.comma == p.point)
		p.shift -= p.commas * 3;
	else if (p.comma >= 0)
		p.is_grouped = true;
	p.first_zero = p.first_zero >= 0 && p.first_zero < p.point ? p.point - p.first_zero : 0;
	p.last_zero = p.last_zero > p.point ? p.point - p.last_zero : 0;
	return p;
}

struct printer {
	struct buf *b;
	const struct pattern *p;
	const struct digits *d;
	int taken;		/* digits of the number already printed */
	int place;		/* digits still to come before the point */
	int surplus;		/* digits of the number more than places; negative: fewer */
	bool is_exponent_due;
	bool is_point_done;
};

static void
put_digit(struct printer *pr, char c)
{
	buf_putc(pr->b, c);
	if (pr->p->is_grouped && pr->place > 1 && (pr->place - 1) % 3 == 0)
		buf_putc(pr->b, ',');
}

static char
next_digit(struct printer *pr)
{
	return pr->taken < pr->d->count ? pr->d->digit[pr->taken++] : '\0';
}

static void
put_surplus(struct printer *pr)
{
	for (; pr->surplus > 0; pr->surplus--, pr->place--) {
		char c = next_digit(pr);

		put_digit(pr, c == '\0' ? '0' : c);
	}
}

static void
put_place(struct printer *pr)
{
	char c;

	put_surplus(pr);
	if (pr->surplus < 0) {
		pr->surplus++;
		c = pr->place <= pr->p->first_zero ? '0' : '\0';
	} else {
		c = next_digit(pr);
		if (c == '\0' && pr->place > pr->p->last_zero)
			c = '0';
	}
	if (c != '\0')
		put_digit(pr, c);
	pr->place--;
}

static void
put_point(struct printer *pr)
{
	put_surplus(pr);
	if (pr->place != 0 || pr->is_point_done)
		return;
	if (pr->p->last_zero < 0 || (pr->p->point < pr->p->digits && pr->taken < pr->d->count)) {
		buf_putc(pr->b, '.');
		pr->is_point_done = true;
	}
}

static size_t
put_letter_e(struct printer *pr, size_t at)
{
	struct str f = pr->p->text;
	char sign;
	int zeros, value = pr->d->count == 0 ? 0 : pr->d->point - pr->p->point;
	size_t len = exponent(f, at, &sign, &zeros);

	if (len == 0 || !pr->is_exponent_due) {
		buf_add(pr->b, f.s + at, len > 0 ? len : 1);
		return len > 0 ? len : 1;
	}
	pr->is_exponent_due = false;
	buf_putc(pr->b, f.s[at]);
	if (value < 0 || sign == '+')
		buf_putc(pr->b, value < 0 ? '-' : '+');
	buf_printf(pr->b, "%0*d", zeros < 10 ? zeros : 10, abs(value));
	return len;
}

static size_t
put_char(struct printer *pr, size_t at)
{
	struct str f = pr->p->text, literal;
	size_t len = 1;

	switch (f.s[at]) {
	case '#':
	case '0':
		put_place(pr);
		break;
	case '.':
		put_point(pr);
		break;
	case ',':
		break;
	case 'E':
	case 'e':
		return put_letter_e(pr, at);
	default:
		if (is_quote(f.s[at])) {
			len = quotation(f, at, &literal);
			buf_str(pr->b, literal);
		} else {
			buf_putc(pr->b, f.s[at]);
		}
	}
	return len;
}

static void
print(struct buf *b, const struct pattern *p, const struct digits *d, bool has_sign)
{
	struct printer pr = {.b = b, .p = p, .d = d, .place = p->point,
	    .is_exponent_due = p->is_scientific};
	size_t start = b->len;

	if (!p->is_scientific) {
		pr.place = d->point > p->point ? d->point : p->point;
		pr.surplus = d->point - p->point;
	}
	if (has_sign)
		buf_putc(b, '-');
	for (size_t at = 0; at < p->text.len;)
		at += put_char(&pr, at);
	if (has_sign && d->point == 0 && b->len == start + 1) {
		b->s[start] = '\0';	/* a sign and nothing else */
		b->len = start;
	}
}

void
number_format_custom(struct buf *b, const struct number *n, struct str format)
{
	struct digits d = n->digits;
	struct pattern p;
	char text[40];
	int chosen, zero;

	if (n->type == NUMBER_DOUBLE) {
		(void)snprintf(text, sizeof(text), "%.14e", n->value);
		digits_of_text(text, &d);
		digits_round(&d, d.count);
	}
	p = scan(section(format, d.count == 0 ? 2 : d.is_negative ? 1 : 0, &chosen));
	if (d.count > 0) {
		struct digits whole = d;

		d.point += p.shift;
		digits_round(&d, p.is_scientific ? p.digits : d.point + p.digits - p.point);
		if (d.count == 0) {
			struct str other = section(format, 2, &zero);

			if (zero != chosen) {
				p = scan(other);
				chosen = zero;
				d = whole;
				d.point += p.shift;
				digits_round(&d, p.is_scientific ? p.digits :
				    d.point + p.digits - p.point);
			}
		}
	}
	if (d.count == 0) {
		d.point = 0;
		d.is_negative &= n->type == NUMBER_DOUBLE;
	}
	print(b, &p, &d, d.is_negative && chosen == 0);
}
