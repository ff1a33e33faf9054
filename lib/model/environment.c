/*
 * Environments: where releases are deployed to. Their order is a number of their
 * own (SortOrder), since promotion follows it where a lifecycle names no phases.
 */
#include "lib/model/kinds.h"

#include "lib/store/db.h"

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("SortOrder", F_INT, .flags = F_OPTIONAL,
	    .help = "Place among the environments; the next free one if not given."),
	FIELD("UseGuidedFailure", F_BOOL,
	    .help = "Whether deployments ask for guidance when a step fails."),
	FIELD("AllowDynamicInfrastructure", F_BOOL,
	    .help = "Whether scripts may create targets here."),
	FIELD("EnvironmentTags", F_TEXT, .flags = F_LIST),
	FIELD("ExtensionSettings", F_ANY, .flags = F_LIST),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/environments/{id}"},
	{"Machines", "{S}/environments/{id}/machines{?skip,take,partialName,roles,isDisabled,"
	    "healthStatuses,commStyles,tenantIds,tenantTags}"},
	{"SinglyScopedVariableDetails", "{S}/environments/{id}/singlyScopedVariableDetails"},
	{"Metadata", "{S}/environments/{id}/metadata"},
	LINK_END
};

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	struct rows *rows;

	if (change == CHANGE_DELETE || json_get(doc, "SortOrder") != NULL)
		return true;
	if (change == CHANGE_EDIT) {
		json_set_int(doc, "SortOrder", json_int(old, "SortOrder", 0));
		return true;
	}
	rows = db_run(w, SQL_SORT_ORDER_NEXT, "environment", json_str(doc, "SpaceId", NULL));
	if (rows == NULL)
		return false;
	json_set_int(doc, "SortOrder", rows_int(rows, 0, 0));
	return true;
}

/* Values of variables for this environment alone go with it. */
static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	return change != CHANGE_DELETE || variable_scopes_clean(w, json_str(doc, "SpaceId", NULL),
	    "Environment", json_str(doc, "Id", NULL));
}

const struct kind kind_environment = {
	.name = "environment",
	.collection = "environments",
	.prefix = "Environments-",
	.label = "environment",
	.item_type = "Environment",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.sort_field = "SortOrder",
	.view = "EnvironmentView",
	.create = "EnvironmentCreate",
	.edit = "EnvironmentEdit",
	.delete = "EnvironmentDelete",
	.check = check,
	.after = after,
};
