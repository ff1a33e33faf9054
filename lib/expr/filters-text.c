/*
 * Filters that cut, join, compare and indent texts. Lengths are UTF-16 units.
 */
#include "lib/expr/filter.h"

#include "lib/expr/variant.h"

enum filter_outcome
filter_case(struct filter *f)
{
	for (size_t at = 0; at < f->in.len;) {
		uint32_t c = str_next(f->in, &at);

		utf8_put(f->out, f->variant == CASE_UPPER ? to_upper(c) : to_lower(c));
	}
	return FILTER_TEXT;
}

enum filter_outcome
filter_substring(struct filter *f)
{
	int start = 0, length;
	size_t count, end;
	uint16_t *units;

	if (!str_int(f->options[f->count - 1], &length) || length < 0)
		return FILTER_NULL;
	if (f->count == 2 && (!str_int(f->options[0], &start) || start < 0))
		return FILTER_NULL;
	if ((int64_t)start + length > INT32_MAX)
		return filter_fail(f, "The numbers of Substring are too large.");
	units = utf16_of(f->arena, f->in, &count);
	if ((size_t)start > count)
		return FILTER_NULL;
	end = (size_t)start + (size_t)length;
	utf16_put(f->out, units + start, (end < count ? end : count) - (size_t)start);
	return FILTER_TEXT;
}

enum filter_outcome
filter_truncate(struct filter *f)
{
	size_t count;
	uint16_t *units;
	int length;

	if (!str_int(f->options[0], &length) || length < 0)
		return FILTER_NULL;
	units = utf16_of(f->arena, f->in, &count);
	if ((size_t)length >= count)
		return filter_put(f, f->in);
	utf16_put(f->out, units, (size_t)length);
	return filter_put(f, f->count > 1 ? f->options[1] : STR("..."));
}

enum filter_outcome
filter_trim(struct filter *f)
{
	if (f->count == 0)
		return filter_put(f, str_trim(f->in));
	if (str_like(f->options[0], "start"))
		return filter_put(f, str_trim_start(f->in));
	if (str_like(f->options[0], "end"))
		return filter_put(f, str_trim_end(f->in));
	return FILTER_NULL;
}

/* One to three digits up to 255; returns how many characters, 0 if it is none. */
static size_t
small_number(struct str s, size_t at, size_t *ret)
{
	size_t start = at;

	for (*ret = 0; at < s.len && is_digit(s.s[at]) && at - start < 4; at++)
		*ret = *ret * 10 + (size_t)(s.s[at] - '0');
	return at - start > 3 || *ret > 255 ? 0 : at - start;
}

/* n, first/rest, /rest as numbers of spaces. */
static bool
indent_sizes(struct str s, size_t *ret_first, size_t *ret_rest)
{
	size_t at = small_number(s, 0, ret_first), more;

	if (at > 0 && at == s.len) {
		*ret_rest = *ret_first;
		return true;
	}
	if (at == s.len || s.s[at] != '/')
		return false;
	if (at == 0)
		*ret_first = 0;
	more = small_number(s, at + 1, ret_rest);
	return more > 0 && at + 1 + more == s.len;
}

static struct str
spaces(struct filter *f, size_t count)
{
	char *s = arena_alloc(f->arena, count + 1);

	memset(s, ' ', count);
	return (struct str){s, count};
}

enum filter_outcome
filter_indent(struct filter *f)
{
	struct str first = STR("    "), rest = first;
	size_t first_size, rest_size;

	if (f->in.len == 0)
		return FILTER_TEXT;
	if (f->count > 2)
		return FILTER_NULL;
	if (f->count == 2) {
		first = f->options[0];
		rest = f->options[1];
	} else if (f->count == 1 && indent_sizes(f->options[0], &first_size, &rest_size)) {
		first = spaces(f, first_size);
		rest = spaces(f, rest_size);
	} else if (f->count == 1) {
		first = rest = f->options[0];
	}
	buf_str(f->out, first);
	for (size_t at = 0; at < f->in.len; at++) {
		buf_putc(f->out, f->in.s[at]);
		if (f->in.s[at] == '\n')
			buf_str(f->out, rest);
	}
	return FILTER_TEXT;
}

enum filter_outcome
filter_join(struct filter *f)
{
	if (f->variant == JOIN_APPEND)
		buf_str(f->out, f->in);
	for (size_t i = 0; i < f->count; i++)
		buf_str(f->out, f->options[i]);
	if (f->variant == JOIN_PREPEND)
		buf_str(f->out, f->in);
	return FILTER_TEXT;
}

enum filter_outcome
filter_compare(struct filter *f)
{
	struct str in = f->in, part = f->options[0];
	bool holds;

	if (f->variant == COMPARE_ANYWHERE)
		holds = str_find(in, part, 0) != SIZE_MAX;
	else if (part.len > in.len)
		holds = false;
	else if (f->variant == COMPARE_START)
		holds = str_equal(str_slice(in, 0, part.len), part);
	else
		holds = str_equal(str_slice(in, in.len - part.len, in.len), part);
	return filter_put(f, holds ? STR("true") : STR("false"));
}
