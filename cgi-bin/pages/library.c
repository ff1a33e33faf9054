/*
 * The library: variable sets and script modules, and which of them a project includes.
 * What is in a variable set is edited by the pages of variables.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define LIBRARY_SETS "/app/{space}/library/variables"
#define LIBRARY_SCRIPTS "/app/{space}/library/scripts"
#define SET_PATH "S/libraryvariablesets/{set}"
#define MODULE "Octopus.Script.Module["
#define MODULE_LANGUAGE "Octopus.Script.Module.Language["

/* ---- lists, and what is new ------------------------------------------------------------ */

static bool
is_scripts(const struct view *v)
{
	return strstr(v->page->path, "/library/scripts") != NULL;
}

/* Words of the two kinds, for the templates that they share. */
static struct json_object *
add_words(struct view *v)
{
	struct json_object *o = view_new_object(v, "Lib");
	bool scripts = is_scripts(v);

	json_set_bool(o, "IsScripts", scripts);
	json_set_str(o, "Kind", scripts ? "ScriptModule" : "Variables");
	json_set_str(o, "Title", scripts ? "Script modules" : "Variable sets");
	json_set_str(o, "One", scripts ? "script module" : "variable set");
	json_set_str(o, "Web", arena_printf(v->w->arena, "%s/library/%s", view_space_web(v),
	    scripts ? "scripts" : "variables"));
	return o;
}

static bool
decorate_sets(struct view *v)
{
	add_words(v);
	decorate_pager(v, view_doc(v, "Sets"));
	return true;
}

static bool
decorate_new(struct view *v)
{
	struct json_object *o = add_words(v);

	if (view_doc(v, "Edited") == NULL)
		view_new_object(v, "Edited");
	json_set_bool(o, "IsNew", true);
	json_set_str(view_doc(v, "Edited"), "ContentType", json_str(o, "Kind", ""));
	return true;
}

static bool
decorate_settings(struct view *v)
{
	json_set_bool(add_words(v), "IsNew", false);
	return true;
}

#define FORM_NEW(next_page) { \
	.path = "S/libraryvariablesets", .method = "POST", .kind = "libraryvariableset", \
	.document = "Edited", .next = next_page "/{/Id}", .done = "'{/Name}' was added.", \
}
#define FORMS_SETTINGS(list_page, set_page) { \
	{ \
		.path = SET_PATH, .method = "PUT", .kind = "libraryvariableset", \
		.document = "Edited", .next = set_page, .done = "'{/Name}' was saved.", \
	}, \
	{ \
		.name = "delete", .label = "Delete", .path = SET_PATH, .method = "DELETE", \
		.document = "Edited", .next = list_page, .done = "It was deleted.", \
	}, \
	{.path = NULL}, \
}

static const struct form form_new_set[] = {FORM_NEW(LIBRARY_SETS), {.path = NULL}};
static const struct form form_new_script[] = {FORM_NEW(LIBRARY_SCRIPTS), {.path = NULL}};
static const struct form forms_set[] = FORMS_SETTINGS(LIBRARY_SETS, LIBRARY_SETS "/{Edited/Id}");
static const struct form forms_script[] =
    FORMS_SETTINGS(LIBRARY_SCRIPTS, LIBRARY_SCRIPTS "/{Edited/Id}");

/* ---- the text of a script module --------------------------------------------------------- */

static struct json_object *
find_part(struct json_object *set, const char *prefix)
{
	struct json_object *all = json_get(set, "Variables");

	for (size_t i = 0; i < json_len(all); i++) {
		if (strncasecmp(json_str(json_at(all, i), "Name", ""), prefix, strlen(prefix)) == 0)
			return json_at(all, i);
	}
	return NULL;
}

/* The variable with this prefix, new if there is none, under the name of the module. */
static struct json_object *
part(struct view *v, struct json_object *body, const char *prefix)
{
	struct json_object *o = find_part(body, prefix);

	if (o == NULL) {
		o = json_object_new_object();
		json_push(json_get(body, "Variables"), o);
	}
	json_set_str(o, "Name", arena_printf(v->w->arena, "%s%s]", prefix,
	    json_str(view_doc(v, "Library"), "Name", "")));
	return o;
}

/* Browsers end lines with CR LF; shells do not like that. */
static const char *
plain_lines(struct view *v, const char *text)
{
	char *copy = arena_strdup(v->w->arena, text), *to = copy;

	for (const char *c = copy; *c; c++) {
		if (c[0] != '\r' || c[1] != '\n')
			*to++ = *c;
	}
	*to = '\0';
	return copy;
}

static bool
adjust_script(struct view *v, struct json_object *body)
{
	const char *text = view_input(v, ".body"), *language = view_input(v, ".language");

	if (!json_object_is_type(json_get(body, "Variables"), json_type_array))
		json_set(body, "Variables", json_object_new_array());
	json_set_str(part(v, body, MODULE), "Value", plain_lines(v, text ? text : ""));
	json_set_str(part(v, body, MODULE_LANGUAGE), "Value", language ? language : "Bash");
	return true;
}

static bool
decorate_script(struct view *v)
{
	struct json_object *o = add_words(v), *set = view_doc(v, "Set");
	bool is_new = find_part(set, MODULE) == NULL;

	json_set_str(o, "Body", json_str(find_part(set, MODULE), "Value", ""));
	json_set_str(o, "Language", json_str(find_part(set, MODULE_LANGUAGE), "Value",
	    is_new ? "Bash" : "PowerShell"));
	return true;
}

static const struct form form_script[] = {
	{
		.path = "S/variables/{Set/Id}", .method = "PUT", .document = "Set",
		.done = "The script module was saved.", .adjust = adjust_script,
	},
	{.path = NULL},
};

/* ---- what a project includes ---------------------------------------------------------------- */

static bool
is_included(struct json_object *included, const char *id)
{
	for (size_t i = 0; i < json_len(included); i++) {
		if (strcmp(json_str_at(included, i), id) == 0)
			return true;
	}
	return false;
}

static void
add_set(struct view *v, struct json_object *list, struct json_object *set, size_t i, size_t count)
{
	struct json_object *o = json_object_new_object();
	bool is_module = strcmp(json_str(set, "ContentType", ""), "ScriptModule") == 0;
	const char *at = "/IncludedLibraryVariableSetIds/";

	json_push(list, o);
	json_set_str(o, "Id", json_str(set, "Id", ""));
	json_set_str(o, "Name", json_str(set, "Name", ""));
	json_set_bool(o, "IsModule", is_module);
	json_set_bool(o, "IsIncluded", i < count);
	json_set_str(o, "Web", arena_printf(v->w->arena, "%s/library/%s/%s", view_space_web(v),
	    is_module ? "scripts" : "variables", json_str(set, "Id", "")));
	json_set_str(o, "Up", i < count && i > 0 ?
	    arena_printf(v->w->arena, "%s%zu %s%zu", at, i, at, i - 1) : "");
}

/* Included ones first, in their order: of equally specific values the earlier set's wins. */
static bool
decorate_included(struct view *v)
{
	struct json_object *all = view_doc(v, "Sets"), *list = view_new_array(v, "Choices");
	struct json_object *included =
	    json_get(view_doc(v, "Edited"), "IncludedLibraryVariableSetIds");
	size_t count = json_len(included);

	view_new_object(v, "Vars");
	json_set_str(view_doc(v, "Vars"), "Web", arena_printf(v->w->arena, "%s/variables",
	    json_str(view_doc(v, "Project"), "Web", "")));
	for (size_t i = 0; i < count; i++) {
		struct json_object *set = decorate_find(all, json_str_at(included, i));

		if (set)
			add_set(v, list, set, i, count);
	}
	for (size_t i = 0; i < json_len(all); i++) {
		if (!is_included(included, json_str(json_at(all, i), "Id", "")))
			add_set(v, list, json_at(all, i), count, count);
	}
	return true;
}

static const struct form forms_included[] = {
	{
		.path = "S/projects/{Edited/Id}", .method = "PUT", .kind = "project",
		.document = "Edited", .next = "/app/{space}/projects/{Edited/Slug}/variables",
		.done = "The included sets were saved.",
	},
	{
		.name = "order", .path = "S/projects/{Edited/Id}", .method = "PUT",
		.document = "Edited", .done = "The order was saved.", .label = "Move",
	},
	{.path = NULL},
};

#define SETS(kind) {"Sets", "S/libraryvariablesets?contentType=" kind "&take=50&skip={?skip}"}

const struct page pages_library[] = {
    {
	.path = "/app/{s}/library", .template = "library-sets", .section = "library",
	.title = "Variable sets · Library · Slipway", .reads = {SETS("Variables")},
	.decorate = decorate_sets,
    },
    {
	.path = "/app/{s}/library/variables", .template = "library-sets", .section = "library",
	.title = "Variable sets · Library · Slipway", .reads = {SETS("Variables")},
	.decorate = decorate_sets,
    },
    {
	.path = "/app/{s}/library/scripts", .template = "library-sets", .section = "library",
	.title = "Script modules · Library · Slipway", .reads = {SETS("ScriptModule")},
	.decorate = decorate_sets,
    },
    {
	.path = "/app/{s}/library/variables/new", .template = "library-set",
	.section = "library", .title = "Add variable set · Library · Slipway",
	.forms = form_new_set, .decorate = decorate_new,
    },
    {
	.path = "/app/{s}/library/scripts/new", .template = "library-set",
	.section = "library", .title = "Add script module · Library · Slipway",
	.forms = form_new_script, .decorate = decorate_new,
    },
    {
	.path = "/app/{s}/library/variables/{set}/settings", .template = "library-set",
	.section = "library", .title = "{Edited/Name} · Variable sets · Slipway",
	.reads = {{"Edited", SET_PATH}, {"?Usages", SET_PATH "/usages"}},
	.forms = forms_set, .decorate = decorate_settings,
    },
    {
	.path = "/app/{s}/library/scripts/{set}/settings", .template = "library-set",
	.section = "library", .title = "{Edited/Name} · Script modules · Slipway",
	.reads = {{"Edited", SET_PATH}, {"?Usages", SET_PATH "/usages"}},
	.forms = forms_script, .decorate = decorate_settings,
    },
    {
	.path = "/app/{s}/library/scripts/{set}", .template = "library-script",
	.section = "library", .title = "{Library/Name} · Script modules · Slipway",
	.reads = {{"Library", SET_PATH}, {"Set", "S/variables/{Library/VariableSetId}"}},
	.forms = form_script, .decorate = decorate_script,
    },
    {
	.path = "/app/{s}/projects/{p}/variables/library", .template = "variables-library",
	.section = "projects", .nav = "variables",
	.title = "Included variable sets · {Project/Name} · Slipway",
	.reads = {{"Edited", "S/projects/{p}"}, {"Sets", "S/libraryvariablesets/all"}},
	.forms = forms_included, .decorate = decorate_included,
    },
    {.path = NULL},
};
