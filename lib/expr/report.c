/*
 * What could not be evaluated, in the order it was met. A value that many use
 * has its list once, the lists of its users point to it.
 */
#include "lib/expr/eval.h"

struct report_item {
	struct report_item *next;
	struct str text;
	struct report *inner;	/* instead of the text */
};

static void
report_add(struct eval *ev, struct report *report, struct report_item item)
{
	struct report_item *kept = arena_alloc(ev->arena, sizeof(*kept));

	*kept = item;
	if (report->last == NULL)
		report->first = kept;
	else
		report->last->next = kept;
	report->last = kept;
}

void
report_text(struct eval *ev, struct report *report, struct str text)
{
	report_add(ev, report, (struct report_item){.text = str_copy(ev->arena, text)});
}

void
report_inner(struct eval *ev, struct report *report, struct report *inner)
{
	if (inner != NULL && inner->first != NULL)
		report_add(ev, report, (struct report_item){.inner = inner});
}

struct flat {
	struct expr_vars *vars;
	struct map lower;	/* by the case-free text: a list of texts already taken */
	const char **texts;
	size_t count;
	size_t room;
};

/* The texts taken so far that differ at most by case. */
struct taken {
	struct taken *next;
	struct str text;
};

static void
flat_take(struct flat *flat, struct str text)
{
	struct taken *first = map_get(&flat->lower, text), *t;

	for (t = first; t != NULL; t = t->next)
		if (str_equal(t->text, text))
			return;
	t = arena_alloc(flat->vars->arena, sizeof(*t));
	*t = (struct taken){first, text};
	map_put(&flat->lower, flat->vars->arena, text, t);
	if (flat->count == flat->room) {
		const char **more;

		flat->room = flat->room == 0 ? 4 : flat->room * 2;
		more = arena_array(flat->vars->arena, flat->room, sizeof(*more));
		if (flat->count > 0)
			memcpy(more, flat->texts, flat->count * sizeof(*more));
		flat->texts = more;
	}
	flat->texts[flat->count++] = text.s;
}

static void
flatten(struct flat *flat, struct report *report)
{
	if (report->visited == flat->vars->flattenings)
		return;
	report->visited = flat->vars->flattenings;
	for (struct report_item *i = report->first; i != NULL; i = i->next) {
		if (i->inner != NULL)
			flatten(flat, i->inner);
		else
			flat_take(flat, i->text);
	}
}

void
report_flatten(struct expr_vars *vars, struct report *report, struct expr_result *ret)
{
	struct flat flat = {.vars = vars};

	vars->flattenings++;
	flatten(&flat, report);
	ret->missing = flat.texts;
	ret->missing_count = flat.count;
}
