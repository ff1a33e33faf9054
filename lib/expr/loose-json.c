/*
 * Reads JSON as tolerantly as the original's library does, and prints what a
 * variable gets from a value of it.
 */
#include "lib/expr/loose-json.h"

#include "lib/expr/date.h"
#include "lib/expr/number.h"

#define MAX_DEPTH 64

struct loose_reader {
	struct arena *arena;
	struct str s;
	size_t at;
	int depth;
};

static bool	read_value(struct loose_reader *r, struct loose *ret);

static char
look(const struct loose_reader *r, size_t ahead)
{
	return r->at + ahead < r->s.len ? r->s.s[r->at + ahead] : '\0';
}

/* White space and comments; false if a comment does not end. */
static bool
skip(struct loose_reader *r)
{
	for (;;) {
		size_t next = r->at;

		if (r->at >= r->s.len)
			return true;
		if (is_white(str_next(r->s, &next))) {
			r->at = next;
		} else if (look(r, 0) == '/' && look(r, 1) == '/') {
			while (r->at < r->s.len && look(r, 0) != '\n' && look(r, 0) != '\r')
				r->at++;
		} else if (look(r, 0) == '/' && look(r, 1) == '*') {
			next = str_find(r->s, STR("*/"), r->at + 2);
			if (next == SIZE_MAX)
				return false;
			r->at = next + 2;
		} else {
			return true;
		}
	}
}

static bool
read_hex4(struct loose_reader *r, uint32_t *ret)
{
	*ret = 0;
	for (int i = 0; i < 4; i++) {
		char c = look(r, 0);

		if (is_digit(c))
			*ret = *ret * 16 + (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			*ret = *ret * 16 + (uint32_t)((c | 0x20) - 'a') + 10;
		else
			return false;
		r->at++;
	}
	return true;
}

/* Behind \u: a pair of surrogates is one character. */
static bool
read_unicode(struct loose_reader *r, struct buf *out)
{
	uint32_t c, low;
	size_t before;

	if (!read_hex4(r, &c))
		return false;
	before = r->at;
	if (c >= 0xd800 && c < 0xdc00 && look(r, 0) == '\\' && look(r, 1) == 'u') {
		r->at += 2;
		if (!read_hex4(r, &low))
			return false;
		if (low >= 0xdc00 && low < 0xe000)
			c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
		else
			r->at = before;
	}
	utf8_put(out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return true;
}

static bool
read_escape(struct loose_reader *r, struct buf *out)
{
	static const char from[] = "bfnrt\"'\\/", to[] = "\b\f\n\r\t\"'\\/";
	char c = look(r, 0);
	const char *p = c == '\0' ? NULL : strchr(from, c);

	r->at++;
	if (c == 'u')
		return read_unicode(r, out);
	if (p == NULL)
		return false;
	buf_putc(out, to[p - from]);
	return true;
}

static bool
read_string(struct loose_reader *r, struct str *ret)
{
	char quote = look(r, 0);
	struct buf out;

	buf_init(&out, r->arena, OUTPUT_MAX);
	for (r->at++; r->at < r->s.len && look(r, 0) != quote;) {
		if (look(r, 0) != '\\') {
			buf_putc(&out, r->s.s[r->at++]);
			continue;
		}
		r->at++;
		if (r->at >= r->s.len || !read_escape(r, &out))
			return false;
	}
	*ret = str_of_buf(&out);
	return r->at++ < r->s.len;
}

/* A name in an object: quoted or bare. */
static bool
read_name(struct loose_reader *r, struct str *ret)
{
	size_t start = r->at;

	if (look(r, 0) == '"' || look(r, 0) == '\'')
		return read_string(r, ret);
	while (r->at < r->s.len) {
		size_t next = r->at;
		uint32_t c = str_next(r->s, &next);

		if (!(c == '_' || c == '$' || (is_word(c) && (c >= 0x80 || is_digit((int)c) ||
		    is_ascii_letter((int)c)))))
			break;
		r->at = next;
	}
	*ret = str_slice(r->s, start, r->at);
	return ret->len > 0;
}

static void
loose_append(struct loose_reader *r, struct loose *parent, struct loose item)
{
	struct loose *kept = arena_alloc(r->arena, sizeof(*kept));

	*kept = item;
	if (parent->last == NULL)
		parent->first = kept;
	else
		parent->last->next = kept;
	parent->last = kept;
	parent->count++;
}

/* Behind an item: true and *ret_end if the list ends, false on anything but a comma. */
static bool
read_comma(struct loose_reader *r, char end, bool *ret_end)
{
	if (!skip(r))
		return false;
	*ret_end = look(r, 0) == end;
	if (!*ret_end && look(r, 0) != ',')
		return false;
	r->at++;
	return true;
}

static bool
read_array(struct loose_reader *r, struct loose *ret)
{
	bool is_end = false;

	ret->kind = LOOSE_ARRAY;
	for (r->at++; !is_end;) {
		struct loose item = {.kind = LOOSE_UNDEFINED};

		if (!skip(r))
			return false;
		if (look(r, 0) == ']') {
			r->at++;
			return true;
		}
		if (look(r, 0) != ',' && !read_value(r, &item))
			return false;
		loose_append(r, ret, item);
		if (!read_comma(r, ']', &is_end))
			return false;
	}
	return true;
}

static bool
read_object(struct loose_reader *r, struct loose *ret)
{
	bool is_end = false;

	ret->kind = LOOSE_OBJECT;
	for (r->at++; !is_end;) {
		struct loose item = {0};
		struct str name;

		if (!skip(r))
			return false;
		if (look(r, 0) == '}') {
			r->at++;
			return true;
		}
		if (!read_name(r, &name) || !skip(r) || look(r, 0) != ':')
			return false;
		r->at++;
		if (!skip(r) || !read_value(r, &item))
			return false;
		item.name = name;
		loose_append(r, ret, item);
		if (!read_comma(r, '}', &is_end))
			return false;
	}
	return true;
}

/* Hexadecimal and octal integers, of 64 bits. */
static bool
based_integer(struct loose_reader *r, struct str text, int base, struct loose *ret)
{
	char digits[32], *end;
	unsigned long long value;

	if (text.len == 0 || text.len >= sizeof(digits))
		return false;
	memcpy(digits, text.s, text.len);
	digits[text.len] = '\0';
	if (!is_digit(digits[0]) && (base == 8 || !strchr("abcdefABCDEF", digits[0])))
		return false;
	value = strtoull(digits, &end, base);
	ret->kind = LOOSE_INTEGER;
	ret->text = str_of(arena_printf(r->arena, "%lld", (long long)value));
	return *end == '\0';
}

static bool
decimal_integer(struct loose_reader *r, struct str text, bool is_negative, struct loose *ret)
{
	size_t zeros = 0;

	while (zeros + 1 < text.len && text.s[zeros] == '0')
		zeros++;
	ret->kind = LOOSE_INTEGER;
	ret->text = str_of(arena_printf(r->arena, "%s%.*s",
	    is_negative && text.s[zeros] != '0' ? "-" : "", (int)(text.len - zeros),
	    text.s + zeros));
	return true;
}

static bool
read_number(struct loose_reader *r, struct loose *ret)
{
	size_t start = r->at, digits;
	bool is_negative = look(r, 0) == '-', is_integer = true;
	struct str whole, text;

	while (r->at < r->s.len && (is_digit(look(r, 0)) || is_ascii_letter(look(r, 0)) ||
	    strchr("+-.", look(r, 0)) != NULL))
		r->at++;
	whole = str_slice(r->s, start, r->at);
	text = str_slice(whole, is_negative, whole.len);
	if (text.len > 2 && text.s[0] == '0' && (text.s[1] | 0x20) == 'x')
		return !is_negative && based_integer(r, str_slice(text, 2, text.len), 16, ret);
	for (digits = 0; digits < text.len; digits++)
		is_integer = is_integer && is_digit(text.s[digits]);
	if (is_integer && text.len > 1 && text.s[0] == '0')
		return !is_negative && based_integer(r, text, 8, ret);
	if (is_integer && text.len > 0)
		return decimal_integer(r, text, is_negative, ret);
	ret->kind = LOOSE_DOUBLE;
	return text.len > 0 && (is_digit(text.s[0]) || text.s[0] == '.') &&
	    number_parse(whole, &ret->number);
}

static bool
read_word(struct loose_reader *r, struct loose *ret)
{
	static const struct {
		const char *word;
		enum loose_kind kind;
		double number;
	} words[] = {
		{"true", LOOSE_BOOL, 1}, {"false", LOOSE_BOOL, 0}, {"null", LOOSE_NULL, 0},
		{"undefined", LOOSE_UNDEFINED, 0}, {"NaN", LOOSE_DOUBLE, __builtin_nan("")},
		{"Infinity", LOOSE_DOUBLE, __builtin_inf()},
		{"-Infinity", LOOSE_DOUBLE, -__builtin_inf()}
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t len = strlen(words[i].word);

		if (r->s.len - r->at >= len && memcmp(r->s.s + r->at, words[i].word, len) == 0) {
			r->at += len;
			ret->kind = words[i].kind;
			ret->number = words[i].number;
			return !is_ascii_letter(look(r, 0)) && !is_digit(look(r, 0));
		}
	}
	return false;
}

static bool
read_value(struct loose_reader *r, struct loose *ret)
{
	char c = look(r, 0);
	bool is_ok;

	if (c == '"' || c == '\'') {
		ret->kind = LOOSE_STRING;
		return read_string(r, &ret->text);
	}
	if (c == '[' || c == '{') {
		if (++r->depth > MAX_DEPTH)
			return false;
		is_ok = c == '[' ? read_array(r, ret) : read_object(r, ret);
		r->depth--;
		return is_ok;
	}
	if (is_digit(c) || c == '.' || (c == '-' && look(r, 1) != 'I'))
		return read_number(r, ret);
	return read_word(r, ret);
}

struct loose *
loose_parse(struct arena *a, struct str text)
{
	struct loose_reader r = {.arena = a, .s = text};
	struct loose *value;
	struct str start = str_trim_start(text);

	/* What is no array or object begins otherwise: most values of variables. */
	if (start.len == 0 || strchr("[{/", start.s[0]) == NULL)
		return NULL;
	value = arena_alloc(a, sizeof(*value));
	if (!skip(&r) || !read_value(&r, value) || !skip(&r) || r.at != text.len)
		return NULL;
	return value;
}

static void
put_string(struct buf *b, struct str s)
{
	static const char from[] = "\"\\\b\t\n\f\r", to[] = "\"\\btnfr";

	buf_putc(b, '"');
	for (size_t at = 0; at < s.len;) {
		uint32_t c = str_next(s, &at);
		const char *p = c == 0 || c >= 0x80 ? NULL : strchr(from, (int)c);

		if (p != NULL) {
			buf_putc(b, '\\');
			buf_putc(b, to[p - from]);
		} else if (c < 0x20 || c == 0x85 || c == 0x2028 || c == 0x2029) {
			buf_printf(b, "\\u%04x", c);
		} else {
			utf8_put(b, c);
		}
	}
	buf_putc(b, '"');
}

/* A date in a string; the original's library turns such strings into dates. */
static bool
as_date(struct str s, struct date *ret)
{
	char *end;
	long long ms;

	if (s.len > 8 && s.len < 32 && memcmp(s.s, "/Date(", 6) == 0) {
		ms = strtoll(s.s + 6, &end, 10);
		ret->zone = ZONE_UTC;
		ret->offset = 0;
		ret->ticks = 621355968000000000LL + ms * 10000;
		return end != s.s + 6 && end == s.s + s.len - 2 && end[0] == ')' && end[1] == '/' &&
		    ms > -62135596800000LL && ms < 253402300800000LL;
	}
	if (!date_parse_iso(s, ret))
		return false;
	if (ret->zone == ZONE_OFFSET)
		*ret = date_to_local(*ret);
	return true;
}

static void
put_compact(struct buf *b, const struct loose *v)
{
	struct date date;
	size_t start = b->len;

	switch (v->kind) {
	case LOOSE_NULL:
		buf_puts(b, "null");
		break;
	case LOOSE_UNDEFINED:
		buf_puts(b, "undefined");
		break;
	case LOOSE_BOOL:
		buf_puts(b, v->number != 0 ? "true" : "false");
		break;
	case LOOSE_INTEGER:
		buf_str(b, v->text);
		break;
	case LOOSE_DOUBLE:
		if (v->number != v->number || v->number - v->number != 0) {
			buf_printf(b, v->number != v->number ? "\"NaN\"" :
			    v->number < 0 ? "\"-Infinity\"" : "\"Infinity\"");
			break;
		}
		number_put(b, v->number);
		if (strpbrk(b->s + start, ".E") == NULL)
			buf_puts(b, ".0");
		break;
	case LOOSE_STRING:
		if (as_date(v->text, &date)) {
			buf_putc(b, '"');
			(void)date_format(b, date, DATE_PLAIN,
			    STR("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"));
			buf_putc(b, '"');
		} else {
			put_string(b, v->text);
		}
		break;
	case LOOSE_ARRAY:
	case LOOSE_OBJECT:
		buf_putc(b, v->kind == LOOSE_ARRAY ? '[' : '{');
		for (const struct loose *i = v->first; i != NULL; i = i->next) {
			if (i != v->first)
				buf_putc(b, ',');
			if (v->kind == LOOSE_OBJECT) {
				put_string(b, i->name);
				buf_putc(b, ':');
			}
			put_compact(b, i);
		}
		buf_putc(b, v->kind == LOOSE_ARRAY ? ']' : '}');
		break;
	}
}

struct str
loose_text(struct arena *a, const struct loose *v)
{
	struct date date;
	struct buf b;

	if (v->kind == LOOSE_NULL || v->kind == LOOSE_UNDEFINED)
		return STR("");
	if (v->kind == LOOSE_BOOL)
		return v->number != 0 ? STR("True") : STR("False");
	if (v->kind == LOOSE_INTEGER)
		return v->text;
	buf_init(&b, a, OUTPUT_MAX);
	if (v->kind == LOOSE_DOUBLE)
		number_put(&b, v->number);
	else if (v->kind == LOOSE_STRING && as_date(v->text, &date))
		(void)date_format(&b, date, DATE_PLAIN, STR("MM/dd/yyyy HH:mm:ss"));
	else if (v->kind == LOOSE_STRING)
		return v->text;
	else
		put_compact(&b, v);
	return str_of_buf(&b);
}
