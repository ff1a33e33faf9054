/*
 * What the process as it stands would do in an environment, for a channel, on targets of
 * a role: the plan of a deployment without a release. What is not named restricts nothing.
 */
#include "lib/api/handlers.h"

#include "lib/api/lists.h"
#include "lib/model/kinds.h"
#include "lib/model/plan.h"
#include "lib/store/document.h"

struct look {
	const char *environment_id;	/* NULL: any */
	const char *channel_id;		/* NULL: any */
	const char *role;		/* NULL: all targets there are */
};

/* The id that a parameter names; *ret NULL if it is absent or blank. */
static bool
named(struct work *w, struct call *c, const char *name, const char *kind, const char *owner_id,
    const char **ret)
{
	const char *wanted = call_query(c, name);

	*ret = NULL;
	if (is_blank(wanted))
		return true;
	*ret = find_named(w, c, kind, owner_id, wanted, NULL);
	return *ret != NULL;
}

/* With a role: one target that has it, which is enough to see who would run there. */
static struct json_object *
machines_of(struct work *w, struct call *c, const struct look *v)
{
	struct json_object *list, *machine, *roles, *environments;

	if (v->role == NULL)
		return document_all(w, "machine", c->space_id, NULL);
	list = json_new_array(w);
	machine = json_object_new_object();
	roles = json_object_new_array();
	environments = json_object_new_array();
	json_push(list, machine);
	json_set_str(machine, "Id", "");
	json_set_str(machine, "Name", v->role);
	json_set(machine, "Roles", roles);
	json_push_str(roles, v->role);
	json_set(machine, "EnvironmentIds", environments);
	if (v->environment_id != NULL)
		json_push_str(environments, v->environment_id);
	return list;
}

static bool
answer(struct work *w, struct call *c, struct json_object *process, const struct look *v)
{
	struct json_object *project, *environment = NULL, *o = json_new_object(w);
	struct plan_input in = {
		.process = process, .environment_id = v->environment_id,
		.channel_id = v->channel_id, .any_channel = v->channel_id == NULL,
	};
	struct plan *plan;

	project = document_get(w, json_str(process, "ProjectId", ""));
	if (project == NULL || (in.machines = machines_of(w, c, v)) == NULL)
		return false;
	if (v->environment_id != NULL && (environment = document_get(w, v->environment_id)) == NULL)
		return false;
	in.environment_name = json_str(environment, "Name", NULL);
	in.policy = json_get(project, "ProjectConnectivityPolicy");
	if (!plan_build(w, &in, &plan))
		return false;
	json_set_str(o, "DeploymentProcessId", json_str(process, "Id", ""));
	json_set_str(o, "EnvironmentId", v->environment_id);
	json_set_str(o, "ChannelId", v->channel_id);
	json_set_str(o, "Role", v->role);
	json_set(o, "StepsToExecute", json_object_get(plan_preview_steps(w, plan)));
	json_set(o, "StepsLeftOut", json_object_get(plan_preview_left_out(w, plan)));
	return answer_json(w, c, 200, o);
}

bool
process_preview(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "deploymentprocess", "id"), *role = call_query(c, "role");
	struct json_object *process = id == NULL ? NULL : document_get(w, id);
	struct look v = {.role = is_blank(role) ? NULL : role};

	return process != NULL &&
	    named(w, c, "environment", "environment", NULL, &v.environment_id) &&
	    named(w, c, "channel", "channel", json_str(process, "ProjectId", ""), &v.channel_id) &&
	    answer(w, c, process, &v);
}
