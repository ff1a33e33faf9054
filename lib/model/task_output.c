/*
 * Storing and reading output variables.
 */
#include "lib/model/task_output.h"

#include "lib/model/secret.h"
#include "lib/store/db.h"

/* What the MAC of a sensitive value ties it to, beside the task. */
static const char *
key_of(struct work *w, int64_t activity_id, int attempt, const char *name)
{
	return arena_printf(w->arena, "/Outputs/%lld/%d/%s", (long long)activity_id, attempt, name);
}

bool
task_output_add(struct work *w, const char *task_id, const char *space_id,
    const struct task_output *o)
{
	const char *activity = db_int(w, o->activity_id), *attempt = db_int(w, o->attempt);
	const char *secret_id, *mac;

	if (!o->is_sensitive)
		return db_change_one(w, SQL_OUTPUT_ADD, task_id, activity, attempt, o->name,
		    o->value, NULL, NULL);
	return secret_add(w, space_id, o->value, task_id,
		   key_of(w, o->activity_id, o->attempt, o->name), &secret_id, &mac) &&
	    db_change_one(w, SQL_OUTPUT_ADD, task_id, activity, attempt, o->name, NULL, secret_id,
		mac);
}

bool
task_outputs_load(struct work *w, const char *task_id, struct task_output **ret, size_t *ret_count)
{
	struct rows *rows = db_run(w, SQL_OUTPUT_ALL, task_id);
	struct task_output *list;

	if (rows == NULL)
		return false;
	list = arena_array(w->arena, rows_count(rows) + 1, sizeof(*list));
	for (size_t i = 0; i < rows_count(rows); i++) {
		struct task_output *o = &list[i];

		*o = (struct task_output){rows_int(rows, i, 0), (int)rows_int(rows, i, 1),
		    rows_text(rows, i, 2), rows_text(rows, i, 3), rows_text(rows, i, 4) != NULL};
		if (!o->is_sensitive)
			continue;
		o->value = secret_open_row(
		    w, rows, i, 4, task_id, key_of(w, o->activity_id, o->attempt, o->name));
		if (o->value == NULL)
			return false;
	}
	*ret = list;
	*ret_count = rows_count(rows);
	return true;
}
