/*
 * Growing buffers. Growth copies inside the arena, so at most about twice the
 * final size is held until the arena is reset; every buffer has a maximum, so
 * this is bounded.
 */
#include "lib/base/buf.h"

static char empty[1];

void
buf_init(struct buf *b, struct arena *a, size_t max)
{
	*b = (struct buf){.arena = a, .s = empty, .max = max};
}

static bool
buf_reserve(struct buf *b, size_t more)
{
	size_t cap;
	char *s;

	if (b->is_full || more > b->max - b->len) {
		b->is_full = true;
		return false;
	}
	if (b->len + more < b->cap)
		return true;
	cap = b->cap * 2 > 256 ? b->cap * 2 : 256;
	if (cap < b->len + more + 1)
		cap = b->len + more + 1;
	s = arena_alloc(b->arena, cap);
	if (b->len > 0)
		memcpy(s, b->s, b->len);
	b->s = s;
	b->cap = cap;
	return true;
}

void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (len == 0 || !buf_reserve(b, len))
		return;
	memcpy(b->s + b->len, data, len);
	b->len += len;
	b->s[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len >= 0 && buf_reserve(b, (size_t)len)) {
		/* reserve keeps room for the NUL */
		(void)vsnprintf(b->s + b->len, b->cap - b->len, fmt, ap);
		b->len += (size_t)len;
	}
	va_end(ap);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->is_full = false;
	if (b->cap > 0)
		b->s[0] = '\0';
}
