/*
 * Arena: blocks of memory that are given back together. No single free, no
 * resize: a buffer that grows is buf.h. One list of deferred calls carries the
 * things that are not memory (json-c trees, file descriptors).
 */
#include "lib/base/arena.h"

#include <stdalign.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SANITIZED 1
#endif
#endif

#ifdef ARENA_SANITIZED
#define BLOCK_BYTES 0		/* every allocation is a block of its own */
#else
#define BLOCK_BYTES ((size_t)32 * 1024)
#endif

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) unsigned char data[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *arg;
};

struct arena {
	struct block *blocks;
	struct deferred *deferred;
	size_t total;
	size_t max;
};

static void
give_up(const char *why)
{
	fprintf(stderr, "slipway: arena: %s\n", why);
	abort();
}

static struct block *
block_add(struct arena *a, size_t size)
{
	size_t want = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct block *b;

	if (want > a->max - a->total)
		give_up("limit of this unit of work exceeded");
	b = malloc(sizeof(*b) + want);
	if (b == NULL)
		give_up("out of memory");
	a->total += want;
	b->size = want;
	b->used = 0;
	b->next = a->blocks;
	a->blocks = b;
	return b;
}

struct arena *
arena_new(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		give_up("out of memory");
	a->max = max_bytes;
	return a;
}

void
arena_reset(struct arena *a)
{
	struct block *keep = NULL;

	while (a->deferred != NULL) {
		struct deferred *d = a->deferred;

		a->deferred = d->next;
		d->fn(d->arg);
	}
	while (a->blocks != NULL) {
		struct block *b = a->blocks;

		a->blocks = b->next;
		if (keep == NULL && BLOCK_BYTES > 0 && b->size == BLOCK_BYTES) {
			keep = b;
			continue;
		}
		free(b);
	}
	a->total = 0;
	if (keep != NULL) {
		keep->next = NULL;
		keep->used = 0;
		a->blocks = keep;
		a->total = keep->size;
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	free(a->blocks);
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	size_t align = alignof(max_align_t);
	struct block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX / 4)
		give_up("absurd size");
	size = (size + align - 1) / align * align;
	if (size == 0)
		size = align;
	if (b == NULL || b->size - b->used < size)
		b = block_add(a, size);
	p = b->data + b->used;
	b->used += size;
	memset(p, 0, size);
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		give_up("absurd size");
	return arena_alloc(a, count * size);
}

void *
arena_more(struct arena *a, void *items, size_t count, size_t *max, size_t size)
{
	void *grown;

	if (count < *max)
		return items;
	*max = *max > 0 ? *max * 2 : 16;
	grown = arena_array(a, *max, size);
	if (count > 0)
		memcpy(grown, items, count * size);
	return grown;
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		give_up("format failed");
	s = arena_alloc(a, (size_t)len + 1);
	(void)vsnprintf(s, (size_t)len + 1, fmt, ap);	/* same length as above */
	return s;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void
arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
	struct deferred *d = arena_alloc(a, sizeof(*d));

	d->fn = fn;
	d->arg = arg;
	d->next = a->deferred;
	a->deferred = d;
}
