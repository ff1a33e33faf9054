/*
 * Slugs. Only Latin letters are folded; transliterating other scripts would need
 * tables by language, and a name in them still has its id as address.
 */
#include "lib/base/slug.h"

#include "lib/base/buf.h"
#include "lib/base/utf8.h"

#define MAX_BYTES 1024

/* U+00C0 to U+017F; '-' is no letter, '*' is more than one (see below). */
static const char folded[] =
	"aaaaaa*ceeeeiiiidnooooo-ouuuuy**"		/* 00c0 */
	"aaaaaa*ceeeeiiiidnooooo-ouuuuy*y"		/* 00e0 */
	"aaaaaaccccccccddddeeeeeeeeeegggg"		/* 0100 */
	"gggghhhhiiiiiiiiii**jjkkklllllll"		/* 0120 */
	"lllnnnnnnnnnoooooo**rrrrrrssssss"		/* 0140 */
	"ssttttttuuuuuuuuuuuuwwyyyzzzzzzs";		/* 0160 */

_Static_assert(sizeof(folded) - 1 == 0x180 - 0xc0, "one letter for each character");

static const struct ligature {
	uint32_t code;
	const char *letters;
} ligatures[] = {
	{0x00c6, "ae"}, {0x00e6, "ae"}, {0x00de, "th"}, {0x00fe, "th"}, {0x00df, "ss"},
	{0x0132, "ij"}, {0x0133, "ij"}, {0x0152, "oe"}, {0x0153, "oe"},
};

/* Words that routes use where a slug may stand. */
static const char *const route_words[] = {"new", "groups", "all"};

/* Adds the letters of a character; a separator becomes one '-' between letters. */
static void
add_character(struct buf *slug, uint32_t code)
{
	char c = '-';

	if (code >= 0x300 && code <= 0x36f)	/* combining accents */
		return;
	if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'))
		c = (char)code;
	else if (code >= 'A' && code <= 'Z')
		c = (char)(code - 'A' + 'a');
	else if (code >= 0xc0 && code < 0x180)
		c = folded[code - 0xc0];
	if (c == '-' && (slug->len == 0 || slug->s[slug->len - 1] == '-'))
		return;
	if (c != '*') {
		buf_putc(slug, c);
		return;
	}
	for (size_t i = 0; i < COUNT(ligatures); i++)
		if (ligatures[i].code == code)
			buf_puts(slug, ligatures[i].letters);
}

/* "projects-1": a word in the plural and a number, as ids are. */
static bool
looks_like_id(const char *slug)
{
	size_t letters = strspn(slug, "abcdefghijklmnopqrstuvwxyz");
	const char *number = slug + letters + 1;

	return letters > 1 && slug[letters - 1] == 's' && slug[letters] == '-' && *number != '\0' &&
	    number[strspn(number, "0123456789")] == '\0';
}

static bool
is_reserved(const char *slug)
{
	for (size_t i = 0; i < COUNT(route_words); i++)
		if (strcmp(slug, route_words[i]) == 0)
			return true;
	return looks_like_id(slug);
}

const char *
slug_of(struct arena *a, const char *name, const char *otherwise)
{
	size_t len = strlen(name);
	struct buf slug;

	buf_init(&slug, a, MAX_BYTES);
	for (size_t at = 0, n; at < len; at += n) {
		uint32_t code = 0;

		n = utf8_next(name + at, len - at, &code);
		if (n == 0)
			n = 1;	/* a bad byte separates */
		add_character(&slug, code);
	}
	if (slug.len > 0 && slug.s[slug.len - 1] == '-')
		slug.s[--slug.len] = '\0';
	if (slug.len == 0)
		return arena_strdup(a, otherwise);
	while (is_reserved(slug.s) && !slug.is_full)	/* "groups-1" looks like an id in turn */
		buf_puts(&slug, "-1");
	return slug.s;
}

bool
slug_valid(const char *slug)
{
	size_t len = strlen(slug);

	return len > 0 && len <= MAX_BYTES && slug[0] != '-' && slug[len - 1] != '-' &&
	    strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
	    strstr(slug, "--") == NULL && !is_reserved(slug);
}
