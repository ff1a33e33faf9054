/*
 * The filters Replace and Match, on PCRE2 in 16-bit units without UTF mode: a
 * unit is a character, as in .NET. The pattern is rewritten by regex-pattern.c.
 */
#define PCRE2_CODE_UNIT_WIDTH 16
#include <pcre2.h>

#include "lib/expr/regex.h"

#include <time.h>

#include "lib/expr/filter.h"

#define MATCH_LIMIT 200000
#define HEAP_LIMIT_KIB (16 * 1024)
#define WINDOW 1024		/* start positions between two looks at the clock */
#define MAX_SECONDS 2

struct regex {
	struct regex_pattern pattern;
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	const uint16_t *subject;
	size_t count;
	clock_t started;
};

static bool
regex_compile(struct regex *re)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	int error;
	size_t offset;

	if (context == NULL)
		return false;
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	re->code = pcre2_compile(re->pattern.units, re->pattern.count, PCRE2_UCP | PCRE2_DUPNAMES |
	    PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT, &error, &offset,
	    context);
	pcre2_compile_context_free(context);
	return re->code != NULL;
}

static void
regex_release(struct regex *re)
{
	pcre2_match_context_free(re->context);
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
}

static bool
regex_init(struct filter *f, struct regex *re)
{
	const char *refusal = regex_translate(f->arena, f->options[0], &re->pattern);

	if (refusal != NULL)
		return filter_fail(f, refusal) != FILTER_FAIL;
	if (!regex_compile(re))
		return filter_fail(f, REGEX_INVALID) != FILTER_FAIL;
	re->data = pcre2_match_data_create_from_pattern(re->code, NULL);
	re->context = pcre2_match_context_create(NULL);
	if (re->data == NULL || re->context == NULL) {
		regex_release(re);
		return filter_fail(f, "There is no memory for a match.") != FILTER_FAIL;
	}
	(void)pcre2_set_match_limit(re->context, MATCH_LIMIT);
	(void)pcre2_set_heap_limit(re->context, HEAP_LIMIT_KIB);
	re->subject = utf16_of(f->arena, f->in, &re->count);
	re->started = clock();
	return true;
}

/* Searches from a unit on: 1 found, 0 not found, -1 too costly. */
static int
regex_search(struct regex *re, size_t from)
{
	for (; from <= re->count; from += WINDOW + 1) {
		int result;

		if (clock() - re->started > MAX_SECONDS * CLOCKS_PER_SEC)
			return -1;
		(void)pcre2_set_offset_limit(re->context, from + WINDOW);
		result = pcre2_match(re->code, re->subject, re->count, from, 0, re->data,
		    re->context);
		if (result != PCRE2_ERROR_NOMATCH)
			return result > 0 ? 1 : -1;
	}
	return 0;
}

static enum filter_outcome
too_costly(struct filter *f)
{
	return filter_fail(f, "The regular expression takes too long on this text.");
}

enum filter_outcome
filter_match(struct filter *f)
{
	struct regex re = {0};
	int found;

	if (!regex_init(f, &re))
		return FILTER_FAIL;
	found = regex_search(&re, 0);
	regex_release(&re);
	if (found < 0)
		return too_costly(f);
	return filter_put(f, found > 0 ? STR("true") : STR("false"));
}

static void
put_group(struct filter *f, struct regex *re, size_t index)
{
	const size_t *v = pcre2_get_ovector_pointer(re->data);

	if (v[index * 2] != PCRE2_UNSET && v[index * 2] <= v[index * 2 + 1])
		utf16_put(f->out, re->subject + v[index * 2], v[index * 2 + 1] - v[index * 2]);
}

/* Appends a group by .NET's number, of several of one name the last that matched. */
static bool
put_number(struct filter *f, struct regex *re, int number)
{
	const size_t *v = pcre2_get_ovector_pointer(re->data);
	bool is_found = number == 0;
	size_t index = 0;

	for (size_t i = 1; i <= (size_t)re->pattern.group_count; i++)
		if (re->pattern.groups[i - 1].number == number &&
		    (!is_found || v[i * 2] != PCRE2_UNSET)) {
			index = i;
			is_found = true;
		}
	if (is_found)
		put_group(f, re, index);
	return is_found;
}

static bool
put_named(struct filter *f, struct regex *re, struct str name)
{
	int number;

	if (name.len > 0 && is_digit(name.s[0]))
		return str_int(name, &number) && put_number(f, re, number);
	for (int i = 0; i < re->pattern.group_count; i++)
		if (name.len > 0 && str_equal(re->pattern.groups[i].name, name))
			return put_number(f, re, re->pattern.groups[i].number);
	return false;
}

static void
put_around(struct filter *f, struct regex *re, char c)
{
	const size_t *v = pcre2_get_ovector_pointer(re->data);

	switch (c) {
	case '&':
		put_group(f, re, 0);
		break;
	case '_':
		utf16_put(f->out, re->subject, re->count);
		break;
	case '`':
		utf16_put(f->out, re->subject, v[0]);
		break;
	case '\'':
		utf16_put(f->out, re->subject + v[1], re->count - v[1]);
		break;
	case '+':
		(void)put_number(f, re, re->pattern.highest);
		break;
	default:
		buf_putc(f->out, '$');
	}
}

/* What follows a dollar; returns how much of it was understood, 0 if nothing. */
static size_t
put_dollar(struct filter *f, struct regex *re, struct str rest)
{
	size_t len = 0;

	if (rest.len == 0)
		return 0;
	if (strchr("&_`'+$", rest.s[0]) != NULL && rest.s[0] != '\0') {
		put_around(f, re, rest.s[0]);
		return 1;
	}
	if (rest.s[0] == '{') {
		size_t close = str_find(rest, STR("}"), 0);

		return close != SIZE_MAX && put_named(f, re, str_slice(rest, 1, close)) ?
		    close + 1 : 0;
	}
	while (len < rest.len && is_digit(rest.s[len]))
		len++;
	return len > 0 && put_named(f, re, str_slice(rest, 0, len)) ? len : 0;
}

static void
put_replacement(struct filter *f, struct regex *re, struct str text)
{
	for (size_t at = 0; at < text.len;) {
		char c = text.s[at++];
		size_t used = c == '$' ? put_dollar(f, re, str_slice(text, at, text.len)) : 0;

		if (c != '$' || used == 0)
			buf_putc(f->out, c);
		at += used;
	}
}

enum filter_outcome
filter_replace(struct filter *f)
{
	struct str replacement = f->count > 1 ? f->options[1] : STR("");
	struct regex re = {0};
	size_t copied = 0, from = 0;
	int found = 0;

	if (!regex_init(f, &re))
		return FILTER_FAIL;
	while (from <= re.count && !f->out->is_full && (found = regex_search(&re, from)) > 0) {
		const size_t *v = pcre2_get_ovector_pointer(re.data);
		size_t end = v[1] > v[0] ? v[1] : v[0];

		utf16_put(f->out, re.subject + copied, v[0] - copied);
		put_replacement(f, &re, replacement);
		copied = end;
		from = end > v[0] ? end : end + 1;
	}
	utf16_put(f->out, re.subject + copied, re.count - copied);
	regex_release(&re);
	return found < 0 ? too_costly(f) : FILTER_TEXT;
}
