/*
 * The activity rows as they are read and changed. All writing happens in transactions
 * that hold the task under its fence. The rows are made in executor_plan.c.
 */
#include "runner/executor.h"

#include <stdarg.h>

#include "lib/base/clock.h"
#include "lib/store/db.h"
#include "lib/store/log_chunk.h"
#include "runner/health.h"

bool
executor_begin(struct executor *x)
{
	struct work *w = &x->w;
	struct rows *rows;

	if (!db_begin(w))
		return false;
	rows = db_run(w, SQL_EXECUTOR_HOLD, x->task_id, db_int(w, x->fence));
	if (rows != NULL && rows_count(rows) == 1)
		return true;
	db_rollback(w);
	return rows != NULL &&
	    fail(w, ERR_CONFLICT, "The task '%s' is not ours any more.", x->task_id);
}

bool
executor_commit(struct executor *x, bool ok)
{
	if (ok && db_commit(&x->w))
		return true;
	db_rollback(&x->w);
	return false;
}

static bool
append(struct executor *x, size_t node, const struct log_chunk *c)
{
	struct work *w = &x->w;

	return db_run(w, SQL_LOG_APPEND, db_int(w, x->tree.nodes[node].id), "0",
		   db_int(w, c->lines), db_int(w, c->verbose), db_int(w, c->warnings),
		   db_int(w, c->errors), c->body.s, "0", "0") != NULL;
}

bool
executor_say(struct executor *x, size_t node, int category, const char *fmt, ...)
{
	struct work *w = &x->w;
	struct log_chunk c;
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(w->arena, fmt, ap);
	va_end(ap);
	log_chunk_init(&c, w->arena);
	log_chunk_add(&c, clock_now_us(), category, text, strlen(text));
	return append(x, node, &c);
}

bool
executor_say_all(struct executor *x, size_t node, const struct notes *notes)
{
	struct log_chunk c;

	log_chunk_init(&c, x->w.arena);
	for (size_t i = 0; i < notes->count; i++)
		log_chunk_add(&c, clock_now_us(), notes->items[i].category, notes->items[i].text,
		    strlen(notes->items[i].text));
	return append(x, node, &c);
}

static bool
store_status(struct executor *x, size_t node)
{
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[node];

	return db_run(w, SQL_ACTIVITY_STATUS, db_int(w, n->id), node_status_text(n->status)) !=
	    NULL;
}

/* Ended leaves of all leaves; 100 is kept for the end. */
static bool
store_progress(struct executor *x)
{
	size_t ended = 0, all = 0;
	int percent;

	for (size_t i = 0; i < x->tree.count; i++) {
		if (x->tree.nodes[i].kind != NODE_UNIT)
			continue;
		all++;
		ended += node_is_ended(x->tree.nodes[i].status);
	}
	percent = all == 0 ? 0 : (int)(ended * 99 / all);
	if (percent == x->percent)
		return true;
	x->percent = percent;
	return db_run(&x->w, SQL_EXECUTOR_PROGRESS, x->task_id, db_int(&x->w, percent)) != NULL;
}

bool
executor_set_status(struct executor *x, size_t node, enum node_status status)
{
	bool *is_changed = arena_array(x->w.arena, x->tree.count, sizeof(*is_changed));

	x->tree.nodes[node].status = status;
	if (!store_status(x, node))
		return false;
	tree_roll_up(&x->tree, is_changed);
	for (size_t i = 0; i < x->tree.count; i++) {
		if (is_changed[i] && !store_status(x, i))
			return false;
	}
	return store_progress(x);
}

/* ---- reading ------------------------------------------------------------- */

struct word {
	const char *text;
	int value;
};

static const struct word kinds[] = {
	{"root", NODE_ROOT}, {"step", NODE_STEP}, {"machine", NODE_MACHINE}, {"unit", NODE_UNIT},
	{NULL, NODE_UNIT},
};

static const struct word conditions[] = {
	{"Success", RUN_ON_SUCCESS}, {"Failure", RUN_ON_FAILURE}, {"Always", RUN_ALWAYS},
	{"Variable", RUN_BY_VARIABLE}, {NULL, RUN_ON_SUCCESS},
};

/* The value of a word; that of the closing row if it is unknown. */
static int
value_of(const struct word *words, const char *text)
{
	while (words->text != NULL && strcmp(words->text, text) != 0)
		words++;
	return words->value;
}

static bool
read_node(struct executor *x, const struct rows *rows, size_t i)
{
	struct node *n = &x->tree.nodes[i];
	const char *data = rows_text(rows, i, 13);
	struct json_object *more = json_parse(&x->state, data, strlen(data));

	if (more == NULL)
		return false;
	*n = (struct node){
		.id = rows_int(rows, i, 0),
		.parent_id = rows_int(rows, i, 1),
		.kind = (enum node_kind)value_of(kinds, rows_text(rows, i, 2)),
		.condition = (enum run_condition)value_of(conditions, rows_text(rows, i, 4)),
		.group = (int)rows_int(rows, i, 5),
		.number = rows_text(rows, i, 6),
		.name = rows_text(rows, i, 7),
		.step_id = rows_text(rows, i, 8),
		.action_id = rows_text(rows, i, 9),
		.machine_id = rows_text(rows, i, 10),
		.place = rows_text(rows, i, 11),
		.skip_reason = rows_text(rows, i, 12),
		.title = json_str(more, "Title", ""),
		.machine_name = json_str(more, "MachineName", NULL),
		.window = (int)json_int(more, "Window", 10),
		.is_rolling = json_flag(more, "IsRolling", false),
		.skip_category = (int)json_int(more, "SkipCategory", CATEGORY_INFO),
		.is_excused = rows_true(rows, i, 14),
		.retry_us = rows_int(rows, i, 15),
		.retries = (int)rows_int(rows, i, 16),
		.is_queued = rows_true(rows, i, 17),
	};
	if (n->kind == NODE_STEP && health_adds_machines(&x->facts, n->step_id)) {
		n->is_stale = !json_flag(more, "IsReread", false);
		n->adds_machines = !json_flag(more, "HasAdded", false);
	}
	return node_status_parse(rows_text(rows, i, 3), &n->status);
}

bool
executor_read_rows(struct executor *x)
{
	struct rows *rows = db_run(&x->state, SQL_ACTIVITY_ALL, x->task_id);

	if (rows == NULL)
		return false;
	x->tree.count = rows_count(rows);
	x->tree.nodes = arena_array(x->state.arena, x->tree.count, sizeof(*x->tree.nodes));
	for (size_t i = 0; i < x->tree.count; i++) {
		if (!read_node(x, rows, i))
			return fail(
			    &x->state, ERR_INTERNAL, "An activity of '%s' is damaged.", x->task_id);
	}
	x->failure = x->tree.count > 0 ? x->tree.nodes[0].skip_reason : NULL;
	return true;
}

/* ---- audit --------------------------------------------------------------- */

bool
executor_event(struct executor *x, const char *category, const char *verb)
{
	const struct facts *f = &x->facts;
	const char *related[] = {
	    f->deployment_id,
	    x->task_id,
	    json_str(f->release, "Id", ""),
	    json_str(f->project, "Id", ""),
	    json_str(f->environment, "Id", ""),
	};
	struct work *w = &x->w;

	if (f->deployment == NULL)
		return true;
	return db_run(w, SQL_EVENT_ADD_SYSTEM, f->space_id,
	    arena_printf(w->arena, "Deployment%s", category),
	    arena_printf(w->arena, "%s %s", f->description, verb),
	    db_text_array(w, related, COUNT(related))) != NULL;
}
