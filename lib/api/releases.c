/*
 * Handlers of releases: creating, lists of a project or channel, progression, defects,
 * new variables. The rules are in lib/model/release.c; deploying is in deployments.c.
 */
#include "lib/api/releases.h"

#include <strings.h>

#include "lib/api/lists.h"
#include "lib/model/progress.h"
#include "lib/model/release.h"
#include "lib/store/document.h"

static const char *const progress_names[] = {
	[PHASE_PENDING] = "Pending", [PHASE_CURRENT] = "Current", [PHASE_COMPLETE] = "Complete",
};

bool
releases_create(struct work *w, struct call *c)
{
	struct json_object *doc;

	if (!call_needs_body(w, c))
		return false;
	if (call_query_flag(c, "ignoreChannelRules", false))
		json_set_bool(c->body, "IgnoreChannelRules", true);
	doc = crud_insert(w, c, &kind_release, c->body);
	if (doc == NULL)
		return false;
	call_related(c, json_str(doc, "ChannelId", NULL));
	c->answer->location = json_str(json_get(doc, "Links"), "Self", NULL);
	return crud_answer(w, c, 201, json_str(doc, "Id", ""));
}

static bool
answer_releases(struct work *w, struct call *c, const char *project_id, const char *channel_id)
{
	const char *part = call_query(c, "searchByVersion");
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take))
		return false;
	return answer_list(w, c, "Release",
	    db_run(w, SQL_RELEASE_LIST, project_id, part, channel_id, db_int(w, skip),
	    db_int(w, take)),
	    db_run(w, SQL_RELEASE_COUNT, project_id, part, channel_id), skip, take);
}

bool
releases_of_project(struct work *w, struct call *c)
{
	const char *project = find_named(w, c, "project", NULL, call_name(c, "project"), NULL);

	return project != NULL && answer_releases(w, c, project, NULL);
}

bool
releases_of_channel(struct work *w, struct call *c)
{
	const char *id = find_named(w, c, "channel", NULL, call_name(c, "channel"), NULL);
	struct json_object *channel = id == NULL ? NULL : document_get(w, id);

	return channel != NULL && answer_releases(w, c, json_str(channel, "ProjectId", ""), id);
}

bool
releases_by_version(struct work *w, struct call *c)
{
	const char *project = find_named(w, c, "project", NULL, call_name(c, "project"), NULL);
	const char *version = call_name(c, "version"), *id;

	if (project == NULL)
		return false;
	id = release_find(w, project, version);
	if (id == NULL)
		return work_failed(w) ? false : fail(w, ERR_NOT_FOUND,
		    "The project '%s' has no release '%s'.", call_name(c, "project"), version);
	return crud_answer(w, c, 200, id);
}

struct json_object *
release_of_call(struct work *w, struct call *c)
{
	const char *wanted = id_canonical(w, &kind_release, call_name(c, "id"));
	struct json_object *doc = document_find(w, wanted);

	if (doc != NULL && strcmp(json_str(doc, "SpaceId", ""), c->space_id) == 0 &&
	    kind_of_id(json_str(doc, "Id", "")) == &kind_release)
		return doc;
	if (!work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no release with the id '%s'.", wanted);
	return NULL;
}

/* ---- progression ------------------------------------------------------------- */

/* Each environment's deployments of the release, as arrays by id. */
static struct json_object *
deployments_by_environment(struct work *w, const char *release_id)
{
	struct rows *rows = db_run(w, SQL_RELEASE_PHASE_DEPLOYMENTS, release_id);
	struct json_object *all = json_new_object(w);

	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++) {
		const char *environment = rows_text(rows, i, 0);
		struct json_object *list = json_get(all, environment);
		struct json_object *item = json_parse(
		    w, rows_text(rows, i, 1), rows_len(rows, i, 1));

		if (list == NULL) {
			list = json_object_new_array();
			json_set(all, environment, list);
		}
		json_push(list, json_copy(item));
	}
	return rows == NULL ? NULL : all;
}

static struct json_object *
progressed_phase(struct work *w, const struct progress *p, const struct phase *phase,
    struct json_object *deployments)
{
	struct json_object *o = phase_json(w, phase), *list = json_object_new_array();

	json_set_bool(o, "Blocked", phase_is_blocked(&p->phases, phase, &p->history));
	json_set_str(o, "Progress", progress_names[phase_progress(&p->phases, phase, &p->history)]);
	json_set(o, "Deployments", list);
	for (size_t e = 0; e < phase->environment_count; e++) {
		struct json_object *mine = json_get(deployments, phase->environments[e]);

		for (size_t i = 0; i < json_len(mine); i++)
			json_push(list, json_copy(json_at(mine, i)));
	}
	return json_copy(o);
}

bool
releases_progression(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c), *answer, *phases, *links, *deployments;
	const struct phase *current;
	struct progress p;
	const char *id;
	size_t missing = 0;

	if (release == NULL)
		return false;
	id = json_str(release, "Id", "");
	if (!progress_load(w, id, NULL, &p) ||
	    (deployments = deployments_by_environment(w, id)) == NULL)
		return false;
	answer = json_new_object(w);
	phases = json_object_new_array();
	for (size_t i = 0; i < p.phases.count; i++)
		json_push(phases, progressed_phase(w, &p, &p.phases.items[i], deployments));
	json_set(answer, "Phases", phases);
	json_set(answer, "NextDeployments", json_copy(lifecycle_next(w, &p.phases, &p.history)));
	current = phase_current(&p.phases, &p.history);
	if (current != NULL && phase_need(current) > phase_successes(current, &p.history))
		missing = phase_need(current) - phase_successes(current, &p.history);
	json_set_int(answer, "NextDeploymentsMinimumRequired", (int64_t)missing);
	links = json_object_new_object();
	json_set_str(links, "Self", json_str(json_get(release, "Links"), "Progression", ""));
	json_set(answer, "Links", links);
	return answer_json(w, c, 200, answer);
}

/* ---- variables and defects ------------------------------------------------------ */

bool
releases_snapshot_variables(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);
	const char *id;

	if (release == NULL)
		return false;
	id = json_str(release, "Id", "");
	if (!release_refresh_variables(w, id) || (c->after = document_get(w, id)) == NULL)
		return false;
	c->before = release;
	call_event(w, c, "Modified", "Release %s was changed: it has the variables of now",
	    json_str(release, "Version", ""));
	call_related(c, id);
	call_related(c, json_str(release, "ProjectId", NULL));
	return crud_answer(w, c, 200, id);
}

bool
releases_variables(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);

	return release != NULL &&
	    crud_answer(w, c, 200, json_str(release, "ProjectVariableSetSnapshotId", ""));
}

static bool
answer_defects(struct work *w, struct call *c, const char *release_id, int status)
{
	struct rows *rows = db_run(w, SQL_DEFECT_LIST, release_id);

	if (rows == NULL)
		return false;
	return answer_text(c, status, list_envelope(w, c, "Defect", rows_text(rows, 0, 0),
	    rows_int(rows, 0, 1), 0, 2147483647));
}

bool
defects_list(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);

	return release != NULL && answer_defects(w, c, json_str(release, "Id", ""), 200);
}

static void
defect_event(struct work *w, struct call *c, struct json_object *release, const char *category,
    const char *what)
{
	call_event(w, c, category, "Release %s was %s", json_str(release, "Version", ""), what);
	call_related(c, json_str(release, "Id", NULL));
	call_related(c, json_str(release, "ProjectId", NULL));
}

bool
defects_create(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);
	const char *description = body_str(c, "Description"), *id;
	struct rows *rows;

	if (release == NULL || !call_needs_body(w, c))
		return false;
	id = json_str(release, "Id", "");
	if (description == NULL)
		return fail_field(w, "/Description", "Say why the release must not progress.");
	rows = db_run(w, SQL_DEFECT_UNRESOLVED, id);
	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0)
		return fail_field(w, "",
		    "The release '%s' has an unresolved defect already. Resolve it "
		    "first.",
		    json_str(release, "Version", ""));
	if (db_run(w, SQL_DEFECT_ADD, id, description, w->principal.username) == NULL)
		return false;
	defect_event(w, c, release, "DefectReported", "prevented from progressing");
	call_change(w, c, id, "Defect", NULL, description);
	return answer_defects(w, c, id, 201);
}

bool
defects_resolve(struct work *w, struct call *c)
{
	struct json_object *release = release_of_call(w, c);
	struct rows *rows;
	const char *id;

	if (release == NULL)
		return false;
	id = json_str(release, "Id", "");
	rows = db_run(w, SQL_DEFECT_RESOLVE, id, w->principal.username);
	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail_field(w, "", "The release '%s' has no unresolved defect.",
		    json_str(release, "Version", ""));
	defect_event(w, c, release, "DefectResolved", "allowed to progress again");
	call_change(w, c, id, "Defect", rows_text(rows, 0, 0), NULL);
	return answer_defects(w, c, id, 200);
}

bool
releases_missing_packages(struct work *w, struct call *c)
{
	return release_of_call(w, c) != NULL && answer_text(c, 200, "{\"Packages\":[]}");
}
