#ifndef SLIPWAY_BASE_MAIL_H
#define SLIPWAY_BASE_MAIL_H

#include "lib/base/arena.h"

/*
 * The text of an e-mail (RFC 5322, MIME) and what may be an address in it. Sending is
 * runner/smtp.c's.
 *
 * Invariant: whatever is put in, a message has exactly the header lines named here: no
 * value can end its line, and the body is base64.
 */

enum mail_priority { MAIL_NORMAL, MAIL_LOW, MAIL_HIGH };

struct mail_address {
	const char *address;		/* "ops@example.org" */
	const char *name;		/* "" if none was given */
};

struct mail {
	struct mail_address from;
	const struct mail_address *to, *cc;	/* shown; blind copies have no header */
	size_t to_count, cc_count;
	const char *subject;		/* UTF-8; line breaks become blanks */
	const char *body;		/* UTF-8 */
	bool is_html;
	enum mail_priority priority;
	int64_t time_us;		/* since 1970 */
	const char *message_id;		/* without angle brackets */
};

/*
 * Parses "a@b" or "Name <a@b>" with blanks around. The address is printable ASCII with
 * one @ and none of the characters that mean something in headers or in SMTP. False if
 * it is no address. The strings live in the arena.
 */
bool	mail_address_parse(struct arena *a, const char *text, struct mail_address *ret) MUST_CHECK;

/* The complete message with CRLF line ends, owned by the arena; NULL above 64 MiB. */
const char *mail_message(struct arena *a, const struct mail *m);

#endif
