/*
 * An e-mail: a line each for sender, two receivers, a copy and the subject, then the
 * body. Whatever they hold, the message has the headers that it should and no others.
 */
#include "lib/base/mail.h"

#include <ctype.h>

#include "tests/fuzz/fuzz.h"

#define LINE_MAX_BYTES 998	/* RFC 5322 */

/* What SMTP and a header see of an address is one word, and its name one line. */
static void
check_address(const struct mail_address *m)
{
	const char *at = strchr(m->address, '@');

	MUST(at != NULL && at > m->address && at[1] != '\0' && strchr(at + 1, '@') == NULL);
	MUST(m->address[0] != '-');
	MUST(strlen(m->address) <= 254);
	MUST(strcspn(m->address, " <>()[]\\,;:\"\r\n") == strlen(m->address));
	for (const char *p = m->address; *p != '\0'; p++)
		MUST(isgraph((unsigned char)*p));
	for (const char *p = m->name; *p != '\0'; p++)
		MUST((unsigned char)*p >= ' ');
}

static size_t
take_address(struct work *w, const char **text, struct mail_address *ret)
{
	if (!mail_address_parse(w->arena, fuzz_line(w, text), ret))
		return 0;
	check_address(ret);
	return 1;
}

/* A line of the head is one of the known headers or goes on with the last one. */
static void
check_header(const char *line)
{
	static const char *const known[] = {
		"Date: ", "From: ", "To: ", "Cc: ", "Subject: ", "Message-ID: ", "X-Priority: ",
		"Priority: ", "Importance: ", "Auto-Submitted: ", "MIME-Version: ", "Content-Type: ",
		"Content-Transfer-Encoding: ", " ",
	};
	bool is_known = false;

	for (size_t i = 0; i < COUNT(known); i++)
		is_known = is_known || strncmp(line, known[i], strlen(known[i])) == 0;
	MUST(is_known);
	for (const char *p = line; *p != '\r'; p++)
		MUST(isprint((unsigned char)*p));
}

static void
check_message(const char *text)
{
	bool is_head = true;
	size_t subjects = 0;

	for (const char *line = text, *next; *line != '\0'; line = next) {
		const char *end = strstr(line, "\r\n");

		MUST(end != NULL && end - line <= LINE_MAX_BYTES);
		MUST(memchr(line, '\n', (size_t)(end - line)) == NULL);
		MUST(memchr(line, '\r', (size_t)(end - line)) == NULL);
		next = end + 2;
		subjects += is_head && strncmp(line, "Subject:", 8) == 0;
		if (is_head && end == line)
			is_head = false;
		else if (is_head)
			check_header(line);
		else
			MUST(strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			    "0123456789+/=") == (size_t)(end - line));
	}
	MUST(!is_head && subjects == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	const char *text = fuzz_text(w, data, size), *message;
	struct mail_address to[2], cc;
	struct mail m = {.from = {"a@b", ""}, .to = to, .cc = &cc, .message_id = "1@b",
	    .is_html = size % 2 == 1, .priority = (enum mail_priority)(size % 3)};

	(void)take_address(w, &text, &m.from);	/* as it was if it is none */
	m.to_count = take_address(w, &text, &to[0]);
	m.to_count += take_address(w, &text, &to[m.to_count]);
	m.cc_count = take_address(w, &text, &cc);
	m.subject = fuzz_line(w, &text);
	m.body = text;
	message = mail_message(w->arena, &m);
	MUST(message != NULL);
	check_message(message);
	return 0;
}
