#ifndef SLIPWAY_BASE_UTF8_H
#define SLIPWAY_BASE_UTF8_H

#include "lib/base/base.h"

/* UTF-8 as of RFC 3629: no surrogates, no overlong forms, at most U+10FFFF. */

/*
 * Reads the character at s: the number of its bytes and its code point, or 0 (and
 * the code point is not set) if there is no well-formed character. len > 0.
 */
size_t utf8_next(const char *s, size_t len, uint32_t *ret);

/* Whether all of s is well-formed. */
bool utf8_valid(const char *s, size_t len);

#endif
