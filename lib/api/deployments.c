/*
 * Handlers of deployments: creating one, lists. The rules and the task are
 * lib/model/deployment.c's.
 */
#include "lib/api/deployments.h"

#include "lib/api/lists.h"
#include "lib/model/deployment.h"
#include "lib/model/write.h"

static void
relate(struct call *c, struct json_object *doc)
{
	static const char *const members[] = {"Id", "ProjectId", "ReleaseId", "ChannelId",
	    "EnvironmentId", "TenantId", "TaskId"};
	struct json_object *machines = json_get(doc, "SpecificMachineIds");

	for (size_t i = 0; i < COUNT(members); i++)
		call_related(c, json_str(doc, members[i], NULL));
	for (size_t i = 0; i < json_len(machines); i++)
		call_related(c, json_str_at(machines, i));
}

struct json_object *
deployment_queue(struct work *w, struct call *c, struct json_object *sent)
{
	struct write wr = {.kind = &kind_deployment, .space_id = c->space_id};
	struct json_object *doc = document_create(w, &wr, sent);
	struct rows *task;
	const char *when;

	if (doc == NULL)
		return NULL;
	task = db_run(w, SQL_TASK_DESCRIPTION, json_str(doc, "TaskId", ""));
	if (task == NULL)
		return NULL;
	when = json_str(doc, "QueueTime", NULL);
	call_event(w, c, "DeploymentQueued", "%s was queued%s%s", rows_text(task, 0, 0),
	    when == NULL ? "" : " to run at ", when == NULL ? "" : when);
	relate(c, doc);
	c->ring_task = c->ring_task == NULL ? json_str(doc, "TaskId", "") : "";
	return doc;
}

bool
deployments_create(struct work *w, struct call *c)
{
	struct json_object *doc;

	if (!call_needs_body(w, c))
		return false;
	doc = deployment_queue(w, c, c->body);
	if (doc == NULL)
		return false;
	c->after = doc;
	c->answer->location = json_str(json_get(doc, "Links"), "Self", NULL);
	return crud_answer(w, c, 201, json_str(doc, "Id", ""));
}

static bool
answer_deployments(struct work *w, struct call *c, const char *release_id)
{
	const char *ids = call_list(w, c, "ids"), *projects = call_list(w, c, "projects");
	const char *environments = call_list(w, c, "environments");
	const char *tenants = call_list(w, c, "tenants"), *channels = call_list(w, c, "channels");
	const char *states = call_list(w, c, "taskState"), *name = call_query(c, "partialName");
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take))
		return false;
	take = take > 1000 ? 1000 : take;
	return answer_list(w, c, "Deployment",
	    db_run(w, SQL_DEPLOYMENT_LIST, c->space_id, ids, projects, environments, tenants,
	    channels, states, name, release_id, db_int(w, skip), db_int(w, take)),
	    db_run(w, SQL_DEPLOYMENT_COUNT, c->space_id, ids, projects, environments, tenants,
	    channels, states, name, release_id), skip, take);
}

bool
deployments_list(struct work *w, struct call *c)
{
	return answer_deployments(w, c, NULL);
}

bool
deployments_of_release(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);

	return release != NULL && answer_deployments(w, c, json_str(release, "Id", ""));
}
