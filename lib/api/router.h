#ifndef SLIPWAY_API_ROUTER_H
#define SLIPWAY_API_ROUTER_H

#include "lib/api/route.h"

/*
 * Finds the row of a request: sets route, kind, names, query and space key of the
 * call. ERR_NOT_FOUND or ERR_METHOD. *ret_space is the space as it stands in the
 * path (id or slug), "Spaces-1" if the path names none, NULL for a system route.
 */
bool	router_find(struct work *w, struct call *c, const char **ret_space) MUST_CHECK;

#endif
