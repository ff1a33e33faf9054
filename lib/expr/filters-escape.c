/*
 * Filters that escape a text for another language.
 */
#include "lib/expr/filter.h"

#include "lib/expr/variant.h"

enum filter_outcome
filter_entities(struct filter *f)
{
	static const struct {
		char c;
		const char *text[3];	/* by variant; NULL: itself */
	} entities[] = {
		{'&', {"&amp;", "&amp;", NULL}},
		{'<', {"&lt;", "&lt;", NULL}},
		{'>', {"&gt;", "&gt;", NULL}},
		{'"', {"&quot;", "&quot;", "\\\""}},
		{'\'', {"&apos;", "&apos;", NULL}},
		{'/', {"&#x2F;", NULL, NULL}},
		{'\\', {NULL, NULL, "\\\\"}},
		{'\r', {NULL, NULL, "\\r"}},
		{'\n', {NULL, NULL, "\\n"}},
		{'\t', {NULL, NULL, "\\t"}},
	};

	for (size_t at = 0; at < f->in.len; at++) {
		const char *text = NULL;

		for (size_t i = 0; i < COUNT(entities); i++)
			if (entities[i].c == f->in.s[at])
				text = entities[i].text[f->variant];
		if (text == NULL)
			buf_putc(f->out, f->in.s[at]);
		else
			buf_puts(f->out, text);
	}
	return FILTER_TEXT;
}

/* Length of a line end at this place; 0 if there is none. */
static size_t
line_end(struct str s, size_t at)
{
	if (at < s.len && s.s[at] == '\n')
		return 1;
	return at + 1 < s.len && s.s[at] == '\r' && s.s[at + 1] == '\n' ? 2 : 0;
}

/* YAML folds line ends: a run of them needs one more. */
enum filter_outcome
filter_yaml_single(struct filter *f)
{
	struct str in = f->in;
	size_t at = 0, len;

	while (at < in.len) {
		if ((len = line_end(in, at)) == 0) {
			buf_puts(f->out, in.s[at] == '\'' ? "'" : "");
			buf_putc(f->out, in.s[at++]);
			continue;
		}
		buf_puts(f->out, len == 2 ? "\r\n" : "\n");
		for (; (len = line_end(in, at)) > 0; at += len)
			buf_add(f->out, in.s + at, len);
	}
	return FILTER_TEXT;
}

static void
put_units(struct buf *b, uint32_t c)
{
	if (c >= 0x10000) {
		buf_printf(b, "\\u%04x", 0xd7c0 + (c >> 10));
		c = 0xdc00 | (c & 0x3ff);
	}
	buf_printf(b, "\\u%04x", c);
}

/* What both YAML and property files write with a letter; NULL otherwise. */
static const char *
common_escape(uint32_t c)
{
	switch (c) {
	case '\\':
		return "\\\\";
	case '\r':
		return "\\r";
	case '\n':
		return "\\n";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

enum filter_outcome
filter_yaml_double(struct filter *f)
{
	for (size_t at = 0; at < f->in.len;) {
		uint32_t c = str_next(f->in, &at);
		const char *text = c == '"' ? "\\\"" : common_escape(c);

		if (text != NULL)
			buf_puts(f->out, text);
		else if (c >= 0x20 && c <= 0x7e)
			buf_putc(f->out, (char)c);
		else
			put_units(f->out, c);
	}
	return FILTER_TEXT;
}

enum filter_outcome
filter_properties(struct filter *f)
{
	for (size_t at = 0; at < f->in.len;) {
		bool is_first = at == 0;
		uint32_t c = str_next(f->in, &at);
		const char *text = common_escape(c);
		bool is_special = f->variant == PROPERTIES_KEY ? c == ' ' || c == ':' || c == '=' :
		    c == ' ' && is_first;

		if (is_special)
			buf_putc(f->out, '\\');
		if (text != NULL)
			buf_puts(f->out, text);
		else if (c < 0xff)
			utf8_put(f->out, c);
		else
			put_units(f->out, c);
	}
	return FILTER_TEXT;
}

enum filter_outcome
filter_uri_escape(struct filter *f)
{
	const char *plain = f->variant == URI_WHOLE ? "-_.~;/?:@&=+$,#[]!*'()" : "-_.~";

	for (size_t at = 0; at < f->in.len; at++) {
		char c = f->in.s[at];
		bool is_plain = is_digit(c) || is_ascii_letter(c) ||
		    (c != '\0' && strchr(plain, c) != NULL);

		if (is_plain)
			buf_putc(f->out, c);
		else
			buf_printf(f->out, "%%%02X", (unsigned char)c);
	}
	return FILTER_TEXT;
}
