#ifndef SLIPWAY_MODEL_RELEASE_H
#define SLIPWAY_MODEL_RELEASE_H

#include "lib/model/field.h"

/*
 * Releases: a version of a project with frozen copies of its process and variables.
 * All rules are hooks of the kind, so that every way of making one obeys them.
 */
extern const struct kind kind_release;

/* The release of a project by version (without case) or id; NULL without an error if none. */
const char *release_find(struct work *w, const char *project_id, const char *version_or_id);

/* New frozen variables for a release; its id stays. */
bool	release_refresh_variables(struct work *w, const char *release_id) MUST_CHECK;

#endif
