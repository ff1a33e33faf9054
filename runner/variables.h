#ifndef SLIPWAY_RUNNER_VARIABLES_H
#define SLIPWAY_RUNNER_VARIABLES_H

#include "lib/expr/expr.h"
#include "runner/attempt.h"
#include "runner/facts.h"
#include "runner/notes.h"
#include "runner/tree.h"

/* The variables of one unit: what its script sees and what expressions refer to. */
struct variables {
	struct attempt_pair *pairs;	/* evaluated, by name, each name once */
	size_t count;
	const char **masks;		/* sensitive values */
	size_t mask_count;
	struct expr_vars *vars;		/* raw, for further expressions */
	struct notes notes;		/* about names that two sides set */
};

/* Which unit, and where it runs. */
struct unit_place {
	const struct facts *facts;
	const struct tree *tree;
	size_t node;
	struct json_object *machine;	/* NULL: none */
};

/*
 * Collects what the server and earlier steps say, variables of people, and properties of
 * the action, the earlier named winning over the later. Lives as long as w; sensitive
 * values are wiped with it. Fails with a sentence for the unit's log (ERR_INVALID,
 * ERR_INTERNAL) if something that a variable needs is gone or damaged.
 */
bool	variables_collect(struct work *w, const struct unit_place *unit, struct variables *ret)
	    MUST_CHECK;

/* A text with its expressions replaced; what cannot be resolved stays. */
const char *variables_expand(struct work *w, const struct variables *v, const char *text);

/*
 * The same for what is about to run: what could not be resolved is told in *ret_report
 * (NULL: nothing), beginning with `what`; in *ret_refusal (NULL: none) if the unit must
 * not run with it: values that refer to each other in a circle, or, if the variable
 * OctopusShouldFailDeploymentOnSubstitutionFails says so, anything.
 */
const char *variables_evaluate(struct work *w, const struct variables *v, const char *text,
	    const char *what, const char **ret_report, const char **ret_refusal);

/* Whether a variable is True, in any case. */
bool	variables_flag(const struct variables *v, const char *name);

/* The value of a variable as a script sees it, "" if unknown. */
const char *variables_get(const struct variables *v, const char *name);

#endif
