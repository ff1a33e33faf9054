/*
 * Step templates: an action with parameters, of which steps are made. Each change keeps
 * the version before it, since steps name the version that they were made of. What a
 * step takes from its template is in template_use.c.
 */
#include "lib/model/kinds.h"

#include <strings.h>

#include "lib/model/secret.h"
#include "lib/store/db.h"

static const struct field parameter_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED, .max = 1000,
	    .help = "The variable that the template's script reads."),
	FIELD("Label", F_TEXT, .flags = F_NULL, .max = 1000),
	FIELD("HelpText", F_LONG, .flags = F_NULL),
	FIELD("DefaultValue", F_PROPERTY),
	FIELD("DisplaySettings", F_MAP,
	    .help = "Octopus.ControlType says how the value is asked for."),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_DESCRIPTION,
	FIELD("ActionType", F_TEXT, .flags = F_REQUIRED,
	    .help = "\"Octopus.Script\" runs a script."),
	FIELD("Version", F_INT, .flags = F_ON_CREATE,
	    .help = "Made by the server: one more with every change. An import may bring it."),
	FIELD("CommunityActionTemplateId", F_TEXT, .flags = F_NULL),
	FIELD("Packages", F_OBJECT, .flags = F_LIST, .fields = action_package_fields),
	FIELD("GitDependencies", F_OBJECT, .flags = F_LIST, .fields = action_git_fields),
	FIELD("Properties", F_PROPERTIES),
	FIELD("Parameters", F_OBJECT, .flags = F_LIST, .fields = parameter_fields),
	FIELD("StepPackageId", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/actiontemplates/{id}"},
	{"Usage", "{S}/actiontemplates/{id}/usage"},
	{"ActionsUpdate", "{S}/actiontemplates/{id}/actionsUpdate"},
	{"Logo", "{S}/actiontemplates/{id}/logo"},
	{"Versions", "{S}/actiontemplates/{id}/versions{/version}"},
	LINK_END
};

static void
check_parameters(struct work *w, struct json_object *parameters)
{
	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *p = json_at(parameters, i);
		const char *name = json_str(p, "Name", "");

		control_check(w, arena_printf(w->arena, "/Parameters/%zu/DisplaySettings", i),
		    json_get(p, "DisplaySettings"));
		for (size_t n = 0; n < i; n++) {
			if (strcasecmp(json_str(json_at(parameters, n), "Name", ""), name) == 0)
				fail_field(w, arena_printf(w->arena, "/Parameters/%zu/Name", i),
				    "Another parameter is already named '%s'. Choose another name.",
				    name);
		}
	}
	ids_complete(w, "/Parameters", parameters);
}

/* Files of templates say that there was a sensitive default, and cannot hold it. */
static void
forget_unsent(struct json_object *parameters)
{
	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *value = json_get(json_at(parameters, i), "DefaultValue");

		if (json_object_is_type(value, json_type_object) &&
		    json_get(value, "NewValue") == NULL)
			json_set_bool(value, "HasValue", false);
	}
}

static bool
check_unused(struct work *w, struct json_object *template)
{
	const char *name = json_str(template, "Name", "");
	struct rows *rows = db_run(w, SQL_ACTION_TEMPLATE_USERS, json_str(template, "Id", ""));

	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	return fail(w, ERR_INVALID, "The step template '%s' is used by the step '%s' of '%s'. "
	    "Detach or delete the step first.", name, rows_text(rows, 0, 1),
	    rows_text(rows, 0, 0));
}

/* The version that is about to be replaced stays readable, with its secrets. */
static bool
keep_version(struct work *w, struct json_object *old)
{
	const char *id = json_str(old, "Id", "");
	const char *copy = arena_printf(w->arena, "%s-v-%lld", id,
	    (long long)json_int(old, "Version", 0));

	return db_run(w, SQL_ACTION_TEMPLATE_KEEP, id, copy) != NULL
	    && secrets_copy(w, id, copy);
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return check_unused(w, old);
	check_parameters(w, json_get(doc, "Parameters"));
	ids_complete(w, "/Packages", json_get(doc, "Packages"));
	if (work_failed(w))
		return false;
	if (change == CHANGE_CREATE) {
		forget_unsent(json_get(doc, "Parameters"));
		if (json_int(doc, "Version", 0) == 0)
			json_set_int(doc, "Version", 1);
		return true;
	}
	json_set_int(doc, "Version", json_int(old, "Version", 0) + 1);
	return keep_version(w, old);
}

const struct kind kind_action_template = {
	.name = "actiontemplate",
	.collection = "actiontemplates",
	.prefix = "ActionTemplates-",
	.label = "step template",
	.item_type = "ActionTemplate",
	.fields = fields,
	.links = links,
	.view = "ActionTemplateView",
	.create = "ActionTemplateCreate",
	.edit = "ActionTemplateEdit",
	.delete = "ActionTemplateDelete",
	.check = check,
};
