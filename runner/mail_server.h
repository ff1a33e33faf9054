#ifndef SLIPWAY_RUNNER_MAIL_SERVER_H
#define SLIPWAY_RUNNER_MAIL_SERVER_H

#include "runner/attempt.h"
#include "runner/smtp.h"

/*
 * Reads how e-mail is sent (Configuration > SMTP) into the order; from is as it was
 * typed. False if the database does not answer; *ret_refusal says what a person must
 * mend, NULL if nothing.
 */
bool	mail_server_load(struct work *w, struct attempt_mail *ret, const char **ret_refusal)
	    MUST_CHECK;

/* The same for sending. Inline: shims send, and know nothing of the database. */
static inline struct smtp_server
smtp_server_of(const struct attempt_mail *m)
{
	return (struct smtp_server){.host = m->host, .port = m->port,
	    .is_encrypted = m->is_encrypted, .login = m->login, .password = m->password,
	    .ca_file = m->ca_file, .timeout_ms = m->timeout_ms};
}

#endif
