/*
 * Variables as a whole: the values that a place sees, and all of them as text.
 */
#include "cgi-bin/pages/variables.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/form.h"
#include "cgi-bin/pages/pages.h"

#define ROWS_MAX 100
#define VALUE_MAX 300
#define OTHERS_MAX 5

/* ---- preview ------------------------------------------------------------------------- */

static const struct { const char *parameter, *list, *label, *options; } places[] = {
	{"environment", "Environments", "Environment", "Environment"},
	{"role", "Roles", "Role", "Role"},
	{"machine", "Machines", "Target", "Machine"},
	{"action", "Actions", "Step", "Action"},
	{"channel", "Channels", "Channel", "Channel"},
};

/* A select a kind of place; what is chosen goes into the query of the preview. */
static const char *
add_places(struct view *v)
{
	struct json_object *values = json_get(view_doc(v, "Set"), "ScopeValues");
	struct json_object *list = view_new_array(v, "Places");
	const char *query = "";

	for (size_t i = 0; i < COUNT(places); i++) {
		const char *chosen = view_query(v, places[i].parameter);
		struct json_object *o = json_object_new_object();

		json_push(list, o);
		json_set_str(o, "Name", places[i].parameter);
		json_set_str(o, "Label", places[i].label);
		decorate_options(v, "PlaceOptions", json_get(values, places[i].list), "Id", "Name",
		    json_own(v->w, json_object_new_string(chosen)));
		json_set(o, "Options", json_object_get(view_doc(v, "PlaceOptions")));
		if (chosen[0])
			query = arena_printf(v->w->arena, "%s&%s=%s", query, places[i].parameter,
			    url_encode(v->w->arena, chosen));
	}
	view_new_array(v, "PlaceOptions");
	return query;
}

static void
describe_loser(struct view *v, struct json_object *list, struct json_object *variable)
{
	struct json_object *o = json_object_new_object();

	json_push(list, o);
	json_set_bool(o, "IsSecret", variables_is_secret(variable));
	json_set_str(o, "Value", variables_clip(v, variables_value_word(v, variable), 60));
	json_set_str(o, "Source", json_str(json_get(variable, "Source"), "Name", ""));
	scope_chips(v, o, json_get(variable, "Scope"));
}

static struct json_object *
describe_winner(struct view *v, struct json_object *variable)
{
	struct json_object *o = json_object_new_object(), *losers = json_object_new_array();
	struct json_object *all = json_get(variable, "Overridden");

	json_set_str(o, "Name", variables_clip(v, json_str(variable, "Name", ""), 120));
	json_set_bool(o, "IsSecret", variables_is_secret(variable));
	json_set_str(o, "Value", variables_clip(v, variables_value_word(v, variable), VALUE_MAX));
	json_set_str(o, "Template", variables_clip(v, json_str(variable, "Template", ""), 120));
	json_set_str(o, "Problem", variables_clip(v, json_str(variable, "Problem", ""), 200));
	json_set_str(o, "Source", json_str(json_get(variable, "Source"), "Name", ""));
	json_set_bool(o, "IsTied", json_flag(variable, "IsTied", false));
	scope_chips(v, o, json_get(variable, "Scope"));
	json_set(o, "Losers", losers);
	for (size_t i = 0; i < json_len(all) && i < OTHERS_MAX; i++)
		describe_loser(v, losers, json_at(all, i));
	json_set_int(o, "MoreLosers", json_len(all) > OTHERS_MAX ?
	    (int64_t)(json_len(all) - OTHERS_MAX) : 0);
	return o;
}

/* A page of what matches the filter. */
static void
add_winners(struct view *v)
{
	struct json_object *all = json_get(view_doc(v, "Preview"), "Variables");
	struct json_object *list = json_new_object(v->w), *items = json_object_new_array();
	const char *q = view_query(v, "q");
	long long skip = strtoll(view_query(v, "skip"), NULL, 10), n = 0;

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (q[0] && !strcasestr(json_str(one, "Name", ""), q))
			continue;
		if (n >= skip && n < skip + ROWS_MAX)
			json_push(items, describe_winner(v, one));
		n++;
	}
	json_set(list, "Items", items);
	json_set_int(list, "TotalResults", n);
	json_set_int(list, "ItemsPerPage", ROWS_MAX);
	decorate_pager(v, list);
	json_set(v->root, "Winners", json_object_get(items));
}

static bool
decorate_preview(struct view *v)
{
	struct json_object *o = variables_frame(v);
	const char *path = arena_printf(v->w->arena,
	    "S/variables/preview?project={Project/Id}%s", add_places(v));

	json_set_str(o, "Text", view_query(v, "q"));
	json_set_str(o, "Problem", "");
	if (!view_get(v, "Preview", view_api_path(v, path), NULL)) {
		json_set_str(o, "Problem", v->w->error.message);
		work_clear_error(v->w);
	}
	add_winners(v);
	return true;
}

/* ---- text ------------------------------------------------------------------------------ */

/* Secrets typed into the text are neither shown as request nor shown again. */
static bool
note_secrets(struct view *v, struct json_object *body)
{
	struct json_object *all = json_get(body, "Variables");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (variables_is_secret(one) && json_get(one, "Value"))
			form_note_secret(v, arena_printf(v->w->arena, "/Variables/%zu/Value", i),
			    "");
	}
	return true;
}

static const char *
pretty(struct view *v, struct json_object *set)
{
	struct json_object *bare = json_own(v->w, json_copy(set));
	struct json_object *all = json_get(bare, "Variables");

	json_object_object_del(bare, "Links");
	json_object_object_del(bare, "ScopeValues");
	for (size_t i = 0; i < json_len(all); i++) {
		if (variables_is_secret(json_at(all, i)))
			json_set(json_at(all, i), "Value", NULL);
	}
	return json_object_to_json_string_ext(bare,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static bool
decorate_text(struct view *v)
{
	struct json_object *o = variables_frame(v);
	const char *typed = v->form ? view_input(v, ".document") : NULL;
	bool has_secrets = typed && v->request.body && v->request.secrets &&
	    json_object_object_length(v->request.secrets) > 0;

	json_set_bool(o, "LostSecrets", has_secrets);
	json_set_str(o, "Json", typed && !has_secrets ? typed :
	    pretty(v, has_secrets ? v->request.body : view_doc(v, "Set")));
	return true;
}

#define FORM_TEXT(next_page) { \
	.path = VARIABLES_PATH, .method = "PUT", .document = "Set", .next = next_page, \
	.done = "The variables were saved.", .adjust = note_secrets, \
}

static const struct form form_project[] = {FORM_TEXT(VARIABLES_PROJECT), {.path = NULL}};
static const struct form form_library[] = {FORM_TEXT(VARIABLES_LIBRARY), {.path = NULL}};

const struct page pages_variable_texts[] = {
	{
		.path = "/app/{s}/projects/{p}/variables/preview", .template = "variables-preview",
		.section = "projects", .nav = "variables",
		.title = "Preview of variables · {Project/Name} · Slipway",
		.reads = {
			VARIABLES_PROJECT_READ, {"?Accounts", "S/accounts/all"},
			{"?Pools", "S/workerpools/all"},
		},
		.decorate = decorate_preview,
	},
	{
		.path = "/app/{s}/projects/{p}/variables/text", .template = "variables-text",
		.section = "projects", .nav = "variables",
		.title = "Variables as text · {Project/Name} · Slipway",
		.reads = {VARIABLES_PROJECT_READ}, .forms = form_project, .decorate = decorate_text,
	},
	{
		.path = "/app/{s}/library/variables/{set}/text", .template = "variables-text",
		.section = "library", .title = "Variables as text · {Library/Name} · Slipway",
		.reads = {VARIABLES_LIBRARY_READ}, .forms = form_library, .decorate = decorate_text,
	},
	{.path = NULL},
};
