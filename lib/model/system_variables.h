#ifndef SLIPWAY_MODEL_SYSTEM_VARIABLES_H
#define SLIPWAY_MODEL_SYSTEM_VARIABLES_H

#include "lib/base/json.h"

/*
 * Variables that the server itself gives to scripts and expressions, as far as they come
 * from documents; what comes from a running task is added by the runner. The names are
 * Octopus's (documentation page "System variables").
 */
struct system_documents {	/* any may be NULL */
	struct json_object *release;
	struct json_object *channel;
	struct json_object *deployment;
	struct json_object *user;		/* who made the deployment */
	struct json_object *tenant;
	struct json_object *environment;
	struct json_object *project;
	struct json_object *project_group;
	struct json_object *space;
	struct json_object *machine;
	struct json_object *step;
	struct json_object *action;
};

/* Takes one variable; value is never NULL and lives as long as the work. */
typedef void system_variable_fn(void *ctx, const char *name, const char *value);

/* Gives all variables that the documents make, each once. */
void	system_variables(struct work *w, const struct system_documents *d,
	    system_variable_fn *give, void *ctx);

#endif
