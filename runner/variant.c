/*
 * The forms of a secret that are masked. Output is masked line by line, so a secret of
 * several lines is masked as its lines; quoted and encoded forms are made of the whole
 * and of each line.
 */
#include "runner/variant.h"

#include "lib/base/ansi.h"

/* Of longer secrets only the plain lines are masked: each form costs its length. */
#define ENCODED_MAX ((size_t)64 * 1024)

struct variant {
	struct arena *arena;
	void (*found)(void *arg, const char *s, size_t len);
	void *arg;
};

static void
emit(const struct variant *v, const struct buf *b)
{
	if (!b->is_full)
		v->found(v->arg, b->s, b->len);
}

/* ---- one byte at a time -------------------------------------------------- */

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("-._~", c) != NULL);
}

static void
url_upper(struct buf *b, unsigned char c)
{
	buf_printf(b, is_unreserved(c) ? "%c" : "%%%02X", c);
}

static void
url_lower(struct buf *b, unsigned char c)
{
	buf_printf(b, is_unreserved(c) ? "%c" : "%%%02x", c);
}

static void
url_form(struct buf *b, unsigned char c)
{
	buf_printf(b, c == ' ' ? "+" : is_unreserved(c) ? "%c" : "%%%02X", c);
}

/* RFC 8259; short escapes, others as \u00xx. */
static void
json(struct buf *b, unsigned char c)
{
	static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
	const char *at = c != '\0' ? strchr(from, c) : NULL;

	if (at != NULL)
		buf_printf(b, "\\%c", to[at - from]);
	else
		buf_printf(b, c < 0x20 ? "\\u%04x" : "%c", c);
}

static void
json_slash(struct buf *b, unsigned char c)
{
	if (c == '/')
		buf_puts(b, "\\/");
	else
		json(b, c);
}

static void
xml(struct buf *b, unsigned char c)
{
	static const char *const entities[256] = {
		['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;", ['\''] = "&#39;",
	};

	if (entities[c] != NULL)
		buf_puts(b, entities[c]);
	else
		buf_putc(b, (char)c);
}

/* Inside '...' of a POSIX shell, and as bash prints it with set -x. */
static void
shell_single(struct buf *b, unsigned char c)
{
	if (c == '\'')
		buf_puts(b, "'\\''");
	else
		buf_putc(b, (char)c);
}

static void
shell_double(struct buf *b, unsigned char c)
{
	if (c != '\0' && strchr("\"\\$`", c) != NULL)
		buf_putc(b, '\\');
	buf_putc(b, (char)c);
}

/* printf %q of bash */
static void
shell_backslash(struct buf *b, unsigned char c)
{
	if (c < 0x80 && !is_unreserved(c) && strchr("/:@%+=", c) == NULL)
		buf_putc(b, '\\');
	buf_putc(b, (char)c);
}

/* $'...' of bash */
static void
shell_dollar(struct buf *b, unsigned char c)
{
	if (c == '\n')
		buf_puts(b, "\\n");
	else if (c == '\t')
		buf_puts(b, "\\t");
	else if (c == '\'' || c == '\\')
		buf_printf(b, "\\%c", c);
	else
		buf_putc(b, (char)c);
}

static void
quote_doubled(struct buf *b, unsigned char c)
{
	if (c == '\'')
		buf_putc(b, '\'');
	buf_putc(b, (char)c);
}

static void
hex_lower(struct buf *b, unsigned char c)
{
	buf_printf(b, "%02x", c);
}

static void
hex_upper(struct buf *b, unsigned char c)
{
	buf_printf(b, "%02X", c);
}

static void (*const escapes[])(struct buf *b, unsigned char c) = {
	url_upper, url_lower, url_form, json, json_slash, xml, shell_single, shell_double,
	shell_backslash, shell_dollar, quote_doubled, hex_lower, hex_upper,
};

static void
each_escape(const struct variant *v, const char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(escapes); i++) {
		struct buf b;

		buf_init(&b, v->arena, len * 6 + 1);
		for (size_t k = 0; k < len; k++)
			escapes[i](&b, (unsigned char)s[k]);
		if (b.len != len)	/* else nothing was escaped */
			emit(v, &b);
	}
}

/* JSON of programs that write ASCII only: \u00e9, surrogate pairs. */
static void
json_ascii(const struct variant *v, const char *s, size_t len)
{
	struct buf b;
	size_t i = 0;

	buf_init(&b, v->arena, len * 6 + 12);
	while (i < len) {
		unsigned char c = (unsigned char)s[i++];
		uint32_t point;
		int more;

		if (c < 0xc2) {
			json(&b, c);
			continue;
		}
		more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
		point = c & (0x3fu >> more);
		for (; more > 0 && i < len; more--)
			point = point << 6 | ((unsigned char)s[i++] & 0x3f);
		if (point < 0x10000)
			buf_printf(&b, "\\u%04x", point);
		else
			buf_printf(&b, "\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
			    0xdc00 + (point & 0x3ff));
	}
	if (b.len != len)
		emit(v, &b);
}

/* ---- base64 -------------------------------------------------------------- */

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The six bits at position bit of s, zeros behind its end. */
static char
base64_digit(const char *alphabet, const char *s, size_t len, size_t bit)
{
	size_t byte = bit / 8;
	unsigned pair = (unsigned)(unsigned char)s[byte] << 8;

	if (byte + 1 < len)
		pair |= (unsigned char)s[byte + 1];
	return alphabet[pair >> (10 - bit % 8) & 0x3f];
}

/*
 * The characters that depend on s alone when skip bytes stand before it in the encoded
 * text: those whose six bits lie wholly in s. Then the same as the end of the text, with
 * its last, partly filled character and padding.
 */
static void
base64_at(const struct variant *v, const char *alphabet, const char *s, size_t len, size_t skip)
{
	size_t first = (skip * 8 + 5) / 6, last = (skip + len) * 8 / 6;
	struct buf b;

	buf_init(&b, v->arena, len * 2 + 8);
	for (size_t i = first; i < last; i++)
		buf_putc(&b, base64_digit(alphabet, s, len, i * 6 - skip * 8));
	emit(v, &b);
	if ((skip + len) % 3 == 0)
		return;
	buf_putc(&b, base64_digit(alphabet, s, len, last * 6 - skip * 8));
	emit(v, &b);
	buf_puts(&b, (skip + len) % 3 == 1 ? "==" : "=");
	emit(v, &b);
}

/* ---- all ----------------------------------------------------------------- */

static void
each_form(const struct variant *v, const char *s, size_t len)
{
	struct buf clean;

	v->found(v->arg, s, len);
	if (len == 0 || len > ENCODED_MAX)
		return;
	buf_init(&clean, v->arena, len * 3 + 8);
	line_clean(&clean, s, len);
	emit(v, &clean);
	each_escape(v, s, len);
	json_ascii(v, s, len);
	for (size_t skip = 0; skip < 3; skip++) {
		base64_at(v, standard, s, len, skip);
		base64_at(v, url_safe, s, len, skip);
	}
}

void
variant_each(const char *secret,
    void (*found)(void *arg, const char *s, size_t len), void *arg)
{
	/* Forms die with this function: the automaton copies what it keeps. */
	struct arena *scratch = arena_new((size_t)256 * 1024 * 1024);
	struct variant v = {scratch, found, arg};
	const char *line = secret;

	each_form(&v, secret, strlen(secret));
	if (strpbrk(secret, "\r\n") != NULL) {
		while (*line != '\0') {
			size_t len = strcspn(line, "\r\n");

			if (len > 0)
				each_form(&v, line, len);
			line += len + strspn(line + len, "\r\n");
		}
	}
	arena_free(scratch);
}
