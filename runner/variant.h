#ifndef SLIPWAY_RUNNER_VARIANT_H
#define SLIPWAY_RUNNER_VARIANT_H

#include "lib/base/arena.h"

/*
 * Calls found(arg, ...) for every form in which a secret may appear in a line of output.
 * Forms are neither unique nor of a least length.
 */
void variant_each(const char *secret,
	void (*found)(void *arg, const char *s, size_t len), void *arg);

#endif
