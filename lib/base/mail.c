/*
 * Writing an e-mail. Everything that people wrote is encoded, also where it would not
 * need to be: the rules for what may stand as it is are long, the ones for base64 short.
 */
#include "lib/base/mail.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#include "lib/base/buf.h"
#include "lib/base/seal.h"

#define MESSAGE_MAX ((size_t)64 * 1024 * 1024)
#define ADDRESS_MAX 254		/* RFC 5321 */
#define WORD_BYTES 42		/* of text in one encoded word: at most 75 characters of line */
#define LINE_CHARS 76

/* ---- addresses ----------------------------------------------------------------- */

static bool
is_address(const char *s, size_t len)
{
	size_t at = 0, count = 0;

	for (size_t i = 0; i < len; i++) {
		if (s[i] <= ' ' || s[i] >= 127 || strchr("<>()[]\\,;:\"", s[i]) != NULL)
			return false;
		if (s[i] == '@') {
			at = i;
			count++;
		}
	}
	return count == 1 && at > 0 && at + 1 < len && len <= ADDRESS_MAX && s[0] != '-';
}

static const char *
trim(struct arena *a, const char *s, size_t len)
{
	while (len > 0 && isspace((unsigned char)s[0])) {
		s++;
		len--;
	}
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	return arena_strndup(a, s, len);
}

bool
mail_address_parse(struct arena *a, const char *text, struct mail_address *ret)
{
	const char *whole = trim(a, text, strlen(text)), *open = strrchr(whole, '<');
	size_t len = strlen(whole);
	struct mail_address found = {.address = whole, .name = ""};

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)whole[i] < ' ')
			return false;
	}
	if (open != NULL) {
		if (whole[len - 1] != '>')
			return false;
		found.address = trim(a, open + 1, (size_t)(whole + len - 1 - (open + 1)));
		found.name = trim(a, whole, (size_t)(open - whole));
	}
	if (!is_address(found.address, strlen(found.address)))
		return false;
	len = strlen(found.name);
	if (len >= 2 && found.name[0] == '"' && found.name[len - 1] == '"')
		found.name = arena_strndup(a, found.name + 1, len - 2);
	*ret = found;
	return true;
}

/* ---- headers ------------------------------------------------------------------- */

/* Bytes of text for one encoded word: never a part of a character. */
static size_t
word_length(const char *text)
{
	size_t len = strlen(text);

	if (len <= WORD_BYTES)
		return len;
	for (len = WORD_BYTES; len > WORD_BYTES - 4; len--) {
		if (((unsigned char)text[len] & 0xc0) != 0x80)
			return len;
	}
	return WORD_BYTES;	/* no UTF-8 anyway */
}

/* A text as encoded words (RFC 2047), in as many folded lines as it needs. */
static void
add_encoded(struct buf *b, const char *text)
{
	char *flat = arena_strdup(b->arena, text);

	for (char *p = flat; *p != '\0'; p++) {
		if ((unsigned char)*p < ' ')
			*p = ' ';
	}
	for (const char *p = flat; *p != '\0';) {
		size_t len = word_length(p);

		buf_printf(b, "%s=?utf-8?B?%s?=", p == flat ? "" : "\r\n ",
		    base64_encode(b->arena, p, len));
		p += len;
	}
}

static void
add_addresses(struct buf *b, const char *header, const struct mail_address *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i == 0)
			buf_printf(b, "%s: ", header);
		else
			buf_puts(b, ",\r\n ");
		if (list[i].name[0] != '\0') {
			add_encoded(b, list[i].name);
			buf_puts(b, "\r\n ");
		}
		buf_printf(b, "<%s>", list[i].address);
	}
	if (count > 0)
		buf_puts(b, "\r\n");
}

static void
add_date(struct buf *b, int64_t time_us)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
	    "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(time_us / 1000000);
	struct tm t;

	(void)gmtime_r(&seconds, &t);
	buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday,
	    months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

static const char *const priorities[] = {
	[MAIL_NORMAL] = "",
	[MAIL_LOW] = "X-Priority: 5\r\nPriority: non-urgent\r\nImportance: Low\r\n",
	[MAIL_HIGH] = "X-Priority: 1\r\nPriority: urgent\r\nImportance: High\r\n",
};

/* ---- the message ----------------------------------------------------------------- */

static void
add_body(struct buf *b, const char *body)
{
	const char *text = base64_encode(b->arena, body, strlen(body));

	for (size_t len = strlen(text); len > 0;) {
		size_t n = len < LINE_CHARS ? len : LINE_CHARS;

		buf_add(b, text, n);
		buf_puts(b, "\r\n");
		text += n;
		len -= n;
	}
}

const char *
mail_message(struct arena *a, const struct mail *m)
{
	struct buf b;

	buf_init(&b, a, MESSAGE_MAX);
	add_date(&b, m->time_us);
	add_addresses(&b, "From", &m->from, 1);
	add_addresses(&b, "To", m->to, m->to_count);
	add_addresses(&b, "Cc", m->cc, m->cc_count);
	if (m->to_count + m->cc_count == 0)
		buf_puts(&b, "To: undisclosed-recipients:;\r\n");
	buf_puts(&b, "Subject: ");
	add_encoded(&b, m->subject);
	buf_printf(&b, "\r\nMessage-ID: <%s>\r\n%s", m->message_id, priorities[m->priority]);
	buf_printf(&b, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/%s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n", m->is_html ? "html" : "plain");
	add_body(&b, m->body);
	return b.is_full ? NULL : b.s;
}
