/* Times: what is read, what is refused, what comes out. */
#include "lib/base/clock.h"

#include "tests/unit/tap.h"

static void
clock_iso_writes_utc_with_three_digits(struct work *w)
{
	static const struct { int64_t us; const char *text; } cases[] = {
		{0, "1970-01-01T00:00:00.000+00:00"},
		{-1, "1969-12-31T23:59:59.999+00:00"},
		{INT64_C(1795485919123999), "2026-11-24T02:05:19.123+00:00"},
		{INT64_C(951782400000000), "2000-02-29T00:00:00.000+00:00"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(clock_iso(w->arena, cases[i].us), cases[i].text);
}

static void
clock_parse_iso_reads_what_clients_send(struct work *w)
{
	static const struct { const char *text; int64_t us; } cases[] = {
		{"1970-01-01", 0},
		{"1970-01-01T00:00:00Z", 0},
		{"1970-01-01T02:00:00+02:00", 0},
		{"1969-12-31T18:30:00-05:30", 0},
		{"2026-11-24T02:05:19.123+00:00", INT64_C(1795485919123000)},
		{"2026-11-24T02:05:19.1234567Z", INT64_C(1795485919123456)},
		{"2026-11-24T02:05:19.1Z", INT64_C(1795485919100000)},
		{"2000-02-29T00:00:00Z", INT64_C(951782400000000)},
		{"0001-01-01T00:00:00+00:00", INT64_C(-62135596800000000)},
		{"9999-12-31T23:59:59.9999999Z", INT64_C(253402300799999999)},
	};

	(void)w;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t us = 1;

		OK(clock_parse_iso(cases[i].text, &us));
		IS_INT(us, cases[i].us);
	}
}

static void
clock_parse_iso_refuses_the_rest(struct work *w)
{
	static const char *const cases[] = {
		"", "2026", "2026-11", "2026-1-24", "2026-13-01", "2026-00-01", "2026-02-29",
		"1900-02-29", "2026-11-31", "2026-11-00", "0000-01-01", "2026-11-24T",
		"2026-11-24 02:05:19Z", "2026-11-24T02:05Z", "2026-11-24T02:05:19",
		"2026-11-24T24:00:00Z", "2026-11-24T02:60:00Z", "2026-11-24T02:05:60Z",
		"2026-11-24T02:05:19.Z", "2026-11-24T02:05:19.12345678Z",
		"2026-11-24T02:05:19+0200", "2026-11-24T02:05:19+15:00",
		"2026-11-24T02:05:19Z ", " 2026-11-24", "-026-11-24", "2026-11-24Z",
		"0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
	};

	(void)w;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t us = 42;

		if (!OK(!clock_parse_iso(cases[i], &us)))
			printf("# accepted: %s\n", cases[i]);
		IS_INT(us, 42);
	}
}

static void
clock_iso_comes_back_through_parse(struct work *w)
{
	int64_t now = clock_now_us(), again = 0;

	OK(clock_parse_iso(clock_iso(w->arena, now), &again));
	IS_INT(again, now / 1000 * 1000);
	OK(now > INT64_C(1600000000000000));
	OK(clock_monotonic_us() <= clock_monotonic_us());
}

static void
timespan_goes_both_ways(struct work *w)
{
	static const struct { const char *text; int64_t seconds; } cases[] = {
		{"00:00:00", 0}, {"00:02:30", 150}, {"23:59:59", 86399}, {"1.00:00:00", 86400},
		{"30.12:00:00", 2635200}, {"-00:00:01", -1}, {"-2.00:00:00", -172800},
		{"10675199.02:48:05", INT64_C(922337203685)},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t seconds = 42;

		IS(timespan_text(w->arena, cases[i].seconds), cases[i].text);
		OK(timespan_parse(cases[i].text, &seconds));
		IS_INT(seconds, cases[i].seconds);
	}
}

static void
timespan_parse_cuts_fractions(struct work *w)
{
	int64_t seconds = 0;

	(void)w;
	OK(timespan_parse("00:00:01.5000000", &seconds));
	IS_INT(seconds, 1);
	OK(timespan_parse("1.00:00:00.9", &seconds));
	IS_INT(seconds, 86400);
}

static void
timespan_parse_refuses_the_rest(struct work *w)
{
	static const char *const cases[] = {
		"", "5", "1.", "00:00", "24:00:00", "00:60:00", "00:00:60", "0:00:00", ".00:00:00",
		"00:00:00.", "00:00:00.12345678", "1:00:00:00", "10675200.00:00:00",
		"123456789.00:00:00", "--00:00:01", "00:00:00 ", "+00:00:01",
	};

	(void)w;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t seconds = 42;

		if (!OK(!timespan_parse(cases[i], &seconds)))
			printf("# accepted: %s\n", cases[i]);
	}
}

static void
duration_text_names_the_largest_unit(struct work *w)
{
	static const struct { int64_t seconds; const char *text; } cases[] = {
		{-5, "0 seconds"}, {0, "0 seconds"}, {1, "1 second"}, {34, "34 seconds"},
		{60, "1 minute"}, {119, "1 minute"}, {3599, "59 minutes"}, {7200, "2 hours"},
		{86400, "1 day"}, {200000, "2 days"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(duration_text(w->arena, cases[i].seconds), cases[i].text);
}

static const struct test tests[] = {
	TEST(clock_iso_writes_utc_with_three_digits),
	TEST(clock_parse_iso_reads_what_clients_send),
	TEST(clock_parse_iso_refuses_the_rest),
	TEST(clock_iso_comes_back_through_parse),
	TEST(timespan_goes_both_ways),
	TEST(timespan_parse_cuts_fractions),
	TEST(timespan_parse_refuses_the_rest),
	TEST(duration_text_names_the_largest_unit),
};

TAP_MAIN(tests)
