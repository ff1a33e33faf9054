/* The settings of outgoing mail, with the password opened. */
#include "runner/mail_server.h"

#include "lib/model/secret.h"
#include "lib/model/smtp.h"
#include "runner/facts.h"

bool
mail_server_load(struct work *w, struct attempt_mail *ret, const char **ret_refusal)
{
	struct json_object *doc = facts_live(w, SMTP_ID);
	const char *password = doc == NULL ? NULL : secret_open(w, SMTP_ID, "/SmtpPassword");

	if (work_failed(w)) {
		if (w->error.code == ERR_UNAVAILABLE)
			return false;
		*ret_refusal = w->error.message;
		work_clear_error(w);
		return true;
	}
	if (json_str(doc, "SmtpHost", "")[0] == '\0' ||
	    json_str(doc, "SendEmailFrom", "")[0] == '\0') {
		*ret_refusal = "No mail server is set. Name one, and a sender, in "
			       "Configuration > SMTP.";
		return true;
	}
	*ret = (struct attempt_mail){
		.host = json_str(doc, "SmtpHost", ""),
		.port = (int)json_int(doc, "SmtpPort", 25),
		.is_encrypted = json_flag(doc, "EnableSsl", true),
		.login = json_str(doc, "SmtpLogin", ""),
		.password = password,
		.ca_file = getenv("SLIPWAY_CA_FILE"),
		.timeout_ms = (int)json_int(doc, "Timeout", 12000),
		.from = json_str(doc, "SendEmailFrom", ""),
	};
	return true;
}
