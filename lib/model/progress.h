#ifndef SLIPWAY_MODEL_PROGRESS_H
#define SLIPWAY_MODEL_PROGRESS_H

#include "lib/model/lifecycle_rules.h"

/* What the rules of lifecycles need about one release, read in one go. */
struct progress {
	struct phases phases;
	struct release_history history;
	struct json_object *environments;	/* [{Id, Name}] of the space, in order */
	struct json_object *project;
	const char *lifecycle_name;
};

/* lifecycle_id NULL: that of the release's channel or project. ERR_NOT_FOUND. */
bool	progress_load(struct work *w, const char *release_id, const char *lifecycle_id,
	    struct progress *ret) MUST_CHECK;

/* Name of an environment of the space; the id itself if it is none. */
const char *progress_environment(const struct progress *p, const char *environment_id);

#endif
