#ifndef SLIPWAY_RUNNER_UNIT_SERVER_H
#define SLIPWAY_RUNNER_UNIT_SERVER_H

#include "runner/unit.h"

/*
 * Units that run no script of a person: what the server itself does for a step. One file
 * a type; unit.c has the table.
 */

/* What every one of them starts from. */
struct unit_start {
	const struct settings *settings;
	struct unit_place place;
	struct json_object *action;
	struct unit_order *out;
};

/*
 * Makes the order of one unit. False only when the database does not answer; what a
 * person can mend is a refusal of the order.
 */
typedef bool unit_maker(struct work *w, const struct unit_start *u);

unit_maker unit_email;		/* unit_email.c */

/* Lets the unit fail with this sentence, unless it does already; true. */
bool	unit_refuse(struct unit_order *o, const char *sentence);

/*
 * A property of the action with its expressions replaced: what cannot be resolved stays
 * and is told as a warning that begins with `what`.
 */
const char *unit_property(struct work *w, const struct unit_start *u,
	    const struct variables *v, const char *name, const char *what);

/* Collects the variables; false if the database does not answer, else see the refusal. */
bool	unit_variables(struct work *w, const struct unit_start *u, struct variables *ret)
	    MUST_CHECK;

#endif
