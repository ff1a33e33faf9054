#ifndef SLIPWAY_RUNNER_VARIABLES_H
#define SLIPWAY_RUNNER_VARIABLES_H

#include "lib/expr/expr.h"
#include "runner/attempt.h"
#include "runner/facts.h"
#include "runner/tree.h"

/* The variables of one unit: what its script sees and what expressions refer to. */
struct variables {
	struct attempt_pair *pairs;	/* evaluated, by name, each name once */
	size_t count;
	const char **masks;		/* sensitive values */
	size_t mask_count;
	struct expr_vars *vars;		/* raw, for further expressions */
};

/* Which unit, and where it runs. */
struct unit_place {
	const struct facts *facts;
	const struct tree *tree;
	size_t node;
	struct json_object *machine;	/* NULL: none */
};

/*
 * Collects system variables, project variables and properties of the action, the
 * earlier named winning over the later. Lives as long as w; sensitive values are wiped
 * with it. Fails if a sealed value cannot be opened.
 */
bool	variables_collect(struct work *w, const struct unit_place *unit, struct variables *ret)
	    MUST_CHECK;

/* A text with its expressions replaced; what cannot be resolved stays. */
const char *variables_expand(struct work *w, const struct variables *v, const char *text);

/* The value of a variable as a script sees it, "" if unknown. */
const char *variables_get(const struct variables *v, const char *name);

#endif
