#ifndef SLIPWAY_BASE_ARENA_H
#define SLIPWAY_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "lib/base/base.h"

/*
 * An arena owns all memory of one unit of work (a request, a task) and gives it
 * back at once.
 *
 * Invariants: allocation never returns NULL (the process ends when the limit or
 * the machine's memory is exhausted: workers are disposable); memory comes
 * zeroed and aligned for every type; deferred calls run in reverse order at
 * reset and free. In sanitizer builds every allocation is a malloc of its own,
 * so that AddressSanitizer sees its bounds.
 */
struct arena;

/* Makes an arena that may grow to max_bytes. */
struct arena	*arena_new(size_t max_bytes);

/* Runs the deferred calls, gives back all memory, keeps the arena. */
void		 arena_reset(struct arena *a);

/* Resets and deletes the arena; NULL is allowed. */
void		 arena_free(struct arena *a);

/* Returns size bytes, zeroed; lives until reset. */
void		*arena_alloc(struct arena *a, size_t size) MUST_CHECK;

/* Returns count * size bytes, zeroed; overflow ends the process. */
void		*arena_array(struct arena *a, size_t count, size_t size) MUST_CHECK;

/*
 * Room for one more behind count items of size bytes: the items themselves while *max
 * allows it, else a copy with twice the room, and *max says so. Begin with NULL and 0.
 */
void		*arena_more(struct arena *a, void *items, size_t count, size_t *max,
		    size_t size) MUST_CHECK;

char		*arena_strdup(struct arena *a, const char *s) MUST_CHECK;
char		*arena_strndup(struct arena *a, const char *s, size_t len) MUST_CHECK;
char		*arena_printf(struct arena *a, const char *fmt, ...)
			__attribute__((format(printf, 2, 3))) MUST_CHECK;
char		*arena_vprintf(struct arena *a, const char *fmt, va_list ap)
			__attribute__((format(printf, 2, 0))) MUST_CHECK;

/* Calls fn(arg) when the arena is reset or freed. */
void		 arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#endif
