#ifndef SLIPWAY_EXPR_DATE_H
#define SLIPWAY_EXPR_DATE_H

#include "lib/expr/text.h"

/*
 * Points in time as the original has them: what a clock on a wall shows, in
 * ticks of 100 ns since the year 1, and what is known about its zone. The local
 * zone is that of TZ. All dates are Gregorian, years 1 to 9999.
 */
#define TICKS_PER_SECOND 10000000LL
#define TICKS_PER_DAY (86400 * TICKS_PER_SECOND)
#define TICKS_END (3652059 * TICKS_PER_DAY)

enum date_zone {
	ZONE_NONE,	/* written without one */
	ZONE_UTC,	/* Z */
	ZONE_OFFSET	/* minutes in offset */
};

struct date {
	int64_t ticks;
	enum date_zone zone;
	int offset;		/* minutes east of UTC */
};

/* The fields of a wall clock. */
struct clock {
	int year, month, day;	/* from 1 */
	int hour, minute, second;
	int fraction;		/* ticks */
	int weekday;		/* 0: Sunday */
};

extern const char *const date_months[12];
extern const char *const date_weekdays[7];

/* False if there is no such day. */
bool		clock_to_ticks(const struct clock *c, int64_t *ret);
struct clock	clock_of(int64_t ticks);

/* Minutes the local zone is east of UTC, at a local or at a UTC wall clock. */
int		date_local_offset(int64_t ticks);
int		date_local_offset_at_utc(int64_t ticks);
struct date	date_now(void);

/* Reads the many forms of dates that people write; false if it is none. */
bool		date_parse(struct str s, struct date *ret);
/* Reads yyyy-MM-ddTHH:mm:ss[.f][zone] only, as JSON has it. */
bool		date_parse_iso(struct str s, struct date *ret);

/* The same moment on a local wall clock, with its offset; ZONE_NONE stays. */
struct date	date_to_local(struct date d);
/* The same moment in UTC; without a zone it is taken as local. */
struct date	date_to_utc(struct date d);

/* How formats treat the zone: a moment always has an offset, a plain date may have none. */
enum date_type {
	DATE_PLAIN,
	DATE_MOMENT
};

/* Appends the date in a format of one letter or a pattern; false if it is none. */
bool		date_format(struct buf *b, struct date d, enum date_type type, struct str format);

#endif
