/*
 * The calendar, the local zone, and formats of dates. Reading is in
 * date-parse.c.
 */
#include "lib/expr/date.h"

#include <time.h>

#define EPOCH_DAYS 719162	/* of 1970-01-01 since the year 1 */

const char *const date_months[12] = {
	"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"
};

const char *const date_weekdays[7] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
};

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool
clock_to_ticks(const struct clock *c, int64_t *ret)
{
	int64_t days, years = c->year - 1;

	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > month_days(c->year, c->month) || c->hour > 23 || c->minute > 59 ||
	    c->second > 59)
		return false;
	days = years * 365 + years / 4 - years / 100 + years / 400 + c->day - 1;
	for (int m = 1; m < c->month; m++)
		days += month_days(c->year, m);
	*ret = days * TICKS_PER_DAY + c->fraction +
	    TICKS_PER_SECOND * (c->hour * 3600 + c->minute * 60 + c->second);
	return true;
}

struct clock
clock_of(int64_t ticks)
{
	int64_t days = ticks / TICKS_PER_DAY, rest = ticks % TICKS_PER_DAY;
	int seconds = (int)(rest / TICKS_PER_SECOND);
	struct clock c = {.year = (int)(days / 366) + 1, .month = 1, .day = 1};
	int64_t start = 0;

	c.weekday = (int)((days + 1) % 7);
	for (;; c.year++) {
		int64_t next, y = c.year;

		next = y * 365 + y / 4 - y / 100 + y / 400;
		if (next > days)
			break;
	}
	start = (int64_t)(c.year - 1) * 365 + (c.year - 1) / 4 - (c.year - 1) / 100 +
	    (c.year - 1) / 400;
	days -= start;
	while (days >= month_days(c.year, c.month))
		days -= month_days(c.year, c.month++);
	c.day = (int)days + 1;
	c.hour = seconds / 3600;
	c.minute = seconds / 60 % 60;
	c.second = seconds % 60;
	c.fraction = (int)(rest % TICKS_PER_SECOND);
	return c;
}

static time_t
unix_time(int64_t ticks)
{
	return (time_t)(ticks / TICKS_PER_SECOND - (int64_t)EPOCH_DAYS * 86400);
}

int
date_local_offset_at_utc(int64_t ticks)
{
	time_t at = unix_time(ticks);
	struct tm tm;

	tzset();
	return localtime_r(&at, &tm) == NULL ? 0 : (int)(tm.tm_gmtoff / 60);
}

int
date_local_offset(int64_t ticks)
{
	struct clock c = clock_of(ticks);
	struct tm tm = {.tm_year = c.year - 1900, .tm_mon = c.month - 1, .tm_mday = c.day,
	    .tm_hour = c.hour, .tm_min = c.minute, .tm_sec = c.second, .tm_isdst = -1};

	(void)mktime(&tm);	/* an hour that does not exist moves forward */
	return (int)(tm.tm_gmtoff / 60);
}

struct date
date_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (struct date){.zone = ZONE_UTC, .ticks = now.tv_nsec / 100 +
	    TICKS_PER_SECOND * (now.tv_sec + (int64_t)EPOCH_DAYS * 86400)};
}

static int64_t
clamp(int64_t ticks)
{
	return ticks < 0 ? 0 : ticks >= TICKS_END ? TICKS_END - 1 : ticks;
}

struct date
date_to_utc(struct date d)
{
	int offset = d.zone == ZONE_UTC ? 0 : d.zone == ZONE_OFFSET ? d.offset :
	    date_local_offset(d.ticks);

	d.ticks = clamp(d.ticks - offset * 60LL * TICKS_PER_SECOND);
	d.zone = ZONE_UTC;
	d.offset = 0;
	return d;
}

struct date
date_to_local(struct date d)
{
	if (d.zone == ZONE_NONE)
		return d;
	d = date_to_utc(d);
	d.offset = date_local_offset_at_utc(d.ticks);
	d.ticks = clamp(d.ticks + d.offset * 60LL * TICKS_PER_SECOND);
	d.zone = ZONE_OFFSET;
	return d;
}

/* One date being formatted. */
struct view {
	struct buf *b;
	struct date date;
	enum date_type type;
	struct clock c;
};

static void
put_offset(struct buf *b, int offset, int length)
{
	int minutes = abs(offset);

	buf_printf(b, length == 1 ? "%c%d" : "%c%02d", offset < 0 ? '-' : '+', minutes / 60);
	if (length >= 3)
		buf_printf(b, ":%02d", minutes % 60);
}

static int
view_offset(const struct view *v)
{
	return v->date.zone == ZONE_NONE ? date_local_offset(v->date.ticks) : v->date.offset;
}

/* f and F: fractions; F without zeros at the end, nor the point before them. */
static bool
put_fraction(struct view *v, char letter, int length)
{
	int value = v->c.fraction;

	if (length > 7)
		return false;
	for (int i = length; i < 7; i++)
		value /= 10;
	for (; letter == 'F' && length > 0 && value % 10 == 0; length--)
		value /= 10;
	if (length > 0) {
		buf_printf(v->b, "%0*d", length, value);
	} else if (v->b->len > 0 && v->b->s[v->b->len - 1] == '.') {
		v->b->s[--v->b->len] = '\0';
	}
	return true;
}

static void
put_name(struct view *v, const char *name, int length)
{
	buf_printf(v->b, "%.*s", length > 3 ? 20 : 3, name);
}

static void
put_year(struct view *v, int length)
{
	if (length <= 2)
		buf_printf(v->b, "%0*d", length, v->c.year % 100);
	else
		buf_printf(v->b, "%0*d", length < 100 ? length : 100, v->c.year);
}

static void
put_zone(struct view *v)
{
	if (v->type == DATE_MOMENT || v->date.zone == ZONE_OFFSET)
		put_offset(v->b, view_offset(v), 3);
	else if (v->date.zone == ZONE_UTC)
		buf_putc(v->b, 'Z');
}

/* A run of one letter of a pattern. */
static bool
put_run(struct view *v, char letter, int length)
{
	int width = length > 1 ? 2 : 1;

	switch (letter) {
	case 'y':
		put_year(v, length);
		return true;
	case 'M':
		if (length > 2)
			put_name(v, date_months[v->c.month - 1], length);
		else
			buf_printf(v->b, "%0*d", width, v->c.month);
		return true;
	case 'd':
		if (length > 2)
			put_name(v, date_weekdays[v->c.weekday], length);
		else
			buf_printf(v->b, "%0*d", width, v->c.day);
		return true;
	case 'h':
		buf_printf(v->b, "%0*d", width, (v->c.hour + 11) % 12 + 1);
		return true;
	case 'H':
		buf_printf(v->b, "%0*d", width, v->c.hour);
		return true;
	case 'm':
		buf_printf(v->b, "%0*d", width, v->c.minute);
		return true;
	case 's':
		buf_printf(v->b, "%0*d", width, v->c.second);
		return true;
	case 'f':
	case 'F':
		return put_fraction(v, letter, length);
	case 't':
		buf_printf(v->b, "%.*s", width, v->c.hour < 12 ? "AM" : "PM");
		return true;
	case 'z':
		put_offset(v->b, view_offset(v), length);
		return true;
	case 'g':
		buf_puts(v->b, "A.D.");
		return true;
	default:
		return false;
	}
}

/* A quoted text inside of a pattern; a backslash escapes in it. */
static bool
put_quoted(struct view *v, struct str f, size_t *at)
{
	char quote = f.s[(*at)++];

	for (; *at < f.len && f.s[*at] != quote; (*at)++) {
		if (f.s[*at] == '\\' && ++*at >= f.len)
			return false;
		buf_putc(v->b, f.s[*at]);
	}
	return (*at)++ < f.len;
}

static bool
put_pattern_item(struct view *v, struct str f, size_t *at)
{
	char c = f.s[*at];
	size_t start = *at;

	if (c == '\'' || c == '"')
		return put_quoted(v, f, at);
	if (c == '\\' || c == '%') {
		if (++*at >= f.len || (c == '%' && f.s[*at] == '%'))
			return false;
		if (c == '%')
			return true;
		buf_putc(v->b, f.s[(*at)++]);
		return true;
	}
	if (c == 'K') {
		(*at)++;
		put_zone(v);
		return true;
	}
	if (c == '\0' || strchr("yMdhHmsfFtzg", c) == NULL) {
		buf_putc(v->b, c);
		(*at)++;
		return true;
	}
	while (*at < f.len && f.s[*at] == c)
		(*at)++;
	return put_run(v, c, (int)(*at - start));
}

static bool
put_pattern(struct view *v, struct str f)
{
	for (size_t at = 0; at < f.len && !v->b->is_full;)
		if (!put_pattern_item(v, f, &at))
			return false;
	return true;
}

struct standard {
	char letter;
	bool is_utc_of_moment;	/* shown in UTC if a moment */
	bool is_utc;		/* shown in UTC if plain; no format of moments */
	const char *pattern;
};

static const struct standard standards[] = {
	{'d', false, false, "MM/dd/yyyy"},
	{'D', false, false, "dddd, dd MMMM yyyy"},
	{'t', false, false, "HH:mm"},
	{'T', false, false, "HH:mm:ss"},
	{'f', false, false, "dddd, dd MMMM yyyy HH:mm"},
	{'F', false, false, "dddd, dd MMMM yyyy HH:mm:ss"},
	{'g', false, false, "MM/dd/yyyy HH:mm"},
	{'G', false, false, "MM/dd/yyyy HH:mm:ss"},
	{'m', false, false, "MMMM dd"},
	{'M', false, false, "MMMM dd"},
	{'y', false, false, "yyyy MMMM"},
	{'Y', false, false, "yyyy MMMM"},
	{'s', false, false, "yyyy-MM-dd'T'HH:mm:ss"},
	{'o', false, false, "yyyy-MM-dd'T'HH:mm:ss.fffffffK"},
	{'O', false, false, "yyyy-MM-dd'T'HH:mm:ss.fffffffK"},
	{'u', true, false, "yyyy-MM-dd HH:mm:ss'Z'"},
	{'r', true, false, "ddd, dd MMM yyyy HH:mm:ss 'GMT'"},
	{'R', true, false, "ddd, dd MMM yyyy HH:mm:ss 'GMT'"},
	{'U', false, true, "dddd, dd MMMM yyyy HH:mm:ss"},
};

bool
date_format(struct buf *b, struct date d, enum date_type type, struct str format)
{
	struct view v = {.b = b, .type = type};
	const struct standard *s = NULL;

	if (type == DATE_MOMENT && d.zone == ZONE_NONE)
		d = (struct date){d.ticks, ZONE_OFFSET, date_local_offset(d.ticks)};
	if (format.len == 1) {
		for (size_t i = 0; i < COUNT(standards); i++)
			if (standards[i].letter == format.s[0])
				s = &standards[i];
		if (s == NULL || (s->is_utc && type == DATE_MOMENT))
			return false;
		if (s->is_utc || (s->is_utc_of_moment && type == DATE_MOMENT))
			d = date_to_utc(d);
		format = str_of(s->pattern);
	} else if (format.len == 0) {
		format = str_of(type == DATE_MOMENT ? "MM/dd/yyyy HH:mm:ss zzz" :
		    "MM/dd/yyyy HH:mm:ss");
	}
	v.date = d;
	v.c = clock_of(d.ticks);
	return put_pattern(&v, format);
}
