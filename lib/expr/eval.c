/*
 * Evaluates templates token by token, and the public entry. How a symbol becomes
 * a text is in resolve.c, what filters do in filters*.c.
 */
#include "lib/expr/eval.h"

#include "lib/expr/filter.h"
#include "lib/expr/number.h"

static bool	eval_token(struct frame *f, const struct token *token);

bool
eval_fail(struct eval *ev, const char *message)
{
	if (ev->outcome != EXPR_FAILURE) {
		ev->outcome = EXPR_FAILURE;
		ev->error = message;
	}
	return false;
}

bool
eval_step(struct eval *ev, size_t count)
{
	ev->steps += count;
	return ev->steps <= MAX_STEPS ||
	    eval_fail(ev, "The evaluation takes more than 1,000,000 steps.");
}

bool
eval_produced(struct eval *ev, size_t bytes)
{
	ev->produced += bytes;
	return ev->produced <= MAX_PRODUCED || eval_fail(ev, "The result is larger than 16 MiB.");
}

static struct str
shown(struct frame *f, const struct token *token)
{
	struct buf b;

	buf_init(&b, f->ev->arena, OUTPUT_MAX);
	show_token(&b, token);
	return str_of_buf(&b);
}

static bool
eval_option(struct frame *f, const struct token *token, struct str *ret)
{
	struct frame inner = *f;
	struct buf out;

	if (token->kind == TOKEN_LITERAL) {
		*ret = token->text;
		return true;
	}
	buf_init(&out, f->ev->arena, OUTPUT_MAX);
	inner.out = &out;
	if (!eval_token(&inner, token))
		return false;
	*ret = str_of_buf(&out);
	return eval_produced(f->ev, out.len);
}

static bool
eval_call(struct frame *f, const struct filter_call *call, struct str *text)
{
	struct filter filter = {.arena = f->ev->arena, .in = *text};
	struct str *options;
	size_t count = 0;

	for (const struct body *o = call->options; o != NULL; o = o->next)
		count++;
	options = arena_array(f->ev->arena, count, sizeof(*options));
	for (const struct body *o = call->options; o != NULL; o = o->next)
		if (!eval_option(f, o->token, &options[filter.count++]))
			return false;
	filter.options = options;
	if (!eval_step(f->ev, 8) || !eval_produced(f->ev, text->len))
		return false;
	if (filter_call(&filter, call->name, text) == FILTER_FAIL)
		return eval_fail(f->ev, filter.failure);
	return eval_produced(f->ev, text->len);
}

/* The text of an expression; null if there is none. */
static bool
eval_content(struct frame *f, const struct content *content, struct str *ret)
{
	struct found found;

	*ret = STR_NULL;
	if (content->symbol != NULL) {
		if (!eval_symbol(f->ev, f->scope, content->symbol, &found))
			return false;
		report_inner(f->ev, f->report, found.report);
		*ret = found.text;
	}
	for (const struct filter_call *c = content->calls; c != NULL; c = c->next)
		if (!eval_call(f, c, ret))
			return false;
	return true;
}

static bool
is_null_call(const struct content *content)
{
	const struct filter_call *last = content->calls;

	while (last != NULL && last->next != NULL)
		last = last->next;
	return last != NULL && str_is(last->name, "null");
}

static bool
eval_subst(struct frame *f, const struct token *token)
{
	struct str text;

	if (!eval_content(f, &token->content, &text))
		return false;
	if (text.s != NULL) {
		buf_str(f->out, text);
		return true;
	}
	text = shown(f, token);
	if (!is_null_call(&token->content))
		report_text(f->ev, f->report, text);
	else if (f->is_outermost)
		f->ev->has_null = true;
	buf_str(f->out, text);
	return true;
}

/* One side of a test. A missing symbol is ""; a chain without result is null and reported. */
static bool
eval_side(struct frame *f, const struct content *content, struct str *ret)
{
	struct buf b;

	if (!eval_content(f, content, ret))
		return false;
	if (ret->s != NULL)
		return true;
	if (content->calls == NULL) {
		*ret = STR("");
		return true;
	}
	buf_init(&b, f->ev->arena, OUTPUT_MAX);
	show_content(&b, content);
	report_text(f->ev, f->report, str_of_buf(&b));
	return true;
}

static bool
is_truthy(struct str text)
{
	return text.len > 0 && !str_is(text, "0") && !str_like(str_trim(text), "no") &&
	    !str_like(str_trim(text), "false");
}

static bool
eval_cond(struct frame *f, const struct token *token)
{
	struct str left, right = token->text;
	bool holds;

	if (!eval_side(f, &token->content, &left))
		return false;
	if (left.s != NULL && token->test == TEST_CONTENT && !eval_side(f, &token->right, &right))
		return false;
	if (left.s == NULL || (token->test == TEST_CONTENT && right.s == NULL)) {
		buf_str(f->out, shown(f, token));
		return true;
	}
	if (token->test == TEST_TRUTHY)
		holds = is_truthy(left);
	else
		holds = str_equal(left, right) != token->is_unequal;
	return eval_body(f, holds ? token->yes : token->no);
}

/* A list of what a loop goes over. */
struct items {
	struct eval *ev;
	struct node **node;
	size_t count;
	size_t room;
};

static void
items_add(struct items *items, struct node *node)
{
	if (items->count == items->room) {
		struct node **more;

		items->room = items->room == 0 ? 8 : items->room * 2;
		more = arena_array(items->ev->arena, items->room, sizeof(*more));
		if (items->count > 0)
			memcpy(more, items->node, items->count * sizeof(struct node *));
		items->node = more;
	}
	items->node[items->count++] = node;
}

static void
items_of_json(struct items *items, const struct loose *json)
{
	struct arena *a = items->ev->arena;

	for (const struct loose *l = json->first; l != NULL; l = l->next) {
		struct node *node;

		if (json->kind == LOOSE_ARRAY) {
			items_add(items, node_new(a, loose_text(a, l)));
			continue;
		}
		node = node_new(a, l->name);
		node_put(node, a, "Key", node_new(a, l->name));
		node_put(node, a, "Value", node_new(a, loose_text(a, l)));
		items_add(items, node);
	}
}

static void
items_of_text(struct items *items, struct str text)
{
	const struct loose *json = loose_parse(items->ev->arena, text);
	size_t at = 0, comma;

	if (json != NULL && (json->kind == LOOSE_ARRAY || json->kind == LOOSE_OBJECT)) {
		items_of_json(items, json);
		return;
	}
	while ((comma = str_find(text, STR(","), at)) != SIZE_MAX) {
		items_add(items, node_new(items->ev->arena, str_slice(text, at, comma)));
		at = comma + 1;
	}
	items_add(items, node_new(items->ev->arena, str_slice(text, at, text.len)));
}

static bool
eval_each(struct frame *f, const struct token *token)
{
	struct items items = {.ev = f->ev};
	struct found found;

	if (!eval_symbol(f->ev, f->scope, token->content.symbol, &found))
		return false;
	report_inner(f->ev, f->report, found.report);
	if (found.node == NULL)
		return true;
	if (found.text.s == NULL || (found.is_raw && found.node->children != NULL)) {
		for (struct map_entry *e = map_first(found.node->children); e != NULL; e = e->next)
			items_add(&items, e->value);
	} else {
		if (!eval_step(f->ev, found.text.len / 4))
			return false;
		items_of_text(&items, found.text);
	}
	if (!eval_step(f->ev, items.count * 8))
		return false;
	for (size_t i = 0; i < items.count; i++) {
		struct scope *scope = arena_alloc(f->ev->arena, sizeof(*scope));
		struct frame inner = *f;

		if (str_like(token->text, "Octopus"))
			return eval_fail(f->ev,
			    "The variable of a loop must not be named Octopus.");
		*scope = (struct scope){.parent = f->scope, .name = token->text,
		    .item = items.node[i], .index = i, .is_last = i + 1 == items.count};
		inner.scope = scope;
		if (!eval_body(&inner, token->yes))
			return false;
	}
	return true;
}

static bool
eval_calc_token(struct frame *f, const struct token *token)
{
	bool is_known = true;
	double value;

	if (!eval_calc(f, token->sum, &is_known, &value))
		return false;
	if (is_known)
		number_put(f->out, value);
	else
		buf_str(f->out, shown(f, token));
	return true;
}

static bool
eval_token(struct frame *f, const struct token *token)
{
	bool is_ok = false;

	if (!eval_step(f->ev, 1))
		return false;
	if (++f->ev->nested > MAX_NESTED)
		return eval_fail(f->ev, "Expressions are nested too deeply.");
	switch (token->kind) {
	case TOKEN_TEXT:
	case TOKEN_LITERAL:
		buf_str(f->out, token->text);
		is_ok = true;
		break;
	case TOKEN_SUBST:
		is_ok = eval_subst(f, token);
		break;
	case TOKEN_COND:
		is_ok = eval_cond(f, token);
		break;
	case TOKEN_EACH:
		is_ok = eval_each(f, token);
		break;
	case TOKEN_CALC:
		is_ok = eval_calc_token(f, token);
		break;
	}
	f->ev->nested--;
	if (is_ok && f->out->is_full)
		return eval_fail(f->ev, "The result is larger than 16 MiB.");
	return is_ok;
}

bool
eval_body(struct frame *f, const struct body *body)
{
	for (; body != NULL; body = body->next)
		if (!eval_token(f, body->token))
			return false;
	return true;
}

static void
evaluate_parsed(struct eval *ev, const struct parsed *parsed, struct expr_result *ret)
{
	struct report *report = arena_alloc(ev->arena, sizeof(*report));
	struct scope *scope = ev->vars->scope;
	struct buf out;
	struct frame f = {.ev = ev, .scope = scope, .out = &out, .report = report,
	    .is_outermost = true};

	buf_init(&out, ev->arena, OUTPUT_MAX);
	if (!eval_body(&f, parsed->body)) {
		ret->outcome = ev->outcome;
		ret->error = ev->error;
		return;
	}
	report_flatten(ev->vars, report, ret);
	ret->outcome = ret->missing_count > 0 ? EXPR_MISSING : EXPR_OK;
	if (ev->has_null) {
		ret->outcome = EXPR_NULL;
		return;
	}
	ret->text = out.s;
	ret->len = out.len;
}

static void
evaluate_template(struct expr_vars *vars, struct str template, bool is_lenient,
    struct expr_result *ret)
{
	struct eval ev = {.arena = vars->arena, .vars = vars};
	struct parsed parsed;

	vars_bind(vars);
	if (vars->refusal != NULL) {
		*ret = (struct expr_result){.outcome = EXPR_FAILURE, .error = vars->refusal};
		return;
	}
	parse_template(vars->arena, template, is_lenient, &parsed);
	if (parsed.outcome == PARSE_REFUSED) {
		*ret = (struct expr_result){.outcome = EXPR_FAILURE, .error = parsed.refusal};
	} else if (parsed.outcome == PARSE_ERROR) {
		ret->outcome = EXPR_PARSE;
		ret->error = arena_printf(vars->arena,
		    "The template has a syntax error at character %zu.",
		    utf16_count(str_slice(template, 0, parsed.error_at)) + 1);
	} else {
		*ret = (struct expr_result){.outcome = EXPR_OK};
		evaluate_parsed(&ev, &parsed, ret);
	}
}

bool
expr_evaluate(struct work *w, struct expr_vars *vars, const char *template,
    unsigned flags, struct expr_result *ret)
{
	struct str text = str_of(arena_strdup(w->arena, template));

	*ret = (struct expr_result){.outcome = EXPR_OK, .text = text.s, .len = text.len};
	if (str_has(text, "#{"))
		evaluate_template(vars, text, (flags & EXPR_LENIENT) != 0, ret);
	return ret->outcome == EXPR_OK;
}

bool
expr_truthy(const struct expr_result *result)
{
	return result->outcome == EXPR_OK && is_truthy((struct str){result->text, result->len});
}

const char *
expr_report(struct work *w, const struct expr_result *result)
{
	struct buf b;

	if (result->missing_count == 0)
		return result->error;
	buf_init(&b, w->arena, OUTPUT_MAX);
	buf_puts(&b, "The following tokens were unable to be evaluated: ");
	for (size_t i = 0; i < result->missing_count; i++)
		buf_printf(&b, "%s'%s'", i > 0 ? ", " : "", result->missing[i]);
	return b.s;
}
