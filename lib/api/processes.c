/* What the form of a new release starts from: the next version, packages to choose. */
#include "lib/api/handlers.h"

#include "lib/model/next_version.h"
#include "lib/model/release_step.h"
#include "lib/store/document.h"

/* What a template is made from. */
struct template {
	struct work *w;
	struct json_object *process;
	const char *channel_id;
	struct json_object *last;	/* the project's newest release; NULL: none */
	struct json_object *packages;	/* made */
};

/* The package is a project: its releases are the versions. */
static bool
add_releases(struct template *t, struct json_object *one, const char *project_id)
{
	struct rows *rows = db_run(t->w, SQL_PROJECT_RELEASE_CHOICES, project_id);
	struct json_object *versions;

	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	versions = json_parse(t->w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	if (versions == NULL)
		return false;
	json_set_str(one, "FeedName", "Releases of projects");
	json_set_str(one, "NuGetFeedName", "Releases of projects");
	json_set_str(one, "ProjectName", rows_text(rows, 0, 0));
	json_set(one, "Versions", json_copy(versions));
	return true;
}

static bool
add_package(struct template *t, struct json_object *step, struct json_object *action,
    struct json_object *package)
{
	struct json_object *one = json_object_new_object(), *before;
	const char *feed = json_str(package, "FeedId", ""), *name = json_str(action, "Name", "");
	const char *id = json_str(package, "PackageId", "");
	const char *reference = json_str(package, "Name", "");

	json_push(t->packages, one);
	json_set_str(one, "StepName", json_str(step, "Name", ""));
	json_set_str(one, "ActionName", name);
	json_set_str(one, "PackageId", id);
	json_set_str(one, "PackageReferenceName", reference);
	json_set_str(one, "FeedId", feed);
	json_set(one, "FeedName", NULL);
	json_set(one, "ProjectName", NULL);
	json_set_str(one, "NuGetPackageId", id);
	json_set_str(one, "NuGetFeedId", feed);
	json_set(one, "NuGetFeedName", NULL);
	json_set_bool(one, "IsResolvable", strstr(feed, "#{") == NULL && strstr(id, "#{") == NULL);
	before = selected_package(t->last, name, reference);
	json_set_str(one, "VersionSelectedLastRelease", json_str(before, "Version", NULL));
	json_set_str(one, "FixedVersion", json_str(package, "Version", NULL));
	return !is_release_step(action) || add_releases(t, one, id);
}

/* Disabled actions, and those of other channels, take no part in a release. */
static bool
takes_part(const struct template *t, struct json_object *action)
{
	struct json_object *channels = json_get(action, "Channels");

	for (size_t i = 0; i < json_len(channels); i++) {
		if (strcmp(json_str_at(channels, i), t->channel_id) == 0)
			return !json_flag(action, "IsDisabled", false);
	}
	return json_len(channels) == 0 && !json_flag(action, "IsDisabled", false);
}

/* Packages in the order of the steps. */
static bool
add_packages(struct template *t)
{
	struct json_object *steps = json_get(t->process, "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");

		for (size_t j = 0; j < json_len(actions); j++) {
			struct json_object *action = json_at(actions, j);
			struct json_object *of_action = json_get(action, "Packages");

			for (size_t n = 0; n < json_len(of_action); n++) {
				if (takes_part(t, action) &&
				    !add_package(t, step, action, json_at(of_action, n)))
					return false;
			}
		}
	}
	return true;
}

static struct json_object *
packages(struct work *w, struct json_object *process, const char *channel_id)
{
	struct template t = {.w = w, .process = process, .channel_id = channel_id,
	    .packages = json_new_array(w)};
	struct rows *last = db_run(w, SQL_PROJECT_LAST_PACKAGES,
	    json_str(process, "ProjectId", ""));

	if (last == NULL)
		return NULL;
	if (rows_count(last) > 0)
		t.last = json_parse(w, rows_text(last, 0, 0), rows_len(last, 0, 0));
	return add_packages(&t) ? t.packages : NULL;
}

/* The channel that the query names, else the project's default one. */
static struct json_object *
channel_of(struct work *w, struct call *c, const char *project_id)
{
	const char *wanted = call_query(c, "channel"), *id;
	struct rows *rows;

	if (wanted != NULL) {
		id = document_id_of(w, "channel", c->space_id, project_id, wanted);
		if (id == NULL && !work_failed(w))
			fail(w, ERR_NOT_FOUND, "The project has no channel '%s'.", wanted);
		return id == NULL ? NULL : document_get(w, id);
	}
	rows = db_run(w, SQL_PROJECT_DEFAULT_CHANNEL, project_id);
	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	return document_get(w, rows_text(rows, 0, 0));
}

static bool
answer_template(struct work *w, struct call *c, const char *process_id)
{
	struct json_object *process = document_get(w, process_id), *project, *channel, *list;
	struct json_object *answer = json_new_object(w);
	const char *project_id = json_str(process, "ProjectId", ""), *next;
	struct rows *last;

	if (process == NULL || (project = document_get(w, project_id)) == NULL
	    || (channel = channel_of(w, c, project_id)) == NULL
	    || (next = next_version(w, project, channel)) == NULL
	    || (last = db_run(w, SQL_PROJECT_LAST_RELEASE, project_id, NULL)) == NULL
	    || (list = packages(w, process, json_str(channel, "Id", ""))) == NULL)
		return false;
	json_set_str(answer, "DeploymentProcessId", process_id);
	json_set_str(answer, "LastReleaseVersion",
	    rows_count(last) == 0 ? NULL : rows_text(last, 0, 0));
	json_set_str(answer, "NextVersionIncrement", next);
	json_set(answer, "VersioningPackageStepName", NULL);
	json_set(answer, "VersioningPackageReferenceName", NULL);
	json_set(answer, "Packages", json_copy(list));
	json_set(answer, "GitResources", json_object_new_array());
	json_set(answer, "Links", json_object_new_object());
	return answer_json(w, c, 200, answer);
}

bool
process_template(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "deploymentprocess", "id");

	return id != NULL && answer_template(w, c, id);
}

bool
project_process_template(struct work *w, struct call *c)
{
	const char *id = call_owned_id(w, c, "deploymentprocess");

	return id != NULL && answer_template(w, c, id);
}
