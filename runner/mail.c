/*
 * An attempt that sends an e-mail instead of running a script: it has the same gate,
 * log, masks, cancellation and evidence, so that nothing is sent twice.
 */
#include "runner/shim.h"

#include "runner/mail_server.h"

static bool
is_cancelled(void *ctx)
{
	struct shim *s = ctx;
	int signal;

	(void)shim_tick(s, &signal);
	return s->result.reason[0] != '\0';
}

void
shim_mail(struct shim *s)
{
	const struct attempt_mail *m = &s->order->mail;
	const struct smtp_server server = smtp_server_of(m);
	const struct smtp_mail mail = {.from = m->from, .recipients = m->recipients,
	    .message = s->order->body, .is_cancelled = is_cancelled, .ctx = s};

	if (smtp_send(s->w, &server, &mail)) {
		s->stage = SHIM_OVER;
		s->result.exit_code = 0;
		output_say(&s->output, LOG_INFO, "The mail server '%s:%d' has taken the e-mail.",
		    m->host, m->port);
	} else if (s->result.reason[0] == '\0') {
		shim_refuse(s, s->w->error.code == ERR_UNAVAILABLE ? "unreachable" : "refused",
		    s->w->error.message);
	}
	work_clear_error(s->w);
}
