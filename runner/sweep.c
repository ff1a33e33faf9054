/*
 * The sweep at the start of a runner: folders of attempts that a crash kept from being
 * deleted. The gate of an attempt must stay while its task can still run, so only
 * final tasks are swept.
 */
#include "runner/sweep.h"

#include <dirent.h>

#include "lib/store/db.h"
#include "runner/attempt.h"

/* "ServerTasks-7" of "servertasks-7-12-1"; NULL if it is not the name of an attempt. */
static const char *
task_of(struct work *w, const char *name)
{
	long long task, activity;
	int n, end = 0;

	if (sscanf(name, "servertasks-%lld-%lld-%d%n", &task, &activity, &n, &end) != 3 ||
	    name[end] != '\0')
		return NULL;
	return arena_printf(w->arena, "ServerTasks-%lld", task);
}

static bool
sweep_one(struct work *w, const char *spool_root, const char *name)
{
	const char *task_id = task_of(w, name);
	struct rows *rows;

	if (task_id == NULL)
		return true;
	rows = db_run(w, SQL_TASK_IS_OPEN, task_id);
	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0)
		return true;
	if (!attempt_drop(w, spool_root, name) || !attempt_forget(w, spool_root, name))
		work_clear_error(w);	/* tried again at the next start */
	return true;
}

bool
sweep_spools(struct work *w, const char *spool_root)
{
	DIR *dir = opendir(spool_root);
	struct dirent *entry;
	bool ok = true;

	if (dir == NULL)
		return fail(w, ERR_INTERNAL, "The folder '%s' cannot be read.", spool_root);
	while (ok && (entry = readdir(dir)) != NULL)
		ok = sweep_one(w, spool_root, entry->d_name);
	closedir(dir);
	return ok;
}
