/*
 * Who takes part: the filters of actions (disabled, environments, channels, tenant
 * tags) and of machines (environment, tenant, health, the person's choice). The
 * order of the checks is the rule; the first that fails gives the reason.
 */
#include "lib/model/plan_filter.h"

#include <strings.h>

bool
list_has(struct json_object *array, const char *value)
{
	if (value == NULL)
		return false;
	for (size_t i = 0; i < json_len(array); i++) {
		if (strcasecmp(json_str_at(array, i), value) == 0)
			return true;
	}
	return false;
}

const char *
property_text(struct json_object *doc, const char *name)
{
	return json_str(json_get(doc, "Properties"), name, "");
}

void
roles_split(struct work *w, const char *text, const char ***ret_roles, size_t *ret_count)
{
	const char **roles = arena_array(w->arena, strlen(text) + 1, sizeof(*roles));
	size_t count = 0;

	for (const char *s = text; *s != '\0';) {
		size_t len = strcspn(s, ",");
		size_t skip = strspn(s, " \t\r\n");
		size_t end = len;

		if (skip > len)
			skip = len;
		while (end > skip && strchr(" \t\r\n", s[end - 1]) != NULL)
			end--;
		if (end > skip)
			roles[count++] = arena_strndup(w->arena, s + skip, end - skip);
		s += len + (s[len] == ',');
	}
	*ret_roles = roles;
	*ret_count = count;
}

const char *
roles_join(struct work *w, const char *const *roles, size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++)
		text = arena_printf(w->arena, "%s%s%s", text, i > 0 ? ", " : "", roles[i]);
	return text;
}

/* The length of "Set" in "Set/Tag". */
static size_t
tag_set_len(const char *tag)
{
	return strcspn(tag, "/");
}

static bool
is_same_set(const char *a, const char *b)
{
	return tag_set_len(a) == tag_set_len(b) && strncasecmp(a, b, tag_set_len(a)) == 0;
}

/* Tags of one set are alternatives; of every set that is named one must fit. */
static bool
tags_match(struct json_object *wanted, struct json_object *present)
{
	for (size_t i = 0; i < json_len(wanted); i++) {
		bool fits = false;

		for (size_t k = 0; k < json_len(wanted) && !fits; k++) {
			fits = is_same_set(json_str_at(wanted, i), json_str_at(wanted, k)) &&
			    list_has(present, json_str_at(wanted, k));
		}
		if (!fits)
			return false;
	}
	return true;
}

const char *
action_absence(struct work *w, const struct plan_input *in, struct json_object *action)
{
	struct json_object *only = json_get(action, "Environments");
	struct json_object *except = json_get(action, "ExcludedEnvironments");
	struct json_object *channels = json_get(action, "Channels");
	struct json_object *tags = json_get(action, "TenantTags");

	if (json_flag(action, "IsDisabled", false))
		return "is disabled";
	if (in->environment_id != NULL &&
	    ((json_len(only) > 0 && !list_has(only, in->environment_id)) ||
	    list_has(except, in->environment_id))) {
		return arena_printf(w->arena, "does not apply to environment '%s'",
		    in->environment_name ? in->environment_name : in->environment_id);
	}
	if (!in->any_channel && json_len(channels) > 0 && !list_has(channels, in->channel_id))
		return "does not apply to the channel of this release";
	if (json_len(tags) > 0 && in->tenant == NULL)
		return "applies to tenants only";
	if (json_len(tags) > 0 && !tags_match(tags, json_get(in->tenant, "TenantTags")))
		return arena_printf(w->arena, "does not apply to tenant '%s'",
		    json_str(in->tenant, "Name", ""));
	return NULL;
}

static bool
is_for_tenant(const struct plan_input *in, struct json_object *machine)
{
	const char *mode = json_str(machine, "TenantedDeploymentParticipation", "Untenanted");
	struct json_object *tags = json_get(machine, "TenantTags");

	if (in->tenant == NULL)
		return strcmp(mode, "Tenanted") != 0;
	if (strcmp(mode, "Untenanted") == 0)
		return false;
	if (strcmp(mode, "TenantedOrUntenanted") == 0)
		return true;
	if (list_has(json_get(machine, "TenantIds"), json_str(in->tenant, "Id", "")))
		return true;
	return json_len(tags) > 0 && tags_match(tags, json_get(in->tenant, "TenantTags"));
}

const char *
machine_absence(struct work *w, const struct plan_input *in, struct json_object *machine)
{
	if (in->environment_id != NULL &&
	    !list_has(json_get(machine, "EnvironmentIds"), in->environment_id))
		return arena_printf(w->arena, "is not in environment '%s'",
		    in->environment_name ? in->environment_name : in->environment_id);
	if (!is_for_tenant(in, machine))
		return in->tenant ? "does not serve this tenant" : "serves tenants only";
	if (json_flag(machine, "IsDisabled", false))
		return "is disabled";
	return NULL;
}

bool
machine_is_skippable(struct json_object *policy, struct json_object *machine)
{
	struct json_object *roles = json_get(policy, "TargetRoles");
	const char *behavior = json_str(policy, "SkipMachineBehavior", "None");

	if (strcmp(behavior, "SkipUnavailableMachines") != 0)
		return false;
	if (json_len(roles) == 0)
		return true;
	for (size_t i = 0; i < json_len(roles); i++) {
		if (list_has(json_get(machine, "Roles"), json_str_at(roles, i)))
			return true;
	}
	return false;
}

enum plan_exclusion
machine_exclusion(const struct plan_input *in, struct json_object *machine)
{
	const char *id = json_str(machine, "Id", "");
	const char *health = json_str(machine, "HealthStatus", "Unknown");

	if (json_len(in->specific_machine_ids) > 0 && !list_has(in->specific_machine_ids, id))
		return EXCLUDED_BY_USER;
	if (list_has(in->excluded_machine_ids, id))
		return EXCLUDED_BY_USER;
	if (strcmp(health, "Unavailable") == 0 && machine_is_skippable(in->policy, machine))
		return EXCLUDED_UNAVAILABLE;
	if (strcmp(health, "Unhealthy") == 0 &&
	    json_flag(in->policy, "ExcludeUnhealthyTargets", false))
		return EXCLUDED_UNHEALTHY;
	return EXCLUDED_NOT;
}

const char *
exclusion_text(enum plan_exclusion exclusion)
{
	static const char *const texts[] = {
		[EXCLUDED_NOT] = NULL,
		[EXCLUDED_BY_USER] =
		    "is left out, as it was not chosen when the deployment was created",
		[EXCLUDED_UNAVAILABLE] =
		    "is unavailable and is left out, as the project skips unavailable targets",
		[EXCLUDED_UNHEALTHY] =
		    "is unhealthy and is left out, as the project excludes unhealthy targets",
	};

	return texts[exclusion];
}

bool
machine_has_role(struct json_object *machine, const char *const *roles, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list_has(json_get(machine, "Roles"), roles[i]))
			return true;
	}
	return false;
}
