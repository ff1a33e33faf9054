/*
 * Answers one question of the API that needs the outside world, or with {Error:
 * "sentence"}. Kind "ssh-host": which keys a host shows; the answer is {Fingerprint,
 * HostKeyAlgorithm, Keys: [...]}, the strongest key first. Kind "smtp-test": {} once the
 * mail server has taken a test mail.
 */
#include "lib/base/clock.h"
#include "lib/base/json.h"
#include "lib/base/log.h"
#include "lib/base/mail.h"
#include "lib/base/seal.h"
#include "lib/store/db.h"
#include "runner/mail_server.h"
#include "runner/settings.h"
#include "runner/smtp.h"
#include "runner/ssh.h"
#include "runner/supervisor.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define SCAN_TIMEOUT_S 10
#define MAIL_TIMEOUT_MS 12000

static struct json_object *
ask_ssh_host(struct work *w, struct json_object *request)
{
	struct json_object *answer = json_new_object(w);
	struct json_object *list = json_object_new_array();
	const struct child_limit limit = {.seconds = SCAN_TIMEOUT_S};
	struct ssh_host_key *keys;
	size_t count;

	if (!ssh_scan(w, json_str(request, "Host", ""), (int)json_int(request, "Port", 22),
	    &limit, &keys, &count)) {
		json_object_put(list);
		json_set_str(answer, "Error", w->error.message);
		work_clear_error(w);
		return answer;
	}
	for (size_t i = 0; i < count; i++) {
		struct json_object *key = json_object_new_object();

		json_set_str(key, "Algorithm", keys[i].algorithm);
		json_set_str(key, "Fingerprint", keys[i].sha256);
		json_set_str(key, "Md5", keys[i].md5);
		json_push(list, key);
	}
	json_set_str(answer, "Fingerprint", count > 0 ? keys[0].sha256 : "");
	json_set_str(answer, "HostKeyAlgorithm", count > 0 ? keys[0].algorithm : "");
	json_set(answer, "Keys", list);
	return answer;
}

static struct json_object *
refusal(struct work *w, const char *sentence)
{
	struct json_object *answer = json_new_object(w);

	json_set_str(answer, "Error", sentence);
	work_clear_error(w);
	return answer;
}

/* Sends a test mail; what the server then does with it only its reader learns. */
static struct json_object *
ask_smtp_test(struct work *w, struct json_object *request)
{
	const char *sentence = NULL, *to = json_str(request, "To", "");
	struct attempt_mail m;
	struct mail_address from, recipient = {.address = to, .name = ""};
	struct mail letter = {.to = &recipient, .to_count = 1, .subject = "Test mail of Slipway",
	    .body = "This is a test mail. The settings of mail work.\n",
	    .time_us = clock_now_us(), .message_id = random_guid(w->arena)};
	struct smtp_server server;
	struct smtp_mail mail = {.recipients = to};

	if (!mail_server_load(w, &m, &sentence) || sentence != NULL)
		return refusal(w, sentence != NULL ? sentence : w->error.message);
	if (!mail_address_parse(w->arena, m.from, &from))
		return refusal(w, "The sender is not an e-mail address.");
	letter.from = from;
	letter.message_id = arena_printf(w->arena, "%s%s", letter.message_id,
	    strchr(from.address, '@'));
	server = smtp_server_of(&m);
	if (server.timeout_ms > MAIL_TIMEOUT_MS)
		server.timeout_ms = MAIL_TIMEOUT_MS;	/* the API waits no longer */
	mail.from = from.address;
	mail.message = mail_message(w->arena, &letter);
	if (!smtp_send(w, &server, &mail))
		return refusal(w, w->error.message);
	return json_new_object(w);
}

static const struct {
	const char *kind;
	struct json_object *(*answer)(struct work *w, struct json_object *request);
} kinds[] = {
	{"ssh-host", ask_ssh_host},
	{"smtp-test", ask_smtp_test},
};

static struct json_object *
answer_request(struct work *w, const char *kind, struct json_object *request)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].answer(w, request);
	}
	return refusal(w, "The runner does not know this kind of question.");
}

static bool
answer_query(struct work *w, const char *id)
{
	struct rows *rows = db_run(w, SQL_QUERY_GET, id);
	struct json_object *request, *answer;

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return true;
	request = json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	if (request == NULL)
		return false;
	answer = answer_request(w, rows_text(rows, 0, 0), request);
	return db_run(w, SQL_QUERY_ANSWER, id, json_text(w, answer)) != NULL;
}

int
query_main(int argc, char **argv)
{
	struct work w;
	struct settings settings;

	log_set_program("query");
	if (argc != 3) {
		fprintf(stderr, "usage: slipway-runner query ID\n");
		return 2;
	}
	work_begin(&w, arena_new(ARENA_BYTES));
	if (settings_load(&w, &settings) &&
	    db_open(&w, settings.database_url, "slipway-query") && answer_query(&w, argv[2]))
		return 0;
	log_event(&w, LOG_ERROR, "%s", w.error.message);
	return 1;
}
