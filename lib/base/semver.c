/*
 * Versions of releases and packages. Wider than SemVer 2: up to four numbers, an
 * optional v, underscores, leading zeros. Texts are kept as typed; only the order
 * looks through the differences. Maven's order is a matter of its feed.
 */
#include "lib/base/semver.h"

#include <strings.h>

#define MAX_PART 2147483647
#define WORD_CHARS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

static const char digits[] = "0123456789";
static const char label_chars[] = WORD_CHARS;
static const char meta_chars[] = WORD_CHARS ".+";

/* A version in place: label and meta point into the text. */
struct view {
	int64_t part[4];
	int count;
	const char *label, *meta;
	size_t label_len, meta_len;
};

/* Each of these moves *s on and returns NULL, or returns what is wrong. */
static const char *
take_part(const char **s, int64_t *ret)
{
	size_t len = strspn(*s, digits);
	int64_t value = 0;

	if (len == 0)
		return "it must have one to four numbers, separated by dots";
	for (; len > 0; len--, (*s)++) {
		value = value * 10 + (**s - '0');
		if (value > MAX_PART)
			return "its numbers may go up to 2147483647";
	}
	*ret = value;
	return NULL;
}

static const char *
take_parts(const char **s, struct view *v)
{
	const char *why = take_part(s, &v->part[v->count++]);

	while (why == NULL && **s == '.') {
		if (v->count == 4)
			return "it may have four numbers at most";
		(*s)++;
		why = take_part(s, &v->part[v->count++]);
	}
	return why;
}

static const char *
take_label(const char **s, struct view *v)
{
	v->label = *s;
	for (;;) {
		size_t len = strspn(*s, label_chars);

		if (len == 0)
			return "each part of the label after '-' needs letters, digits, '-' or '_'";
		*s += len;
		if (**s != '.')
			break;
		(*s)++;
	}
	v->label_len = (size_t)(*s - v->label);
	return NULL;
}

static const char *
take_meta(const char **s, struct view *v)
{
	v->meta = *s;
	v->meta_len = strspn(*s, meta_chars);
	*s += v->meta_len;
	return v->meta_len > 0 ? NULL :
	    "the metadata after '+' needs letters, digits, '.', '-', '_' or '+'";
}

/* Reads all of s; NULL, or what is wrong. */
static const char *
take_version(const char *s, struct view *v)
{
	const char *why;

	*v = (struct view){.label = "", .meta = ""};
	if (strlen(s) > VERSION_MAX_BYTES)
		return "it may have 200 characters at most";
	if (*s == 'v' || *s == 'V')
		s++;
	why = take_parts(&s, v);
	if (why == NULL && *s == '-') {
		s++;
		why = take_label(&s, v);
	}
	if (why == NULL && *s == '+') {
		s++;
		why = take_meta(&s, v);
	}
	if (why == NULL && *s != '\0')
		return "it holds a character that is not allowed there";
	return why;
}

bool
version_parse(struct arena *a, const char *s, struct version *ret)
{
	struct view v;

	if (take_version(s, &v) != NULL)
		return false;
	*ret = (struct version){.count = v.count};
	memcpy(ret->part, v.part, sizeof(v.part));
	ret->label = arena_strndup(a, v.label, v.label_len);
	ret->meta = arena_strndup(a, v.meta, v.meta_len);
	return true;
}

bool
version_valid(struct work *w, const char *s, const char *pointer)
{
	struct view v;
	const char *why = take_version(s, &v);

	return why == NULL || fail_field(w, pointer, "'%.200s' is not a version: %s. Examples: "
	    "'1.0.0', '2.1.7-beta.3'.", s, why);
}

/* Digits of any length as a number. */
static int
compare_numbers(const char *a, size_t a_len, const char *b, size_t b_len)
{
	while (a_len > 0 && *a == '0')
		a++, a_len--;
	while (b_len > 0 && *b == '0')
		b++, b_len--;
	if (a_len != b_len)
		return a_len < b_len ? -1 : 1;
	return memcmp(a, b, a_len);
}

static int
compare_words(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t len = a_len < b_len ? a_len : b_len;
	int order = strncasecmp(a, b, len);

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

static int
compare_identifiers(const char *a, size_t a_len, const char *b, size_t b_len)
{
	bool a_is_number = strspn(a, digits) >= a_len;
	bool b_is_number = strspn(b, digits) >= b_len;

	if (a_is_number != b_is_number)
		return a_is_number ? -1 : 1;
	return a_is_number ? compare_numbers(a, a_len, b, b_len) :
	    compare_words(a, a_len, b, b_len);
}

static size_t
identifier_len(const char *s, const char *end)
{
	const char *dot = memchr(s, '.', (size_t)(end - s));

	return dot != NULL ? (size_t)(dot - s) : (size_t)(end - s);
}

static int
compare_labels(const struct view *v, const struct view *u)
{
	const char *a = v->label, *a_end = a + v->label_len;
	const char *b = u->label, *b_end = b + u->label_len;

	if (v->label_len == 0 || u->label_len == 0)
		return (v->label_len == 0) - (u->label_len == 0);
	for (;;) {
		size_t a_len = identifier_len(a, a_end), b_len = identifier_len(b, b_end);
		int order = compare_identifiers(a, a_len, b, b_len);

		if (order != 0)
			return order;
		if (a + a_len == a_end || b + b_len == b_end)
			return (a + a_len != a_end) - (b + b_len != b_end);
		a += a_len + 1;
		b += b_len + 1;
	}
}

int
version_compare(const char *a, const char *b)
{
	struct view v, u;
	bool a_is_version = take_version(a, &v) == NULL;
	bool b_is_version = take_version(b, &u) == NULL;

	if (!a_is_version || !b_is_version)
		return a_is_version != b_is_version ? a_is_version - b_is_version :
		    strcasecmp(a, b);
	for (size_t i = 0; i < COUNT(v.part); i++)
		if (v.part[i] != u.part[i])
			return v.part[i] < u.part[i] ? -1 : 1;
	return compare_labels(&v, &u);
}
