/*
 * UTF-8 in one strict reader; everything that looks at characters goes through it.
 */
#include "lib/base/utf8.h"

/* Lead byte: bits that count, number of bytes, smallest code point of that length. */
static const struct lead {
	unsigned char mask, bits;
	unsigned char bytes;
	uint32_t min;
} leads[] = {
	{0x80, 0x00, 1, 0},
	{0xe0, 0xc0, 2, 0x80},
	{0xf0, 0xe0, 3, 0x800},
	{0xf8, 0xf0, 4, 0x10000},
};

size_t
utf8_next(const char *s, size_t len, uint32_t *ret)
{
	const unsigned char *u = (const unsigned char *)s;
	const struct lead *lead = leads;
	uint32_t code;

	while ((u[0] & lead->mask) != lead->bits)
		if (++lead == leads + COUNT(leads))
			return 0;
	if (lead->bytes > len)
		return 0;
	code = u[0] & (unsigned char)~lead->mask;
	for (size_t i = 1; i < lead->bytes; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (u[i] & 0x3f);
	}
	if (code < lead->min || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret = code;
	return lead->bytes;
}

bool
utf8_valid(const char *s, size_t len)
{
	uint32_t code;

	for (size_t at = 0, n; at < len; at += n)
		if ((n = utf8_next(s + at, len - at, &code)) == 0)
			return false;
	return true;
}
