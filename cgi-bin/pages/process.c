/*
 * The deployment process: list of steps, gallery of step types, order, text. Every
 * button is the same API request: the whole process with one change.
 */
#include "cgi-bin/pages/process.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/process_uses.h"

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
	return arena_printf(v->w->arena,
	    "%s/deployments/process/steps/new?type=%s&after=%s&parent=%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, json_str(template, "Type", "")),
	    url_encode(v->w->arena, view_query(v, "after")),
	    url_encode(v->w->arena, view_query(v, "parent")));
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
		uses_link(v, template);
		describe_type(template, json_str(template, "Type", ""));
		json_push(cards, json_object_get(template));
	}
	json_set_str(o, "Text", text);
	json_set_str(o, "Category", category);
	json_set_str(o, "After", view_query(v, "after"));
	json_set_str(o, "Parent", view_query(v, "parent"));
	json_set_str(o, "ParentName", json_str(decorate_find(json_get(view_doc(v, "Process"),
	    "Steps"), view_query(v, "parent")), "Name", ""));
	json_set_bool(o, "IsFiltered", text[0] || category[0]);
	decorate_options(v, "CategoryOptions", view_doc(v, "Categories"), "Id", "Name",
	    json_own(v->w, json_object_new_string(category)));
	return true;
}

/* ---- the list -------------------------------------------------------------------------- */

/* What the plan says about the row of that number; *ret_reason NULL: it takes part. */
static void
find_verdict(struct view *v, const char *number, const char **ret_reason)
{
	struct json_object *preview = view_doc(v, "Preview");
	struct json_object *out = json_get(preview, "StepsLeftOut");
	struct json_object *in = json_get(preview, "StepsToExecute");

	*ret_reason = NULL;
	for (size_t i = 0; i < json_len(out); i++) {
		if (strcmp(json_str(json_at(out, i), "Number", ""), number) == 0)
			*ret_reason = json_str(json_at(out, i), "Reason", "");
	}
	for (size_t i = 0; i < json_len(in); i++) {
		struct json_object *entry = json_at(in, i);
		const char *reason = json_str(entry, "Reason", "");

		if (strcmp(json_str(entry, "ActionNumber", ""), number) != 0 || reason[0] == '\0')
			continue;
		*ret_reason = view_query(v, "role")[0] &&
		    json_flag(entry, "HasNoApplicableMachines", false) ?
		    "does not run on targets in this role" : reason;
	}
}

static bool
judge_row(struct view *v, struct json_object *o)
{
	const char *reason;

	find_verdict(v, json_str(o, "Number", ""), &reason);
	json_set_bool(o, "IsOut", reason != NULL);
	json_set_str(o, "Reason", reason ? reason : "");
	return reason == NULL;
}

/* A parent is out if all its children are; then it gives their reason. */
static bool
judge_step(struct view *v, struct json_object *o)
{
	struct json_object *children = json_get(o, "Children");
	const char *reason = "";
	bool is_in = false;

	if (json_len(children) == 0)
		return judge_row(v, o);
	for (size_t k = 0; k < json_len(children); k++) {
		is_in = judge_row(v, json_at(children, k)) || is_in;
		reason = json_str(json_at(children, k), "Reason", "");
	}
	json_set_bool(o, "IsOut", !is_in);
	json_set_str(o, "Reason", is_in ? "" : reason);
	return is_in;
}

/* "Show for": the verdicts of the plan, if something is chosen. */
static bool
add_verdicts(struct view *v, struct json_object *o)
{
	struct json_object *steps = view_doc(v, "Steps");
	int64_t count = 0;

	json_set_bool(o, "IsFiltered", view_query(v, "environment")[0] ||
	    view_query(v, "channel")[0] || view_query(v, "role")[0]);
	if (!json_flag(o, "IsFiltered", false))
		return true;
	if (!view_get(v, "Preview", view_api_path(v, "S/slipway/deploymentprocesses/{Process/Id}/"
	    "preview?environment={?environment}&channel={?channel}&role={?role}"), NULL))
		return false;
	for (size_t i = 0; i < json_len(steps); i++)
		count += judge_step(v, json_at(steps, i));
	json_set_int(o, "Runs", count);
	json_set_int(o, "Total", (int64_t)json_len(steps));
	json_set_bool(o, "RunsAll", count == (int64_t)json_len(steps));
	return true;
}

static bool
decorate_process(struct view *v)
{
	struct json_object *o = view_new_object(v, "Filter");

	if (!decorate_steps(v))
		return false;
	decorate_options(v, "EnvironmentOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_own(v->w, json_object_new_string(view_query(v, "environment"))));
	decorate_options(v, "ChannelOptions", view_doc(v, "Channels"), "Id", "Name",
	    json_own(v->w, json_object_new_string(view_query(v, "channel"))));
	decorate_options(v, "RoleOptions", view_doc(v, "Roles"), "", "",
	    json_own(v->w, json_object_new_string(view_query(v, "role"))));
	return add_verdicts(v, o);
}

static const struct form form_steps[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess",
		.document = "Process",
		.done = "The process was saved.", .adjust = moves_apply,
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
			{"Roles", "S/machineroles/all"},
			{"?StepTemplates", "S/actiontemplates/all"},
		},
		.forms = form_steps, .decorate = decorate_process,
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
