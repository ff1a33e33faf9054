/*
 * Rewrites a .NET pattern for PCRE2: refuses what only one of them has, gives
 * escapes and word characters the meaning of .NET, and numbers groups as it does.
 */
#include "lib/expr/regex.h"

#define WORD "\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}"
#define UNSUPPORTED "The pattern uses a construct of .NET that is not supported."

struct translator {
	struct arena *arena;
	struct str in;
	size_t at;
	struct buf out;
	struct regex_pattern *pattern;
	const char *refusal;
	bool is_quantified;	/* the last item was a quantifier */
};

static char
look(const struct translator *t, size_t ahead)
{
	return t->at + ahead < t->in.len ? t->in.s[t->at + ahead] : '\0';
}

static void
refuse(struct translator *t, const char *why)
{
	if (t->refusal == NULL)
		t->refusal = why;
	t->at = t->in.len;
}

static void
copy(struct translator *t, size_t count)
{
	for (; count > 0 && t->at < t->in.len; count--)
		buf_putc(&t->out, t->in.s[t->at++]);
}

/* \uXXXX and \xXX. */
static void
translate_hex(struct translator *t, int digits)
{
	buf_puts(&t->out, "\\x{");
	t->at += 2;
	for (; digits > 0; digits--) {
		if (look(t, 0) == '\0' || strchr("0123456789abcdefABCDEF", look(t, 0)) == NULL) {
			refuse(t, REGEX_INVALID);
			return;
		}
		copy(t, 1);
	}
	buf_putc(&t->out, '}');
}

/* \p{Lu}: general categories only. */
static void
translate_category(struct translator *t)
{
	size_t close = str_find(t->in, STR("}"), t->at);

	if (look(t, 2) != '{' || close == SIZE_MAX)
		refuse(t, REGEX_INVALID);
	else if (close - t->at - 3 < 1 || close - t->at - 3 > 2)
		refuse(t, UNSUPPORTED);
	else
		copy(t, close + 1 - t->at);
}

static int
group_of_number(const struct translator *t, int number)
{
	for (int i = 0; i < t->pattern->group_count; i++)
		if (t->pattern->groups[i].number == number)
			return i + 1;
	return 0;
}

/* \1: a back reference by .NET's number, or what it is elsewhere. */
static void
translate_number(struct translator *t)
{
	size_t digits = 0;
	int number = 0, group;

	while (is_digit(look(t, 1 + digits)) && digits < 5)
		number = number * 10 + (look(t, 1 + digits++) - '0');
	group = group_of_number(t, number);
	if (look(t, 1) != '0' && group > 0) {
		buf_printf(&t->out, "\\g{%d}", group);
		t->at += 1 + digits;
	} else if (digits == 1 && number > 0) {
		refuse(t, REGEX_INVALID);
	} else {
		copy(t, 2);
	}
}

static void
translate_escape(struct translator *t, bool in_class)
{
	char c = look(t, 1);

	if (c == 'w' || (c == 'W' && !in_class)) {
		buf_puts(&t->out, in_class ? WORD : c == 'w' ? "[" WORD "]" : "[^" WORD "]");
		t->at += 2;
	} else if (c == 'v') {
		buf_puts(&t->out, "\\x{0b}");
		t->at += 2;
	} else if (c == 'u' || c == 'x') {
		translate_hex(t, c == 'u' ? 4 : 2);
	} else if (c == 'p' || c == 'P') {
		translate_category(t);
	} else if (is_digit(c) && !in_class) {
		translate_number(t);
	} else if (c == '\0' && t->at + 1 >= t->in.len) {
		refuse(t, REGEX_INVALID);
	} else if (is_ascii_letter(c) && strchr(in_class ? "bdDsSaefnrtcW" :
	    "AbBdDGksSzZaefnrtc", c) == NULL) {
		refuse(t, REGEX_INVALID);
	} else {
		copy(t, 2);
	}
}

static void
translate_class(struct translator *t)
{
	bool is_first = true;

	copy(t, 1);
	if (look(t, 0) == '^')
		copy(t, 1);
	for (; t->at < t->in.len && (is_first || look(t, 0) != ']'); is_first = false) {
		if (look(t, 0) == '\\') {
			translate_escape(t, true);
		} else if (look(t, 0) == '-' && look(t, 1) == '[') {
			refuse(t, UNSUPPORTED);
		} else if (look(t, 0) == '[' || (is_first && look(t, 0) == ']')) {
			buf_putc(&t->out, '\\');
			copy(t, 1);
		} else {
			copy(t, 1);
		}
	}
	if (t->at >= t->in.len)
		refuse(t, REGEX_INVALID);
	copy(t, 1);
}

/* (?flags) and (?flags: */
static bool
has_flags(const struct translator *t)
{
	size_t i = 2;

	while (look(t, i) != '\0' && strchr("imnsx-", look(t, i)) != NULL)
		i++;
	return i > 2 && (look(t, i) == ')' || look(t, i) == ':');
}

/* Behind the opening of (?<name> or (?'name'; returns the length of the name, or 0. */
static size_t
group_name(const struct translator *t, size_t start, char close)
{
	size_t i = start;

	while (look(t, i) == '_' || is_digit(look(t, i)) || is_ascii_letter(look(t, i)))
		i++;
	return look(t, i) == close && !is_digit(look(t, start)) ? i - start : 0;
}

static void
translate_group(struct translator *t)
{
	char kind = look(t, 2);

	if (look(t, 1) == '*') {
		refuse(t, REGEX_INVALID);
	} else if (look(t, 1) != '?') {
		copy(t, 1);
	} else if (kind == '#') {
		size_t close = str_find(t->in, STR(")"), t->at);

		if (close == SIZE_MAX)
			refuse(t, REGEX_INVALID);
		else
			t->at = close + 1;
	} else if (kind != '\0' && strchr(":=!>", kind) != NULL) {
		copy(t, 3);
	} else if (kind == '<' && (look(t, 3) == '=' || look(t, 3) == '!')) {
		copy(t, 4);
	} else if (kind == '<' || kind == '\'') {
		if (group_name(t, 3, kind == '<' ? '>' : '\'') == 0)
			refuse(t, UNSUPPORTED);
		copy(t, 3);
	} else if (kind == '(') {
		refuse(t, UNSUPPORTED);
	} else if (has_flags(t)) {
		copy(t, 2);
	} else {
		refuse(t, REGEX_INVALID);
	}
}

/* Length of {n}, {n,}, {n,m} here; 0 if it is literal text. */
static size_t
braces(const struct translator *t)
{
	size_t i = 1;

	while (is_digit(look(t, i)))
		i++;
	if (i == 1)
		return 0;
	if (look(t, i) == ',')
		for (i++; is_digit(look(t, i));)
			i++;
	return look(t, i) == '}' ? i + 1 : 0;
}

/* Two quantifiers in a row are an error in .NET, a possessive one in PCRE2. */
static bool
translate_quantifier(struct translator *t)
{
	char c = look(t, 0);
	size_t len = c == '{' ? braces(t) : c != '\0' && strchr("*+?", c) != NULL ? 1 : 0;

	if (len == 0)
		return false;
	if (t->is_quantified) {
		refuse(t, REGEX_INVALID);
		return true;
	}
	copy(t, len);
	if (look(t, 0) == '?')
		copy(t, 1);
	t->is_quantified = true;
	return true;
}

static void
translate_item(struct translator *t)
{
	if (translate_quantifier(t))
		return;
	t->is_quantified = false;
	switch (look(t, 0)) {
	case '\\':
		translate_escape(t, false);
		break;
	case '[':
		translate_class(t);
		break;
	case '(':
		translate_group(t);
		break;
	default:
		copy(t, 1);
	}
}

static void
add_group(struct translator *t, struct str name)
{
	struct regex_pattern *p = t->pattern;

	p->groups[p->group_count++] = (struct regex_group){.name = name};
}

/* Finds the groups; every escape and class is skipped as a whole. */
static void
find_groups(struct translator *t)
{
	while (t->at < t->in.len) {
		char c = look(t, 0), kind = look(t, 2);

		if (c == '\\') {
			t->at++;
		} else if (c == '[') {
			translate_class(t);
			continue;
		} else if (c == '(' && look(t, 1) != '?') {
			add_group(t, STR(""));
		} else if (c == '(' && (kind == '<' || kind == '\'')) {
			size_t len = group_name(t, 3, kind == '<' ? '>' : '\'');

			if (len > 0)
				add_group(t, str_slice(t->in, t->at + 3, t->at + 3 + len));
		}
		t->at++;
	}
}

static void
number_groups(struct regex_pattern *p)
{
	for (int i = 0; i < p->group_count; i++)
		if (p->groups[i].name.len == 0)
			p->groups[i].number = ++p->highest;
	for (int i = 0; i < p->group_count; i++) {
		for (int j = 0; j < i && p->groups[i].number == 0; j++)
			if (p->groups[i].name.len > 0 &&
			    str_equal(p->groups[j].name, p->groups[i].name))
				p->groups[i].number = p->groups[j].number;
		if (p->groups[i].number == 0)
			p->groups[i].number = ++p->highest;
	}
}

const char *
regex_translate(struct arena *a, struct str pattern, struct regex_pattern *ret)
{
	struct translator t = {.arena = a, .in = pattern, .pattern = ret};

	if (pattern.len > 10000)
		return "The pattern is longer than 10,000 characters.";
	*ret = (struct regex_pattern){0};
	ret->groups = arena_array(a, pattern.len + 1, sizeof(*ret->groups));
	buf_init(&t.out, a, OUTPUT_MAX);
	find_groups(&t);
	if (ret->group_count > 1000)
		return "The pattern has more than 1,000 groups.";
	number_groups(ret);
	t.at = 0;
	t.refusal = NULL;
	buf_clear(&t.out);
	while (t.at < t.in.len)
		translate_item(&t);
	if (t.refusal == NULL)
		ret->units = utf16_of(a, str_of_buf(&t.out), &ret->count);
	return t.refusal;
}
