#ifndef SLIPWAY_BASE_ERROR_H
#define SLIPWAY_BASE_ERROR_H

#include "lib/base/base.h"

/*
 * Why a unit of work failed: one code for the program, sentences for the person.
 * The edge maps codes to HTTP statuses (lib/api/dispatch.c has the one table).
 */
enum error_code {
	ERR_NONE,
	ERR_INVALID,		/* what was sent is wrong: 400 */
	ERR_UNAUTHENTICATED,	/* 401 */
	ERR_FORBIDDEN,		/* 403 */
	ERR_NOT_FOUND,		/* 404 */
	ERR_METHOD,		/* 405 */
	ERR_CONFLICT,		/* 409 */
	ERR_TOO_LARGE,		/* 413 */
	ERR_MEDIA_TYPE,		/* 415 */
	ERR_KEY_REUSED,		/* 422: an Idempotency-Key with another body */
	ERR_LIMITED,		/* 429 */
	ERR_INTERNAL,		/* 500: a fault of ours */
	ERR_UNAVAILABLE,	/* 503: try again */
	ERR__MAX
};

/* One message about one field; pointer is an RFC 6901 JSON Pointer or "". */
struct error_item {
	struct error_item *next;
	const char *pointer;
	const char *message;
};

struct error {
	enum error_code code;
	const char *message;		/* the general sentence */
	struct error_item *items;	/* in the order they were found */
	struct error_item **tail;
	const char *version;		/* ERR_CONFLICT: the present Version */
};

#endif
