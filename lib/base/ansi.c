/*
 * Bytes of scripts made safe, and colours (ECMA-48 SGR) as spans. Cursor movements,
 * titles, links and everything else that a terminal would do is left out: what is
 * shown is a log, not a screen.
 */
#include "lib/base/ansi.h"

#include "lib/base/utf8.h"

#define ESC		'\x1b'
#define MAX_COLOUR	64	/* bytes of one colour sequence */
#define MAX_VALUES	32	/* numbers in it */

/* ---- cleaning ------------------------------------------------------------ */

static size_t
span_of(const char *s, size_t len, unsigned char from, unsigned char to)
{
	size_t n = 0;

	while (n < len && (unsigned char)s[n] >= from && (unsigned char)s[n] <= to)
		n++;
	return n;
}

/* ESC [ ...: the bytes to skip; *ret_colour if it is a plain ESC [ numbers m. */
static size_t
skip_control(const char *s, size_t len, bool *ret_colour)
{
	size_t values = span_of(s + 2, len - 2, '0', ';');	/* digits, colon, semicolon */
	size_t n = 2 + span_of(s + 2, len - 2, 0x30, 0x3f);

	*ret_colour = n == 2 + values && n < MAX_COLOUR && n < len && s[n] == 'm';
	n += span_of(s + n, len - n, 0x20, 0x2f);
	return n < len && (unsigned char)s[n] >= 0x40 && (unsigned char)s[n] <= 0x7e ? n + 1 : n;
}

/* ESC ] ... BEL or ESC \: without an end only the start is skipped, to hide no text. */
static size_t
skip_string(const char *s, size_t len)
{
	for (size_t n = 2; n < len; n++) {
		if (s[n] == '\a')
			return n + 1;
		if (s[n] == ESC && n + 1 < len && s[n + 1] == '\\')
			return n + 2;
	}
	return 2;
}

/* The bytes of an escape sequence. */
static size_t
skip_escape(const char *s, size_t len, bool *ret_colour)
{
	size_t n;

	*ret_colour = false;
	if (len < 2)
		return 1;
	if (s[1] == '[')
		return skip_control(s, len, ret_colour);
	if (s[1] != '\0' && strchr("]PX^_", s[1]) != NULL)
		return skip_string(s, len);
	n = 1 + span_of(s + 1, len - 1, 0x20, 0x2f);
	return n < len && (unsigned char)s[n] >= 0x30 && (unsigned char)s[n] <= 0x7e ? n + 1 : n;
}

static bool
is_shown(uint32_t code)
{
	if (code == '\t')
		return true;
	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		return false;
	/* embeddings, overrides and isolates turn the order of what is read */
	return !(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069);
}

void
line_clean(struct buf *out, const char *s, size_t len)
{
	for (size_t at = 0, n; at < len; at += n) {
		uint32_t code = 0;
		bool is_colour;

		n = span_of(s + at, len - at, 0x20, 0x7e);
		if (n > 0) {
			buf_add(out, s + at, n);
		} else if (s[at] == ESC) {
			n = skip_escape(s + at, len - at, &is_colour);
			if (is_colour)
				buf_add(out, s + at, n);
		} else if ((n = utf8_next(s + at, len - at, &code)) == 0) {
			buf_puts(out, "\xef\xbf\xbd");
			n = 1;
		} else if (is_shown(code)) {
			buf_add(out, s + at, n);
		}
	}
}

/* ---- colours ------------------------------------------------------------- */

/* The numbers of one sequence; a colon joins a number to the one before. */
struct values {
	int value[MAX_VALUES];
	bool is_joined[MAX_VALUES];
	size_t count;
};

static struct values
read_values(const char *s, size_t len)
{
	struct values v = {.count = 1};

	for (size_t i = 0; i < len; i++) {
		int *last = &v.value[v.count - 1];

		if (s[i] >= '0' && s[i] <= '9') {
			if (*last < 1000)
				*last = *last * 10 + (s[i] - '0');
			continue;
		}
		if (v.count == MAX_VALUES)
			break;
		v.is_joined[v.count++] = s[i] == ':';
	}
	return v;
}

/* A channel counts if it is more than half of the strongest. */
static int
nearest_of_rgb(int red, int green, int blue)
{
	int max = red > green ? red : green;

	max = blue > max ? blue : max;
	if (max < 64)
		return 0;
	return (red * 2 > max) | (green * 2 > max) << 1 | (blue * 2 > max) << 2;
}

/* xterm's 256: 16 named, a cube of 6 x 6 x 6, 24 greys. */
static int
nearest_of_256(int n)
{
	static const int level[] = {0, 95, 135, 175, 215, 255};

	if (n < 0 || n > 255)
		return -1;
	if (n < 16)
		return n % 8;
	if (n >= 232)
		return 8 + 10 * (n - 232) < 128 ? 0 : 7;
	n -= 16;
	return nearest_of_rgb(level[n / 36], level[n / 6 % 6], level[n % 6]);
}

static int
within_byte(int value)
{
	return value > 255 ? 255 : value;
}

/* After 38 or 48 at *at: "5;n" or "2;r;g;b", with colons also "2::r:g:b". */
static int
read_colour(const struct values *v, size_t *at)
{
	size_t i = *at + 1, last = i;

	if (i >= v->count)
		return -1;
	if (v->is_joined[i])
		while (last + 1 < v->count && v->is_joined[last + 1])
			last++;
	else
		last = i + (v->value[i] == 5 ? 1 : v->value[i] == 2 ? 3 : 0);
	if (last >= v->count) {
		*at = v->count - 1;
		return -1;
	}
	*at = last;
	if (v->value[i] == 5 && last >= i + 1)
		return nearest_of_256(v->value[i + 1]);
	if (v->value[i] == 2 && last >= i + 3)
		return nearest_of_rgb(within_byte(v->value[last - 2]),
		    within_byte(v->value[last - 1]), within_byte(v->value[last]));
	return -1;
}

static void
apply_value(struct ansi_span *look, const struct values *v, size_t *at)
{
	int n = v->value[*at];

	if (n == 0)
		*look = (struct ansi_span){.fg = -1, .bg = -1};
	else if (n == 1 || n == 22)
		look->bold = n == 1;
	else if (n == 4 || n == 24)
		look->underline = n == 4;
	else if ((n >= 30 && n <= 37) || (n >= 90 && n <= 97))
		look->fg = n % 10;
	else if ((n >= 40 && n <= 47) || (n >= 100 && n <= 107))
		look->bg = n % 10;
	else if (n == 39)
		look->fg = -1;
	else if (n == 49)
		look->bg = -1;
	else if (n == 38)
		look->fg = read_colour(v, at);
	else if (n == 48)
		look->bg = read_colour(v, at);
	else if (n == 58)		/* colour of the underline: not shown */
		(void)read_colour(v, at);
}

static void
apply_sequence(struct ansi_span *look, const char *s, size_t len)
{
	struct values v = read_values(s, len);

	for (size_t i = 0; i < v.count; i++) {
		bool is_off = v.value[i] == 4 && i + 1 < v.count && v.is_joined[i + 1] &&
		    v.value[i + 1] == 0;	/* 4:0 is no underline */

		apply_value(look, &v, &i);
		if (is_off)
			look->underline = false;
		while (i + 1 < v.count && v.is_joined[i + 1])
			i++;
	}
}

static size_t
escapes_in(const char *s)
{
	size_t count = 0;

	while ((s = strchr(s, ESC)) != NULL)
		count++, s++;
	return count;
}

size_t
ansi_spans(struct arena *a, const char *line, struct ansi_span **ret)
{
	struct ansi_span look = {.fg = -1, .bg = -1};
	struct ansi_span *spans = arena_array(a, escapes_in(line) + 1, sizeof(*spans));
	const char *end = line + strlen(line);
	size_t count = 0;

	while (*line != '\0') {
		size_t len = strcspn(line, "\x1b");
		bool is_colour;

		if (len > 0) {
			spans[count] = look;
			spans[count].text = line;
			spans[count++].len = len;
		}
		line += len;
		if (*line == '\0')
			break;
		len = skip_escape(line, (size_t)(end - line), &is_colour);
		if (is_colour)
			apply_sequence(&look, line + 2, len - 3);
		line += len;
	}
	*ret = spans;
	return count;
}
