/*
 * Rules for the arithmetic of `#{calc ...}`. There is no sign and no exponent:
 * a name takes the characters `-`, `/` and `)` too, braces end it: `{A}-1`.
 */
#include "lib/expr/number.h"
#include "lib/expr/parser.h"

static bool	parse_sum(struct parser *p, size_t *at, struct term **ret);

static bool
parse_number(struct parser *p, size_t *at, double *ret)
{
	size_t start = *at;

	while (*at < p->text.len && is_digit(p->text.s[*at]))
		(*at)++;
	if (*at + 1 < p->text.len && p->text.s[*at] == '.' && is_digit(p->text.s[*at + 1]))
		for ((*at)++; *at < p->text.len && is_digit(p->text.s[*at]);)
			(*at)++;
	if (*at == start)
		return miss(p, start + 1);
	return number_parse(str_slice(p->text, start, *at), ret);
}

static bool
parse_braces(struct parser *p, size_t *at, struct symbol **ret)
{
	(*at)++;
	lex_white(p, at);
	if (!parse_symbol(p, at, ret))
		return false;
	lex_white(p, at);
	return lex_literal(p, at, "}");
}

static bool
parse_factor(struct parser *p, size_t *at, struct factor *ret)
{
	char c = *at < p->text.len ? p->text.s[*at] : '\0';
	bool is_ok;

	if (c == '(') {
		(*at)++;
		is_ok = parse_enter(p) && parse_sum(p, at, &ret->sum) && lex_literal(p, at, ")");
		parse_leave(p);
		return is_ok;
	}
	if (is_digit(c) || c == '.')
		return parse_number(p, at, &ret->number);
	if (c == '{')
		return parse_braces(p, at, &ret->symbol);
	lex_white(p, at);
	if (!parse_symbol(p, at, &ret->symbol))
		return false;
	lex_white(p, at);
	return true;
}

/* Takes one of the two operators if it comes next, white space around it too. */
static char
take_operator(struct parser *p, size_t *at, const char *operators)
{
	size_t next = *at;
	char op;

	lex_white(p, &next);
	if (next >= p->text.len ||
	    (p->text.s[next] != operators[0] && p->text.s[next] != operators[1]))
		return '\0';
	op = p->text.s[next++];
	lex_white(p, &next);
	*at = next;
	return op;
}

static bool
parse_term(struct parser *p, size_t *at, struct term *ret)
{
	struct factor **tail = &ret->factors;
	struct factor factor = {.op = '*'};
	size_t next = *at;

	if (!parse_factor(p, &next, &factor))
		return false;
	do {
		*at = next;
		*tail = arena_alloc(p->arena, sizeof(factor));
		**tail = factor;
		tail = &(*tail)->next;
		factor = (struct factor){.op = take_operator(p, &next, "*/")};
	} while (factor.op != '\0' && parse_factor(p, &next, &factor));
	return p->refusal == NULL;
}

static bool
parse_sum(struct parser *p, size_t *at, struct term **ret)
{
	struct term **tail = ret;
	struct term term = {.op = '+'};
	size_t next = *at;

	if (!parse_term(p, &next, &term))
		return false;
	do {
		*at = next;
		*tail = arena_alloc(p->arena, sizeof(term));
		**tail = term;
		tail = &(*tail)->next;
		term = (struct term){.op = take_operator(p, &next, "+-")};
	} while (term.op != '\0' && parse_term(p, &next, &term));
	return p->refusal == NULL;
}

bool
parse_calc(struct parser *p, size_t *at, struct token *ret)
{
	ret->kind = TOKEN_CALC;
	return parse_sum(p, at, &ret->sum);
}
