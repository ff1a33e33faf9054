/*
 * Parts of a task's log: a window of one activity, and a search; and the time line of all
 * activities. Followers and the whole
 * log are in tasks.c.
 */
#include "lib/api/tasks.h"

#include "lib/store/db.h"
#include "lib/store/task_log.h"

#define WINDOW 500
#define WINDOW_MAX 2000
#define HITS 200
#define HITS_MAX 10000
#define WANTED_MAX 200

/* A query parameter between min and max; *ret stays if it is not given. */
static bool
read_number(struct work *w, const struct call *c, const char *name, int64_t min, int64_t max,
    int64_t *ret)
{
	const char *text = call_query(c, name);
	char *end;

	if (text == NULL)
		return true;
	*ret = strtoll(text, &end, 10);
	if (*end != '\0' || *ret < min || *ret > max)
		return fail(w, ERR_INVALID,
		    "The query parameter '%s' must be a number from %lld to %lld.", name,
		    (long long)min, (long long)max);
	return true;
}

/* The number behind "12" or "ServerTasks-1_12"; NULL: it is none. */
static const char *
activity_of(const struct call *c)
{
	const char *id = call_name(c, "activity"), *mark = strrchr(id, '_');
	size_t len;

	id = mark ? mark + 1 : id;
	len = strlen(id);
	return len > 0 && len < 19 && strspn(id, "0123456789") == len ? id : NULL;
}

bool
tasks_log_window(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c), *activity = activity_of(c);
	struct log_range range = {.verbose = call_query_flag(c, "verbose", true),
	    .forward = call_query(c, "after") != NULL};
	struct json_object *window;
	int64_t take = WINDOW;

	if (tasks_text(w, c, id) == NULL ||
	    !read_number(w, c, "before", 1, INT32_MAX, &range.before) ||
	    !read_number(w, c, "after", 0, INT32_MAX - 1, &range.after) ||
	    !read_number(w, c, "take", 1, WINDOW_MAX, &take))
		return false;
	if (activity == NULL)
		return fail(w, ERR_NOT_FOUND, "The task '%s' has no activity '%s'.", id,
		    call_name(c, "activity"));
	return task_log_window(w, id, activity, &range, (size_t)take, &window) &&
	    answer_json(w, c, 200, window);
}

bool
tasks_timeline(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c);
	struct rows *rows;

	if (tasks_text(w, c, id) == NULL)
		return false;
	rows = db_run(w, SQL_LOG_TIMELINE, id);
	if (rows != NULL && rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "The task '%s' was deleted just now.", id);
	return rows != NULL && answer_text(c, 200, rows_text(rows, 0, 0));
}

bool
tasks_log_search(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c), *wanted = call_query(c, "q");
	struct json_object *found;
	int64_t skip = 0, take = HITS;

	if (tasks_text(w, c, id) == NULL ||
	    !read_number(w, c, "skip", 0, HITS_MAX, &skip) ||
	    !read_number(w, c, "take", 1, HITS, &take))
		return false;
	if (wanted == NULL || strlen(wanted) > WANTED_MAX)
		return fail(w, ERR_INVALID,
		    "The query parameter 'q' must be the text to look for, up to %d bytes long.",
		    WANTED_MAX);
	return task_log_search(w, id, wanted, call_query_flag(c, "verbose", true), skip, take,
	    &found) && answer_json(w, c, 200, found);
}
