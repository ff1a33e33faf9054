/*
 * A set of variables: flat by name, and the tree of names that paths walk.
 * Evaluation is in eval.c and resolve.c.
 */
#include "lib/expr/eval.h"

struct expr_vars *
expr_vars_new(struct work *w)
{
	struct expr_vars *vars = arena_alloc(w->arena, sizeof(*vars));

	vars->arena = w->arena;
	return vars;
}

void
expr_vars_set(struct expr_vars *vars, const char *name, const char *value)
{
	struct variable *v = map_get(&vars->variables, str_of(name));

	if (v == NULL) {
		v = arena_alloc(vars->arena, sizeof(*v));
		v->name = arena_strdup(vars->arena, name);
		map_put(&vars->variables, vars->arena, str_of(v->name), v);
	}
	v->value = value == NULL ? NULL : arena_strdup(vars->arena, value);
	vars->root = NULL;
	vars->refusal = NULL;
}

const char *
expr_vars_get(struct expr_vars *vars, const char *name)
{
	struct variable *v = map_get(&vars->variables, str_of(name));

	return v == NULL ? NULL : v->value;
}

struct node *
node_new(struct arena *a, struct str value)
{
	struct node *node = arena_alloc(a, sizeof(*node));

	node->value = value;
	return node;
}

void
node_put(struct node *node, struct arena *a, const char *member, struct node *child)
{
	if (node->members == NULL)
		node->members = arena_alloc(a, sizeof(*node->members));
	map_put(node->members, a, str_of(member), child);
}

struct findings *
node_findings(struct node *node, struct arena *a)
{
	if (node->findings == NULL)
		node->findings = arena_alloc(a, sizeof(*node->findings));
	return node->findings;
}

/* The child a step leads to, made if need be; an indexed one has its index as value. */
static struct node *
node_child(struct arena *a, struct node *node, const struct step *step)
{
	bool is_index = step->kind == STEP_INDEX;
	struct map **map = is_index ? &node->children : &node->members;
	struct node *child;

	if (*map == NULL)
		*map = arena_alloc(a, sizeof(**map));
	child = map_get(*map, step->text);
	if (child == NULL) {
		child = node_new(a, is_index ? step->text : STR_NULL);
		map_put(*map, a, step->text, child);
	}
	return child;
}

static void
bind(struct expr_vars *vars, const struct variable *v)
{
	struct symbol *path = parse_name(vars->arena, str_of(v->name));
	struct node *node = vars->root;

	if (path == NULL)
		return;
	for (const struct step *s = path->steps; s != NULL; s = s->next) {
		if (s->kind == STEP_LOOKUP) {
			vars->refusal =
			    "The name of a variable has an index that is an expression.";
			return;
		}
		node = node_child(vars->arena, node, s);
	}
	node->value = v->value == NULL ? STR("") : str_of(v->value);
}

void
vars_bind(struct expr_vars *vars)
{
	if (vars->root != NULL)
		return;
	vars->root = node_new(vars->arena, STR_NULL);
	vars->scope = arena_alloc(vars->arena, sizeof(*vars->scope));
	vars->scope->root = vars->root;
	for (const struct map_entry *e = vars->variables.first; e != NULL; e = e->next)
		bind(vars, e->value);
}
