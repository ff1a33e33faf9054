#ifndef SLIPWAY_RUNNER_EFFECT_H
#define SLIPWAY_RUNNER_EFFECT_H

#include "lib/base/base.h"

/* What service messages mean to the shim. */

enum effect_kind {
	EFFECT_UNKNOWN,
	EFFECT_SILENT,		/* accepted, nothing to do */
	EFFECT_CATEGORY,	/* category of the following lines of a stream */
	EFFECT_MASK,
	EFFECT_VARIABLE,
	EFFECT_RESULT,
	EFFECT_PROGRESS,
	EFFECT_ARTIFACT,	/* a file to fetch when the script has ended */
	EFFECT_RECORD		/* passed on to the executor as it is */
};

struct effect {
	const char *name;	/* with '*' at its end: a prefix */
	enum effect_kind kind;
	int stream;		/* EFFECT_CATEGORY: 0 stdout, 1 stderr */
	int category;		/* EFFECT_CATEGORY: 0 drops lines */
	const char *sealed;	/* keys with secret values, one blank around each */
};

/* The row of a message's name; one of kind EFFECT_UNKNOWN if there is none. */
const struct effect *effect_find(const char *name);

/* Whether the value of a key must be sealed. */
bool effect_seals(const struct effect *e, const char *key);

#endif
