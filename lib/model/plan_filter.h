#ifndef SLIPWAY_MODEL_PLAN_FILTER_H
#define SLIPWAY_MODEL_PLAN_FILTER_H

#include "lib/model/plan.h"

/* The filters of the plan (plan.c). */

/* Whether an array holds the string, ignoring case. */
bool	list_has(struct json_object *array, const char *value);

/* The text of a property; "" if absent or a sealed value. */
const char *property_text(struct json_object *doc, const char *name);

/* Splits "web, db" at commas; blanks around and empty parts are dropped. */
void	roles_split(struct work *w, const char *text, const char ***ret_roles, size_t *ret_count);

/* "web, db" of the parts. */
const char *roles_join(struct work *w, const char *const *roles, size_t count);

/*
 * Why an action takes no part here, as the end of a sentence that begins with its
 * name ("does not apply to environment 'Dev'"), or NULL.
 */
const char *action_absence(struct work *w, const struct plan_input *in,
	    struct json_object *action);

/* Why a machine cannot be a candidate at all, as such an end of a sentence, or NULL. */
const char *machine_absence(struct work *w, const struct plan_input *in,
	    struct json_object *machine);

/* Why a candidate is left out of this deployment. */
enum plan_exclusion machine_exclusion(const struct plan_input *in, struct json_object *machine);

/* Why, as the end of a sentence that begins with the machine's name; NULL: it takes part. */
const char *exclusion_text(enum plan_exclusion exclusion);

/* Whether a project's ProjectConnectivityPolicy lets this machine be left out if unavailable. */
bool	machine_is_skippable(struct json_object *policy, struct json_object *machine);

/* Whether the machine has one of the roles, ignoring case. */
bool	machine_has_role(struct json_object *machine, const char *const *roles, size_t count);

#endif
