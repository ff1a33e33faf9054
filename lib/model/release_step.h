#ifndef SLIPWAY_MODEL_RELEASE_STEP_H
#define SLIPWAY_MODEL_RELEASE_STEP_H

#include "lib/base/json.h"

/*
 * Steps that deploy a release of another project: what they must say, and which version
 * a release of their own project holds for them. That project is the step's package, of
 * a feed whose versions are releases.
 */
#define RELEASE_STEP_TYPE "Octopus.DeployRelease"
#define RELEASE_STEP_FEED "feeds-builtin-releases"
#define RELEASE_STEP_PROJECT "Octopus.Action.DeployRelease.ProjectId"

bool	is_release_step(struct json_object *action);

/* Checks all of them in a process, and keeps property and package alike. */
bool	release_steps_check(struct work *w, struct json_object *process) MUST_CHECK;

/*
 * Puts the version for one of them into SelectedPackages of a new release: the one that
 * was chosen, else the step's own, else the release that was created last.
 */
bool	release_step_select(struct work *w, struct json_object *action,
	    struct json_object *release) MUST_CHECK;

/* The entry of SelectedPackages for an action's package; NULL: none. */
struct json_object *selected_package(struct json_object *release, const char *action_name,
    const char *reference_name);

#endif
