/*
 * One value of a variable: all that it has, who wins against whom at its place, where it
 * is read. Adding and duplicating are the same page.
 */
#include "cgi-bin/pages/variables.h"

#include <ctype.h>
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define OTHERS_MAX 30
#define USES_MAX 30
#define CLIP 80

/* ---- which one ------------------------------------------------------------------------ */

/* The index of the address, or the place of a new one at the end. */
static bool
find_index(struct view *v, size_t *ret)
{
	struct json_object *stored = v->request.before ? v->request.before : view_doc(v, "Set");
	struct json_object *all = json_get(stored, "Variables");
	const char *id = view_param(v, "v");

	for (size_t i = 0; id && i < json_len(all); i++) {
		if (strcasecmp(json_str(json_at(all, i), "Id", ""), id) == 0) {
			*ret = i;
			return true;
		}
	}
	*ret = json_len(all);
	return id == NULL;
}

/* What a new value begins with: nothing, a name, or all of another one but its secret. */
static struct json_object *
blank_value(struct view *v)
{
	struct json_object *all = json_get(view_doc(v, "Set"), "Variables"), *o;
	struct json_object *other = decorate_find(all, view_query(v, "copy"));

	if (other) {
		o = json_own(v->w, json_copy(other));
		json_object_object_del(o, "Id");
		return o;
	}
	o = json_new_object(v->w);
	json_set_str(o, "Name", view_query(v, "name"));
	json_set_str(o, "Type", "String");
	return o;
}

/* ---- where it is read ------------------------------------------------------------------- */

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether a place of a text is inside of #{ }. */
static bool
is_in_braces(const char *text, const char *at)
{
	for (const char *c = at; c > text && *c != '}'; c--) {
		if (c[0] == '{' && c[-1] == '#')
			return true;
	}
	return false;
}

/* Named by an expression, or as a text in quotes, as scripts do. */
static bool
reads(const char *text, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = text; len && (at = strcasestr(at, name)) != NULL; at++) {
		char before = at == text ? ' ' : at[-1], after = at[len];

		if (is_word_char(before) || is_word_char(after))
			continue;
		if ((strchr("\"'[", before) && after && strchr("\"']", after)) ||
		    is_in_braces(text, at))
			return true;
	}
	return false;
}

static void
add_use(struct json_object *uses, const char *where, const char *what)
{
	struct json_object *o;

	if (json_len(uses) == USES_MAX)
		return;
	o = json_object_new_object();
	json_push(uses, o);
	json_set_str(o, "Where", where);
	json_set_str(o, "What", what);
}

static void
add_uses_of(struct view *v, struct json_object *uses, struct json_object *part,
	const char *step, const char *name)
{
	struct json_object *properties = json_get(part, "Properties");

	if (properties == NULL)
		return;
	json_object_object_foreach(properties, key, value) {
		const char *dot = strrchr(key, '.');

		if (value && reads(json_object_get_string(value), name))
			add_use(uses, arena_printf(v->w->arena, "Step %s", step),
			    dot ? dot + 1 : key);
	}
}

void
variables_add_uses(struct view *v, const char *name, const char *but_id)
{
	struct json_object *uses = view_new_array(v, "Uses"), *all = variables_shown(v);
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");

		add_uses_of(v, uses, step, json_str(step, "Name", ""), name);
		for (size_t k = 0; k < json_len(actions); k++)
			add_uses_of(v, uses, json_at(actions, k),
			    json_str(json_at(actions, k), "Name", ""), name);
	}
	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (!variables_is_secret(one) && strcmp(json_str(one, "Id", ""), but_id) != 0 &&
		    strstr(json_str(one, "Value", ""), "#{") &&
		    reads(json_str(one, "Value", ""), name))
			add_use(uses, "Variable", json_str(one, "Name", ""));
	}
}

/* ---- against others ---------------------------------------------------------------------- */

static void
add_other(struct view *v, struct json_object *others, struct json_object *variable,
	const char *verdict)
{
	struct json_object *o = json_object_new_object();

	json_push(others, o);
	json_set_bool(o, "IsSecret", variables_is_secret(variable));
	json_set_str(o, "Value", variables_clip(v, variables_value_word(v, variable), CLIP));
	json_set_str(o, "Source", json_str(json_get(variable, "Source"), "Name", ""));
	json_set_str(o, "Verdict", verdict);
	scope_chips(v, o, json_get(variable, "Scope"));
}

/* What the resolver says about the first place that this value names. */
static void
add_rivals(struct view *v, struct json_object *variable)
{
	struct json_object *o = view_new_object(v, "Rivals"), *all, *others;
	const char *id = json_str(variable, "Id", ""), *path;

	if (view_doc(v, "Library") || id[0] == '\0')
		return;
	path = arena_printf(v->w->arena, "S/variables/preview?project={Project/Id}%s",
	    scope_query(v, json_get(variable, "Scope")));
	if (!view_get(v, "Preview", view_api_path(v, path), NULL)) {
		work_clear_error(v->w);
		return;
	}
	all = json_get(view_doc(v, "Preview"), "Variables");
	others = json_object_new_array();
	json_set(o, "Others", others);
	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *winner = json_at(all, i), *losers;
		bool wins = strcmp(json_str(winner, "Id", ""), id) == 0;

		losers = json_get(winner, "Overridden");
		if (!wins && !decorate_find(losers, id))
			continue;
		json_set_str(o, "State", wins ? json_flag(winner, "IsTied", false) ? "tied" :
		    "wins" : "loses");
		if (!wins)
			add_other(v, others, winner, "counts");
		for (size_t k = 0; k < json_len(losers) && k < OTHERS_MAX; k++) {
			if (strcmp(json_str(json_at(losers, k), "Id", ""), id) != 0)
				add_other(v, others, json_at(losers, k), "overridden");
		}
	}
	scope_chips(v, o, json_get(variable, "Scope"));
}

/* ---- the page ----------------------------------------------------------------------------- */

static const struct { const char *type, *word, *input; } types[] = {
	{"String", "Text", "text"}, {"Sensitive", "Sensitive", "secret"},
	{"UsernamePasswordAccount", "User name and password account", "account"},
	{"AmazonWebServicesAccount", "AWS account", "account"},
	{"AzureAccount", "Azure account", "account"},
	{"GoogleCloudAccount", "Google Cloud account", "account"},
	{"GenericOidcAccount", "OIDC account", "account"},
	{"WorkerPool", "Worker pool", "pool"},
};

static const char *
input_of_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i].type, type) == 0)
			return types[i].input;
	}
	return "text";
}

static void
add_types(struct view *v, const char *chosen)
{
	struct json_object *list = view_new_array(v, "Types");

	for (size_t i = 0; i < COUNT(types); i++) {
		struct json_object *o = json_object_new_object();

		json_push(list, o);
		json_set_str(o, "Value", types[i].type);
		json_set_str(o, "Label", types[i].word);
		json_set_str(o, "Input", types[i].input);
		json_set_bool(o, "IsChosen", strcmp(types[i].type, chosen) == 0);
	}
}

/* Accounts or pools to choose from; a stored expression stays a choice. */
static void
add_references(struct view *v, const char *name, const char *list, const char *value)
{
	struct json_object *chosen = json_own(v->w, json_object_new_string(value));

	decorate_options(v, name, view_doc(v, list), "Id", "Name", chosen);
	if (value[0] && !decorate_find(view_doc(v, list), value)) {
		struct json_object *o = json_object_new_object();

		json_set_str(o, "Value", value);
		json_set_str(o, "Label", value);
		json_set_bool(o, "IsChosen", true);
		json_push(view_doc(v, name), o);
	}
}

static void
describe_prompt(struct view *v, struct json_object *o, struct json_object *prompt)
{
	struct json_object *settings = json_get(prompt, "DisplaySettings");
	const char *control = json_str(settings, "Octopus.ControlType", "");

	(void)v;
	json_set_bool(o, "IsPrompted", prompt != NULL);
	json_set_str(o, "Label", json_str(prompt, "Label", ""));
	json_set_str(o, "Help", json_str(prompt, "Description", ""));
	json_set_bool(o, "IsRequired", json_flag(prompt, "Required", false));
	json_set_str(o, "Control", control[0] ? control : "SingleLineText");
	json_set_str(o, "Options", json_str(settings, "Octopus.SelectOptions", ""));
}

static void
describe_value(struct view *v, struct json_object *variable, size_t i, bool is_new)
{
	struct json_object *o = view_new_object(v, "Var");
	bool is_secret = variables_is_secret(variable);
	const char *type = is_secret ? "Sensitive" : json_str(variable, "Type", "String");
	const char *value = is_secret ? "" : json_str(variable, "Value", "");
	const char *input = input_of_type(type);

	json_set_str(o, "At", arena_printf(v->w->arena, "/Variables/%zu", i));
	json_set_str(o, "Id", json_str(variable, "Id", ""));
	json_set_bool(o, "IsNew", is_new);
	json_set_str(o, "Name", json_str(variable, "Name", ""));
	json_set_str(o, "Title", is_new ? "Add variable" :
	    variables_clip(v, json_str(variable, "Name", "Variable"), 200));
	json_set_str(o, "Type", type);
	json_set_bool(o, "IsStoredSecret", is_secret && !is_new);
	json_set_str(o, "Text", strcmp(input, "text") == 0 ? value : "");
	json_set_str(o, "Description", json_str(variable, "Description", ""));
	describe_prompt(v, o, json_get(variable, "Prompt"));
	add_types(v, type);
	add_references(v, "AccountOptions", "Accounts",
	    strcmp(input, "account") == 0 ? value : "");
	add_references(v, "PoolOptions", "Pools", strcmp(input, "pool") == 0 ? value : "");
	scope_options(v, json_get(variable, "Scope"));
}

static bool
decorate_value(struct view *v)
{
	bool is_new = view_param(v, "v") == NULL;
	struct json_object *variable;
	size_t i = 0;

	if (!find_index(v, &i))
		return fail(v->w, ERR_NOT_FOUND, "There is no such value of a variable; perhaps "
		    "somebody deleted it.");
	variables_frame(v);
	variable = json_at(json_get(view_doc(v, "Set"), "Variables"), i);
	if (variable == NULL)
		variable = blank_value(v);
	describe_value(v, variable, i, is_new);
	if (!is_new) {
		add_rivals(v, variable);
		variables_add_uses(v, json_str(variable, "Name", ""),
		    json_str(variable, "Id", ""));
	}
	return true;
}

/* ---- what Save does ------------------------------------------------------------------------- */

/* The value from the input that belongs to the type; a blank secret keeps the stored one. */
static void
set_value(struct view *v, struct json_object *variable, struct json_object *before)
{
	const char *type = json_str(variable, "Type", "String");
	const char *input = input_of_type(type), *typed;
	bool is_secret = strcmp(input, "secret") == 0;

	json_set_bool(variable, "IsSensitive", is_secret);
	if (is_secret) {
		typed = view_input(v, ".value");
		if (typed && typed[0])
			json_set_str(variable, "Value", typed);
		else if (before && variables_is_secret(before))
			json_set(variable, "Value", NULL);
		return;
	}
	if (strcmp(input, "text") == 0) {
		if (json_get(variable, "Value") == NULL && json_get(before, "Value") != NULL)
			json_set_str(variable, "Value", "");
		return;
	}
	typed = view_input(v, arena_printf(v->w->arena, ".%s", input));
	json_set_str(variable, "Value", typed ? typed : "");
}

static bool
adjust_value(struct view *v, struct json_object *body)
{
	const char *at = view_input(v, ".at"), *prompted = view_input(v, ".prompted");
	struct json_object *variable = at ? json_pointer(body, at) : NULL;

	if (variable == NULL)
		return fail(v->w, ERR_INVALID, "The form does not say which value it edits.");
	json_set(variable, "Scope", scope_typed(v));
	set_value(v, variable, json_pointer(v->request.before, at));
	if (prompted && strcmp(prompted, "true") == 0 && !json_get(variable, "Prompt"))
		json_set(variable, "Prompt", json_object_new_object());
	if (json_get(variable, "Name") == NULL)
		return fail_field(v->w, arena_printf(v->w->arena, "%s/Name", at),
		    "Give the variable a name.");
	return true;
}

static const struct form_branch value_branches[] = {
	{".prompted", "false", "/Prompt", "null"},
	{.control = NULL},
};

#define FORMS_VALUE(next_page) { \
	{ \
		.path = VARIABLES_PATH, .method = "PUT", .kind = "variableset", .document = "Set", \
		.next = next_page, .done = "The variable was saved.", .branches = value_branches, \
		.adjust = adjust_value, .inserted = "{\"Type\":\"String\",\"Scope\":{}}", \
	}, \
	{ \
		.name = "remove", .path = VARIABLES_PATH, .method = "PUT", .document = "Set", \
		.next = next_page, .done = "The value was deleted.", .label = "Delete value", \
	}, \
	{.path = NULL}, \
}

static const struct form forms_project[] = FORMS_VALUE(VARIABLES_PROJECT);
static const struct form forms_library[] = FORMS_VALUE(VARIABLES_LIBRARY);

#define PROJECT_READS { VARIABLES_PROJECT_READ, {"?Accounts", "S/accounts/all"}, \
	{"?Pools", "S/workerpools/all"}, \
	{"?Process", "S/deploymentprocesses/{Project/DeploymentProcessId}"} }
#define LIBRARY_READS { VARIABLES_LIBRARY_READ, {"?Accounts", "S/accounts/all"}, \
	{"?Pools", "S/workerpools/all"} }

const struct page pages_variable[] = {
	{
		.path = "/app/{s}/projects/{p}/variables/values/new", .template = "variables-value",
		.section = "projects", .nav = "variables",
		.title = "Add variable · {Project/Name} · Slipway",
		.reads = PROJECT_READS, .forms = forms_project, .decorate = decorate_value,
	},
	{
		.path = "/app/{s}/projects/{p}/variables/values/{v}", .template = "variables-value",
		.section = "projects", .nav = "variables",
		.title = "{Var/Title} · Variables · {Project/Name} · Slipway",
		.reads = PROJECT_READS, .forms = forms_project, .decorate = decorate_value,
	},
	{
		.path = "/app/{s}/library/variables/{set}/values/new",
		.template = "variables-value", .section = "library",
		.title = "Add variable · {Library/Name} · Slipway",
		.reads = LIBRARY_READS, .forms = forms_library, .decorate = decorate_value,
	},
	{
		.path = "/app/{s}/library/variables/{set}/values/{v}",
		.template = "variables-value", .section = "library",
		.title = "{Var/Title} · {Library/Name} · Slipway",
		.reads = LIBRARY_READS, .forms = forms_library, .decorate = decorate_value,
	},
	{.path = NULL},
};
