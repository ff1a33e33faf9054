#ifndef SLIPWAY_BASE_URL_H
#define SLIPWAY_BASE_URL_H

#include "lib/base/utf8.h"
#include "lib/base/work.h"

/*
 * Percent encoding, query strings (and urlencoded bodies), request paths.
 * Sources: RFC 3986, WHATWG URL (application/x-www-form-urlencoded).
 */

/*
 * Decodes %XX, and "+" to a blank if plus_is_blank. NULL if a % is malformed or
 * the result holds NUL or invalid UTF-8.
 */
char *url_decode(struct arena *a, const char *s, size_t len, bool plus_is_blank) MUST_CHECK;

/* Encodes everything but letters, digits and "-._~". */
char *url_encode(struct arena *a, const char *s) MUST_CHECK;

struct param {
	const char *name;	/* never "" */
	const char *value;	/* never NULL */
};

/* In the order of sending; duplicates stay. */
struct params {
	struct param *items;
	size_t count;
};

/*
 * Parses "a=1&b=2"; pairs with an empty name are dropped. ERR_INVALID if something
 * is malformed, ERR_TOO_LARGE if there are more than max pairs.
 */
bool params_parse(struct work *w, const char *s, size_t len, size_t max,
	struct params *ret) MUST_CHECK;

/* The last value with exactly this name, else NULL. */
const char *params_get(const struct params *p, const char *name);

/* The last value with this name in any case; NULL if absent or empty. */
const char *params_get_nocase(const struct params *p, const char *name);

/* The decoded segments of a request path; none is empty. */
struct path {
	const char **segments;
	size_t count;
};

/*
 * Splits a raw path (as in REQUEST_URI, without query) at "/" and decodes each
 * segment, so that an encoded slash stays inside its segment. Empty segments are
 * dropped. ERR_INVALID for ".", "..", control characters, malformed encoding, more
 * than 32 segments.
 */
bool path_split(struct work *w, const char *path, struct path *ret) MUST_CHECK;

#endif
