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

/* The same for sending. */
struct smtp_server smtp_server_of(const struct attempt_mail *m);

#endif
