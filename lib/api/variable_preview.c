/*
 * The values that variables have at a place, by the resolver that the runner uses:
 * evaluated as far as that is known before a deployment. Secrets are neither opened nor
 * answered; where others refer to one, a mask stands for it.
 */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/model/plan_filter.h"
#include "lib/model/variable_values.h"
#include "lib/store/document.h"

/* What was asked for, looked up. */
struct view {
	struct work *w;
	struct call *c;
	const char *project_id;
	struct system_documents docs;
	struct scope_place place;
	struct variable_sources sources;
};

/* A parameter of the query, or a member of the body. */
static const char *
parameter(const struct call *c, const char *name)
{
	const char *text = call_query(c, name);

	return text != NULL || c->body == NULL ? text : body_str(c, name);
}

/* The document that a parameter names; NULL without error if it was not given. */
static struct json_object *
find(struct view *v, const char *kind, const char *name, const char *owner_id)
{
	const char *wanted = parameter(v->c, name), *id;

	if (wanted == NULL)
		return NULL;
	id = find_named(v->w, v->c, kind, owner_id, wanted,
	    arena_printf(v->w->arena, "/%s", name));
	return id == NULL ? NULL : document_get(v->w, id);
}

static bool
find_project(struct view *v)
{
	v->docs.release = find(v, "release", "release", NULL);
	v->docs.project = v->docs.release == NULL ? find(v, "project", "project", NULL) :
	    document_get(v->w, json_str(v->docs.release, "ProjectId", ""));
	if (v->docs.project == NULL && !work_failed(v->w))
		fail_field(v->w, "/project", "Name the project whose variables to preview.");
	v->project_id = json_str(v->docs.project, "Id", NULL);
	return !work_failed(v->w);
}

/* ---- where to look from ------------------------------------------------------ */

/* A step, or an action with its step, by id or name. */
static bool
find_action(struct view *v)
{
	const char *wanted = parameter(v->c, "action");
	struct json_object *process, *steps;

	if (wanted == NULL)
		return true;
	process = document_get(v->w,
	    v->docs.release != NULL
		? json_str(v->docs.release, "ProjectDeploymentProcessSnapshotId", "")
		: arena_printf(v->w->arena, "deploymentprocess-%s", v->project_id));
	steps = json_get(process, "Steps");
	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");

		for (size_t k = 0; k < json_len(actions); k++) {
			struct json_object *action = json_at(actions, k);

			if (strcasecmp(json_str(action, "Id", ""), wanted) != 0 &&
			    strcasecmp(json_str(action, "Name", ""), wanted) != 0 &&
			    strcasecmp(json_str(step, "Id", ""), wanted) != 0)
				continue;
			v->docs.step = step;
			v->docs.action = action;
			return true;
		}
	}
	return !work_failed(v->w) &&
	    fail_field(v->w, "/action", "The process has no step '%s'.", wanted);
}

/* Roles without a machine stand for a machine that has them. */
static struct json_object *
roles_of(struct view *v)
{
	const char *text = parameter(v->c, "role");
	struct json_object *list;
	const char **roles;
	size_t count;

	if (v->docs.machine != NULL || text == NULL)
		return json_get(v->docs.machine, "Roles");
	roles_split(v->w, text, &roles, &count);
	list = json_new_array(v->w);
	for (size_t i = 0; i < count; i++)
		json_push_str(list, roles[i]);
	return list;
}

static bool
find_place(struct view *v)
{
	struct system_documents *d = &v->docs;
	const char **step_roles;
	size_t count;

	d->space = document_find(v->w, v->c->space_id);
	d->environment = find(v, "environment", "environment", NULL);
	d->machine = find(v, "machine", "machine", NULL);
	d->channel = find(v, "channel", "channel", v->project_id);
	d->tenant = find(v, "tenant", "tenant", NULL);
	if (work_failed(v->w) || !find_action(v))
		return false;
	if (d->channel == NULL && d->release != NULL)
		d->channel = document_find(v->w, json_str(d->release, "ChannelId", ""));
	roles_split(v->w, property_text(d->step, "Octopus.Action.TargetRoles"), &step_roles,
	    &count);
	v->place = (struct scope_place){
		.environment_id = json_str(d->environment, "Id", NULL),
		.channel_id = json_str(d->channel, "Id", NULL),
		.tenant_id = json_str(d->tenant, "Id", NULL),
		.tenant_tags = json_get(d->tenant, "TenantTags"),
		.process_owner_id = v->project_id,
		.machine_id = json_str(d->machine, "Id", NULL),
		.machine_roles = roles_of(v),
		.step_roles = step_roles,
		.step_role_count = count,
		.step_id = json_str(d->step, "Id", NULL),
		.action_id = json_str(d->action, "Id", NULL),
	};
	return true;
}

/* ---- values -------------------------------------------------------------------- */

static struct json_object *
source_json(const struct variable_source *source)
{
	struct json_object *o = json_object_new_object();

	json_set_str(o, "Id", source->id);
	json_set_str(o, "Name", source->name);
	return o;
}

/* Value as it will be, and how it is written if that differs. */
static void
evaluate(struct view *v, struct expr_vars *vars, struct json_object *variable)
{
	const char *raw = json_str(variable, "Value", NULL);
	struct expr_result result;

	json_set(variable, "Problem", NULL);
	if (raw == NULL || strstr(raw, "#{") == NULL)
		return;
	(void)expr_evaluate(v->w, vars, raw, EXPR_LENIENT, &result);
	json_set_str(variable, "Template", raw);
	if (result.text != NULL)
		json_set_str(variable, "Value", result.text);
	json_set_str(variable, "Problem", expr_report(v->w, &result));
}

/* Of one name: what wins, where it is from, and what loses to it. */
static struct json_object *
choice_json(struct view *v, struct expr_vars *vars, const struct variable_choice *choice)
{
	struct json_object *variable = json_copy(choice->candidates[0].variable);
	struct json_object *losers = json_object_new_array();

	evaluate(v, vars, variable);
	json_set(variable, "Source", source_json(choice->candidates[0].source));
	json_set_bool(variable, "IsTied", choice->is_tied);
	for (size_t i = 1; i < choice->count; i++) {
		struct json_object *loser = json_copy(choice->candidates[i].variable);

		json_set(loser, "Source", source_json(choice->candidates[i].source));
		json_push(losers, loser);
	}
	json_set(variable, "Overridden", losers);
	return variable;
}

bool
variable_preview(struct work *w, struct call *c)
{
	struct view v = {.w = w, .c = c};
	struct json_object *set, *list = json_object_new_array();
	struct variable_values values;

	if (!find_project(&v) || !find_place(&v))
		return false;
	if (!(v.docs.release != NULL ? variable_sources_frozen(w, v.docs.release, &v.sources) :
	    variable_sources_live(w, v.docs.project, &v.sources)))
		return false;
	set = document_get(w, arena_printf(w->arena, "variableset-%s", v.project_id));
	if (set == NULL)
		return false;
	values = variable_values(w, &v.sources, &v.place, &v.docs);
	for (size_t i = 0; i < values.choices.count; i++)
		json_push(list, choice_json(&v, values.vars, &values.choices.items[i]));
	json_set(set, "Variables", list);
	return answer_json(w, c, 200, set);
}
