/*
 * Steps that are made of a step template: their form asks for the template's parameters
 * instead of the settings of the type. The step holds a copy of the rest; what a new one
 * lacks is filled in by the API.
 */
#include "cgi-bin/pages/process_uses.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/form.h"
#include "cgi-bin/pages/process.h"
#include "cgi-bin/pages/templates.h"

#define SECRET_INPUT ".sensitive."

static const char *
property(struct json_object *action, const char *name)
{
	return json_str(json_get(action, "Properties"), name, "");
}

/* ---- a new step ------------------------------------------------------------------ */

void
uses_link(struct view *v, struct json_object *card)
{
	if (!json_flag(card, "IsBuiltIn", true))
		json_set_str(card, "Web", arena_printf(v->w->arena, "%s&template=%s",
		    json_str(card, "Web", ""),
		    url_encode(v->w->arena, json_str(card, "Id", ""))));
}

void
uses_begin(struct view *v, struct json_object *action)
{
	struct json_object *template, *parameters, *properties = json_get(action, "Properties");
	const char *place;

	if (view_query(v, "template")[0] == '\0')
		return;
	if (!view_get(v, "Newest", view_api_path(v, TEMPLATES "/{?template}"), NULL)) {
		work_clear_error(v->w);
		return;
	}
	template = view_doc(v, "Newest");
	parameters = json_get(template, "Parameters");
	place = property(template, STEP_ON_SERVER);
	json_set_str(action, "ActionType", json_str(template, "ActionType", ""));
	json_set_str(properties, STEP_ON_SERVER, place[0] ? place : "false");
	json_set_str(properties, TEMPLATE_ID, json_str(template, "Id", ""));
	json_set_str(properties, TEMPLATE_VERSION, arena_printf(v->w->arena, "%lld",
	    (long long)json_int(template, "Version", 0)));
	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *p = json_at(parameters, i);

		json_set(properties, json_str(p, "Name", ""),
		    json_copy(json_get(p, "DefaultValue")));
	}
}

/* ---- the template of a step ------------------------------------------------------- */

static const char *
template_path(struct view *v, struct json_object *action, bool is_its_version)
{
	const char *path = arena_printf(v->w->arena, TEMPLATES "/%s",
	    url_encode(v->w->arena, property(action, TEMPLATE_ID)));

	if (is_its_version)
		path = arena_printf(v->w->arena, "%s/versions/%s", path,
		    url_encode(v->w->arena, property(action, TEMPLATE_VERSION)));
	return view_api_path(v, path);
}

static bool
load(struct view *v, const char *name, const char *path)
{
	if (view_doc(v, name) != NULL || view_get(v, name, path, NULL))
		return true;
	work_clear_error(v->w);
	return false;
}

/* The template as the step knows it: its version, else the present one; NULL: gone. */
static struct json_object *
find_template(struct view *v, struct json_object *action)
{
	if (property(action, TEMPLATE_ID)[0] == '\0' ||
	    !load(v, "Newest", template_path(v, action, false)))
		return NULL;
	if (property(action, TEMPLATE_VERSION)[0] &&
	    load(v, "Origin", template_path(v, action, true)))
		return view_doc(v, "Origin");
	return view_doc(v, "Newest");
}

static void
describe_use(struct view *v, struct json_object *o, struct json_object *action)
{
	struct json_object *newest = view_doc(v, "Newest"), *u = view_new_object(v, "Uses");
	const char *version = property(action, TEMPLATE_VERSION);
	int64_t present = json_int(newest, "Version", 0);

	json_set_str(u, "Id", property(action, TEMPLATE_ID));
	json_set_str(u, "Version", version);
	json_set_str(u, "Name", json_str(newest, "Name", ""));
	json_set_str(u, "Description", json_str(newest, "Description", ""));
	decorate_markdown(v, u, "Description");
	json_set_int(u, "Newest", present);
	json_set_bool(u, "IsOutdated", strtoll(version, NULL, 10) != present);
	json_set_bool(u, "IsLost", view_doc(v, "Origin") == NULL);
	json_set_str(u, "Web", arena_printf(v->w->arena, "%s/library/steptemplates/%s",
	    view_space_web(v), url_encode(v->w->arena, json_str(newest, "Id", ""))));
	json_set_str(u, "UpdateLink", arena_printf(v->w->arena, "%s/usages?action=%s",
	    json_str(u, "Web", ""), url_encode(v->w->arena, json_str(action, "Id", ""))));
	json_set_str(o, "TypeName", json_str(newest, "Name", ""));
}

/* ---- its parameters --------------------------------------------------------------- */

static void
add_choice(struct json_object *list, const char *value, const char *label, const char *chosen)
{
	struct json_object *one = json_object_new_object();

	json_push(list, one);
	json_set_str(one, "Value", value);
	json_set_str(one, "Label", label);
	json_set_bool(one, "IsChosen", strcmp(value, chosen) == 0);
}

/* Accounts of the control's kind: "AzureAccount" takes AzureServicePrincipal and the like. */
static struct json_object *
accounts_for(struct view *v, const char *control, const char *chosen)
{
	struct json_object *list = json_object_new_array(), *all;
	size_t len = strlen(control) - strlen("Account");

	(void)load(v, "Accounts", view_api_path(v, "S/accounts/all"));
	all = view_doc(v, "Accounts");
	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (strncmp(json_str(one, "AccountType", ""), control, len) == 0)
			add_choice(list, json_str(one, "Id", ""), json_str(one, "Name", ""),
			    chosen);
	}
	return list;
}

static struct json_object *
names_of(struct json_object *items, const char *value, size_t count, const char *chosen)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < json_len(items) && i < count; i++)
		add_choice(list, json_str(json_at(items, i), value, ""),
		    json_str(json_at(items, i), "Name", ""), chosen);
	return list;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len > n && strcmp(s + len - n, end) == 0;
}

/* What there is to choose from; NULL: the control is no choice. */
static struct json_object *
choices_for(struct view *v, struct json_object *o, struct json_object *p, const char *value)
{
	const char *control = parameter_control(p);

	if (strcmp(control, "Select") == 0)
		return parameter_options(v, json_str(json_get(p, "DisplaySettings"),
		    "Octopus.SelectOptions", ""), value);
	if (strcmp(control, "WorkerPool") == 0)
		return names_of(view_doc(v, "Pools"), "Id", SIZE_MAX, value);
	if (strcmp(control, "StepName") == 0)
		return names_of(json_get(view_doc(v, "Process"), "Steps"), "Name",
		    strtoul(json_str(o, "Number", "1"), NULL, 10) - 1, value);
	return ends_with(control, "Account") ? accounts_for(v, control, value) : NULL;
}

/* A stored value that is none of the choices, such as an expression, stays one. */
static void
add_stored_choice(struct json_object *choices, const char *value)
{
	for (size_t i = 0; i < json_len(choices); i++) {
		if (json_flag(json_at(choices, i), "IsChosen", false))
			return;
	}
	if (choices && value[0])
		add_choice(choices, value, value, value);
}

static const char *
note_for(struct view *v, const char *control)
{
	static const char *const lacking[] = {"Certificate", "Package", "GitRepository"};

	for (size_t i = 0; i < COUNT(lacking); i++) {
		if (strcmp(lacking[i], control) == 0)
			return arena_printf(v->w->arena, "A parameter of the kind %s: this "
			    "server has none of them to choose from. What is entered here is "
			    "kept, and reaches the script as a text.", control);
	}
	return "";
}

/* A check box can hold no expression, which would be lost with the next Save. */
static const char *
shown_as(const char *control, const char *value)
{
	static const char *const own[] = {"MultiLineText", "Checkbox", "Sensitive"};

	if (strcmp(control, "Checkbox") == 0 && value[0] != '\0' &&
	    strcasecmp(value, "true") != 0 && strcasecmp(value, "false") != 0)
		return "SingleLineText";
	for (size_t i = 0; i < COUNT(own); i++) {
		if (strcmp(own[i], control) == 0)
			return own[i];
	}
	return "SingleLineText";
}

static void
show_parameter(struct view *v, struct json_object *o, struct json_object *action,
	struct json_object *p, struct json_object *list)
{
	const char *name = json_str(p, "Name", ""), *label = json_str(p, "Label", "");
	struct json_object *stored = json_get(json_get(action, "Properties"), name), *choices;
	struct json_object *row = json_object_new_object();
	const char *control = parameter_control(p), *at = json_pointer_below(v->w,
	    arena_printf(v->w->arena, "%s/Properties", json_str(o, "ActionAt", "")), name);
	bool is_secret = json_object_is_type(stored, json_type_object);
	const char *value = is_secret || stored == NULL ? "" : json_object_get_string(stored);

	json_push(list, row);
	choices = choices_for(v, o, p, value);
	add_stored_choice(choices, value);
	json_set_str(row, "At", at);
	json_set_str(row, "Input", arena_printf(v->w->arena, SECRET_INPUT "%zu", json_len(list)));
	json_set_str(row, "Label", label[0] ? label : name);
	json_set_str(row, "Help", json_str(p, "HelpText", ""));
	decorate_markdown(v, row, "Help");
	json_set_str(row, "Control", choices ? "Select" : is_secret ? "Sensitive" :
	    strchr(value, '\n') ? "MultiLineText" : shown_as(control, value));
	json_set_str(row, "Value", value);
	json_set_bool(row, "IsOn", strcasecmp(value, "true") == 0);
	json_set_bool(row, "HasSecret", is_secret && json_flag(stored, "HasValue", false));
	json_set(row, "Choices", choices ? choices : json_object_new_array());
	json_set_str(row, "Note", note_for(v, control));
	json_set_str(row, "Fault", json_str(view_doc(v, "Fault"),
	    arena_printf(v->w->arena, "Properties/%s", name), ""));
}

bool
uses_show(struct view *v, struct json_object *o, struct json_object *action)
{
	struct json_object *template = find_template(v, action), *list, *all;

	if (template == NULL)
		return false;
	describe_use(v, o, action);
	list = view_new_array(v, "Params");
	all = json_get(template, "Parameters");
	for (size_t i = 0; i < json_len(all); i++)
		show_parameter(v, o, action, json_at(all, i), list);
	return true;
}

/* ---- what Save does ---------------------------------------------------------------- */

/* A typed secret goes to the place that ".secret" names; a blank one changes nothing. */
static bool
take_secret(struct view *v, struct json_object *body, const char *said)
{
	const char *input = strstr(said, "/NewValue " SECRET_INPUT), *typed;
	struct json_object *value;

	typed = input ? view_input(v, input + strlen("/NewValue ")) : NULL;
	if (typed == NULL || typed[0] == '\0')
		return true;
	value = json_object_new_object();
	json_set_bool(value, "HasValue", true);
	json_set_str(value, "NewValue", typed);
	if (!json_pointer_put(body, arena_strndup(v->w->arena, said, (size_t)(input - said)),
	    value))
		return fail(v->w, ERR_INVALID, "The form names no place for a sensitive value.");
	return true;
}

/* A parameter that was cleared in a new step is empty, not its default. */
static void
keep_cleared(struct view *v, struct json_object *body, const char *at)
{
	const char *prefix = arena_printf(v->w->arena, "%s/Properties/", at);

	for (size_t i = 0; i < v->input.count; i++) {
		const struct param *p = &v->input.items[i];

		if (p->value[0] == '\0' && strncmp(p->name, prefix, strlen(prefix)) == 0 &&
		    json_pointer(body, p->name) == NULL && !ends_with(p->name, "/,"))
			(void)!json_pointer_put(body, p->name, json_object_new_string(""));
	}
}

bool
uses_adjust(struct view *v, struct json_object *body)
{
	const char *at = view_input(v, ".at");
	struct json_object *action;

	if (at == NULL || view_input(v, ".uses") == NULL)
		return true;
	if (strstr(at, "/Actions/") == NULL)
		at = arena_printf(v->w->arena, "%s/Actions/0", at);
	action = json_pointer(body, at);
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, ".secret") == 0 &&
		    !take_secret(v, body, v->input.items[i].value))
			return false;
	}
	keep_cleared(v, body, at);
	if (view_input(v, ".detach")) {
		json_object_object_del(json_get(action, "Properties"), TEMPLATE_ID);
		json_object_object_del(json_get(action, "Properties"), TEMPLATE_VERSION);
	}
	return true;
}
