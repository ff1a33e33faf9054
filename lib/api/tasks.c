/*
 * Reading tasks: lists with filters, one task, its details and logs. Both forms of
 * address are served; the system form shows tasks without a space as well.
 */
#include "lib/api/tasks.h"

#include <strings.h>

#include "lib/api/lists.h"
#include "lib/base/buf.h"
#include "lib/store/task_log.h"

#define TAKE_MAX 1000
#define RAW_MAX_BYTES ((size_t)64 * 1024 * 1024)
#define FILTERS 17

const char *
task_id_of_call(struct work *w, const struct call *c)
{
	const char *id = call_name(c, "id");

	if (strncasecmp(id, "ServerTasks-", 12) != 0)
		return id;
	return arena_printf(w->arena, "ServerTasks-%s", id + 12);
}

const char *
task_space(const struct call *c)
{
	return call_is_system_form(c) ? NULL : c->space_id;
}

/* ---- lists ------------------------------------------------------------------------ */

static const char *
flag_of(const struct call *c, const char *name)
{
	if (call_query(c, name) == NULL)
		return NULL;
	return call_query_flag(c, name, false) ? "t" : "f";
}

static bool
read_times(struct work *w, const struct call *c, const char **filters)
{
	static const char *const names[] = {"fromQueueDate", "toQueueDate", "fromStartDate",
	    "toStartDate", "fromCompletedDate", "toCompletedDate"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (!call_time(w, c, names[i], &filters[i]))
			return false;
	return true;
}

static bool
read_filters(struct work *w, const struct call *c, const char **f)
{
	const char *description = call_query(c, "partialName");

	f[0] = c->space_id;
	f[1] = call_is_system_form(c) && call_query_flag(c, "includeSystem", true) ? "t" : "f";
	f[2] = call_list(w, c, "ids");
	f[3] = call_list(w, c, "name");
	f[4] = description != NULL ? description : call_query(c, "description");
	f[5] = call_list(w, c, "project");
	f[6] = call_list(w, c, "environment");
	f[7] = call_list(w, c, "tenant");
	f[8] = call_query(c, "node");
	f[9] = flag_of(c, "hasPendingInterruptions");
	f[10] = flag_of(c, "hasWarningsOrErrors");
	return read_times(w, c, f + 11);
}

/* states=…, active, running: the states that are wanted; NULL: all. */
static const char *
wanted_states(struct work *w, const struct call *c)
{
	static const char *const active[] = {"queued", "executing", "cancelling"};

	if (call_query_flag(c, "running", false))
		return db_text_array(w, active + 1, 2);
	if (call_query_flag(c, "active", false))
		return db_text_array(w, active, 3);
	return call_list(w, c, "states");
}

/* The envelope of a list with TotalCounts added at its end. */
static bool
answer_tasks(struct work *w, struct call *c, struct rows *items, struct rows *totals, int64_t skip,
    int64_t take)
{
	const char *envelope = list_envelope(w, c, "Task", rows_text(items, 0, 0),
	    rows_int(totals, 0, 0), skip, take);
	struct buf b;

	buf_init(&b, w->arena, (size_t)64 * 1024 * 1024);
	buf_add(&b, envelope, strlen(envelope) - 1);
	buf_printf(&b, ",\"TotalCounts\":%s}", rows_text(totals, 0, 1));
	return answer_text(c, 200, b.s);
}

bool
tasks_list(struct work *w, struct call *c)
{
	const char *p[FILTERS + 4] = {0};	/* parameters count from 1 */
	struct rows *items, *totals;
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take) || !read_filters(w, c, p + 1))
		return false;
	take = take > TAKE_MAX ? TAKE_MAX : take;
	p[FILTERS + 1] = wanted_states(w, c);
	p[FILTERS + 2] = db_int(w, skip);
	p[FILTERS + 3] = db_int(w, take);
	items = db_run_array(w, SQL_TASK_PAGE, p, FILTERS + 3);
	totals = items == NULL ? NULL : db_run_array(w, SQL_TASK_TOTALS, p, FILTERS + 1);
	return totals != NULL && answer_tasks(w, c, items, totals, skip, take);
}

/* ---- one task ---------------------------------------------------------------------- */

const char *
tasks_text(struct work *w, const struct call *c, const char *id)
{
	struct rows *rows = db_run(w, SQL_TASK_JSON, id, task_space(c));

	if (rows == NULL)
		return NULL;
	if (rows_count(rows) == 0) {
		fail(w, ERR_NOT_FOUND, "There is no task with the id '%s'.", id);
		return NULL;
	}
	return rows_text(rows, 0, 0);
}

bool
tasks_answer(struct work *w, struct call *c, int status, const char *id)
{
	const char *text = tasks_text(w, c, id);

	return text != NULL && answer_text(c, status, text);
}

bool
tasks_get(struct work *w, struct call *c)
{
	return tasks_answer(w, c, 200, task_id_of_call(w, c));
}

static struct json_object *
progress_of(struct json_object *task)
{
	struct json_object *o = json_object_new_object();
	bool is_done = json_flag(task, "IsCompleted", false);

	json_set_int(
	    o, "ProgressPercentage", is_done ? 100 : json_int(task, "ProgressPercentage", 0));
	json_set_str(o, "EstimatedTimeRemaining", "");
	return o;
}

static bool
read_tail(struct work *w, const struct call *c, int *ret)
{
	const char *text = call_query(c, "tail");
	char *end;
	long n;

	*ret = 0;
	if (text == NULL)
		return true;
	n = strtol(text, &end, 10);
	if (*end != '\0' || n < 0)
		return fail(
		    w, ERR_INVALID, "The query parameter 'tail' must be a number of lines.");
	*ret = n > 100000 ? 100000 : (int)n;
	return true;
}

/* Deploy a Release: the task that started this one, and those that this one started. */
static bool
add_family(struct work *w, struct json_object *answer, const char *id)
{
	struct rows *rows = db_run(w, SQL_CHILD_FAMILY, id);
	struct json_object *parent = NULL, *children;

	if (rows == NULL)
		return false;
	if (rows_text(rows, 0, 0) != NULL)
		parent = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	children = json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	if (work_failed(w))
		return false;
	json_set(answer, "ParentTask", json_copy(parent));
	json_set(answer, "ChildTasks", json_copy(children));
	return true;
}

bool
tasks_details(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c), *text = tasks_text(w, c, id);
	struct json_object *task, *nodes, *answer, *links;
	int64_t size;
	int tail;

	if (text == NULL || !read_tail(w, c, &tail))
		return false;
	task = json_parse(w, text, strlen(text));
	if (task == NULL ||
	    !task_details(w, id, call_query_flag(c, "verbose", true), tail, &nodes) ||
	    !task_log_size(w, id, &size))
		return false;
	answer = json_new_object(w);
	json_set(answer, "Task", json_copy(task));
	json_set(answer, "ActivityLogs", json_copy(nodes));
	json_set_int(answer, "PhysicalLogSize", size);
	json_set(answer, "Progress", progress_of(task));
	if (!add_family(w, answer, id))
		return false;
	links = json_object_new_object();
	json_set_str(links, "Self", arena_printf(w->arena, "/api/tasks/%s/details", id));
	json_set_str(links, "Task", arena_printf(w->arena, "/api/tasks/%s", id));
	json_set(answer, "Links", links);
	return answer_json(w, c, 200, answer);
}

bool
tasks_raw(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c);
	struct buf b;

	if (tasks_text(w, c, id) == NULL)
		return false;
	buf_init(&b, w->arena, RAW_MAX_BYTES);
	if (!task_raw_log(w, id, &b))
		return false;
	c->answer->content_type = "text/plain; charset=utf-8";
	c->answer->status = 200;
	c->answer->body = b.s;
	c->answer->body_len = b.len;
	return true;
}

bool
tasks_log(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c), *after = call_query(c, "after");
	struct json_object *news;
	char *end = NULL;
	long long cursor = after == NULL ? 0 : strtoll(after, &end, 10);

	if (tasks_text(w, c, id) == NULL)
		return false;
	if (cursor < 0 || (end != NULL && *end != '\0'))
		return fail(w, ERR_INVALID,
		    "The query parameter 'after' must be a Cursor of an earlier "
		    "answer.");
	return task_log_after(w, id, cursor, &news) && answer_json(w, c, 200, news);
}

bool
tasks_queued_behind(struct work *w, struct call *c)
{
	const char *id = task_id_of_call(w, c);
	int64_t skip, take;

	if (tasks_text(w, c, id) == NULL || !call_page(w, c, &skip, &take))
		return false;
	return answer_list(w, c, "Task", db_run(w, SQL_TASK_QUEUED_BEHIND, id, db_int(w, skip),
	    db_int(w, take)), db_run(w, SQL_TASK_QUEUED_BEHIND_COUNT, id), skip, take);
}

bool
tasks_types(struct work *w, struct call *c)
{
	static const struct { const char *id, *name; } types[] = {
		{"AdHocScript", "Script console"}, {"Deploy", "Deploy"}, {"Health", "Health check"},
	};
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < COUNT(types); i++) {
		struct json_object *o = json_object_new_object();

		json_set_str(o, "Id", types[i].id);
		json_set_str(o, "Name", types[i].name);
		json_push(list, o);
	}
	return answer_json(w, c, 200, list);
}
