#ifndef SLIPWAY_API_AUTH_H
#define SLIPWAY_API_AUTH_H

#include "lib/api/route.h"

/*
 * Starts a session of a user and returns its token (for the cookie) in *ret_token.
 * is_remembered: 20 days, else 12 hours and 30 minutes idle.
 */
bool	session_start(struct work *w, const char *user_id, bool is_remembered,
	    const char **ret_token) MUST_CHECK;

/* Ends the session of the principal, if it has one. */
bool	session_end(struct work *w) MUST_CHECK;

/* May the principal use a route with this permission? Else ERR_… with a sentence. */
bool	authorise(struct work *w, const struct route *route) MUST_CHECK;

/* True if the permission is one of administrators only. */
bool	permission_needs_administrator(const char *permission);

#endif
