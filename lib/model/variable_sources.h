#ifndef SLIPWAY_MODEL_VARIABLE_SOURCES_H
#define SLIPWAY_MODEL_VARIABLE_SOURCES_H

#include "lib/model/variables.h"

/* Which variable sets count: the project's own, then those of its library, in order. */
struct variable_sources {
	struct variable_source *items;
	size_t count;
};

/* As they are now. */
bool	variable_sources_live(struct work *w, struct json_object *project,
	    struct variable_sources *ret) MUST_CHECK;

/* As a release froze them. */
bool	variable_sources_frozen(struct work *w, struct json_object *release,
	    struct variable_sources *ret) MUST_CHECK;

#endif
