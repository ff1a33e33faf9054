/*
 * Log chunks and activity rows as the trees and texts of the API. The form of a
 * chunk's text is in log_chunk.c.
 */
#include "lib/store/task_log.h"

#include "lib/base/clock.h"
#include "lib/store/category.h"
#include "lib/store/db.h"

#define MAX_LINES_A_NODE 10000
#define MAX_LINES 20000		/* of one answer */
#define PLACE_COLUMN 9		/* of log_activities */

const char *
task_log_node(struct work *w, const char *task_id, const char *activity_id)
{
	return arena_printf(w->arena, "%s_%s", task_id, activity_id);
}

struct json_object *
task_log_line(struct work *w, const struct log_line *l)
{
	struct json_object *e = json_object_new_object();

	json_set_str(e, "Category", category_text(l->category));
	json_set_str(e, "OccurredAt", clock_iso(w->arena, l->time_us));
	json_set(e, "MessageText", json_object_new_string_len(l->text, (int)l->len));
	json_set(e, "Detail", NULL);
	json_set_int(e, "Number", l->number);
	return e;
}

static bool
node_is_over(const char *status)
{
	return strcmp(status, "Pending") != 0 && strcmp(status, "Running") != 0;
}

/* ---- the tree of nodes --------------------------------------------------- */

static struct json_object *
node_of(struct work *w, const char *task_id, const struct rows *rows, size_t i)
{
	struct json_object *node = json_object_new_object();

	json_set_str(node, "Id", task_log_node(w, task_id, rows_text(rows, i, 0)));
	json_set_str(node, "Name", rows_text(rows, i, 3));
	json_set_str(node, "Status", rows_text(rows, i, 4));
	json_set_str(node, "Started", rows_text(rows, i, 5));
	json_set_str(node, "Ended", rows_text(rows, i, 6));
	json_set_bool(node, "ShowAtSummaryLevel", true);
	json_set_int(node, "ProgressPercentage", node_is_over(rows_text(rows, i, 4)) ? 100 :
	    rows_int(rows, i, 7));
	json_set_str(node, "ProgressMessage", rows_text(rows, i, 8));
	return node;
}

/* The root of a task that has no rows yet, or never started. */
static struct json_object *
node_of_task(struct work *w, const char *task_id, const struct rows *task)
{
	struct json_object *node = json_object_new_object();
	const char *state = rows_text(task, 0, 1);

	json_set_str(node, "Id", task_log_node(w, task_id, "0"));
	json_set_str(node, "Name", rows_text(task, 0, 0));
	json_set_str(node, "Status", strcmp(state, "Queued") == 0 ? "Pending" :
	    strcmp(state, "Executing") == 0 ? "Running" :
	    strcmp(state, "TimedOut") == 0 ? "Canceled" : state);
	json_set_str(node, "Started", rows_text(task, 0, 8));
	json_set_str(node, "Ended", rows_text(task, 0, 9));
	json_set_bool(node, "ShowAtSummaryLevel", true);
	json_set_int(node, "ProgressPercentage", rows_int(task, 0, 10));
	json_set_str(node, "ProgressMessage", "");
	return node;
}

static struct json_object *
gap_element(struct work *w, int64_t count, int number, int64_t time_us)
{
	struct json_object *e = json_object_new_object();

	json_set_str(e, "Category", category_text(CATEGORY_GAP));
	json_set_str(e, "OccurredAt", clock_iso(w->arena, time_us));
	json_set_str(e, "MessageText", arena_printf(w->arena,
	    "%lld lines are left out here; the raw log has them all.", (long long)count));
	json_set(e, "Detail", NULL);
	json_set_int(e, "Number", number);
	return e;
}

/* What is shown of one node: the last max lines of its chunks, rows i to end. */
static struct json_object *
elements_of(struct work *w, const struct rows *chunks, size_t i, size_t end, bool verbose,
    size_t max)
{
	struct json_object *list = json_object_new_array();
	int64_t total = rows_int(chunks, i, 3);
	size_t have = 0, skip;
	struct log_line l;

	for (size_t k = i; k < end; k++) {
		const char *s = rows_text(chunks, k, 2);

		for (int number = 0; log_line_next(&s, &number, &l);)
			have += verbose || l.category >= CATEGORY_INFO;
	}
	skip = have > max ? have - max : 0;
	for (size_t k = i; k < end; k++) {
		const char *s = rows_text(chunks, k, 2);
		int number = (int)rows_int(chunks, k, 1);

		while (log_line_next(&s, &number, &l)) {
			if (!verbose && l.category < CATEGORY_INFO)
				continue;
			if (skip > 0) {
				skip--;
				continue;
			}
			if (json_len(list) == 0 && total > (int64_t)max)
				json_push(list,
				    gap_element(w, total - (int64_t)max, l.number - 1, l.time_us));
			json_push(list, task_log_line(w, &l));
		}
	}
	return list;
}

/* Elements for the node with this id; chunks are ordered by activity. */
static struct json_object *
find_elements(struct work *w, const struct rows *chunks, int64_t id, bool verbose, size_t max)
{
	size_t i = 0, end;

	while (i < rows_count(chunks) && rows_int(chunks, i, 0) != id)
		i++;
	for (end = i; end < rows_count(chunks) && rows_int(chunks, end, 0) == id;)
		end++;
	return i == end ? json_object_new_array() : elements_of(w, chunks, i, end, verbose, max);
}

/* Of a node that has others below it: of several with its place it is the first. */
static size_t
index_of(const struct rows *rows, int64_t id)
{
	size_t low = 0, high = rows_count(rows);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (rows_int(rows, middle, PLACE_COLUMN) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Puts every node below its parent; rows have parents before children. */
static void
build_tree(struct work *w, const char *task_id, const struct rows *rows, const struct rows *chunks,
    bool verbose, size_t max, struct json_object *list)
{
	struct json_object **nodes = arena_array(w->arena, rows_count(rows), sizeof(*nodes));

	if (rows_count(rows) * max > MAX_LINES)
		max = MAX_LINES / rows_count(rows) + 1;
	for (size_t i = 0; i < rows_count(rows); i++) {
		int64_t parent = rows_int(rows, i, 1);

		nodes[i] = node_of(w, task_id, rows, i);
		json_set(nodes[i], "LogElements",
		    find_elements(w, chunks, rows_int(rows, i, 0), verbose, max));
		json_set(nodes[i], "Children", json_object_new_array());
		json_push(parent == 0 ? list : json_get(nodes[index_of(rows, parent)], "Children"),
		    nodes[i]);
	}
}

bool
task_details(struct work *w, const char *task_id, bool verbose, int tail,
    struct json_object **ret_nodes)
{
	struct rows *task = db_run(w, SQL_LOG_TASK, task_id);
	struct rows *rows = task ? db_run(w, SQL_LOG_ACTIVITIES, task_id) : NULL;
	size_t max = tail > 0 && tail < MAX_LINES_A_NODE ? (size_t)tail : MAX_LINES_A_NODE;
	struct rows *chunks = rows ? db_run(w, SQL_LOG_TAILS, task_id, verbose ? "true" : "false",
	    db_int(w, (int64_t)max)) : NULL;
	struct json_object *list, *node;

	if (chunks == NULL)
		return false;
	if (rows_count(task) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no task '%s'.", task_id);
	list = json_new_array(w);
	if (rows_count(rows) > 0) {
		build_tree(w, task_id, rows, chunks, verbose, max, list);
	} else {
		node = node_of_task(w, task_id, task);
		json_set(node, "LogElements", json_object_new_array());
		json_set(node, "Children", json_object_new_array());
		json_push(list, node);
	}
	*ret_nodes = list;
	return true;
}

/* ---- news ---------------------------------------------------------------- */

static struct json_object *
news_nodes(struct work *w, const char *task_id, const struct rows *task, const struct rows *rows)
{
	struct json_object *list = json_object_new_array();

	if (rows_count(rows) == 0)
		json_push(list, node_of_task(w, task_id, task));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct json_object *node = node_of(w, task_id, rows, i);

		json_set_str(node, "ParentId", rows_int(rows, i, 1) == 0 ? NULL :
		    task_log_node(w, task_id, rows_text(rows, i, 1)));
		json_push(list, node);
	}
	return list;
}

bool
task_log_after(struct work *w, const char *task_id, int64_t cursor, struct json_object **ret_news)
{
	struct rows *task = db_run(w, SQL_LOG_TASK, task_id);
	struct rows *rows = task ? db_run(w, SQL_LOG_ACTIVITIES, task_id) : NULL;
	struct rows *chunks = rows ? db_run(w, SQL_LOG_NEWS, task_id, db_int(w, cursor)) : NULL;
	struct json_object *news, *lines;
	size_t bytes = 0;
	struct log_line l;

	if (chunks == NULL)
		return false;
	if (rows_count(task) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no task '%s'.", task_id);
	news = json_new_object(w);
	lines = json_object_new_array();
	for (size_t i = 0; i < rows_count(chunks); i++) {
		const char *s = rows_text(chunks, i, 3);
		int number = (int)rows_int(chunks, i, 2);

		bytes += rows_len(chunks, i, 3);
		cursor = rows_int(chunks, i, 0);
		while (log_line_next(&s, &number, &l)) {
			struct json_object *e = task_log_line(w, &l);

			json_set_str(
			    e, "NodeId", task_log_node(w, task_id, rows_text(chunks, i, 1)));
			json_push(lines, e);
		}
	}
	json_set_int(news, "Cursor", cursor);
	json_set(news, "Nodes", news_nodes(w, task_id, task, rows));
	json_set(news, "Lines", lines);
	json_set_bool(news, "HasMore", bytes >= 262144 || rows_count(chunks) == 500);
	*ret_news = news;
	return true;
}

bool
task_log_size(struct work *w, const char *task_id, int64_t *ret_bytes)
{
	struct rows *rows = db_run(w, SQL_LOG_SIZE, task_id);

	if (rows == NULL)
		return false;
	*ret_bytes = rows_int(rows, 0, 0);
	return true;
}

/* ---- the raw log --------------------------------------------------------- */

static void
raw_header(struct work *w, const char *task_id, const struct rows *task, struct buf *out)
{
	static const struct { const char *label; int column; } rows[] = {
		{"Task status:    ", 1}, {"Task queued:    ", 5}, {"Task started:   ", 6},
		{"Task completed: ", 7}, {"Server node:    ", 4},
	};

	(void)w;
	buf_printf(out, "Task ID:        %s\n", task_id);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *value = rows_text(task, 0, rows[i].column);

		if (value != NULL && value[0] != '\0')
			buf_printf(out, "%s%s\n", rows[i].label, value);
	}
	buf_puts(out, "\n");
}

static void
raw_line(struct work *w, const struct log_line *l, int depth, struct buf *out)
{
	const char *iso = clock_iso(w->arena, l->time_us);

	buf_printf(out, "%.8s   %-9s| %*s", iso + 11, category_text(l->category), depth * 2, "");
	buf_add(out, l->text, l->len);
	buf_putc(out, '\n');
}

static int
depth_of(const struct rows *rows, size_t i)
{
	int depth = 0;

	for (int64_t parent = rows_int(rows, i, 1); parent != 0; depth++)
		parent = rows_int(rows, index_of(rows, parent), 1);
	return depth;
}

/* All lines of one node, page by page. */
static bool
raw_node(struct work *w, const struct rows *rows, size_t i, struct buf *out)
{
	int depth = depth_of(rows, i);
	int64_t from = 1;
	struct log_line l;

	buf_printf(out, "%20s| %*s== %s: %s ==\n", "", depth * 2, "", rows_text(rows, i, 4),
	    rows_text(rows, i, 3));
	while (!out->is_full) {
		struct rows *page = db_run(w, SQL_LOG_PAGE, rows_text(rows, i, 0), db_int(w, from));

		if (page == NULL)
			return false;
		if (rows_count(page) == 0)
			break;
		for (size_t k = 0; k < rows_count(page); k++) {
			const char *s = rows_text(page, k, 2);
			int number = (int)rows_int(page, k, 0);

			from = rows_int(page, k, 0) + rows_int(page, k, 1);
			while (log_line_next(&s, &number, &l))
				raw_line(w, &l, depth + 1, out);
		}
	}
	return true;
}

bool
task_raw_log(struct work *w, const char *task_id, struct buf *out)
{
	static const char cut[] =
	    "The log is longer than what can be shown at once; it ends here.\n";
	struct rows *task = db_run(w, SQL_LOG_TASK, task_id);
	struct rows *rows = task ? db_run(w, SQL_LOG_ACTIVITIES, task_id) : NULL;
	size_t max = out->max;

	if (rows == NULL)
		return false;
	if (rows_count(task) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no task '%s'.", task_id);
	if (out->max > sizeof(cut))
		out->max -= sizeof(cut);
	raw_header(w, task_id, task, out);
	for (size_t i = 0; i < rows_count(rows) && !out->is_full; i++) {
		if (!raw_node(w, rows, i, out))
			return false;
	}
	if (rows_count(rows) == 0)
		buf_printf(
		    out, "%20s| == %s: %s ==\n", "", rows_text(task, 0, 1), rows_text(task, 0, 0));
	out->max = max;
	if (out->is_full) {
		out->is_full = false;
		buf_puts(out, cut);
	}
	return true;
}
