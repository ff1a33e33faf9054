#ifndef SLIPWAY_MODEL_SCOPE_H
#define SLIPWAY_MODEL_SCOPE_H

#include "lib/base/json.h"

/*
 * Where the value of a variable applies, and which of several values is the more
 * specific. A pure function of the scope and the place it is looked at from.
 */

/* A place. What is NULL or empty is not there, and no scope that names its kind matches. */
struct scope_place {
	const char *environment_id;
	const char *channel_id;
	const char *tenant_id;
	struct json_object *tenant_tags;	/* array of "Set/Tag" */
	const char *process_owner_id;		/* the project or runbook that is run */
	const char *machine_id;
	struct json_object *machine_roles;	/* array; also without a machine_id */
	const char *const *step_roles;		/* that the step targets */
	size_t step_role_count;
	const char *step_id;
	const char *action_id;
};

/* The key of a scope in table spelling ("Environment"); NULL if it is none. */
const char *scope_key(const char *key);

/*
 * Whether the scope of a variable applies at a place: each key that it has must name
 * something that is there. *ret_rank tells how specific it is: of two that apply the
 * greater one wins.
 */
bool	scope_applies(struct json_object *scope, const struct scope_place *place,
	    unsigned *ret_rank);

#endif
