#ifndef SLIPWAY_EXPR_TEXT_H
#define SLIPWAY_EXPR_TEXT_H

#include "lib/base/buf.h"

/*
 * Text of the language: UTF-8 with a length, because NUL is legal. A *unit* is a
 * UTF-16 code unit: positions and lengths that users see count those, as in the
 * original. Bytes that are no UTF-8 read as U+FFFD.
 */
struct str {
	const char *s;		/* NULL: null, which is not "" */
	size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_NULL ((struct str){NULL, 0})
#define TEXT_MAX ((size_t)1024 * 1024)
#define OUTPUT_MAX ((size_t)16 * 1024 * 1024)

struct str	str_of(const char *s);
struct str	str_of_buf(const struct buf *b);
bool		str_is(struct str a, const char *literal);
bool		str_equal(struct str a, struct str b);
/* Equal but for case (simple mapping). */
bool		str_same(struct str a, struct str b);
/* Same as the literal but for the case of ASCII letters. */
bool		str_like(struct str a, const char *literal);
uint32_t	str_hash(struct str s);
struct str	str_slice(struct str s, size_t from, size_t to);
struct str	str_trim_start(struct str s);
struct str	str_trim_end(struct str s);
struct str	str_trim(struct str s);
struct str	str_copy(struct arena *a, struct str s);
bool		str_has(struct str s, const char *literal);
/* Byte offset of needle at or after from; SIZE_MAX if absent. */
size_t		str_find(struct str s, struct str needle, size_t from);

/* Reads one character and moves *at behind it; at must be inside. */
uint32_t	str_next(struct str s, size_t *at);
void		utf8_put(struct buf *b, uint32_t c);
/* As UTF-16 units; the array lives in the arena. */
uint16_t	*utf16_of(struct arena *a, struct str s, size_t *ret_count);
/* Back again; half surrogates become U+FFFD. */
void		utf16_put(struct buf *b, const uint16_t *units, size_t count);
size_t		utf16_count(struct str s);

bool		is_white(uint32_t c);
/* A letter, a decimal digit or one of _ - : / ~ ( ) @, basic plane only. */
bool		is_word(uint32_t c);
uint32_t	to_upper(uint32_t c);
uint32_t	to_lower(uint32_t c);

/* A 32-bit integer with sign and outer white space; false if it is none. */
bool		str_int(struct str s, int *ret);

static inline bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_ascii_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.s, s.len);
}

#endif
