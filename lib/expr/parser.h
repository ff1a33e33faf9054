#ifndef SLIPWAY_EXPR_PARSER_H
#define SLIPWAY_EXPR_PARSER_H

#include "lib/expr/ast.h"

/*
 * Inside of the parser (parse*.c only). Every rule has the shape
 *	bool rule(p, &at, &result)
 * and moves `at` behind what it read, or returns false with the place of the
 * failure in p->fail and `at` anywhere. Alternatives are tried in order, the
 * failure of a choice is the farthest of theirs.
 */
struct parser {
	struct arena *arena;
	struct str text;
	size_t fail;
	size_t depth;
	const char *refusal;	/* a limit was met: every rule fails from now on */
	struct memo **memo;	/* by (rule, offset): keeps backtracking linear */
	size_t memo_size;
	size_t memo_count;
};

enum rule {
	RULE_SYMBOL,
	RULE_CONTENT,
	RULE_BLOCK,
	RULE_BODY,
	RULE_BODY_IF,
	RULE_BODY_UNLESS
};

struct memo {
	struct memo *next;
	enum rule rule;
	bool is_match;
	size_t at;
	size_t end;		/* behind the match, or the place of the failure */
	void *result;
};

/* What was found before at this place; NULL if nothing yet. */
struct memo	*memo_find(struct parser *p, enum rule rule, size_t at);
void		 memo_put(struct parser *p, enum rule rule, size_t at, bool is_match,
			size_t end, void *result);

/* Sets the failure and returns false. */
static inline bool
miss(struct parser *p, size_t at)
{
	p->fail = at;
	return false;
}

static inline size_t
farthest(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Enters a nested construct; false beyond the limit. */
bool	parse_enter(struct parser *p);
void	parse_leave(struct parser *p);

/* Lexical pieces. */
bool	lex_literal(struct parser *p, size_t *at, const char *literal);
bool	lex_keyword(struct parser *p, size_t *at, const char *keyword);
bool	lex_open(struct parser *p, size_t *at);
void	lex_white(struct parser *p, size_t *at);
bool	lex_some_white(struct parser *p, size_t *at);
bool	lex_word(struct parser *p, size_t *at, struct str *ret);
bool	lex_ident(struct parser *p, size_t *at, struct str *ret);
/* Quoted or escaped text with white space around. */
bool	lex_string(struct parser *p, size_t *at, struct str *ret);

/* Rules. */
bool	parse_symbol(struct parser *p, size_t *at, struct symbol **ret);
bool	parse_content(struct parser *p, size_t *at, struct content *ret);
bool	parse_block(struct parser *p, size_t *at, struct token **ret);
/* Behind `#{calc` and white space. */
bool	parse_calc(struct parser *p, size_t *at, struct token *ret);

#endif
