#ifndef SLIPWAY_BASE_IMAGE_H
#define SLIPWAY_BASE_IMAGE_H

#include "lib/base/work.h"

#define IMAGE_MAX_BYTES ((size_t)256 * 1024)
#define IMAGE_MAX_PIXELS 1024		/* of each side */

/*
 * Checks that data is a PNG, JPEG or WebP picture small enough for a logo, by its
 * first bytes and the size in its header; nothing is decoded. ret_type is
 * "image/png", "image/jpeg" or "image/webp". ERR_INVALID with a sentence for the
 * person otherwise; SVG is refused (it can hold scripts).
 */
bool image_check(struct work *w, const void *data, size_t len, const char **ret_type) MUST_CHECK;

#endif
