/*
 * The frame of all pages: space, project head, who is signed in, counters, the
 * recorder's light, and at the foot what the page asked the API.
 */
#include "cgi-bin/shell.h"

#include <ctype.h>
#include <strings.h>

#include "cgi-bin/assets.h"
#include "cgi-bin/csrf.h"
#include "cgi-bin/decorate.h"
#include "cgi-bin/request.h"
#include "lib/base/clock.h"
#include "lib/base/seal.h"

#define SHOWN_ANSWER_MAX 65536
#define KEY_BYTES 16
#define KEY_CHARS 22	/* of these as Base64 */
#define KEY_ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* ---- loading -------------------------------------------------------------- */

static struct json_object *
find_space(struct view *v, struct json_object *spaces)
{
	const char *wanted = view_param(v, "s");

	if (wanted == NULL)
		wanted = http_cookie(v->w, v->rq, "slipway-space");
	for (size_t i = 0; wanted && i < json_len(spaces); i++) {
		struct json_object *space = json_at(spaces, i);

		if (strcasecmp(json_str(space, "Id", ""), wanted) == 0 ||
		    strcasecmp(json_str(space, "Slug", ""), wanted) == 0)
			return space;
	}
	if (view_param(v, "s") != NULL)
		return NULL;
	for (size_t i = 0; i < json_len(spaces); i++) {
		if (json_flag(json_at(spaces, i), "IsDefault", false))
			return json_at(spaces, i);
	}
	return json_at(spaces, 0);
}

/* Pages without a space in their address keep the frame of the last one. */
static void
remember_space(struct view *v)
{
	const char *last = http_cookie(v->w, v->rq, "slipway-space");

	if (view_param(v, "s") == NULL || (last && strcmp(last, v->space_id) == 0))
		return;
	http_header(v->answer, "Set-Cookie", arena_printf(v->w->arena,
	    "slipway-space=%s; Path=/app; HttpOnly; SameSite=Lax", v->space_id));
}

static bool
load_space(struct view *v)
{
	struct json_object *space;

	if (!view_get(v, "Spaces", "/api/spaces/all", NULL))
		return false;
	space = find_space(v, view_doc(v, "Spaces"));
	if (space == NULL)
		return fail(v->w, ERR_NOT_FOUND, "There is no space '%s'.", view_param(v, "s"));
	v->space_id = json_str(space, "Id", "");
	remember_space(v);
	json_set(v->root, "Space", json_object_get(space));
	return true;
}

static bool
load_project(struct view *v)
{
	struct json_object *project;

	if (view_param(v, "p") == NULL)
		return true;
	if (!view_get(v, "Project", view_api_path(v, "S/projects/{p}"), NULL))
		return false;
	project = view_doc(v, "Project");
	json_set_str(project, "Web", arena_printf(v->w->arena, "%s/projects/%s", view_space_web(v),
	    json_str(project, "Slug", json_str(project, "Id", ""))));
	decorate_logo(v, project);
	return true;
}

static void
set_recording(struct json_object *shell, struct json_object *recording)
{
	json_set(shell, "Recording", json_object_get(recording));
	json_set_bool(shell, "NotRecording", false);
}

/* Running and waiting tasks, and the running recording: nice to have, never a reason to fail. */
static void
load_counters(struct view *v)
{
	struct json_object *shell = view_doc(v, "Shell"), *counts;

	if (view_get(v, "ShellTasks", "/api/tasks?take=1&active=true", NULL)) {
		counts = json_get(view_doc(v, "ShellTasks"), "TotalCounts");
		json_set_int(shell, "Running", json_int(counts, "Executing", 0) -
		    json_int(counts, "Interrupted", 0) + json_int(counts, "Cancelling", 0));
		json_set_int(shell, "Queued", json_int(counts, "Queued", 0));
		json_set_int(shell, "Waiting", json_int(counts, "Interrupted", 0));
	}
	work_clear_error(v->w);
	if (view_get(v, "ShellRecording", "/api/slipway/recordings?running=true", NULL)) {
		struct json_object *items = json_get(view_doc(v, "ShellRecording"), "Items");

		json_set_bool(shell, "HasRecordings", true);
		json_set_bool(shell, "NotRecording", true);
		for (size_t i = 0; i < json_len(items); i++) {
			struct json_object *one = json_at(items, i);

			if (json_get(one, "Ended") == NULL && json_flag(one, "IsRunning", true))
				set_recording(shell, one);
		}
	}
	work_clear_error(v->w);
}

static const char *
initials(struct arena *a, const char *name)
{
	char out[3] = "";
	size_t n = 0;
	bool at_start = true;

	for (const char *c = name; *c && n < 2; c++) {
		if (at_start && isalnum((unsigned char)*c))
			out[n++] = (char)toupper((unsigned char)*c);
		at_start = *c == ' ' || *c == '.' || *c == '-';
	}
	return arena_strdup(a, n ? out : "?");
}

static void
set_user(struct view *v, struct json_object *shell)
{
	const struct principal *p = &v->w->principal;
	const char *name = p->display_name && p->display_name[0] ? p->display_name : p->username;

	if (p->user_id == NULL)
		return;
	json_set_str(shell, "UserId", p->user_id);
	json_set_str(shell, "UserName", name ? name : "");
	json_set_str(shell, "UserInitials", initials(v->w->arena, name ? name : ""));
	json_set_bool(shell, "IsAdministrator", p->is_administrator);
}

static void
set_theme(struct view *v, struct json_object *shell)
{
	const char *theme = http_cookie(v->w, v->rq, "slipway-theme");

	if (theme && (strcmp(theme, "light") == 0 || strcmp(theme, "dark") == 0))
		json_set_str(shell, "Theme", theme);
	else
		json_set_str(shell, "Theme", "system");
}

/* A page that asks for its parts again has a key; with another one no form would be the same. */
static const char *
form_key(struct view *v)
{
	const char *had = view_query(v, ".part")[0] ? view_query(v, ".key") : "";

	return strlen(had) == KEY_CHARS && strspn(had, KEY_ALPHABET) == KEY_CHARS ? had :
	    random_token(v->w->arena, KEY_BYTES);
}

static void
set_form(struct view *v)
{
	struct json_object *form = view_new_object(v, "Form");

	json_set_str(form, "Csrf", csrf_form_token(v->w, v->rq, v->answer));
	json_set_str(form, "Key", form_key(v));
	json_set_str(form, "Path", v->rq->path);
}

bool
shell_load(struct view *v)
{
	struct json_object *shell = view_new_object(v, "Shell");

	json_set_str(shell, "Assets", assets_version());
	json_set_str(shell, "Section", v->page->section ? v->page->section : "");
	json_set_str(shell, "Nav", v->page->nav ? v->page->nav : "");
	set_user(v, shell);
	set_theme(v, shell);
	set_form(v);
	if (v->w->principal.user_id == NULL)
		return true;
	if (!load_space(v))
		return false;
	json_set_str(shell, "SpaceWeb", view_space_web(v));
	load_counters(v);
	return load_project(v);
}

/* ---- finishing ------------------------------------------------------------ */

static void
set_flash(struct view *v, struct http_answer *ret, struct json_object *shell)
{
	const char *cookie = http_cookie(v->w, v->rq, "slipway-done");
	const char *text = cookie ? url_decode(v->w->arena, cookie, strlen(cookie), false) : NULL;

	if (text == NULL)
		return;
	json_set_str(shell, "Flash", text);
	http_header(ret, "Set-Cookie", "slipway-done=; Path=/app; Max-Age=0; SameSite=Lax");
}

/* The GETs behind the page: in the foot as a number, with ?.api=1 one by one. */
static void
set_calls(struct view *v, struct json_object *shell)
{
	struct json_object *calls = json_object_new_array();
	bool is_open = strcmp(view_query(v, ".api"), "1") == 0;

	json_set(shell, "Calls", calls);
	json_set_int(shell, "CallCount", (int64_t)v->call_count);
	json_set_bool(shell, "ShowsCalls", is_open);
	for (size_t i = 0; is_open && i < v->call_count; i++) {
		const struct view_call *call = &v->calls[i];
		struct json_object *o = json_object_new_object();

		json_push(calls, o);
		json_set_str(o, "Path", call->path);
		json_set_str(o, "Curl", request_curl(v->w, "GET", call->path, NULL));
		json_set_str(o, "JavaScript", request_javascript(v->w, "GET", call->path, NULL));
		json_set_str(o, "Http", request_http(v->w, "GET", call->path, NULL));
		json_set_int(o, "Status", call->status);
		json_set_str(o, "Size", decorate_size(v->w->arena, (int64_t)call->size));
		json_set_str(
		    o, "Time", arena_printf(v->w->arena, "%.1f ms", (double)call->us / 1000));
		json_set_str(o, "Body", call->size <= SHOWN_ANSWER_MAX ? call->body :
		    arena_strndup(v->w->arena, call->body, SHOWN_ANSWER_MAX));
	}
}

static void
set_page_link(struct view *v, struct json_object *shell)
{
	const char *q = v->rq->query;
	bool has_api = strstr(q, ".api=1") != NULL;

	json_set_str(shell, "ApiLink", has_api ? v->rq->path :
	    arena_printf(v->w->arena, "%s?%s%s.api=1", v->rq->path, q, q[0] ? "&" : ""));
	json_set_str(shell, "Here", q[0] ? arena_printf(v->w->arena, "%s?%s", v->rq->path, q) :
	    v->rq->path);
}

void
shell_finish(struct view *v, struct http_answer *ret)
{
	struct json_object *shell = view_doc(v, "Shell");
	int64_t us = clock_monotonic_us() - v->w->started_us;

	set_flash(v, ret, shell);
	set_calls(v, shell);
	set_page_link(v, shell);
	json_set_str(shell, "Title", view_expand(v, v->page->title, NULL, false));
	json_set_str(shell, "Ms", arena_printf(v->w->arena, "%lld", (long long)(us / 1000)));
}
