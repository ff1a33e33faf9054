/*
 * Step templates in the library: the list, a new one (empty, or made of a step), the
 * editor, exchange as JSON. Parameters are in template_parameters.c; the inputs for what
 * a type of step has are those of the step's own form.
 */
#include "cgi-bin/pages/templates.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/form.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/process.h"

struct json_object *
templates_words(struct view *v)
{
	struct json_object *o = view_new_object(v, "Tpl"), *template = view_doc(v, "Edited");
	const char *id = json_str(template, "Id", "");

	json_set_str(o, "Web", arena_printf(v->w->arena, "%s/library/steptemplates",
	    view_space_web(v)));
	if (id[0])
		json_set_str(o, "Own", arena_printf(v->w->arena, "%s/%s",
		    json_str(o, "Web", ""), url_encode(v->w->arena, id)));
	if (template)
		describe_type(o, json_str(template, "ActionType", ""));
	return o;
}

static bool
decorate_list(struct view *v)
{
	struct json_object *list = view_doc(v, "Templates"), *items = json_get(list, "Items");
	struct json_object *o = templates_words(v);

	json_set_str(o, "Text", view_query(v, "q"));
	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *one = json_at(items, i);

		describe_type(one, json_str(one, "ActionType", ""));
		json_set_int(one, "Asks", (int64_t)json_len(json_get(one, "Parameters")));
	}
	decorate_pager(v, list);
	return true;
}

/* ---- made of a step -------------------------------------------------------------- */

static struct json_object *
find_action(struct json_object *process, const char *id)
{
	struct json_object *steps = json_get(process, "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");
		struct json_object *found = decorate_find(actions, id);

		if (found)
			return found;
	}
	return NULL;
}

/* The step that the address names, NULL if it names none. */
static struct json_object *
source_action(struct view *v)
{
	if (view_query(v, "process")[0] == '\0' || view_query(v, "action")[0] == '\0')
		return NULL;
	if (view_doc(v, "Source") == NULL && !view_get(v, "Source",
	    view_api_path(v, "S/deploymentprocesses/{?process}"), NULL)) {
		work_clear_error(v->w);
		return NULL;
	}
	return find_action(view_doc(v, "Source"), view_query(v, "action"));
}

/* What belongs to the step and its place in a process: retries, limits, conditions. */
static bool
is_of_step(const char *name)
{
	static const char *const own[] = {
		"Octopus.Action.TargetRoles", "Octopus.Action.MaxParallelism",
		"Octopus.Action.ConditionVariableExpression", "Octopus.Action.ExecutionTimeout.",
		"Octopus.Action.AutoRetry.", "Octopus.Action.Template.",
	};

	for (size_t i = 0; i < COUNT(own); i++) {
		size_t len = strlen(own[i]);

		if (own[i][len - 1] == '.' ? strncasecmp(name, own[i], len) == 0 :
		    strcasecmp(name, own[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_parameter(struct json_object *parameters, const char *name)
{
	for (size_t i = 0; i < json_len(parameters); i++) {
		if (strcasecmp(json_str(json_at(parameters, i), "Name", ""), name) == 0)
			return true;
	}
	return false;
}

/* Settings of the step that the template lacks; sensitive ones stay where they are. */
static void
add_settings(struct json_object *template, struct json_object *action)
{
	struct json_object *properties = json_get(template, "Properties");

	if (properties == NULL) {
		properties = json_object_new_object();
		json_set(template, "Properties", properties);
	}
	json_object_object_foreach(json_get(action, "Properties"), name, value) {
		if (json_object_is_type(value, json_type_string) && !is_of_step(name) &&
		    !is_parameter(json_get(template, "Parameters"), name) &&
		    !json_object_object_get_ex(properties, name, NULL))
			json_set(properties, name, json_copy(value));
	}
	if (json_len(json_get(template, "Packages")) == 0)
		json_set(template, "Packages", json_copy(json_get(action, "Packages")));
}

/* A step of a template asks what that one asks, with its own values as defaults. */
static struct json_object *
parameters_of_source(struct view *v, struct json_object *action)
{
	struct json_object *properties = json_get(action, "Properties"), *parameters;
	const char *id = json_str(properties, TEMPLATE_ID, ""), *path;

	path = arena_printf(v->w->arena, TEMPLATES "/%s/versions/%s", url_encode(v->w->arena, id),
	    url_encode(v->w->arena, json_str(properties, TEMPLATE_VERSION, "")));
	if (id[0] == '\0' || !view_get(v, "Origin", view_api_path(v, path), NULL)) {
		work_clear_error(v->w);
		return json_object_new_array();
	}
	parameters = json_copy(json_get(view_doc(v, "Origin"), "Parameters"));
	for (size_t i = 0; i < json_len(parameters); i++) {
		struct json_object *p = json_at(parameters, i);
		struct json_object *value = json_get(properties, json_str(p, "Name", ""));

		if (json_object_is_type(json_get(p, "DefaultValue"), json_type_object))
			json_set(p, "DefaultValue", NULL);
		else if (json_object_is_type(value, json_type_string))
			json_set(p, "DefaultValue", json_object_get(value));
		json_object_object_del(p, "Id");
	}
	return parameters;
}

static bool
has_secrets(struct json_object *action)
{
	json_object_object_foreach(json_get(action, "Properties"), name, value) {
		(void)name;
		if (json_object_is_type(value, json_type_object))
			return true;
	}
	return false;
}

/* ---- the editor ------------------------------------------------------------------- */

/* Settings that have no input here: they are listed, and kept. */
static void
add_others(struct json_object *o, struct json_object *template)
{
	static const char *const shown[] = {STEP_SYNTAX, STEP_BODY, STEP_MANUAL, STEP_EMAIL,
	    STEP_HEALTH, STEP_RELEASE};
	struct json_object *list = json_object_new_array();
	struct json_object *properties = json_get(template, "Properties");

	json_set(o, "Others", list);
	if (!json_object_is_type(properties, json_type_object))
		return;		/* not even one was typed */
	json_object_object_foreach(properties, name, value) {
		struct json_object *one;
		bool has_input = false;

		for (size_t i = 0; i < COUNT(shown); i++)
			has_input = has_input || strncmp(name, shown[i], strlen(shown[i])) == 0;
		if (has_input)
			continue;
		one = json_object_new_object();
		json_push(list, one);
		json_set_str(one, "Name", name);
		json_set_str(one, "Value", json_object_is_type(value, json_type_string) ?
		    json_object_get_string(value) : "sensitive");
	}
}

static bool
has_form(const char *type)
{
	static const char *const types[] = {
		"Octopus.Script", "Octopus.Manual", "Octopus.Email", "Octopus.HealthCheck",
		"Octopus.DeployRelease",
	};

	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcasecmp(types[i], type) == 0)
			return true;
	}
	return false;
}

/* Typed secrets are never put back into a page, so a page that is shown again lacks them. */
static bool
lost_secrets(struct view *v)
{
	for (size_t i = 0; v->form && i < v->input.count; i++) {
		const char *name = v->input.items[i].name, *end = strrchr(name, '.');

		if (strncmp(name, ".parameter.", 11) == 0 && strcmp(end, ".Secret") == 0 &&
		    v->input.items[i].value[0])
			return true;
	}
	return false;
}

/* The inputs of the type, as if the template were the only action of a step. */
static bool
show_editor(struct view *v, struct json_object *template)
{
	struct json_object *step = json_new_object(v->w), *actions = json_object_new_array();
	struct json_object *action = json_object_new_object(), *described, *o = templates_words(v);

	json_set(step, "Actions", actions);
	json_push(actions, action);
	json_set_str(action, "ActionType", json_str(template, "ActionType", ""));
	json_set(action, "Properties", json_copy(json_get(template, "Properties")));
	described = describe_step(v, step, 0);
	json_set(v->root, "Step", described);
	json_set_str(described, "At", "");
	json_set_str(described, "ActionAt", "");
	json_set_bool(o, "HasForm", has_form(json_str(template, "ActionType", "")));
	json_set_bool(o, "LostSecrets", lost_secrets(v));
	json_set_str(o, "Type", json_str(template, "ActionType", ""));
	json_set_int(o, "PackageCount", (int64_t)json_len(json_get(template, "Packages")));
	add_others(o, template);
	parameters_show(v, template);
	return settings_show(v, step, described);
}

static void
begin_new(struct view *v, struct json_object *template, struct json_object *action)
{
	const char *type = action ? json_str(action, "ActionType", "") : view_query(v, "type");
	struct json_object *properties = json_object_new_object();

	json_set_str(template, "ActionType", type);
	json_set(template, "Properties", properties);
	if (action) {
		json_set_str(template, "Name", json_str(action, "Name", ""));
		json_set(template, "Parameters", parameters_of_source(v, action));
		add_settings(template, action);
	} else if (strcasecmp(type, "Octopus.Script") == 0) {
		json_set_str(properties, STEP_SYNTAX, "Bash");
	}
}

static void
add_types(struct view *v)
{
	struct json_object *all = view_doc(v, "Types"), *cards = view_new_array(v, "Cards");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (!json_flag(one, "IsBuiltIn", false))
			continue;
		describe_type(one, json_str(one, "Type", ""));
		json_set_str(one, "Web", arena_printf(v->w->arena, "%s?type=%s", v->rq->path,
		    url_encode(v->w->arena, json_str(one, "Type", ""))));
		json_push(cards, json_object_get(one));
	}
}

static bool
decorate_new(struct view *v)
{
	struct json_object *template = view_doc(v, "Edited"), *action = source_action(v), *o;

	if (template == NULL)
		template = view_new_object(v, "Edited");
	if (v->form == NULL)
		begin_new(v, template, action);
	json_set_str(template, "Id", "");
	add_types(v);
	if (!show_editor(v, template))
		return false;
	o = view_doc(v, "Tpl");
	json_set_bool(o, "IsNew", true);
	json_set_bool(o, "LacksType", json_str(template, "ActionType", "")[0] == '\0');
	json_set_bool(o, "LosesSecrets", action != NULL && has_secrets(action));
	return true;
}

static bool
decorate_edit(struct view *v)
{
	struct json_object *template = view_doc(v, "Edited"), *o;

	if (!show_editor(v, template))
		return false;
	o = view_doc(v, "Tpl");
	json_set_bool(o, "IsNew", false);
	json_set_str(o, "ExportLink",
	    view_api_path(v, "S/slipway/actiontemplates/{Edited/Id}/export"));
	json_set_int(o, "UsageCount", (int64_t)json_len(view_doc(v, "Usage")));
	return true;
}

static bool
adjust_new(struct view *v, struct json_object *body)
{
	struct json_object *action = source_action(v);

	if (!parameters_take(v, body))
		return false;
	if (action)
		add_settings(body, action);
	return true;
}

static const struct form form_new[] = {
	{
		.path = TEMPLATES, .method = "POST", .kind = "actiontemplate",
		.document = "Edited", .next = TEMPLATES_WEB "/{/Id}",
		.done = "Step template '{/Name}' was added.", .adjust = adjust_new,
	},
	{.path = NULL},
};

static const struct form forms_edit[] = {
	{
		.path = TEMPLATE_PATH, .method = "PUT", .kind = "actiontemplate",
		.document = "Edited", .is_by_etag = true,
		.done = "'{/Name}' was saved as version {/Version}.", .adjust = parameters_take,
	},
	{
		.name = "delete", .label = "Delete", .path = TEMPLATE_PATH, .method = "DELETE",
		.document = "Edited", .next = TEMPLATES_WEB, .is_by_etag = true,
		.done = "The step template was deleted.",
	},
	{.path = NULL},
};

/* ---- exchange ------------------------------------------------------------------------ */

/* The text of a file that was refused is shown, so that it can be mended here. */
static bool
decorate_import(struct view *v)
{
	struct json_object *o = templates_words(v);
	const char *text = v->form ? form_document(v) : NULL;

	json_set_str(o, "Json", text ? text : "");
	return true;
}

static bool
adjust_import(struct view *v, struct json_object *body)
{
	if (!json_object_is_type(body, json_type_object) ||
	    json_get(body, "ActionType") == NULL || json_get(body, "Name") == NULL)
		return fail(v->w, ERR_INVALID, "This is JSON, but not a step template: that has "
		    "a Name, an ActionType, Properties and Parameters.");
	return true;
}

static const struct form form_import[] = {
	{
		.path = TEMPLATES, .method = "POST", .next = TEMPLATES_WEB "/{/Id}",
		.done = "Step template '{/Name}' was imported.", .label = "Import",
		.adjust = adjust_import,
	},
	{.path = NULL},
};

const struct page pages_templates[] = {
	{
		TEMPLATES_ROW("", "templates"), .title = "Step templates · Library · Slipway",
		.reads = {{"Templates", TEMPLATES "?take=50&skip={?skip}&partialName={?q}"}},
		.decorate = decorate_list,
	},
	{
		TEMPLATES_ROW("/new", "template"), .title = "Add step template · Library · Slipway",
		.reads = {{"Types", TEMPLATES "/search"}},
		.forms = form_new, .decorate = decorate_new,
	},
	{
		TEMPLATES_ROW("/import", "template-import"),
		.title = "Import step template · Library · Slipway",
		.forms = form_import, .decorate = decorate_import,
	},
	{
		TEMPLATES_ROW("/{template}", "template"),
		.title = "{Edited/Name} · Step templates · Slipway",
		.reads = {{"Edited", TEMPLATE_PATH}, {"?Usage", TEMPLATE_PATH "/usage"}},
		.forms = forms_edit, .decorate = decorate_edit,
	},
	{.path = NULL},
};
