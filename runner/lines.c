/*
 * Lines out of a stream. Knows of messages only that their lines may be longer.
 */
#include "runner/lines.h"

#include "runner/message.h"

void
lines_init(struct lines *l, void (*line)(void *arg, const char *line, size_t len, bool is_cut),
    void *arg)
{
	*l = (struct lines){.line = line, .arg = arg};
	l->arena = arena_new(MESSAGE_LINE_MAX_BYTES * 8);
	buf_init(&l->pending, l->arena, MESSAGE_LINE_MAX_BYTES);
}

void
lines_release(struct lines *l)
{
	arena_free(l->arena);
	l->arena = NULL;
}

/* Forgets the pending line; gives back its memory if it was large. */
static void
clear(struct lines *l)
{
	l->is_message = false;
	if (l->pending.cap > 4 * LINE_MAX_BYTES) {
		arena_reset(l->arena);
		buf_init(&l->pending, l->arena, MESSAGE_LINE_MAX_BYTES);
	}
	buf_clear(&l->pending);
}

/* Adds to the pending line, at most to its limit; true when the limit cut something off. */
static bool
add(struct lines *l, const char *s, size_t len)
{
	size_t before = l->pending.len, room;

	room = (l->is_message ? MESSAGE_LINE_MAX_BYTES : LINE_MAX_BYTES) - before;
	if (len <= room || l->is_message) {
		buf_add(&l->pending, s, len < room ? len : room);
		return len > room;
	}
	buf_add(&l->pending, s, room);
	l->is_message = message_begins(l->pending.s, l->pending.len);
	return l->is_message ? add(l, s + room, len - room) : true;
}

void
lines_feed(struct lines *l, const char *data, size_t len)
{
	const char *end = data + len;

	while (data < end) {
		const char *lf = memchr(data, '\n', (size_t)(end - data));
		size_t part = (size_t)((lf != NULL ? lf : end) - data);

		if (!l->is_dropping && add(l, data, part)) {
			l->line(l->arg, l->pending.s, l->pending.len, true);
			clear(l);
			l->is_dropping = true;
		}
		if (lf == NULL)
			return;
		if (!l->is_dropping) {
			l->line(l->arg, l->pending.s, l->pending.len, false);
			clear(l);
		}
		l->is_dropping = false;
		data = lf + 1;
	}
}

void
lines_end(struct lines *l)
{
	if (l->pending.len > 0)
		l->line(l->arg, l->pending.s, l->pending.len, false);
	clear(l);
	l->is_dropping = false;
}
