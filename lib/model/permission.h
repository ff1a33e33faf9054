#ifndef SLIPWAY_MODEL_PERMISSION_H
#define SLIPWAY_MODEL_PERMISSION_H

#include "lib/base/json.h"

enum permission_flag {
	PERMISSION_SYSTEM = 1,		/* can be granted for the whole server */
	PERMISSION_SPACE = 2,		/* can be granted in a space */
	PERMISSION_PROJECTS = 4,	/* can be restricted to some projects … */
	PERMISSION_ENVIRONMENTS = 8,
	PERMISSION_TENANTS = 16,
	PERMISSION_GROUPS = 32		/* … project groups */
};

struct permission {
	const char *name;		/* "ProjectEdit" */
	const char *description;
	unsigned flags;
};

/* All permissions by name, ends with a row without name. */
extern const struct permission permissions[];

/* {"ProjectView": {Description, CanApplyAt…, SupportedRestrictions}}, owned by the work. */
struct json_object *permissions_describe(struct work *w);

#endif
