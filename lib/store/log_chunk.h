#ifndef SLIPWAY_STORE_LOG_CHUNK_H
#define SLIPWAY_STORE_LOG_CHUNK_H

#include "lib/base/buf.h"

/*
 * The text of a log chunk (column body of log_chunk): one record a line, "time_us TAB
 * category TAB text LF". The number of a line is the chunk's first_line plus its place.
 * Written by the runner, read by the API; this is the only place that knows the form.
 */

/* A chunk in the making, with the counts that its row keeps. */
struct log_chunk {
	struct buf body;
	int lines, verbose, warnings, errors;
};

/* Sets up an empty chunk, living as long as the arena. */
void	log_chunk_init(struct log_chunk *c, struct arena *a);

/* Appends a line; line breaks in the text become blanks. */
void log_chunk_add(
    struct log_chunk *c, int64_t time_us, int category, const char *text, size_t len);

/* One line of a body; text is not terminated and belongs to the body. */
struct log_line {
	int number;
	int64_t time_us;
	int category;
	const char *text;
	size_t len;
};

/* Walks over a body: *body and *number move on behind the line. False at the end. */
bool	log_line_next(const char **body, int *number, struct log_line *ret_line);

/* Which lines of an activity are wanted; the bounds are numbers of lines outside of it. */
struct log_range {
	int64_t after;
	int64_t before;			/* 0: up to the end */
	bool verbose;			/* lines below Info too */
	bool forward;			/* the first of them, not the last */
};

/* As log_line_next, for the next line that is in the range. */
bool	log_range_next(const struct log_range *r, const char **body, int *number,
	    struct log_line *ret_line);

/* How many lines of a body that begins with this number are in the range. */
size_t	log_range_count(const struct log_range *r, const char *body, int number);

#endif
