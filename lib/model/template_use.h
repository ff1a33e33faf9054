#ifndef SLIPWAY_MODEL_TEMPLATE_USE_H
#define SLIPWAY_MODEL_TEMPLATE_USE_H

#include "lib/base/json.h"

/*
 * What steps take from step templates. A step holds a copy: its properties, the values
 * of the parameters, the id and version of the template; a run never reads the template.
 */

/* Where an action stands: of which document and space, and under which key of secrets. */
struct template_place {
	const char *owner_id;
	const char *space_id;
	const char *key;		/* "/Steps/<id>/Actions/<id>" */
};

/*
 * Completes an action that names a template (property Octopus.Action.Template.Id): what
 * it does not have itself comes from that version, parameters their defaults; a sensitive
 * default is shared with the action, sealed as it is. An action that came from the same
 * version before is left as it is, as is one whose template this space does not know. old:
 * the stored action, or NULL. Database errors only.
 */
bool	template_apply(struct work *w, const struct template_place *place,
	    struct json_object *action, struct json_object *old) MUST_CHECK;

enum template_outcome {
	TEMPLATE_UPDATED,
	TEMPLATE_NEEDS_DEFAULTS,	/* new parameters without default and value */
	TEMPLATE_NEEDS_MERGE		/* controls changed, or the version before is lost */
};

/*
 * Makes a new version of the action in place: properties of the template replace those of
 * the version before, values of parameters stay by name, as do roles, place, windows,
 * retries and limits. before: the template as the action knows it, or NULL. defaults:
 * values of new parameters by name; overrides: property values of this action that win;
 * either may be NULL. ret_reasons gets what hinders: parameter name -> sentence.
 */
enum template_outcome template_update(struct work *w, struct json_object *action,
	struct json_object *template, struct json_object *before, struct json_object *defaults,
	struct json_object *overrides, struct json_object *ret_reasons);

/* The template in one of its versions (NULL: the present one); NULL if there is none. */
struct json_object *template_version(struct work *w, const char *id, const char *version);

#endif
