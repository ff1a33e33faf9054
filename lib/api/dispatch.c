/*
 * The choke point: every request to the API, from outside or from a page, takes
 * this way: route, authorise, parse, begin, space, handler, audit, record, commit,
 * ring. Nothing is answered with 2xx before its commit.
 */
#include "lib/api/answer.h"
#include "lib/api/audit.h"
#include "lib/api/auth.h"
#include "lib/api/record.h"
#include "lib/api/router.h"
#include "lib/base/clock.h"
#include "lib/base/log.h"
#include "lib/base/seal.h"
#include "lib/store/db.h"

#define BODY_MAX_DEFAULT ((int64_t)64 * 1024)

static bool
is_write(const struct call *c)
{
	return strcmp(c->rq->method, "GET") != 0 && strcmp(c->rq->method, "HEAD") != 0 &&
	    (c->route->flags & (R_READ_BODY | R_QUERY)) == 0;
}

static bool
read_body(struct work *w, struct call *c)
{
	int64_t max = c->route->body_max > 0 ? c->route->body_max : BODY_MAX_DEFAULT;

	if ((int64_t)c->rq->body_len > max)
		return fail(w, ERR_TOO_LARGE,
		    "The body has %zu bytes; at most %lld are allowed here.", c->rq->body_len,
		    (long long)max);
	c->body = c->rq->json;
	if (c->body != NULL || (c->route->flags & R_UPLOAD) || c->rq->body == NULL ||
	    strspn(c->rq->body, " \t\r\n") == c->rq->body_len)
		return true;
	c->body = json_parse(w, c->rq->body, c->rq->body_len);
	return c->body != NULL;
}

/* The space in table spelling; unknown ones are 404. */
static bool
find_space(struct work *w, struct call *c, const char *in_path)
{
	static char known[64];		/* spaces are not deleted while we run */
	struct rows *rows;

	if (in_path == NULL)
		return true;
	if (known[0] != '\0' && strcmp(in_path, known) == 0) {
		c->space_id = known;
		return true;
	}
	rows = db_run(w, SQL_SPACE_ID_OF, in_path);
	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no space '%s'.", in_path);
	c->space_id = rows_text(rows, 0, 0);
	if (strcmp(in_path, c->space_id) == 0)
		(void)snprintf(known, sizeof(known), "%s", in_path);
	return true;
}

/* Bodies hold secrets, so that what is stored of a request must not let them be guessed. */
static const char *
request_mark(struct work *w, const struct call *c)
{
	const char *body = c->body == NULL ? "" : json_text(w, c->body);

	return auth_request_mark(w, arena_printf(w->arena, "%s %s?%s\n%s", c->rq->method,
	    c->rq->path, c->rq->query, body));
}

static bool
has_key(const struct work *w, const struct call *c)
{
	return c->rq->idempotency_key != NULL && c->rq->idempotency_key[0] != '\0' &&
	    w->principal.user_id != NULL &&
	    ((c->route->flags & (R_UNRECORDED | R_UPLOAD)) == 0 ||
	     (c->route->flags & R_REPEATABLE) != 0);
}

bool
api_answered(struct work *w, const char *idempotency_key, struct api_answer *ret)
{
	struct rows *rows;

	if (w->principal.user_id == NULL)
		return false;
	rows = db_run(w, SQL_IDEMPOTENCY_GET, w->principal.user_id, idempotency_key);
	if (rows == NULL || rows_count(rows) == 0) {
		work_clear_error(w);
		return false;
	}
	*ret = (struct api_answer){.status = (int)rows_int(rows, 0, 1),
	    .content_type = rows_text(rows, 0, 2), .body = rows_text(rows, 0, 3)};
	ret->body_len = strlen(ret->body);
	return true;
}

/* True with *ret_done if this key was answered before: the same answer again. */
static bool
find_repeat(struct work *w, struct call *c, bool *ret_done)
{
	struct rows *rows;

	*ret_done = false;
	if (!has_key(w, c))
		return true;
	if (strlen(c->rq->idempotency_key) > 200)
		return fail(w, ERR_INVALID, "The Idempotency-Key is longer than 200 characters.");
	if (db_run(w, SQL_IDEMPOTENCY_LOCK, w->principal.user_id, c->rq->idempotency_key) == NULL)
		return false;
	rows = db_run(w, SQL_IDEMPOTENCY_GET, w->principal.user_id, c->rq->idempotency_key);
	if (rows == NULL)
		return false;
	c->mark = request_mark(w, c);	/* now: handlers take secrets out of the body */
	if (rows_count(rows) == 0)
		return true;
	if (strcmp(rows_text(rows, 0, 0), c->mark) != 0)
		return fail(w, ERR_KEY_REUSED,
		    "The Idempotency-Key '%s' was used for another request. "
		    "Use a new key for a new request.",
		    c->rq->idempotency_key);
	*ret_done = true;
	c->answer->content_type = rows_text(rows, 0, 2);
	return answer_text(c, (int)rows_int(rows, 0, 1), rows_text(rows, 0, 3));
}

static bool
store_answer(struct work *w, struct call *c)
{
	if (!has_key(w, c) || c->answer->status >= 300)
		return true;
	return db_run(w, SQL_IDEMPOTENCY_ADD, w->principal.user_id, c->rq->idempotency_key,
	    c->mark, db_int(w, c->answer->status), c->answer->content_type,
	    c->answer->body) != NULL;
}

static bool
write_in_transaction(struct work *w, struct call *c, const char *space)
{
	bool is_repeat;

	if (!db_begin(w))
		return false;
	if (!find_space(w, c, space) || !find_repeat(w, c, &is_repeat))
		return false;
	if (is_repeat) {
		db_rollback(w);
		return true;
	}
	if (!c->route->handle(w, c) || !audit_write(w, c) || !record_request(w, c) ||
	    !store_answer(w, c))
		return false;
	if (!db_commit(w))
		return false;
	if (c->ring_task != NULL)
		api_ring(w, c->ring_task);
	return true;
}

static bool
run(struct work *w, struct call *c)
{
	const char *space;

	if (!router_find(w, c, &space) || !authorise(w, c->route) || !read_body(w, c))
		return false;
	if (is_write(c))
		return write_in_transaction(w, c, space);
	return find_space(w, c, space) && c->route->handle(w, c);
}

void
api_dispatch(struct work *w, struct api_request *rq, struct api_answer *ret)
{
	struct call c = {.rq = rq, .answer = ret};

	*ret = (struct api_answer){.status = 200, .body = "{}", .body_len = 2,
	    .content_type = "application/json; charset=utf-8"};
	if (rq->query == NULL)
		rq->query = "";
	if (!run(w, &c)) {
		db_rollback(w);
		if (w->error.code == ERR_NONE)
			fail(w, ERR_INTERNAL, "The handler of '%s' failed without a reason.",
			    rq->path);
		if (w->error.code == ERR_INTERNAL)
			log_event(
			    w, LOG_ERROR, "%s %s: %s", rq->method, rq->path, w->error.message);
		answer_error(w, ret);
	}
	if (db_in_transaction(w)) {
		log_event(w, LOG_ERROR, "%s %s left a transaction open", rq->method, rq->path);
		db_rollback(w);
	}
	work_clear_error(w);
}
