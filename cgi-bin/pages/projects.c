/*
 * Projects: list, new, overview, settings, logo, removal.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

/* ---- list --------------------------------------------------------------------- */

static const char *
project_web(struct view *v, struct json_object *project)
{
	return arena_printf(v->w->arena, "%s/projects/%s", view_space_web(v),
	    json_str(project, "Slug", json_str(project, "Id", "")));
}

/* The latest outcome per environment, as icons on the card. */
static struct json_object *
card_states(struct view *v, const char *project_id)
{
	struct json_object *dashboard = view_doc(v, "Dashboard"), *states = json_object_new_array();
	struct json_object *items = json_get(dashboard, "Items");

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i), *o;
		struct json_object *environment = decorate_find(json_get(dashboard, "Environments"),
		    json_str(item, "EnvironmentId", ""));

		if (strcmp(json_str(item, "ProjectId", ""), project_id) != 0 || environment == NULL)
			continue;
		decorate_state(v, item);
		o = json_object_new_object();
		json_push(states, o);
		json_set_str(o, "Environment", json_str(environment, "Name", ""));
		json_set_str(o, "Version", json_str(item, "ReleaseVersion", ""));
		json_set_str(o, "StateKey", json_str(item, "StateKey", ""));
		json_set_str(o, "StateWord", json_str(item, "StateWord", ""));
	}
	return states;
}

static struct json_object *
project_card(struct view *v, struct json_object *project)
{
	struct json_object *o = json_own(v->w, json_copy(project));
	const char *description = json_str(project, "Description", "");
	const char *end = strchr(description, '\n');

	json_set_str(o, "Web", project_web(v, project));
	json_set_str(o, "Line", end ? arena_strndup(v->w->arena, description,
	    (size_t)(end - description)) : description);
	decorate_logo(v, o);
	json_set(o, "States", card_states(v, json_str(project, "Id", "")));
	return json_object_get(o);
}

static bool
decorate_list(struct view *v)
{
	struct json_object *groups = view_doc(v, "Groups"), *list = view_new_array(v, "List");
	struct json_object *projects = json_get(view_doc(v, "Projects"), "Items");

	for (size_t i = 0; i < json_len(groups); i++) {
		struct json_object *group = json_at(groups, i), *o = json_object_new_object();
		struct json_object *cards = json_object_new_array();
		const char *id = json_str(group, "Id", "");

		json_set_str(o, "Id", id);
		json_set_str(o, "Name", json_str(group, "Name", ""));
		json_set(o, "Projects", cards);
		for (size_t k = 0; k < json_len(projects); k++) {
			if (strcmp(json_str(json_at(projects, k), "ProjectGroupId", ""), id) == 0)
				json_push(cards, project_card(v, json_at(projects, k)));
		}
		if (json_len(cards) > 0)
			json_push(list, o);
		else
			json_object_put(o);
	}
	json_set_str(view_new_object(v, "Filter"), "Text", view_query(v, "q"));
	decorate_pager(v, view_doc(v, "Projects"));
	return true;
}

/* ---- new ----------------------------------------------------------------------- */

/* The document that the form fills: typed values after a refusal, else the defaults. */
static struct json_object *
new_project(struct view *v)
{
	struct json_object *project = view_doc(v, "New"), *groups = view_doc(v, "Groups");
	struct json_object *lifecycles = view_doc(v, "Lifecycles");

	if (project == NULL)
		project = view_new_object(v, "New");
	if (json_get(project, "ProjectGroupId") == NULL)
		json_set_str(project, "ProjectGroupId", view_query(v, "group")[0] ?
		    view_query(v, "group") : json_str(json_at(groups, 0), "Id", ""));
	if (json_get(project, "LifecycleId") == NULL)
		json_set_str(project, "LifecycleId", json_str(json_at(lifecycles, 0), "Id", ""));
	return project;
}

static bool
decorate_new(struct view *v)
{
	struct json_object *project = new_project(v);

	decorate_options(v, "GroupOptions", view_doc(v, "Groups"), "Id", "Name",
	    json_get(project, "ProjectGroupId"));
	decorate_options(v, "LifecycleOptions", view_doc(v, "Lifecycles"), "Id", "Name",
	    json_get(project, "LifecycleId"));
	return true;
}

static const struct form form_new[] = {
	{
		.path = "S/projects", .method = "POST", .kind = "project", .document = "New",
		.next = "/app/{space}/projects/{/Slug}", .done = "Project '{/Name}' was created.",
	},
	{.path = NULL},
};

/* ---- overview -------------------------------------------------------------------- */

static struct json_object *
latest_item(struct json_object *items)
{
	struct json_object *latest = NULL;

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i);

		if (latest == NULL || strcmp(json_str(item, "Created", ""),
		    json_str(latest, "Created", "")) > 0)
			latest = item;
	}
	return latest;
}

static bool
may_deploy_next(struct json_object *entry, const char *environment)
{
	struct json_object *next = json_get(entry, "NextDeployments");

	for (size_t i = 0; i < json_len(next); i++) {
		if (strcmp(json_str_at(next, i), environment) == 0)
			return true;
	}
	return false;
}

static void
fill_deployed(struct view *v, struct json_object *cell, struct json_object *item)
{
	decorate_state(v, item);
	json_set_str(cell, "Web", arena_printf(v->w->arena, "%s/tasks/%s", view_space_web(v),
	    json_str(item, "TaskId", "")));
	json_set_str(cell, "StateKey", json_str(item, "StateKey", ""));
	json_set_str(cell, "StateWord", json_str(item, "StateWord", ""));
	json_set_bool(cell, "IsLive", json_flag(item, "IsCurrent", false) &&
	    strcmp(json_str(item, "State", ""), "Success") == 0);
	json_set_str(cell, "When", json_get(item, "CompletedTime") ?
	    json_str(item, "CompletedTime", "") : json_str(item, "Created", ""));
	decorate_time(v, cell, "When");
	decorate_span(v, item, "StartTime", "CompletedTime", "Took");
	json_set_str(cell, "Took", json_str(item, "Took", ""));
}

/* Whether the channel's lifecycle has the environment at all. */
static bool
is_in_channel(struct view *v, struct json_object *entry, const char *environment)
{
	struct json_object *by_channel =
	    json_get(view_doc(v, "Progression"), "ChannelEnvironments");
	struct json_object *list = json_get(by_channel,
	    json_str(json_get(entry, "Channel"), "Id", ""));

	return list == NULL || decorate_find(list, environment) != NULL;
}

static struct json_object *
release_cells(struct view *v, struct json_object *entry, const char *release_web)
{
	struct json_object *environments = json_get(view_doc(v, "Progression"), "Environments");
	struct json_object *cells = json_object_new_array();
	const char *needed = NULL;

	for (size_t i = 0; i < json_len(environments); i++) {
		struct json_object *environment = json_at(environments, i);
		struct json_object *cell = json_object_new_object();
		const char *id = json_str(environment, "Id", "");
		struct json_object *item =
		    latest_item(json_get(json_get(entry, "Deployments"), id));

		json_push(cells, cell);
		json_set_str(cell, "Environment", json_str(environment, "Name", ""));
		if (item) {
			fill_deployed(v, cell, item);
		} else if (!is_in_channel(v, entry, id)) {
			json_set_bool(cell, "IsOff", true);
		} else if (may_deploy_next(entry, id)) {
			json_set_str(cell, "DeployWeb", arena_printf(v->w->arena,
			    "%s/deploy?environment=%s", release_web, id));
		} else {
			json_set_str(cell, "Needs", needed ? needed : "an earlier phase");
		}
		if (item == NULL || strcmp(json_str(item, "State", ""), "Success") != 0)
			needed = needed ? needed : json_str(environment, "Name", "");
	}
	return cells;
}

static void
add_releases(struct view *v)
{
	struct json_object *releases = json_get(view_doc(v, "Progression"), "Releases");
	struct json_object *rows = view_new_array(v, "Rows");
	const char *project = json_str(view_doc(v, "Project"), "Web", "");

	for (size_t i = 0; i < json_len(releases) && i < 20; i++) {
		struct json_object *entry = json_at(releases, i), *row = json_object_new_object();
		struct json_object *release = json_get(entry, "Release");
		const char *version = json_str(release, "Version", "");
		const char *web = arena_printf(v->w->arena, "%s/deployments/releases/%s", project,
		    url_encode(v->w->arena, version));

		json_push(rows, row);
		json_set_str(row, "Version", version);
		json_set_str(row, "Web", web);
		json_set_str(row, "Channel", json_str(json_get(entry, "Channel"), "Name", ""));
		json_set_str(row, "Assembled", json_str(release, "Assembled", ""));
		decorate_time(v, row, "Assembled");
		json_set(row, "Cells", release_cells(v, entry, web));
	}
}

/* The success of a release that is what runs in an environment now; NULL: another's is. */
static struct json_object *
live_item(struct json_object *entry, const char *environment)
{
	struct json_object *items = json_get(json_get(entry, "Deployments"), environment);

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i);

		if (json_flag(item, "IsCurrent", false) &&
		    strcmp(json_str(item, "State", ""), "Success") == 0)
			return item;
	}
	return NULL;
}

/* What is live in each environment, the last one of the lifecycle first. */
static void
add_live(struct view *v)
{
	struct json_object *environments = json_get(view_doc(v, "Progression"), "Environments");
	struct json_object *releases = json_get(view_doc(v, "Progression"), "Releases");
	struct json_object *list = view_new_array(v, "Live");

	for (size_t i = json_len(environments); i-- > 0;) {
		struct json_object *environment = json_at(environments, i), *item = NULL, *o;

		for (size_t k = 0; k < json_len(releases) && item == NULL; k++)
			item = live_item(json_at(releases, k), json_str(environment, "Id", ""));
		if (item == NULL)
			continue;
		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "Environment", json_str(environment, "Name", ""));
		json_set_str(o, "Version", json_str(item, "ReleaseVersion", ""));
		json_set_str(o, "Web", arena_printf(v->w->arena, "%s/deployments/releases/%s",
		    json_str(view_doc(v, "Project"), "Web", ""),
		    url_encode(v->w->arena, json_str(item, "ReleaseVersion", ""))));
		json_set_str(o, "Since", json_str(item, "CompletedTime", ""));
		decorate_time(v, o, "Since");
	}
}

static void
add_phases(struct view *v)
{
	struct json_object *phases = json_get(view_doc(v, "Lifecycle"), "Phases");
	struct json_object *environments = json_get(view_doc(v, "Progression"), "Environments");
	struct json_object *list = view_new_array(v, "Phases");

	for (size_t i = 0; i < json_len(phases); i++) {
		struct json_object *phase = json_at(phases, i), *o = json_object_new_object();
		bool is_automatic = json_len(json_get(phase, "AutomaticDeploymentTargets")) > 0;

		json_push(list, o);
		json_set_str(o, "Name", json_str(phase, "Name", ""));
		json_set_str(o, "How", is_automatic ? "automatic" : "by hand");
	}
	for (size_t i = 0; json_len(phases) == 0 && i < json_len(environments); i++) {
		struct json_object *o = json_object_new_object();

		json_push(list, o);
		json_set_str(o, "Name", json_str(json_at(environments, i), "Name", ""));
		json_set_str(o, "How", "by hand");
	}
}

static void
add_events(struct view *v)
{
	struct json_object *events = json_get(view_doc(v, "Events"), "Items");

	for (size_t i = 0; i < json_len(events); i++)
		decorate_time(v, json_at(events, i), "Occurred");
}

static bool
decorate_overview(struct view *v)
{
	bool has_steps = json_len(json_get(view_doc(v, "Process"), "Steps")) > 0;
	struct json_object *o = view_new_object(v, "Overview");

	add_releases(v);
	add_live(v);
	add_phases(v);
	add_events(v);
	decorate_markdown(v, view_doc(v, "Project"), "Description");
	json_set_bool(o, "HasSteps", has_steps);
	json_set_bool(o, "HasReleases", json_len(view_doc(v, "Rows")) > 0);
	json_set_bool(o, "NeedsRelease", has_steps && json_len(view_doc(v, "Rows")) == 0);
	return true;
}

/* ---- settings ---------------------------------------------------------------------- */

static void
add_choice(struct view *v, const char *name, const char *const (*choices)[2],
	struct json_object *chosen)
{
	struct json_object *list = json_new_array(v->w);

	for (; (*choices)[0]; choices++) {
		struct json_object *o = json_object_new_object();

		json_push(list, o);
		json_set_str(o, "Id", (*choices)[0]);
		json_set_str(o, "Name", (*choices)[1]);
	}
	decorate_options(v, name, list, "Id", "Name", chosen);
}

/* All roles that targets have; those of the policy that none has any more come too. */
static void
add_policy_roles(struct view *v, struct json_object *chosen)
{
	struct json_object *all = json_own(v->w, json_copy(view_doc(v, "Roles")));

	if (!json_object_is_type(all, json_type_array))
		all = json_new_array(v->w);
	for (size_t i = 0; i < json_len(chosen); i++) {
		bool is_known = false;

		for (size_t k = 0; k < json_len(all); k++)
			is_known = is_known ||
			    strcasecmp(json_str_at(all, k), json_str_at(chosen, i)) == 0;
		if (!is_known)
			json_push_str(all, json_str_at(chosen, i));
	}
	decorate_options(v, "RoleOptions", all, "", "", chosen);
}

static bool
decorate_settings(struct view *v)
{
	static const char *const guided[][2] = {
		{"EnvironmentDefault", "As the environment says"}, {"Off", "Never"},
		{"On", "Always"},
		{NULL, NULL},
	};
	static const char *const missing[][2] = {
		{"None", "Fail the step on it"}, {"SkipUnavailableMachines", "Leave it out"},
		{NULL, NULL},
	};
	static const char *const tenanted[][2] = {
		{"Untenanted", "Without tenants"},
		{"TenantedOrUntenanted", "With or without tenants"},
		{"Tenanted", "Only with tenants"}, {NULL, NULL},
	};
	struct json_object *project = view_doc(v, "Edited"), *policy;

	policy = json_get(project, "ProjectConnectivityPolicy");
	add_choice(v, "MissingOptions", missing, json_get(policy, "SkipMachineBehavior"));
	add_policy_roles(v, json_get(policy, "TargetRoles"));
	decorate_options(v, "GroupOptions", view_doc(v, "Groups"), "Id", "Name",
	    json_get(project, "ProjectGroupId"));
	decorate_options(v, "LifecycleOptions", view_doc(v, "Lifecycles"), "Id", "Name",
	    json_get(project, "LifecycleId"));
	add_choice(v, "GuidedOptions", guided, json_get(project, "DefaultGuidedFailureMode"));
	add_choice(v, "TenantedOptions", tenanted, json_get(project, "TenantedDeploymentMode"));
	return true;
}

static const struct form form_settings[] = {
	{
		.path = "S/projects/{Edited/Id}", .method = "PUT", .kind = "project",
		.document = "Edited", .next = "/app/{space}/projects/{/Slug}/settings",
		.done = "The settings were saved.",
	},
	{
		.name = "logo", .path = "S/projects/{Edited/Id}/logo", .method = "POST",
		.is_upload = true, .done = "The logo was saved.", .label = "Upload logo",
	},
	{.path = NULL},
};

/* ---- removal ------------------------------------------------------------------------ */

static bool
check_name(struct view *v, struct json_object *body)
{
	const char *typed = view_input(v, ".confirm"),
		   *name = json_str(view_doc(v, "Project"), "Name", "");

	(void)body;
	if (typed && strcasecmp(typed, name) == 0)
		return true;
	return fail_field(
	    v->w, "/Confirm", "Type the name of the project, '%s', to delete it.", name);
}

static const struct form form_delete[] = {
	{
		.path = "S/projects/{Project/Id}", .method = "DELETE", .adjust = check_name,
		.next = "/app/{space}/projects", .done = "The project was deleted.",
		.label = "Delete project",
	},
	{.path = NULL},
};

const struct page pages_projects[] = {
	{
		.path = "/app/{s}/projects", .template = "projects-list", .section = "projects",
		.title = "Projects · {Space/Name} · Slipway",
		.reads = {
			{"Projects", "S/projects?take=100&skip={?skip}&partialName={?q}"},
			{"Groups", "S/projectgroups/all"},
			{"Dashboard", "S/dashboard"},
		},
		.decorate = decorate_list,
	},
	{
		.path = "/app/{s}/projects/new", .template = "projects-new", .section = "projects",
		.title = "Add project · Projects · Slipway",
		.reads = {
			{"Groups", "S/projectgroups/all"},
			{"Lifecycles", "S/lifecycles/all"},
		},
		.forms = form_new, .decorate = decorate_new,
	},
	{
		.path = "/app/{s}/projects/{p}", .template = "projects-overview",
		.section = "projects", .nav = "overview",
		.title = "Overview · {Project/Name} · Slipway",
		.reads = {
			{"Process", "S/deploymentprocesses/{Project/DeploymentProcessId}"},
			{"Progression",
			    "S/projects/{Project/Id}/progression?releaseHistoryCount=20"},
			{"?Lifecycle", "S/lifecycles/{Project/LifecycleId}"},
			{"?Events", "S/events?regarding={Project/Id}&take=6"},
		},
		.decorate = decorate_overview,
	},
	{
		.path = "/app/{s}/projects/{p}/settings", .template = "projects-settings",
		.section = "projects", .nav = "settings",
		.title = "Settings · {Project/Name} · Slipway",
		.reads = {
			{"Edited", "S/projects/{Project/Id}"},
			{"Groups", "S/projectgroups/all"},
			{"Lifecycles", "S/lifecycles/all"},
			{"?Roles", "S/machineroles/all"},
		},
		.forms = form_settings, .decorate = decorate_settings,
	},
	{
		.path = "/app/{s}/projects/{p}/settings/delete", .template = "projects-delete",
		.section = "projects", .nav = "settings",
		.title = "Delete · {Project/Name} · Slipway",
		.reads = {{"Releases", "S/projects/{Project/Id}/releases?take=1"}},
		.forms = form_delete,
	},
	{.path = NULL},
};
