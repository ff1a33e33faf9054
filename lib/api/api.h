#ifndef SLIPWAY_API_API_H
#define SLIPWAY_API_API_H

#include "lib/base/json.h"

/*
 * The one way in. Requests from outside, the GETs behind a page and the request
 * of a form all go through api_dispatch, with the same authorisation,
 * transaction, audit and recording.
 */

/* A file that came with the request: streamed by the edge into an unlinked file. */
struct api_upload {
	int fd;				/* -1: none; the edge closes it */
	int64_t size;			/* bytes */
	const char *filename;		/* as the client named it */
	const char *content_type;	/* as declared, not to be trusted */
	const unsigned char *data;	/* the bytes, for small uploads (logos); else NULL */
};

struct api_request {
	const char *method;		/* GET HEAD POST PUT DELETE, upper case */
	const char *path;		/* raw path, still percent-encoded, without query */
	const char *query;		/* raw query string, "" if none */
	const char *body;		/* raw JSON text; NULL: none */
	size_t body_len;
	struct json_object *json;	/* or a tree instead of text; dispatch parses if NULL */
	struct api_upload upload;
	const char *content_type;	/* "" if none */
	const char *if_match;		/* row version the caller saw, without quotes; NULL */
	const char *idempotency_key;	/* NULL: none */
	const char *if_none_match;	/* NULL: none */
	bool is_inner;			/* from the portal: not checked for CSRF again */
};

struct api_answer {
	int status;
	const char *content_type;	/* application/json; charset=utf-8 unless set */
	const char *body;		/* never NULL */
	size_t body_len;
	const char *etag;		/* row version or content hash; NULL: none */
	const char *location;		/* of something created; NULL: none */
	const char *cookies[4];		/* whole Set-Cookie values, NULL-terminated */
	int retry_after;		/* seconds; 0: none */
	const char *disposition;	/* Content-Disposition; NULL: none */
	bool is_sandboxed;		/* uploaded content: the edge adds CSP sandbox */
	/* Of a login: where the edge finds the new session. */
	const char *session_token;
};

/*
 * Answers a request. Always fills ret (errors too, in the error shape of the API)
 * and never leaves a transaction open; w->error is clear afterwards.
 * w->principal must be set by auth_identify (or stay anonymous).
 */
void	api_dispatch(struct work *w, struct api_request *rq, struct api_answer *ret);

/* What the edge read from the request about who is there. All may be NULL. */
struct credentials {
	const char *api_key;		/* header X-Octopus-ApiKey or query apikey */
	const char *session_token;	/* cookie OctopusIdentificationToken_… */
	const char *bearer;
	const char *address;
	const char *user_agent;
};

/*
 * True with the answer that a writing request of the principal with this key got before;
 * what failed is not kept, nor what holds a secret.
 */
bool	api_answered(struct work *w, const char *idempotency_key, struct api_answer *ret);

/*
 * Finds out who asks and sets w->principal. A wrong key is an error even with a
 * valid cookie (ERR_UNAUTHENTICATED); no credentials at all is anonymous and true.
 */
bool	auth_identify(struct work *w, const struct credentials *c) MUST_CHECK;

/* ERR_FORBIDDEN, naming the permission, if the principal lacks it. */
bool	auth_may(struct work *w, const char *permission) MUST_CHECK;

/* The anti-forgery token of a session token: keyed hash, URL-safe, no '='. */
const char *auth_csrf_token(struct work *w, const char *session_token);

/* Keyed hash by which a repeated request is known again; tells nothing of what is in it. */
const char *auth_request_mark(struct work *w, const char *request);

/* True if token belongs to the session; compares in constant time. */
bool	auth_csrf_valid(struct work *w, const char *session_token, const char *token);

/* The installation's UUID (names of cookies end with it). NULL on failure. */
const char *api_installation_id(struct work *w);

/* Opens what the API needs: keys, database. False with w->error. */
bool	api_open(struct work *w);

/* Rings the runner after commit; the row is the truth, a lost ring costs a poll. */
void	api_ring(struct work *w, const char *task_id);

#endif
