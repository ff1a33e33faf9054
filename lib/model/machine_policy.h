#ifndef SLIPWAY_MODEL_MACHINE_POLICY_H
#define SLIPWAY_MODEL_MACHINE_POLICY_H

#include "lib/base/work.h"

/* Id of the space's default machine policy; NULL with ERR_INTERNAL if it has none. */
const char *machine_policy_default(struct work *w, const char *space_id) MUST_CHECK;

#endif
