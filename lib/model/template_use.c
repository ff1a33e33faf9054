/*
 * Copying step templates into steps. A sensitive default is copied as a reference to the
 * sealed value: it is immutable, so the step keeps it when the template gets another.
 */
#include "lib/model/template_use.h"

#include <strings.h>

#include "lib/model/kinds.h"
#include "lib/model/secret.h"
#include "lib/store/db.h"

#define TEMPLATE_ID "Octopus.Action.Template.Id"
#define TEMPLATE_VERSION "Octopus.Action.Template.Version"

struct json_object *
template_version(struct work *w, const char *id, const char *version)
{
	struct rows *rows;

	id = id_canonical(w, &kind_action_template, id);
	rows = version == NULL || *version == '\0' ? db_run(w, SQL_RESOURCE_TEXT, id) :
	    db_run(w, SQL_ACTION_TEMPLATE_VERSION, id, version);
	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	return json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
}

static struct json_object *
properties_of(struct json_object *action)
{
	struct json_object *properties = json_get(action, "Properties");

	if (properties == NULL) {
		properties = json_object_new_object();
		json_set(action, "Properties", properties);
	}
	return properties;
}

static const char *
property(struct json_object *action, const char *name)
{
	return json_str(json_get(action, "Properties"), name, "");
}

/* Parameters are told by name without case, as variables are. */
static struct json_object *
find_parameter(struct json_object *template, const char *name)
{
	struct json_object *parameters = json_get(template, "Parameters");

	for (size_t i = 0; i < json_len(parameters); i++) {
		if (strcasecmp(json_str(json_at(parameters, i), "Name", ""), name) == 0)
			return json_at(parameters, i);
	}
	return NULL;
}

static void
set_text_if_absent(struct json_object *properties, const char *name, struct json_object *value)
{
	if (json_object_is_type(value, json_type_string)
	    && !json_object_object_get_ex(properties, name, NULL))
		json_set_str(properties, name, json_object_get_string(value));
}

static void
add_properties(struct json_object *properties, struct json_object *template)
{
	struct json_object *source = json_get(template, "Properties");

	json_object_object_foreach(source, name, value)
		set_text_if_absent(properties, name, value);
}

/* Versions before the present one keep their secrets under an id of their own. */
static const char *
secrets_owner(struct work *w, struct json_object *template)
{
	const char *id = json_str(template, "Id", "");
	struct json_object *present = template_version(w, id, NULL);
	int64_t version = json_int(template, "Version", 0);

	return present == NULL || json_int(present, "Version", 0) == version ? id :
	    arena_printf(w->arena, "%s-v-%lld", id, (long long)version);
}

/* A value that neither the client sent nor the action has stored. */
static bool
lacks_secret(struct work *w, const struct template_place *place, const char *key,
    struct json_object *properties, const char *name)
{
	struct json_object *value = json_get(properties, name);

	if (value == NULL)
		return !json_object_object_get_ex(properties, name, NULL);
	return json_flag(value, "HasValue", false) && json_get(value, "NewValue") == NULL &&
	    !secret_exists(w, place->owner_id, key);
}

static void
set_stored(struct json_object *properties, const char *name)
{
	struct json_object *value = json_object_new_object();

	json_set_bool(value, "HasValue", true);
	json_set(value, "NewValue", NULL);
	json_set(value, "Hint", NULL);
	json_set(properties, name, value);
}

static bool
apply_secret(struct work *w, const struct template_place *place, struct json_object *properties,
    const char *owner, struct json_object *parameter)
{
	const char *name = json_str(parameter, "Name", "");
	const char *key = arena_printf(w->arena, "%s/Properties/%s", place->key, name);

	if (!lacks_secret(w, place, key, properties, name))
		return !work_failed(w);
	set_stored(properties, name);
	return secret_share(w, owner, arena_printf(w->arena, "/Parameters/%s/DefaultValue",
	    json_str(parameter, "Id", "")), place->owner_id, key);
}

static bool
apply_parameters(struct work *w, const struct template_place *place,
    struct json_object *properties, struct json_object *template)
{
	struct json_object *parameters = json_get(template, "Parameters");
	const char *owner = secrets_owner(w, template);

	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *p = json_at(parameters, i), *value;

		value = json_get(p, "DefaultValue");
		set_text_if_absent(properties, json_str(p, "Name", ""), value);
		if (json_object_is_type(value, json_type_object) &&
		    json_flag(value, "HasValue", false) &&
		    !apply_secret(w, place, properties, owner, p))
			return false;
	}
	return !work_failed(w);
}

static void
mark(struct work *w, struct json_object *properties, struct json_object *template)
{
	json_set_str(properties, TEMPLATE_ID, json_str(template, "Id", ""));
	json_set_str(properties, TEMPLATE_VERSION, arena_printf(w->arena, "%lld",
	    (long long)json_int(template, "Version", 0)));
}

bool
template_apply(struct work *w, const struct template_place *place, struct json_object *action,
    struct json_object *old)
{
	const char *id = property(action, TEMPLATE_ID);
	const char *version = property(action, TEMPLATE_VERSION);
	struct json_object *template, *properties = properties_of(action);

	if (is_blank(id) || (strcasecmp(property(old, TEMPLATE_ID), id) == 0
	    && strcmp(property(old, TEMPLATE_VERSION), version) == 0))
		return true;
	template = template_version(w, id, version);
	if (template == NULL || place->space_id == NULL ||
	    strcmp(json_str(template, "SpaceId", ""), place->space_id) != 0)
		return !work_failed(w);
	add_properties(properties, template);
	if (!apply_parameters(w, place, properties, template))
		return false;
	if (json_len(json_get(action, "Packages")) == 0)
		json_set(action, "Packages", json_copy(json_get(template, "Packages")));
	mark(w, properties, template);
	return true;
}

/* ---- a newer version ------------------------------------------------------------ */

/* What belongs to the step, not to the template, although both may have it. */
static bool
is_own(const char *name)
{
	static const char *const own[] = {
		"Octopus.Action.TargetRoles", "Octopus.Action.MaxParallelism",
		"Octopus.Action.RunOnServer", "Octopus.Action.ConditionVariableExpression",
		"Octopus.Action.ExecutionTimeout.", "Octopus.Action.AutoRetry.",
		"Octopus.Action.Template.", "Octopus.Action.WorkerPool",
	};

	for (size_t i = 0; i < COUNT(own); i++) {
		size_t len = strlen(own[i]);

		if (own[i][len - 1] == '.' ? strncasecmp(name, own[i], len) == 0 :
		    strcasecmp(name, own[i]) == 0)
			return true;
	}
	return false;
}

static const char *
control_of(struct json_object *parameter)
{
	return json_str(json_get(parameter, "DisplaySettings"), "Octopus.ControlType",
	    "SingleLineText");
}

static void
check_controls(struct work *w, struct json_object *template, struct json_object *before,
    struct json_object *reasons)
{
	struct json_object *parameters = json_get(before, "Parameters");

	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *was = json_at(parameters, i);
		const char *name = json_str(was, "Name", "");
		struct json_object *is = find_parameter(template, name);

		if (is != NULL && strcasecmp(control_of(is), control_of(was)) != 0)
			json_set_str(reasons, name, arena_printf(w->arena, "The control of '%s' "
			    "changed from %s to %s.", name, control_of(was), control_of(is)));
	}
}

/* Properties that came from the version before and are not in the new one go. */
static void
drop_old(struct json_object *properties, struct json_object *template, struct json_object *before)
{
	struct json_object *parameters = json_get(before, "Parameters");

	json_object_object_foreach(json_get(before, "Properties"), name, value) {
		(void)value;
		if (!is_own(name))
			json_object_object_del(properties, name);
	}
	for (size_t i = 0; i < json_len(parameters); i++) {
		const char *parameter = json_str(json_at(parameters, i), "Name", "");

		if (find_parameter(template, parameter) == NULL)
			json_object_object_del(properties, parameter);
	}
}

/* A value of a sensitive parameter may come as a text, it is sealed all the same. */
static struct json_object *
as_secret(struct json_object *value)
{
	struct json_object *secret = json_object_new_object();

	json_set_bool(secret, "HasValue", true);
	json_set(secret, "NewValue", json_object_get(value));
	return secret;
}

static void
set_new(struct json_object *properties, struct json_object *parameter,
    struct json_object *value)
{
	const char *name = json_str(parameter, "Name", "");
	bool is_text = json_object_is_type(value, json_type_string);

	if (json_object_object_get_ex(properties, name, NULL) ||
	    (!is_text && !json_flag(value, "HasValue", false)))
		return;
	if (is_text && strcmp(control_of(parameter), "Sensitive") == 0)
		json_set(properties, name, as_secret(value));
	else
		json_set(properties, name, json_copy(value));
}

static void
set_parameters(struct json_object *properties, struct json_object *template,
    struct json_object *defaults, struct json_object *reasons)
{
	struct json_object *parameters = json_get(template, "Parameters");

	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *p = json_at(parameters, i);
		const char *name = json_str(p, "Name", "");

		set_new(properties, p, json_get(defaults, name));
		set_new(properties, p, json_get(p, "DefaultValue"));
		if (!json_object_object_get_ex(properties, name, NULL))
			json_set_str(reasons, name, "The new parameter has no default value.");
	}
}

enum template_outcome
template_update(struct work *w, struct json_object *action, struct json_object *template,
    struct json_object *before, struct json_object *defaults, struct json_object *overrides,
    struct json_object *ret_reasons)
{
	struct json_object *properties = json_own(w, json_copy(properties_of(action)));
	struct json_object *source = json_get(template, "Properties");

	if (before == NULL)
		json_set_str(ret_reasons, TEMPLATE_VERSION,
		    "The version that the step was made of is not known any more.");
	check_controls(w, template, before, ret_reasons);
	if (json_object_object_length(ret_reasons) > 0)
		return TEMPLATE_NEEDS_MERGE;
	drop_old(properties, template, before);
	json_object_object_foreach(source, name, value) {
		if (!is_own(name) && json_object_is_type(value, json_type_string))
			json_set_str(properties, name, json_object_get_string(value));
	}
	set_parameters(properties, template, defaults, ret_reasons);
	if (json_object_object_length(ret_reasons) > 0)
		return TEMPLATE_NEEDS_DEFAULTS;
	if (json_object_is_type(overrides, json_type_object)) {
		json_object_object_foreach(overrides, key, override)
			json_set(properties, key, json_copy(override));
	}
	mark(w, properties, template);
	json_set(action, "Properties", json_copy(properties));
	json_set(action, "ActionType", json_object_get(json_get(template, "ActionType")));
	return TEMPLATE_UPDATED;
}
