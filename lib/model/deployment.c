/*
 * The kind deployment: fields and rules. The order of the checks: release and
 * project, lifecycle, prompted values, chosen steps and targets, schedule. What
 * runs is the task; the document only says what was asked for.
 */
#include "lib/model/deployment.h"

#include <string.h>
#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"
#include "lib/base/semver.h"
#include "lib/model/kinds.h"
#include "lib/model/progress.h"
#include "lib/model/prompts.h"
#include "lib/model/variable_values.h"
#include "lib/store/db.h"
#include "lib/store/document.h"
#include "lib/store/task.h"

#define SCHEDULE_MAX_DAYS 30
#define EXPIRY_US ((int64_t)30 * 60 * 1000000)	/* of what is scheduled without one */
#define DAY_US ((int64_t)24 * 3600 * 1000000)
#define CHANGES_MAX 100
#define CONCURRENCY_TAG "Octopus.Task.ConcurrencyTag"

static const char *const priorities[] = {"LifecycleDefault", "On", "Off", NULL};

static const struct field fields[] = {FIELD("Name", F_TEXT, .flags = F_READ_ONLY),
    FIELD("ReleaseId", F_REF, .flags = F_REQUIRED | F_ON_CREATE, .ref = "release"),
    FIELD("EnvironmentId", F_REF, .flags = F_REQUIRED | F_ON_CREATE, .ref = "environment"),
    FIELD("TenantId", F_REF, .flags = F_NULL | F_ON_CREATE, .ref = "tenant"),
    FIELD("ProjectId", F_TEXT, .flags = F_READ_ONLY),
    FIELD("ChannelId", F_TEXT, .flags = F_READ_ONLY),
    FIELD("TaskId", F_TEXT, .flags = F_READ_ONLY, .help = "The task to follow."),
    FIELD("DeploymentProcessId", F_TEXT, .flags = F_READ_ONLY),
    FIELD("ManifestVariableSetId", F_TEXT, .flags = F_READ_ONLY),
    FIELD("LibraryVariableSetSnapshotIds", F_TEXT, .flags = F_READ_ONLY | F_LIST),
    FIELD("SkipActions", F_TEXT, .flags = F_LIST, .help = "Ids of steps or actions to leave out."),
    FIELD("SpecificMachineIds", F_TEXT, .flags = F_LIST, .help = "Only these targets; none: all."),
    FIELD("ExcludedMachineIds", F_TEXT, .flags = F_LIST, .help = "Never these targets."),
    FIELD("DeployedToMachineIds", F_TEXT, .flags = F_READ_ONLY | F_LIST),
    FIELD("UseGuidedFailure", F_BOOL, .flags = F_OPTIONAL,
	.help = "Ask a person when a step fails; the project's or environment's choice if absent."),
    FIELD("ForcePackageDownload", F_BOOL), FIELD("ForcePackageRedeployment", F_BOOL),
    FIELD("FormValues", F_MAP, .help = "Values of prompted variables by their ids."),
    FIELD("SensitiveFormValues", F_PROPERTIES, .flags = F_READ_ONLY,
	.help = "Which sensitive values were given."),
    FIELD("PassedVariables", F_PROPERTIES, .flags = F_READ_ONLY,
	.help = "What a step of another deployment passed to this one."),
    FIELD("QueueTime", F_TIME, .flags = F_NULL, .help = "Not before; at most 30 days ahead."),
    FIELD("QueueTimeExpiry", F_TIME, .flags = F_NULL, .help = "Not started by then: timed out."),
    FIELD("Comments", F_LONG, .flags = F_NULL),
    FIELD("Priority", F_ENUM, .values = priorities, .otherwise = "\"LifecycleDefault\""),
    FIELD("Created", F_TIME, .flags = F_READ_ONLY),
    FIELD("DeployedBy", F_TEXT, .flags = F_READ_ONLY),
    FIELD("DeployedById", F_TEXT, .flags = F_READ_ONLY),
    FIELD("FailureEncountered", F_BOOL, .flags = F_MERGED),
    FIELD("Changes", F_ANY, .flags = F_READ_ONLY | F_LIST),
    FIELD("ChangesMarkdown", F_LONG, .flags = F_READ_ONLY),
    FIELD("TentacleRetentionPeriod", F_ANY, .flags = F_READ_ONLY | F_NULL), FIELD_END};

static const struct link links[] = {
	{"Self", "{S}/deployments/{id}"},
	{"Release", "{S}/releases/{ReleaseId}"},
	{"Environment", "{S}/environments/{EnvironmentId}"},
	{"Project", "{S}/projects/{ProjectId}"},
	{"Task", "/api/tasks/{TaskId}"},
	{"DeploymentProcess", "{S}/deploymentprocesses/{DeploymentProcessId}"},
	{"Variables", "{S}/variables/{ManifestVariableSetId}"},
	{"Artifacts", "{S}/artifacts?regarding={id}"},
	{"Interruptions", "{S}/interruptions?regarding={id}"},
	{"Web", "/app/{space}/tasks/{TaskId}"},
	LINK_END
};

/* Documents that the rules look at. */
struct scene {
	struct json_object *release;
	struct json_object *environment;
	struct progress progress;		/* with the project */
};

static struct json_object *
find_in_space(struct work *w, struct json_object *doc, const char *member, const char *kind)
{
	const char *id = json_str(doc, member, ""), *found;

	found = document_id_of(w, kind, json_str(doc, "SpaceId", NULL), NULL, id);
	if (found == NULL || strcasecmp(found, id) != 0) {
		if (!work_failed(w))
			fail_field(w, arena_printf(w->arena, "/%s", member),
			    "There is no %s with the id '%s'.", kind, id);
		return NULL;
	}
	return document_get(w, found);
}

static bool
check_tenant(struct work *w, struct json_object *project, struct json_object *doc)
{
	const char *mode = json_str(project, "TenantedDeploymentMode", "Untenanted");
	bool is_tenanted = json_get(doc, "TenantId") != NULL;

	if (is_tenanted)
		return fail_field(w, "/TenantId",
		    "Deployments for tenants are not possible yet. Leave "
		    "the tenant out.");
	if (strcmp(mode, "Tenanted") == 0)
		return fail_field(w, "/TenantId", "The project '%s' is deployed for tenants only.",
		    json_str(project, "Name", ""));
	return true;
}

static bool
load_scene(struct work *w, struct json_object *doc, struct scene *s)
{
	static const struct recipient untenanted;
	const char *refusal, *name;

	s->release = find_in_space(w, doc, "ReleaseId", "release");
	s->environment = find_in_space(w, doc, "EnvironmentId", "environment");
	if (s->release == NULL || s->environment == NULL)
		return false;
	if (!progress_load(w, json_str(s->release, "Id", ""), NULL, &s->progress))
		return false;
	name = json_str(s->progress.project, "Name", "");
	if (json_flag(s->progress.project, "IsDisabled", false))
		return fail_field(w, "/ReleaseId", "The project '%s' is disabled. Enable it in its "
		    "settings to deploy.", name);
	if (!check_tenant(w, s->progress.project, doc))
		return false;
	refusal = lifecycle_refusal(w, &s->progress.phases, &s->progress.history,
	    json_str(s->environment, "Id", ""), &untenanted);
	if (refusal != NULL)
		return fail_field(w, "/EnvironmentId",
		    "Release '%s' of '%s' cannot be deployed to '%s'. "
		    "%s",
		    json_str(s->release, "Version", ""), name, json_str(s->environment, "Name", ""),
		    refusal);
	return true;
}

static bool
check_prompts(struct work *w, const struct scene *s, struct json_object *doc)
{
	struct prompts p;

	return prompts_load(w, s->release, json_str(s->environment, "Id", ""), &p) &&
	    prompts_take(w, &p, doc);
}

/* ---- schedule ------------------------------------------------------------------- */

static bool
check_schedule(struct work *w, struct json_object *doc)
{
	const char *start = json_str(doc, "QueueTime", NULL);
	const char *expiry = json_str(doc, "QueueTimeExpiry", NULL);
	int64_t now = clock_now_us(), start_us = now, expiry_us = 0;

	if (start != NULL && !clock_parse_iso(start, &start_us))
		return fail_field(w, "/QueueTime", "'%s' is no date and time.", start);
	if (start_us > now + SCHEDULE_MAX_DAYS * DAY_US)
		return fail_field(w, "/QueueTime", "The time is more than %d days ahead. Choose an "
		    "earlier one.", SCHEDULE_MAX_DAYS);
	if (expiry != NULL && !clock_parse_iso(expiry, &expiry_us))
		return fail_field(w, "/QueueTimeExpiry", "'%s' is no date and time.", expiry);
	if (expiry != NULL && (expiry_us <= start_us || expiry_us <= now))
		return fail_field(w, "/QueueTimeExpiry", "The time must be later than the start.");
	if (expiry == NULL && start_us > now)
		json_set_str(doc, "QueueTimeExpiry", clock_iso(w->arena, start_us + EXPIRY_US));
	return true;
}

/* ---- changes -------------------------------------------------------------------- */

static void
add_change(struct buf *markdown, struct json_object *changes, const char *version,
    const char *notes)
{
	struct json_object *c = json_object_new_object();

	json_set_str(c, "Version", version);
	json_set_str(c, "ReleaseNotes", notes == NULL ? "" : notes);
	json_set(c, "BuildInformation", json_object_new_array());
	json_set(c, "Commits", json_object_new_array());
	json_push(changes, c);
	if (notes != NULL && *notes != '\0')
		buf_printf(markdown, "# Release %s\n\n%s\n\n", version, notes);
}

static bool
is_full(struct work *w, const char *version)
{
	struct version v;

	return version_parse(w->arena, version, &v) && *v.label == '\0';
}

struct change_item {
	const char *version;
	const char *notes;
};

static int
by_version(const void *a, const void *b)
{
	return version_compare(((const struct change_item *)a)->version,
	    ((const struct change_item *)b)->version);
}

/* Full releases of the channel after the one that is there now, up to this one. */
static size_t
releases_between(struct work *w, const struct scene *s, const char *previous,
    struct change_item **ret)
{
	const char *version = json_str(s->release, "Version", "");
	struct rows *rows = db_run(w, SQL_DEPLOYMENT_CHANGE_CANDIDATES,
	    json_str(s->release, "ProjectId", ""), json_str(s->release, "ChannelId", ""));
	size_t n = 0;

	*ret = arena_array(w->arena, (rows == NULL ? 0 : rows_count(rows)) + 1, sizeof(**ret));
	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++) {
		const char *v = rows_text(rows, i, 0);

		if (is_full(w, v) && version_compare(v, previous) > 0 &&
		    version_compare(v, version) <= 0)
			(*ret)[n++] = (struct change_item){v, rows_text(rows, i, 1)};
	}
	qsort(*ret, n, sizeof(**ret), by_version);
	return n;
}

static bool
set_changes(struct work *w, const struct scene *s, struct json_object *doc)
{
	const char *version = json_str(s->release, "Version", "");
	struct json_object *changes = json_object_new_array();
	struct change_item *items = NULL;
	struct buf markdown;
	struct rows *previous;
	size_t n = 0;

	json_set(doc, "Changes", changes);
	buf_init(&markdown, w->arena, (size_t)1024 * 1024);
	previous = db_run(w, SQL_DEPLOYMENT_PREVIOUS_VERSION, json_str(s->release, "ProjectId", ""),
	    json_str(s->environment, "Id", ""), json_str(s->release, "ChannelId", ""));
	if (previous == NULL)
		return false;
	if (rows_count(previous) > 0 && is_full(w, version) &&
	    is_full(w, rows_text(previous, 0, 0)))
		n = releases_between(w, s, rows_text(previous, 0, 0), &items);
	if (n == 0)
		add_change(&markdown, changes, version, json_str(s->release, "ReleaseNotes", NULL));
	for (size_t i = n > CHANGES_MAX ? n - CHANGES_MAX : 0; i < n; i++)
		add_change(&markdown, changes, items[i].version, items[i].notes);
	json_set_str(doc, "ChangesMarkdown", markdown.s);
	return !work_failed(w);
}

/* ---- creating ------------------------------------------------------------------- */

bool
deployment_plan_input(struct work *w, struct json_object *release, struct json_object *project,
    const char *environment_id, const char *environment_name, struct json_object *choices,
    struct plan_input *ret)
{
	*ret = (struct plan_input){
	    .process = document_get(w, json_str(release, "ProjectDeploymentProcessSnapshotId", "")),
	    .environment_id = environment_id,
	    .environment_name = environment_name,
	    .channel_id = json_str(release, "ChannelId", NULL),
	    .machines = document_all(w, "machine", json_str(release, "SpaceId", NULL), NULL),
	    .policy = json_get(project, "ProjectConnectivityPolicy"),
	    .skip_actions = json_get(choices, "SkipActions"),
	    .specific_machine_ids = json_get(choices, "SpecificMachineIds"),
	    .excluded_machine_ids = json_get(choices, "ExcludedMachineIds"),
	};
	return ret->process != NULL && ret->machines != NULL;
}

static bool
default_guidance(const struct scene *s)
{
	const char *mode = json_str(s->progress.project, "DefaultGuidedFailureMode",
	    "EnvironmentDefault");

	if (strcmp(mode, "EnvironmentDefault") == 0)
		return json_flag(s->environment, "UseGuidedFailure", false);
	return strcmp(mode, "On") == 0;
}

static void
fill(struct work *w, const struct scene *s, struct json_object *doc)
{
	static const struct { const char *to, *from; } copied[] = {
		{"ReleaseId", "Id"}, {"ProjectId", "ProjectId"}, {"ChannelId", "ChannelId"},
		{"DeploymentProcessId", "ProjectDeploymentProcessSnapshotId"},
		{"ManifestVariableSetId", "ProjectVariableSetSnapshotId"},
	};

	for (size_t i = 0; i < COUNT(copied); i++)
		json_set_str(doc, copied[i].to, json_str(s->release, copied[i].from, ""));
	json_set(doc, "LibraryVariableSetSnapshotIds",
	    json_copy(json_get(s->release, "LibraryVariableSetSnapshotIds")));
	json_set_str(doc, "EnvironmentId", json_str(s->environment, "Id", ""));
	json_set_str(doc, "Name", arena_printf(w->arena, "Deploy to %s",
	    json_str(s->environment, "Name", "")));
	json_set_str(doc, "Created", clock_iso(w->arena, clock_now_us()));
	json_set_str(doc, "DeployedBy", w->principal.username == NULL ? "" : w->principal.username);
	json_set_str(doc, "DeployedById", w->principal.user_id == NULL ? "" : w->principal.user_id);
	if (json_get(doc, "UseGuidedFailure") == NULL)
		json_set_bool(doc, "UseGuidedFailure", default_guidance(s));
}

static bool
check_create(struct work *w, struct json_object *doc)
{
	struct plan_input input;
	struct scene s = {0};

	if (!load_scene(w, doc, &s) || !check_prompts(w, &s, doc))
		return false;
	if (!deployment_plan_input(w, s.release, s.progress.project,
		json_str(s.environment, "Id", ""), json_str(s.environment, "Name", ""), doc,
		&input) ||
	    !plan_check_choices(w, &input))
		return false;
	if (!check_schedule(w, doc))
		return false;
	fill(w, &s, doc);
	return set_changes(w, &s, doc);
}

static bool
check_delete(struct work *w, struct json_object *old)
{
	struct rows *rows = db_run(w, SQL_DEPLOYMENT_TASK, json_str(old, "Id", ""));

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return true;
	if (!rows_true(rows, 0, 1))
		return fail_field(w, "",
		    "The deployment cannot be deleted while its task '%s' is not "
		    "finished. Cancel it first.",
		    rows_text(rows, 0, 0));
	return db_run(w, SQL_DEPLOYMENT_REMOVE_TASK, rows_text(rows, 0, 0)) != NULL;
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	switch (change) {
	case CHANGE_CREATE:
		return check_create(w, doc);
	case CHANGE_EDIT:
		return fail(w, ERR_INVALID, "A deployment cannot be changed.");
	case CHANGE_DELETE:
		break;
	}
	return check_delete(w, old);
}

static int
priority_of(const struct progress *p, struct json_object *doc)
{
	const char *priority = json_str(doc, "Priority", "");
	const struct phase *phase = phase_of(&p->phases, json_str(doc, "EnvironmentId", ""));

	if (strcmp(priority, "LifecycleDefault") == 0)
		return phase != NULL && phase->is_priority;
	return strcmp(priority, "On") == 0;
}

/*
 * Of the tasks with one key one runs at a time. Variables may say which (T3), so that
 * projects share something, or environments need not wait for each other.
 */
static const char *
concurrency_key(struct work *w, struct json_object *doc, struct json_object *release,
    const struct progress *p)
{
	const char *environment_id = json_str(doc, "EnvironmentId", "");
	struct system_documents docs = {
		.release = release,
		.project = p->project,
		.deployment = doc,
		.environment = document_find(w, environment_id),
		.channel = document_find(w, json_str(doc, "ChannelId", "")),
	};
	struct scope_place place = {
		.environment_id = environment_id,
		.channel_id = json_str(doc, "ChannelId", NULL),
		.process_owner_id = json_str(doc, "ProjectId", NULL),
	};
	struct variable_sources sources;
	struct variable_values values;
	struct expr_result result;

	if (!variable_sources_frozen(w, release, &sources))
		return NULL;
	values = variable_values(w, &sources, &place, &docs);
	(void)expr_evaluate(w, values.vars, "#{" CONCURRENCY_TAG "}", 0, &result);
	if (result.outcome == EXPR_OK && !is_blank(result.text))
		return arena_printf(w->arena, "Tag/%s", result.text);
	return arena_printf(
	    w->arena, "%s/%s", json_str(doc, "ProjectId", ""), environment_id);
}

static bool
make_task(struct work *w, struct json_object *doc, struct json_object *release,
    const char **ret_task_id)
{
	const char *id = json_str(doc, "Id", ""), *project_id = json_str(doc, "ProjectId", "");
	const char *environment_id = json_str(doc, "EnvironmentId", "");
	struct json_object *arguments = json_new_object(w);
	struct progress p = {0};
	struct task_new t = {
	    .space_id = json_str(doc, "SpaceId", NULL),
	    .name = "Deploy",
	    .arguments = arguments,
	    .project_id = project_id,
	    .environment_id = environment_id,
	    .deployment_id = id,
	    .created_by = w->principal.user_id,
	    .queue_time = json_str(doc, "QueueTime", NULL),
	    .queue_expiry = json_str(doc, "QueueTimeExpiry", NULL),
	};

	if (!progress_load(w, json_str(release, "Id", ""), NULL, &p))
		return false;
	t.concurrency_key = concurrency_key(w, doc, release, &p);
	if (t.concurrency_key == NULL)
		return false;
	json_set_str(arguments, "DeploymentId", id);
	t.priority = priority_of(&p, doc);
	t.description = arena_printf(w->arena, "Deploy %s release %s to %s",
	    json_str(p.project, "Name", ""), json_str(release, "Version", ""),
	    progress_environment(&p, environment_id));
	return task_create(w, &t, ret_task_id);
}

/* The task knows the deployment and the deployment the task: the document is told last. */
static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	struct json_object *release;
	const char *task_id;

	if (change != CHANGE_CREATE)
		return true;
	release = document_get(w, json_str(doc, "ReleaseId", ""));
	if (release == NULL || !make_task(w, doc, release, &task_id))
		return false;
	json_set_str(doc, "TaskId", task_id);
	json_set(doc, "Links", document_links(w, &kind_deployment, doc));
	return db_run(w, SQL_DEPLOYMENT_COMPLETE, json_str(doc, "Id", ""), json_text(w, doc)) !=
	    NULL &&
	    db_run(w, SQL_DEPLOYMENT_ADD, json_str(doc, "Id", ""), json_str(doc, "SpaceId", ""),
		json_str(doc, "ProjectId", ""), json_str(doc, "ReleaseId", ""),
		json_str(doc, "EnvironmentId", ""), json_str(doc, "ChannelId", ""),
		json_str(doc, "TenantId", NULL), task_id) != NULL;
}

const struct kind kind_deployment = {
	.name = "deployment",
	.collection = "deployments",
	.prefix = "Deployments-",
	.label = "deployment",
	.item_type = "Deployment",
	.flags = KIND_NEWEST_FIRST | KIND_UNNAMED,
	.owner_field = "ReleaseId",
	.fields = fields,
	.links = links,
	.view = "DeploymentView",
	.create = "DeploymentCreate",
	.edit = "DeploymentCreate",
	.delete = "DeploymentDelete",
	.check = check,
	.after = after,
};
