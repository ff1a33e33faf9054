/*
 * Filters between text and bytes: Base64 and hashes. Hashes are OpenSSL's.
 */
#include <openssl/evp.h>	/* first: base.h forbids a word it uses */

#include "lib/expr/filter.h"
#include "lib/expr/variant.h"

enum encoding { ENCODING_NONE, ENCODING_UTF8, ENCODING_UTF16, ENCODING_BASE64 };

static enum encoding
encoding_of(struct str name)
{
	if (str_like(name, "utf8") || str_like(name, "utf-8"))
		return ENCODING_UTF8;
	return str_like(name, "unicode") ? ENCODING_UTF16 : ENCODING_NONE;
}

/* A text as bytes, UTF-16 in little-endian order. */
static struct str
bytes_of(struct arena *a, struct str text, enum encoding encoding)
{
	size_t count;
	uint16_t *units;
	char *bytes;

	if (encoding == ENCODING_UTF8)
		return text;
	units = utf16_of(a, text, &count);
	bytes = arena_alloc(a, count * 2);
	for (size_t i = 0; i < count; i++) {
		bytes[i * 2] = (char)(units[i] & 0xff);
		bytes[i * 2 + 1] = (char)(units[i] >> 8);
	}
	return (struct str){bytes, count * 2};
}

static void
put_text(struct buf *b, struct arena *a, struct str bytes, enum encoding encoding)
{
	uint16_t *units;

	if (encoding == ENCODING_UTF8) {
		for (size_t at = 0; at < bytes.len;)
			utf8_put(b, str_next(bytes, &at));
		return;
	}
	units = arena_array(a, bytes.len / 2 + 1, sizeof(*units));
	for (size_t i = 0; i + 1 < bytes.len; i += 2)
		units[i / 2] = (uint16_t)((unsigned char)bytes.s[i] |
		    (unsigned char)bytes.s[i + 1] << 8);
	utf16_put(b, units, bytes.len / 2);
	if (bytes.len % 2 != 0)
		utf8_put(b, 0xfffd);
}

static int
base64_value(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return p == NULL ? -1 : (int)(p - digits);
}

/* Blank, tab and line ends are fine anywhere. */
static bool
base64_decode(struct arena *a, struct str in, struct str *ret)
{
	char *out = arena_alloc(a, in.len + 1);
	uint32_t bits = 0;
	size_t len = 0, digits = 0, padding = 0;

	for (size_t at = 0; at < in.len; at++) {
		int value = base64_value(in.s[at]);

		if (strchr(" \t\r\n", in.s[at]) != NULL && in.s[at] != '\0')
			continue;
		if (in.s[at] == '=') {
			padding++;
			continue;
		}
		if (value < 0 || padding > 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (++digits % 4 != 1)
			out[len++] = (char)(bits >> (6 - 2 * ((digits - 1) % 4)));
	}
	if (padding > 2 || (digits + padding) % 4 != 0 || digits % 4 == 1)
		return false;
	*ret = (struct str){out, len};
	return true;
}

enum filter_outcome
filter_to_base64(struct filter *f)
{
	enum encoding encoding = f->count == 0 ? ENCODING_UTF8 : encoding_of(f->options[0]);
	struct str bytes;
	char *text;
	int len;

	if (encoding == ENCODING_NONE)
		return FILTER_NULL;
	bytes = bytes_of(f->arena, f->in, encoding);
	text = arena_alloc(f->arena, (bytes.len + 2) / 3 * 4 + 1);
	len = EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes.s,
	    (int)bytes.len);
	return filter_put(f, (struct str){text, (size_t)len});
}

enum filter_outcome
filter_from_base64(struct filter *f)
{
	enum encoding encoding = f->count == 0 ? ENCODING_UTF8 : encoding_of(f->options[0]);
	struct str bytes;

	if (!base64_decode(f->arena, f->in, &bytes))
		return filter_fail(f, "The input of FromBase64 is not Base64.");
	if (encoding == ENCODING_NONE)
		return FILTER_NULL;
	put_text(f->out, f->arena, bytes, encoding);
	return FILTER_TEXT;
}

/* Options in any order: bytes of the hash to keep, encoding of the input. */
static bool
hash_options(struct filter *f, int *ret_keep, enum encoding *ret_encoding)
{
	*ret_keep = 0;
	*ret_encoding = ENCODING_NONE;
	for (size_t i = 0; i < f->count; i++) {
		int keep;

		if (str_int(f->options[i], &keep)) {
			if (keep <= 0 || *ret_keep != 0)
				return false;
			*ret_keep = keep;
			continue;
		}
		if (*ret_encoding != ENCODING_NONE)
			return false;
		*ret_encoding = str_like(f->options[i], "base64") ? ENCODING_BASE64 :
		    encoding_of(f->options[i]);
		if (*ret_encoding == ENCODING_NONE)
			return false;
	}
	if (*ret_encoding == ENCODING_NONE)
		*ret_encoding = ENCODING_UTF8;
	return true;
}

enum filter_outcome
filter_hash(struct filter *f)
{
	const EVP_MD *kinds[] = {EVP_md5(), EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	enum encoding encoding;
	struct str bytes;
	int keep;

	if (!hash_options(f, &keep, &encoding))
		return FILTER_NULL;
	if (encoding != ENCODING_BASE64)
		bytes = bytes_of(f->arena, f->in, encoding);
	else if (!base64_decode(f->arena, f->in, &bytes))
		return FILTER_NULL;
	if (EVP_Digest(bytes.s, bytes.len, hash, &size, kinds[f->variant], NULL) != 1)
		return filter_fail(f, "This hash is not available on this machine.");
	if (keep > 0 && (unsigned)keep < size)
		size = (unsigned)keep;
	for (unsigned i = 0; i < size; i++)
		buf_printf(f->out, "%02x", hash[i]);
	return FILTER_TEXT;
}
