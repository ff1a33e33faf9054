/*
 * Reading the Cookie header. Setting cookies is the edge's; the values that we set
 * need no quoting, but others share the header and must not confuse us.
 */
#include "lib/base/cookie.h"

#define BLANKS " \t"

/* Takes blanks and one pair of quotes off. */
static const char *
bare_value(struct arena *a, const char *s, size_t len)
{
	while (len > 0 && strchr(BLANKS, s[len - 1]) != NULL)
		len--;
	while (len > 0 && strchr(BLANKS, s[0]) != NULL)
		s++, len--;
	if (len >= 2 && s[0] == '"' && s[len - 1] == '"')
		s++, len -= 2;
	return arena_strndup(a, s, len);
}

const char *
cookie_get(struct arena *a, const char *header, const char *name)
{
	size_t name_len = strlen(name);
	size_t len;

	if (header == NULL || name_len == 0)
		return NULL;
	for (const char *at = header; *at != '\0'; at += len + (at[len] == ';')) {
		const char *equals;
		size_t before;

		at += strspn(at, BLANKS);
		len = strcspn(at, ";");
		equals = memchr(at, '=', len);
		if (equals == NULL)
			continue;
		before = (size_t)(equals - at);
		while (before > 0 && strchr(BLANKS, at[before - 1]) != NULL)
			before--;
		if (before == name_len && memcmp(at, name, name_len) == 0)
			return bare_value(a, equals + 1, len - (size_t)(equals + 1 - at));
	}
	return NULL;
}
