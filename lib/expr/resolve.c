/*
 * From a symbol to its text: walks the tree of variables (and JSON inside of
 * values), evaluates what is found there, remembers the result, detects loops.
 */
#include "lib/expr/eval.h"

#define TOO_DEEP "Variables refer to each other more than 200 levels deep."

static bool
loop_found(struct eval *ev, const struct symbol *symbol)
{
	struct buf b;

	buf_init(&b, ev->arena, OUTPUT_MAX);
	buf_puts(&b, "An attempt to parse the variable symbol \"");
	buf_str(&b, symbol->spelling);
	buf_puts(&b, "\" appears to have resulted in a self referencing loop (");
	for (size_t i = 0; i < ev->depth; i++) {
		buf_str(&b, ev->stack[i]->spelling);
		buf_puts(&b, " -> ");
	}
	buf_str(&b, symbol->spelling);
	buf_puts(&b, "). Ensure that recursive loops do not exist in the variable values.");
	ev->outcome = EXPR_RECURSION;
	ev->error = b.s;
	return false;
}

static bool
stack_push(struct eval *ev, const struct symbol *symbol)
{
	for (size_t i = 0; i < ev->depth; i++)
		if (ev->stack[i]->at == symbol->at &&
		    str_equal(ev->stack[i]->spelling, symbol->spelling))
			return loop_found(ev, symbol);
	if (ev->depth == MAX_RESOLVING)
		return eval_fail(ev, TOO_DEEP);
	ev->stack[ev->depth++] = symbol;
	if (ev->depth > ev->peak)
		ev->peak = ev->depth;
	return true;
}

/* Evaluates the value of a node anew. */
static bool
evaluate_anew(struct eval *ev, struct scope *scope, struct node *node, struct evaluated *ret)
{
	struct findings *known;
	struct report *report;
	struct buf out;
	struct frame f;

	ret->text = node->value;
	if (!str_has(node->value, "#{"))
		return true;
	known = node_findings(node, ev->arena);
	if (!known->is_parsed) {
		parse_template(ev->arena, node->value, false, &known->parsed);
		known->is_parsed = true;
	}
	if (known->parsed.outcome == PARSE_REFUSED)
		return eval_fail(ev, known->parsed.refusal);
	ret->is_raw = known->parsed.outcome == PARSE_ERROR;
	if (ret->is_raw)
		return true;
	report = arena_alloc(ev->arena, sizeof(*report));
	buf_init(&out, ev->arena, OUTPUT_MAX);
	f = (struct frame){.ev = ev, .scope = scope, .out = &out, .report = report};
	if (!eval_body(&f, known->parsed.body) || !eval_produced(ev, out.len))
		return false;
	ret->text = str_of_buf(&out);
	ret->report = report;
	return true;
}

/* The evaluated value of a node found in this scope, from memory if possible. */
static bool
evaluate(struct eval *ev, struct scope *scope, struct node *node, struct evaluated **ret)
{
	struct findings *known = node_findings(node, ev->arena);
	struct evaluated *e = known->evaluated;
	size_t outer_peak = ev->peak, caught = ev->loops_caught;

	if (e != NULL && known->evaluated_in == scope) {
		*ret = e;
		if (ev->depth + e->height > MAX_RESOLVING)
			return eval_fail(ev, TOO_DEEP);
		if (ev->depth + e->height > ev->peak)
			ev->peak = ev->depth + e->height;
		return true;
	}
	e = arena_alloc(ev->arena, sizeof(*e));
	ev->peak = ev->depth;
	if (!evaluate_anew(ev, scope, node, e))
		return false;
	e->height = ev->peak - ev->depth;
	if (outer_peak > ev->peak)
		ev->peak = outer_peak;
	if (ev->loops_caught == caught) {
		known->evaluated = e;
		known->evaluated_in = scope;
	}
	*ret = e;
	return true;
}

static struct node *
number_node(struct eval *ev, size_t n)
{
	return node_new(ev->arena, str_of(arena_printf(ev->arena, "%zu", n)));
}

static struct node *
flag_node(struct eval *ev, bool flag)
{
	return node_new(ev->arena, flag ? STR("True") : STR("False"));
}

/* The tree Octopus.Template.Each of a loop, made when somebody asks. */
static struct node *
scope_specials(struct eval *ev, struct scope *scope)
{
	struct node *template, *each;

	if (scope->specials != NULL)
		return scope->specials;
	scope->specials = node_new(ev->arena, STR_NULL);
	template = node_new(ev->arena, STR_NULL);
	each = node_new(ev->arena, STR_NULL);
	node_put(scope->specials, ev->arena, "Template", template);
	node_put(template, ev->arena, "Each", each);
	node_put(each, ev->arena, "Index", number_node(ev, scope->index));
	node_put(each, ev->arena, "First", flag_node(ev, scope->index == 0));
	node_put(each, ev->arena, "Last", flag_node(ev, scope->is_last));
	return scope->specials;
}

static struct node *
scope_get(struct eval *ev, struct scope *scope, struct str name)
{
	if (scope->root != NULL)
		return map_get(scope->root->members, name);
	if (str_same(name, scope->name))
		return scope->item;
	return str_like(name, "Octopus") ? scope_specials(ev, scope) : NULL;
}

/* The JSON in the value of a node; NULL in *ret if there is none. */
static bool
node_json(struct eval *ev, struct scope *scope, struct node *node, struct loose **ret)
{
	struct findings *known = node_findings(node, ev->arena);
	struct str text = node->value;
	struct evaluated *e;

	if (known->json_in == scope) {
		*ret = known->json;
		return true;
	}
	*ret = NULL;
	if (str_has(text, "#{")) {
		if (!evaluate(ev, scope, node, &e)) {
			if (ev->outcome != EXPR_RECURSION)
				return false;
			ev->outcome = EXPR_OK;
			ev->loops_caught++;
			return true;
		}
		text = e->text;
	}
	if (!eval_step(ev, 1 + text.len / 4))
		return false;
	known->json = loose_parse(ev->arena, text);
	known->json_in = scope;
	known->json_nodes = (struct map){0};
	*ret = known->json;
	return true;
}

static bool
json_property(struct eval *ev, const struct loose *json, struct str key, struct str *ret)
{
	const struct loose *hit = NULL;
	int index = -1, i = 0;

	if (json->kind == LOOSE_ARRAY && !str_int(key, &index))
		return true;
	if (json->kind == LOOSE_ARRAY && index < 0)
		return eval_fail(ev, "An index into a JSON array is negative.");
	for (const struct loose *l = json->first; l != NULL; l = l->next)
		if (json->kind == LOOSE_ARRAY ? i++ == index : str_equal(l->name, key))
			hit = l;
	*ret = hit == NULL ? STR("") : loose_text(ev->arena, hit);
	return eval_step(ev, json->count / 32) && eval_produced(ev, ret->len);
}

/* Steps into JSON; NULL in *ret if the step leads nowhere. */
static bool
json_step(struct eval *ev, struct scope *scope, struct node *node, struct str key,
    struct node **ret)
{
	struct str text = STR_NULL;
	struct loose *json;
	struct node *child;

	*ret = NULL;
	if (node->value.len == 0 || key.len == 0)
		return true;
	if (!node_json(ev, scope, node, &json))
		return false;
	if (json == NULL || (json->kind != LOOSE_ARRAY && json->kind != LOOSE_OBJECT))
		return true;
	child = map_get(&node->findings->json_nodes, key);
	if (child != NULL && str_equal(child->members->first->key, key)) {
		*ret = child->members->first->value;
		return true;
	}
	if (!json_property(ev, json, key, &text) || text.s == NULL)
		return ev->outcome == EXPR_OK;
	*ret = node_new(ev->arena, text);
	child = node_new(ev->arena, STR_NULL);	/* keeps the key as it is spelt */
	node_put(child, ev->arena, arena_strndup(ev->arena, key.s, key.len), *ret);
	map_put(&node->findings->json_nodes, ev->arena, child->members->first->key, child);
	return true;
}

static bool
step_into(struct eval *ev, struct scope *scope, struct node *node, const struct step *step,
    struct node **ret)
{
	if (step->kind == STEP_NAME)
		*ret = map_get(node->members, step->text);
	else if (str_is(step->text, "*") && node->children != NULL)
		*ret = node->children->first->value;
	else
		*ret = map_get(node->children, step->text);
	return *ret != NULL || json_step(ev, scope, node, step->text, ret);
}

/* Walks the steps in one scope and then in those around it. */
static bool
walk(struct eval *ev, struct scope **scope, const struct step *steps, struct node **ret)
{
	for (; *scope != NULL; *scope = (*scope)->parent) {
		*ret = scope_get(ev, *scope, steps->text);
		for (const struct step *s = steps->next; s != NULL && *ret != NULL; s = s->next)
			if (!eval_step(ev, 1) || !step_into(ev, *scope, *ret, s, ret))
				return false;
		if (*ret != NULL)
			return true;
	}
	return true;
}

/* Replaces the indexes that are expressions; NULL in *ret if one is missing. */
static bool
resolve_lookups(struct eval *ev, struct scope *scope, const struct step *steps,
    const struct step **ret)
{
	struct step *first = NULL, **tail = &first;
	const struct step *s = steps;

	*ret = steps;
	while (s != NULL && s->kind != STEP_LOOKUP)
		s = s->next;
	if (s == NULL)
		return true;
	*ret = NULL;
	for (s = steps; s != NULL; s = s->next) {
		struct step *copy = arena_alloc(ev->arena, sizeof(*copy));
		struct found found;

		*copy = *s;
		copy->next = NULL;
		if (s->kind == STEP_LOOKUP) {
			if (!eval_symbol(ev, scope, s->symbol, &found))
				return false;
			if (found.text.s == NULL)
				return true;
			copy->kind = STEP_INDEX;
			copy->text = found.text;
		}
		*tail = copy;
		tail = &copy->next;
	}
	*ret = first;
	return true;
}

static bool
resolve_pushed(struct eval *ev, struct scope *scope, const struct symbol *symbol,
    struct found *ret)
{
	const struct step *steps;
	struct evaluated *e;

	if (!resolve_lookups(ev, scope, symbol->steps, &steps))
		return false;
	if (steps == NULL)
		return true;
	if (!walk(ev, &scope, steps, &ret->node))
		return false;
	if (ret->node == NULL || ret->node->value.s == NULL)
		return true;
	if (!evaluate(ev, scope, ret->node, &e))
		return false;
	ret->text = e->text;
	ret->report = e->report;
	ret->is_raw = e->is_raw;
	return true;
}

bool
eval_symbol(struct eval *ev, struct scope *scope, const struct symbol *symbol, struct found *ret)
{
	bool is_ok;

	*ret = (struct found){0};
	if (!eval_step(ev, 1) || !stack_push(ev, symbol))
		return false;
	is_ok = resolve_pushed(ev, scope, symbol, ret);
	ev->depth--;
	return is_ok;
}
