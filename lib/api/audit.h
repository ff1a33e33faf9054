#ifndef SLIPWAY_API_AUDIT_H
#define SLIPWAY_API_AUDIT_H

#include "lib/api/route.h"

/*
 * Writes the event that the handler described in the call (nothing if it described
 * none), in the transaction of the change.
 */
bool	audit_write(struct work *w, const struct call *c) MUST_CHECK;

#endif
