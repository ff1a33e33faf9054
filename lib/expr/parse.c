/*
 * Rules for templates: text, substitutions, conditions, loops. A recursive
 * descent with ordered choice; results are remembered by place, because blocks
 * that are never closed would otherwise be read again and again.
 */
#include "lib/expr/parser.h"

static struct body *parse_body(struct parser *p, enum rule rule, size_t *at);

/* One item of literal text; the longest run of them is one token. */
static bool
parse_text_item(struct parser *p, size_t *at, struct buf *out)
{
	struct str t = p->text;
	size_t i = *at, left = t.len - i;

	if (left == 0)
		return miss(p, i);
	if (t.s[i] != '#') {
		buf_putc(out, t.s[i]);
		*at = i + 1;
	} else if (left == 1) {
		buf_putc(out, '#');
		*at = i + 1;
	} else if (left > 4 && memcmp(t.s + i, "###{", 4) == 0) {
		buf_putc(out, '#');
		*at = i + 2;
	} else if (left >= 3 && memcmp(t.s + i, "##{", 3) == 0) {
		buf_puts(out, "#{");
		*at = i + 3;
	} else if (t.s[i + 1] != '{') {
		buf_putc(out, '#');
		buf_putc(out, t.s[i + 1]);
		*at = i + 2;
	} else {
		return miss(p, i + 1);
	}
	return true;
}

static bool
parse_text(struct parser *p, size_t *at, struct token *ret)
{
	size_t plain = *at;
	struct buf out;

	while (plain < p->text.len && p->text.s[plain] != '#')
		plain++;
	if (plain == p->text.len && plain > *at) {
		ret->text = str_slice(p->text, *at, plain);
		*at = plain;
		return true;
	}
	buf_init(&out, p->arena, TEXT_MAX);
	buf_add(&out, p->text.s + *at, plain - *at);
	*at = plain;
	while (parse_text_item(p, at, &out))
		continue;
	ret->text = str_of_buf(&out);
	return out.len > 0;
}

static bool
parse_operator(struct parser *p, size_t *at, struct token *ret)
{
	lex_white(p, at);
	if (*at < p->text.len && p->text.s[*at] == '!') {
		ret->is_unequal = true;
		return lex_literal(p, at, "!=");
	}
	ret->is_unequal = false;
	return lex_literal(p, at, "==");
}

static bool
parse_side(struct parser *p, size_t *at, struct content *ret)
{
	lex_white(p, at);
	if (!parse_content(p, at, ret))
		return false;
	lex_white(p, at);
	return true;
}

/* The forms of a test, in the order in which they are tried. */
static bool
parse_test_form(struct parser *p, int form, size_t *at, struct token *ret)
{
	switch (form) {
	case 0:
		ret->test = TEST_CONTENT;
		return parse_side(p, at, &ret->content) && parse_operator(p, at, ret) &&
		    parse_side(p, at, &ret->right);
	case 1:
		ret->test = TEST_STRING;
		return lex_string(p, at, &ret->text) && parse_operator(p, at, ret) &&
		    parse_side(p, at, &ret->content);
	case 2:
		ret->test = TEST_STRING;
		return parse_side(p, at, &ret->content) && parse_operator(p, at, ret) &&
		    lex_string(p, at, &ret->text);
	default:
		ret->test = TEST_TRUTHY;
		return parse_side(p, at, &ret->content);
	}
}

/* A test and the brace behind it. */
static bool
parse_test(struct parser *p, size_t *at, struct token *ret)
{
	size_t start = *at, far = 0;

	for (int form = 0; form < 4; form++) {
		*at = start;
		if (parse_test_form(p, form, at, ret))
			return lex_literal(p, at, "}");
		far = farthest(far, p->fail);
	}
	return miss(p, far);
}

static bool
parse_elseif(struct parser *p, size_t *at, struct token *ret)
{
	if (!lex_literal(p, at, "#{elseif") || !lex_some_white(p, at) || !parse_test(p, at, ret))
		return false;
	ret->kind = TOKEN_COND;
	ret->yes = parse_body(p, RULE_BODY_IF, at);
	return p->refusal == NULL;
}

/* Reads branches behind the first test; every elseif is a condition in the else before it. */
static bool
parse_branches(struct parser *p, size_t *at, struct token *first, bool is_unless)
{
	struct token *last = first, found = {0};
	size_t next, depth = p->depth;

	first->yes = parse_body(p, is_unless ? RULE_BODY_UNLESS : RULE_BODY_IF, at);
	for (next = *at; parse_enter(p) && parse_elseif(p, &next, &found); *at = next) {
		last->no = arena_alloc(p->arena, sizeof(*last->no));
		last->no->token = arena_alloc(p->arena, sizeof(found));
		last = last->no->token;
		*last = found;
		found = (struct token){0};
	}
	p->depth = depth;
	next = *at;
	if (p->refusal == NULL && lex_literal(p, &next, "#{else}")) {
		last->no = parse_body(p, RULE_BODY, &next);
		*at = next;
	}
	if (p->refusal != NULL || !lex_literal(p, at, is_unless ? "#{/unless}" : "#{/if}"))
		return false;
	if (is_unless) {
		struct body *swap = first->yes;

		first->yes = first->no;
		first->no = swap;
	}
	return true;
}

static bool
parse_cond(struct parser *p, size_t *at, struct token *ret)
{
	size_t start = *at, far;
	bool is_unless = false;

	ret->kind = TOKEN_COND;
	if (!lex_keyword(p, at, "if")) {
		far = p->fail;
		*at = start;
		is_unless = lex_keyword(p, at, "unless");
		if (!is_unless)
			return miss(p, farthest(far, p->fail));
	}
	return lex_some_white(p, at) && parse_test(p, at, ret) &&
	    parse_branches(p, at, ret, is_unless);
}

static bool
parse_calc_block(struct parser *p, size_t *at, struct token *ret)
{
	if (!lex_keyword(p, at, "calc") || !lex_some_white(p, at) || !parse_calc(p, at, ret))
		return false;
	lex_white(p, at);
	return lex_literal(p, at, "}");
}

static bool
parse_each(struct parser *p, size_t *at, struct token *ret)
{
	ret->kind = TOKEN_EACH;
	if (!lex_keyword(p, at, "each") || !lex_some_white(p, at) || !lex_ident(p, at, &ret->text))
		return false;
	lex_white(p, at);
	if (!lex_keyword(p, at, "in"))
		return false;
	lex_white(p, at);
	if (!parse_symbol(p, at, &ret->content.symbol))
		return false;
	lex_white(p, at);
	if (!lex_literal(p, at, "}"))
		return false;
	ret->yes = parse_body(p, RULE_BODY, at);
	return p->refusal == NULL && lex_literal(p, at, "#{/each}");
}

static bool
parse_subst(struct parser *p, size_t *at, struct token *ret)
{
	ret->kind = TOKEN_SUBST;
	if (!parse_content(p, at, &ret->content))
		return false;
	lex_white(p, at);
	return lex_literal(p, at, "}");
}

static bool
parse_block_anew(struct parser *p, size_t *at, struct token *ret)
{
	static bool (*const forms[])(struct parser *, size_t *, struct token *) = {
		parse_cond, parse_calc_block, parse_each, parse_subst
	};
	size_t start, far = 0;

	if (!lex_open(p, at))
		return false;
	lex_white(p, at);
	start = *at;
	for (size_t i = 0; i < COUNT(forms); i++) {
		*at = start;
		*ret = (struct token){0};
		if (forms[i](p, at, ret))
			return true;
		if (p->refusal != NULL)
			return false;
		far = farthest(far, p->fail);
	}
	return miss(p, far);
}

bool
parse_block(struct parser *p, size_t *at, struct token **ret)
{
	struct memo *m = memo_find(p, RULE_BLOCK, *at);
	size_t start = *at;

	if (m == NULL) {
		struct token token = {0};
		bool is_match = parse_enter(p) && parse_block_anew(p, at, &token);

		parse_leave(p);
		if (is_match) {
			*ret = arena_alloc(p->arena, sizeof(token));
			**ret = token;
		}
		memo_put(p, RULE_BLOCK, start, is_match, is_match ? *at : p->fail, *ret);
		return is_match;
	}
	if (!m->is_match)
		return miss(p, m->end);
	*at = m->end;
	*ret = m->result;
	return true;
}

static bool
parse_token(struct parser *p, size_t *at, struct token **ret)
{
	size_t start = *at, far = 0;
	struct token text = {.kind = TOKEN_TEXT};

	*ret = NULL;
	if (p->text.len - start >= 2 && memcmp(p->text.s + start, "#{", 2) == 0) {
		if (parse_block(p, at, ret))
			return true;
		far = p->fail;
		*at = start;
	}
	if (p->refusal != NULL || !parse_text(p, at, &text))
		return miss(p, farthest(far, p->fail));
	*ret = arena_alloc(p->arena, sizeof(text));
	**ret = text;
	return true;
}

/* Whether a list of this kind ends here although a token could be read. */
static bool
ends_body(struct parser *p, enum rule rule, size_t at)
{
	size_t next = at;

	if (rule == RULE_BODY)
		return false;
	if (lex_literal(p, &next, "#{else}"))
		return true;
	next = at;
	return rule == RULE_BODY_IF && lex_literal(p, &next, "#{elseif") &&
	    lex_some_white(p, &next);
}

/* Reads tokens as long as there are any; the tail of a list read before is shared. */
static struct body *
parse_body(struct parser *p, enum rule rule, size_t *at)
{
	struct body *first = NULL, **tail = &first;
	size_t end;
	struct memo *m;
	struct token *token;

	while ((m = memo_find(p, rule, *at)) == NULL && !ends_body(p, rule, *at)) {
		size_t next = *at;

		if (!parse_token(p, &next, &token))
			break;
		*tail = arena_alloc(p->arena, sizeof(**tail));
		(*tail)->token = token;
		(*tail)->at = *at;
		tail = &(*tail)->next;
		*at = next;
	}
	if (p->refusal != NULL)
		return NULL;
	if (m != NULL) {
		*tail = m->result;
		end = m->end;
	} else {
		end = *at;
		memo_put(p, rule, end, true, end, NULL);
	}
	for (struct body *b = first; b != NULL && (m == NULL || b != m->result); b = b->next)
		memo_put(p, rule, b->at, true, end, b);
	*at = end;
	return first;
}

/* A token that does not parse is text up to where it failed. */
static struct body *
parse_lenient(struct parser *p)
{
	struct body *first = NULL, **tail = &first;
	size_t at = 0;

	while (at < p->text.len && p->refusal == NULL) {
		size_t next = at;
		struct token *token;

		if (!parse_token(p, &next, &token)) {
			next = p->fail > at ? p->fail : at + 1;
			if (next > p->text.len)
				next = p->text.len;
			token = arena_alloc(p->arena, sizeof(*token));
			token->kind = TOKEN_TEXT;
			token->text = str_slice(p->text, at, next);
		}
		*tail = arena_alloc(p->arena, sizeof(**tail));
		(*tail)->token = token;
		tail = &(*tail)->next;
		at = next;
	}
	return first;
}

void
parse_template(struct arena *a, struct str text, bool is_lenient, struct parsed *ret)
{
	struct parser p = {.arena = a, .text = text};
	size_t at = 0, next;
	struct token *token;

	*ret = (struct parsed){.outcome = PARSE_OK};
	if (text.len > TEXT_MAX)
		p.refusal = "A template is larger than 1 MiB.";
	else
		ret->body = is_lenient ? parse_lenient(&p) : parse_body(&p, RULE_BODY, &at);
	if (p.refusal != NULL) {
		ret->outcome = PARSE_REFUSED;
		ret->refusal = p.refusal;
	} else if (!is_lenient && at < text.len) {
		ret->outcome = PARSE_ERROR;
		next = at;
		(void)parse_token(&p, &next, &token);	/* again, for the place of its failure */
		ret->error_at = p.fail < text.len ? p.fail : text.len;
	}
}

struct symbol *
parse_name(struct arena *a, struct str name)
{
	struct parser p = {.arena = a, .text = name};
	struct symbol *symbol;
	size_t at = 0;

	return name.len <= TEXT_MAX && parse_symbol(&p, &at, &symbol) ? symbol : NULL;
}
