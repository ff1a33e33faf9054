/*
 * Tasks: the list (of a space, of a project), and one task with its log.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/task_artifacts.h"
#include "cgi-bin/pages/task_chart.h"
#include "cgi-bin/pages/task_log.h"
#include "cgi-bin/pages/task_people.h"

#define CHOICES 200		/* more are no help in a list to choose from */

/* ---- lists ------------------------------------------------------------------ */

static const struct {
	const char *states;
	const char *label;
} state_filters[] = {
	{"", "All"},
	{"Queued", "Queued"},
	{"Executing,Cancelling", "Running"},
	{"Success", "Succeeded"},
	{"Failed,TimedOut", "Failed"},
	{"Canceled", "Cancelled"},
};

static void
add_state_filters(struct view *v)
{
	struct json_object *list = view_new_array(v, "Filters"), *o;
	const char *chosen = view_query(v, "states");
	bool is_waiting = strcmp(view_query(v, "waiting"), "true") == 0;

	for (size_t i = 0; i < COUNT(state_filters); i++) {
		const char *states = state_filters[i].states;

		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "Label", state_filters[i].label);
		json_set_str(o, "Web", decorate_link(v, "states", states));
		json_set_bool(o, "IsChosen", strcmp(states, chosen) == 0 && !is_waiting);
	}
	o = json_object_new_object();
	json_push(list, o);
	json_set_str(o, "Label", "Waiting for a person");
	json_set_str(o, "Web", decorate_link(v, "waiting", is_waiting ? "" : "true"));
	json_set_bool(o, "IsChosen", is_waiting);
}

static void
decorate_task(struct view *v, struct json_object *task)
{
	decorate_state(v, task);
	decorate_time(v, task, "QueueTime");
	decorate_span(v, task, "StartTime", "CompletedTime", "Took");
	json_set_str(task, "Web", arena_printf(v->w->arena, "%s/tasks/%s", view_space_web(v),
	    json_str(task, "Id", "")));
}

/* The names behind the ids of a task. "": unknown, or nothing to say here. */
static void
add_names(struct view *v, struct json_object *task)
{
	struct json_object *project =
	    decorate_find(view_doc(v, "Projects"), json_str(task, "ProjectId", NULL));
	struct json_object *environment =
	    decorate_find(view_doc(v, "Environments"), json_str(task, "EnvironmentId", NULL));
	struct json_object *user =
	    decorate_find(view_doc(v, "Users"), json_str(task, "CreatedBy", NULL));

	json_set_bool(task, "InSpace", v->page->nav == NULL);
	json_set_str(task, "ProjectName", json_str(project, "Name", ""));
	json_set_str(task, "ProjectWeb", project == NULL ? "" : arena_printf(v->w->arena,
	    "%s/projects/%s", view_space_web(v), json_str(project, "Slug", "")));
	json_set_str(task, "EnvironmentName", json_str(environment, "Name", ""));
	json_set_str(task, "Who", user ? json_str(user, "DisplayName",
	    json_str(user, "Username", "")) : "");
	json_set_str(task, "Took", json_str(task, "Took", ""));
}

static void
add_choices(struct view *v)
{
	struct json_object *o = view_new_object(v, "Filter");
	struct json_object *projects = view_doc(v, "Projects");
	struct json_object *environments = view_doc(v, "Environments");
	const char *text = view_query(v, "q"), *project = view_query(v, "project");
	const char *environment = view_query(v, "environment");

	json_set_str(o, "Text", text);
	json_set_str(o, "States", view_query(v, "states"));
	json_set_str(o, "Project", project);
	json_set_str(o, "Environment", environment);
	json_set_str(o, "Path", v->rq->path);
	json_set_bool(o, "IsSet", text[0] || project[0] || environment[0] ||
	    view_query(v, "states")[0] || view_query(v, "waiting")[0]);
	json_set_bool(o, "HasProjects", json_len(projects) > 0 && json_len(projects) <= CHOICES);
	json_set_bool(
	    o, "HasEnvironments", json_len(environments) > 0 && json_len(environments) <= CHOICES);
	decorate_options(v, "ProjectOptions", projects, "Id", "Name", json_get(o, "Project"));
	decorate_options(
	    v, "EnvironmentOptions", environments, "Id", "Name", json_get(o, "Environment"));
}

static bool
decorate_list(struct view *v)
{
	struct json_object *tasks = view_doc(v, "Tasks"), *items = json_get(tasks, "Items");

	for (size_t i = 0; i < json_len(items); i++) {
		decorate_task(v, json_at(items, i));
		add_names(v, json_at(items, i));
	}
	json_set_bool(tasks, "OfProject", v->page->nav != NULL);
	add_state_filters(v);
	add_choices(v);
	decorate_pager(v, tasks);
	return true;
}

/* ---- one task ---------------------------------------------------------------- */

/* What was deployed, as far as it still exists. */
static void
load_deployment(struct view *v)
{
	static const struct page_get reads[] = {
		{"Deployment", "S/deployments/{Task/Arguments/DeploymentId}"},
		{"Release", "S/releases/{Deployment/ReleaseId}"},
		{"Project", "S/projects/{Deployment/ProjectId}"},
		{"Environment", "S/environments/{Deployment/EnvironmentId}"},
	};

	if (json_str(json_get(view_doc(v, "Task"), "Arguments"), "DeploymentId", NULL) == NULL)
		return;
	for (size_t i = 0; i < COUNT(reads); i++) {
		if (!view_get(v, reads[i].name, view_api_path(v, reads[i].path), NULL)) {
			work_clear_error(v->w);
			return;
		}
	}
}

static void
add_deployment_links(struct view *v)
{
	struct json_object *deployment = view_doc(v, "Deployment"), *project, *o;
	const char *web, *release_web;

	if (deployment == NULL || view_doc(v, "Environment") == NULL)
		return;
	project = view_doc(v, "Project");
	o = view_new_object(v, "Links");
	web = arena_printf(v->w->arena, "%s/projects/%s", view_space_web(v),
	    json_str(project, "Slug", json_str(project, "Id", "")));
	release_web = arena_printf(v->w->arena, "%s/deployments/releases/%s", web,
	    url_encode(v->w->arena, json_str(view_doc(v, "Release"), "Version", "")));
	json_set_str(o, "Project", web);
	json_set_str(o, "Release", release_web);
	json_set_str(o, "Again", arena_printf(v->w->arena, "%s/deploy?environment=%s&again=%s",
	    release_web, json_str(deployment, "EnvironmentId", ""),
	    json_str(deployment, "Id", "")));
}

/* The task that must end before this one goes on, if it waits for its turn. */
static void
add_behind(struct view *v, struct json_object *task)
{
	struct json_object *o = view_new_object(v, "Behind"), *first;

	json_set_str(o, "Name", "");
	if (strcmp(json_str(task, "State", ""), "Queued") != 0 &&
	    !json_flag(task, "IsResuming", false))
		return;
	if (!view_get(v, "Before", view_api_path(v, "S/tasks/{t}/queued-behind?take=1"), NULL)) {
		work_clear_error(v->w);
		return;
	}
	first = json_at(json_get(view_doc(v, "Before"), "Items"), 0);
	json_set_str(o, "Name", json_str(first, "Description", ""));
	json_set_str(o, "Web", arena_printf(v->w->arena, "%s/tasks/%s", view_space_web(v),
	    json_str(first, "Id", "")));
}

/* What the bar above the log offers: each a link, so that it works without a script. */
static void
add_log_links(struct view *v, const struct task_part *part, bool is_done)
{
	struct json_object *o = view_new_object(v, "Log");
	bool is_end = !part->wanted[0] && !part->node[0];
	bool is_followed = is_end && strcmp(view_query(v, "follow"), "0") != 0;

	json_set_str(o, "Wanted", part->wanted);
	json_set_bool(o, "IsListed", part->is_listed);
	json_set_bool(o, "IsEnd", is_end);
	json_set_bool(o, "IsVerbose", part->is_verbose);
	json_set_bool(o, "IsFollowed", is_followed);
	json_set_bool(o, "IsGrowing", !is_done && is_end);
	json_set_str(
	    o, "VerboseLink", decorate_link(v, "verbose", part->is_verbose ? "" : "1"));
	json_set_str(o, "FollowLink", decorate_link(v, "follow", is_followed ? "0" : ""));
	json_set_str(o, "EndLink", part->is_verbose ? "?verbose=1" : "?");
	json_set_str(view_doc(v, "Shell"), "Refresh", is_done || !is_followed ? "" : "5");
}

/* Deploy a Release: what started this task, and what it started. */
static void
add_family(struct view *v)
{
	struct json_object *parent = json_get(view_doc(v, "Details"), "ParentTask");
	struct json_object *children = json_get(view_doc(v, "Details"), "ChildTasks");
	struct json_object *list = view_new_array(v, "Family");

	for (size_t i = 0; i < json_len(children) + 1; i++) {
		struct json_object *task = i == 0 ? parent : json_at(children, i - 1), *o;

		if (task == NULL)
			continue;
		o = json_copy(task);
		json_push(list, o);
		decorate_state(v, o);
		json_set_bool(o, "IsParent", i == 0);
		json_set_str(o, "Web", arena_printf(v->w->arena, "%s/tasks/%s", view_space_web(v),
		    json_str(task, "Id", "")));
	}
}

/* Only what the template shows goes on to it: a log is long. */
static void
drop_answers(struct view *v)
{
	json_object_object_del(v->root, "Details");
	json_object_object_del(v->root, "Window");
	json_object_object_del(v->root, "Hits");
	json_object_object_del(v->root, "Timeline");
}

static bool
decorate_detail(struct view *v)
{
	struct task_part part;
	struct json_object *task, *root;
	bool is_done;

	if (!task_part_load(v, &part) || !task_chart_load(v))
		return false;
	task = view_doc(v, "Task");
	is_done = json_flag(task, "IsCompleted", false);
	load_deployment(v);
	add_deployment_links(v);
	add_behind(v, task);
	decorate_task(v, task);
	decorate_time(v, task, "StartTime");
	json_set_str(task, "Took", json_str(task, "Took", ""));
	json_set_bool(
	    task, "IsCancelAsked", json_get(task, "CancelRequestedBy") != NULL && !is_done);
	add_log_links(v, &part, is_done);
	root = json_at(json_get(view_doc(v, "Details"), "ActivityLogs"), 0);
	if (!task_people_decorate(v, json_get(view_doc(v, "Details"), "ActivityLogs")) ||
	    !task_artifacts_decorate(v, root))
		return false;
	add_family(v);
	task_chart_decorate(v);
	task_why_decorate(v);
	task_log_decorate(v, root, &part);
	drop_answers(v);
	return true;
}

static const struct form form_task[] = {
	{
		.name = "cancel", .path = "S/tasks/{t}/cancel", .method = "POST",
		.done = "The task is being cancelled.", .label = "Cancel",
	},
	{
		.name = "rerun", .path = "S/tasks/rerun/{t}", .method = "POST",
		.next = "/app/{space}/tasks/{/Id}", .done = "Started again.", .label = "Try again",
	},
	TASK_PEOPLE_FORMS,
	{.path = NULL},
};

const struct page pages_tasks[] = {
	{
		.path = "/app/{s}/tasks", .template = "tasks-list", .section = "tasks",
		.title = "Tasks · {Space/Name} · Slipway",
		.reads = {
			{"Tasks", "S/tasks?take=50&skip={?skip}&states={?states}"
			    "&partialName={?q}&project={?project}&environment={?environment}"
			    "&hasPendingInterruptions={?waiting}"},
			{"Projects", "S/projects/all"},
			{"Environments", "S/environments/all"},
			{"?Users", "/api/users/all"},
		},
		.decorate = decorate_list,
	},
	{
		.path = "/app/{s}/projects/{p}/tasks", .template = "tasks-list",
		.section = "projects", .nav = "tasks", .title = "Tasks · {Project/Name} · Slipway",
		.reads = {
			{"Tasks", "S/tasks?take=50&skip={?skip}&states={?states}"
			    "&partialName={?q}&project={Project/Id}&environment={?environment}"
			    "&hasPendingInterruptions={?waiting}"},
			{"Environments", "S/environments/all"},
			{"?Users", "/api/users/all"},
		},
		.decorate = decorate_list,
	},
	{
		.path = "/app/{s}/tasks/{t}", .template = "tasks-detail", .section = "tasks",
		.title = "{Task/StateWord}: {Task/Description} · Slipway",
		.forms = form_task, .decorate = decorate_detail,
	},
	{.path = NULL},
};
