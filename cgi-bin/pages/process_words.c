/*
 * Steps in words: what the list, the editor's rail and the deployment's preview say
 * about a step without showing its document.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/process.h"

static const struct {
	const char *type;
	const char *label;
	const char *icon;
} action_types[] = {
	{"Octopus.Script", "Run a Script", "script"},
	{"Octopus.TentaclePackage", "Deploy a Package", "package"},
	{"Octopus.Manual", "Manual Intervention Required", "manual"},
	{"Octopus.Email", "Send an Email", "task"},
	{"Octopus.DeployRelease", "Deploy a Release", "release"},
	{"Octopus.HealthCheck", "Health Check", "task"},
	{"Octopus.TransferPackage", "Transfer a Package", "package"},
};

void
describe_type(struct json_object *o, const char *type)
{
	const char *dot = strrchr(type, '.');

	for (size_t i = 0; i < COUNT(action_types); i++) {
		if (strcasecmp(action_types[i].type, type) == 0) {
			json_set_str(o, "TypeName", action_types[i].label);
			json_set_str(o, "Icon", action_types[i].icon);
			return;
		}
	}
	json_set_str(o, "TypeName", dot ? dot + 1 : type);
	json_set_str(o, "Icon", "step");
}

/* ---- describing a step --------------------------------------------------------- */

struct json_object *
describe_action(struct json_object *step)
{
	return json_at(json_get(step, "Actions"), 0);
}

static bool
is_true(struct json_object *properties, const char *name)
{
	return strcasecmp(json_str(properties, name, "false"), "true") == 0;
}

struct json_object *
split_commas(const char *text)
{
	struct json_object *list = json_object_new_array();

	while (*text) {
		size_t len = strcspn(text, ",");

		if (len)
			json_push(list, json_object_new_string_len(text, (int)len));
		text += len;
		text += *text == ',';
	}
	return list;
}

bool
describe_is_manual(struct json_object *step)
{
	return strcmp(json_str(describe_action(step), "ActionType", ""), "Octopus.Manual") == 0;
}

bool
describe_is_own(struct json_object *step)
{
	static const char *const types[] = {
		"Octopus.Manual", "Octopus.Email", "Octopus.DeployRelease",
	};
	const char *type = json_str(describe_action(step), "ActionType", "");

	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i], type) == 0)
			return true;
	}
	return false;
}

const char *
describe_plan(struct json_object *step)
{
	bool on_server = is_true(json_get(describe_action(step), "Properties"), STEP_ON_SERVER);
	const char *roles = json_str(json_get(step, "Properties"), STEP_ROLES, "");

	if (describe_is_own(step))
		return "server";
	if (!on_server)
		return "targets";
	return roles[0] ? "behalf" : "server";
}

static void
add_names(struct view *v, struct json_object *o, const char *name, struct json_object *ids,
	const char *document)
{
	struct json_object *names = json_object_new_array();

	json_set(o, name, names);
	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = json_str_at(ids, i);
		struct json_object *found = decorate_find(view_doc(v, document), id);

		json_push_str(names, json_str(found, "Name", id));
	}
}

static int
count_lines(const char *text)
{
	int lines = text[0] ? 1 : 0;

	for (; *text; text++)
		lines += text[0] == '\n' && text[1];
	return lines;
}

static void
describe_script(struct json_object *o, struct json_object *properties)
{
	const char *syntax = json_str(properties, STEP_SYNTAX, "Bash");

	json_set_str(o, "Syntax", syntax);
	json_set_str(o, "Body", json_str(properties, STEP_BODY, ""));
	json_set_int(o, "Lines", count_lines(json_str(properties, STEP_BODY, "")));
	json_set_bool(o, "IsOneLine", count_lines(json_str(properties, STEP_BODY, "")) == 1);
}

static void
describe_manual(struct json_object *o, struct json_object *properties)
{
	json_set_str(o, "Instructions", json_str(properties, STEP_MANUAL "Instructions", ""));
	json_set_bool(o, "Blocks", is_true(properties, STEP_MANUAL "BlockConcurrentDeployments"));
	json_set(o, "Teams",
	    split_commas(json_str(properties, STEP_MANUAL "ResponsibleTeamIds", "")));
}

/* ---- steps and children ---------------------------------------------------------- */

bool
describe_is_parent(struct json_object *step)
{
	return json_len(json_get(step, "Actions")) > 1;
}

struct json_object *
describe_child_step(struct view *v, struct json_object *step, size_t k)
{
	struct json_object *action = json_at(json_get(step, "Actions"), k);
	struct json_object *alone = json_new_object(v->w), *actions = json_object_new_array();

	json_set_str(alone, "Id", json_str(action, "Id", NULL));
	json_set_str(alone, "Name", json_str(action, "Name", NULL));
	json_set_str(alone, "Condition", json_str(action, "Condition", "Success"));
	json_set(alone, "Properties", json_object_get(json_get(step, "Properties")));
	json_set(alone, "Actions", actions);
	json_push(actions, json_object_get(action));
	return alone;
}

static const char *
step_web(struct view *v, struct json_object *step)
{
	return arena_printf(v->w->arena, "%s/deployments/process/steps/%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, json_str(step, "Id", "")));
}

/* Where a template can be made of the step; nothing for a step that is not stored yet. */
static void
add_save_as(struct view *v, struct json_object *o, struct json_object *action)
{
	const char *process = json_str(view_doc(v, "Process"), "Id", "");
	const char *id = json_str(action, "Id", "");

	if (process[0] && id[0])
		json_set_str(o, "SaveAsLink", arena_printf(v->w->arena,
		    "%s/library/steptemplates/new?process=%s&action=%s", view_space_web(v),
		    url_encode(v->w->arena, process), url_encode(v->w->arena, id)));
}

static struct json_object *
copy_list(struct json_object *list)
{
	return json_len(list) > 0 ? json_copy(list) : json_object_new_array();
}

/* What an action alone has: filters, retries, pool, what its type needs. */
static void
describe_action_facts(struct view *v, struct json_object *o, struct json_object *action)
{
	struct json_object *properties = json_get(action, "Properties"), *pool;
	const char *pool_id = json_str(action, "WorkerPoolId", "");

	describe_type(o, json_str(action, "ActionType", ""));
	json_set_bool(o, "IsDisabled", json_flag(action, "IsDisabled", false));
	json_set_bool(o, "IsRequired", json_flag(action, "IsRequired", false));
	json_set_str(o, "Notes", json_str(action, "Notes", ""));
	json_set_str(o, "Retries", json_str(properties, STEP_RETRIES, ""));
	json_set_str(o, "Backoff", json_str(properties, STEP_BACKOFF, ""));
	json_set_str(o, "Minutes", json_str(properties, STEP_MINUTES, ""));
	json_set_bool(o, "HasRetries", strcmp(json_str(properties, STEP_RETRIES, "0"), "0") != 0 &&
	    json_str(properties, STEP_RETRIES, "")[0]);
	json_set_bool(o, "HasLimit", strcmp(json_str(properties, STEP_MINUTES, "0"), "0") != 0 &&
	    json_str(properties, STEP_MINUTES, "")[0]);
	json_set_str(o, "TemplateName", json_str(decorate_find(view_doc(v, "StepTemplates"),
	    json_str(properties, "Octopus.Action.Template.Id", NULL)), "Name", ""));
	json_set(o, "Tags", copy_list(json_get(action, "TenantTags")));
	pool = decorate_find(view_doc(v, "Pools"), pool_id);
	json_set_str(o, "PoolName", json_str(pool, "Name", pool_id));
	json_set_str(o, "PoolVariable", json_str(action, "WorkerPoolVariable", ""));
	add_names(v, o, "Only", json_get(action, "Environments"), "Environments");
	add_names(v, o, "Skipped", json_get(action, "ExcludedEnvironments"), "Environments");
	add_names(v, o, "ChannelNames", json_get(action, "Channels"), "Channels");
	describe_script(o, properties);
	describe_manual(o, properties);
	add_save_as(v, o, action);
}

/* A parent has no type; it is disabled if all its children are. */
static void
describe_parent_facts(struct view *v, struct json_object *o, struct json_object *step)
{
	struct json_object *actions = json_get(step, "Actions");
	bool is_disabled = true;

	for (size_t k = 0; k < json_len(actions); k++)
		is_disabled = is_disabled && json_flag(json_at(actions, k), "IsDisabled", false);
	describe_action_facts(v, o, NULL);
	json_set_str(o, "TypeName", arena_printf(v->w->arena, "%zu child steps",
	    json_len(actions)));
	json_set_str(o, "Icon", "list");
	json_set_bool(o, "IsDisabled", is_disabled);
	json_set_str(o, "Plan", json_len(json_get(o, "Roles")) > 0 ? "targets" : "server");
	json_set_bool(o, "IsManual", false);
	json_set_bool(o, "IsOwn", false);
}

static void
describe_condition(struct json_object *o, struct json_object *step)
{
	json_set_str(o, "Condition", json_str(step, "Condition", "Success"));
	json_set_str(o, "Expression", json_str(json_get(step, "Properties"), STEP_EXPRESSION, ""));
}

struct json_object *
describe_step(struct view *v, struct json_object *step, size_t i)
{
	struct json_object *properties = json_get(step, "Properties");
	struct json_object *o = json_object_new_object();

	json_set_str(o, "Number", arena_printf(v->w->arena, "%zu", i + 1));
	json_set_str(o, "At", arena_printf(v->w->arena, "/Steps/%zu", i));
	json_set_str(o, "ActionAt", arena_printf(v->w->arena, "/Steps/%zu/Actions/0", i));
	json_set_str(o, "Id", json_str(step, "Id", ""));
	json_set_str(o, "Name", json_str(step, "Name", ""));
	json_set_str(o, "Web", step_web(v, step));
	json_set_str(o, "Plan", describe_plan(step));
	json_set_str(o, "Kind", describe_is_parent(step) ? "parent" : "plain");
	json_set(o, "Roles", split_commas(json_str(properties, STEP_ROLES, "")));
	json_set_str(o, "Window", json_str(properties, STEP_WINDOW, ""));
	json_set_bool(o, "IsParallel", i > 0 &&
	    strcmp(json_str(step, "StartTrigger", ""), "StartWithPrevious") == 0);
	describe_condition(o, step);
	json_set_bool(o, "IsManual", describe_is_manual(step));
	json_set_bool(o, "IsOwn", describe_is_own(step));
	if (describe_is_parent(step))
		describe_parent_facts(v, o, step);
	else
		describe_action_facts(v, o, describe_action(step));
	return o;
}

struct json_object *
describe_child(struct view *v, struct json_object *step, size_t i, size_t k)
{
	struct json_object *alone = describe_child_step(v, step, k);
	struct json_object *o = describe_step(v, alone, i);
	struct json_object *properties = json_get(describe_action(alone), "Properties");
	const char *at = arena_printf(v->w->arena, "/Steps/%zu/Actions/%zu", i, k);

	json_set_str(o, "Number", arena_printf(v->w->arena, "%zu.%zu", i + 1, k + 1));
	json_set_str(o, "At", at);
	json_set_str(o, "ActionAt", at);
	json_set_str(o, "Kind", "child");
	json_set_str(o, "Window", "");
	json_set_bool(o, "IsParallel", false);
	json_set_str(o, "Expression", json_str(properties, CHILD_EXPRESSION, ""));
	return o;
}
