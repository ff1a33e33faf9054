/* The text of e-mails: addresses, encoded headers, and that nothing ends a header. */
#include "lib/base/mail.h"

#include "tests/unit/tap.h"

static void
addresses_are_strict(struct work *w)
{
	static const struct { const char *in, *address, *name; } good[] = {
		{"a@b", "a@b", ""}, {" ops@example.org ", "ops@example.org", ""},
		{"Ops <ops@example.org>", "ops@example.org", "Ops"},
		{"\"Ops, all\" < a@b >", "a@b", "Ops, all"},
	};
	static const char *const bad[] = {
		"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<c@d>", "<a@b", "a@b> <c",
		"-x@b", "a@b,c@d", "\xc3\xa4@b", "Name <>",
	};
	struct mail_address a;

	for (size_t i = 0; i < COUNT(good); i++) {
		OK(mail_address_parse(w->arena, good[i].in, &a));
		IS(a.address, good[i].address);
		IS(a.name, good[i].name);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		OK(!mail_address_parse(w->arena, bad[i], &a));
}

static void
message_is_complete(struct work *w)
{
	const struct mail_address to = {"b@c", "B"};
	const struct mail m = {.from = {"a@b", ""}, .to = &to, .to_count = 1, .subject = "Hi\r\nX: y",
	    .body = "Hello\n", .priority = MAIL_HIGH, .message_id = "1@b"};

	IS(mail_message(w->arena, &m),
	    "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nFrom: <a@b>\r\n"
	    "To: =?utf-8?B?Qg==?=\r\n <b@c>\r\nSubject: =?utf-8?B?SGkgIFg6IHk=?=\r\n"
	    "Message-ID: <1@b>\r\nX-Priority: 1\r\nPriority: urgent\r\nImportance: High\r\n"
	    "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8K\r\n");
}

/* No line is longer than the 998 bytes of RFC 5322, and no character is cut. */
static void
long_subjects_are_folded(struct work *w)
{
	char subject[3001];
	struct mail m = {.from = {"a@b", ""}, .subject = subject, .body = "", .message_id = "1@b"};
	const char *text;

	for (size_t i = 0; i + 3 < sizeof(subject); i += 3)
		memcpy(subject + i, "\xe2\x82\xac", 4);
	text = mail_message(w->arena, &m);
	OK(strstr(text, "=?=\r\n =?utf-8?B?") != NULL || strstr(text, "?=\r\n =?utf-8?B?") != NULL);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		if (len > 90)
			OK(len <= 90);
		text += len + (text[len] == '\n');
	}
}

static const struct test tests[] = {
	TEST(addresses_are_strict), TEST(message_is_complete), TEST(long_subjects_are_folded),
};

TAP_MAIN(tests)
