#ifndef SLIPWAY_RUNNER_HEALTH_H
#define SLIPWAY_RUNNER_HEALTH_H

#include "runner/attempt.h"
#include "runner/facts.h"
#include "runner/tree.h"

/*
 * Health checks: the script that a target runs, and what its end says about the
 * target.
 */

/*
 * The script for a target: what is recorded, then the policy's own script unless only the
 * connection is tested; NULL: error.
 */
const char *health_script(struct work *w, struct json_object *machine, bool is_connection_only);

/* Whether a unit checks the health of its machine: of a health task, or of such a step. */
bool	health_is_check(const struct facts *facts, const struct node *unit);

/* Whether a machine that fails the check is left out instead of failing the step. */
bool	health_is_lenient(const struct facts *facts, const struct node *unit);

/* Whether the machines that a step finds healthy are to take part from then on. */
bool	health_adds_machines(const struct facts *facts, const char *step_id);

/* How many machines are checked at once unless a number is set: by the processors here. */
int	health_window(void);

/* How the check of one unit ended. */
struct health_end {
	const struct attempt_result *result;	/* NULL: it never started */
	const char *refusal;			/* why not; NULL: nothing had to be run */
};

/*
 * Writes the machine's state in the caller's transaction, from the end of the check and
 * the lines it logged. *ret_status is what the unit comes to: failed when the target is
 * unhealthy, or unavailable though expected to be online.
 */
bool	health_record(struct work *w, const struct facts *facts, const struct node *unit,
	    const struct health_end *end, enum node_status *ret_status) MUST_CHECK;

#endif
