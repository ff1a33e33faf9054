#ifndef SLIPWAY_CGI_CSRF_H
#define SLIPWAY_CGI_CSRF_H

#include "cgi-bin/http.h"

/*
 * Protection against requests that another site makes a browser send. Three
 * fences: cookies are SameSite=Lax, Sec-Fetch-Site or Origin must be ours, and a
 * request that writes carries a token bound to the session.
 */

/*
 * ERR_INVALID unless a request to the API may write: with a session it needs the
 * token header, our own origin, and a type that a foreign form cannot send;
 * without credentials (the log-in) only an origin that is not foreign; with an API
 * key nothing, since no browser adds one by itself.
 */
bool csrf_check_api(struct work *w, const struct http_request *rq, const char *method) MUST_CHECK;

/* ERR_INVALID unless a posted page form has our origin and the token in .csrf. */
bool csrf_check_form(struct work *w, const struct http_request *rq, const char *token) MUST_CHECK;

/*
 * The token for forms of this browser: of its session, or before log-in of a random
 * cookie, which is set through ret if it is missing.
 */
const char *csrf_form_token(struct work *w, const struct http_request *rq, struct http_answer *ret);

/* Whether Sec-Fetch-Site and Origin say that the request comes from our own pages. */
bool	csrf_same_origin(const struct http_request *rq, const char *public_url);

#endif
