/*
 * Interruptions: where a task waits for a person. One person takes responsibility, and
 * only that person answers. The runner raises them and does what was answered; here is
 * nothing of that but the row it reads.
 */
#include "lib/api/tasks.h"

#include <strings.h>

#include "lib/api/handlers.h"
#include "lib/store/db.h"

#define TAKE_MAX 1000
#define NOTES_MAX 20000

/* What answering needs to know; the task is locked, so that it stays true. */
struct waiting {
	const char *id;
	bool is_pending, may_answer;
	const char *holder;		/* NULL: nobody */
	const char *holder_name;
	const char *title;
	const char *field;		/* Result or Guidance */
	struct json_object *choices;
	const char *task_id, *task;
	const char *related[3];		/* project, environment, deployment */
};

/* {id} in table spelling. */
static const char *
id_of_call(struct work *w, const struct call *c)
{
	const char *id = call_name(c, "id");

	if (strncasecmp(id, "Interruptions-", 14) != 0)
		return id;
	return arena_printf(w->arena, "Interruptions-%s", id + 14);
}

static const char *
person(const struct work *w)
{
	return w->principal.user_id == NULL ? "" : w->principal.user_id;
}

/* ---- reading ------------------------------------------------------------------------- */

bool
interruptions_list(struct work *w, struct call *c)
{
	const char *ids = call_list(w, c, "ids"), *about = call_list_exact(w, c, "regarding");
	const char *pending = call_query_flag(c, "pendingOnly", false) ? "t" : NULL;
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take))
		return false;
	take = take > TAKE_MAX ? TAKE_MAX : take;
	return answer_list(w, c, "Interruption",
	    db_run(w, SQL_INTERRUPTION_PAGE, c->space_id, ids, about, pending, person(w),
		db_int(w, skip), db_int(w, take)),
	    db_run(w, SQL_INTERRUPTION_TOTAL, c->space_id, ids, about, pending), skip, take);
}

static bool
answer_one(struct work *w, struct call *c, const char *id)
{
	return answer_rows(w, c, db_run(w, SQL_INTERRUPTION_JSON, id, c->space_id, person(w)),
	    "interruption");
}

bool
interruptions_get(struct work *w, struct call *c)
{
	return answer_one(w, c, id_of_call(w, c));
}

/* ---- answering ----------------------------------------------------------------------- */

static bool
read_waiting(struct work *w, const char *id, struct waiting *ret)
{
	struct rows *rows = db_run(w, SQL_INTERRUPTION_ROW, id, person(w));

	if (rows == NULL)
		return false;
	*ret = (struct waiting){
		.id = id,
		.is_pending = rows_true(rows, 0, 0),
		.may_answer = rows_true(rows, 0, 1),
		.holder = rows_text(rows, 0, 2),
		.holder_name = rows_text(rows, 0, 3),
		.title = rows_text(rows, 0, 4),
		.field = rows_text(rows, 0, 5),
		.choices = json_parse(w, rows_text(rows, 0, 6), rows_len(rows, 0, 6)),
		.task_id = rows_text(rows, 0, 7),
		.task = rows_text(rows, 0, 8),
		.related = {rows_text(rows, 0, 9), rows_text(rows, 0, 10), rows_text(rows, 0, 11)},
	};
	return ret->choices != NULL;
}

/* Reads it with its task locked: neither changes until the answer is stored. */
static bool
lock_waiting(struct work *w, struct call *c, struct waiting *ret)
{
	const char *id = id_of_call(w, c);
	struct rows *task = db_run(w, SQL_INTERRUPTION_TASK, id, c->space_id);

	if (task == NULL)
		return false;
	if (rows_count(task) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no interruption '%s'.", id);
	return read_waiting(w, id, ret);
}

/* Whether it can be taken or answered at all now, and not by somebody else. */
static bool
check_open(struct work *w, const struct waiting *i)
{
	if (!i->is_pending)
		return fail_field(w, "", "'%s' was answered already, or its task has ended.",
		    i->title);
	if (i->holder != NULL && strcmp(i->holder, person(w)) != 0)
		return fail_field(w, "", "'%s' has the responsibility for '%s'.",
		    i->holder_name != NULL ? i->holder_name : i->holder, i->title);
	return true;
}

static void
add_related(struct call *c, const struct waiting *i)
{
	call_related(c, i->id);
	call_related(c, i->task_id);
	for (size_t k = 0; k < COUNT(i->related); k++)
		call_related(c, i->related[k]);
}

bool
interruptions_responsible(struct work *w, struct call *c)
{
	const char *id = id_of_call(w, c);
	struct waiting i;

	if (!answer_one(w, c, id) || !read_waiting(w, id, &i))
		return false;
	if (i.holder == NULL)
		return fail(
		    w, ERR_NOT_FOUND, "Nobody has the responsibility for '%s' yet.", i.title);
	return crud_answer(w, c, 200, i.holder);
}

bool
interruptions_take(struct work *w, struct call *c)
{
	struct waiting i;

	if (!lock_waiting(w, c, &i) || !check_open(w, &i))
		return false;
	if (!i.may_answer)
		return fail(w, ERR_FORBIDDEN,
		    "Only members of the responsible teams may answer '%s'.", i.title);
	if (i.holder == NULL) {
		if (!db_change_one(w, SQL_INTERRUPTION_TAKE, i.id, person(w)))
			return false;
		call_event(w, c, "Modified", "Responsibility for '%s' of %s was taken", i.title,
		    i.task);
		add_related(c, &i);
		call_change(w, c, i.id, "ResponsibleUserId", NULL, person(w));
	}
	return crud_answer(w, c, 200, person(w));
}

/* The choice that was sent, as it is offered; NULL with a message at its field. */
static const char *
wanted_choice(struct work *w, const struct call *c, const struct waiting *i)
{
	const char *sent = body_str(c, i->field), *pointer;
	const char *offered = "";

	for (size_t k = 0; k < json_len(i->choices); k++) {
		const char *choice = json_str_at(i->choices, k);

		if (sent != NULL && strcasecmp(choice, sent) == 0)
			return choice;
		offered = arena_printf(w->arena, "%s%s%s", offered, k > 0 ? ", " : "", choice);
	}
	pointer = arena_printf(w->arena, "/%s", i->field);
	if (sent == NULL)
		fail_field(w, pointer, "'%s' is required: one of %s.", i->field, offered);
	else
		fail_field(w, pointer, "'%s' is not offered here. Possible are %s.", sent, offered);
	return NULL;
}

bool
interruptions_submit(struct work *w, struct call *c)
{
	struct waiting i;
	const char *choice, *notes;

	if (!call_needs_body(w, c) || !lock_waiting(w, c, &i) || !check_open(w, &i))
		return false;
	if (i.holder == NULL)
		return fail_field(w, "", "Take the responsibility for '%s' first.", i.title);
	choice = wanted_choice(w, c, &i);
	notes = body_str(c, "Notes");
	if (notes != NULL && strlen(notes) > NOTES_MAX)
		fail_field(w, "/Notes", "The notes are longer than %d characters.", NOTES_MAX);
	if (work_failed(w) || !db_is_one_changed(w, db_run(w, SQL_INTERRUPTION_ANSWER, i.id, choice,
	    notes, person(w))))
		return false;
	call_event(w, c, "InterruptionSubmitted", "'%s' of %s was answered with %s", i.title,
	    i.task, choice);
	add_related(c, &i);
	call_change(w, c, i.id, i.field, NULL, choice);
	call_change(w, c, i.id, "Notes", NULL, notes);
	c->ring_task = i.task_id;
	return answer_one(w, c, i.id);
}
