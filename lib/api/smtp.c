/* Settings of outgoing mail, and a test of them: the runner sends, not the portal. */
#include "lib/api/handlers.h"
#include "lib/api/question.h"
#include "lib/base/mail.h"
#include "lib/model/kinds.h"
#include "lib/model/smtp.h"

bool
smtp_get(struct work *w, struct call *c)
{
	return crud_answer(w, c, 200, SMTP_ID);
}

bool
smtp_put(struct work *w, struct call *c)
{
	struct json_object *doc;

	if (!call_needs_body(w, c))
		return false;
	doc = crud_replace(w, c, &kind_smtp, SMTP_ID, c->body);
	return doc != NULL && crud_answer_written(w, c, 200, doc);
}

bool
smtp_is_configured(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_SMTP_IS_CONFIGURED, SMTP_ID), "setting");
}

bool
smtp_test(struct work *w, struct call *c)
{
	const char *to, *text, *error;
	struct json_object *request, *answer;
	struct mail_address address;

	if (!call_needs_body(w, c))
		return false;
	to = body_text(c, "To");
	if (!mail_address_parse(w->arena, to, &address))
		return fail_field(w, "/To", "'%s' is not an e-mail address.", to);
	request = json_new_object(w);
	json_set_str(request, "To", address.address);
	text = question_ask(w, "smtp-test", NULL, request);
	if (text == NULL || (answer = json_parse(w, text, strlen(text))) == NULL)
		return false;
	error = json_str(answer, "Error", NULL);
	if (error != NULL)
		return fail(w, ERR_INVALID, "%s", error);
	return answer_json(w, c, 200, answer);
}
