/*
 * See csrf.h. The decision is made of four facts: who asks, from which site, with
 * which token, with which type of body.
 */
#include "cgi-bin/csrf.h"

#include <strings.h>

#include "lib/api/api.h"
#include "lib/base/seal.h"

#define PRE_SESSION_COOKIE "slipway-form"

static bool
is_safe(const char *method)
{
	return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
	    strcmp(method, "OPTIONS") == 0;
}

bool
csrf_same_origin(const struct http_request *rq, const char *public_url)
{
	size_t scheme = strlen(rq->scheme);
	const char *o = rq->origin;

	if (rq->fetch_site[0] && strcmp(rq->fetch_site, "same-origin") != 0)
		return false;
	if (o[0] == '\0')
		return true;
	if (public_url && public_url[0]) {
		size_t len = strlen(public_url);

		while (len && public_url[len - 1] == '/')
			len--;
		return strlen(o) == len && strncasecmp(o, public_url, len) == 0;
	}
	return strncmp(o, rq->scheme, scheme) == 0 && strncmp(o + scheme, "://", 3) == 0 &&
	    strcasecmp(o + scheme + 3, rq->host) == 0;
}

static bool
check_origin(struct work *w, const struct http_request *rq)
{
	if (csrf_same_origin(rq, getenv("SLIPWAY_PUBLIC_URL")))
		return true;
	return fail(w, ERR_INVALID, "This request came from a page of another site ('%s') and was "
	    "refused. If this is your server's own address, set SLIPWAY_PUBLIC_URL to it.",
	    rq->origin);
}

static bool
is_plain_form_type(const char *type)
{
	return strncasecmp(type, "application/x-www-form-urlencoded", 33) == 0 ||
	    strncasecmp(type, "text/plain", 10) == 0;
}

bool
csrf_check_api(struct work *w, const struct http_request *rq, const char *method)
{
	if (is_safe(method) || w->principal.by == BY_API_KEY)
		return true;
	if (!check_origin(w, rq))
		return false;
	if (w->principal.by != BY_SESSION)
		return true;
	if (!auth_csrf_valid(w, http_session_token(w, rq), rq->csrf_token))
		return fail(w, ERR_INVALID,
		    "A request with a session cookie that changes something "
		    "needs the header X-Octopus-Csrf-Token with the value of the cookie of that "
		    "name.");
	if (rq->body_len > 0 && is_plain_form_type(rq->content_type))
		return fail(
		    w, ERR_INVALID, "Send the body as application/json or multipart/form-data.");
	return true;
}

static const char *
token_owner(struct work *w, const struct http_request *rq)
{
	const char *session = w->principal.by == BY_SESSION ? http_session_token(w, rq) : NULL;

	return session ? session : http_cookie(w, rq, PRE_SESSION_COOKIE);
}

bool
csrf_check_form(struct work *w, const struct http_request *rq, const char *token)
{
	const char *owner = token_owner(w, rq);

	if (!check_origin(w, rq))
		return false;
	if (owner == NULL || token == NULL || !auth_csrf_valid(w, owner, token))
		return fail(w, ERR_INVALID, "This form is too old to be taken, perhaps because you "
		    "signed in or out since. Open the page again and repeat what you did.");
	return true;
}

const char *
csrf_form_token(struct work *w, const struct http_request *rq, struct http_answer *ret)
{
	const char *owner = token_owner(w, rq);

	if (owner == NULL) {
		owner = random_token(w->arena, 24);
		http_header(ret, "Set-Cookie", arena_printf(w->arena,
		    PRE_SESSION_COOKIE "=%s; Path=/app; HttpOnly; SameSite=Lax%s", owner,
		    strcmp(rq->scheme, "https") == 0 ? "; Secure" : ""));
	}
	return auth_csrf_token(w, owner);
}
