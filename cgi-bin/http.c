/*
 * The edge behind FastCGI: from CGI parameters to a request, which of the two
 * halves (/api or /app) answers, and the headers that every answer carries.
 *
 * Not here: the protocol (fcgi.c), pages (page.c), rights (lib/api). Routing looks
 * at REQUEST_URI only, since SCRIPT_NAME comes decoded and %2F is lost in it.
 */
#include "cgi-bin/http.h"

#include <strings.h>

#include "cgi-bin/csrf.h"
#include "cgi-bin/page.h"
#include "lib/api/api.h"
#include "lib/base/cookie.h"
#include "lib/base/json.h"
#include "lib/base/multipart.h"
#include "lib/base/url.h"

static const char *const fixed_headers[][2] = {
	{"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "
	    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
	    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"},
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};

static const struct {
	const char *param;
	size_t offset;
} known_params[] = {
#define PARAM(name, field) {name, offsetof(struct http_request, field)}
	PARAM("REQUEST_METHOD", method),
	PARAM("REQUEST_SCHEME", scheme),
	PARAM("HTTP_HOST", host),
	PARAM("REMOTE_ADDR", address),
	PARAM("HTTP_USER_AGENT", user_agent),
	PARAM("HTTP_ACCEPT", accept),
	PARAM("CONTENT_TYPE", content_type),
	PARAM("HTTP_COOKIE", cookies),
	PARAM("HTTP_AUTHORIZATION", authorization),
	PARAM("HTTP_X_HTTP_METHOD_OVERRIDE", method_override),
	PARAM("HTTP_ORIGIN", origin),
	PARAM("HTTP_SEC_FETCH_SITE", fetch_site),
	PARAM("HTTP_X_OCTOPUS_CSRF_TOKEN", csrf_token),
	PARAM("HTTP_X_OCTOPUS_APIKEY", api_key),
	PARAM("HTTP_IF_MATCH", if_match),
	PARAM("HTTP_IF_NONE_MATCH", if_none_match),
	PARAM("HTTP_IDEMPOTENCY_KEY", idempotency_key),
#undef PARAM
};

static const char **
field_at(struct http_request *rq, size_t offset)
{
	return (const char **)(void *)((char *)rq + offset);
}

/* Splits REQUEST_URI; without one (plain CGI) PATH_INFO and QUERY_STRING serve. */
static void
set_target(struct work *w, struct http_request *rq, const char *uri, const char *path_info,
	const char *query)
{
	const char *mark;

	if (uri[0] == '\0') {
		rq->path = path_info[0] ? path_info : "/";
		rq->query = query;
		return;
	}
	mark = strchr(uri, '?');
	rq->path = mark ? arena_strndup(w->arena, uri, (size_t)(mark - uri)) : uri;
	rq->query = mark ? mark + 1 : "";
}

static void
take_param(struct work *w, struct http_request *rq, const char *name, size_t name_len,
	const char *value)
{
	for (size_t i = 0; i < COUNT(known_params); i++) {
		if (strlen(known_params[i].param) == name_len &&
		    memcmp(known_params[i].param, name, name_len) == 0) {
			*field_at(rq, known_params[i].offset) = arena_strdup(w->arena, value);
			return;
		}
	}
}

/* ETags travel in quotes, weak ones with W/ before; inside we use the bare value. */
static const char *
bare_etag(struct work *w, const char *value)
{
	const char *start, *end;

	if (value == NULL)
		return NULL;
	start = strchr(value, '"');
	end = start ? strchr(start + 1, '"') : NULL;
	return end ? arena_strndup(w->arena, start + 1, (size_t)(end - start - 1)) : value;
}

bool
http_request_read(struct work *w, const char *const *params, struct http_request *ret)
{
	const char *uri = "", *path_info = "", *query = "";
	size_t count = 0;

	*ret = (struct http_request){.body = ""};
	for (; params[count] != NULL; count++) {
		const char *equals = strchr(params[count], '=');

		if (count == HTTP_PARAMS_MAX)
			return fail(w, ERR_INVALID, "The request has too many headers.");
		if (equals == NULL)
			continue;
		take_param(w, ret, params[count], (size_t)(equals - params[count]), equals + 1);
		if (strncmp(params[count], "REQUEST_URI=", 12) == 0)
			uri = arena_strdup(w->arena, equals + 1);
		else if (strncmp(params[count], "PATH_INFO=", 10) == 0)
			path_info = arena_strdup(w->arena, equals + 1);
		else if (strncmp(params[count], "QUERY_STRING=", 13) == 0)
			query = arena_strdup(w->arena, equals + 1);
	}
	for (size_t i = 0; i < COUNT(known_params); i++) {
		const char **field = field_at(ret, known_params[i].offset);
		bool may_be_null =
		    known_params[i].offset >= offsetof(struct http_request, if_match);

		if (*field == NULL && !may_be_null)
			*field = "";
	}
	if (ret->scheme[0] == '\0')
		ret->scheme = "http";
	ret->if_match = bare_etag(w, ret->if_match);
	if (ret->if_match && strcmp(ret->if_match, "*") == 0)
		ret->if_match = NULL;	/* any version, as long as there is one */
	ret->if_none_match = bare_etag(w, ret->if_none_match);
	set_target(w, ret, uri, path_info, query);
	if (ret->method[0] == '\0' || ret->path[0] != '/')
		return fail(w, ERR_INVALID, "The request has no method or no path.");
	return true;
}

void
http_header(struct http_answer *ret, const char *name, const char *value)
{
	for (const char *c = value; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 127)
			return;
	}
	buf_printf(&ret->headers, "%s: %s\r\n", name, value);
}

void
http_redirect(struct http_answer *ret, const char *path)
{
	ret->status = 303;
	ret->content_type = "text/plain; charset=utf-8";
	ret->body = "";
	ret->body_len = 0;
	http_header(ret, "Location", path);
}

const char *
http_cookie(struct work *w, const struct http_request *rq, const char *name)
{
	const char *value = cookie_get(w->arena, rq->cookies, name);

	return value && value[0] ? value : NULL;
}

const char *
http_session_token(struct work *w, const struct http_request *rq)
{
	const char *id;

	if (strstr(rq->cookies, "OctopusIdentificationToken_") == NULL)
		return NULL;
	id = api_installation_id(w);
	if (id == NULL)
		return NULL;
	return http_cookie(w, rq, arena_printf(w->arena, "OctopusIdentificationToken_%s", id));
}

/* ---- answers ------------------------------------------------------------- */

static int
status_of(enum error_code code)
{
	static const int statuses[ERR__MAX] = {
		[ERR_NONE] = 500, [ERR_INVALID] = 400, [ERR_UNAUTHENTICATED] = 401,
		[ERR_FORBIDDEN] = 403, [ERR_NOT_FOUND] = 404, [ERR_METHOD] = 405,
		[ERR_CONFLICT] = 409, [ERR_TOO_LARGE] = 413, [ERR_MEDIA_TYPE] = 415,
		[ERR_KEY_REUSED] = 422, [ERR_LIMITED] = 429, [ERR_INTERNAL] = 500,
		[ERR_UNAVAILABLE] = 503,
	};

	return statuses[code] ? statuses[code] : 500;
}

static bool
is_api(const struct http_request *rq)
{
	return rq->path && strncasecmp(rq->path, "/api", 4) == 0 &&
	    (rq->path[4] == '\0' || rq->path[4] == '/');
}

void
http_refuse(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	const char *message = w->error.message ? w->error.message : "Something went wrong.";
	struct json_object *o;

	ret->status = status_of(w->error.code);
	work_clear_error(w);
	if (is_api(rq)) {
		o = json_new_object(w);
		json_set_str(o, "ErrorMessage", message);
		json_set(o, "Errors", json_object_new_array());
		json_push_str(json_get(o, "Errors"), message);
		json_set(o, "Details", json_object_new_object());
		ret->content_type = "application/json; charset=utf-8";
		ret->body = json_text(w, o);
	} else {
		ret->content_type = "text/plain; charset=utf-8";
		ret->body = arena_printf(w->arena, "%s\n", message);
	}
	ret->body_len = strlen(ret->body);
}

static void
copy_answer(struct work *w, const struct api_answer *from, struct http_answer *ret)
{
	ret->status = from->status;
	ret->content_type = from->content_type;
	ret->body = from->body;
	ret->body_len = from->body_len;
	if (from->etag)
		http_header(ret, "ETag", arena_printf(w->arena, "\"%s\"", from->etag));
	if (from->location)
		http_header(ret, "Location", from->location);
	if (from->disposition)
		http_header(ret, "Content-Disposition", from->disposition);
	if (from->retry_after)
		http_header(ret, "Retry-After", arena_printf(w->arena, "%d", from->retry_after));
	if (from->is_sandboxed)
		http_header(ret, "Content-Security-Policy", "sandbox; default-src 'none'");
	for (size_t i = 0; i < COUNT(from->cookies) && from->cookies[i]; i++)
		http_header(ret, "Set-Cookie", from->cookies[i]);
}

/* ---- /api ---------------------------------------------------------------- */

static const char *
bearer_of(const struct http_request *rq)
{
	return strncasecmp(rq->authorization, "Bearer ", 7) == 0 ? rq->authorization + 7 : NULL;
}

static bool
identify(struct work *w, const struct http_request *rq)
{
	struct credentials c = {
		.api_key = rq->api_key[0] ? rq->api_key : NULL,
		.bearer = bearer_of(rq),
		.address = rq->address,
		.user_agent = rq->user_agent,
	};
	struct params query;

	if (c.api_key == NULL && is_api(rq)) {
		if (!params_parse(w, rq->query, strlen(rq->query), HTTP_PARAMS_MAX, &query))
			return false;
		c.api_key = params_get_nocase(&query, "apikey");
	}
	if (c.api_key == NULL && c.bearer == NULL)
		c.session_token = http_session_token(w, rq);
	if (work_failed(w))
		return false;
	return auth_identify(w, &c);
}

/* The first file of a multipart body becomes the upload; other bodies are JSON text. */
static bool
set_body(struct work *w, const struct http_request *rq, struct api_request *ret)
{
	struct part *parts;
	size_t count;

	ret->upload.fd = -1;
	if (strncasecmp(rq->content_type, "multipart/", 10) != 0) {
		ret->body = rq->body_len ? rq->body : NULL;
		ret->body_len = rq->body_len;
		return true;
	}
	if (!multipart_parse(w, rq->content_type, rq->body, rq->body_len, &parts, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].filename == NULL)
			continue;
		ret->upload.data = parts[i].data;
		ret->upload.size = (int64_t)parts[i].size;
		ret->upload.filename = parts[i].filename;
		ret->upload.content_type = parts[i].content_type;
		return true;
	}
	return fail(w, ERR_INVALID, "The upload holds no file.");
}

static const char *
effective_method(struct work *w, const struct http_request *rq)
{
	if (strcmp(rq->method, "POST") != 0 || rq->method_override[0] == '\0')
		return rq->method;
	if (strcasecmp(rq->method_override, "PUT") == 0)
		return "PUT";
	if (strcasecmp(rq->method_override, "DELETE") == 0)
		return "DELETE";
	(void)fail(w, ERR_METHOD, "X-HTTP-Method-Override may only be PUT or DELETE.");
	return NULL;
}

static bool
answer_api(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	struct api_answer answer = {0};
	struct api_request api = {
		.method = effective_method(w, rq),
		.path = rq->path,
		.query = rq->query,
		.content_type = rq->content_type,
		.if_match = rq->if_match,
		.if_none_match = rq->if_none_match,
		.idempotency_key = rq->idempotency_key,
	};

	if (api.method == NULL || !identify(w, rq) || !csrf_check_api(w, rq, api.method))
		return false;
	if (!set_body(w, rq, &api))
		return false;
	api_dispatch(w, &api, &answer);
	copy_answer(w, &answer, ret);
	return true;
}

/* ---- all ----------------------------------------------------------------- */

static bool
is_app(const struct http_request *rq)
{
	return strncmp(rq->path, "/app", 4) == 0 && (rq->path[4] == '\0' || rq->path[4] == '/');
}

static bool
answer(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	if (is_api(rq))
		return answer_api(w, rq, ret);
	if (strcmp(rq->path, "/") == 0) {
		http_redirect(ret, "/app");
		return true;
	}
	if (!is_app(rq))
		return fail(w, ERR_NOT_FOUND, "There is nothing at this address.");
	return identify(w, rq) && page_answer(w, rq, ret);
}

static void
add_fixed_headers(struct http_answer *ret)
{
	for (size_t i = 0; i < COUNT(fixed_headers); i++) {
		if (strstr(ret->headers.s, fixed_headers[i][0]) == NULL)
			http_header(ret, fixed_headers[i][0], fixed_headers[i][1]);
	}
	/* What the API marks with an ETag may be kept, if the browser asks each time. */
	http_header(ret, "Cache-Control",
	    strstr(ret->headers.s, "ETag: ") ? "private, no-cache" : "no-store");
}

void
http_handle(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	*ret = (struct http_answer){.status = 500, .content_type = "text/plain", .body = ""};
	buf_init(&ret->headers, w->arena, (size_t)32 * 1024);
	if (!answer(w, rq, ret))
		http_refuse(w, rq, ret);
	if (ret->content_type == NULL)
		ret->content_type = "application/json; charset=utf-8";
	add_fixed_headers(ret);
}
