/*
 * Strings with a length, UTF-8 and UTF-16, white space, words and case of the
 * language. Tables of characters are in unicode.c.
 */
#include "lib/expr/text.h"

#include <limits.h>

#include "lib/expr/unicode.h"

struct str
str_of(const char *s)
{
	return (struct str){s, s == NULL ? 0 : strlen(s)};
}

struct str
str_of_buf(const struct buf *b)
{
	return (struct str){b->s, b->len};
}

bool
str_equal(struct str a, struct str b)
{
	return a.len == b.len && memcmp(a.s, b.s, a.len) == 0;
}

bool
str_is(struct str a, const char *literal)
{
	return str_equal(a, str_of(literal));
}

bool
str_same(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	while (i < a.len && j < b.len)
		if (to_upper(str_next(a, &i)) != to_upper(str_next(b, &j)))
			return false;
	return i == a.len && j == b.len;
}

bool
str_like(struct str a, const char *literal)
{
	return str_same(a, str_of(literal));
}

/* FNV-1a over the upper-case characters: equal for all that str_same calls same. */
uint32_t
str_hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t at = 0; at < s.len;)
		h = (h ^ to_upper(str_next(s, &at))) * 16777619u;
	return h;
}

struct str
str_slice(struct str s, size_t from, size_t to)
{
	return (struct str){s.s + from, to - from};
}

struct str
str_trim_start(struct str s)
{
	size_t at = 0;

	while (at < s.len) {
		size_t next = at;

		if (!is_white(str_next(s, &next)))
			break;
		at = next;
	}
	return str_slice(s, at, s.len);
}

struct str
str_trim_end(struct str s)
{
	size_t end = 0;

	for (size_t at = 0; at < s.len;)
		if (!is_white(str_next(s, &at)))
			end = at;
	return str_slice(s, 0, end);
}

struct str
str_trim(struct str s)
{
	return str_trim_end(str_trim_start(s));
}

struct str
str_copy(struct arena *a, struct str s)
{
	return s.s == NULL ? s : (struct str){arena_strndup(a, s.s, s.len), s.len};
}

size_t
str_find(struct str s, struct str needle, size_t from)
{
	const char *p;

	if (from > s.len)
		return SIZE_MAX;
	if (needle.len == 0)
		return from;
	p = memmem(s.s + from, s.len - from, needle.s, needle.len);
	return p == NULL ? SIZE_MAX : (size_t)(p - s.s);
}

bool
str_has(struct str s, const char *literal)
{
	return str_find(s, str_of(literal), 0) != SIZE_MAX;
}

/*
 * A broken character is as many bytes as could have begun one, as everywhere
 * where the Unicode standard's advice is followed.
 */
uint32_t
str_next(struct str s, size_t *at)
{
	unsigned char first = (unsigned char)s.s[(*at)++];
	int count = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 :
	    first < 0xf5 ? 4 : 0;
	unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	uint32_t c = first & (0x7fu >> count);

	if (count <= 1)
		return count == 1 ? first : 0xfffd;
	for (int i = 1; i < count; i++, (*at)++) {
		unsigned char next = *at < s.len ? (unsigned char)s.s[*at] : 0;

		if (next < low || next > high)
			return 0xfffd;
		c = c << 6 | (next & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	return c;
}

void
utf8_put(struct buf *b, uint32_t c)
{
	char s[4];

	if (c < 0x80) {
		buf_putc(b, (char)c);
	} else if (c < 0x800) {
		s[0] = (char)(0xc0 | c >> 6);
		s[1] = (char)(0x80 | (c & 0x3f));
		buf_add(b, s, 2);
	} else if (c < 0x10000) {
		s[0] = (char)(0xe0 | c >> 12);
		s[1] = (char)(0x80 | (c >> 6 & 0x3f));
		s[2] = (char)(0x80 | (c & 0x3f));
		buf_add(b, s, 3);
	} else {
		s[0] = (char)(0xf0 | c >> 18);
		s[1] = (char)(0x80 | (c >> 12 & 0x3f));
		s[2] = (char)(0x80 | (c >> 6 & 0x3f));
		s[3] = (char)(0x80 | (c & 0x3f));
		buf_add(b, s, 4);
	}
}

uint16_t *
utf16_of(struct arena *a, struct str s, size_t *ret_count)
{
	uint16_t *units = arena_array(a, s.len + 1, sizeof(*units));
	size_t n = 0;

	for (size_t at = 0; at < s.len;) {
		uint32_t c = str_next(s, &at);

		if (c >= 0x10000) {
			units[n++] = (uint16_t)(0xd7c0 + (c >> 10));
			c = 0xdc00 | (c & 0x3ff);
		}
		units[n++] = (uint16_t)c;
	}
	*ret_count = n;
	return units;
}

void
utf16_put(struct buf *b, const uint16_t *units, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t c = units[i];

		if (c >= 0xd800 && c < 0xdc00 && i + 1 < count &&
		    units[i + 1] >= 0xdc00 && units[i + 1] < 0xe000)
			c = 0x10000 + ((c & 0x3ff) << 10) + (units[++i] & 0x3ff);
		else if (c >= 0xd800 && c < 0xe000)
			c = 0xfffd;
		utf8_put(b, c);
	}
}

size_t
utf16_count(struct str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.len;)
		n += str_next(s, &at) >= 0x10000 ? 2 : 1;
	return n;
}

bool
is_white(uint32_t c)
{
	return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	    c == 0x205f || c == 0x3000;
}

bool
is_word(uint32_t c)
{
	size_t low = 0, high = unicode_words_count;

	if (c < 0x80)
		return is_digit((int)c) || is_ascii_letter((int)c) ||
		    (c != 0 && strchr("_-:/~()@", (int)c) != NULL);
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (c < unicode_words[mid].first)
			high = mid;
		else if (c > unicode_words[mid].last)
			low = mid + 1;
		else
			return true;
	}
	return false;
}

static uint32_t
shift(const struct unicode_shift *table, size_t high, uint32_t c)
{
	size_t low = 0;

	while (low < high) {
		size_t mid = (low + high) / 2;
		const struct unicode_shift *row = &table[mid];

		if (c < row->first)
			high = mid;
		else if (c > row->last)
			low = mid + 1;
		else
			return (c - row->first) % row->step != 0 ? c :
			    (uint32_t)((int32_t)c + row->delta);
	}
	return c;
}

uint32_t
to_upper(uint32_t c)
{
	if (c < 0x80)
		return c >= 'a' && c <= 'z' ? c - 32 : c;
	return shift(unicode_upper, unicode_upper_count, c);
}

uint32_t
to_lower(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 32 : c;
	return shift(unicode_lower, unicode_lower_count, c);
}

bool
str_int(struct str s, int *ret)
{
	long long value = 0;
	size_t at = 0;
	bool is_negative;

	s = str_trim(s);
	is_negative = s.len > 0 && s.s[0] == '-';
	if (s.len > 0 && (s.s[0] == '-' || s.s[0] == '+'))
		at++;
	if (at == s.len)
		return false;
	for (; at < s.len; at++) {
		if (!is_digit(s.s[at]) || value > INT_MAX)
			return false;
		value = value * 10 + (s.s[at] - '0');
	}
	if (is_negative)
		value = -value;
	if (value > INT_MAX || value < INT_MIN)
		return false;
	*ret = (int)value;
	return true;
}
