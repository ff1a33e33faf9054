#ifndef SLIPWAY_RUNNER_RELEASE_ORDER_H
#define SLIPWAY_RUNNER_RELEASE_ORDER_H

#include "runner/variables.h"

/* What a step "Deploy a Release" comes to in one unit. */
struct release_order {
	const char *refusal;		/* a sentence: the unit fails; NULL: not */
	const char *skip;		/* a sentence: nothing is to be deployed; NULL: not */
	struct json_object *project;	/* whose release it is */
	const char *version;
	struct json_object *sent;	/* the deployment, as a client would send it */
	struct json_object *passed;	/* its PassedVariables */
	struct notes notes;		/* lines for the unit's log */
};

/*
 * Reads the step, the version that the release holds for it, and what is deployed now.
 * False only when the database does not answer; what a person can mend is a refusal.
 */
bool	release_order_make(struct work *w, const struct unit_place *unit,
	    struct release_order *ret) MUST_CHECK;

#endif
