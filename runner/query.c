/*
 * Answers one question of the API that needs the outside world. Kind "ssh-host": which
 * keys a host shows; the answer is {Fingerprint, HostKeyAlgorithm, Keys: [...]}, the
 * strongest key first, or {Error: "sentence"}.
 */
#include "lib/base/json.h"
#include "lib/base/log.h"
#include "lib/store/db.h"
#include "runner/settings.h"
#include "runner/ssh.h"
#include "runner/supervisor.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define SCAN_TIMEOUT_S 10

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
	if (strcmp(rows_text(rows, 0, 0), "ssh-host") == 0) {
		answer = ask_ssh_host(w, request);
	} else {
		answer = json_new_object(w);
		json_set_str(answer, "Error", "The runner does not know this kind of question.");
	}
	return db_run(w, SQL_QUERY_ANSWER, id, json_text(w, answer)) != NULL;
}

int
query_main(int argc, char **argv)
{
	struct work w;
	const char *url = getenv("SLIPWAY_DATABASE_URL");

	log_set_program("query");
	if (argc != 3 || url == NULL) {
		fprintf(stderr, "usage: slipway-runner query ID\n");
		return 2;
	}
	work_begin(&w, arena_new(ARENA_BYTES));
	if (db_open(&w, url, "slipway-query") && answer_query(&w, argv[2]))
		return 0;
	log_event(&w, LOG_ERROR, "%s", w.error.message);
	return 1;
}
