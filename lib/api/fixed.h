#ifndef SLIPWAY_API_FIXED_H
#define SLIPWAY_API_FIXED_H

#include "lib/base/base.h"

/* The answer that is kept for a pattern of a route; NULL if none is. */
const char *fixed_answer(const char *pattern);

/* ItemType of a list that is empty today; NULL if the pattern is of none. */
const char *fixed_item_type(const char *pattern);

#endif
