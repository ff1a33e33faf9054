/*
 * From an address to a page: find its row, make its GETs, send its form if one was
 * posted, decorate, render. The rows are in pages/, the frame in shell.c.
 */
#include "cgi-bin/page.h"

#include "cgi-bin/assets.h"
#include "cgi-bin/csrf.h"
#include "cgi-bin/form.h"
#include "cgi-bin/keep.h"
#include "cgi-bin/merge.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/render.h"
#include "cgi-bin/repeat.h"
#include "cgi-bin/request.h"
#include "cgi-bin/shell.h"
#include "lib/base/log.h"
#include "lib/base/seal.h"

#define SEGMENTS_MAX 16

static const struct page *const page_tables[] = {
	pages_home, pages_projects, pages_process, pages_step, pages_releases, pages_deploy,
	pages_tasks, pages_infrastructure, pages_accounts, pages_profile, pages_recordings,
	pages_configuration, pages_variables, pages_variable, pages_variable_texts, pages_library,
	pages_templates, pages_template_uses,
};

static const struct page error_page = {
	.template = "error", .title = "{Error/Title} · Slipway", .flags = PAGE_ANONYMOUS,
};

static const struct page conflict_page = {
	.template = "conflict", .title = "Changed by somebody else · Slipway",
};

static const struct page sign_in_page = {
	.template = "home-sign-in", .title = "Sign in · Slipway",
};

bool
page_open(struct work *w)
{
	const char *share = getenv("SLIPWAY_SHARE");

	if (share == NULL)
		share = ".";
	assets_open(w, share);
	return render_open(arena_printf(w->arena, "%s/templates", share),
	    getenv("SLIPWAY_DEVELOPMENT") != NULL);
}

/* ---- finding the row ------------------------------------------------------ */

/*
 * Matches a path against "/app/{s}/projects"; the score has a bit for each literal
 * segment, earlier ones higher, so that the more literal of two rows wins.
 */
static bool
match(struct view *v, const struct path *path, const char *pattern, unsigned *ret_score)
{
	size_t i = 0;

	v->param_count = 0;
	*ret_score = 0;
	for (const char *c = pattern + 1; *c; i++) {
		size_t len = strcspn(c, "/");

		if (i == path->count || i == SEGMENTS_MAX)
			return false;
		if (c[0] == '{') {
			v->params[v->param_count].name = arena_strndup(v->w->arena, c + 1, len - 2);
			v->params[v->param_count++].value = path->segments[i];
		} else if (strlen(path->segments[i]) != len ||
		    strncmp(path->segments[i], c, len) != 0) {
			return false;
		} else {
			*ret_score |= 1u << (SEGMENTS_MAX - i);
		}
		c += len;
		c += *c == '/';
	}
	return i == path->count;
}

static const struct page *
find_row(struct view *v, const struct path *path)
{
	const struct page *best = NULL;
	unsigned best_score = 0, score;

	for (size_t t = 0; t < COUNT(page_tables); t++) {
		for (const struct page *p = page_tables[t]; p->path; p++) {
			if (match(v, path, p->path, &score) && (!best || score > best_score)) {
				best = p;
				best_score = score;
			}
		}
	}
	if (best)
		(void)match(v, path, best->path, &score);
	return best;
}

/* ---- rendering ------------------------------------------------------------ */

/* A part that the browser has already is not sent again. */
static bool
unless_known(struct view *v, struct http_answer *ret)
{
	const char *tag = hash_hex(v->w->arena, ret->body, ret->body_len);

	http_header(ret, "ETag", arena_printf(v->w->arena, "\"%s\"", tag));
	if (v->rq->if_none_match && strcmp(v->rq->if_none_match, tag) == 0) {
		ret->status = 304;
		ret->body = "";
		ret->body_len = 0;
	}
	return true;
}

/* What polls ask for: the body and the counters of the frame, nothing else. */
static bool
send_part(struct view *v, struct http_answer *ret, const char *counters)
{
	ret->body = arena_printf(v->w->arena, "%s%s", counters, ret->body);
	ret->body_len = strlen(ret->body);
	return unless_known(v, ret);
}

static bool
render(struct view *v, struct http_answer *ret)
{
	struct json_object *shell = view_doc(v, "Shell");
	const char *counters;
	size_t len;

	shell_finish(v, ret);
	ret->content_type = "text/html; charset=utf-8";
	ret->status = v->status;
	ret->body = render_template(v->w->arena, v->page->template, v->root, &ret->body_len);
	counters = render_template(v->w->arena, "counters", v->root, &len);
	if (ret->body == NULL || counters == NULL)
		return fail(
		    v->w, ERR_INTERNAL, "The page '%s' could not be made.", v->page->template);
	if (view_query(v, ".part")[0])
		return send_part(v, ret, counters);
	json_set_str(shell, "Body", ret->body);
	json_set_str(shell, "CountersHtml", counters);
	json_set_str(shell, "Weight",
	    arena_printf(v->w->arena, "%.1f kB", (double)ret->body_len / 1000));
	ret->body = render_template(v->w->arena, "layout", v->root, &ret->body_len);
	return ret->body ? true
			 : fail(v->w, ERR_INTERNAL, "The frame of the page could not be made.");
}

static const char *
title_of(int status)
{
	switch (status) {
	case 403: return "Not allowed";
	case 404: return "Not found";
	case 409: return "Changed by somebody else";
	case 413: return "Too large";
	case 429: return "Too many requests";
	case 503: return "Not available right now";
	default: return status >= 500 ? "A fault of ours" : "That did not work";
	}
}

static int
page_status(enum error_code code)
{
	switch (code) {
	case ERR_INVALID: return 422;
	case ERR_UNAUTHENTICATED: return 401;
	case ERR_FORBIDDEN: return 403;
	case ERR_NOT_FOUND: return 404;
	case ERR_METHOD: return 405;
	case ERR_CONFLICT: return 409;
	case ERR_TOO_LARGE: return 413;
	case ERR_MEDIA_TYPE: return 415;
	case ERR_KEY_REUSED: return 422;
	case ERR_LIMITED: return 429;
	case ERR_UNAVAILABLE: return 503;
	default: return 500;
	}
}

/* A page that says what w->error says. */
static bool
render_error(struct view *v, struct http_answer *ret)
{
	struct json_object *error = view_new_object(v, "Error");
	const char *message = v->w->error.message;

	v->status = page_status(v->w->error.code);
	json_set_int(error, "Status", v->status);
	json_set_str(error, "Title", title_of(v->status));
	json_set_str(error, "Message", message ? message : "");
	json_set_str(error, "RequestId", v->w->id);
	json_set_bool(error, "IsOurs", v->status >= 500 && v->status != 503);
	if (v->status >= 500)
		log_event(v->w, LOG_ERROR, "%s: %s", v->rq->path, message ? message : "");
	work_clear_error(v->w);
	v->page = &error_page;
	return render(v, ret);
}

static const char *
address_of(const struct view *v)
{
	return v->rq->query[0] ? arena_printf(v->w->arena, "%s?%s", v->rq->path, v->rq->query) :
	    v->rq->path;
}

static bool
to_sign_in(struct view *v)
{
	work_clear_error(v->w);
	http_redirect(v->answer, arena_printf(v->w->arena, "/app/users/sign-in?to=%s",
	    url_encode(v->w->arena, address_of(v))));
	return true;
}

static bool
refuse(struct view *v)
{
	if (v->w->error.code == ERR_UNAUTHENTICATED)
		return to_sign_in(v);
	if (view_doc(v, "Shell") == NULL)
		view_new_object(v, "Shell");
	return render_error(v, v->answer);
}

/* ---- forms ----------------------------------------------------------------- */

/* Puts the sentences of w->error where the templates look for them. */
static void
show_faults(struct view *v)
{
	struct json_object *errors = view_new_array(v, "Errors"),
			   *fault = view_new_object(v, "Fault");
	const char *at = view_input(v, ".at");
	size_t at_len = at ? strlen(at) : 0;

	for (struct error_item *e = v->w->error.items; e; e = e->next) {
		struct json_object *o = json_object_new_object();
		const char *pointer = e->pointer;

		json_push(errors, o);
		json_set_str(o, "Message", e->message);
		if (pointer[0] && pointer[0] != '/')
			pointer = arena_printf(v->w->arena, "/%s", pointer);
		json_set_str(o, "Pointer", pointer);
		if (at_len && strncmp(pointer, at, at_len) == 0)
			pointer += at_len;
		if (pointer[0])
			json_set_str(fault, pointer + 1, e->message);
	}
	json_set_str(view_new_object(v, "Refusal"), "Message", v->w->error.message);
	v->status = page_status(v->w->error.code);
	work_clear_error(v->w);
}

static void
set_done_cookie(struct view *v, struct json_object *answer)
{
	const char *done;

	if (v->form->done == NULL)
		return;
	done = view_expand(v, v->form->done, answer, false);
	http_header(v->answer, "Set-Cookie", arena_printf(v->w->arena,
	    "slipway-done=%s; Path=/app; Max-Age=20; SameSite=Lax", url_encode(v->w->arena, done)));
}

static bool
go_on(struct view *v, struct json_object *answer)
{
	set_done_cookie(v, answer);
	http_redirect(v->answer, v->form->next && v->form->next[0] ?
	    view_expand(v, v->form->next, answer, true) : v->rq->path);
	v->is_done = true;
	return true;
}

static bool
send_form(struct view *v)
{
	struct json_object *answer;

	if (!view_send(v, &answer))
		return false;
	if (v->form->is_answered_here) {	/* shown once: a new API key */
		json_set(v->root, "Answer", json_object_get(answer));
		return true;
	}
	return go_on(v, answer);
}

static bool
wants_request(const struct view *v)
{
	return strstr(v->rq->accept, "application/vnd.slipway.request+json") != NULL;
}

static bool
answer_request(struct view *v)
{
	v->answer->status = 200;
	v->answer->content_type = "application/vnd.slipway.request+json; charset=utf-8";
	v->answer->body = form_request_json(v);
	v->answer->body_len = strlen(v->answer->body);
	v->is_done = true;
	return true;
}

static bool
render_conflict(struct view *v)
{
	merge_offer(v, address_of(v));
	v->status = 409;
	v->page = &conflict_page;
	v->is_done = true;
	return render(v, v->answer);
}

/* True if what failed now had been done by a click before: it gets that answer. */
static bool
repeat(struct view *v)
{
	struct json_object *answer = wants_request(v) ? NULL : repeat_find(v);

	return answer != NULL && go_on(v, answer);
}

/* Refusals that a person can do something about: they keep the form and what was typed. */
static bool
is_shown_at_form(enum error_code code)
{
	switch (code) {
	case ERR_INVALID:
	case ERR_FORBIDDEN:
	case ERR_CONFLICT:
	case ERR_TOO_LARGE:
	case ERR_KEY_REUSED:
	case ERR_LIMITED:
	case ERR_UNAVAILABLE:
		return true;
	default:
		return false;
	}
}

/* True if the page is to be shown after all (refused, or only the request is wanted). */
static bool
post(struct view *v)
{
	if (v->form->run)
		return v->form->run(v);
	if (form_build(v)) {
		if (wants_request(v))
			return answer_request(v);
		if (view_input(v, ".show")) {
			request_show(v);
			return true;
		}
		if (view_input(v, ".review"))
			return true;
		if (send_form(v))
			return true;
	}
	if (repeat(v))
		return true;
	if (v->w->error.code == ERR_CONFLICT && !wants_request(v))
		return render_conflict(v);
	if (!is_shown_at_form(v->w->error.code))
		return false;
	show_faults(v);
	return true;
}

/* ---- the whole ------------------------------------------------------------- */

static bool
load_documents(struct view *v)
{
	for (size_t i = 0; i < PAGE_GETS && v->page->reads[i].name; i++) {
		const char *name = v->page->reads[i].name, *etag = NULL;
		bool is_optional = name[0] == '?';

		if (is_optional)
			name++;
		if (!view_get(v, name, view_api_path(v, v->page->reads[i].path), &etag)) {
			if (!is_optional)
				return false;
			work_clear_error(v->w);
			continue;
		}
		if (etag && v->page->forms && v->page->forms->document &&
		    strcmp(v->page->forms->document, name) == 0)
			json_set_str(view_doc(v, "Form"), "Version", etag);
	}
	return true;
}

/* Documents that carry their version say it themselves. */
static void
set_version(struct view *v)
{
	const struct form *f = v->page->forms;
	const char *name = f && !f->is_by_etag ? f->document : NULL;
	struct json_object *version = name ? json_get(view_doc(v, name), "Version") : NULL;

	if (version && json_object_is_type(version, json_type_int))
		json_set(view_doc(v, "Form"), "Version", json_object_get(version));
}

/* A form that is shown again still belongs to the version with which it began. */
static void
keep_version(struct view *v)
{
	const char *seen = view_input(v, ".version");

	if (seen)
		json_set_str(view_doc(v, "Form"), "Version", seen);
}

static bool
read_post(struct view *v)
{
	if (!form_read(v))
		return false;
	if (!(v->page->flags & PAGE_ANONYMOUS) && !keep_unpack(v))
		return false;
	v->form = form_find(v);
	return v->form != NULL;
}

/* The session ended while somebody typed: whoever signs in now gets the inputs back. */
static bool
ask_to_sign_in(struct view *v)
{
	if (wants_request(v) || !read_post(v) || !keep_may(v) || !keep_pack(v, address_of(v)))
		return false;
	v->page = &sign_in_page;
	v->status = 401;
	if (!shell_load(v))
		return false;
	json_set_str(view_new_object(v, "SignIn"), "To", address_of(v));
	return render(v, v->answer);
}

/* Somebody signed in anew since the form was opened: its token is of the old session. */
static bool
offer_again(struct view *v)
{
	if (wants_request(v) || !keep_may(v) || !keep_pack(v, address_of(v)))
		return false;
	work_clear_error(v->w);
	if (!shell_load(v))
		return false;
	v->page = &kept_page;
	v->status = 422;
	json_set(view_doc(v, "Kept"), "Csrf",
	    json_object_get(json_get(view_doc(v, "Form"), "Csrf")));
	return render(v, v->answer);
}

static bool
make_page(struct view *v)
{
	bool is_post = strcmp(v->rq->method, "POST") == 0;

	if (!is_post && strcmp(v->rq->method, "GET") != 0 && strcmp(v->rq->method, "HEAD") != 0)
		return fail(v->w, ERR_METHOD, "Pages answer GET and POST only.");
	if (!params_parse(v->w, v->rq->query, strlen(v->rq->query), 256, &v->query))
		return false;
	if (v->w->principal.user_id == NULL && !(v->page->flags & PAGE_ANONYMOUS)) {
		if (is_post && ask_to_sign_in(v))
			return true;
		work_clear_error(v->w);
		return fail(v->w, ERR_UNAUTHENTICATED, "Sign in first.");
	}
	if (is_post && !read_post(v))
		return false;
	if (is_post && !csrf_check_form(v->w, v->rq, view_input(v, ".csrf")))
		return offer_again(v);
	if (!shell_load(v))
		return is_post && repeat(v);
	if (!is_post && v->page->needs && !auth_may(v->w, v->page->needs))
		return false;
	if (!load_documents(v))
		return is_post && repeat(v);
	set_version(v);
	if (is_post && !post(v))
		return false;
	if (v->is_done)
		return true;
	keep_version(v);
	if (v->page->decorate && !v->page->decorate(v))
		return false;
	return v->is_done || render(v, v->answer);
}

bool
page_answer(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	struct view v = {.w = w, .rq = rq, .answer = ret, .status = 200};
	struct path path;

	v.root = json_new_object(w);
	v.page = &error_page;
	if (!path_split(w, rq->path, &path))
		return refuse(&v);
	v.page = find_row(&v, &path);
	if (v.page == NULL) {
		v.page = &error_page;
		if (shell_load(&v))
			(void)fail(w, ERR_NOT_FOUND, "There is no page at this address.");
		return refuse(&v);
	}
	return make_page(&v) || refuse(&v);
}
