/*
 * The kind release: fields and rules. Versions are given out one after the other,
 * under a lock on the project's row. Frozen copies: snapshot.c; where a release may
 * go: lifecycle_rules.c.
 */
#include "lib/model/release.h"

#include <string.h>
#include <strings.h>

#include "lib/base/clock.h"
#include "lib/base/semver.h"
#include "lib/expr/expr.h"
#include "lib/model/kinds.h"
#include "lib/model/progress.h"
#include "lib/model/release_step.h"
#include "lib/model/snapshot.h"
#include "lib/store/db.h"
#include "lib/store/document.h"

static const struct field package_fields[] = {
	FIELD("ActionName", F_TEXT, .flags = F_REQUIRED, .help = "The step's action."),
	FIELD("StepName", F_TEXT, .flags = F_OPTIONAL),
	FIELD("PackageReferenceName", F_TEXT, .help = "Empty for the action's main package."),
	FIELD("Version", F_TEXT, .flags = F_REQUIRED),
	FIELD_END
};

static const struct field fields[] = {
	FIELD("Version", F_TEXT, .flags = F_REQUIRED, .max = VERSION_MAX_BYTES,
	    .help = "One to four numbers with an optional label, unique in the project."),
	FIELD("ProjectId", F_REF, .flags = F_REQUIRED | F_ON_CREATE, .ref = "project"),
	FIELD("ChannelId", F_REF, .ref = "channel", .help = "The default channel if not given."),
	FIELD("ReleaseNotes", F_LONG, .flags = F_NULL,
	    .help = "Markdown; the project's template if not given."),
	FIELD("SelectedPackages", F_OBJECT, .flags = F_LIST, .fields = package_fields),
	FIELD("SelectedGitResources", F_ANY, .flags = F_LIST),
	FIELD("IgnoreChannelRules", F_BOOL),
	FIELD("Assembled", F_TIME, .flags = F_READ_ONLY),
	FIELD("LibraryVariableSetSnapshotIds", F_TEXT, .flags = F_READ_ONLY | F_LIST),
	FIELD("ProjectVariableSetSnapshotId", F_TEXT, .flags = F_READ_ONLY),
	FIELD("ProjectDeploymentProcessSnapshotId", F_TEXT, .flags = F_READ_ONLY),
	FIELD("BuildInformation", F_ANY, .flags = F_READ_ONLY | F_LIST),
	FIELD("CustomFields", F_MAP),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/releases/{id}"},
	{"Project", "{S}/projects/{ProjectId}"},
	{"Channel", "{S}/channels/{ChannelId}"},
	{"Progression", "{S}/releases/{id}/progression"},
	{"Deployments", "{S}/releases/{id}/deployments{?skip,take}"},
	{"DeploymentTemplate", "{S}/releases/{id}/deployments/template"},
	{"DeploymentPreviews", "{S}/releases/{id}/deployments/previews"},
	{"Artifacts", "{S}/artifacts?regarding={id}"},
	{"ProjectVariableSnapshot", "{S}/variables/{ProjectVariableSetSnapshotId}"},
	{"ProjectDeploymentProcessSnapshot",
	    "{S}/deploymentprocesses/{ProjectDeploymentProcessSnapshotId}"},
	{"SnapshotVariables", "{S}/releases/{id}/snapshot-variables"},
	{"Defects", "{S}/releases/{id}/defects"},
	{"ReportDefect", "{S}/releases/{id}/defects"},
	{"ResolveDefect", "{S}/releases/{id}/defects/resolve"},
	{"Web", "/app/{space}/projects/{ProjectId}/deployments/releases/{Version}"},
	LINK_END
};

/* ---- what a new or changed release must fulfil ------------------------------ */

static struct json_object *
read_project(struct work *w, const char *id)
{
	struct rows *rows = db_run(w, SQL_RELEASE_SCENE, id);

	if (rows == NULL)
		return NULL;
	if (rows_count(rows) == 0) {
		fail_field(w, "/ProjectId", "There is no project with the id '%s'.", id);
		return NULL;
	}
	return json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
}

static bool
check_version(struct work *w, struct json_object *project, struct json_object *doc,
    const char *release_id)
{
	const char *version = json_str(doc, "Version", "");
	struct rows *rows;

	if (!version_valid(w, version, "/Version"))
		return false;
	rows = db_run(
	    w, SQL_RELEASE_VERSION_TAKEN, json_str(project, "Id", ""), version, release_id);
	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0)
		return fail_field(w, "/Version",
		    "The project '%s' already has a release '%s'. Choose "
		    "another version.",
		    json_str(project, "Name", ""), version);
	return true;
}

static struct json_object *
choose_channel(struct work *w, struct json_object *project, struct json_object *doc)
{
	const char *wanted = json_str(doc, "ChannelId", "");
	struct json_object *channel;
	struct rows *rows;

	rows = db_run(w, SQL_RELEASE_CHANNEL, json_str(project, "Id", ""),
	    *wanted == '\0' ? NULL : wanted);
	if (rows == NULL)
		return NULL;
	if (rows_count(rows) == 0) {
		fail_field(w, "/ChannelId", *wanted == '\0' ? "The project has no default channel. "
		    "Choose a channel." : "The project has no channel with the id '%s'.", wanted);
		return NULL;
	}
	channel = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	if (channel != NULL)
		json_set_str(doc, "ChannelId", json_str(channel, "Id", ""));
	return channel;
}

/* Notes are evaluated once; what is not known stays as it is written. */
static void
evaluate_notes(struct work *w, struct json_object *project, struct json_object *channel,
    struct json_object *doc)
{
	const char *notes = json_str(
	    doc, "ReleaseNotes", json_str(project, "ReleaseNotesTemplate", ""));
	struct expr_vars *vars;
	struct expr_result result;

	if (*notes == '\0')
		return;
	vars = expr_vars_new(w);
	expr_vars_set(vars, "Octopus.Project.Name", json_str(project, "Name", ""));
	expr_vars_set(vars, "Octopus.Release.Number", json_str(doc, "Version", ""));
	expr_vars_set(vars, "Octopus.Release.Channel.Name", json_str(channel, "Name", ""));
	expr_evaluate(w, vars, notes, EXPR_LENIENT, &result);
	json_set_str(doc, "ReleaseNotes", result.text == NULL ? notes : result.text);
}

static void
check_packages(struct work *w, struct json_object *action, struct json_object *doc)
{
	struct json_object *packages = json_get(action, "Packages");

	for (size_t i = 0; i < json_len(packages); i++) {
		struct json_object *p = json_at(packages, i);

		if (*json_str(p, "Version", "") == '\0' &&
		    selected_package(doc, json_str(action, "Name", ""), json_str(p, "Name", "")) ==
		    NULL)
			fail_field(w, "/SelectedPackages", "No version is selected for the package "
			    "'%s' of step '%s'.", json_str(p, "PackageId", ""),
			    json_str(action, "Name", ""));
	}
}

/* Scripts that no worker can run are refused before somebody waits for them. */
static void
check_syntax(struct work *w, struct json_object *action)
{
	const char *syntax = json_str(json_get(action, "Properties"),
	    "Octopus.Action.Script.Syntax", "");

	if (strcasecmp(syntax, "CSharp") == 0 || strcasecmp(syntax, "FSharp") == 0)
		fail_field(w, "", "Step '%s' is a %s script. Such scripts cannot be run; use Bash, "
		    "PowerShell or Python.", json_str(action, "Name", ""), syntax);
}

static bool
is_in_channel(struct json_object *action, const char *channel_id)
{
	struct json_object *channels = json_get(action, "Channels");

	for (size_t i = 0; i < json_len(channels); i++)
		if (strcmp(json_str_at(channels, i), channel_id) == 0)
			return true;
	return json_len(channels) == 0;
}

static bool
check_process(struct work *w, struct json_object *process, struct json_object *doc)
{
	struct json_object *steps = json_get(process, "Steps");

	if (json_len(steps) == 0)
		return fail_field(w, "/ProjectId", "The project's deployment process has no steps. "
		    "Add a step first.");
	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		for (size_t a = 0; a < json_len(actions); a++) {
			struct json_object *action = json_at(actions, a);

			if (json_flag(action, "IsDisabled", false) ||
			    !is_in_channel(action, json_str(doc, "ChannelId", "")))
				continue;
			if (is_release_step(action) && !release_step_select(w, action, doc) &&
			    w->error.code != ERR_INVALID)
				return false;
			check_packages(w, action, doc);
			check_syntax(w, action);
		}
	}
	return !work_failed(w);
}

static bool
check_create(struct work *w, struct json_object *doc)
{
	struct json_object *project = read_project(w, json_str(doc, "ProjectId", ""));
	struct json_object *channel;
	struct snapshot_source copies;

	if (project == NULL)
		return false;
	if (strcmp(json_str(project, "SpaceId", ""), json_str(doc, "SpaceId", "")) != 0)
		return fail_field(w, "/ProjectId", "There is no project with the id '%s'.",
		    json_str(doc, "ProjectId", ""));
	if (json_flag(project, "IsDisabled", false))
		return fail_field(w, "/ProjectId", "The project '%s' is disabled. Enable it in its "
		    "settings to create releases.", json_str(project, "Name", ""));
	json_set_str(doc, "ProjectId", json_str(project, "Id", ""));
	channel = choose_channel(w, project, doc);
	if (!check_version(w, project, doc, NULL) || channel == NULL)
		return false;
	if (!snapshot_prepare(w, json_str(project, "Id", ""), &copies) ||
	    !check_process(w, copies.process, doc))
		return false;
	evaluate_notes(w, project, channel, doc);
	json_set_str(doc, "ProjectDeploymentProcessSnapshotId", copies.process_copy_id);
	json_set_str(doc, "ProjectVariableSetSnapshotId", copies.variables_copy_id);
	json_set(doc, "LibraryVariableSetSnapshotIds", json_copy(copies.library_copy_ids));
	json_set_str(doc, "Assembled", clock_iso(w->arena, clock_now_us()));
	return true;
}

/* A release moves to another channel only if that one has where it was already. */
static bool
check_move(struct work *w, const char *release_id, struct json_object *channel)
{
	struct rows *visited = db_run(w, SQL_RELEASE_VISITED, release_id);
	struct progress p;

	if (visited == NULL ||
	    !progress_load(w, release_id, json_str(channel, "LifecycleId", ""), &p))
		return false;
	for (size_t i = 0; i < rows_count(visited); i++)
		if (phase_of(&p.phases, rows_text(visited, i, 0)) == NULL)
			return fail_field(w, "/ChannelId",
			    "The lifecycle of the channel '%s' has no phase "
			    "with the environment '%s', where this release was deployed already.",
			    json_str(channel, "Name", ""),
			    progress_environment(&p, rows_text(visited, i, 0)));
	return true;
}

static bool
check_edit(struct work *w, struct json_object *old, struct json_object *doc)
{
	const char *id = json_str(doc, "Id", "");
	struct json_object *project = read_project(w, json_str(doc, "ProjectId", ""));
	struct json_object *channel;
	struct rows *visited;

	if (project == NULL)
		return false;
	if (*json_str(doc, "ChannelId", "") == '\0')
		json_set_str(doc, "ChannelId", json_str(old, "ChannelId", ""));
	channel = choose_channel(w, project, doc);
	if (!check_version(w, project, doc, id) || channel == NULL)
		return false;
	visited = db_run(w, SQL_RELEASE_VISITED, id);
	if (visited == NULL)
		return false;
	if (rows_count(visited) > 0 && !json_object_equal(json_get(old, "SelectedPackages"),
	    json_get(doc, "SelectedPackages")))
		return fail_field(w, "/SelectedPackages", "The release was deployed already; its "
		    "packages cannot be changed any more.");
	if (strcmp(json_str(channel, "Id", ""), json_str(old, "ChannelId", "")) == 0)
		return true;
	return check_move(w, id, channel);
}

static bool
check_delete(struct work *w, struct json_object *old)
{
	const char *id = json_str(old, "Id", "");
	struct rows *rows = db_run(w, SQL_RELEASE_OPEN_TASK, id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0)
		return fail_field(w, "",
		    "The release '%s' cannot be deleted while the task '%s' (%s) is "
		    "not finished.",
		    json_str(old, "Version", ""), rows_text(rows, 0, 1), rows_text(rows, 0, 0));
	return db_run(w, SQL_RELEASE_REMOVE_TASKS, id) != NULL;
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	switch (change) {
	case CHANGE_CREATE:
		return check_create(w, doc);
	case CHANGE_EDIT:
		return check_edit(w, old, doc);
	case CHANGE_DELETE:
		break;
	}
	return check_delete(w, old);
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	const char *id = json_str(doc, "Id", "");

	if (change != CHANGE_CREATE)
		return true;
	return snapshot_process(w, json_str(doc, "ProjectDeploymentProcessSnapshotId", ""), id) &&
	    snapshot_variables(w, json_str(doc, "ProjectVariableSetSnapshotId", ""),
		json_get(doc, "LibraryVariableSetSnapshotIds"), id);
}

const struct kind kind_release = {
	.name = "release",
	.collection = "releases",
	.prefix = "Releases-",
	.label = "release",
	.item_type = "Release",
	.flags = KIND_NEWEST_FIRST,
	.owner_field = "ProjectId",
	.name_field = "Version",
	.fields = fields,
	.links = links,
	.view = "ReleaseView",
	.create = "ReleaseCreate",
	.edit = "ReleaseEdit",
	.delete = "ReleaseDelete",
	.check = check,
	.after = after,
};

const char *
release_find(struct work *w, const char *project_id, const char *version_or_id)
{
	struct rows *rows = db_run(w, SQL_RELEASE_BY_VERSION, project_id, version_or_id);

	return rows == NULL || rows_count(rows) == 0 ? NULL : rows_text(rows, 0, 0);
}

bool
release_refresh_variables(struct work *w, const char *release_id)
{
	struct json_object *release = document_get(w, release_id);
	struct snapshot_source copies;

	return release != NULL &&
	    snapshot_prepare(w, json_str(release, "ProjectId", ""), &copies) &&
	    snapshot_variables(w, copies.variables_copy_id, copies.library_copy_ids, release_id) &&
	    db_change_one(w, SQL_RELEASE_SET_VARIABLES, release_id, copies.variables_copy_id,
	    w->principal.username, json_text(w, copies.library_copy_ids));
}
