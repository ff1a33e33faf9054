/*
 * Creating and cancelling tasks. Running them is the runner's work, listing them the
 * API's.
 */
#include "lib/store/task.h"

#include "lib/store/db.h"

bool
task_create(struct work *w, const struct task_new *t, const char **ret_id)
{
	const char *arguments = t->arguments ? json_text(w, t->arguments) : "{}";
	struct rows *rows = db_run(w, SQL_TASK_CREATE, t->space_id, t->name, t->description,
	    arguments, t->project_id, t->environment_id, t->tenant_id, t->deployment_id,
	    t->created_by, t->concurrency_key, db_int(w, t->priority), t->queue_time,
	    t->queue_expiry);

	if (rows == NULL)
		return false;
	*ret_id = rows_text(rows, 0, 0);
	return true;
}

bool
task_cancel(struct work *w, const char *task_id, const char *user_id)
{
	struct rows *rows = db_run(w, SQL_TASK_EXISTS, task_id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no task '%s'.", task_id);
	rows = db_run(w, SQL_TASK_CANCEL, task_id, user_id);
	if (rows == NULL || rows_count(rows) == 0 || !rows_true(rows, 0, 0))
		return rows != NULL;
	return db_run(w, SQL_TASK_CLOSE_PARKED, task_id) != NULL;
}
