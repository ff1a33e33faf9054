/*
 * Clocks and the text forms of times. The calendar is computed here: timegm and
 * strptime depend on locale and accept too much.
 */
#include "lib/base/clock.h"

#include <inttypes.h>
#include <time.h>

#define SECOND_US	INT64_C(1000000)
#define DAY_SECONDS	INT64_C(86400)
#define MAX_SPAN_DAYS	INT64_C(10675199)	/* of a .NET TimeSpan */

static int64_t
read_clock(clockid_t clock)
{
	struct timespec ts;

	(void)clock_gettime(clock, &ts);	/* cannot fail for these clocks */
	return (int64_t)ts.tv_sec * SECOND_US + ts.tv_nsec / 1000;
}

int64_t
clock_now_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void
clock_iso_into(char out[CLOCK_ISO_BYTES], int64_t us)
{
	int64_t part_us = (us % SECOND_US + SECOND_US) % SECOND_US;
	time_t seconds = (time_t)((us - part_us) / SECOND_US);
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		tm = (struct tm){.tm_mday = 1};
	(void)snprintf(out, CLOCK_ISO_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d.%03d+00:00",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    (int)(part_us / 1000));
}

const char *
clock_iso(struct arena *a, int64_t us)
{
	char text[CLOCK_ISO_BYTES];

	clock_iso_into(text, us);
	return arena_strdup(a, text);
}

/* Takes exactly count digits; -1 if they are not there. */
static int64_t
take_digits(const char **s, int count)
{
	int64_t value = 0;

	for (; count > 0; count--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		value = value * 10 + (**s - '0');
	}
	return value;
}

static bool
take(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

/* ".f" with 1 to 7 digits in µs (the seventh is cut off), 0 without; -1 if malformed. */
static int64_t
take_fraction(const char **s)
{
	int64_t us = 0, unit = SECOND_US / 10;
	int digits = 0;

	if (!take(s, '.'))
		return 0;
	for (; **s >= '0' && **s <= '9'; (*s)++, digits++, unit /= 10)
		us += (**s - '0') * unit;
	return digits >= 1 && digits <= 7 ? us : -1;
}

/* Days from 1970-01-01; the calendar counts years from March, so a leap day is last. */
static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400, year_of_era = y % 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static bool
take_date(const char **s, int64_t *ret_days)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t year, month, day;
	bool is_leap;

	if ((year = take_digits(s, 4)) < 1 || !take(s, '-') ||
	    (month = take_digits(s, 2)) < 1 || month > 12 || !take(s, '-') ||
	    (day = take_digits(s, 2)) < 1)
		return false;
	is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (day > lengths[month - 1] + (month == 2 && is_leap))
		return false;
	*ret_days = days_from_civil(year, month, day);
	return true;
}

/* "hh:mm:ss" */
static bool
take_time(const char **s, int64_t *ret_seconds)
{
	int64_t hour, minute, second;

	if ((hour = take_digits(s, 2)) < 0 || hour > 23 || !take(s, ':') ||
	    (minute = take_digits(s, 2)) < 0 || minute > 59 || !take(s, ':') ||
	    (second = take_digits(s, 2)) < 0 || second > 59)
		return false;
	*ret_seconds = hour * 3600 + minute * 60 + second;
	return true;
}

/* "Z" or "+hh:mm", in seconds east of Greenwich. */
static bool
take_offset(const char **s, int64_t *ret_seconds)
{
	int64_t sign, hour, minute;

	*ret_seconds = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	sign = **s == '-' ? -1 : 1;
	if (!take(s, '+') && !take(s, '-'))
		return false;
	if ((hour = take_digits(s, 2)) < 0 || hour > 14 || !take(s, ':') ||
	    (minute = take_digits(s, 2)) < 0 || minute > 59)
		return false;
	*ret_seconds = sign * (hour * 3600 + minute * 60);
	return true;
}

bool
clock_parse_iso(const char *s, int64_t *ret_us)
{
	int64_t days, seconds = 0, fraction_us = 0, offset = 0;
	int64_t first = days_from_civil(1, 1, 1), end = days_from_civil(10000, 1, 1);

	if (!take_date(&s, &days))
		return false;
	if (*s != '\0') {
		if ((!take(&s, 'T') && !take(&s, 't')) || !take_time(&s, &seconds))
			return false;
		if ((fraction_us = take_fraction(&s)) < 0 || !take_offset(&s, &offset))
			return false;
	}
	seconds += days * DAY_SECONDS - offset;
	if (*s != '\0' || seconds < first * DAY_SECONDS || seconds >= end * DAY_SECONDS)
		return false;	/* an offset can lead out of the years that can be written */
	*ret_us = seconds * SECOND_US + fraction_us;
	return true;
}

const char *
timespan_text(struct arena *a, int64_t seconds)
{
	const char *sign = seconds < 0 ? "-" : "";
	uint64_t s = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	uint64_t days = s / DAY_SECONDS;
	const char *d = days > 0 ? arena_printf(a, "%" PRIu64 ".", days) : "";

	return arena_printf(a, "%s%s%02" PRIu64 ":%02" PRIu64 ":%02" PRIu64, sign, d,
	    s / 3600 % 24, s / 60 % 60, s % 60);
}

/* "d." with 1 to 8 digits before the time, 0 if there is none. */
static int64_t
take_days(const char **s)
{
	size_t digits = strspn(*s, "0123456789");
	int64_t days;

	if ((*s)[digits] != '.')
		return 0;
	if (digits < 1 || digits > 8)
		return -1;
	days = take_digits(s, (int)digits);
	(*s)++;
	return days <= MAX_SPAN_DAYS ? days : -1;
}

bool
timespan_parse(const char *s, int64_t *ret_seconds)
{
	bool is_negative = take(&s, '-');
	int64_t days, seconds;

	if ((days = take_days(&s)) < 0 || !take_time(&s, &seconds) || take_fraction(&s) < 0 ||
	    *s != '\0')
		return false;
	seconds += days * DAY_SECONDS;
	*ret_seconds = is_negative ? -seconds : seconds;
	return true;
}

const char *
duration_text(struct arena *a, int64_t seconds)
{
	static const struct unit {
		int64_t seconds;
		const char *name;
	} units[] = {
		{DAY_SECONDS, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"},
	};

	for (size_t i = 0; i < COUNT(units); i++) {
		int64_t n = seconds / units[i].seconds;

		if (n > 0)
			return arena_printf(a, "%" PRId64 " %s%s", n, units[i].name,
			    n == 1 ? "" : "s");
	}
	return "0 seconds";
}
