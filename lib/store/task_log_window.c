/*
 * Parts of a task's log: some lines of one activity, and the lines that contain a text.
 * Chunks are found by their index; what a call reads is bounded by lines, bytes and time,
 * however long the log is. The whole of a log is in task_log.c.
 */
#include "lib/base/clock.h"
#include "lib/store/db.h"
#include "lib/store/task_log.h"

#define BYTES_MAX ((size_t)512 * 1024)	/* text of one answer */
#define CHUNKS_MAX 2048			/* of one window */
#define COUNT_MAX 10000			/* hits are counted up to here */
#define SEARCH_US 4000000

/* ---- a window ------------------------------------------------------------- */

/* Chunks that have lines of the window, in the order they were read. */
struct gathered {
	const char *bodies[CHUNKS_MAX];
	int numbers[CHUNKS_MAX];
	size_t count;
	size_t lines;			/* in the range */
	size_t bytes;
	bool is_whole;			/* the activity has no more of them */
};

static bool
is_enough(const struct gathered *g, size_t take)
{
	return g->lines > take || g->bytes > BYTES_MAX || g->count == CHUNKS_MAX;
}

/* Adds the chunks of a page until there is one line more than wanted. */
static void
gather(struct gathered *g, const struct rows *page, const struct log_range *r, size_t take)
{
	for (size_t i = 0; i < rows_count(page) && !is_enough(g, take); i++) {
		const char *body = rows_text(page, i, 1);
		int number = (int)rows_int(page, i, 0);
		size_t lines = log_range_count(r, body, number);

		g->bodies[g->count] = body;
		g->numbers[g->count++] = number;
		g->lines += lines;
		g->bytes += rows_len(page, i, 1);
	}
}

static bool
gather_all(struct work *w, struct gathered *g, const char *activity_id, const struct log_range *r,
    size_t take)
{
	int64_t at = r->forward ? r->after + 1 : r->before > 0 ? r->before : INT32_MAX;

	while (!g->is_whole && !is_enough(g, take)) {
		struct rows *page = db_run(w, r->forward ? SQL_LOG_FROM : SQL_LOG_BEFORE,
		    activity_id, db_int(w, at), r->verbose ? "true" : "false");
		size_t count = page == NULL ? 0 : rows_count(page);

		if (page == NULL)
			return false;
		g->is_whole = count == 0 || (r->forward && rows_int(page, count - 1, 2) <= at);
		if (g->is_whole)
			break;
		gather(g, page, r, take);
		at = rows_int(page, count - 1, r->forward ? 2 : 0);
	}
	return true;
}

/* take lines of what was gathered, the first skip left out. */
static struct json_object *
lines_of(struct work *w, const struct gathered *g, const struct log_range *r, size_t skip,
    size_t take)
{
	struct json_object *list = json_object_new_array();
	struct log_line l;

	for (size_t i = 0; i < g->count; i++) {
		size_t k = r->forward ? i : g->count - 1 - i;
		const char *body = g->bodies[k];
		int number = g->numbers[k];

		while (json_len(list) < take && log_range_next(r, &body, &number, &l)) {
			if (skip > 0)
				skip--;
			else
				json_push(list, task_log_line(w, &l));
		}
	}
	return list;
}

bool
task_log_window(struct work *w, const char *task_id, const char *activity_id,
    const struct log_range *r, size_t take, struct json_object **ret)
{
	struct rows *size = db_run(
	    w, SQL_LOG_ACTIVITY, task_id, activity_id, r->verbose ? "true" : "false");
	struct gathered *g = arena_array(w->arena, 1, sizeof(*g));
	struct json_object *window, *lines;
	bool has_more;
	int64_t last;

	if (size == NULL || (rows_count(size) > 0 && !gather_all(w, g, activity_id, r, take)))
		return false;
	if (rows_count(size) == 0)
		return fail(w, ERR_NOT_FOUND, "The task '%s' has no activity '%s'.", task_id,
		    activity_id);
	last = rows_int(size, 0, 1);
	has_more = g->lines > take || !g->is_whole;
	lines = lines_of(w, g, r, !r->forward && g->lines > take ? g->lines - take : 0, take);
	window = json_new_object(w);
	json_set_str(window, "NodeId", task_log_node(w, task_id, activity_id));
	json_set(window, "Lines", lines);
	json_set_int(window, "Total", rows_int(size, 0, 0));
	json_set_int(window, "LastNumber", last);
	json_set_bool(window, "HasEarlier", r->forward ? r->after > 0 : has_more);
	json_set_bool(window, "HasLater",
	    r->forward ? has_more : r->before > 0 && r->before <= last);
	*ret = window;
	return true;
}

/* ---- searching ------------------------------------------------------------- */

struct search {
	const char *task_id;
	const char *wanted;
	bool verbose;
	int64_t skip;
	int64_t take;
	int64_t count;
	int64_t deadline_us;
	size_t bytes;
	struct json_object *lines;
};

static bool
is_ended(const struct search *s)
{
	return s->count > COUNT_MAX || clock_monotonic_us() >= s->deadline_us;
}

static void
add_hit(struct work *w, struct search *s, const char *activity_id, const char *record, int number)
{
	struct json_object *e;
	struct log_line l;

	s->count++;
	if (s->count <= s->skip || s->count > s->skip + s->take || s->count > COUNT_MAX ||
	    s->bytes > BYTES_MAX || !log_line_next(&record, &number, &l))
		return;
	s->bytes += l.len;
	e = task_log_line(w, &l);
	json_set_str(e, "NodeId", task_log_node(w, s->task_id, activity_id));
	json_push(s->lines, e);
}

/* Looks through one activity, stretch by stretch. */
static bool
search_activity(struct work *w, struct search *s, const char *activity_id)
{
	int64_t from = 1;

	while (from > 0 && !is_ended(s)) {
		struct rows *rows = db_run(w, SQL_LOG_SEARCH, activity_id, db_int(w, from),
		    s->wanted, s->verbose ? "true" : "false", db_int(w, COUNT_MAX + 1 - s->count));

		if (rows == NULL)
			return false;
		from = rows_text(rows, 0, 1) == NULL ? 0 : rows_int(rows, 0, 1);
		for (size_t i = 1; i < rows_count(rows); i++)
			add_hit(w, s, activity_id, rows_text(rows, i, 1),
			    (int)rows_int(rows, i, 0));
	}
	return true;
}

bool
task_log_search(struct work *w, const char *task_id, const char *wanted, bool verbose,
    int64_t skip, int64_t take, struct json_object **ret)
{
	struct rows *rows = db_run(w, SQL_LOG_ACTIVITIES, task_id);
	struct json_object *found = json_new_object(w);
	struct search s = {.task_id = task_id, .wanted = wanted, .verbose = verbose, .skip = skip,
	    .take = take, .deadline_us = clock_monotonic_us() + SEARCH_US,
	    .lines = json_object_new_array()};
	bool is_cut;

	json_set(found, "Lines", s.lines);
	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows) && !is_ended(&s); i++) {
		if (!search_activity(w, &s, rows_text(rows, i, 0)))
			return false;
	}
	is_cut = s.count > COUNT_MAX;
	json_set_int(found, "Count", is_cut ? COUNT_MAX : s.count);
	json_set_bool(found, "IsCountCut", is_cut);
	json_set_bool(found, "IsComplete", is_cut || clock_monotonic_us() < s.deadline_us);
	*ret = found;
	return true;
}
