#ifndef SLIPWAY_EXPR_AST_H
#define SLIPWAY_EXPR_AST_H

#include "lib/expr/text.h"

/*
 * What the parser makes of a template. Trees are never changed once parsed, live
 * as long as their arena, and share their tails.
 */
enum step_kind {
	STEP_NAME,	/* .name */
	STEP_INDEX,	/* [text] */
	STEP_LOOKUP	/* [#{symbol}] */
};

struct step {
	struct step *next;
	enum step_kind kind;
	struct str text;
	struct symbol *symbol;
};

/* The path of a variable: A.b[c]. */
struct symbol {
	size_t at;		/* byte offset in its text */
	struct str spelling;	/* the normal form */
	struct step *steps;
};

struct filter_call {
	struct filter_call *next;
	struct str name;
	struct body *options;
};

/* A symbol (NULL: absent) through any number of filters. */
struct content {
	struct symbol *symbol;
	struct filter_call *calls;
};

/* Sums are lists of products are lists of factors, so that length is not depth. */
struct factor {
	struct factor *next;
	char op;		/* '*' or '/'; of the first '*' */
	double number;
	struct symbol *symbol;	/* instead of the number */
	struct term *sum;	/* instead of both: brackets */
};

struct term {
	struct term *next;
	char op;		/* '+' or '-'; of the first '+' */
	struct factor *factors;
};

enum token_kind {
	TOKEN_TEXT,
	TOKEN_LITERAL,	/* text as an option of a filter */
	TOKEN_SUBST,
	TOKEN_COND,
	TOKEN_EACH,
	TOKEN_CALC
};

enum test_kind {
	TEST_TRUTHY,
	TEST_STRING,	/* content == text */
	TEST_CONTENT	/* content == right */
};

struct token {
	enum token_kind kind;
	enum test_kind test;
	bool is_unequal;
	struct str text;	/* TEXT, LITERAL; right side of a TEST_STRING; variable of EACH */
	struct content content;	/* SUBST; left side of COND; collection of EACH */
	struct content right;
	struct body *yes;	/* also the body of EACH */
	struct body *no;
	struct term *sum;	/* CALC */
};

struct body {
	struct body *next;
	struct token *token;
	size_t at;		/* where the token begins */
};

enum parse_outcome {
	PARSE_OK,
	PARSE_ERROR,	/* the text is no template */
	PARSE_REFUSED	/* it is beyond a limit */
};

struct parsed {
	enum parse_outcome outcome;
	struct body *body;
	size_t error_at;	/* byte offset, after PARSE_ERROR */
	const char *refusal;	/* after PARSE_REFUSED */
};

/* Parses a whole template; lenient: what does not parse becomes text. */
void		 parse_template(struct arena *a, struct str text, bool is_lenient,
			struct parsed *ret);

/* Parses the name of a variable as far as it is one; NULL if not at all. */
struct symbol	*parse_name(struct arena *a, struct str name);

/* Appends the normal form of a token, of a filter expression. */
void		 show_token(struct buf *b, const struct token *token);
void		 show_content(struct buf *b, const struct content *content);

#endif
