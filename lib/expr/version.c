/*
 * The filters Version*: parts of versions as people write them, from 1 to
 * v1.2.3.4-prefix.counter+metadata.
 */
#include "lib/expr/filter.h"

#include "lib/expr/variant.h"

struct version {
	struct str part[VERSION_METADATA + 1];	/* "" if absent */
	bool is_too_large;
};

static bool
is_letter_or_digit(char c)
{
	return is_ascii_letter(c) || is_digit(c);
}

static bool
is_separator(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '\\';
}

static size_t
skip_white(struct str s, size_t at)
{
	return s.len - str_trim_start(str_slice(s, at, s.len)).len;
}

/* A number nothing but which is a word; 0 if there is none, else the end. */
static size_t
take_number(struct str s, size_t at, struct version *v, struct str *ret)
{
	size_t start = at, next;
	int value;

	while (at < s.len && is_digit(s.s[at]))
		at++;
	next = at;
	if (at == start || (at < s.len && (is_letter_or_digit(s.s[at]) || s.s[at] == '_')))
		return 0;
	if (at < s.len && is_word(str_next(s, &next)) && (unsigned char)s.s[at] >= 0x80)
		return 0;
	*ret = str_slice(s, start, at);
	v->is_too_large |= !str_int(*ret, &value);
	return at;
}

/* [v] n { . n }, white space anywhere; returns its end, the start if there is none. */
static size_t
take_core(struct str s, size_t start, struct version *v)
{
	size_t at = start, end;

	if (at < s.len && (s.s[at] == 'v' || s.s[at] == 'V'))
		at++;
	end = take_number(s, skip_white(s, at), v, &v->part[VERSION_MAJOR]);
	if (end == 0)
		return start;
	at = skip_white(s, end);
	for (int i = VERSION_MINOR; i <= VERSION_REVISION; i++) {
		if (at >= s.len || s.s[at] != '.')
			break;
		end = take_number(s, skip_white(s, at + 1), v, &v->part[i]);
		if (end == 0)
			break;
		at = skip_white(s, end);
	}
	return at;
}

static size_t
take_pre_release(struct str s, size_t start, struct version *v)
{
	size_t at = start, end;

	while (at < s.len && is_letter_or_digit(s.s[at]))
		at++;
	if (at == start)
		return start;
	end = at;
	if (end < s.len && is_separator(s.s[end]))
		do
			end++;
		while (end < s.len && (is_letter_or_digit(s.s[end]) || is_separator(s.s[end])));
	v->part[VERSION_PRE] = str_slice(s, start, end);
	v->part[VERSION_PRE_PREFIX] = str_slice(s, start, at);
	v->part[VERSION_PRE_COUNTER] = end > at ? str_slice(s, at + 1, end) : STR("");
	return end;
}

static size_t
take_metadata(struct str s, size_t at, struct version *v)
{
	size_t start = at + 1;

	if (at >= s.len || s.s[at] != '+')
		return at;
	for (at++; at < s.len && (is_letter_or_digit(s.s[at]) || is_separator(s.s[at]) ||
	    s.s[at] == '+');)
		at++;
	v->part[VERSION_METADATA] = str_slice(s, start, at);
	return at;
}

static bool
version_parse(struct str s, struct version *v)
{
	size_t at;

	for (size_t i = 0; i < COUNT(v->part); i++)
		v->part[i] = i <= VERSION_REVISION ? STR("0") : STR("");
	s = str_trim(s);
	at = take_core(s, 0, v);
	if (at < s.len && is_separator(s.s[at]))
		at++;
	at = take_metadata(s, take_pre_release(s, at, v), v);
	return s.len > 0 && at == s.len;
}

enum filter_outcome
filter_version(struct filter *f)
{
	struct version v = {0};
	struct str part;

	if (!version_parse(f->in, &v))
		return filter_fail(f, "The input of a Version filter is not a version.");
	if (v.is_too_large)
		return filter_fail(f, "A number of the version is larger than 2147483647.");
	part = v.part[f->variant];
	while (f->variant <= VERSION_REVISION && part.len > 1 && part.s[0] == '0')
		part = str_slice(part, 1, part.len);
	return filter_put(f, part);
}
