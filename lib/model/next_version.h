#ifndef SLIPWAY_MODEL_NEXT_VERSION_H
#define SLIPWAY_MODEL_NEXT_VERSION_H

#include "lib/base/json.h"

/* A release that exists already. */
struct known_version {
	const char *version;
	const char *channel;		/* its channel's name; NULL: unknown */
};

/*
 * The version that a project's template proposes for the next release in a channel:
 * variables Octopus.Version.{Last,Next}…, Octopus.Date.…, then a mask of i (one more)
 * and c (keep). Reads the releases of the project. NULL on failure.
 */
const char *next_version(struct work *w, struct json_object *project,
	    struct json_object *channel);

/* The same as a pure function; now_us is the wall clock. */
const char *next_version_of(struct work *w, const char *template, const char *channel,
	    const struct known_version *known, size_t count, int64_t now_us);

/* Only the mask: "2.0.i" with the highest release that fits. */
const char *version_mask(struct work *w, const char *mask, const struct known_version *known,
	    size_t count);

#endif
