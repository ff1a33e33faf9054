/*
 * The deployment process: list of steps, gallery of step types, order, text. Every
 * button is the same API request: the whole process with one change.
 */
#include "cgi-bin/pages/process.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

/* ---- the gallery ----------------------------------------------------------------- */

static bool
matches(struct json_object *template, const char *text, const char *category)
{
	if (category[0] && strcasecmp(json_str(template, "Category", ""), category) != 0)
		return false;
	return text[0] == '\0' || strcasestr(json_str(template, "Name", ""), text) ||
	    strcasestr(json_str(template, "Description", ""), text) ||
	    strcasestr(json_str(template, "Keywords", ""), text);
}

static const char *
new_step_link(struct view *v, struct json_object *template)
{
	return arena_printf(v->w->arena, "%s/deployments/process/steps/new?type=%s&after=%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, json_str(template, "Type", "")),
	    url_encode(v->w->arena, view_query(v, "after")));
}

static bool
decorate_gallery(struct view *v)
{
	struct json_object *all = decorate_items(view_doc(v, "Templates"));
	struct json_object *cards = view_new_array(v, "Cards"), *o = view_new_object(v, "Gallery");
	const char *text = view_query(v, "q"), *category = view_query(v, "category");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *template = json_at(all, i);

		if (!matches(template, text, category))
			continue;
		json_set_str(template, "Web", new_step_link(v, template));
		describe_type(template, json_str(template, "Type", ""));
		json_push(cards, json_object_get(template));
	}
	json_set_str(o, "Text", text);
	json_set_str(o, "Category", category);
	json_set_str(o, "After", view_query(v, "after"));
	json_set_bool(o, "IsFiltered", text[0] || category[0]);
	decorate_options(v, "CategoryOptions", view_doc(v, "Categories"), "Id", "Name",
	    json_own(v->w, json_object_new_string(category)));
	return true;
}

/* ---- what the buttons do ------------------------------------------------------------ */

static bool
name_is_taken(struct json_object *steps, const char *name, size_t but)
{
	for (size_t i = 0; i < json_len(steps); i++) {
		if (i != but && strcasecmp(json_str(json_at(steps, i), "Name", ""), name) == 0)
			return true;
	}
	return false;
}

/* A clone needs a name of its own, and ids and slugs that the server makes. */
static void
make_clone(struct view *v, struct json_object *steps, size_t i)
{
	struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");
	const char *name = json_str(step, "Name", "");
	const char *fresh = arena_printf(v->w->arena, "%s (copy)", name);

	for (int n = 2; name_is_taken(steps, fresh, i); n++)
		fresh = arena_printf(v->w->arena, "%s (copy %d)", name, n);
	json_set_str(step, "Name", fresh);
	json_object_object_del(step, "Id");
	json_object_object_del(step, "Slug");
	for (size_t k = 0; k < json_len(actions); k++) {
		json_object_object_del(json_at(actions, k), "Id");
		json_object_object_del(json_at(actions, k), "Slug");
		if (json_len(actions) == 1)
			json_set_str(json_at(actions, k), "Name", fresh);
	}
}

static bool
adjust_steps(struct view *v, struct json_object *body)
{
	const char *copy = view_input(v, ".copy");

	if (copy && strncmp(copy, "/Steps/", 7) == 0)
		make_clone(v, json_get(body, "Steps"), strtoul(copy + 7, NULL, 10) + 1);
	return true;
}

static const struct form form_steps[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess",
		.document = "Process",
		.done = "The process was saved.", .adjust = adjust_steps,
	},
	{.path = NULL},
};

/* ---- order and text ------------------------------------------------------------------ */

/* The numbers typed beside the steps; equal ones keep their order. */
static bool
adjust_order(struct view *v, struct json_object *body)
{
	struct json_object *steps = json_get(body, "Steps"), *sorted = json_object_new_array();
	size_t count = json_len(steps), n = 0;
	double *rank = arena_array(v->w->arena, count + 1, sizeof(*rank));

	for (size_t i = 0; i < v->input.count && n < count; i++) {
		if (strcmp(v->input.items[i].name, ".order") == 0)
			rank[n++] = strtod(v->input.items[i].value, NULL);
	}
	if (n != count) {
		json_object_put(sorted);
		return fail(v->w, ERR_INVALID, "The form does not number all steps.");
	}
	for (size_t k = 0; k < count; k++) {
		size_t least = count;

		for (size_t i = 0; i < count; i++) {
			if (rank[i] < 1e9 && (least == count || rank[i] < rank[least]))
				least = i;
		}
		if (least == count)
			break;
		json_push(sorted, json_object_get(json_at(steps, least)));
		rank[least] = 2e9;
	}
	json_set(body, "Steps", sorted);
	return true;
}

static const struct form form_order[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = PROCESS_WEB,
		.done = "The steps were put in order.", .adjust = adjust_order,
	},
	{.path = NULL},
};

static const struct form form_text[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = PROCESS_WEB,
		.done = "The process was saved.",
	},
	{.path = NULL},
};

static bool
decorate_text(struct view *v)
{
	struct json_object *process = view_doc(v, "Process"), *o = view_new_object(v, "Text");
	const char *typed = view_input(v, ".document");
	struct json_object *bare = json_own(v->w, json_copy(process));

	json_object_object_del(bare, "Links");
	json_set_str(o, "Json", typed ? typed : json_object_to_json_string_ext(bare,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
	return true;
}

const struct page pages_process[] = {
	{
		PROCESS_ROW("", "steps"), .title = "Process · {Project/Name} · Slipway",
		.reads = {
			PROCESS_READ,
			{"Environments", "S/environments/all"},
			{"Channels", "S/projects/{Project/Id}/channels?take=100"},
		},
		.forms = form_steps, .decorate = decorate_steps,
	},
	{
		PROCESS_ROW("/add", "add"), .title = "Add step · {Project/Name} · Slipway",
		.reads = {
			PROCESS_READ,
			{"Templates", "S/actiontemplates/search"},
			{"Categories", "S/actiontemplates/categories"},
		},
		.decorate = decorate_gallery,
	},
	{
		PROCESS_ROW("/reorder", "reorder"), .title = "Reorder · {Project/Name} · Slipway",
		.reads = {PROCESS_READ, {"Environments", "S/environments/all"}},
		.forms = form_order, .decorate = decorate_steps,
	},
	{
		PROCESS_ROW("/text", "text"), .title = "Process as text · {Project/Name} · Slipway",
		.reads = {PROCESS_READ}, .forms = form_text, .decorate = decorate_text,
	},
	{.path = NULL},
};
