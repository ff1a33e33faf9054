#ifndef SLIPWAY_RUNNER_SMTP_H
#define SLIPWAY_RUNNER_SMTP_H

#include "lib/base/work.h"

/*
 * Sending one e-mail by SMTP. libcurl does the protocol; it is loaded by the process
 * that sends, so that scripts do not pay for it at their start.
 */
struct smtp_server {
	const char *host;
	int port;
	bool is_encrypted;		/* by STARTTLS; on port 465 from the first byte */
	const char *login;		/* NULL or "": none */
	const char *password;
	const char *ca_file;		/* who is trusted; NULL: whom the system trusts */
	long timeout_ms;		/* of each answer of the server */
};

struct smtp_mail {
	const char *from;
	const char *recipients;		/* addresses, one a line */
	const char *message;		/* lib/base/mail.h */
	bool (*is_cancelled)(void *ctx);	/* asked about every second; NULL: never */
	void *ctx;
};

/*
 * Sends it to all recipients or to none. False with a sentence that names the server:
 * ERR_UNAVAILABLE if it could not be reached or answered too late, ERR_INVALID if it
 * refused, ERR_CONFLICT if it was cancelled.
 */
bool	smtp_send(struct work *w, const struct smtp_server *server, const struct smtp_mail *mail)
	    MUST_CHECK;

#endif
