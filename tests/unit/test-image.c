/* Logos: three formats by their first bytes, within limits. */
#include "lib/base/image.h"

#include "tests/unit/tap.h"

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
#define PNG_TAIL "\x08\x06\0\0\0\0\0\0\0"
#define JPEG_APP0 "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define WEBP_HEAD "RIFF\x1a\0\0\0WEBP"
#define BYTES(s) (s), sizeof(s) - 1

struct picture {
	const char *data;
	size_t len;
	const char *expected;	/* type, or part of the message */
};

static void
image_check_takes_small_pictures(struct work *w)
{
	static const struct picture cases[] = {
		{BYTES(PNG_HEAD "\0\0\0\1\0\0\0\1" PNG_TAIL), "image/png"},
		{BYTES(PNG_HEAD "\0\0\4\0\0\0\4\0" PNG_TAIL), "image/png"},
		{BYTES(JPEG_APP0 "\xff\xc0\0\x0b\x08\0\x40\0\x20\1\1\x11\0"), "image/jpeg"},
		{BYTES("\xff\xd8\xff\xff\xff\xdb\0\3x\xff\xc2\0\x0b\x08\4\0\4\0\1\1\x11\0"),
		    "image/jpeg"},
		{BYTES(WEBP_HEAD "VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x40\x20\0"), "image/webp"},
		{BYTES(WEBP_HEAD "VP8L\0\0\0\0\x2f\xff\xc0\xff\0" "12345"), "image/webp"},
		{BYTES(WEBP_HEAD "VP8X\x0a\0\0\0\0\0\0\0\xff\3\0\0\0\0"), "image/webp"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *type = NULL;

		if (!OK(image_check(w, cases[i].data, cases[i].len, &type)))
			printf("# %zu: %s\n", i, w->error.message);
		IS(type, cases[i].expected);
		work_clear_error(w);
	}
}

static void
image_check_says_what_is_wrong(struct work *w)
{
	static const struct picture cases[] = {
		{BYTES(""), "empty"},
		{BYTES("GIF89a\1\0\1\0"), "PNG, JPEG or WebP"},
		{BYTES("RIFF\0\0\0\0WAVE"), "PNG, JPEG or WebP"},
		{BYTES("<svg xmlns='http://www.w3.org/2000/svg'/>"), "SVG"},
		{BYTES("<?xml version='1.0'?>\n<!-- x --><svg/>"), "SVG"},
		{BYTES(PNG_HEAD "\0\0\0\0\0\0\0\1" PNG_TAIL), "0 x 1"},
		{BYTES(PNG_HEAD "\0\0\4\1\0\0\0\1" PNG_TAIL), "1025 x 1"},
		{BYTES(PNG_HEAD "\xff\xff\xff\xff\0\0\0\1" PNG_TAIL), "4294967295 x 1"},
		{BYTES(PNG_HEAD "\0\0\0\1"), "damaged"},
		{BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIDAT\0\0\0\1\0\0\0\1" PNG_TAIL), "damaged"},
		{BYTES(JPEG_APP0), "damaged"},
		{BYTES(JPEG_APP0 "\xff\xc0\0\x0b\x08\0\x40"), "damaged"},
		{BYTES(JPEG_APP0 "\xff\xc0\0\x0b\x08\0\0\0\x20\1\1\x11\0"), "32 x 0"},
		{BYTES(JPEG_APP0 "\xff\xda\0\x0b\x08\0\x40\0\x20\1\1\x11\0"), "damaged"},
		{BYTES("\xff\xd8\xff\xe0\0\1\xff\xc0\0\x0b\x08\0\x40\0\x20\1\1"), "damaged"},
		{BYTES("\xff\xd8\xff"), "damaged"},
		{BYTES(WEBP_HEAD "VP8X\x0a\0\0\0\0\0\0\0\0\4\0\0\0\0"), "1025 x 1"},
		{BYTES(WEBP_HEAD "VP8 \0\0\0\0\0\0\0\x9d\x01\x2b\x40\0\x20\0"), "damaged"},
		{BYTES(WEBP_HEAD "ALPH\x0a\0\0\0\0\0\0\0\0\4\0\0\0\0"), "damaged"},
		{BYTES(WEBP_HEAD "VP8X"), "damaged"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *type = NULL;

		OK(!image_check(w, cases[i].data, cases[i].len, &type));
		IS_INT(w->error.code, ERR_INVALID);
		if (!OK(strstr(w->error.message, cases[i].expected) != NULL))
			printf("# %zu: %s\n", i, w->error.message);
		OK(type == NULL);
		work_clear_error(w);
	}
}

static void
image_check_limits_the_bytes(struct work *w)
{
	char *data = arena_alloc(w->arena, IMAGE_MAX_BYTES + 1);
	static const char head[] = PNG_HEAD "\0\0\0\1\0\0\0\1" PNG_TAIL;
	const char *type = NULL;

	memcpy(data, head, sizeof(head) - 1);
	OK(image_check(w, data, IMAGE_MAX_BYTES, &type));
	OK(!image_check(w, data, IMAGE_MAX_BYTES + 1, &type));
	OK(strstr(w->error.message, "256 KiB") != NULL);
}

static const struct test tests[] = {
	TEST(image_check_takes_small_pictures),
	TEST(image_check_says_what_is_wrong),
	TEST(image_check_limits_the_bytes),
};

TAP_MAIN(tests)
