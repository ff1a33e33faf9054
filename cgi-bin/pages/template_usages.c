/*
 * The versions of a step template, what differs between two of them, and the steps that
 * are made of it: which know an older version, and giving them the present one.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/merge.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/templates.h"

/* ---- versions ---------------------------------------------------------------------- */

static bool
decorate_versions(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Versions"), "Items");
	struct json_object *o = templates_words(v);
	int64_t present = json_int(view_doc(v, "Edited"), "Version", 0);

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *one = json_at(items, i);
		int64_t version = json_int(one, "Version", 0);

		json_set_bool(one, "IsPresent", version == present);
		json_set_int(one, "Asks", (int64_t)json_len(json_get(one, "Parameters")));
		json_set_str(one, "Web", arena_printf(v->w->arena, "%s/versions/%lld",
		    json_str(o, "Own", ""), (long long)version));
	}
	decorate_pager(v, view_doc(v, "Versions"));
	return true;
}

/* Members that differ between any two versions, and say nothing. */
static struct json_object *
without_noise(struct view *v, struct json_object *template)
{
	static const char *const noise[] = {"Version", "Links", "Id", "LastModifiedOn",
	    "LastModifiedBy", "Web", "$Meta"};
	struct json_object *copy = json_own(v->w, json_copy(template));

	for (size_t i = 0; copy && i < COUNT(noise); i++)
		json_object_object_del(copy, noise[i]);
	return copy;
}

/* The version to compare with: of the query, else the one before; "" if there is none. */
static const char *
other_version(struct view *v)
{
	const char *with = view_query(v, "with");

	return with[0] ? with : arena_printf(v->w->arena, "%lld",
	    (long long)json_int(view_doc(v, "Version"), "Version", 0) - 1);
}

static bool
decorate_version(struct view *v)
{
	struct json_object *o = templates_words(v), *list = view_new_array(v, "Differences");
	const char *other = other_version(v);
	const char *path = arena_printf(v->w->arena, TEMPLATE_PATH "/versions/%s",
	    url_encode(v->w->arena, other));

	json_set_bool(o, "IsPresent", json_int(view_doc(v, "Version"), "Version", 0) ==
	    json_int(view_doc(v, "Edited"), "Version", 0));
	json_set_bool(o, "HasOther", view_get(v, "Other", view_api_path(v, path), NULL));
	work_clear_error(v->w);
	if (json_flag(o, "HasOther", false))
		merge_compare(v, list, without_noise(v, view_doc(v, "Other")),
		    without_noise(v, view_doc(v, "Version")));
	return true;
}

/* The present template becomes what it was then; its name and place stay. */
static bool
adjust_back(struct view *v, struct json_object *body)
{
	static const char *const members[] = {"Description", "ActionType", "Packages",
	    "GitDependencies", "Properties", "Parameters"};

	for (size_t i = 0; i < COUNT(members); i++)
		json_set(body, members[i], json_copy(json_get(view_doc(v, "Version"),
		    members[i])));
	return true;
}

static const struct form form_version[] = {
	{
		.path = TEMPLATE_PATH, .method = "PUT", .document = "Edited", .is_by_etag = true,
		.next = TEMPLATES_WEB "/{Edited/Id}", .label = "Use again",
		.done = "Version {Version/Version} is in use again, as version {/Version}.",
		.adjust = adjust_back,
	},
	{.path = NULL},
};

/* ---- usages -------------------------------------------------------------------------- */

/* What the API says about one step after an update was asked for; NULL if it was not. */
static struct json_object *
result_of(struct view *v, const char *action_id)
{
	struct json_object *results = view_doc(v, "Answer");

	for (size_t i = 0; i < json_len(results); i++) {
		if (strcmp(json_str(json_at(results, i), "Id", ""), action_id) == 0)
			return json_at(results, i);
	}
	return NULL;
}

/* "a; b": why a step cannot be updated by itself. */
static const char *
reasons_of(struct view *v, struct json_object *result)
{
	const char *text = "";

	json_object_object_foreach(json_get(result, "ManualMergeRequiredReasonsByPropertyName"),
	    name, reason) {
		(void)name;
		text = arena_printf(v->w->arena, "%s%s%s", text, text[0] ? " " : "",
		    json_object_get_string(reason));
	}
	return text;
}

static bool
is_sensitive(struct view *v, const char *parameter)
{
	struct json_object *all = json_get(view_doc(v, "Edited"), "Parameters");

	for (size_t i = 0; i < json_len(all); i++) {
		if (strcasecmp(json_str(json_at(all, i), "Name", ""), parameter) == 0)
			return strcmp(parameter_control(json_at(all, i)), "Sensitive") == 0;
	}
	return false;
}

static void
ask_for(struct view *v, struct json_object *asked, const char *name)
{
	struct json_object *o;

	for (size_t i = 0; i < json_len(asked); i++) {
		if (strcmp(json_str(json_at(asked, i), "Name", ""), name) == 0)
			return;
	}
	o = json_object_new_object();
	json_push(asked, o);
	json_set_str(o, "Name", name);
	json_set_str(o, "Input", arena_printf(v->w->arena, ".default.%zu", json_len(asked)));
	json_set_bool(o, "IsSecret", is_sensitive(v, name));
	if (v->form && !is_sensitive(v, name))
		json_set_str(o, "Value", view_input(v, json_str(o, "Input", "")));
}

static void
show_result(struct view *v, struct json_object *use, struct json_object *asked)
{
	struct json_object *result = result_of(v, json_str(use, "ActionId", "")), *names;

	if (result == NULL)
		return;
	names = json_get(result, "NamesOfNewParametersMissingDefaultValue");
	json_set_str(use, "Outcome", json_str(result, "Outcome", ""));
	json_set_str(use, "Reasons", reasons_of(v, result));
	for (size_t i = 0; i < json_len(names); i++)
		ask_for(v, asked, json_str_at(names, i));
}

static bool
was_chosen(struct view *v, const char *value)
{
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, ".use") == 0 &&
		    strcmp(v->input.items[i].value, value) == 0)
			return true;
	}
	return false;
}

static void
describe_use(struct view *v, struct json_object *use, struct json_object *asked)
{
	struct arena *a = v->w->arena;
	const char *id = json_str(use, "ActionId", "");
	const char *value = arena_printf(a, "%s %s", json_str(use, "ProcessId", ""), id);
	bool is_outdated = strtoll(json_str(use, "Version", ""), NULL, 10) !=
	    json_int(view_doc(v, "Edited"), "Version", 0);

	json_set_str(use, "Choice", value);
	json_set_bool(use, "IsOutdated", is_outdated);
	json_set_bool(use, "IsChosen", is_outdated && (was_chosen(v, value) ||
	    strcmp(view_query(v, "action"), id) == 0));
	json_set_str(use, "Web", arena_printf(a, "%s/projects/%s/deployments/process/steps/%s",
	    view_space_web(v), url_encode(a, json_str(use, "ProjectSlug", "")),
	    url_encode(a, json_str(use, "StepId", ""))));
	show_result(v, use, asked);
}

/* A form that is shown again asks for what it asked for before. */
static void
ask_again(struct view *v, struct json_object *asked)
{
	for (size_t i = 1; v->form && i < v->input.count; i++) {
		const char *input = arena_printf(v->w->arena, ".default.%zu.name", i);

		if (view_input(v, input))
			ask_for(v, asked, view_input(v, input));
	}
}

static bool
decorate_usages(struct view *v)
{
	struct json_object *o = templates_words(v), *asked = view_new_array(v, "Asked"), *all;
	int64_t outdated = 0;

	/* After an update the steps are not any more as they were read before it. */
	if (view_doc(v, "Answer") &&
	    !view_get(v, "Usage", view_api_path(v, TEMPLATE_PATH "/usage"), NULL))
		return false;
	all = view_doc(v, "Usage");
	if (view_doc(v, "Answer") == NULL)
		ask_again(v, asked);
	for (size_t i = 0; i < json_len(all); i++) {
		describe_use(v, json_at(all, i), asked);
		outdated += json_flag(json_at(all, i), "IsOutdated", false);
	}
	json_set_int(o, "OutdatedCount", outdated);
	json_set_bool(o, "IsAnswered", view_doc(v, "Answer") != NULL);
	return true;
}

static void
add_step(struct view *v, struct json_object *processes, const char *choice)
{
	const char *blank = strchr(choice, ' '), *process;
	struct json_object *actions;

	if (blank == NULL)
		return;
	process = arena_strndup(v->w->arena, choice, (size_t)(blank - choice));
	actions = json_get(processes, process);
	if (actions == NULL) {
		actions = json_object_new_array();
		json_set(processes, process, actions);
	}
	json_push_str(actions, blank + 1);
}

/* Values of new parameters that have no default: the names come beside what was typed. */
static void
add_defaults(struct view *v, struct json_object *body)
{
	struct json_object *values = json_object_new_object();

	for (size_t i = 1; view_input(v, arena_printf(v->w->arena, ".default.%zu.name", i)); i++) {
		const char *input = arena_printf(v->w->arena, ".default.%zu", i);
		const char *name = view_input(v, arena_printf(v->w->arena, "%s.name", input));
		const char *text = view_input(v, input);
		struct json_object *secret;

		if (text == NULL || text[0] == '\0')
			continue;
		if (!is_sensitive(v, name)) {
			json_set_str(values, name, text);
			continue;
		}
		secret = json_object_new_object();
		json_set_bool(secret, "HasValue", true);
		json_set_str(secret, "NewValue", text);
		json_set(values, name, secret);
	}
	if (json_object_object_length(values) > 0)
		json_set(body, "DefaultPropertyValues", values);
	else
		json_object_put(values);
}

/* .one: the button of a row; .all: every step that knows another version; else the ticked. */
static bool
adjust_update(struct view *v, struct json_object *body)
{
	struct json_object *processes = json_object_new_object(), *all = view_doc(v, "Usage");
	struct json_object *asked = json_new_array(v->w);
	const char *one = view_input(v, ".one");

	json_set_int(body, "Version", json_int(view_doc(v, "Edited"), "Version", 0));
	json_set(body, "ActionIdsByProcessId", processes);
	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *use = json_at(all, i);
		const char *choice;

		describe_use(v, use, asked);
		choice = json_str(use, "Choice", "");
		if (one ? strcmp(one, choice) == 0 : view_input(v, ".all") ?
		    json_flag(use, "IsOutdated", false) : was_chosen(v, choice))
			add_step(v, processes, choice);
	}
	if (json_object_object_length(processes) == 0)
		return fail(v->w, ERR_INVALID, "Choose at least one step.");
	add_defaults(v, body);
	return true;
}

static const struct form form_update[] = {
	{
		.path = TEMPLATE_PATH "/actionsUpdate", .method = "POST", .label = "Update",
		.adjust = adjust_update, .is_answered_here = true,
	},
	{.path = NULL},
};

const struct page pages_template_uses[] = {
	{
		TEMPLATES_ROW("/{template}/versions", "template-versions"),
		.title = "Versions · {Edited/Name} · Step templates · Slipway",
		.reads = {
			{"Edited", TEMPLATE_PATH},
			{"Versions", TEMPLATE_PATH "/versions?take=30&skip={?skip}"},
		},
		.decorate = decorate_versions,
	},
	{
		TEMPLATES_ROW("/{template}/versions/{version}", "template-version"),
		.title = "Version {version} · {Edited/Name} · Step templates · Slipway",
		.reads = {
			{"Edited", TEMPLATE_PATH},
			{"Version", TEMPLATE_PATH "/versions/{version}"},
		},
		.forms = form_version, .decorate = decorate_version,
	},
	{
		TEMPLATES_ROW("/{template}/usages", "template-usages"),
		.title = "Usages · {Edited/Name} · Step templates · Slipway",
		.reads = {{"Edited", TEMPLATE_PATH}, {"Usage", TEMPLATE_PATH "/usage"}},
		.forms = form_update, .decorate = decorate_usages,
	},
	{.path = NULL},
};
