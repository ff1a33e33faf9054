#ifndef SLIPWAY_BASE_BUF_H
#define SLIPWAY_BASE_BUF_H

#include "lib/base/arena.h"

/*
 * A growing buffer in an arena, born with a maximum.
 *
 * Invariants: s is never NULL and always ends with a NUL that len does not
 * count; when an addition would exceed max, nothing is added, is_full becomes
 * true and stays so, and later additions do nothing: check it once at the end.
 */
struct buf {
	struct arena *arena;
	char *s;
	size_t len;
	size_t cap;
	size_t max;
	bool is_full;
};

/* Sets up an empty buffer of at most max bytes, living as long as the arena. */
void	buf_init(struct buf *b, struct arena *a, size_t max);
void	buf_add(struct buf *b, const void *data, size_t len);
void	buf_puts(struct buf *b, const char *s);
void	buf_putc(struct buf *b, char c);
void	buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Empties the buffer and forgets is_full; keeps its memory. */
void	buf_clear(struct buf *b);

#endif
