/* The settings of outgoing mail. The runner alone opens the password and sends. */
#include "lib/model/smtp.h"

#include "lib/base/mail.h"
#include "lib/model/kinds.h"

static const struct field fields[] = {
	FIELD("SmtpHost", F_TEXT, .flags = F_NULL, .max = 253,
	    .help = "Name or address of the mail server; none: no mail can be sent."),
	FIELD("SmtpPort", F_INT, .otherwise = "25", .max = 65535),
	FIELD("SmtpLogin", F_TEXT, .flags = F_NULL, .help = "None: without a login."),
	FIELD("SmtpPassword", F_SECRET),
	FIELD("SendEmailFrom", F_TEXT, .flags = F_NULL, .max = 254,
	    .help = "Sender: an address, or a name with the address in angle brackets."),
	FIELD("EnableSsl", F_BOOL, .otherwise = "true",
	    .help = "Only encrypted: from the first byte on port 465, else by STARTTLS."),
	FIELD("Timeout", F_INT, .otherwise = "12000", .max = 600000,
	    .help = "Milliseconds to wait for each answer of the mail server."),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "/api/smtpconfiguration"},
	LINK_END
};

bool
is_host_name(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 253 || text[0] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] <= ' ' || strchr("/@%\"'`$;|&<>\\?#", text[i]) != NULL)
			return false;
	}
	return true;
}

static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	const char *host = arena_strdup(w->arena, trimmed(w, json_str(doc, "SmtpHost", "")));
	const char *from = arena_strdup(w->arena, trimmed(w, json_str(doc, "SendEmailFrom", "")));
	struct mail_address address;

	(void)old;
	if (change == CHANGE_DELETE)
		return fail(w, ERR_INVALID, "The settings of mail cannot be deleted.");
	json_set_str(doc, "SmtpHost", host[0] != '\0' ? host : NULL);
	json_set_str(doc, "SendEmailFrom", from[0] != '\0' ? from : NULL);
	if (host[0] != '\0' && !is_host_name(host))
		fail_field(w, "/SmtpHost", "'%s' is not the name or address of a host.", host);
	if (host[0] != '\0' && from[0] == '\0')
		fail_field(w, "/SendEmailFrom", "Enter the address that mail is sent from.");
	if (from[0] != '\0' && !mail_address_parse(w->arena, from, &address))
		fail_field(w, "/SendEmailFrom", "'%s' is not an e-mail address.", from);
	if (json_int(doc, "SmtpPort", 25) < 1)
		fail_field(w, "/SmtpPort", "The port must be a number from 1 to 65535.");
	if (json_int(doc, "Timeout", 1) < 1000)
		fail_field(w, "/Timeout", "Wait at least 1000 milliseconds.");
	return !work_failed(w);
}

const struct kind kind_smtp = {
	.name = "smtpconfiguration",
	.collection = "smtpconfiguration",
	.prefix = SMTP_ID,
	.label = "SMTP configuration",
	.item_type = "SmtpConfiguration",
	.flags = KIND_SYSTEM | KIND_FIXED | KIND_UNNAMED,
	.fields = fields,
	.links = links,
	.view = "ConfigureServer",
	.create = "ConfigureServer",
	.edit = "ConfigureServer",
	.delete = "ConfigureServer",
	.check = check,
};
