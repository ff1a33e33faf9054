#ifndef SLIPWAY_EXPR_EVAL_H
#define SLIPWAY_EXPR_EVAL_H

#include "lib/expr/vars.h"

/*
 * Inside of the evaluator (eval.c, resolve.c). Functions return false once the
 * evaluation has failed; outcome and error say why.
 */
#define MAX_RESOLVING 200
#define MAX_NESTED 2000
#define MAX_STEPS 1000000
#define MAX_PRODUCED (2 * OUTPUT_MAX)	/* output and all intermediate texts */

/* Where names are looked up: the variables, or a loop around its parent. */
struct scope {
	struct scope *parent;
	struct node *root;		/* of the outermost scope, else NULL */
	struct str name;		/* the loop's variable */
	struct node *item;
	size_t index;
	bool is_last;
	struct node *specials;		/* Octopus.Template.Each.*, when asked for */
};

struct eval {
	struct arena *arena;
	struct expr_vars *vars;
	const struct symbol *stack[MAX_RESOLVING];
	size_t depth;
	size_t peak;			/* greatest depth of the value being evaluated */
	size_t nested;			/* tokens in tokens, over all values */
	size_t steps;
	size_t produced;
	size_t loops_caught;		/* results then depend on who asked */
	bool has_null;
	enum expr_outcome outcome;
	const char *error;
};

/* One body being evaluated. */
struct frame {
	struct eval *ev;
	struct scope *scope;
	struct buf *out;
	struct report *report;
	bool is_outermost;		/* the template itself, not the value of a variable */
};

/* What a symbol stands for; node is NULL if it is missing. */
struct found {
	struct node *node;
	struct str text;		/* null without value */
	struct report *report;
	bool is_raw;
};

bool	eval_fail(struct eval *ev, const char *message);
/* Counts work done; false beyond the limit. */
bool	eval_step(struct eval *ev, size_t count);
bool	eval_produced(struct eval *ev, size_t bytes);
bool	eval_body(struct frame *f, const struct body *body);
bool	eval_calc(struct frame *f, const struct term *sum, bool *ret_known, double *ret);

/* Looks a symbol up and evaluates its value. */
bool	eval_symbol(struct eval *ev, struct scope *scope, const struct symbol *symbol,
		struct found *ret);

void	report_text(struct eval *ev, struct report *report, struct str text);
void	report_inner(struct eval *ev, struct report *report, struct report *inner);
void	report_flatten(struct expr_vars *vars, struct report *report, struct expr_result *ret);

#endif
