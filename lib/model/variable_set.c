/*
 * Variable sets: the variables of a project, with their scopes. Which value a
 * deployment sees is decided elsewhere; here is what may be stored.
 */
#include "lib/model/kinds.h"

#include "lib/model/write.h"
#include "lib/store/db.h"

static const char *const types[] = {
	"String", "Sensitive", "Certificate", "AmazonWebServicesAccount", "AzureAccount",
	"GoogleCloudAccount", "UsernamePasswordAccount", "GenericOidcAccount", "WorkerPool", NULL
};

/* Scope keys, and the kind of what they name (NULL: no document). */
static const struct {
	const char *key;
	const char *kind;
} scopes[] = {
	{"Environment", "environment"},
	{"Machine", "machine"},
	{"Role", NULL},
	{"Action", NULL},
	{"Channel", "channel"},
	{"TenantTag", NULL},
	{"ProcessOwner", NULL},
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

static const char *
scope_key(const char *key, const char **ret_kind)
{
	for (size_t i = 0; i < COUNT(scopes); i++) {
		if (strcasecmp(scopes[i].key, key) != 0)
			continue;
		*ret_kind = scopes[i].kind;
		return scopes[i].key;
	}
	return NULL;
}

/* What is being checked: many variables name the same few ids. */
struct check {
	struct work *w;
	const char *space_id;
	struct json_object *known;	/* ids that exist */
};

static const char *
clean_id(struct check *c, const char *pointer, const char *kind, const char *id)
{
	if (kind == NULL)
		return id;
	id = id_canonical(c->w, kind_find(kind), id);
	if (!json_flag(c->known, id, false)
	    && reference_check(c->w, pointer, id, kind, c->space_id))
		json_set_bool(c->known, id, true);
	return id;
}

static struct json_object *
clean_values(struct check *c, const char *pointer, const char *kind, struct json_object *values)
{
	struct json_object *clean = json_object_new_array();

	for (size_t i = 0; i < json_len(values); i++) {
		const char *at = arena_printf(c->w->arena, "%s/%zu", pointer, i);
		const char *id = json_str_at(values, i);

		if (is_blank(id))
			fail_field(c->w, at,
			    "A scope cannot name nothing. Remove the empty entry.");
		else
			json_push_str(clean, clean_id(c, at, kind, id));
	}
	return clean;
}

/* One key of a scope into the clean one: only lists of strings, no empty lists. */
static void
check_scope_key(struct check *c, const char *pointer, const char *sent_key,
    struct json_object *values, struct json_object *clean)
{
	struct work *w = c->w;
	const char *kind = NULL;
	const char *key = scope_key(sent_key, &kind);

	pointer = arena_printf(w->arena, "%s/%s", pointer, pointer_escape(w, sent_key));
	if (key == NULL) {
		fail_field(w, pointer, "'%s' is not something a variable can be scoped to. Use "
		    "Environment, Machine, Role, Action, Channel, TenantTag or ProcessOwner.",
		    sent_key);
		return;
	}
	if (values != NULL && !json_object_is_type(values, json_type_array)) {
		fail_field(w, pointer, "A scope is a list of ids or names.");
		return;
	}
	if (json_len(values) > 0)
		json_set(clean, key, clean_values(c, pointer, kind, values));
}

static void
check_scope(struct check *c, const char *pointer, struct json_object *variable)
{
	struct work *w = c->w;
	struct json_object *clean = json_object_new_object();
	struct json_object *scope = json_get(variable, "Scope");

	pointer = arena_printf(w->arena, "%s/Scope", pointer);
	if (scope != NULL) {
		json_object_object_foreach(scope, key, values)
			check_scope_key(c, pointer, key, values, clean);
	}
	json_set(variable, "Scope", clean);
	if (json_get(variable, "Prompt") == NULL)
		return;
	json_object_object_foreach(clean, used, unused) {
		(void)unused;
		if (strcmp(used, "Environment") != 0)
			fail_field(w, arena_printf(w->arena, "%s/%s", pointer, used),
			    "A prompted variable can be scoped to environments only.");
	}
}

/* IsSensitive and the type Sensitive say the same; clients send one or both. */
static void
check_type(struct json_object *variable)
{
	bool is_sensitive = json_flag(variable, "IsSensitive", false)
	    || strcmp(json_str(variable, "Type", ""), "Sensitive") == 0;

	json_set_bool(variable, "IsSensitive", is_sensitive);
	if (is_sensitive)
		json_set_str(variable, "Type", "Sensitive");
}

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
	struct check c = {w, json_str(doc, "SpaceId", NULL), json_new_object(w)};
	struct json_object *variables;

	if (change == CHANGE_DELETE)
		return true;
	if (strstr(json_str(doc, "Id", ""), "-s-") != NULL)
		return fail_field(w, "",
		    "These are the frozen variables of a release; they never change.");
	variables = json_get(doc, "Variables");
	for (size_t i = 0; i < json_len(variables); i++) {
		struct json_object *variable = json_at(variables, i);

		json_set_str(variable, "Name", trimmed(w, json_str(variable, "Name", "")));
		check_type(variable);
		check_scope(&c, arena_printf(w->arena, "/Variables/%zu", i), variable);
	}
	return ids_complete(w, "/Variables", variables);
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
