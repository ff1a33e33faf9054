#ifndef SLIPWAY_MODEL_DEPLOYMENT_H
#define SLIPWAY_MODEL_DEPLOYMENT_H

#include "lib/model/field.h"
#include "lib/model/plan.h"

/*
 * Deployments: a release to an environment. Making one writes the document, its
 * operational row and the queued task together; all rules are hooks of the kind.
 */
extern const struct kind kind_deployment;

/*
 * What the plan of a deployment is made from, live (preview, checks). choices may be
 * NULL: SkipActions, SpecificMachineIds, ExcludedMachineIds are taken from it.
 */
bool	deployment_plan_input(struct work *w, struct json_object *release,
	    struct json_object *project, const char *environment_id, const char *environment_name,
	    struct json_object *choices, struct plan_input *ret) MUST_CHECK;

#endif
