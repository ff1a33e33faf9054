/*
 * Takes URIs apart. Normalisation: scheme and host in lower case, default port
 * dropped, dots resolved, what must be escaped escaped, what need not be not.
 */
#include "lib/expr/uri.h"

static const struct {
	const char *scheme;
	int port;
	bool needs_host;
} schemes[] = {
	{"http", 80, true}, {"https", 443, true}, {"ws", 80, true}, {"wss", 443, true},
	{"ftp", 21, true}, {"ldap", 389, false}, {"mailto", 25, false}, {"file", -1, false},
};

static int
hex(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that %XX at this place stands for; -1 if there is none. */
static int
escaped_byte(struct str s, size_t at)
{
	if (s.s[at] != '%' || s.len - at < 3 || hex(s.s[at + 1]) < 0 || hex(s.s[at + 2]) < 0)
		return -1;
	return hex(s.s[at + 1]) * 16 + hex(s.s[at + 2]);
}

static bool
is_unreserved(int c)
{
	return is_digit(c) || is_ascii_letter(c) ||
	    (c > 0 && c < 0x80 && strchr("-._~", c) != NULL);
}

struct str
uri_unescape(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, OUTPUT_MAX);
	for (size_t at = 0; at < s.len;) {
		int byte = escaped_byte(s, at);

		buf_putc(&b, byte >= 0 ? (char)byte : s.s[at]);
		at += byte >= 0 ? 3 : 1;
	}
	return str_of_buf(&b);
}

/* Escapes what must be and unescapes what need not be. */
static struct str
normalise(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, OUTPUT_MAX);
	for (size_t at = 0; at < s.len; at++) {
		int byte = escaped_byte(s, at);
		char c = s.s[at];

		if (byte >= 0 && is_unreserved(byte)) {
			buf_putc(&b, (char)byte);
			at += 2;
		} else if (byte >= 0 || is_unreserved(c) ||
		    (c > 0 && strchr(";/?:@&=+$,#[]!*'()", c) != NULL)) {
			buf_putc(&b, c);
		} else {
			buf_printf(&b, "%%%02X", (unsigned char)c);
		}
	}
	return str_of_buf(&b);
}

/* Resolves . and .. in a path that begins with a slash; turns backslashes. */
static struct str
resolve_dots(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, OUTPUT_MAX);
	for (size_t at = 0; at < s.len;) {
		size_t end = at + 1;
		struct str part;
		bool is_up, is_here;

		while (end < s.len && s.s[end] != '/')
			end++;
		part = str_slice(s, at + 1, end);
		is_up = str_is(part, "..");
		is_here = str_is(part, ".");
		at = end;
		if (is_up) {
			while (b.len > 0 && b.s[--b.len] != '/')
				continue;
			b.s[b.len] = '\0';
		}
		if (!is_up && !is_here)
			buf_str(&b, str_slice(s, end - part.len - 1, end));
		else if (end == s.len)
			buf_putc(&b, '/');
	}
	return b.len > 0 ? str_of_buf(&b) : STR("/");
}

static struct str
turn_slashes(struct arena *a, struct str s)
{
	char *copy = arena_strndup(a, s.s, s.len);

	for (size_t i = 0; i < s.len; i++)
		if (copy[i] == '\\')
			copy[i] = '/';
	return (struct str){copy, s.len};
}

static struct str
lower(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, OUTPUT_MAX);
	for (size_t at = 0; at < s.len;)
		utf8_put(&b, to_lower(str_next(s, &at)));
	return str_of_buf(&b);
}

/* Splits off query and fragment and normalises them. */
static struct str
split_tail(struct arena *a, struct str s, struct uri *u)
{
	size_t hash = str_find(s, STR("#"), 0), mark;

	u->query = u->fragment = STR("");
	if (hash != SIZE_MAX) {
		u->fragment = normalise(a, str_slice(s, hash, s.len));
		s = str_slice(s, 0, hash);
	}
	mark = str_find(s, STR("?"), 0);
	if (mark != SIZE_MAX) {
		u->query = normalise(a, str_slice(s, mark, s.len));
		s = str_slice(s, 0, mark);
	}
	return s;
}

static bool
parse_host(struct arena *a, struct str s, struct uri *u)
{
	size_t end = 0;
	int port;

	if (s.len > 0 && s.s[0] == '[') {
		end = str_find(s, STR("]"), 0);
		if (end == SIZE_MAX)
			return false;
		end++;
	} else {
		while (end < s.len && s.s[end] != ':')
			end++;
	}
	u->host = lower(a, str_slice(s, 0, end));
	for (size_t i = 0; i < u->host.len; i++)
		if (u->host.s[i] > 0 && strchr(" <>\"%{}|^`", u->host.s[i]) != NULL)
			return false;
	if (end + 1 >= s.len)
		return end == s.len || s.s[end] == ':';
	if (s.s[end] != ':' || !is_digit(s.s[end + 1]) ||
	    !str_int(str_slice(s, end + 1, s.len), &port) || port > 65535)
		return false;
	u->port = port;
	return true;
}

static bool
parse_authority(struct arena *a, struct str s, struct uri *u)
{
	size_t at = s.len;

	u->user_info = STR("");
	while (at > 0 && s.s[at - 1] != '@')
		at--;
	if (at > 0)
		u->user_info = normalise(a, str_slice(s, 0, at - 1));
	return parse_host(a, str_slice(s, at, s.len), u);
}

static size_t
scheme_length(struct str s)
{
	size_t i = 0;

	while (i < s.len && (is_ascii_letter(s.s[i]) || (i > 0 && (is_digit(s.s[i]) ||
	    (s.s[i] != '\0' && strchr("+-.", s.s[i]) != NULL)))))
		i++;
	return i > 0 && i < s.len && s.s[i] == ':' ? i : 0;
}

static bool
parse_hierarchical(struct arena *a, struct str rest, bool needs_host, struct uri *u)
{
	size_t slash = 0;
	struct str path;

	u->kind = URI_HIERARCHICAL;
	rest = split_tail(a, rest, u);
	rest = turn_slashes(a, rest);
	while (slash < rest.len && rest.s[slash] != '/')
		slash++;
	if (!parse_authority(a, str_slice(rest, 0, slash), u) || (needs_host && u->host.len == 0))
		return false;
	path = normalise(a, str_slice(rest, slash, rest.len));
	u->path = path.len == 0 ? STR("/") : resolve_dots(a, path);
	return true;
}

/* c:\x and \\host\x. */
static bool
parse_windows(struct arena *a, struct str s, struct uri *u)
{
	u->scheme = STR("file");
	u->kind = URI_HIERARCHICAL;
	if (s.s[0] == '\\')
		return parse_hierarchical(a, str_slice(s, 2, s.len), true, u);
	u->is_dos = true;
	u->path = normalise(a, turn_slashes(a, s));
	return true;
}

static bool
parse_mail(struct arena *a, struct str rest, struct uri *u)
{
	u->kind = URI_MAIL;
	u->path = STR("");
	return parse_authority(a, split_tail(a, rest, u), u);
}

static void
init(struct uri *u)
{
	*u = (struct uri){.port = -1, .default_port = -1};
	u->scheme = u->user_info = u->host = u->path = u->query = u->fragment = STR("");
}

static bool
parse_with_scheme(struct arena *a, struct str s, size_t len, struct uri *u)
{
	struct str rest = str_slice(s, len + 1, s.len);
	bool needs_host = false, is_known = false;

	u->scheme = lower(a, str_slice(s, 0, len));
	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (str_is(u->scheme, schemes[i].scheme)) {
			u->port = u->default_port = schemes[i].port;
			needs_host = schemes[i].needs_host;
			is_known = true;
		}
	}
	if (str_is(u->scheme, "mailto"))
		return parse_mail(a, rest, u);
	if (rest.len >= 2 && strchr("/\\", rest.s[0]) != NULL && strchr("/\\", rest.s[1]) != NULL) {
		rest = str_slice(rest, 2, rest.len);
		if (str_is(u->scheme, "file") && rest.len >= 3 && rest.s[0] == '/' &&
		    is_ascii_letter(rest.s[1]) && rest.s[2] == ':') {
			rest = split_tail(a, str_slice(rest, 1, rest.len), u);
			return parse_windows(a, rest, u);
		}
		return parse_hierarchical(a, rest, needs_host, u);
	}
	if (is_known)
		return true;	/* http:x is relative */
	u->kind = URI_OPAQUE;
	u->path = normalise(a, split_tail(a, rest, u));
	return true;
}

bool
uri_parse(struct arena *a, struct str text, struct uri *ret)
{
	struct str s = str_trim(text);
	size_t len;

	init(ret);
	if ((s.len >= 3 && is_ascii_letter(s.s[0]) && s.s[1] == ':' &&
	    (s.s[2] == '\\' || s.s[2] == '/')) || (s.len > 2 && memcmp(s.s, "\\\\", 2) == 0))
		return parse_windows(a, s, ret);
	len = scheme_length(s);
	return len == 0 || parse_with_scheme(a, s, len, ret);
}
