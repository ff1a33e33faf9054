/*
 * Channels: which releases of a project go through which lifecycle. One of a
 * project's channels is its default, always.
 */
#include "lib/model/kinds.h"

#include "lib/store/db.h"

static const char *const types[] = {"Lifecycle", "EphemeralEnvironment", NULL};

static const struct field rule_package_fields[] = {
	FIELD("DeploymentAction", F_TEXT),
	FIELD("PackageReference", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field rule_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("VersionRange", F_TEXT, .flags = F_NULL,
	    .help = "\"[1.0,2.0)\"; empty: every version."),
	FIELD("Tag", F_TEXT, .flags = F_NULL, .max = 1000,
	    .help = "Regular expression for the pre-release part; empty: every version."),
	FIELD("ActionPackages", F_OBJECT, .flags = F_LIST, .fields = rule_package_fields),
	FIELD("Links", F_MAP),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("ProjectId", F_REF, .flags = F_REQUIRED | F_ON_CREATE, .ref = "project"),
	FIELD("LifecycleId", F_REF, .flags = F_NULL, .ref = "lifecycle",
	    .help = "Null: the project's lifecycle."),
	FIELD("IsDefault", F_BOOL, .help = "New releases go here unless told otherwise."),
	FIELD("Rules", F_OBJECT, .flags = F_LIST, .fields = rule_fields),
	FIELD("TenantTags", F_TEXT, .flags = F_LIST),
	FIELD("Type", F_ENUM, .values = types, .otherwise = "\"Lifecycle\""),
	FIELD("GitReferenceRules", F_ANY, .flags = F_LIST),
	FIELD("GitResourceRules", F_ANY, .flags = F_LIST),
	FIELD("CustomFieldDefinitions", F_ANY, .flags = F_LIST),
	FIELD("ParentEnvironmentId", F_TEXT, .flags = F_NULL),
	FIELD("EphemeralEnvironmentNameTemplate", F_TEXT, .flags = F_NULL),
	FIELD("AutomaticEphemeralEnvironmentDeployments", F_BOOL),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/channels/{id}"},
	{"Releases", "{S}/channels/{id}/releases{?skip,take,searchByVersion}"},
	{"Project", "{S}/projects/{owner}"},
	LINK_END
};

static const struct filter filters[] = {
	{"projectId", {"ProjectId"}, "is"},
	FILTER_END
};

static bool
check_delete(struct work *w, struct json_object *old)
{
	const char *name = json_str(old, "Name", "");
	struct rows *rows;

	if (json_flag(old, "IsDefault", false))
		return fail_field(w, "", "The channel '%s' is the project's default and cannot be "
		    "deleted. Make another channel the default first.", name);
	rows = db_run(w, SQL_CHANNEL_VARIABLES, json_str(old, "ProjectId", NULL),
	    json_str(old, "Id", NULL));
	if (rows == NULL)
		return false;
	return rows_text(rows, 0, 0) == NULL || fail_field(w, "", "The channel '%s' cannot be "
	    "deleted because these variables are scoped to it: %s.", name, rows_text(rows, 0, 0));
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return check_delete(w, old);
	if (change == CHANGE_EDIT && json_flag(old, "IsDefault", false)
	    && !json_flag(doc, "IsDefault", false))
		fail_field(w, "/IsDefault",
		    "A project needs a default channel. Make another channel the default instead.");
	return ids_complete(w, "/Rules", json_get(doc, "Rules"));
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	if (change == CHANGE_DELETE || !json_flag(doc, "IsDefault", false))
		return true;
	return db_run(w, SQL_CHANNEL_DEFAULT_CLEAR, json_str(doc, "ProjectId", NULL),
	    json_str(doc, "Id", NULL)) != NULL;
}

const struct kind kind_channel = {
	.name = "channel",
	.collection = "channels",
	.prefix = "Channels-",
	.label = "channel",
	.item_type = "Channel",
	.flags = KIND_SLUG,
	.owner_field = "ProjectId",
	.fields = fields,
	.links = links,
	.filters = filters,
	.view = "ProjectView",
	.create = "ProjectEdit",
	.edit = "ProjectEdit",
	.delete = "ProjectEdit",
	.check = check,
	.after = after,
};
