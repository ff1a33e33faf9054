/*
 * Rules of variables. Everything that is wrong is said at once, each at its pointer.
 * Ids that many variables name are looked up once.
 */
#include "lib/model/variable_rules.h"

#include <strings.h>

#include "lib/model/scope.h"
#include "lib/model/variables.h"
#include "lib/model/write.h"
#include "lib/store/db.h"
#include "lib/store/document.h"

struct check {
	struct work *w;
	const char *space_id;
	const char *owner_id;
	bool is_library;
	struct json_object *known;	/* ids that exist */
	struct json_object *own;	/* "Action/<id>" …, lower case: id as it is stored */
};

/* ---- scopes ----------------------------------------------------------------- */

static const char *
lower(struct work *w, const char *text)
{
	char *copy = arena_strdup(w->arena, text);

	for (char *p = copy; *p != '\0'; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	}
	return copy;
}

static const char *
clean_resource(struct check *c, const char *pointer, const char *kind, const char *id)
{
	id = id_canonical(c->w, kind_find(kind), id);
	if (!json_flag(c->known, id, false) &&
	    reference_check(c->w, pointer, id, kind, c->space_id))
		json_set_bool(c->known, id, true);
	return id;
}

static const char *
clean_environment(struct check *c, const char *pointer, const char *id)
{
	return clean_resource(c, pointer, "environment", id);
}

static const char *
clean_machine(struct check *c, const char *pointer, const char *id)
{
	return clean_resource(c, pointer, "machine", id);
}

static const char *
clean_name(struct check *c, const char *pointer UNUSED, const char *name)
{
	return trimmed(c->w, name);
}

/* What belongs to the owner of the set: NULL if it does not. */
static const char *
find_own(struct check *c, const char *key, const char *id)
{
	return json_str(c->own, arena_printf(c->w->arena, "%s/%s", key, lower(c->w, id)), NULL);
}

static const char *
clean_channel(struct check *c, const char *pointer, const char *id)
{
	const char *own = find_own(c, "Channel", id);

	if (own == NULL)
		fail_field(c->w, pointer, "The project has no channel with the id '%s'.", id);
	return own;
}

static const char *
clean_action(struct check *c, const char *pointer, const char *id)
{
	const char *own = find_own(c, "Action", id);

	if (own == NULL)
		fail_field(c->w, pointer,
		    "The project's deployment process has no step with the id '%s'.", id);
	return own;
}

static const char *
clean_process(struct check *c, const char *pointer, const char *id)
{
	if (c->is_library)
		return clean_resource(c, pointer, "project", id);
	if (strcasecmp(id, c->owner_id) != 0)
		fail_field(c->w, pointer, "'%s' is no process of this project. Its deployment "
		    "process goes by the id '%s'.", id, c->owner_id);
	return c->owner_id;
}

static const char *
clean_tag(struct check *c, const char *pointer, const char *tag)
{
	const char *slash = strchr(tag, '/');

	if (slash == NULL || slash == tag || slash[1] == '\0')
		fail_field(c->w, pointer,
		    "'%s' is no tenant tag. Write it as 'Tag Set/Tag'.", tag);
	return tag;
}

static const struct {
	const char *key;
	const char *(*clean)(struct check *c, const char *pointer, const char *id);
	bool is_of_project;		/* not in library sets */
	bool may_be_prompted;
} scopes[] = {
	{"Environment", clean_environment, false, true},
	{"Machine", clean_machine, false, false},
	{"Role", clean_name, false, false},
	{"Action", clean_action, true, false},
	{"Channel", clean_channel, true, false},
	{"TenantTag", clean_tag, false, false},
	{"ProcessOwner", clean_process, false, true},
};

static long
find_scope(const char *key)
{
	for (size_t i = 0; i < COUNT(scopes); i++) {
		if (strcasecmp(scopes[i].key, key) == 0)
			return (long)i;
	}
	return -1;
}

static struct json_object *
clean_values(struct check *c, const char *pointer, size_t scope, struct json_object *values)
{
	struct json_object *clean = json_object_new_array();

	for (size_t i = 0; i < json_len(values); i++) {
		const char *at = arena_printf(c->w->arena, "%s/%zu", pointer, i);
		const char *id = json_str_at(values, i);

		if (is_blank(id)) {
			fail_field(c->w, at,
			    "A scope cannot name nothing. Remove the empty entry.");
			continue;
		}
		id = scopes[scope].clean(c, at, id);
		if (id != NULL)
			json_push_str(clean, id);
	}
	return clean;
}

/* One key of a scope into the clean one: only lists of strings, no empty lists. */
static void
check_scope_key(struct check *c, const char *pointer, const char *key,
    struct json_object *values, struct json_object *clean)
{
	struct work *w = c->w;
	long scope = find_scope(key);

	pointer = arena_printf(w->arena, "%s/%s", pointer, pointer_escape(w, key));
	if (scope < 0)
		fail_field(w, pointer, "'%s' is not something a variable can be scoped to. Use "
		    "Environment, Machine, Role, Action, Channel, TenantTag or ProcessOwner.",
		    key);
	else if (values != NULL && !json_object_is_type(values, json_type_array))
		fail_field(w, pointer, "A scope is a list of ids or names.");
	else if (json_len(values) > 0 && c->is_library && scopes[scope].is_of_project)
		fail_field(w, pointer, "Variables of a library variable set cannot be scoped to "
		    "steps or channels, which belong to one project.");
	else if (json_len(values) > 0)
		json_set(clean, scopes[scope].key, clean_values(c, pointer, (size_t)scope, values));
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
		if (!scopes[find_scope(used)].may_be_prompted)
			fail_field(w, arena_printf(w->arena, "%s/%s", pointer, used),
			    "A prompted variable can be scoped to environments and processes "
			    "only.");
	}
}

/* ---- types ------------------------------------------------------------------- */

/* Types whose value is an id: of what, and of which kinds of accounts. */
static const struct {
	const char *type;
	const char *kind;		/* NULL: there are none yet */
	const char *account_types[3];	/* all NULL: no account */
} types[] = {
	{"AmazonWebServicesAccount", "account",
	    {"AmazonWebServicesAccount", "AmazonWebServicesOidcAccount", NULL}},
	{"AzureAccount", "account", {"AzureServicePrincipal", "AzureOidc", "AzureSubscription"}},
	{"GoogleCloudAccount", "account", {"GoogleCloudAccount", "GoogleCloudOidcAccount", NULL}},
	{"UsernamePasswordAccount", "account", {"UsernamePassword", NULL, NULL}},
	{"GenericOidcAccount", "account", {"GenericOidcAccount", NULL, NULL}},
	{"WorkerPool", "workerpool", {NULL, NULL, NULL}},
	{"Certificate", NULL, {NULL, NULL, NULL}},
};

static bool
check_account(struct work *w, const char *pointer, size_t type, const char *id)
{
	struct json_object *account = document_get(w, id);
	const char *account_type = json_str(account, "AccountType", "");

	for (size_t i = 0; i < COUNT(types[type].account_types); i++) {
		const char *fitting = types[type].account_types[i];

		if (account != NULL && fitting != NULL && strcmp(fitting, account_type) == 0)
			return true;
	}
	return fail_field(w, pointer, "The account '%s' is a %s, which does not fit the type "
	    "'%s' of the variable.", json_str(account, "Name", id), account_type,
	    types[type].type);
}

const char *
variable_value_check(struct work *w, const char *space_id, const char *pointer,
    const char *type_name, const char *value)
{
	size_t type = 0;
	const char *kind;

	while (type < COUNT(types) && strcmp(types[type].type, type_name) != 0)
		type++;
	if (type == COUNT(types) || is_blank(value) || strstr(value, "#{") != NULL)
		return value;
	kind = types[type].kind;
	if (kind == NULL) {
		fail_field(w, pointer, "There is no certificate with the id '%s'.", value);
		return value;
	}
	value = id_canonical(w, kind_find(kind), value);
	if (reference_check(w, pointer, value, kind, space_id) &&
	    types[type].account_types[0] != NULL)
		(void)check_account(w, pointer, type, value);
	return value;
}

static void
check_value(struct check *c, const char *pointer, struct json_object *variable)
{
	const char *value = json_str(variable, "Value", NULL);

	if (value != NULL && !variable_is_sensitive(variable))
		json_set_str(variable, "Value",
		    variable_value_check(c->w, c->space_id,
			arena_printf(c->w->arena, "%s/Value", pointer),
			json_str(variable, "Type", ""), value));
}

/* IsSensitive and the type Sensitive say the same; clients send one or both. */
static void
check_type(struct json_object *variable)
{
	bool is_sensitive = variable_is_sensitive(variable);

	json_set_bool(variable, "IsSensitive", is_sensitive);
	if (is_sensitive)
		json_set_str(variable, "Type", "Sensitive");
}

/* ---- prompts ------------------------------------------------------------------ */

bool
control_check(struct work *w, const char *pointer, struct json_object *settings)
{
	const char *type = json_str(settings, "Octopus.ControlType", "");

	if (strcmp(type, "Select") == 0 &&
	    is_blank(json_str(settings, "Octopus.SelectOptions", "")))
		return fail_field(w, pointer, "A drop-down needs options: one a line, as "
		    "'value|text', in Octopus.SelectOptions.");
	return true;
}

/* ---- all together --------------------------------------------------------------- */

/* Ids of the channels, steps and actions that belong to the owner. */
static bool
load_own(struct check *c)
{
	struct rows *rows = db_run(c->w, SQL_VARIABLE_SCOPE_IDS, c->owner_id);

	c->own = json_new_object(c->w);
	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
		json_set_str(c->own, arena_printf(c->w->arena, "%s/%s", rows_text(rows, i, 0),
		    lower(c->w, rows_text(rows, i, 1))), rows_text(rows, i, 1));
	return rows != NULL;
}

bool
variables_check(struct work *w, struct json_object *set)
{
	struct json_object *variables = json_get(set, "Variables");
	const char *owner_id = json_str(set, "OwnerId", "");
	struct check c = {
		.w = w,
		.space_id = json_str(set, "SpaceId", NULL),
		.owner_id = owner_id,
		.is_library = kind_of_id(owner_id) == &kind_library_variable_set,
		.known = json_new_object(w),
	};

	if (!load_own(&c))
		return false;
	for (size_t i = 0; i < json_len(variables); i++) {
		struct json_object *v = json_at(variables, i);
		const char *pointer = arena_printf(w->arena, "/Variables/%zu", i);

		json_set_str(v, "Name", trimmed(w, json_str(v, "Name", "")));
		check_type(v);
		check_scope(&c, pointer, v);
		check_value(&c, pointer, v);
		control_check(w, arena_printf(w->arena, "%s/Prompt/DisplaySettings", pointer),
		    json_get(json_get(v, "Prompt"), "DisplaySettings"));
	}
	return ids_complete(w, "/Variables", variables);
}
