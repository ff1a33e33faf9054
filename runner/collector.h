#ifndef SLIPWAY_RUNNER_COLLECTOR_H
#define SLIPWAY_RUNNER_COLLECTOR_H

#include "runner/variables.h"

/*
 * The variables of one unit while they are gathered; only the variables*.c need it.
 * Layers in rising order: of equal names (without case) the value of the highest layer
 * stays, within a layer the last one.
 */
enum layer {
	LAYER_PROPERTY,		/* of the action */
	LAYER_USER,		/* project, tenant, library */
	LAYER_PASSED,		/* by the step that deploys this release */
	LAYER_SYSTEM		/* the server's own, and outputs of earlier steps */
};

struct collected {
	const char *name;
	const char *value;
	size_t order;
	enum layer layer;
	bool is_sensitive;
};

/* A variable whose value is the id of something with properties of its own. */
struct reference {
	struct reference *next;
	const char *name;
	const char *value;	/* an id, or an expression for it */
	const char *type;
};

struct collector {
	struct work *w;
	const struct unit_place *unit;
	struct json_object *step;
	struct json_object *action;		/* NULL: of a step with several */
	struct collected *entries;
	size_t count, max;
	struct reference *references;
	struct rows *errors;			/* activities that failed, and why */
	const char **secrets;			/* to be masked beside the values */
	size_t secret_count;
};

/* Adds a variable; NULL as value or "" as name is none. */
void	collector_add(struct collector *c, enum layer layer, const char *name, const char *value);
void	collector_add_secret(struct collector *c, enum layer layer, const char *name,
	    const char *value);

/* variables_system.c: what the server knows of task, documents and steps so far. */
bool	collect_system(struct collector *c) MUST_CHECK;

/* variables_output.c: what earlier units left, as far as this one may see it. */
bool	collect_outputs(struct collector *c) MUST_CHECK;

/* variables_reference.c: accounts and pools that variables name. */
bool	collect_references(struct collector *c) MUST_CHECK;

#endif
