/* Rules of steps that deploy a release. Running them is runner/executor_release.c. */
#include "lib/model/release_step.h"

#include <strings.h>

#include "lib/model/kinds.h"
#include "lib/model/plan_filter.h"
#include "lib/model/release.h"
#include "lib/store/document.h"

#define PREFIX "Octopus.Action.DeployRelease."

struct step {
	struct work *w;
	struct json_object *process;
	struct json_object *action;
	const char *pointer;
};

bool
is_release_step(struct json_object *action)
{
	return strcasecmp(json_str(action, "ActionType", ""), RELEASE_STEP_TYPE) == 0;
}

/* ---- in a process ------------------------------------------------------------------- */

static void
refuse(const struct step *s, const char *property, const char *message)
{
	fail_field(s->w, arena_printf(s->w->arena, "%s/Properties/%s", s->pointer, property), "%s",
	    message);
}

/* The project by property, else by package: clients send either. */
static const char *
project_of(struct json_object *action)
{
	const char *id = property_text(action, RELEASE_STEP_PROJECT);

	return !is_blank(id) ? id :
	    json_str(json_at(json_get(action, "Packages"), 0), "PackageId", "");
}

static void
set_project(const struct step *s, const char *id)
{
	static const char *const names[] = {
		RELEASE_STEP_PROJECT, "Octopus.Action.Package.PackageId",
	};
	struct json_object *properties = json_get(s->action, "Properties");
	struct json_object *packages = json_get(s->action, "Packages"), *package;

	for (size_t i = 0; i < COUNT(names); i++)
		json_set_str(properties, names[i], id);
	json_set_str(properties, "Octopus.Action.Package.FeedId", RELEASE_STEP_FEED);
	if (json_len(packages) == 0) {
		package = json_object_new_object();
		json_set_str(package, "Id", "");
		json_set_str(package, "Name", "");
		json_set(package, "Properties", json_object_new_object());
		json_push(packages, package);
	}
	package = json_at(packages, 0);
	json_set_str(package, "PackageId", id);
	json_set_str(package, "FeedId", RELEASE_STEP_FEED);
	json_set_str(package, "AcquisitionLocation", "NotAcquired");
}

static bool
check_project(const struct step *s)
{
	struct work *w = s->w;
	const char *wanted = project_of(s->action), *id;

	if (is_blank(wanted)) {
		refuse(s, RELEASE_STEP_PROJECT, "Choose the project whose release is to be "
		    "deployed.");
		return true;
	}
	id = document_id_of(w, "project", json_str(s->process, "SpaceId", NULL), NULL, wanted);
	if (id == NULL && (!work_failed(w) || w->error.code == ERR_INVALID))
		refuse(s, RELEASE_STEP_PROJECT,
		    arena_printf(w->arena, "There is no project with the id '%s'.", wanted));
	else if (id != NULL && strcmp(id, json_str(s->process, "ProjectId", "")) == 0)
		refuse(s, RELEASE_STEP_PROJECT, "A project cannot deploy itself. Choose another "
		    "one.");
	else if (id != NULL)
		set_project(s, id);
	return id != NULL || w->error.code == ERR_INVALID;
}

static void
check_condition(const struct step *s)
{
	static const char *const words[] = {"", "Always", "IfNotCurrentVersion", "IfNewer"};
	const char *condition = property_text(s->action, PREFIX "DeploymentCondition");

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcasecmp(words[i], condition) == 0)
			return;
	}
	if (strstr(condition, "#{") == NULL)
		refuse(s, PREFIX "DeploymentCondition",
		    "The condition is Always, IfNotCurrentVersion or IfNewer.");
}

/* One JSON object: names and texts. */
static void
check_variables(const struct step *s)
{
	const char *text = property_text(s->action, PREFIX "Variables");
	struct work probe = {.arena = s->w->arena};
	struct json_object *map = is_blank(text) ? NULL : json_parse(&probe, text, strlen(text));
	bool is_good = is_blank(text) || json_object_is_type(map, json_type_object);

	if (is_good && map != NULL) {
		json_object_object_foreach(map, name, value)
			is_good = is_good && !is_blank(name) &&
			    json_object_is_type(value, json_type_string);
	}
	if (!is_good)
		refuse(s, PREFIX "Variables", "The variables to pass are a JSON object of names "
		    "and texts, such as {\"Name\": \"value\"}.");
}

bool
release_steps_check(struct work *w, struct json_object *process)
{
	struct json_object *steps = json_get(process, "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		for (size_t k = 0; k < json_len(actions); k++) {
			struct step s = {w, process, json_at(actions, k),
			    arena_printf(w->arena, "/Steps/%zu/Actions/%zu", i, k)};

			if (!is_release_step(s.action))
				continue;
			if (!check_project(&s))
				return false;
			check_condition(&s);
			check_variables(&s);
		}
	}
	return true;
}

/* ---- in a release ------------------------------------------------------------------- */

struct json_object *
selected_package(struct json_object *release, const char *action_name, const char *reference_name)
{
	struct json_object *selected = json_get(release, "SelectedPackages");

	for (size_t i = 0; i < json_len(selected); i++) {
		struct json_object *s = json_at(selected, i);

		if (strcasecmp(json_str(s, "ActionName", ""), action_name) == 0 &&
		    strcasecmp(json_str(s, "PackageReferenceName", ""), reference_name) == 0)
			return s;
	}
	return NULL;
}

static struct json_object *
entry_of(struct json_object *action, struct json_object *release)
{
	const char *name = json_str(action, "Name", "");
	const char *package = json_str(json_at(json_get(action, "Packages"), 0), "Name", "");
	struct json_object *entry = selected_package(release, name, package);

	if (entry != NULL)
		return entry;
	entry = json_object_new_object();
	json_set_str(entry, "ActionName", name);
	json_set_str(entry, "PackageReferenceName", package);
	json_push(json_get(release, "SelectedPackages"), entry);
	return entry;
}

/* What the step itself says, else the newest; NULL without error: there is no release. */
static const char *
usual_version(struct work *w, struct json_object *action, const char *project_id)
{
	const char *own = json_str(json_at(json_get(action, "Packages"), 0), "Version", "");
	struct rows *rows;

	if (is_blank(own))
		own = property_text(action, PREFIX "ReleaseVersion");
	if (!is_blank(own))
		return own;
	rows = db_run(w, SQL_PROJECT_LAST_RELEASE, project_id, NULL);
	return rows == NULL || rows_count(rows) == 0 ? NULL : rows_text(rows, 0, 0);
}

bool
release_step_select(struct work *w, struct json_object *action, struct json_object *release)
{
	const char *name = json_str(action, "Name", ""), *version;
	struct json_object *project = document_find(w, project_of(action)), *entry;
	const char *project_id = json_str(project, "Id", "");

	if (project == NULL)
		return w->error.code != ERR_UNAVAILABLE && fail_field(w, "/SelectedPackages",
		    "The project that step '%s' deploys does not exist any more.", name);
	entry = entry_of(action, release);
	version = json_str(entry, "Version", "");
	if (is_blank(version))
		version = usual_version(w, action, project_id);
	if (version == NULL)
		return !work_failed(w) && fail_field(w, "/SelectedPackages", "The project '%s' has "
		    "no release yet that step '%s' could deploy. Create one first.",
		    json_str(project, "Name", ""), name);
	json_set_str(entry, "Version", version);
	if (release_find(w, project_id, version) != NULL)
		return true;
	return w->error.code != ERR_UNAVAILABLE && fail_field(w, "/SelectedPackages",
	    "The project '%s' has no release '%s' for step '%s'. Choose another version.",
	    json_str(project, "Name", ""), version, name);
}
