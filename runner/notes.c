/*
 * Lines that a unit's log begins with. What scripts print is masked by the shim; these
 * lines are masked here.
 */
#include "runner/notes.h"

#include <strings.h>

#include "runner/mask.h"
#include "runner/variables.h"

void
notes_add(struct work *w, struct notes *notes, int category, const char *text)
{
	if (text == NULL)
		return;
	notes->items = arena_more(w->arena, notes->items, notes->count, &notes->max,
	    sizeof(*notes->items));
	notes->items[notes->count++] = (struct note){category, text};
}

static void
print_all(struct work *w, struct notes *notes, const struct variables *v, const char *flag,
    bool is_evaluated)
{
	static const char scripts[] = "Octopus.Action.CustomScripts.";

	if (!variables_flag(v, flag))
		return;
	notes_add(w, notes, CATEGORY_WARNING,
	    arena_printf(w->arena, "%s is on: variables are written into the log. Remove it "
		"when it is not needed any more.", flag));
	for (size_t i = 0; i < v->count; i++) {
		const char *name = v->pairs[i].name;

		if (strncasecmp(name, scripts, strlen(scripts)) != 0)
			notes_add(w, notes, CATEGORY_VERBOSE,
			    arena_printf(w->arena, "[%s] = '%s'", name,
				is_evaluated ? v->pairs[i].value : expr_vars_get(v->vars, name)));
	}
}

void
notes_print_variables(struct work *w, struct notes *notes, const struct variables *v)
{
	print_all(w, notes, v, "OctopusPrintVariables", false);
	print_all(w, notes, v, "OctopusPrintEvaluatedVariables", true);
}

void
notes_mask(struct work *w, struct notes *notes, const struct variables *v)
{
	struct mask *mask;
	size_t len;

	if (notes->count == 0 || v->mask_count == 0)
		return;
	mask = mask_new(w->arena);
	for (size_t i = 0; i < v->mask_count; i++)
		mask_add(mask, v->masks[i]);
	for (size_t i = 0; i < notes->count; i++)
		notes->items[i].text = mask_apply(mask, w->arena, notes->items[i].text,
		    strlen(notes->items[i].text), false, &len);
}
