#ifndef SLIPWAY_EXPR_EXPR_H
#define SLIPWAY_EXPR_EXPR_H

#include "lib/base/work.h"

/*
 * The language `#{...}` of templates and variable values, as Octopus has it
 * (there it is called Octostache). All text is UTF-8; names are case-free.
 *
 * A set of variables is made once, filled, and then used for any number of
 * templates: what was parsed and evaluated once is kept until the next
 * expr_vars_set. Everything lives as long as the work's arena.
 */
struct expr_vars;

/* Makes an empty set of variables in the arena of w. */
struct expr_vars *expr_vars_new(struct work *w) MUST_CHECK;

/*
 * Sets a variable; the last value of a name wins and the name keeps its place.
 * NULL is a variable without value. Both strings are copied.
 */
void expr_vars_set(struct expr_vars *vars, const char *name, const char *value);

/* The value as it was set, expressions in it untouched; NULL if unknown or NULL. */
const char *expr_vars_get(struct expr_vars *vars, const char *name);

enum expr_outcome {
	EXPR_OK,
	EXPR_MISSING,	/* text holds the unresolved expressions, missing names them */
	EXPR_NULL,	/* the template asked for null: text is NULL, no error */
	EXPR_PARSE,	/* a syntax error: text is the template, unchanged */
	EXPR_RECURSION,	/* values refer to each other in a circle: text is NULL */
	EXPR_FAILURE	/* a filter or a limit refused: text is NULL */
};

struct expr_result {
	enum expr_outcome outcome;
	const char *text;		/* NULL as said above; ends with a NUL */
	size_t len;			/* bytes of text; it may contain NUL */
	const char *const *missing;	/* each once, in order of evaluation */
	size_t missing_count;
	const char *error;		/* a sentence after PARSE, RECURSION, FAILURE */
};

enum expr_flag {
	EXPR_LENIENT = 1 << 0	/* what does not parse stays as literal text */
};

/*
 * Evaluates a template and fills ret in any case. True if everything resolved
 * (EXPR_OK); never sets the error of w. Limits: a template or value of 1 MiB, an
 * output of 16 MiB, 100 levels of nesting, 200 of variables in variables,
 * 1,000,000 steps: beyond them EXPR_FAILURE.
 */
bool expr_evaluate(struct work *w, struct expr_vars *vars, const char *template,
	unsigned flags, struct expr_result *ret);

/* Whether a condition holds: nothing missing or wrong, and not "", 0, no, false. */
bool expr_truthy(const struct expr_result *result);

/* The sentence that reports a result to a person; NULL after OK and NULL. */
const char *expr_report(struct work *w, const struct expr_result *result);

#endif
