#ifndef SLIPWAY_MODEL_PROCESS_RULES_H
#define SLIPWAY_MODEL_PROCESS_RULES_H

#include "lib/model/kinds.h"

/*
 * What a process must be beyond its field table: names unique among steps and among
 * actions, ids and slugs kept (by id, else slug, else name), at least one action a
 * step, a script where one is to run. One message a problem.
 */
bool	process_check(struct work *w, enum change change, struct json_object *old,
	    struct json_object *doc);

/*
 * Variables scoped to actions that are gone lose that scope, or go with it. Called
 * after the rows are written.
 */
bool	process_after(struct work *w, enum change change, struct json_object *doc);

#endif
