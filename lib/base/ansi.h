#ifndef SLIPWAY_BASE_ANSI_H
#define SLIPWAY_BASE_ANSI_H

#include "lib/base/buf.h"

/*
 * Output of scripts: any bytes, made safe to store and show, and its colours.
 */

/*
 * Adds one line to out as valid UTF-8 without control characters: bad bytes become
 * U+FFFD; TAB and colours (ESC [ ... m) stay; other escape sequences, control
 * characters, line ends included, and bidirectional overrides are left out.
 */
void line_clean(struct buf *out, const char *s, size_t len);

/* A run of text in one look; text points into the line. */
struct ansi_span {
	int fg;			/* 0 black, 1 red, 2 green, 3 yellow, 4 blue, */
	int bg;			/* 5 magenta, 6 cyan, 7 white; -1 the page's own */
	bool bold;
	bool underline;
	const char *text;
	size_t len;
};

/*
 * Splits a cleaned line at its colours; colours of 256 and 24 bits become the
 * nearest of the eight. Returns the number of spans; empty ones are left out.
 */
size_t ansi_spans(struct arena *a, const char *line, struct ansi_span **ret);

#endif
