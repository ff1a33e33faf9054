#ifndef SLIPWAY_MODEL_VARIABLE_RULES_H
#define SLIPWAY_MODEL_VARIABLE_RULES_H

#include "lib/model/kinds.h"

/*
 * What a variable may be: its scope, its type and the value for that, its prompt. The
 * kind that uses it is in variable_set.c.
 */

/* Checks all variables of a set, and brings what they name into table spelling. */
bool	variables_check(struct work *w, struct json_object *set) MUST_CHECK;

/*
 * A value for a variable of a type: of accounts and pools the id in table spelling, which
 * must be one; else the value itself. Refuses at the pointer, with the value as answer.
 */
const char *variable_value_check(struct work *w, const char *space_id, const char *pointer,
	    const char *type, const char *value);

#endif
