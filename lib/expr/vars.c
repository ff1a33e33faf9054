/*
 * A set of variables by case-free name. Evaluation is in expr.c.
 */
#include "lib/expr/vars.h"

#include <strings.h>

struct expr_vars *
expr_vars_new(struct work *w)
{
	struct expr_vars *vars = arena_alloc(w->arena, sizeof(*vars));

	vars->arena = w->arena;
	return vars;
}

static struct variable *
vars_find(struct expr_vars *vars, const char *name)
{
	for (struct variable *v = vars->first; v != NULL; v = v->next)
		if (strcasecmp(v->name, name) == 0)
			return v;
	return NULL;
}

void
expr_vars_set(struct expr_vars *vars, const char *name, const char *value)
{
	struct variable *v = vars_find(vars, name);

	if (v == NULL) {
		v = arena_alloc(vars->arena, sizeof(*v));
		v->name = arena_strdup(vars->arena, name);
		v->next = vars->first;
		vars->first = v;
	}
	v->value = value == NULL ? NULL : arena_strdup(vars->arena, value);
}

const char *
expr_vars_get(struct expr_vars *vars, const char *name)
{
	struct variable *v = vars_find(vars, name);

	return v == NULL ? NULL : v->value;
}
