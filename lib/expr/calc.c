/*
 * The arithmetic of `#{calc ...}`: doubles, as IEEE 754 has them. A variable that
 * is missing or no number makes the whole sum unknown.
 */
#include "lib/expr/eval.h"
#include "lib/expr/number.h"

static bool
eval_factor(struct frame *f, const struct factor *factor, bool *ret_known, double *ret)
{
	struct found found;

	*ret = factor->number;
	if (factor->sum != NULL)
		return eval_calc(f, factor->sum, ret_known, ret);
	if (factor->symbol == NULL)
		return true;
	if (!eval_symbol(f->ev, f->scope, factor->symbol, &found))
		return false;
	report_inner(f->ev, f->report, found.report);
	if (found.text.s == NULL || !number_parse(found.text, ret))
		*ret_known = false;
	return true;
}

static bool
eval_term(struct frame *f, const struct term *term, bool *ret_known, double *ret)
{
	double factor = 0;

	for (const struct factor *x = term->factors; x != NULL; x = x->next) {
		if (!eval_step(f->ev, 1) || !eval_factor(f, x, ret_known, &factor))
			return false;
		if (x == term->factors)
			*ret = factor;
		else
			*ret = x->op == '*' ? *ret * factor : *ret / factor;
	}
	return true;
}

/* Goes on after an unknown value, so that everything missing in values is reported. */
bool
eval_calc(struct frame *f, const struct term *sum, bool *ret_known, double *ret)
{
	double term = 0;

	for (const struct term *t = sum; t != NULL; t = t->next) {
		if (!eval_term(f, t, ret_known, &term))
			return false;
		if (t == sum)
			*ret = term;
		else
			*ret = t->op == '+' ? *ret + term : *ret - term;
	}
	return true;
}
