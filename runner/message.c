/*
 * The grammar of service messages: where they may stand, and how they are taken apart.
 * What a message does is decided in output.c.
 */
#include "runner/message.h"

#include "lib/base/seal.h"
#include "lib/base/utf8.h"

static const char opening[] = "##octopus[";
#define OPENING_LEN (sizeof(opening) - 1)
#define FIELDS_MAX 64

/* ---- where --------------------------------------------------------------- */

/* Length of the escape sequence at s, 0 if there is none. ECMA-48: CSI, OSC, two bytes. */
static size_t
escape_len(const char *s, size_t len)
{
	size_t i = 2;

	if (len < 2 || s[0] != '\x1b')
		return 0;
	if (s[1] == '[') {
		while (i < len && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40)
			i++;
		return i < len ? i + 1 : 0;
	}
	if (s[1] == ']') {
		for (; i < len; i++) {
			if (s[i] == '\a')
				return i + 1;
			if (s[i] == '\x1b' && i + 1 < len && s[i + 1] == '\\')
				return i + 2;
		}
		return 0;
	}
	return 2;
}

/* Whether nothing visible stands in s. */
static bool
is_blank(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t escape = escape_len(s + i, len - i);

		if (escape > 0)
			i += escape;
		else if (s[i] == ' ' || s[i] == '\t' || s[i] == '\0')
			i++;
		else
			return false;
	}
	return true;
}

/* Finds the opening of a message that counts; NULL if the line is text. */
static const char *
find_opening(const char *line, size_t len)
{
	const char *end = line + len, *at = line;

	while ((at = memmem(at, (size_t)(end - at), opening, OPENING_LEN)) != NULL) {
		const char *cr = memrchr(line, '\r', (size_t)(at - line));
		const char *start = cr != NULL ? cr + 1 : line;

		if (is_blank(start, (size_t)(at - start)))
			return at;
		/* Only a CR behind it can make a later one count. */
		at = memchr(at, '\r', (size_t)(end - at));
		if (at == NULL)
			return NULL;
	}
	return NULL;
}

bool
message_begins(const char *line, size_t len)
{
	return find_opening(line, len) != NULL;
}

/* ---- what ---------------------------------------------------------------- */

struct cursor {
	const char *at;
	const char *end;
};

static bool
is_name_start(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == ':';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
skip_space(struct cursor *c)
{
	const char *start = c->at;

	while (c->at < c->end && is_space(*c->at))
		c->at++;
	return c->at > start;
}

static const char *
take_name(struct arena *a, struct cursor *c)
{
	const char *start = c->at;

	if (c->at == c->end || !is_name_start(*c->at))
		return NULL;
	while (c->at < c->end && (is_name_start(*c->at) || *c->at == '-' || *c->at == '.' ||
	    (*c->at >= '0' && *c->at <= '9')))
		c->at++;
	return arena_strndup(a, start, (size_t)(c->at - start));
}

static bool
take_value(struct arena *a, struct cursor *c, struct message_field *field)
{
	const char *start, *close;
	unsigned char *value;
	char quote;

	if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
		return false;
	quote = *c->at++;
	start = c->at;
	close = memchr(start, quote, (size_t)(c->end - start));
	if (close == NULL)
		return false;
	c->at = close + 1;
	if (!base64_decode(a, start, (size_t)(close - start), &value, &field->len) ||
	    memchr(value, '\0', field->len) != NULL ||
	    !utf8_valid((const char *)value, field->len))
		return false;
	field->value = arena_strndup(a, (const char *)value, field->len);
	return true;
}

static bool
is_repeated(const struct message_field *fields, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].key, key) == 0)
			return true;
	}
	return false;
}

/* Takes apart what stands between the brackets. */
static bool
take_body(struct arena *a, struct cursor *c, struct message *ret)
{
	struct message_field *fields = arena_array(a, FIELDS_MAX, sizeof(*fields));
	size_t count = 0;

	ret->name = take_name(a, c);
	if (ret->name == NULL)
		return false;
	while (skip_space(c) && c->at < c->end) {
		struct message_field *f = &fields[count];

		if (count == FIELDS_MAX || (f->key = take_name(a, c)) == NULL)
			return false;
		(void)skip_space(c);	/* allowed around the sign, needed nowhere */
		if (c->at == c->end || *c->at++ != '=')
			return false;
		(void)skip_space(c);
		if (is_repeated(fields, count, f->key) || !take_value(a, c, f))
			return false;
		count++;
	}
	ret->fields = fields;
	ret->field_count = count;
	return c->at == c->end;
}

enum message_verdict
message_parse(struct arena *a, const char *line, size_t len, struct message *ret,
    size_t *ret_rest)
{
	const char *end = line + len, *start = find_opening(line, len), *close;
	struct cursor c;

	if (start == NULL)
		return MESSAGE_NONE;
	*ret = (struct message){.raw = start, .raw_len = (size_t)(end - start)};
	*ret_rest = len;
	close = memchr(start, ']', (size_t)(end - start));
	if (close == NULL)
		return MESSAGE_MALFORMED;
	ret->raw_len = (size_t)(close + 1 - start);
	*ret_rest = (size_t)(close + 1 - line);
	c = (struct cursor){start + OPENING_LEN, close};
	return take_body(a, &c, ret) ? MESSAGE_FOUND : MESSAGE_MALFORMED;
}

const char *
message_value(const struct message *m, const char *key)
{
	for (size_t i = 0; i < m->field_count; i++) {
		if (strcmp(m->fields[i].key, key) == 0)
			return m->fields[i].value;
	}
	return NULL;
}
