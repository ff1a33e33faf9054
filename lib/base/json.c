/*
 * JSON through json-c. json-c is lenient in ways that would lose data (it bends
 * numbers outside 64 bits, takes single quotes, NaN and "1."), so a lexical scan
 * goes over the text first and refuses what RFC 8259 or PostgreSQL's jsonb does.
 */
#include "lib/base/json.h"

#include <errno.h>

#include "lib/base/buf.h"
#include "lib/base/utf8.h"

#define MAX_DEPTH	32
#define MAX_NUMBER	60	/* characters */

struct scan {
	struct work *w;
	const char *s;
	size_t len;
	size_t at;
};

static void
put_root(void *root)
{
	json_object_put(root);
}

struct json_object *
json_own(struct work *w, struct json_object *root)
{
	if (root != NULL)
		arena_defer(w->arena, put_root, root);
	return root;
}

struct json_object *
json_new_object(struct work *w)
{
	return json_own(w, json_object_new_object());
}

struct json_object *
json_new_array(struct work *w)
{
	return json_own(w, json_object_new_array());
}

static bool
refuse(struct scan *sc, const char *what)
{
	size_t line = 1;

	for (size_t i = 0; i < sc->at && i < sc->len; i++)
		if (sc->s[i] == '\n')
			line++;
	return fail(sc->w, ERR_INVALID, "The JSON text is not valid: %s in line %zu, "
	    "at byte %zu.", what, line, sc->at);
}

/* The four hexadecimal digits after \u at offset from here; -1 if there is no such. */
static int
code_unit(const struct scan *sc, size_t offset)
{
	const char *s = sc->s + sc->at + offset;
	int value = 0;

	if (sc->len - sc->at < offset + 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (s += 2; s < sc->s + sc->at + offset + 6; s++) {
		if (*s >= '0' && *s <= '9')
			value = value * 16 + (*s - '0');
		else if ((*s | 0x20) >= 'a' && (*s | 0x20) <= 'f')
			value = value * 16 + ((*s | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* At a backslash. json-c would turn half a surrogate pair into U+FFFD without a word. */
static bool
scan_escape(struct scan *sc)
{
	int unit = code_unit(sc, 0);
	int next;

	sc->at++;
	if (unit == 0)
		return refuse(sc, "a NUL character in a string");
	if (unit >= 0xdc00 && unit <= 0xdfff)
		return refuse(sc, "half a surrogate pair in a string");
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	next = code_unit(sc, 5);
	if (next < 0xdc00 || next > 0xdfff)
		return refuse(sc, "half a surrogate pair in a string");
	sc->at += 10;
	return true;
}

static bool
scan_string(struct scan *sc)
{
	for (sc->at++; sc->at < sc->len; sc->at++) {
		unsigned char c = (unsigned char)sc->s[sc->at];

		if (c == '"')
			return sc->at++, true;
		if (c < 0x20)
			return refuse(sc, "a control character in a string");
		if (c == '\\' && !scan_escape(sc))
			return false;
	}
	return refuse(sc, "a string without end");
}

static size_t
digits(struct scan *sc)
{
	size_t from = sc->at;

	while (sc->at < sc->len && sc->s[sc->at] >= '0' && sc->s[sc->at] <= '9')
		sc->at++;
	return sc->at - from;
}

static bool
is_at(const struct scan *sc, char c)
{
	return sc->at < sc->len && sc->s[sc->at] == c;
}

/* Whether a number that is well-formed keeps its value in 64 bits. */
static bool
fits_64_bits(struct scan *sc, size_t from, bool is_integer)
{
	char text[MAX_NUMBER + 1];
	size_t len = sc->at - from;

	memcpy(text, sc->s + from, len);
	text[len] = '\0';
	errno = 0;
	if (is_integer)
		(void)strtoll(text, NULL, 10);
	else
		(void)strtod(text, NULL);
	return errno == 0;
}

/* Digits with or without a point, then perhaps an exponent: false if malformed. */
static bool
scan_digits(struct scan *sc, bool *ret_integer)
{
	*ret_integer = true;
	if (is_at(sc, '-'))
		sc->at++;
	if (is_at(sc, '0'))
		sc->at++;
	else if (digits(sc) == 0)
		return false;
	if (is_at(sc, '.')) {
		*ret_integer = false;
		sc->at++;
		if (digits(sc) == 0)
			return false;
	}
	if (!is_at(sc, 'e') && !is_at(sc, 'E'))
		return digits(sc) == 0;		/* none may follow a leading zero */
	*ret_integer = false;
	sc->at++;
	if (is_at(sc, '+') || is_at(sc, '-'))
		sc->at++;
	return digits(sc) > 0;
}

static bool
scan_number(struct scan *sc)
{
	size_t from = sc->at;
	bool is_integer;

	if (!scan_digits(sc, &is_integer))
		return refuse(sc, "a malformed number");
	if (sc->at - from > MAX_NUMBER)
		return refuse(sc, "a number of more than 60 characters");
	if (!fits_64_bits(sc, from, is_integer))
		return refuse(sc, is_integer ? "an integer outside 64 bits" :
		    "a number outside the range of 64 bits");
	return true;
}

static bool
scan_word(struct scan *sc)
{
	static const char *const words[] = {"true", "false", "null"};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t len = strlen(words[i]);

		if (sc->len - sc->at >= len && memcmp(sc->s + sc->at, words[i], len) == 0)
			return sc->at += len, true;
	}
	return refuse(sc, "an unexpected character");
}

static bool
scan_text(struct scan *sc)
{
	while (sc->at < sc->len) {
		char c = sc->s[sc->at];
		bool ok = true;

		if (c == '"')
			ok = scan_string(sc);
		else if (c == '-' || (c >= '0' && c <= '9'))
			ok = scan_number(sc);
		else if (c != '\0' && strchr(" \t\r\n{}[],:", c) != NULL)
			sc->at++;
		else
			ok = scan_word(sc);
		if (!ok)
			return false;
	}
	return true;
}

struct json_object *
json_parse(struct work *w, const char *s, size_t len)
{
	struct scan sc = {.w = w, .s = s, .len = len};
	struct json_tokener *tok;
	struct json_object *root;
	enum json_tokener_error err;
	size_t start = 0, used;

	if (len > INT32_MAX / 2) {
		fail(w, ERR_TOO_LARGE, "The JSON text is too large.");
		return NULL;
	}
	if (!utf8_valid(s, len)) {
		fail(w, ERR_INVALID, "The JSON text is not valid UTF-8.");
		return NULL;
	}
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		sc.at = start = 3;
	if (!scan_text(&sc))
		return NULL;
	sc.at = start;
	tok = json_tokener_new_ex(MAX_DEPTH);
	if (tok == NULL)
		abort();
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tok, s + sc.at, (int)(len - sc.at));
	err = json_tokener_get_error(tok);
	if (err == json_tokener_continue) {	/* a bare number ends with the text */
		root = json_tokener_parse_ex(tok, "", 1);
		err = json_tokener_get_error(tok);
		used = len - sc.at;
	} else {
		used = json_tokener_get_parse_end(tok);
	}
	sc.at += used;
	json_tokener_free(tok);
	while (sc.at < len && strchr(" \t\r\n", s[sc.at]) != NULL && s[sc.at] != '\0')
		sc.at++;
	json_own(w, root);
	if (err != json_tokener_success || sc.at < len) {
		refuse(&sc, err == json_tokener_success ? "text after the value" :
		    json_tokener_error_desc(err));
		return NULL;
	}
	if (root == NULL)
		fail(w, ERR_INVALID, "The JSON text is null; an object or array is expected.");
	return root;
}

struct json_object *
json_copy(struct json_object *value)
{
	struct json_object *copy = NULL;

	if (value == NULL)
		return NULL;
	if (json_object_deep_copy(value, &copy, NULL) != 0)
		abort();
	return copy;
}

const char *
json_text(struct work *w, struct json_object *value)
{
	return arena_strdup(w->arena, json_object_to_json_string_ext(value,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

struct json_object *
json_get(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object))
		return NULL;
	(void)json_object_object_get_ex(object, name, &value);	/* absent: NULL */
	return value;
}

const char *
json_str(struct json_object *object, const char *name, const char *otherwise)
{
	struct json_object *v = json_get(object, name);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : otherwise;
}

bool
json_flag(struct json_object *object, const char *name, bool otherwise)
{
	struct json_object *v = json_get(object, name);

	return json_object_is_type(v, json_type_boolean) ? json_object_get_boolean(v) : otherwise;
}

int64_t
json_int(struct json_object *object, const char *name, int64_t otherwise)
{
	struct json_object *v = json_get(object, name);

	return json_object_is_type(v, json_type_int) ? json_object_get_int64(v) : otherwise;
}

void
json_set(struct json_object *object, const char *name, struct json_object *value)
{
	if (json_object_object_add(object, name, value) != 0)
		abort();
}

void
json_set_str(struct json_object *object, const char *name, const char *value)
{
	json_set(object, name, value == NULL ? NULL : json_object_new_string(value));
}

void
json_set_bool(struct json_object *object, const char *name, bool value)
{
	json_set(object, name, json_object_new_boolean(value));
}

void
json_set_int(struct json_object *object, const char *name, int64_t value)
{
	json_set(object, name, json_object_new_int64(value));
}

void
json_push(struct json_object *array, struct json_object *value)
{
	if (json_object_array_add(array, value) != 0)
		abort();
}

void
json_push_str(struct json_object *array, const char *value)
{
	json_push(array, json_object_new_string(value));
}

size_t
json_len(struct json_object *array)
{
	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

struct json_object *
json_at(struct json_object *array, size_t i)
{
	return i < json_len(array) ? json_object_array_get_idx(array, i) : NULL;
}

const char *
json_str_at(struct json_object *array, size_t i)
{
	struct json_object *v = json_at(array, i);

	return json_object_is_type(v, json_type_string) ? json_object_get_string(v) : "";
}

struct json_object *
json_pointer(struct json_object *root, const char *pointer)
{
	struct json_object *value = NULL;

	if (root == NULL || json_pointer_get(root, pointer, &value) != 0)
		return NULL;
	return value;
}

const char *
json_pointer_below(struct work *w, const char *pointer, const char *name)
{
	struct buf b;

	buf_init(&b, w->arena, 65536);
	buf_printf(&b, "%s/", pointer);
	for (; *name; name++) {
		if (*name == '~' || *name == '/')
			buf_puts(&b, *name == '~' ? "~0" : "~1");
		else
			buf_putc(&b, *name);
	}
	return b.s;
}

/* One reference token of a pointer, unescaped in place; the rest or NULL. */
static char *
next_token(char *token)
{
	char *rest = strchr(token, '/');
	char *out = token;

	if (rest != NULL)
		*rest++ = '\0';
	for (char *in = token; *in != '\0'; in++) {
		if (in[0] == '~' && (in[1] == '0' || in[1] == '1'))
			*out++ = *++in == '0' ? '~' : '/';
		else
			*out++ = *in;
	}
	*out = '\0';
	return rest;
}

/* A reference token as an index of an array (RFC 6901, 4); SIZE_MAX if it is none. */
static size_t
index_of(const char *token)
{
	size_t len = strspn(token, "0123456789");

	if (len == 0 || len > 9 || token[len] != '\0' || (token[0] == '0' && len > 1))
		return SIZE_MAX;
	return strtoul(token, NULL, 10);
}

static struct json_object *
step_into(struct json_object *at, const char *token, const char *rest)
{
	struct json_object *child = NULL;

	if (json_object_is_type(at, json_type_array)) {
		if (strcmp(token, "-") != 0)
			return json_at(at, index_of(token));
		child = rest[0] == '-' && (rest[1] == '/' || rest[1] == '\0') ?
		    json_object_new_array() : json_object_new_object();
		json_push(at, child);
		return child;
	}
	if (!json_object_is_type(at, json_type_object))
		return NULL;
	child = json_get(at, token);
	if (child == NULL) {
		child = rest[0] == '-' && (rest[1] == '/' || rest[1] == '\0') ?
		    json_object_new_array() : json_object_new_object();
		json_set(at, token, child);
	}
	return child;
}

static bool
put_last(struct json_object *at, const char *token, struct json_object *value)
{
	size_t i;

	if (json_object_is_type(at, json_type_object)) {
		json_set(at, token, value);
		return true;
	}
	if (!json_object_is_type(at, json_type_array))
		return false;
	if (strcmp(token, "-") == 0) {
		json_push(at, value);
		return true;
	}
	i = index_of(token);
	return i < json_len(at) && json_object_array_put_idx(at, i, value) == 0;
}

bool
json_pointer_put(struct json_object *root, const char *pointer, struct json_object *value)
{
	char *copy, *token, *rest;
	struct json_object *at = root;
	size_t depth = 1;
	bool ok = false;

	if (root == NULL || pointer[0] != '/' || (copy = strdup(pointer)) == NULL) {
		json_object_put(value);
		return false;
	}
	token = copy + 1;
	while ((rest = next_token(token)) != NULL && at != NULL) {
		if (++depth > MAX_DEPTH) {
			at = NULL;	/* releasing a tree recurses */
			break;
		}
		at = step_into(at, token, rest);
		token = rest;
	}
	ok = at != NULL && put_last(at, token, value);
	if (!ok)
		json_object_put(value);
	free(copy);
	return ok;
}
