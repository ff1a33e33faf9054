/*
 * The parameters of a step template: what its steps ask for. See templates.h for the
 * names of the inputs.
 */
#include <strings.h>

#include "cgi-bin/form.h"
#include "cgi-bin/merge.h"
#include "cgi-bin/pages/templates.h"

#define ROW ".parameter."

/* Types of controls that can be chosen; others come with imports and are kept. */
static const struct {
	const char *type;
	const char *label;
	const char *input;		/* what else is asked for: secret, options */
} controls[] = {
	{"SingleLineText", "One line of text", "text"},
	{"MultiLineText", "Several lines of text", "text"},
	{"Select", "Choice of options", "options"},
	{"Checkbox", "Check box (True or False)", "text"},
	{"Sensitive", "Sensitive text", "secret"},
	{"UsernamePasswordAccount", "Account with user name and password", "text"},
	{"AmazonWebServicesAccount", "AWS account", "text"},
	{"AzureAccount", "Azure account", "text"},
	{"GoogleCloudAccount", "Google Cloud account", "text"},
	{"WorkerPool", "Worker pool", "text"},
	{"StepName", "Name of an earlier step", "text"},
};

const char *
parameter_control(struct json_object *parameter)
{
	const char *type = json_str(json_get(parameter, "DisplaySettings"), "Octopus.ControlType",
	    "");

	return type[0] ? type : "SingleLineText";
}

/* ---- showing ------------------------------------------------------------------ */

static void
add_control(struct json_object *list, const char *type, const char *label, const char *input,
	bool is_chosen)
{
	struct json_object *o = json_object_new_object();

	json_push(list, o);
	json_set_str(o, "Value", type);
	json_set_str(o, "Label", label);
	json_set_str(o, "Input", input);
	json_set_bool(o, "IsChosen", is_chosen);
}

static void
add_controls(struct view *v, struct json_object *row, const char *control)
{
	struct json_object *list = json_object_new_array();
	bool is_known = false;

	json_set(row, "Controls", list);
	for (size_t i = 0; i < COUNT(controls); i++) {
		bool is_chosen = strcmp(controls[i].type, control) == 0;

		is_known = is_known || is_chosen;
		add_control(list, controls[i].type, controls[i].label, controls[i].input,
		    is_chosen);
		if (is_chosen)
			json_set_str(row, "ControlWord", controls[i].label);
	}
	if (is_known)
		return;
	add_control(list, control, arena_printf(v->w->arena, "%s (kept as it is)", control),
	    "text", true);
	json_set_str(row, "ControlWord", control);
}

/* The sentence at one member of the parameter, "" if there is none. */
static const char *
fault_at(struct view *v, size_t i, const char *member)
{
	return json_str(view_doc(v, "Fault"),
	    arena_printf(v->w->arena, "Parameters/%zu/%s", i, member), "");
}

/* A secret was typed and is not shown again: its place is. */
static bool
is_retyped(struct view *v, size_t i)
{
	const char *text = view_input(v, arena_printf(v->w->arena, ROW "%zu.Secret", i));

	return v->form && text && text[0];
}

static void
show_row(struct view *v, struct json_object *list, struct json_object *p, size_t i, size_t count)
{
	struct json_object *row = json_object_new_object(), *value = json_get(p, "DefaultValue");
	bool is_secret = json_object_is_type(value, json_type_object);
	const char *name = json_str(p, "Name", "");

	json_push(list, row);
	json_set_str(row, "At", arena_printf(v->w->arena, ROW "%zu", i));
	json_set_str(row, "Place", arena_printf(v->w->arena, "%zu", i));
	json_set_str(row, "Pointer", arena_printf(v->w->arena, "/Parameters/%zu", i));
	json_set_str(row, "Id", json_str(p, "Id", ""));
	json_set_str(row, "Name", name);
	json_set_str(row, "Label", json_str(p, "Label", ""));
	json_set_str(row, "Help", json_str(p, "HelpText", ""));
	json_set_str(row, "Default", is_secret ? "" : json_str(p, "DefaultValue", ""));
	json_set_bool(row, "HasSecret", is_secret && json_flag(value, "HasValue", false));
	json_set_str(row, "Options", json_str(json_get(p, "DisplaySettings"),
	    "Octopus.SelectOptions", ""));
	add_controls(v, row, parameter_control(p));
	json_set_bool(row, "IsFirst", i == 0);
	json_set_bool(row, "IsLast", i + 1 == count);
	json_set_str(row, "NameFault", fault_at(v, i, "Name"));
	json_set_str(row, "DefaultFault", fault_at(v, i, "DefaultValue"));
	json_set_str(row, "OptionsFault", fault_at(v, i, "DisplaySettings"));
	json_set_bool(row, "IsOpen", name[0] == '\0' || is_retyped(v, i) ||
	    fault_at(v, i, "Name")[0] || fault_at(v, i, "DefaultValue")[0] ||
	    fault_at(v, i, "DisplaySettings")[0]);
}

void
parameters_show(struct view *v, struct json_object *template)
{
	struct json_object *all = json_get(template, "Parameters");
	struct json_object *list = view_new_array(v, "Params");

	for (size_t i = 0; i < json_len(all); i++)
		show_row(v, list, json_at(all, i), i, json_len(all));
}

struct json_object *
parameter_options(struct view *v, const char *lines, const char *chosen)
{
	struct json_object *list = json_object_new_array();

	while (*lines) {
		size_t len = strcspn(lines, "\r\n");
		char *value = arena_strndup(v->w->arena, lines, len);
		char *bar = strchr(value, '|');

		lines += len;
		lines += strspn(lines, "\r\n");
		if (bar)
			*bar++ = '\0';
		if (value[0])
			add_control(list, value, bar && *bar ? bar : value, "",
			    strcmp(value, chosen) == 0);
	}
	return list;
}

/* ---- taking --------------------------------------------------------------------- */

static const char *
typed(struct view *v, size_t i, const char *member)
{
	const char *text = view_input(v, arena_printf(v->w->arena, ROW "%zu.%s", i, member));

	return text ? text : "";
}

static bool
is_sent(struct view *v, size_t i)
{
	return view_input(v, arena_printf(v->w->arena, ROW "%zu.Name", i)) != NULL;
}

/* A row that was added and left blank is no parameter. */
static bool
is_left_blank(struct view *v, size_t i)
{
	static const char *const members[] = {"Id", "Name", "Label", "Help", "Default", "Options"};

	for (size_t k = 0; k < COUNT(members); k++) {
		if (typed(v, i, members[k])[0])
			return false;
	}
	return typed(v, i, "Secret")[0] == '\0';
}

static struct json_object *
find_stored(struct json_object *parameters, const char *id)
{
	for (size_t i = 0; id[0] && i < json_len(parameters); i++) {
		if (strcmp(json_str(json_at(parameters, i), "Id", ""), id) == 0)
			return json_at(parameters, i);
	}
	return NULL;
}

/* Blank where nothing was stored stays nothing. */
static void
take_text(struct view *v, struct json_object *p, const char *member, const char *text)
{
	const char *stored = json_str(p, member, NULL);

	if (text[0] == '\0' && stored == NULL)
		json_set(p, member, NULL);
	else
		json_set_str(p, member, form_text(v->w, text, stored));
}

static void
take_settings(struct view *v, struct json_object *p, size_t i)
{
	struct json_object *settings = json_get(p, "DisplaySettings");
	const char *control = typed(v, i, "Control"), *options = typed(v, i, "Options");

	if (settings == NULL) {
		settings = json_object_new_object();
		json_set(p, "DisplaySettings", settings);
	}
	if (control[0] && (strcmp(control, parameter_control(p)) != 0 ||
	    json_get(settings, "Octopus.ControlType") == NULL))
		json_set_str(settings, "Octopus.ControlType", control);
	if (strcmp(control, "Select") == 0)
		take_text(v, settings, "Octopus.SelectOptions", options);
}

/*
 * A blank secret keeps what is stored, unless it is to be forgotten. What was typed is in
 * the body at another place than its row if blank rows were left out before it.
 */
static void
take_secret(struct view *v, struct json_object *p, size_t i, size_t place)
{
	const char *text = typed(v, i, "Secret");
	struct json_object *value;

	if (text[0] == '\0' && typed(v, i, "Forget")[0] == '\0')
		return;
	value = json_object_new_object();
	json_set_bool(value, "HasValue", text[0] != '\0');
	json_set(value, "NewValue", text[0] ? json_object_new_string(text) : NULL);
	json_set(p, "DefaultValue", value);
	if (text[0])
		form_note_secret(v, arena_printf(v->w->arena,
		    "/Parameters/%zu/DefaultValue/NewValue", place),
		    arena_printf(v->w->arena, ROW "%zu.Secret", i));
}

static struct json_object *
take_row(struct view *v, struct json_object *stored, size_t i, size_t place)
{
	struct json_object *p = stored ? json_copy(stored) : json_object_new_object();
	bool is_secret = strcmp(typed(v, i, "Control"), "Sensitive") == 0;

	json_set_str(p, "Name", typed(v, i, "Name"));
	take_text(v, p, "Label", typed(v, i, "Label"));
	take_text(v, p, "HelpText", typed(v, i, "Help"));
	if (is_secret)
		take_secret(v, p, i, place);
	else if (json_object_is_type(json_get(p, "DefaultValue"), json_type_object))
		json_set(p, "DefaultValue", json_object_new_string(typed(v, i, "Default")));
	else
		take_text(v, p, "DefaultValue", typed(v, i, "Default"));
	take_settings(v, p, i);
	return p;
}

static void
swap(struct json_object *array, size_t a, size_t b)
{
	struct json_object *first = json_object_get(json_at(array, a));
	struct json_object *second = json_object_get(json_at(array, b));

	json_object_array_put_idx(array, a, second);
	json_object_array_put_idx(array, b, first);
}

/* What the buttons beside the rows do; the form is shown again, nothing is sent. */
static void
change_rows(struct view *v, struct json_object *rows)
{
	const char *what = view_input(v, ".review"), *blank = what ? strchr(what, ' ') : NULL;
	size_t i = blank ? strtoul(blank + 1, NULL, 10) : 0, count = json_len(rows);

	if (what == NULL)
		return;
	if (strcmp(what, "add") == 0)
		json_push(rows, json_object_new_object());
	if (blank == NULL || i >= count)
		return;
	if (strncmp(what, "remove ", 7) == 0)
		json_object_array_del_idx(rows, i, 1);
	else if (strncmp(what, "up ", 3) == 0 && i > 0)
		swap(rows, i, i - 1);
	else if (strncmp(what, "down ", 5) == 0 && i + 1 < count)
		swap(rows, i, i + 1);
}

bool
parameters_take(struct view *v, struct json_object *body)
{
	struct json_object *rows = json_object_new_array(), *stored = json_get(body, "Parameters");
	bool is_asked = view_input(v, ".review") != NULL;

	for (size_t i = 0; is_sent(v, i); i++) {
		if (is_asked || !is_left_blank(v, i))
			json_push(rows, take_row(v, find_stored(stored, typed(v, i, "Id")), i,
			    json_len(rows)));
	}
	change_rows(v, rows);
	json_set(body, "Parameters", rows);
	if (v->request.before)		/* the choices of a merge count more than what was typed */
		merge_choices(v, v->request.before, body);
	return true;
}
