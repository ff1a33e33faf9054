#ifndef SLIPWAY_BASE_COOKIE_H
#define SLIPWAY_BASE_COOKIE_H

#include "lib/base/arena.h"

/*
 * The value of a cookie in a Cookie header (RFC 6265, 5.4); NULL if absent or if
 * the header is NULL. Of several with the name the first counts: browsers send
 * the one with the longest path first. Names are compared with case; quotes
 * around a value are taken off; nonsense between semicolons is skipped.
 */
const char *cookie_get(struct arena *a, const char *header, const char *name);

#endif
