#ifndef SLIPWAY_MODEL_VARIABLE_RULES_H
#define SLIPWAY_MODEL_VARIABLE_RULES_H

#include "lib/model/kinds.h"

/*
 * What a variable may be: its scope, its type and the value for that, its prompt. The
 * kind that uses it is in variable_set.c.
 */

/* Checks all variables of a set, and brings what they name into table spelling. */
bool	variables_check(struct work *w, struct json_object *set) MUST_CHECK;

#endif
