/*
 * Deploying a release: where to, what would run where and why not, what to leave out.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/form.h"
#include "cgi-bin/pages/deploy.h"
#include "cgi-bin/pages/pages.h"
#include "lib/base/clock.h"

/* The environment of the address, else the one that comes next. */
static const char *
chosen_environment(struct view *v)
{
	const char *posted = v->form ? view_input(v, "/EnvironmentId") : NULL;
	struct json_object *next = json_get(view_doc(v, "Progress"), "NextDeployments");
	struct json_object *promote = json_get(view_doc(v, "Template"), "PromoteTo");

	if (posted)
		return posted;
	if (view_query(v, "environment")[0])
		return view_query(v, "environment");
	for (size_t i = 0; i < json_len(next); i++) {
		if (decorate_find(promote, json_str_at(next, i)))
			return json_str_at(next, i);
	}
	return json_str(json_at(promote, 0), "Id", "");
}

static void
add_environments(struct view *v, const char *chosen)
{
	struct json_object *promote = json_get(view_doc(v, "Template"), "PromoteTo");

	for (size_t i = 0; i < json_len(promote); i++) {
		struct json_object *o = json_at(promote, i);
		const char *id = json_str(o, "Id", "");

		json_set_bool(o, "IsChosen", strcmp(id, chosen) == 0);
		json_set_str(o, "Web", arena_printf(v->w->arena, "%s?environment=%s", v->rq->path,
		    url_encode(v->w->arena, id)));
	}
}

/* Try again: what an earlier deployment left out and chose; an unknown one changes nothing. */
static void
fill_again(struct view *v, struct json_object *deployment)
{
	static const char *const kept[] = {
		"SkipActions", "SpecificMachineIds", "ExcludedMachineIds", "UseGuidedFailure",
	};

	if (v->form || !view_query(v, "again")[0])
		return;
	if (!view_get(v, "Again", view_api_path(v, "S/deployments/{?again}"), NULL)) {
		work_clear_error(v->w);
		return;
	}
	for (size_t i = 0; i < COUNT(kept); i++)
		json_set(deployment, kept[i], json_copy(json_get(view_doc(v, "Again"), kept[i])));
}

/* The branch of the target choice that a deployment's lists belong to. */
static const char *
targets_of(struct json_object *deployment)
{
	if (json_len(json_get(deployment, "SpecificMachineIds")) > 0)
		return "only";
	return json_len(json_get(deployment, "ExcludedMachineIds")) > 0 ? "except" : "all";
}

/* "default", "on" or "off": what is asked for, and what the default means here. */
static void
add_guidance(struct view *v, struct json_object *o, struct json_object *deployment)
{
	struct json_object *stored = json_get(deployment, "UseGuidedFailure");
	const char *posted = v->form ? view_input(v, ".guided") : NULL, *chosen = "default";

	if (posted)
		chosen = posted;
	else if (stored)
		chosen = json_object_get_boolean(stored) ? "on" : "off";
	json_set_str(o, "Guided", chosen);
	json_set_bool(o, "GuidedByDefault",
	    json_flag(view_doc(v, "Preview"), "UseGuidedFailureModeByDefault", false));
}

/* ---- when ------------------------------------------------------------------------------ */

/* "2026-11-24T23:30" of an RFC 3339 time, as inputs of date and time take it. */
static const char *
local_of(struct view *v, const char *iso)
{
	int64_t us;

	return clock_parse_iso(iso, &us) ?
	    arena_strndup(v->w->arena, clock_iso(v->w->arena, us), 16) : "";
}

/* What was typed, else what the deployment that is tried again had. */
static void
add_schedule(struct view *v, struct json_object *o, struct json_object *deployment)
{
	const char *start = v->form ? view_input(v, ".start") : NULL;
	const char *at = v->form ? view_input(v, ".start-at") : NULL;
	const char *until = v->form ? view_input(v, ".until") : NULL;

	json_set_str(o, "Start", start ? start : "now");
	json_set_str(o, "StartAt", at ? at :
	    local_of(v, json_str(deployment, "QueueTime", "")));
	json_set_str(o, "Until", until ? until :
	    local_of(v, json_str(deployment, "QueueTimeExpiry", "")));
	json_set_str(o, "Now", local_of(v, clock_iso(v->w->arena, clock_now_us())));
}

/* Inputs of date and time have no zone: ours are in UTC, as the label says. */
static void
put_time(struct view *v, struct json_object *body, const char *input, const char *member)
{
	const char *typed = view_input(v, input), *end = "";

	if (typed == NULL || typed[0] == '\0')
		return;
	if (strlen(typed) == 16)
		end = ":00.000+00:00";
	else if (strlen(typed) == 19)
		end = ".000+00:00";
	json_set_str(body, member, arena_printf(v->w->arena, "%s%s", typed, end));
}

static bool
set_schedule(struct view *v, struct json_object *body)
{
	const char *start = view_input(v, ".start");

	if (start == NULL || strcmp(start, "later") != 0)
		return true;
	put_time(v, body, ".start-at", "QueueTime");
	put_time(v, body, ".until", "QueueTimeExpiry");
	return json_get(body, "QueueTime") != NULL ? true :
	    fail_field(v->w, "/QueueTime", "Say when the deployment is to start.");
}

/* ---- what is asked for -------------------------------------------------------------- */

static const char *const controls[] = {"MultiLineText", "Select", "Checkbox", "Sensitive"};

static const char *
control_of(struct json_object *settings)
{
	const char *type = json_str(settings, "Octopus.ControlType", "");

	for (size_t i = 0; i < COUNT(controls); i++) {
		if (strcmp(controls[i], type) == 0)
			return type;
	}
	return "SingleLineText";
}

/* Lines "value|text" as options. */
static struct json_object *
options_of(struct view *v, const char *lines, const char *value)
{
	struct json_object *list = json_object_new_array();

	while (*lines) {
		size_t len = strcspn(lines, "\r\n");
		char *text = arena_strndup(v->w->arena, lines, len), *bar = strchr(text, '|');
		struct json_object *o;

		lines += len + strspn(lines + len, "\r\n");
		if (text[0] == '\0')
			continue;
		if (bar)
			*bar = '\0';
		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "Value", text);
		json_set_str(o, "Label", bar ? bar + 1 : text);
		json_set_bool(o, "IsChosen", strcmp(text, value) == 0);
	}
	return list;
}

/* An input for a prompted variable: with what was typed, else its default. */
static struct json_object *
describe_prompt(struct view *v, struct json_object *element, struct json_object *defaults)
{
	const char *id = json_str(element, "Name", ""), *control, *value;
	struct json_object *asked = json_get(element, "Control"), *o = json_object_new_object();
	struct json_object *settings = json_get(asked, "DisplaySettings");
	const char *at = arena_printf(v->w->arena, "/FormValues/%s", id), *typed;
	const char *fault = json_str(view_doc(v, "Fault"), at + 1, "");

	control = control_of(settings);
	typed = v->form ? view_input(v, at) : NULL;
	value = typed ? typed : json_str(defaults, id, "");
	if (strcmp(control, "Sensitive") == 0)
		value = "";
	json_set_str(o, "At", at);
	json_set_str(o, "Control", control);
	json_set_str(o, "Label", json_str(asked, "Label", ""));
	json_set_str(o, "Help", json_str(asked, "Description", ""));
	json_set_bool(o, "IsRequired", json_flag(element, "IsValueRequired", false));
	json_set_str(o, "Value", value);
	json_set_bool(o, "IsOn", strcasecmp(value, "true") == 0);
	json_set_str(o, "Fault", fault);
	json_set(o, "Options", options_of(v, json_str(settings, "Octopus.SelectOptions", ""),
	    value));
	return o;
}

static void
add_prompts(struct view *v)
{
	struct json_object *form = json_get(view_doc(v, "Preview"), "Form");
	struct json_object *elements = json_get(form, "Elements"), *list;

	list = view_new_array(v, "Prompts");
	for (size_t i = 0; i < json_len(elements); i++)
		json_push(list, describe_prompt(v, json_at(elements, i), json_get(form, "Values")));
}

/* What was emptied is sent as empty, or the default would come back. */
static bool
send_blanks(struct view *v, struct json_object *body)
{
	for (size_t i = 0; i < v->input.count; i++) {
		const struct param *p = &v->input.items[i];

		if (strncmp(p->name, "/FormValues/", 12) == 0 && p->value[0] == '\0' &&
		    !form_is_secret(v->form, &v->input, p->name) &&
		    json_pointer(body, p->name) == NULL &&
		    !json_pointer_put(body, p->name, json_object_new_string("")))
			return fail(v->w, ERR_INVALID, "The form has an input '%s' that fits "
			    "nothing in the document.", p->name);
	}
	return true;
}

static bool
adjust_deployment(struct view *v, struct json_object *body)
{
	return send_blanks(v, body) && set_schedule(v, body);
}

static bool
decorate_deploy(struct view *v)
{
	struct json_object *deployment = view_doc(v, "New"), *o = view_new_object(v, "Deploy");
	const char *environment = chosen_environment(v), *targets = view_input(v, ".targets");

	if (deployment == NULL)
		deployment = view_new_object(v, "New");
	fill_again(v, deployment);
	json_set_str(o, "Web", arena_printf(v->w->arena, "%s/deployments/releases/%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, view_param(v, "version"))));
	json_set_str(o, "EnvironmentId", environment);
	json_set_str(o, "Targets", v->form && targets ? targets : targets_of(deployment));
	json_set_bool(o, "CanDeploy", environment[0] != '\0');
	if (environment[0] == '\0')
		return true;
	if (!deploy_plan(v, environment, deployment))
		return false;
	add_environments(v, environment);
	add_schedule(v, o, deployment);
	add_guidance(v, o, deployment);
	add_prompts(v);
	return true;
}

static const struct form_branch deploy_branches[] = {
	{".targets", "all", "/SpecificMachineIds", "[]"},
	{".targets", "all", "/ExcludedMachineIds", "[]"},
	{".targets", "only", "/ExcludedMachineIds", "[]"},
	{".targets", "except", "/SpecificMachineIds", "[]"},
	{".guided", "on", "/UseGuidedFailure", "true"},
	{".guided", "off", "/UseGuidedFailure", "false"},
	{.control = NULL},
};

static const struct form form_deploy[] = {
	{
		.path = "S/deployments", .method = "POST", .kind = "deployment", .document = "New",
		.next = "/app/{space}/tasks/{/TaskId}", .label = "Deploy",
		.branches = deploy_branches, .adjust = adjust_deployment,
	},
	{.path = NULL},
};

const struct page pages_deploy[] = {
	{
		.path = "/app/{s}/projects/{p}/deployments/releases/{version}/deploy",
		.template = "releases-deploy", .section = "projects", .nav = "releases",
		.title = "Deploy {Release/Version} · {Project/Name} · Slipway",
		.reads = {
			{"Release", "S/projects/{Project/Id}/releases/{version}"},
			{"Template", "S/releases/{Release/Id}/deployments/template"},
			{"Progress", "S/releases/{Release/Id}/progression"},
		},
		.forms = form_deploy, .decorate = decorate_deploy,
	},
	{.path = NULL},
};
