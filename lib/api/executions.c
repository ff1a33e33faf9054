/*
 * The commands of the executions API (…/v1): the same releases and deployments, but
 * things are named by name, id or slug, and member names come in any case.
 */
#include "lib/api/deployments.h"

#include <strings.h>

#include "lib/api/lists.h"
#include "lib/model/next_version.h"
#include "lib/model/release.h"
#include "lib/store/document.h"

/* Unlike paths, a body that names something unknown is a 400 at that member. */
static const char *
project_of_body(struct work *w, struct call *c)
{
	const char *name = body_str(c, "projectName");

	if (!call_needs_body(w, c))
		return NULL;
	if (name == NULL)
		name = body_str(c, "projectIdOrName");
	if (name == NULL) {
		fail_field(w, "/projectName", "The project's name, id or slug is required.");
		return NULL;
	}
	return find_named(w, c, "project", NULL, name, "/projectName");
}

/* ---- releases/create/v1 ------------------------------------------------------------ */

static void
copy_member(const struct call *c, const char *from, struct json_object *to, const char *name)
{
	struct json_object *value = body_get(c, from);

	if (value != NULL)
		json_set(to, name, json_copy(value));
}

static const char *
choose_version(struct work *w, struct call *c, const char *project_id, const char *channel_id)
{
	const char *given = body_str(c, "releaseVersion");
	struct json_object *project, *channel;
	struct rows *rows;

	if (given != NULL)
		return given;
	rows = db_run(w, SQL_RELEASE_SCENE, project_id);
	if (rows == NULL)
		return NULL;
	project = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	rows = db_run(w, SQL_RELEASE_CHANNEL, project_id, channel_id);
	if (rows == NULL || project == NULL)
		return NULL;
	if (rows_count(rows) == 0) {
		fail_field(
		    w, "/channelName", "The project has no default channel. Name a channel.");
		return NULL;
	}
	channel = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	return channel == NULL ? NULL : next_version(w, project, channel);
}

static bool
answer_release(struct work *w, struct call *c, const char *id, const char *version)
{
	struct json_object *answer = json_new_object(w);

	json_set_str(answer, "ReleaseId", id);
	json_set_str(answer, "ReleaseVersion", version);
	json_set(answer, "AutomaticallyDeployedEnvironments", NULL);
	return answer_json(w, c, 200, answer);
}

static bool
answer_existing(struct work *w, struct call *c, const char *id)
{
	struct json_object *doc = document_get(w, id);

	return doc != NULL && answer_release(w, c, id, json_str(doc, "Version", ""));
}

bool
executions_release(struct work *w, struct call *c)
{
	const char *project = project_of_body(w, c), *channel = NULL, *version, *existing;
	struct json_object *sent, *doc;

	if (project == NULL)
		return false;
	if (body_str(c, "channelName") != NULL && (channel = find_named(w, c, "channel", project,
	    body_str(c, "channelName"), "/channelName")) == NULL)
		return false;
	version = choose_version(w, c, project, channel);
	if (version == NULL)
		return false;
	existing = release_find(w, project, version);
	if (existing != NULL && body_flag(c, "ignoreIfAlreadyExists", false))
		return answer_existing(w, c, existing);
	sent = json_new_object(w);
	json_set_str(sent, "ProjectId", project);
	json_set_str(sent, "Version", version);
	if (channel != NULL)
		json_set_str(sent, "ChannelId", channel);
	copy_member(c, "releaseNotes", sent, "ReleaseNotes");
	copy_member(c, "customFields", sent, "CustomFields");
	json_set_bool(sent, "IgnoreChannelRules", body_flag(c, "ignoreChannelRules", false));
	doc = crud_insert(w, c, &kind_release, sent);
	return doc != NULL && answer_release(w, c, json_str(doc, "Id", ""),
	    json_str(doc, "Version", ""));
}

/* ---- deployments/create/…/v1 --------------------------------------------------------- */

static const char *
release_of_body(struct work *w, struct call *c, const char *project_id)
{
	const char *version = body_str(c, "releaseVersion"), *id;

	if (version == NULL) {
		fail_field(w, "/releaseVersion", "The release's version is required.");
		return NULL;
	}
	id = release_find(w, project_id, version);
	if (id == NULL && !work_failed(w))
		fail_field(w, "/releaseVersion", "The project '%s' has no release '%s'.",
		    body_str(c, "projectName"), version);
	return id;
}

/* Names of machines become their ids. */
static bool
add_machines(struct work *w, struct call *c, const char *from, struct json_object *sent,
    const char *to)
{
	struct json_object *names = body_get(c, from), *ids = json_object_new_array();

	json_set(sent, to, ids);
	for (size_t i = 0; i < json_len(names); i++) {
		const char *id = find_named(w, c, "machine", NULL, json_str_at(names, i),
		    arena_printf(w->arena, "/%s/%zu", from, i));

		if (id == NULL)
			return false;
		json_push_str(ids, id);
	}
	return true;
}

/* Adds the id of a step, or of an action, with this name or id. */
static bool
add_step(struct json_object *process, const char *name, struct json_object *ids)
{
	struct json_object *steps = json_get(process, "Steps");
	bool found = false;

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");
		bool is_step = strcasecmp(json_str(step, "Name", ""), name) == 0 ||
		    strcmp(json_str(step, "Id", ""), name) == 0;

		for (size_t a = 0; a < json_len(actions); a++) {
			struct json_object *action = json_at(actions, a);

			if (!is_step && strcasecmp(json_str(action, "Name", ""), name) != 0 &&
			    strcmp(json_str(action, "Id", ""), name) != 0)
				continue;
			json_push_str(ids, json_str(action, "Id", ""));
			found = true;
		}
	}
	return found;
}

static bool
add_skipped(struct work *w, struct call *c, const char *release_id, struct json_object *sent)
{
	struct json_object *names = body_get(c, "skipStepNames"), *ids = json_object_new_array();
	struct json_object *release, *process;

	json_set(sent, "SkipActions", ids);
	if (json_len(names) == 0)
		return true;
	release = document_get(w, release_id);
	process = document_get(w, json_str(release, "ProjectDeploymentProcessSnapshotId", ""));
	if (process == NULL)
		return false;
	for (size_t i = 0; i < json_len(names); i++)
		if (!add_step(process, json_str_at(names, i), ids))
			fail_field(w, arena_printf(w->arena, "/skipStepNames/%zu", i),
			    "The release has no step '%s'.", json_str_at(names, i));
	return !work_failed(w);
}

static struct json_object *
common_deployment(struct work *w, struct call *c, const char *release_id)
{
	static const struct { const char *from, *to; } copied[] = {
		{"forcePackageRedeployment", "ForcePackageRedeployment"},
		{"forcePackageDownload", "ForcePackageDownload"},
		{"useGuidedFailure", "UseGuidedFailure"}, {"priority", "Priority"},
		{"runAt", "QueueTime"}, {"noRunAfter", "QueueTimeExpiry"},
		{"variables", "FormValues"}, {"comments", "Comments"},
	};
	struct json_object *sent = json_new_object(w);

	json_set_str(sent, "ReleaseId", release_id);
	for (size_t i = 0; i < COUNT(copied); i++)
		copy_member(c, copied[i].from, sent, copied[i].to);
	if (!add_machines(w, c, "specificMachineNames", sent, "SpecificMachineIds") ||
	    !add_machines(w, c, "excludedMachineNames", sent, "ExcludedMachineIds") ||
	    !add_skipped(w, c, release_id, sent))
		return NULL;
	return sent;
}

static bool
queue_one(struct work *w, struct call *c, struct json_object *common, const char *environment,
    struct json_object *tasks)
{
	struct json_object *sent = json_own(w, json_copy(common)), *doc, *o;

	json_set_str(sent, "EnvironmentId", environment);
	doc = deployment_queue(w, c, sent);
	if (doc == NULL)
		return false;
	o = json_object_new_object();
	json_set_str(o, "DeploymentId", json_str(doc, "Id", ""));
	json_set_str(o, "ServerTaskId", json_str(doc, "TaskId", ""));
	json_push(tasks, o);
	return true;
}

bool
executions_untenanted(struct work *w, struct call *c)
{
	const char *project = project_of_body(w, c), *release;
	struct json_object *names = body_get(c, "environmentNames"), *common, *answer, *tasks;

	if (project == NULL || (release = release_of_body(w, c, project)) == NULL)
		return false;
	if (json_len(names) == 0)
		return fail_field(w, "/environmentNames", "Name at least one environment.");
	if (body_flag(c, "updateVariableSnapshot", false) && !release_refresh_variables(w, release))
		return false;
	common = common_deployment(w, c, release);
	if (common == NULL)
		return false;
	answer = json_new_object(w);
	tasks = json_object_new_array();
	json_set(answer, "DeploymentServerTasks", tasks);
	for (size_t i = 0; i < json_len(names); i++) {
		const char *id = find_named(w, c, "environment", NULL, json_str_at(names, i),
		    arena_printf(w->arena, "/environmentNames/%zu", i));

		if (id == NULL || !queue_one(w, c, common, id, tasks))
			return false;
	}
	return answer_json(w, c, 200, answer);
}

bool
executions_tenanted(struct work *w, struct call *c UNUSED)
{
	return fail(w, ERR_INVALID, "Deployments for tenants are not possible yet. Use "
	    "deployments/create/untenanted/v1.");
}
