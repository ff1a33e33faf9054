#ifndef SLIPWAY_RUNNER_LINES_H
#define SLIPWAY_RUNNER_LINES_H

#include "lib/base/buf.h"

#define LINE_MAX_BYTES ((size_t)64 * 1024)
#define MESSAGE_LINE_MAX_BYTES ((size_t)10 * 1024 * 1024)

/*
 * Splits a stream of bytes into lines. A line of text is cut after LINE_MAX_BYTES, one
 * that begins as a service message after MESSAGE_LINE_MAX_BYTES; what follows is dropped
 * up to the next LF.
 */
struct lines {
	struct arena *arena;	/* of the pending line only */
	struct buf pending;
	bool is_message;	/* pending begins as a message */
	bool is_dropping;	/* the rest of a cut line is passing by */
	void (*line)(void *arg, const char *line, size_t len, bool is_cut);	/* without its LF */
	void *arg;
};

/* line is called for each line. */
void	lines_init(struct lines *l,
		void (*line)(void *arg, const char *line, size_t len, bool is_cut), void *arg);
void	lines_release(struct lines *l);
void	lines_feed(struct lines *l, const char *data, size_t len);
/* Passes on a last line without LF. */
void	lines_end(struct lines *l);

#endif
