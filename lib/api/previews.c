/*
 * What a deployment would do: the promotion template of a release and previews of
 * an environment, made by the same plan that the executor follows.
 */
#include "lib/api/releases.h"

#include <strings.h>

#include "lib/api/lists.h"
#include "lib/model/deployment.h"
#include "lib/model/progress.h"
#include "lib/model/prompts.h"
#include "lib/store/document.h"

static const struct recipient untenanted;

static struct json_object *
promotion(struct work *w, const struct progress *p, const char *self, const char *environment_id)
{
	struct json_object *o = json_object_new_object(), *links = json_object_new_object();

	json_set_str(o, "Id", environment_id);
	json_set_str(o, "Name", progress_environment(p, environment_id));
	json_set_str(links, "Preview", arena_printf(w->arena, "%s/deployments/preview/%s", self,
	    environment_id));
	json_set(o, "Links", links);
	return o;
}

static struct json_object *
promotions(struct work *w, const struct progress *p, const char *self)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < p->phases.count; i++) {
		const struct phase *phase = &p->phases.items[i];

		for (size_t e = 0; e < phase->environment_count; e++)
			if (lifecycle_refusal(w, &p->phases, &p->history, phase->environments[e],
			    &untenanted) == NULL)
				json_push(list, promotion(w, p, self, phase->environments[e]));
	}
	return list;
}

/* Environments that have to wait, and why: for the deploy form. */
static struct json_object *
refusals(struct work *w, const struct progress *p)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < json_len(p->environments); i++) {
		struct json_object *e = json_at(p->environments, i), *o;
		const char *id = json_str(e, "Id", ""), *why;

		why = lifecycle_refusal(w, &p->phases, &p->history, id, &untenanted);
		if (why == NULL)
			continue;
		o = json_object_new_object();
		json_set_str(o, "Id", id);
		json_set_str(o, "Name", json_str(e, "Name", ""));
		json_set_str(o, "Reason", why);
		json_push(list, o);
	}
	return list;
}

bool
deployments_template(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c), *answer, *links;
	const char *self = json_str(json_get(release, "Links"), "Self", "");
	struct progress p;
	struct rows *behind;

	if (release == NULL || !progress_load(w, json_str(release, "Id", ""), NULL, &p))
		return false;
	behind = db_run(w, SQL_RELEASE_IS_BEHIND, json_str(release, "Id", ""));
	if (behind == NULL)
		return false;
	answer = json_new_object(w);
	json_set_bool(answer, "IsDeploymentProcessModified", rows_true(behind, 0, 0));
	json_set_bool(answer, "IsVariableSetModified", rows_true(behind, 0, 1));
	json_set_bool(answer, "IsLibraryVariableSetModified", rows_true(behind, 0, 2));
	json_set_str(answer, "DeploymentNotes", json_str(release, "ReleaseNotes", NULL));
	json_set(answer, "PromoteTo", promotions(w, &p, self));
	json_set(answer, "TenantPromotions", json_object_new_array());
	json_set(answer, "Refused", refusals(w, &p));
	links = json_object_new_object();
	json_set_str(links, "Self", arena_printf(w->arena, "%s/deployments/template", self));
	json_set_str(links, "Release", self);
	json_set(answer, "Links", links);
	return answer_json(w, c, 200, answer);
}

/* ---- previews -------------------------------------------------------------------- */

static bool
guidance_default(struct work *w, struct json_object *project, const char *environment_id)
{
	const char *mode = json_str(project, "DefaultGuidedFailureMode", "EnvironmentDefault");

	if (strcmp(mode, "EnvironmentDefault") != 0)
		return strcmp(mode, "On") == 0;
	return json_flag(document_find(w, environment_id), "UseGuidedFailure", false);
}

static struct json_object *
preview_links(struct work *w, struct json_object *release, const char *environment_id)
{
	struct json_object *links = json_object_new_object();
	const char *self = json_str(json_get(release, "Links"), "Self", "");

	json_set_str(links, "Self", arena_printf(w->arena, "%s/deployments/preview/%s", self,
	    environment_id));
	json_set_str(links, "Release", self);
	return links;
}

/* One preview; choices as in a deployment, may be NULL. */
static struct json_object *
preview(struct work *w, struct json_object *release, const char *environment_id,
    struct json_object *choices, bool include_disabled)
{
	struct json_object *answer = json_new_object(w), *steps, *left_out;
	struct plan_input input;
	struct prompts prompts;
	struct progress p;
	struct plan *plan;

	if (!progress_load(w, json_str(release, "Id", ""), NULL, &p))
		return NULL;
	if (!deployment_plan_input(w, release, p.project, environment_id,
	    progress_environment(&p, environment_id), choices, &input))
		return NULL;
	input.include_disabled = include_disabled;
	if (!plan_build(w, &input, &plan) || (steps = plan_preview_steps(w, plan)) == NULL ||
	    (left_out = plan_preview_left_out(w, plan)) == NULL)
		return NULL;
	json_set(answer, "StepsToExecute", json_copy(steps));
	json_set(answer, "StepsLeftOut", json_copy(left_out));
	json_set_str(answer, "Problem", plan->error);
	json_set_str(answer, "Refusal", lifecycle_refusal(w, &p.phases, &p.history, environment_id,
	    &untenanted));
	if (!prompts_load(w, release, environment_id, &prompts))
		return NULL;
	json_set(answer, "Form", json_copy(prompts_form(w, &prompts)));
	json_set_str(answer, "EnvironmentId", environment_id);
	json_set_str(answer, "EnvironmentName", progress_environment(&p, environment_id));
	json_set_bool(answer, "UseGuidedFailureModeByDefault",
	    guidance_default(w, p.project, environment_id));
	json_set(answer, "Changes", json_object_new_array());
	json_set_str(answer, "ChangesMarkdown", json_str(release, "ReleaseNotes", ""));
	json_set(answer, "Links", preview_links(w, release, environment_id));
	return work_failed(w) ? NULL : answer;
}

static struct json_object *
list_of_query(struct work *w, const struct call *c, const char *name)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < c->query.count; i++) {
		const char *text = c->query.items[i].value;

		if (strcasecmp(c->query.items[i].name, name) != 0)
			continue;
		while (*text != '\0') {
			size_t len = strcspn(text, ",");

			if (len > 0)
				json_push_str(list, arena_strndup(w->arena, text, len));
			text += len + (text[len] == ',');
		}
	}
	return list;
}

bool
previews_get(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c), *choices, *answer;
	const char *environment;

	if (release == NULL)
		return false;
	environment = find_named(w, c, "environment", NULL, call_name(c, "environment"), NULL);
	if (environment == NULL)
		return false;
	choices = json_new_object(w);
	json_set(choices, "SkipActions", list_of_query(w, c, "skipActions"));
	json_set(choices, "SpecificMachineIds", list_of_query(w, c, "specificMachineIds"));
	json_set(choices, "ExcludedMachineIds", list_of_query(w, c, "excludedMachineIds"));
	answer = preview(w, release, environment, choices,
	    call_query_flag(c, "includeDisabledSteps", false));
	return answer != NULL && answer_json(w, c, 200, answer);
}

bool
previews_post(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c), *wanted, *list = json_new_array(w);

	if (release == NULL || !call_needs_body(w, c))
		return false;
	wanted = body_get(c, "DeploymentPreviews");
	for (size_t i = 0; i < json_len(wanted); i++) {
		const char *pointer = arena_printf(
		    w->arena, "/DeploymentPreviews/%zu/EnvironmentId", i);
		const char *name = json_str(json_at(wanted, i), "EnvironmentId", "");
		const char *id = find_named(w, c, "environment", NULL, name, pointer);
		struct json_object *one = id == NULL ? NULL : preview(w, release, id,
		    json_at(wanted, i), body_flag(c, "IncludeDisabledSteps", false));

		if (one == NULL)
			return false;
		json_push(list, json_copy(one));
	}
	return answer_json(w, c, 200, list);
}
