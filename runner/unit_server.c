/* What the makers of units share: refusing, noting, evaluating. */
#include "runner/unit_server.h"

#include "lib/model/plan_filter.h"

bool
unit_refuse(struct unit_order *o, const char *sentence)
{
	if (o->refusal == NULL)
		o->refusal = sentence;
	return true;
}

const char *
unit_property(struct work *w, const struct unit_start *u, const struct variables *v,
    const char *name, const char *what)
{
	const char *report = NULL, *refusal = NULL;
	const char *value = variables_evaluate(
	    w, v, property_text(u->action, name), what, &report, &refusal);

	notes_add(w, &u->out->notes, CATEGORY_WARNING, report);
	if (refusal != NULL)
		(void)unit_refuse(u->out, refusal);
	return value;
}

bool
unit_variables(struct work *w, const struct unit_start *u, struct variables *ret)
{
	const char *reason;

	if (variables_collect(w, &u->place, ret))
		return true;
	reason = w->error.message;
	if (w->error.code == ERR_UNAVAILABLE)
		return false;
	work_clear_error(w);
	*ret = (struct variables){0};
	return unit_refuse(u->out, reason);
}
