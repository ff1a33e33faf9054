/*
 * Signing in and out, the theme, and the dashboard.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/keep.h"
#include "cgi-bin/pages/pages.h"

/* ---- signing in and out ------------------------------------------------------ */

/* Only pages of ours: a path below /app, never "//host". */
static const char *
safe_target(const char *to)
{
	if (strncmp(to, "/app", 4) == 0 && (to[4] == '\0' || to[4] == '/' || to[4] == '?') &&
	    strncmp(to, "/app/users/sign-", 16) != 0 && strpbrk(to, "\\\r\n") == NULL)
		return to;
	return "/app";
}

static bool
decorate_sign_in(struct view *v)
{
	const char *posted = view_input(v, ".to");
	struct json_object *o;

	if (v->w->principal.user_id != NULL && strcmp(v->rq->method, "GET") == 0) {
		http_redirect(v->answer, safe_target(view_query(v, "to")));
		v->is_done = true;
		return true;
	}
	o = view_new_object(v, "SignIn");
	json_set_str(o, "To", safe_target(posted ? posted : view_query(v, "to")));
	json_set_str(o, "Username", view_input(v, "/Username") ? view_input(v, "/Username") : "");
	return view_input(v, ".kept") == NULL || keep_show(v, json_str(o, "To", ""));
}

/* After a sign-in that somebody's typing was waiting for: send it, or go back to it? */
static bool
offer_kept(struct view *v, const char *to)
{
	struct json_object *kept;

	if (!keep_show(v, safe_target(to)))
		return false;
	kept = view_doc(v, "Kept");
	json_set_str(kept, "Csrf", auth_csrf_token(v->w, v->session_token));
	json_set_str(kept, "User", v->w->principal.username);
	v->page = &kept_page;
	return true;
}

/* Signing in is an API request too, but where it leads comes from the form. */
static bool
run_sign_in(struct view *v)
{
	const char *to = view_input(v, ".to"), *remember = view_input(v, "/RememberMe");
	struct json_object *body = json_new_object(v->w), *user;

	json_set_str(
	    body, "Username", view_input(v, "/Username") ? view_input(v, "/Username") : "");
	json_set_str(
	    body, "Password", view_input(v, "/Password") ? view_input(v, "/Password") : "");
	json_set_bool(body, "RememberMe", remember && strcmp(remember, "true") == 0);
	v->request = (struct form_request){
		.method = "POST", .path = "/api/users/login", .body = body,
	};
	if (view_send(v, &user)) {
		if (view_input(v, ".kept"))
			return offer_kept(v, to ? to : "");
		http_redirect(v->answer, safe_target(to ? to : ""));
		v->is_done = true;
		return true;
	}
	if (v->w->error.code == ERR_INTERNAL || v->w->error.code == ERR_UNAVAILABLE)
		return false;
	json_set_str(view_new_object(v, "Refusal"), "Message", v->w->error.message);
	v->status = v->w->error.code == ERR_LIMITED ? 429 : 422;
	work_clear_error(v->w);
	return true;
}

static bool
run_sign_out(struct view *v)
{
	struct json_object *answer;

	v->request = (struct form_request){.method = "POST", .path = "/api/users/logout"};
	if (!view_send(v, &answer))
		work_clear_error(v->w);		/* the session is gone already */
	http_redirect(v->answer, "/app/users/sign-in");
	v->is_done = true;
	return true;
}

static bool
run_theme(struct view *v)
{
	const char *theme = view_input(v, "theme"), *to = view_input(v, ".to");

	if (theme == NULL || (strcmp(theme, "light") != 0 && strcmp(theme, "dark") != 0))
		theme = "system";
	http_header(v->answer, "Set-Cookie", arena_printf(v->w->arena,
	    "slipway-theme=%s; Path=/app; Max-Age=31536000; SameSite=Lax", theme));
	http_redirect(v->answer, safe_target(to ? to : ""));
	v->is_done = true;
	return true;
}

static const struct form form_sign_in[] = {{.run = run_sign_in}, {.path = NULL}};
static const struct form form_sign_out[] = {{.run = run_sign_out}, {.path = NULL}};
static const struct form form_theme[] = {{.run = run_theme}, {.path = NULL}};

/* Pages that only take a POST lead a GET home. */
static bool
decorate_nothing(struct view *v)
{
	http_redirect(v->answer, "/app");
	v->is_done = true;
	return true;
}

/* The dashboard of the last space, with what was asked of it. */
static bool
decorate_start(struct view *v)
{
	const char *query = v->rq->query;

	http_redirect(v->answer, query == NULL || query[0] == '\0' ? view_space_web(v) :
	    arena_printf(v->w->arena, "%s?%s", view_space_web(v), query));
	v->is_done = true;
	return true;
}

/* ---- dashboard --------------------------------------------------------------- */

static struct json_object *
find_item(struct json_object *items, const char *project, const char *environment, bool is_live)
{
	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i);

		if (strcmp(json_str(item, "ProjectId", ""), project) == 0 &&
		    strcmp(json_str(item, "EnvironmentId", ""), environment) == 0 &&
		    (!is_live || strcmp(json_str(item, "State", ""), "Success") == 0))
			return item;
	}
	return NULL;
}

static bool
has_text(struct json_object *array, const char *text)
{
	for (size_t i = 0; i < json_len(array); i++) {
		if (strcmp(json_str_at(array, i), text) == 0)
			return true;
	}
	return false;
}

/* Colour alone says nothing: what stands before the time in a cell that is no plain success. */
static const char *
cell_note(struct json_object *item)
{
	static const struct {
		const char *key, *note;
	} notes[] = {
		{"failed", "failed"}, {"warning", "warnings,"}, {"queued", "queued"},
		{"canceled", "cancelled"}, {"waiting", "waits since"},
		{"interrupted", "interrupted"},
	};

	for (size_t i = 0; i < COUNT(notes); i++) {
		if (strcmp(json_str(item, "StateKey", ""), notes[i].key) == 0)
			return notes[i].note;
	}
	return "";
}

static void
fill_cell(struct view *v, struct json_object *cell, struct json_object *item,
	struct json_object *live)
{
	json_set_str(cell, "Web", arena_printf(v->w->arena, "%s/tasks/%s", view_space_web(v),
	    json_str(item, "TaskId", "")));
	json_set_str(cell, "Version", json_str(item, "ReleaseVersion", ""));
	decorate_state(v, item);
	json_set_str(cell, "StateKey", json_str(item, "StateKey", ""));
	json_set_str(cell, "StateWord", json_str(item, "StateWord", ""));
	json_set_str(cell, "Note", cell_note(item));
	json_set_bool(cell, "IsRunning", strcmp(json_str(item, "StateKey", ""), "running") == 0);
	json_set_int(cell, "Progress", json_int(item, "ProgressPercentage", 0));
	json_set_str(cell, "When",
	    json_get(item, "CompletedTime") ? json_str(item, "CompletedTime", "")
					    : json_str(item, "Created", ""));
	decorate_time(v, cell, "When");
	if (live && strcmp(json_str(live, "ReleaseVersion", ""),
	    json_str(item, "ReleaseVersion", "")) != 0)
		json_set_str(cell, "Live", json_str(live, "ReleaseVersion", ""));
}

static struct json_object *
dashboard_row(struct view *v, struct json_object *project, struct json_object *environments)
{
	struct json_object *dashboard = view_doc(v, "Dashboard");
	struct json_object *row = json_object_new_object(), *cells = json_object_new_array();
	const char *id = json_str(project, "Id", "");

	json_set_str(row, "Id", id);
	json_set_str(row, "Name", json_str(project, "Name", ""));
	json_set_str(row, "Web", arena_printf(v->w->arena, "%s/projects/%s", view_space_web(v),
	    json_str(project, "Slug", id)));
	json_set(row, "Links", json_object_get(json_get(project, "Links")));
	json_set_bool(row, "IsDisabled", json_flag(project, "IsDisabled", false));
	decorate_logo(v, row);
	json_set(row, "Cells", cells);
	for (size_t i = 0; i < json_len(environments); i++) {
		struct json_object *cell = json_object_new_object();
		const char *environment = json_str(json_at(environments, i), "Id", "");
		struct json_object *item =
		    find_item(json_get(dashboard, "Items"), id, environment, false);
		struct json_object *live = find_item(json_get(dashboard, "PreviousItems"), id,
		    environment, true);

		json_push(cells, cell);
		if (item)
			fill_cell(v, cell, item, live);
		else
			json_set_bool(cell, "IsInLifecycle",
			    json_get(project, "EnvironmentIds") == NULL ||
				has_text(json_get(project, "EnvironmentIds"), environment));
	}
	return row;
}

static bool
matches_filter(struct json_object *project, const char *filter)
{
	return filter[0] == '\0' || strcasestr(json_str(project, "Name", ""), filter) != NULL;
}

/* One group of the matrix; projects without a match of the filter are left out. */
static struct json_object *
dashboard_group(struct view *v, struct json_object *group, struct json_object *environments)
{
	struct json_object *projects = json_get(view_doc(v, "Dashboard"), "Projects");
	struct json_object *o = json_object_new_object(), *rows = json_object_new_array();
	const char *id = json_str(group, "Id", "");

	json_set_str(o, "Name", json_str(group, "Name", ""));
	json_set_int(o, "Span", (int64_t)json_len(environments) + 1);
	json_set(o, "Rows", rows);
	for (size_t i = 0; i < json_len(projects); i++) {
		struct json_object *project = json_at(projects, i);

		if (strcmp(json_str(project, "ProjectGroupId", ""), id) == 0 &&
		    matches_filter(project, view_query(v, "q")))
			json_push(rows, dashboard_row(v, project, environments));
	}
	return o;
}

static bool
has_any(struct view *v, const char *name, const char *path)
{
	if (!view_get(v, name, view_api_path(v, path), NULL))
		work_clear_error(v->w);
	return json_int(view_doc(v, name), "TotalResults", 0) > 0;
}

/* The newest processes are enough to see whether somebody began one. */
static bool
has_process(struct view *v)
{
	struct json_object *items;

	if (!has_any(v, "FirstProcesses", "S/deploymentprocesses?take=10"))
		return false;
	items = json_get(view_doc(v, "FirstProcesses"), "Items");
	for (size_t i = 0; i < json_len(items); i++) {
		if (json_len(json_get(json_at(items, i), "Steps")) > 0)
			return true;
	}
	return false;
}

/* The five things a new installation lacks, ticked from real data. */
static bool
add_first_steps(struct view *v)
{
	struct json_object *first = json_at(json_get(view_doc(v, "Dashboard"), "Projects"), 0);
	struct json_object *o = view_new_object(v, "First");

	json_set_bool(o, "HasEnvironment",
	    json_len(json_get(view_doc(v, "Environments"), "EnvironmentSummaries")) > 0);
	json_set_bool(o, "HasTarget", has_any(v, "FirstMachines", "S/machines?take=1"));
	json_set_bool(o, "HasProject", first != NULL);
	json_set_bool(o, "HasProcess", first != NULL && has_process(v));
	json_set_bool(o, "HasRelease", has_any(v, "FirstReleases", "S/releases?take=1"));
	json_set_str(o, "ProjectWeb",
	    first == NULL ? ""
			  : arena_printf(v->w->arena, "%s/projects/%s", view_space_web(v),
				json_str(first, "Slug", json_str(first, "Id", ""))));
	return true;
}

/* The head: each environment shown, with the number of its targets. */
static struct json_object *
dashboard_head(struct view *v)
{
	struct json_object *shown = json_get(view_doc(v, "Dashboard"), "Environments");
	struct json_object *all = json_get(view_doc(v, "Environments"), "EnvironmentSummaries");
	struct json_object *head = json_object_new_array();

	for (size_t i = 0; i < json_len(shown); i++) {
		struct json_object *environment = json_at(shown, i), *o = json_object_new_object();
		const char *id = json_str(environment, "Id", "");
		int64_t targets = 0;

		for (size_t k = 0; k < json_len(all); k++) {
			struct json_object *one = json_at(all, k);

			if (strcmp(json_str(json_get(one, "Environment"), "Id", ""), id) == 0)
				targets = json_int(one, "TotalMachines", 0);
		}
		json_set_str(o, "Name", json_str(environment, "Name", ""));
		json_set_int(o, "Targets", targets);
		json_set_bool(o, "HasOneTarget", targets == 1);
		json_push(head, o);
	}
	return head;
}

static bool
decorate_dashboard(struct view *v)
{
	struct json_object *dashboard = view_doc(v, "Dashboard"),
			   *matrix = view_new_object(v, "Matrix");
	struct json_object *groups = json_object_new_array(), *all = view_doc(v, "Groups");
	size_t shown = 0;

	json_set(matrix, "Environments", dashboard_head(v));
	json_set(matrix, "Groups", groups);
	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *group = dashboard_group(v, json_at(all, i),
		    json_get(dashboard, "Environments"));
		size_t rows = json_len(json_get(group, "Rows"));

		shown += rows;
		if (rows)
			json_push(groups, group);
		else
			json_object_put(group);
	}
	json_set_int(matrix, "Shown", (int64_t)shown);
	json_set_int(matrix, "Total", (int64_t)json_len(json_get(dashboard, "Projects")));
	json_set_str(matrix, "Filter", view_query(v, "q"));
	if (json_len(json_get(dashboard, "Items")) == 0)
		return add_first_steps(v);
	return true;
}

const struct page pages_home[] = {
    {
	.path = "/app",
	.template = "home-dashboard",
	.title = "Slipway",
	.decorate = decorate_start,
    },
    {
	.path = "/app/users/sign-in",
	.template = "home-sign-in",
	.title = "Sign in · Slipway",
	.forms = form_sign_in,
	.decorate = decorate_sign_in,
	.flags = PAGE_ANONYMOUS,
    },
    {
	.path = "/app/users/sign-out",
	.template = "error",
	.title = "Slipway",
	.forms = form_sign_out,
	.decorate = decorate_nothing,
    },
    {
	.path = "/app/theme",
	.template = "error",
	.title = "Slipway",
	.forms = form_theme,
	.decorate = decorate_nothing,
	.flags = PAGE_ANONYMOUS,
    },
    {
	.path = "/app/{s}",
	.template = "home-dashboard",
	.section = "dashboard",
	.title = "Dashboard · {Space/Name} · Slipway",
	.reads =
	    {
		{"Dashboard", "S/dashboard"},
		{"Groups", "S/projectgroups/all"},
		{"Environments", "S/environments/summary"},
	    },
	.decorate = decorate_dashboard,
    },
    {.path = NULL},
};
