#ifndef SLIPWAY_BASE_CLOCK_H
#define SLIPWAY_BASE_CLOCK_H

#include "lib/base/arena.h"

/*
 * Time: microseconds since 1970 (UTC, no leap seconds) in int64_t, and the three
 * text forms of the API: instants (RFC 3339), .NET TimeSpans, words for people.
 */

/* The wall clock, µs since 1970. */
int64_t clock_now_us(void);

/* A clock that never jumps, for measuring, µs since some start. */
int64_t clock_monotonic_us(void);

/* "2026-11-24T02:05:19.123+00:00": always UTC, always three digits (cut, not rounded). */
const char *clock_iso(struct arena *a, int64_t us);

/* The same into memory of the caller, for those who have no arena. */
#define CLOCK_ISO_BYTES 48
void clock_iso_into(char out[CLOCK_ISO_BYTES], int64_t us);

/*
 * Reads "2026-11-24T02:05:19" with 0 to 7 fractional digits and "Z" or an offset
 * like "+02:00", or a date alone (midnight UTC). False for everything else, also
 * for a time without offset: nobody could say when it is.
 */
bool clock_parse_iso(const char *s, int64_t *ret_us) MUST_CHECK;

/* .NET TimeSpan "hh:mm:ss" or "d.hh:mm:ss", with "-" before a negative one. */
const char *timespan_text(struct arena *a, int64_t seconds);

/* Reads the same; 1 to 7 fractional digits are allowed and cut off. */
bool timespan_parse(const char *s, int64_t *ret_seconds) MUST_CHECK;

/* For people, the largest unit only: "34 seconds", "1 minute", "2 hours", "3 days". */
const char *duration_text(struct arena *a, int64_t seconds);

#endif
