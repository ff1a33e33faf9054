/*
 * Texts as browsers send them: every line end as CR LF. What was stored had its own, and
 * keeps them.
 */
#include "cgi-bin/form.h"

#include "lib/base/buf.h"

#define TEXT_MAX ((size_t)16 * 1024 * 1024)

static char *
without_cr(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s), *to = copy;

	for (const char *from = s; *from; from++) {
		if (from[0] == '\r' && from[1] == '\n')
			continue;
		*to++ = *from;
	}
	*to = '\0';
	return copy;
}

static const char *
with_cr(struct arena *a, const char *s)
{
	struct buf out;

	buf_init(&out, a, 2 * TEXT_MAX);
	for (; *s; s++) {
		if (*s == '\n')
			buf_putc(&out, '\r');
		buf_putc(&out, *s);
	}
	return out.s;
}

const char *
form_text(struct work *w, const char *typed, const char *stored)
{
	const char *plain = without_cr(w->arena, typed);

	if (stored == NULL)
		return plain;
	if (strcmp(plain, without_cr(w->arena, stored)) == 0)
		return stored;
	return strstr(stored, "\r\n") ? with_cr(w->arena, plain) : plain;
}
