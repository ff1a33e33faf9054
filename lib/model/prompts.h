#ifndef SLIPWAY_MODEL_PROMPTS_H
#define SLIPWAY_MODEL_PROMPTS_H

#include "lib/model/variable_sources.h"

/*
 * Variables that ask for a value when a release is deployed: of each name the value that
 * wins for environment, channel and process, if that one is prompted (rules-process V11,
 * V12 of the design).
 */
struct prompts {
	struct variable_sources sources;
	const struct variable_candidate **items;	/* by label, else name */
	size_t count;
};

bool	prompts_load(struct work *w, struct json_object *release, const char *environment_id,
	    struct prompts *ret) MUST_CHECK;

/* The Form of a deployment preview: Values (defaults, no secrets) and Elements. */
struct json_object *prompts_form(struct work *w, const struct prompts *p);

/*
 * Checks FormValues of a new deployment, keyed by the variables' ids (or names), and puts
 * them under ids: plain ones stay, sensitive ones go to SensitiveFormValues, to be
 * sealed. Refusals are at /FormValues/KEY.
 */
bool	prompts_take(struct work *w, const struct prompts *p, struct json_object *deployment)
	    MUST_CHECK;

#endif
