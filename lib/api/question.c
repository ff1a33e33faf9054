/*
 * Questions that need the outside world: the runner answers them (runner/query.c), the
 * portal opens no connection. The request waits outside any transaction.
 */
#include "lib/api/question.h"

#include <poll.h>

#include "lib/base/clock.h"
#include "lib/store/db.h"

#define ANSWER_TIMEOUT_US ((int64_t)15 * 1000000)

static bool
is_over(int64_t deadline)
{
	return clock_monotonic_us() >= deadline;
}

/* Waits outside any transaction until the runner has answered the question. */
static const char *
wait_for_answer(struct work *w, const char *query_id)
{
	int64_t deadline = clock_monotonic_us() + ANSWER_TIMEOUT_US;
	struct rows *rows;

	for (;;) {
		struct pollfd pfd = {.fd = db_socket(), .events = POLLIN};
		const char *payload;

		rows = db_run(w, SQL_QUERY_RESULT, query_id);
		if (rows == NULL)
			return NULL;
		if (rows_count(rows) > 0 && rows_text(rows, 0, 0) != NULL)
			return rows_text(rows, 0, 0);
		if (is_over(deadline))
			break;
		(void)poll(&pfd, 1, 500);
		while (db_notification(w, &payload) != NULL)
			;
	}
	fail(w, ERR_UNAVAILABLE,
	    "The runner did not answer in time. See whether it is running, and "
	    "try again.");
	return NULL;
}

/* At most a quarter of the workers wait at once, so that others answer meanwhile. */
static const char *
take_slot(struct work *w)
{
	const char *workers = getenv("SLIPWAY_WORKERS");
	long slots = workers == NULL ? 2 : strtol(workers, NULL, 10) / 4;
	struct rows *rows = db_run(w, SQL_QUERY_SLOT_TAKE, db_int(w, slots < 1 ? 1 : slots));

	if (rows != NULL && rows_count(rows) == 0)
		fail(w, ERR_UNAVAILABLE,
		    "Others are asking the runner at this moment. Try again in a few seconds.");
	return work_failed(w) ? NULL : rows_text(rows, 0, 0);
}

static const char *
put_question(struct work *w, const char *kind, const char *space_id, struct json_object *request)
{
	struct rows *rows;
	const char *id, *answer;

	if (db_run(w, SQL_QUERY_LISTEN) == NULL
	    || (rows = db_run(w, SQL_QUERY_ADD, kind, space_id, json_text(w, request))) == NULL)
		return NULL;
	id = rows_text(rows, 0, 0);
	api_ring(w, "");
	answer = wait_for_answer(w, id);
	if (answer != NULL && db_run(w, SQL_QUERY_REMOVE, id) == NULL)
		return NULL;
	return answer;
}

const char *
question_ask(struct work *w, const char *kind, const char *space_id, struct json_object *request)
{
	const char *slot = take_slot(w), *answer;
	struct work cleanup = {.arena = w->arena, .db = w->db};

	if (slot == NULL)
		return NULL;
	answer = put_question(w, kind, space_id, request);
	if (db_run(&cleanup, SQL_QUERY_UNLISTEN) == NULL
	    || db_run(&cleanup, SQL_QUERY_SLOT_GIVE, slot) == NULL)
		fail(w, cleanup.error.code, "%s", cleanup.error.message);
	return answer;
}
