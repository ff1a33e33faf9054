/*
 * Filters for numbers and dates: Format, the present, and adding time.
 */
#include "lib/expr/filter.h"

#include <math.h>

#include "lib/expr/date.h"
#include "lib/expr/number.h"
#include "lib/expr/variant.h"

static enum filter_outcome
outcome(bool is_formatted)
{
	return is_formatted ? FILTER_TEXT : FILTER_NULL;
}

static enum filter_outcome
format_number(struct filter *f, enum number_type type, struct str format)
{
	struct number n = {0};

	return outcome(number_read(f->in, type, &n) && number_format(f->out, &n, format));
}

static enum filter_outcome
format_date(struct filter *f, enum date_type type, struct str format)
{
	struct date d;

	if (!date_parse(f->in, &d))
		return FILTER_NULL;
	if (type == DATE_PLAIN)
		d = date_to_local(d);
	return outcome(date_format(f->out, d, type, format));
}

enum filter_outcome
filter_format(struct filter *f)
{
	static const struct {
		const char *name;
		bool is_date;
		int type;
	} types[] = {
		{"int", false, NUMBER_INT}, {"int32", false, NUMBER_INT},
		{"double", false, NUMBER_DOUBLE}, {"decimal", false, NUMBER_DECIMAL},
		{"date", true, DATE_PLAIN}, {"datetime", true, DATE_PLAIN},
		{"datetimeoffset", true, DATE_MOMENT}
	};
	struct number n = {0};

	if (f->count == 1) {
		if (number_read(f->in, NUMBER_DECIMAL, &n))
			return outcome(number_format(f->out, &n, f->options[0]));
		return format_date(f, DATE_MOMENT, f->options[0]);
	}
	for (size_t i = 0; i < COUNT(types); i++) {
		if (!str_like(f->options[0], types[i].name))
			continue;
		if (types[i].is_date)
			return format_date(f, (enum date_type)types[i].type, f->options[1]);
		return format_number(f, (enum number_type)types[i].type, f->options[1]);
	}
	return FILTER_NULL;
}

enum filter_outcome
filter_now(struct filter *f)
{
	struct date now = date_now();

	if (f->in.s != NULL)
		return FILTER_NULL;
	if (f->variant == NOW_LOCAL) {
		now = date_to_local(now);
		now.zone = ZONE_NONE;
	}
	return outcome(date_format(f->out, now, DATE_PLAIN,
	    f->count == 0 ? STR("O") : f->options[0]));
}

/* The variant is the unit in seconds. */
enum filter_outcome
filter_add_time(struct filter *f)
{
	struct date d;
	double amount, ticks;

	if (str_has(f->options[0], ",") || !number_parse(f->options[0], &amount) ||
	    !date_parse(f->in, &d))
		return FILTER_NULL;
	ticks = trunc(amount * f->variant * (double)TICKS_PER_SECOND);
	if (!(fabs(ticks) < (double)TICKS_END))
		return FILTER_NULL;
	d.ticks += (int64_t)ticks;
	if (d.ticks < 0 || d.ticks >= TICKS_END)
		return FILTER_NULL;
	return outcome(date_format(f->out, d, DATE_PLAIN, STR("O")));
}
