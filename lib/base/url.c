/*
 * Percent encoding, urlencoded pairs, request paths. Strict where leniency would let
 * two programs in a row read one text differently: a malformed % is an error, and
 * a path is split before it is decoded.
 */
#include "lib/base/url.h"

#include <strings.h>

#include "lib/base/buf.h"

#define MAX_SEGMENTS 32

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *
url_decode(struct arena *a, const char *s, size_t len, bool plus_is_blank)
{
	char *text = arena_alloc(a, len + 1);
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		int high, low;

		if (s[i] == '+' && plus_is_blank) {
			text[out++] = ' ';
			continue;
		}
		if (s[i] != '%') {
			text[out++] = s[i];
			continue;
		}
		if (len - i < 3 || (high = hex_digit(s[i + 1])) < 0 ||
		    (low = hex_digit(s[i + 2])) < 0)
			return NULL;
		text[out++] = (char)(high << 4 | low);
		i += 2;
	}
	if (memchr(text, '\0', out) != NULL || !utf8_valid(text, out))
		return NULL;
	return text;
}

static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '.' || c == '_' || c == '~';
}

char *
url_encode(struct arena *a, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *text = arena_alloc(a, strlen(s) * 3 + 1);
	char *out = text;

	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		if (is_unreserved(*s)) {
			*out++ = *s;
			continue;
		}
		*out++ = '%';
		*out++ = digits[c >> 4];
		*out++ = digits[c & 15];
	}
	return text;
}

static size_t
pairs_in(const char *s, size_t len)
{
	size_t count = len > 0;

	for (size_t i = 0; i < len; i++)
		count += s[i] == '&';
	return count;
}

static bool
parse_pair(struct work *w, const char *s, size_t len, struct param *ret)
{
	const char *equals = memchr(s, '=', len);
	size_t name_len = equals != NULL ? (size_t)(equals - s) : len;

	ret->name = url_decode(w->arena, s, name_len, true);
	ret->value = equals == NULL ? "" :
	    url_decode(w->arena, equals + 1, len - name_len - 1, true);
	if (ret->name == NULL || ret->value == NULL)
		return fail(w, ERR_INVALID, "The query or form is malformed: each '%%' needs two "
		    "hexadecimal digits, and the text must be UTF-8 without NUL.");
	return true;
}

bool
params_parse(struct work *w, const char *s, size_t len, size_t max, struct params *ret)
{
	struct params p = {0};
	size_t pairs = pairs_in(s, len);

	if (pairs > max)
		return fail(w, ERR_TOO_LARGE, "There are %zu parameters; at most %zu are "
		    "allowed.", pairs, max);
	p.items = arena_array(w->arena, pairs, sizeof(*p.items));
	for (size_t at = 0; at < len;) {
		const char *end = memchr(s + at, '&', len - at);
		size_t pair_len = end != NULL ? (size_t)(end - s) - at : len - at;

		if (!parse_pair(w, s + at, pair_len, &p.items[p.count]))
			return false;
		if (p.items[p.count].name[0] != '\0')
			p.count++;
		at += pair_len + 1;
	}
	*ret = p;
	return true;
}

const char *
params_get(const struct params *p, const char *name)
{
	for (size_t i = p->count; i-- > 0;)
		if (strcmp(p->items[i].name, name) == 0)
			return p->items[i].value;
	return NULL;
}

const char *
params_get_nocase(const struct params *p, const char *name)
{
	for (size_t i = p->count; i-- > 0;)
		if (strcasecmp(p->items[i].name, name) == 0)
			return p->items[i].value[0] != '\0' ? p->items[i].value : NULL;
	return NULL;
}

static bool
segment_allowed(const char *segment)
{
	if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
		return false;
	for (const char *c = segment; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return false;
	return true;
}

bool
path_split(struct work *w, const char *path, struct path *ret)
{
	struct path p = {.segments = arena_array(w->arena, MAX_SEGMENTS, sizeof(char *))};
	size_t len;

	for (; *path != '\0'; path += len + (path[len] == '/')) {
		char *segment;

		len = strcspn(path, "/");
		if (len == 0)
			continue;
		segment = url_decode(w->arena, path, len, false);
		if (segment == NULL || !segment_allowed(segment))
			return fail(w, ERR_INVALID, "The path of the address is malformed.");
		if (p.count == MAX_SEGMENTS)
			return fail(w, ERR_INVALID, "The path of the address has more than %d "
			    "parts.", MAX_SEGMENTS);
		p.segments[p.count++] = segment;
	}
	*ret = p;
	return true;
}
