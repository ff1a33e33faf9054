#ifndef SLIPWAY_BASE_SEMVER_H
#define SLIPWAY_BASE_SEMVER_H

#include "lib/base/work.h"

/*
 * Versions of releases and packages: "1.2.3.4-label.1+meta", one to four numbers,
 * an optional v before them. Numbers up to 2147483647, 200 bytes at most.
 */
#define VERSION_MAX_BYTES 200

struct version {
	int64_t part[4];	/* those not written are 0 */
	int count;		/* how many were written, 1 to 4 */
	const char *label;	/* without "-"; "" if none */
	const char *meta;	/* without "+"; "" if none */
};

/* Reads a version; false if it is none. Blanks around it are not allowed. */
bool version_parse(struct arena *a, const char *s, struct version *ret) MUST_CHECK;

/* The same as a check of a field: ERR_INVALID at pointer, saying what is wrong. */
bool version_valid(struct work *w, const char *s, const char *pointer) MUST_CHECK;

/*
 * Orders two versions: <0, 0, >0. Missing numbers are 0, v, leading zeros, case and
 * metadata do not count, a label comes before none. A text that is no version
 * comes before every version; two such are ordered as text without case.
 */
int version_compare(const char *a, const char *b);

#endif
