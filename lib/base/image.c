/*
 * Looks at the first bytes of a picture. Nothing is decoded: a decoder is the very
 * code that must not meet strangers' bytes, and browsers have a sandboxed one.
 * SVG is refused: a sanitiser for it would need upkeep for ever.
 */
#include "lib/base/image.h"

struct size {
	uint32_t width;
	uint32_t height;
};

static uint32_t
big_endian(const unsigned char *b, size_t bytes)
{
	uint32_t value = 0;

	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | b[i];
	return value;
}

static uint32_t
little_endian(const unsigned char *b, size_t bytes)
{
	uint32_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | b[bytes];
	return value;
}

static bool
is_png(const unsigned char *b, size_t len)
{
	return len >= 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0;
}

/* The IHDR chunk must come first (PNG, 5.6). */
static bool
png_size(const unsigned char *b, size_t len, struct size *ret)
{
	if (len < 33 || big_endian(b + 8, 4) != 13 || memcmp(b + 12, "IHDR", 4) != 0)
		return false;
	*ret = (struct size){big_endian(b + 16, 4), big_endian(b + 20, 4)};
	return true;
}

static bool
is_jpeg(const unsigned char *b, size_t len)
{
	return len >= 3 && memcmp(b, "\xff\xd8\xff", 3) == 0;
}

/* Start of frame: C0 to CF but DHT, JPG and DAC (ITU T.81, table B.1). */
static bool
is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 &&
	    marker != 0xcc;
}

static bool
jpeg_size(const unsigned char *b, size_t len, struct size *ret)
{
	for (size_t at = 2; at + 4 <= len;) {
		unsigned char marker = b[at + 1];
		size_t segment = big_endian(b + at + 2, 2);

		if (b[at] != 0xff)
			return false;
		if (marker == 0xff) {		/* fill byte */
			at++;
			continue;
		}
		/* data before a frame, or a segment shorter than its own length */
		if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda) || segment < 2)
			return false;
		if (is_frame(marker)) {
			if (segment < 8 || len - at < 9)
				return false;
			*ret = (struct size){big_endian(b + at + 7, 2), big_endian(b + at + 5, 2)};
			return true;
		}
		at += 2 + segment;
	}
	return false;
}

static bool
is_webp(const unsigned char *b, size_t len)
{
	return len >= 12 && memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0;
}

/* The three kinds of first chunk (RFC 9649, 2.5 to 2.7). */
static bool
webp_size(const unsigned char *b, size_t len, struct size *ret)
{
	if (len < 30)
		return false;
	if (memcmp(b + 12, "VP8 ", 4) == 0 && memcmp(b + 23, "\x9d\x01\x2a", 3) == 0) {
		*ret = (struct size){little_endian(b + 26, 2) & 0x3fff,
		    little_endian(b + 28, 2) & 0x3fff};
		return true;
	}
	if (memcmp(b + 12, "VP8L", 4) == 0 && b[20] == 0x2f) {
		uint32_t bits = little_endian(b + 21, 4);

		*ret = (struct size){(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
		return true;
	}
	if (memcmp(b + 12, "VP8X", 4) == 0) {
		*ret = (struct size){little_endian(b + 24, 3) + 1, little_endian(b + 27, 3) + 1};
		return true;
	}
	return false;
}

static const struct format {
	const char *type;
	const char *name;
	bool (*is)(const unsigned char *b, size_t len);
	bool (*size)(const unsigned char *b, size_t len, struct size *ret);
} formats[] = {
	{"image/png", "PNG", is_png, png_size},
	{"image/jpeg", "JPEG", is_jpeg, jpeg_size},
	{"image/webp", "WebP", is_webp, webp_size},
};

static bool
refuse_format(struct work *w, const unsigned char *b, size_t len)
{
	size_t head = len < 1024 ? len : 1024;

	if (memmem(b, head, "<svg", 4) != NULL)
		return fail(w, ERR_INVALID, "SVG pictures are not allowed, since they can hold "
		    "scripts: save the picture as PNG, JPEG or WebP.");
	return fail(w, ERR_INVALID, "The file is not a picture of a kind that is allowed: PNG, "
	    "JPEG or WebP.");
}

static bool
check_size(struct work *w, const struct size *size)
{
	if (size->width >= 1 && size->width <= IMAGE_MAX_PIXELS && size->height >= 1 &&
	    size->height <= IMAGE_MAX_PIXELS)
		return true;
	return fail(w, ERR_INVALID, "The picture has %u x %u pixels; 1 to %d in each direction are "
	    "allowed.", size->width, size->height, IMAGE_MAX_PIXELS);
}

bool
image_check(struct work *w, const void *data, size_t len, const char **ret_type)
{
	struct size size;

	if (len == 0)
		return fail(w, ERR_INVALID, "The file is empty: choose a PNG, JPEG or WebP "
		    "picture.");
	if (len > IMAGE_MAX_BYTES)
		return fail(w, ERR_INVALID, "The picture has %zu bytes; at most %zu (256 KiB) are "
		    "allowed.", len, IMAGE_MAX_BYTES);
	for (size_t i = 0; i < COUNT(formats); i++) {
		if (!formats[i].is(data, len))
			continue;
		if (!formats[i].size(data, len, &size))
			return fail(w, ERR_INVALID, "The %s picture is damaged: its size cannot be "
			    "read.", formats[i].name);
		if (!check_size(w, &size))
			return false;
		*ret_type = formats[i].type;
		return true;
	}
	return refuse_format(w, data, len);
}
