#ifndef SLIPWAY_BASE_MULTIPART_H
#define SLIPWAY_BASE_MULTIPART_H

#include "lib/base/work.h"

/* One part of a form; data points into the body and does not end with NUL. */
struct part {
	const char *name;
	const char *filename;		/* NULL: not a file; without folders */
	const char *content_type;	/* "" if not said */
	const unsigned char *data;
	size_t size;
};

/*
 * Parses a multipart/form-data body that is wholly in memory (the route limits
 * it). The parts live as long as w and the body. ERR_MEDIA_TYPE if content_type
 * is another or has no boundary, ERR_INVALID if the body is malformed,
 * ERR_TOO_LARGE above 64 parts. Source: RFC 7578, WHATWG HTML (names).
 */
bool multipart_parse(struct work *w, const char *content_type, const void *body, size_t len,
	struct part **ret, size_t *ret_count) MUST_CHECK;

#endif
