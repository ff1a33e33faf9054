/*
 * Rules for what stands between `#{` and `}`: paths of variables and chains of
 * filters. Blocks are in parse.c.
 */
#include "lib/expr/parser.h"

/* What stands in brackets: no brackets but balanced ones; white space first is dropped. */
static bool
parse_raw_index(struct parser *p, size_t *at, struct buf *out)
{
	bool is_ok = true;

	if (!lex_literal(p, at, "["))
		return false;
	lex_white(p, at);
	while (is_ok && *at < p->text.len && p->text.s[*at] != ']') {
		size_t start = *at;

		if (p->text.s[*at] != '[') {
			buf_putc(out, p->text.s[(*at)++]);
			continue;
		}
		buf_putc(out, '[');
		is_ok = parse_enter(p) && parse_raw_index(p, at, out);
		parse_leave(p);
		if (!is_ok)
			*at = start;	/* a repetition ends where its item failed */
		buf_putc(out, ']');
	}
	return lex_literal(p, at, "]");
}

static bool
parse_lookup(struct parser *p, size_t *at, struct symbol **ret)
{
	if (!lex_literal(p, at, "["))
		return false;
	lex_white(p, at);
	if (!lex_open(p, at))
		return false;
	lex_white(p, at);
	if (!parse_symbol(p, at, ret))
		return false;
	lex_white(p, at);
	if (!lex_literal(p, at, "}"))
		return false;
	lex_white(p, at);
	return lex_literal(p, at, "]");
}

static bool
parse_index(struct parser *p, size_t *at, struct step *ret)
{
	size_t start = *at, far;
	struct buf raw;

	ret->kind = STEP_LOOKUP;
	if (parse_lookup(p, at, &ret->symbol))
		return true;
	far = p->fail;
	*at = start;
	buf_init(&raw, p->arena, TEXT_MAX);
	ret->kind = STEP_INDEX;
	if (!parse_raw_index(p, at, &raw))
		return miss(p, farthest(far, p->fail));
	ret->text = str_of_buf(&raw);
	return true;
}

static bool
parse_step(struct parser *p, size_t *at, struct step *ret)
{
	if (*at < p->text.len && p->text.s[*at] == '.') {
		(*at)++;
		ret->kind = STEP_NAME;
		return lex_ident(p, at, &ret->text);
	}
	return parse_index(p, at, ret);
}

static struct str
spell(struct arena *a, const struct step *step)
{
	struct buf b;

	if (step->next == NULL)
		return step->text;
	buf_init(&b, a, TEXT_MAX);
	for (const struct step *s = step; s != NULL; s = s->next) {
		if (s->kind == STEP_NAME) {
			if (s != step)
				buf_putc(&b, '.');
			buf_str(&b, s->text);
		} else if (s->kind == STEP_INDEX) {
			buf_putc(&b, '[');
			buf_str(&b, s->text);
			buf_putc(&b, ']');
		} else {
			buf_puts(&b, "[#{");
			buf_str(&b, s->symbol->spelling);
			buf_puts(&b, "}]");
		}
	}
	return str_of_buf(&b);
}

static bool
parse_steps(struct parser *p, size_t *at, struct symbol *symbol)
{
	struct step **tail = &symbol->steps;
	struct step *step = arena_alloc(p->arena, sizeof(*step));
	struct step found = {.kind = STEP_NAME};

	if (!lex_ident(p, at, &found.text))
		return false;
	for (;;) {
		size_t next;

		*step = found;
		*tail = step;
		tail = &step->next;
		next = *at;
		found = (struct step){.kind = STEP_NAME};
		if (next >= p->text.len || (p->text.s[next] != '.' && p->text.s[next] != '[') ||
		    !parse_step(p, &next, &found))
			return p->refusal == NULL;
		*at = next;
		step = arena_alloc(p->arena, sizeof(*step));
	}
}

bool
parse_symbol(struct parser *p, size_t *at, struct symbol **ret)
{
	struct memo *m = memo_find(p, RULE_SYMBOL, *at);
	size_t start = *at;
	bool is_match;

	if (m == NULL) {
		struct symbol *symbol = arena_alloc(p->arena, sizeof(*symbol));

		symbol->at = start;
		is_match = parse_enter(p) && parse_steps(p, at, symbol);
		parse_leave(p);
		if (is_match)
			symbol->spelling = spell(p->arena, symbol->steps);
		memo_put(p, RULE_SYMBOL, start, is_match, is_match ? *at : p->fail, symbol);
		*ret = symbol;
		return is_match;
	}
	if (!m->is_match)
		return miss(p, m->end);
	*at = m->end;
	*ret = m->result;
	return true;
}

static bool
parse_option(struct parser *p, size_t *at, struct token **ret)
{
	size_t start = *at, far;
	struct str text;

	if (*at + 1 < p->text.len && memcmp(p->text.s + *at, "#{", 2) == 0)
		return parse_block(p, at, ret);
	lex_white(p, at);
	if (lex_word(p, at, &text)) {
		lex_white(p, at);
	} else {
		far = p->fail;
		*at = start;
		if (!lex_string(p, at, &text))
			return miss(p, farthest(far, p->fail));
	}
	*ret = arena_alloc(p->arena, sizeof(**ret));
	(*ret)->kind = TOKEN_LITERAL;
	(*ret)->text = text;
	return true;
}

/* "|" name { option } */
static bool
parse_call(struct parser *p, size_t *at, struct filter_call *ret)
{
	struct body **tail = &ret->options;
	struct token *token;
	size_t next;

	if (!lex_literal(p, at, "|"))
		return false;
	lex_white(p, at);
	if (!lex_word(p, at, &ret->name))
		return false;
	lex_white(p, at);
	for (next = *at; parse_option(p, &next, &token); *at = next) {
		struct body *option = arena_alloc(p->arena, sizeof(*option));

		option->token = token;
		*tail = option;
		tail = &option->next;
	}
	return p->refusal == NULL;
}

static bool
parse_chain(struct parser *p, size_t *at, struct content *ret)
{
	struct filter_call **tail = &ret->calls;
	struct filter_call call = {0};
	size_t next;

	lex_white(p, at);
	next = *at;
	if (parse_symbol(p, &next, &ret->symbol)) {
		*at = next;
		lex_white(p, at);
	} else {
		ret->symbol = NULL;
	}
	for (next = *at; parse_call(p, &next, &call); *at = next) {
		*tail = arena_alloc(p->arena, sizeof(call));
		**tail = call;
		tail = &(*tail)->next;
		call = (struct filter_call){0};
	}
	return ret->calls != NULL && p->refusal == NULL;
}

static bool
parse_content_anew(struct parser *p, size_t *at, struct content *ret)
{
	size_t start = *at, far;

	*ret = (struct content){0};
	if (parse_chain(p, at, ret))
		return true;
	far = p->fail;
	*at = start;
	*ret = (struct content){0};
	if (!parse_symbol(p, at, &ret->symbol))
		return miss(p, farthest(far, p->fail));
	return p->refusal == NULL;
}

bool
parse_content(struct parser *p, size_t *at, struct content *ret)
{
	struct memo *m = memo_find(p, RULE_CONTENT, *at);
	size_t start = *at;

	if (m == NULL) {
		struct content *kept = arena_alloc(p->arena, sizeof(*kept));
		bool is_match = parse_content_anew(p, at, kept);

		memo_put(p, RULE_CONTENT, start, is_match, is_match ? *at : p->fail, kept);
		*ret = *kept;
		return is_match;
	}
	if (!m->is_match)
		return miss(p, m->end);
	*at = m->end;
	*ret = *(struct content *)m->result;
	return true;
}
