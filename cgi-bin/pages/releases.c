/*
 * Releases of a project: list, new, one release, edit, delete. Deploying is in deploy.c.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/process.h"

static const char *
release_web(struct view *v, const char *version)
{
	return arena_printf(v->w->arena, "%s/deployments/releases/%s",
	    json_str(view_doc(v, "Project"), "Web", ""), url_encode(v->w->arena, version));
}

/* ---- list --------------------------------------------------------------------- */

static struct json_object *
progress_of(struct view *v, const char *release_id)
{
	struct json_object *all = json_get(view_doc(v, "Progression"), "Releases");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *entry = json_at(all, i);

		if (strcmp(json_str(json_get(entry, "Release"), "Id", ""), release_id) == 0)
			return json_get(entry, "Deployments");
	}
	return NULL;
}

/* The newest outcome in each environment, in the environments' order. */
static void
add_states(struct view *v, struct json_object *release)
{
	struct json_object *environments = json_get(view_doc(v, "Progression"), "Environments");
	struct json_object *progress = progress_of(v, json_str(release, "Id", ""));
	struct json_object *states = json_object_new_array();

	json_set(release, "States", states);
	for (size_t i = 0; i < json_len(environments); i++) {
		struct json_object *environment = json_at(environments, i), *o;
		struct json_object *item =
		    json_at(json_get(progress, json_str(environment, "Id", "")), 0);

		if (item == NULL)
			continue;
		decorate_state(v, item);
		o = json_object_new_object();
		json_push(states, o);
		json_set_str(o, "Environment", json_str(environment, "Name", ""));
		json_set_str(o, "StateKey", json_str(item, "StateKey", ""));
		json_set_str(o, "StateWord", json_str(item, "StateWord", ""));
	}
}

static const char *
first_line(struct arena *a, const char *text)
{
	return arena_strndup(a, text, strcspn(text, "\r\n"));
}

static bool
decorate_list(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Releases"), "Items");

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *release = json_at(items, i);
		struct json_object *channel =
		    decorate_find(view_doc(v, "Channels"), json_str(release, "ChannelId", NULL));

		json_set_str(release, "Web", release_web(v, json_str(release, "Version", "")));
		json_set_str(release, "ChannelName", json_str(channel, "Name", ""));
		json_set_str(release, "Line", first_line(v->w->arena,
		    json_str(release, "ReleaseNotes", "")));
		decorate_time(v, release, "Assembled");
		add_states(v, release);
	}
	json_set_str(view_new_object(v, "Filter"), "Text", view_query(v, "q"));
	decorate_pager(v, view_doc(v, "Releases"));
	return true;
}

/* ---- new ----------------------------------------------------------------------- */

static const char *
default_channel(struct json_object *channels)
{
	channels = json_get(channels, "Items");
	for (size_t i = 0; i < json_len(channels); i++) {
		if (json_flag(json_at(channels, i), "IsDefault", false))
			return json_str(json_at(channels, i), "Id", "");
	}
	return "";
}

static const char *
package_input(struct view *v, size_t i)
{
	return arena_printf(v->w->arena, ".package-%zu", i);
}

/* Releases of other projects that steps deploy: the version chosen, else the newest. */
static void
add_packages(struct view *v)
{
	struct json_object *all = json_get(view_doc(v, "Template"), "Packages");
	struct json_object *list = view_new_array(v, "Packages");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *from = json_at(all, i), *o = json_object_new_object();
		struct json_object *versions = json_get(from, "Versions"), *options;
		const char *input = package_input(v, i), *typed = view_input(v, input);
		const char *fixed = json_str(from, "FixedVersion", "");

		if (typed == NULL)
			typed = fixed[0] ? fixed : json_str_at(versions, 0);
		json_push(list, o);
		options = json_object_new_array();
		json_set_str(o, "Input", input);
		json_set_str(o, "Step", json_str(from, "ActionName", ""));
		json_set_str(o, "Name",
		    json_str(from, "ProjectName", json_str(from, "PackageId", "")));
		json_set_str(o, "Last", json_str(from, "VersionSelectedLastRelease", ""));
		json_set_str(o, "Version", typed == NULL ? "" : typed);
		json_set(o, "Options", options);
		for (size_t k = 0; k < json_len(versions); k++) {
			struct json_object *option = json_object_new_object();
			const char *version = json_str_at(versions, k);

			json_push(options, option);
			json_set_str(option, "Value", version);
			json_set_bool(option, "IsChosen", typed && strcmp(version, typed) == 0);
		}
	}
}

/* The chosen versions become SelectedPackages. */
static bool
select_packages(struct view *v, struct json_object *body)
{
	struct json_object *all = json_get(view_doc(v, "Template"), "Packages");
	struct json_object *selected = json_object_new_array();

	for (size_t i = 0; i < json_len(all); i++) {
		static const char *const copied[] = {"ActionName", "PackageReferenceName"};
		const char *version = view_input(v, package_input(v, i));
		struct json_object *one;

		if (version == NULL || version[0] == '\0')
			continue;
		one = json_object_new_object();
		for (size_t k = 0; k < COUNT(copied); k++)
			json_set_str(one, copied[k], json_str(json_at(all, i), copied[k], ""));
		json_set_str(one, "Version", version);
		json_push(selected, one);
	}
	if (json_len(selected) > 0)
		json_set(body, "SelectedPackages", selected);
	else
		json_object_put(selected);
	return true;
}

static bool
decorate_new(struct view *v)
{
	struct json_object *release = view_doc(v, "New");
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");

	if (release == NULL) {
		release = view_new_object(v, "New");
		json_set_str(release, "Version",
		    json_str(view_doc(v, "Template"), "NextVersionIncrement", ""));
		json_set_str(release, "ChannelId", view_query(v, "channel")[0] ?
		    view_query(v, "channel") : default_channel(view_doc(v, "Channels")));
	}
	decorate_options(v, "ChannelOptions", view_doc(v, "Channels"), "Id", "Name",
	    json_get(release, "ChannelId"));
	json_set_bool(release, "HasChannels", json_len(view_doc(v, "ChannelOptions")) > 1);
	json_set_bool(release, "HasSteps", json_len(steps) > 0);
	add_packages(v);
	return true;
}

static const struct form form_new[] = {
	{
		.path = "S/releases", .method = "POST", .kind = "release", .document = "New",
		.next = "/app/{space}/projects/{Project/Slug}/deployments/releases/{/Version}",
		.done = "Release {/Version} was created.", .adjust = select_packages,
	},
	{.path = NULL},
};

/* ---- one release ------------------------------------------------------------------ */

static void
decorate_phase(struct view *v, struct json_object *phase)
{
	struct json_object *deployments = json_get(phase, "Deployments");
	size_t count = json_len(deployments);
	struct json_object *task = count ? json_get(json_at(deployments, count - 1), "Task") : NULL;
	const char *progress = json_str(phase, "Progress", "Pending");

	if (task) {
		decorate_state(v, task);
		json_set_str(phase, "StateKey", json_str(task, "StateKey", ""));
		json_set_str(phase, "StateWord", json_str(task, "StateWord", ""));
		json_set_str(phase, "Web", arena_printf(v->w->arena, "%s/tasks/%s",
		    view_space_web(v), json_str(task, "Id", "")));
	} else {
		json_set_str(phase, "StateKey", "pending");
		json_set_str(phase, "StateWord", json_flag(phase, "Blocked", false) ? "blocked" :
		    strcmp(progress, "Current") == 0 ? "next" : "later");
		json_set_str(phase, "Web", "");
	}
}

static void
decorate_deployment(struct view *v, struct json_object *deployment)
{
	struct json_object *environment = decorate_find(view_doc(v, "Environments"),
	    json_str(deployment, "EnvironmentId", NULL));

	json_set_str(deployment, "EnvironmentName", json_str(environment, "Name", ""));
	json_set_str(deployment, "Web", arena_printf(v->w->arena, "%s/tasks/%s",
	    view_space_web(v), json_str(deployment, "TaskId", "")));
	decorate_time(v, deployment, "Created");
}

/* Deployments know their task; its state comes with the phases. */
static void
add_task_states(struct view *v, struct json_object *deployments, struct json_object *phases)
{
	for (size_t i = 0; i < json_len(deployments); i++) {
		struct json_object *deployment = json_at(deployments, i);
		const char *id = json_str(deployment, "Id", "");

		json_set_str(deployment, "StateKey", "pending");
		json_set_str(deployment, "StateWord", "Deployed");
		for (size_t p = 0; p < json_len(phases); p++) {
			struct json_object *known = json_get(json_at(phases, p), "Deployments");

			for (size_t k = 0; k < json_len(known); k++) {
				struct json_object *task = json_get(json_at(known, k), "Task");

				if (strcmp(json_str(json_get(json_at(known, k), "Deployment"),
				    "Id", ""), id) != 0)
					continue;
				decorate_state(v, task);
				json_set_str(
				    deployment, "StateKey", json_str(task, "StateKey", ""));
				json_set_str(deployment, "StateWord",
				    json_str(task, "StateWord", ""));
			}
		}
	}
}

static void
add_next(struct view *v, struct json_object *release)
{
	struct json_object *progress = view_doc(v, "Progress"), *next;
	struct json_object *promote = json_get(view_doc(v, "Template"), "PromoteTo");
	struct json_object *chosen = NULL;

	next = json_get(progress, "NextDeployments");
	for (size_t i = 0; i < json_len(next) && chosen == NULL; i++)
		chosen = decorate_find(promote, json_str_at(next, i));
	if (chosen == NULL)
		chosen = json_at(promote, json_len(promote) - 1);
	json_set_str(release, "NextName", json_str(chosen, "Name", ""));
	json_set_str(release, "NextWeb", chosen == NULL ? "" :
	    arena_printf(v->w->arena, "%s/deploy?environment=%s",
	    json_str(release, "Web", ""), json_str(chosen, "Id", "")));
}

static void
add_defect(struct view *v, struct json_object *release)
{
	struct json_object *items;

	json_set_str(release, "Defect", "");
	if (!view_get(v, "Defects", view_api_path(v, "S/releases/{Release/Id}/defects"), NULL)) {
		work_clear_error(v->w);
		return;
	}
	items = json_get(view_doc(v, "Defects"), "Items");
	for (size_t i = 0; i < json_len(items); i++) {
		if (strcmp(json_str(json_at(items, i), "Status", ""), "Unresolved") == 0)
			json_set_str(release, "Defect", json_str(json_at(items, i), "Description",
			    "no reason given"));
	}
}

static void
add_snapshot(struct view *v)
{
	struct json_object *steps = json_get(view_doc(v, "Snapshot"), "Steps");
	struct json_object *list = view_new_array(v, "Steps");

	for (size_t i = 0; i < json_len(steps); i++)
		json_push(list, describe_step(v, json_at(steps, i), i));
}

static bool
decorate_detail(struct view *v)
{
	struct json_object *release = view_doc(v, "Release");
	struct json_object *phases = json_get(view_doc(v, "Progress"), "Phases");
	struct json_object *deployments = json_get(view_doc(v, "Deployments"), "Items");

	json_set_str(release, "Web", release_web(v, json_str(release, "Version", "")));
	decorate_time(v, release, "Assembled");
	json_set_str(release, "ReleaseNotesHtml", "");
	decorate_markdown(v, release, "ReleaseNotes");
	for (size_t i = 0; i < json_len(phases); i++)
		decorate_phase(v, json_at(phases, i));
	for (size_t i = 0; i < json_len(deployments); i++)
		decorate_deployment(v, json_at(deployments, i));
	add_task_states(v, deployments, phases);
	add_next(v, release);
	add_defect(v, release);
	add_snapshot(v);
	json_set_bool(release, "IsProcessChanged",
	    json_flag(view_doc(v, "Template"), "IsDeploymentProcessModified", false));
	return true;
}

static const struct form form_detail[] = {
    {
	.name = "prevent",
	.path = "S/releases/{Release/Id}/defects",
	.method = "POST",
	.done = "The release will not progress until this is lifted.",
	.label = "Prevent progression",
    },
    {
	.name = "allow",
	.path = "S/releases/{Release/Id}/defects/resolve",
	.method = "POST",
	.done = "The release may progress again.",
	.label = "Allow progression",
    },
    {
	.name = "variables",
	.path = "S/releases/{Release/Id}/snapshot-variables",
	.method = "POST",
	.done = "The release has the variables of now.",
	.label = "Update variables",
    },
    {.path = NULL},
};

/* ---- edit, delete ------------------------------------------------------------------ */

static bool
decorate_edit(struct view *v)
{
	json_set_str(view_doc(v, "Release"), "Web",
	    release_web(v, view_param(v, "version")));
	return true;
}

#define RELEASE_READ {"Release", "S/projects/{Project/Id}/releases/{version}"}
#define RELEASES_WEB "/app/{space}/projects/{Project/Slug}/deployments/releases"

static const struct form form_edit[] = {
	{
		.path = "S/releases/{Release/Id}", .method = "PUT", .kind = "release",
		.document = "Release", .next = RELEASES_WEB "/{/Version}",
		.done = "The release was saved.",
	},
	{.path = NULL},
};

static const struct form form_delete[] = {
	{
		.path = "S/releases/{Release/Id}", .method = "DELETE",
		.next = "/app/{space}/projects/{p}/deployments/releases",
		.done = "The release was deleted.", .label = "Delete release",
	},
	{.path = NULL},
};

#define RELEASE_ROW(p, t) .path = "/app/{s}/projects/{p}/deployments/releases" p, \
	.template = "releases-" t, .section = "projects", .nav = "releases"

const struct page pages_releases[] = {
    {
	RELEASE_ROW("", "list"),
	.title = "Releases · {Project/Name} · Slipway",
	.reads =
	    {
		{"Releases", "S/projects/{Project/Id}/releases?take=30&skip={?skip}"
			     "&searchByVersion={?q}"},
		{"Channels", "S/projects/{Project/Id}/channels?take=100"},
		{"Progression", "S/projects/{Project/Id}/progression?releaseHistoryCount=100"},
	    },
	.decorate = decorate_list,
    },
    {
	RELEASE_ROW("/new", "new"),
	.title = "Create release · {Project/Name} · Slipway",
	.reads =
	    {
		{"Process", "S/deploymentprocesses/{Project/DeploymentProcessId}"},
		{"Template", "S/deploymentprocesses/{Project/DeploymentProcessId}/template"
			     "?channel={?channel}"},
		{"Channels", "S/projects/{Project/Id}/channels?take=100"},
	    },
	.forms = form_new,
	.decorate = decorate_new,
    },
    {
	RELEASE_ROW("/{version}", "detail"),
	.title = "{Release/Version} · Releases · {Project/Name} · Slipway",
	.reads =
	    {
		RELEASE_READ,
		{"Progress", "S/releases/{Release/Id}/progression"},
		{"Deployments", "S/releases/{Release/Id}/deployments?take=30"},
		{"Template", "S/releases/{Release/Id}/deployments/template"},
		{"Environments", "S/environments/all"},
		{"?Snapshot", "S/deploymentprocesses/"
			      "{Release/ProjectDeploymentProcessSnapshotId}"},
	    },
	.forms = form_detail,
	.decorate = decorate_detail,
    },
    {
	RELEASE_ROW("/{version}/edit", "edit"),
	.title = "Edit {Release/Version} · {Project/Name} · Slipway",
	.reads = {RELEASE_READ},
	.forms = form_edit,
	.decorate = decorate_edit,
    },
    {
	RELEASE_ROW("/{version}/delete", "delete"),
	.title = "Delete {Release/Version} · {Project/Name} · Slipway",
	.reads = {RELEASE_READ, {"Deployments", "S/releases/{Release/Id}/deployments?take=1"}},
	.forms = form_delete,
	.decorate = decorate_edit,
    },
    {.path = NULL},
};
