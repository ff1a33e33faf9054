#ifndef SLIPWAY_CGI_HTTP_H
#define SLIPWAY_CGI_HTTP_H

#include "lib/base/buf.h"
#include "lib/base/work.h"

#define HTTP_BODY_MAX ((size_t)17 * 1024 * 1024)	/* the largest route's, and its frame */
#define HTTP_PARAMS_MAX 256

/*
 * One request as the edge read it. Texts are never NULL: "" if not sent, but for
 * those marked. Nothing is decoded yet.
 */
struct http_request {
	const char *method;
	const char *path;		/* raw path of REQUEST_URI */
	const char *query;		/* raw, without "?" */
	const char *scheme;		/* http or https */
	const char *host;		/* as in the Host header */
	const char *address;
	const char *user_agent;
	const char *accept;
	const char *content_type;
	const char *cookies;
	const char *authorization;
	const char *method_override;
	const char *origin;
	const char *fetch_site;
	const char *csrf_token;
	const char *api_key;
	const char *if_match;		/* NULL: not sent */
	const char *if_none_match;	/* NULL: not sent */
	const char *idempotency_key;	/* NULL: not sent */
	const char *body;
	size_t body_len;
};

/* What goes back; headers holds whole lines, each with CR LF. */
struct http_answer {
	int status;
	const char *content_type;
	const char *body;
	size_t body_len;
	struct buf headers;
};

/*
 * Fills a request from CGI parameters ("NAME=value", NULL-terminated); the body is
 * the caller's. ERR_INVALID for too many or malformed ones. Source: RFC 3875.
 */
bool	http_request_read(struct work *w, const char *const *params,
	    struct http_request *ret) MUST_CHECK;

/* Answers a request; never fails. */
void	http_handle(struct work *w, const struct http_request *rq, struct http_answer *ret);

/* Answers with the sentence in w->error: JSON below /api, else plain text. */
void	http_refuse(struct work *w, const struct http_request *rq, struct http_answer *ret);

/* Adds a header; a value with control characters is left out. */
void	http_header(struct http_answer *ret, const char *name, const char *value);

/* Makes ret a 303 to a path of ours. */
void	http_redirect(struct http_answer *ret, const char *path);

/* The value of a cookie of the request, NULL if absent. */
const char *http_cookie(struct work *w, const struct http_request *rq, const char *name);

/* The value of the session's cookie, NULL if absent. */
const char *http_session_token(struct work *w, const struct http_request *rq);

#endif
