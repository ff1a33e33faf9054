/*
 * What a page is made of: the documents that API GETs answered, kept in one tree
 * for the template, and the placeholders that join them into paths.
 */
#include "cgi-bin/page.h"



#include "lib/base/clock.h"
#include "lib/base/multipart.h"

#define EXPANDED_MAX 8192

struct json_object *
view_doc(struct view *v, const char *name)
{
	return json_get(v->root, name);
}

struct json_object *
view_new_object(struct view *v, const char *name)
{
	json_set(v->root, name, json_object_new_object());
	return json_get(v->root, name);
}

struct json_object *
view_new_array(struct view *v, const char *name)
{
	json_set(v->root, name, json_object_new_array());
	return json_get(v->root, name);
}

const char *
view_param(struct view *v, const char *name)
{
	for (size_t i = 0; i < v->param_count; i++) {
		if (strcmp(v->params[i].name, name) == 0)
			return v->params[i].value;
	}
	return NULL;
}

const char *
view_query(struct view *v, const char *name)
{
	const char *value = params_get(&v->query, name);

	return value ? value : "";
}

const char *
view_input(struct view *v, const char *name)
{
	return params_get(&v->input, name);
}

const char *
view_space_web(struct view *v)
{
	return v->space_id ? arena_printf(v->w->arena, "/app/%s", v->space_id) : "/app";
}

/* ---- placeholders -------------------------------------------------------- */

static const char *
document_value(struct view *v, const char *name)
{
	const char *slash = strchr(name, '/');
	struct json_object *doc, *value;

	if (slash == NULL)
		return NULL;
	doc = view_doc(v, arena_strndup(v->w->arena, name, (size_t)(slash - name)));
	value = doc ? json_pointer(doc, slash) : NULL;
	return value ? json_object_get_string(value) : NULL;
}

static const char *
placeholder_value(struct view *v, const char *name, struct json_object *answer)
{
	struct json_object *value;

	switch (name[0]) {
	case '?':
		return params_get(&v->query, name + 1);
	case '.':
		return view_input(v, name);
	case '/':
		value = answer ? json_pointer(answer, name) : NULL;
		return value ? json_object_get_string(value) : NULL;
	default:
		break;
	}
	if (strcmp(name, "space") == 0 || (strcmp(name, "s") == 0 && v->space_id != NULL))
		return v->space_id;
	return strchr(name, '/') ? document_value(v, name) : view_param(v, name);
}

const char *
view_expand(struct view *v, const char *pattern, struct json_object *answer, bool is_url)
{
	struct buf out;

	buf_init(&out, v->w->arena, EXPANDED_MAX);
	for (const char *c = pattern; *c; c++) {
		const char *end = *c == '{' ? strchr(c, '}') : NULL;
		const char *name, *value;

		if (end == NULL) {
			buf_putc(&out, *c);
			continue;
		}
		name = arena_strndup(v->w->arena, c + 1, (size_t)(end - c - 1));
		value = placeholder_value(v, name, answer);
		if (value != NULL)
			buf_puts(&out, is_url ? url_encode(v->w->arena, value) : value);
		else if (name[0] == '/' && answer == NULL)
			buf_add(&out, c, (size_t)(end - c) + 1);	/* for the script to fill */
		c = end;
	}
	return out.s;
}

const char *
view_api_path(struct view *v, const char *pattern)
{
	const char *path = view_expand(v, pattern, NULL, true);

	if (strncmp(path, "S/", 2) != 0)
		return path;
	return arena_printf(v->w->arena, "/api/%s/%s", v->space_id ? v->space_id : "", path + 2);
}

/* ---- API requests --------------------------------------------------------- */

static enum error_code
code_of(int status)
{
	switch (status) {
	case 400: return ERR_INVALID;
	case 401: return ERR_UNAUTHENTICATED;
	case 403: return ERR_FORBIDDEN;
	case 404: return ERR_NOT_FOUND;
	case 409: return ERR_CONFLICT;
	case 413: return ERR_TOO_LARGE;
	case 415: return ERR_MEDIA_TYPE;
	case 422: return ERR_KEY_REUSED;
	case 429: return ERR_LIMITED;
	case 503: return ERR_UNAVAILABLE;
	default: return ERR_INTERNAL;
	}
}

static const char *
sentence_of(struct json_object *value)
{
	if (json_object_is_type(value, json_type_array))
		return json_str_at(value, 0);
	return json_object_get_string(value);
}

/* Turns an answer that is no success into w->error, field messages included. */
static bool
take_refusal(struct work *w, int status, struct json_object *body)
{
	struct json_object *details = json_get(body, "Details");
	const char *message = json_str(body, "ErrorMessage", "The server gave no reason.");

	if (status == 400 && details && json_object_is_type(details, json_type_object)) {
		json_object_object_foreach(details, pointer, sentence) {
			(void)fail_field(w, pointer, "%s", sentence_of(sentence));
		}
	}
	if (w->error.code == ERR_NONE)
		return fail(w, code_of(status), "%s", message);
	w->error.message = message;
	if (status == 409)
		w->error.version = json_str(details, "Version", NULL);
	return false;
}

static void
split_query(struct work *w, const char *path, struct api_request *rq)
{
	const char *mark = strchr(path, '?');

	rq->path = mark ? arena_strndup(w->arena, path, (size_t)(mark - path)) : path;
	rq->query = mark ? mark + 1 : "";
}

static void
note_call(struct view *v, const char *name, const char *path, const struct api_answer *answer,
	int64_t us)
{
	if (v->call_count == VIEW_CALLS)
		return;
	v->calls[v->call_count++] = (struct view_call){
		.name = name, .path = path, .status = answer->status, .us = us,
		.size = answer->body_len, .body = answer->body,
	};
}

bool
view_get(struct view *v, const char *name, const char *path, const char **ret_etag)
{
	struct api_request rq = {.method = "GET", .content_type = "", .is_inner = true};
	struct api_answer answer = {0};
	struct json_object *doc;
	int64_t start = clock_monotonic_us();

	rq.upload.fd = -1;
	split_query(v->w, path, &rq);
	api_dispatch(v->w, &rq, &answer);
	note_call(v, name, path, &answer, clock_monotonic_us() - start);
	doc = json_parse(v->w, answer.body, answer.body_len);
	if (doc == NULL && answer.status < 300)
		return false;
	if (answer.status >= 300) {
		work_clear_error(v->w);
		return take_refusal(v->w, answer.status, doc);
	}
	json_set(v->root, name, json_object_get(doc));
	if (ret_etag)
		*ret_etag = answer.etag;
	return true;
}

bool
view_send(struct view *v, struct json_object **ret)
{
	const struct form_request *fr = &v->request;
	struct api_answer answer = {0};
	struct api_request rq = {
		.method = fr->method, .json = fr->body, .if_match = fr->if_match,
		.idempotency_key = fr->idempotency_key, .is_inner = true,
		.content_type = fr->body ? "application/json" : "",
	};
	struct json_object *doc;

	rq.upload.fd = -1;
	split_query(v->w, fr->path, &rq);
	if (v->file && v->form->is_upload) {
		rq.content_type = "multipart/form-data";
		rq.upload.data = v->file->data;
		rq.upload.size = (int64_t)v->file->size;
		rq.upload.filename = v->file->filename;
		rq.upload.content_type = v->file->content_type;
	}
	api_dispatch(v->w, &rq, &answer);
	for (size_t i = 0; i < COUNT(answer.cookies) && answer.cookies[i]; i++)
		http_header(v->answer, "Set-Cookie", answer.cookies[i]);
	v->session_token = answer.session_token;
	doc = json_parse(v->w, answer.body, answer.body_len);
	work_clear_error(v->w);
	if (answer.status >= 300)
		return take_refusal(v->w, answer.status, doc);
	*ret = doc ? doc : json_new_object(v->w);
	return true;
}
