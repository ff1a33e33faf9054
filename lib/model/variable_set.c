/*
 * Variable sets: the variables of a project, with their scopes. Which value a
 * deployment sees is decided elsewhere; what may be stored is judged
 * in variable_rules.c.
 */
#include "lib/model/variable_rules.h"

#include "lib/store/db.h"

static const char *const types[] = {
	"String", "Sensitive", "Certificate", "AmazonWebServicesAccount", "AzureAccount",
	"GoogleCloudAccount", "UsernamePasswordAccount", "GenericOidcAccount", "WorkerPool", NULL
};

static const struct field prompt_fields[] = {
	FIELD("Label", F_TEXT, .flags = F_NULL),
	FIELD("Description", F_LONG, .flags = F_NULL),
	FIELD("Required", F_BOOL),
	FIELD("DisplaySettings", F_MAP),
	FIELD_END
};

static const struct field variable_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED, .max = 1000),
	FIELD("Value", F_VALUE, .flags = F_NULL),
	FIELD("Description", F_LONG),
	FIELD("Scope", F_MAP, .help = "Environment, Machine, Role, Action, Channel, TenantTag, "
	    "ProcessOwner: each a list of ids (roles and tags: names)."),
	FIELD("IsEditable", F_BOOL, .otherwise = "true"),
	FIELD("IsSensitive", F_BOOL, .help = "The value is sealed and never answered."),
	FIELD("Prompt", F_OBJECT, .flags = F_NULL, .fields = prompt_fields),
	FIELD("Type", F_ENUM, .values = types, .otherwise = "\"String\""),
	FIELD_END
};

static const struct field fields[] = {
	FIELD("OwnerId", F_TEXT, .flags = F_REQUIRED | F_ON_CREATE),
	FIELD("Version", F_INT, .flags = F_MERGED),
	FIELD("Variables", F_OBJECT, .flags = F_LIST, .fields = variable_fields),
	FIELD("ScopeValues", F_MAP, .flags = F_MERGED),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/variables/{id}"},
	LINK_END
};

bool
variable_scopes_clean(struct work *w, const char *space_id, const char *key, const char *id)
{
	return db_run(w, SQL_VARIABLE_SCOPES_CLEAN, space_id, key,
	    db_text_array(w, &id, 1)) != NULL;
}

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return true;
	if (strstr(json_str(doc, "Id", ""), "-s-") != NULL)
		return fail_field(w, "",
		    "These are the frozen variables of a release; they never change.");
	return variables_check(w, doc);
}

const struct kind kind_variable_set = {
	.name = "variableset",
	.collection = "variables",
	.prefix = "variableset-",
	.label = "variable set",
	.item_type = "VariableSet",
	.flags = KIND_FIXED | KIND_UNNAMED | KIND_LOCKED,
	.owner_field = "OwnerId",
	.fields = fields,
	.links = links,
	.view = "VariableView",
	.create = "VariableEdit",
	.edit = "VariableEdit",
	.delete = "VariableEdit",
	.check = check,
};
