/*
 * Reading dates. The free form takes what .NET takes in its invariant culture:
 * year first, month first, or English names; then a time, then a zone.
 */
#include "lib/expr/date.h"

struct cursor {
	struct str s;
	size_t at;
};

static char
look(const struct cursor *c, size_t ahead)
{
	return c->at + ahead < c->s.len ? c->s.s[c->at + ahead] : '\0';
}

static bool
take(struct cursor *c, char wanted)
{
	if (look(c, 0) != wanted)
		return false;
	c->at++;
	return true;
}

static bool
skip_spaces(struct cursor *c)
{
	size_t start = c->at;

	while (look(c, 0) == ' ' || look(c, 0) == '\t')
		c->at++;
	return c->at > start;
}

/* Up to most digits; returns how many there were. */
static int
take_number(struct cursor *c, int most, int *ret)
{
	int count = 0;

	for (*ret = 0; count < most && is_digit(look(c, 0)); count++)
		*ret = *ret * 10 + (c->s.s[c->at++] - '0');
	return is_digit(look(c, 0)) ? 0 : count;
}

/* A full English name or its first three letters; its index, or -1. */
static int
take_name(struct cursor *c, const char *const *names, int count)
{
	size_t len = 0;

	while (is_ascii_letter(look(c, len)))
		len++;
	for (int i = 0; i < count; i++) {
		struct str word = str_slice(c->s, c->at, c->at + len);

		if (len >= 3 && (str_like(word, names[i]) ||
		    (len == 3 && str_same(word, (struct str){names[i], 3})))) {
			c->at += len;
			return i;
		}
	}
	return -1;
}

static bool
take_fraction(struct cursor *c, int *ret)
{
	int count = 0;

	for (*ret = 0; is_digit(look(c, 0)); count++, c->at++)
		if (count < 7)
			*ret = *ret * 10 + (look(c, 0) - '0');
	for (int i = count; i < 7; i++)
		*ret *= 10;
	return count > 0;
}

/* Z, GMT, +hh, +hhmm, +hh:mm. */
static bool
take_zone(struct cursor *c, struct date *ret)
{
	int hours, minutes = 0, count;
	bool is_west = look(c, 0) == '-';

	if (take(c, 'Z') || take(c, 'z')) {
		ret->zone = ZONE_UTC;
		return true;
	}
	if (c->s.len - c->at >= 3 && str_like(str_slice(c->s, c->at, c->at + 3), "GMT")) {
		c->at += 3;
		ret->zone = ZONE_UTC;
		return true;
	}
	if (!take(c, '+') && !take(c, '-'))
		return false;
	count = take_number(c, 4, &hours);
	if (count == 0 || count == 3)
		return false;
	if (count == 4) {
		minutes = hours % 100;
		hours /= 100;
	} else if (take(c, ':') && take_number(c, 2, &minutes) != 2) {
		return false;
	}
	if (hours > 14 || minutes > 59 || hours * 60 + minutes > 840)
		return false;
	ret->zone = ZONE_OFFSET;
	ret->offset = (is_west ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

bool
date_parse_iso(struct str s, struct date *ret)
{
	struct cursor c = {.s = s};
	struct clock k = {0};

	*ret = (struct date){0};
	if (take_number(&c, 4, &k.year) != 4 || !take(&c, '-') ||
	    take_number(&c, 2, &k.month) != 2 || !take(&c, '-') ||
	    take_number(&c, 2, &k.day) != 2 || !take(&c, 'T') ||
	    take_number(&c, 2, &k.hour) != 2 || !take(&c, ':') ||
	    take_number(&c, 2, &k.minute) != 2 || !take(&c, ':') ||
	    take_number(&c, 2, &k.second) != 2)
		return false;
	if (look(&c, 0) == '.') {
		size_t start = ++c.at;

		if (!take_fraction(&c, &k.fraction) || c.at - start > 7)
			return false;
	}
	if (c.at < s.len && (look(&c, 0) == 'G' || look(&c, 0) == 'z' || !take_zone(&c, ret)))
		return false;
	return c.at == s.len && clock_to_ticks(&k, &ret->ticks);
}

static bool
take_half(struct cursor *c, struct clock *k)
{
	bool is_pm = (look(c, 0) | 0x20) == 'p';

	if (!is_pm && (look(c, 0) | 0x20) != 'a')
		return false;
	c->at++;
	if ((look(c, 0) | 0x20) == 'm')
		c->at++;
	if (is_ascii_letter(look(c, 0)) || k->hour < 1 || k->hour > 12) {
		k->hour = 99;	/* no such hour: refused later */
		return true;
	}
	k->hour = k->hour % 12 + (is_pm ? 12 : 0);
	return true;
}

/* H:m[:s[.f]] [AM|PM] or 3pm; after T every number has two digits. */
static bool
take_time(struct cursor *c, bool is_strict, struct clock *k)
{
	int least = is_strict ? 2 : 1;
	size_t before;

	if (take_number(c, 2, &k->hour) < least)
		return false;
	if (look(c, 0) != ':') {
		skip_spaces(c);
		return !is_strict && take_half(c, k);
	}
	c->at++;
	if (take_number(c, 2, &k->minute) < least)
		return false;
	if (take(c, ':')) {
		if (take_number(c, 2, &k->second) < least)
			return false;
		if (take(c, '.') && !take_fraction(c, &k->fraction))
			return false;
	}
	before = c->at;
	skip_spaces(c);
	if (!take_half(c, k))
		c->at = before;
	return true;
}

/* The numbers and the month name of a date, in the order they were written. */
struct parts {
	int count;
	int number[3];
	int digits[3];
	int name_at;		/* -1: no month name */
	bool has_space;
};

/* Whether a time begins here. */
static bool
before_time(const struct cursor *c)
{
	size_t i = 0;

	while (is_digit(look(c, i)))
		i++;
	if (i == 0 || i > 2)
		return false;
	if (look(c, i) == ':')
		return true;
	while (look(c, i) == ' ')
		i++;
	return strchr("aApP", look(c, i)) != NULL && look(c, i) != '\0' &&
	    (look(c, i + 1) | 0x20) == 'm';
}

static bool
take_part(struct cursor *c, struct parts *p)
{
	int month;

	if (is_digit(look(c, 0))) {
		p->digits[p->count] = take_number(c, 4, &p->number[p->count]);
		return p->digits[p->count++] > 0;
	}
	month = take_name(c, date_months, 12);
	if (month < 0 || p->name_at >= 0)
		return false;
	p->name_at = p->count;
	p->number[p->count] = month + 1;
	p->digits[p->count++] = 0;
	return true;
}

/* Separators: - / . or spaces, a comma with names. */
static bool
take_separator(struct cursor *c, struct parts *p)
{
	bool is_space = skip_spaces(c);

	if (take(c, '-') || take(c, '/') || take(c, '.') || take(c, ',')) {
		skip_spaces(c);
		return true;
	}
	p->has_space |= is_space;
	return is_space;
}

static bool
take_parts(struct cursor *c, struct parts *p)
{
	p->name_at = -1;
	while (p->count < 3 && !before_time(c)) {
		size_t before = c->at;

		if (!take_part(c, p))
			return false;
		if (p->count == 3)
			break;
		before = c->at;
		if (!take_separator(c, p) || before_time(c) || c->at >= c->s.len) {
			c->at = before;
			break;
		}
		if (!is_digit(look(c, 0)) && !is_ascii_letter(look(c, 0))) {
			c->at = before;
			break;
		}
	}
	return p->count >= 2;
}

static int
whole_year(int year, int digits)
{
	return digits > 2 ? year : year + (year < 50 ? 2000 : 1900);
}

static void
set_date(struct clock *k, int year, int month, int day)
{
	k->year = year;
	k->month = month;
	k->day = day;
}

/* Two parts: a year is missing, or a day. */
static bool
two_parts(const struct parts *p, int this_year, struct clock *k)
{
	int month_at = p->name_at >= 0 ? p->name_at : p->digits[0] > 2 ? 1 : 0;
	int other = 1 - month_at;

	if (p->digits[other] > 2)
		set_date(k, p->number[other], p->number[month_at], 1);
	else
		set_date(k, this_year, p->number[month_at], p->number[other]);
	return true;
}

static bool
three_parts(const struct parts *p, struct clock *k)
{
	const int *n = p->number;

	if (p->digits[0] > 2) {
		set_date(k, n[0], n[1], n[2]);
		return p->name_at < 0 || p->name_at == 1;
	}
	if (p->name_at == 1)
		set_date(k, whole_year(n[2], p->digits[2]), n[1], n[0]);
	else
		set_date(k, whole_year(n[2], p->digits[2]), n[0], n[1]);
	return p->name_at != 2 && (p->name_at >= 0 || !p->has_space);
}

static bool
take_date(struct cursor *c, struct clock *k)
{
	struct clock today = clock_of(date_to_local(date_now()).ticks);
	struct parts p = {0};

	if (before_time(c)) {
		set_date(k, today.year, today.month, today.day);
		return true;
	}
	if (!take_parts(c, &p))
		return false;
	return p.count == 2 ? two_parts(&p, today.year, k) : three_parts(&p, k);
}

bool
date_parse(struct str s, struct date *ret)
{
	struct cursor c = {.s = str_trim(s)};
	struct clock k = {0};
	int weekday = take_name(&c, date_weekdays, 7);
	bool is_strict, has_date;

	*ret = (struct date){0};
	if (weekday >= 0) {
		(void)take(&c, ',');
		skip_spaces(&c);
	}
	has_date = !before_time(&c);
	if (!take_date(&c, &k))
		return false;
	is_strict = has_date && (look(&c, 0) == 'T' || look(&c, 0) == 't');
	if (is_strict)
		c.at++;
	else if (has_date && !skip_spaces(&c) && c.at < c.s.len)
		return false;
	if (c.at < c.s.len) {
		if (!take_time(&c, is_strict, &k))
			return false;
		skip_spaces(&c);
		if (c.at < c.s.len && !take_zone(&c, ret))
			return false;
	}
	return c.at == c.s.len && clock_to_ticks(&k, &ret->ticks) &&
	    (weekday < 0 || clock_of(ret->ticks).weekday == weekday);
}
