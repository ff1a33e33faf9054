#ifndef SLIPWAY_RUNNER_UNIT_H
#define SLIPWAY_RUNNER_UNIT_H

#include "runner/settings.h"
#include "runner/variables.h"

/* What a unit comes to before it starts. */
struct unit_order {
	struct attempt_order order;	/* to be started */
	const char *refusal;		/* a sentence: the unit fails without starting */
	struct notes notes;		/* lines for its log, before it starts */
	const char *lock;		/* what it must have while it runs; NULL: nothing */
	const char *lock_name;		/* the same for people */
	bool is_shared;			/* others that share it too may run beside it */
	bool is_done;			/* nothing to run: the unit succeeded as it is */
	const char *done_text;		/* said about that */
};

/*
 * Makes the order for one unit, from the documents as they are now. False only when
 * the database does not answer; everything that a person can mend is a refusal.
 */
bool	unit_prepare(struct work *w, const struct settings *settings, const struct facts *facts,
	    const struct tree *tree, size_t node, struct unit_order *ret_order) MUST_CHECK;

/* Where an order goes over SSH, as one text; "" for a local one. */
const char *unit_endpoint(struct work *w, const struct attempt_order *order);

/* Name of an attempt in the spool: "servertasks-7-12-1". */
const char *unit_attempt_id(struct work *w, const char *task_id, int64_t activity_id, int n);

#endif
