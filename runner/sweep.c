/*
 * The sweep at the start of a runner: folders of attempts and of connections that a crash
 * kept from being deleted. The gate of an attempt must stay while its task can still run, so only
 * final tasks are swept.
 */
#include "runner/sweep.h"

#include <dirent.h>

#include "lib/store/db.h"
#include "runner/attempt.h"
#include "runner/link_folder.h"
#include "runner/master.h"

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

/* Whether there is such a task and it can still run. */
static bool
is_open(struct work *w, const char *task_id, bool *ret_open)
{
	struct rows *rows = db_run(w, SQL_TASK_IS_OPEN, task_id);

	if (rows == NULL)
		return false;
	*ret_open = rows_count(rows) > 0;
	return true;
}

static bool
sweep_spool(struct work *w, const char *spool_root, const char *name)
{
	const char *task_id = task_of(w, name);
	bool is_needed;

	if (task_id == NULL)
		return true;
	if (!is_open(w, task_id, &is_needed))
		return false;
	if (!is_needed &&
	    (!attempt_drop(w, spool_root, name) || !attempt_forget(w, spool_root, name)))
		work_clear_error(w);	/* tried again at the next start */
	return true;
}

static bool
sweep_master(struct work *w, const char *run_dir, const char *name)
{
	const char *task_id = master_task_of(w, name);
	bool is_needed;

	if (task_id == NULL)
		return true;
	if (!is_open(w, task_id, &is_needed))
		return false;
	if (!is_needed)
		masters_end(w, run_dir, task_id);
	return true;
}

static bool
sweep(struct work *w, const char *path,
    bool (*sweep_one)(struct work *, const char *, const char *))
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool ok = true;

	if (dir == NULL)
		return fail(w, ERR_INTERNAL, "The folder '%s' cannot be read.", path);
	while (ok && (entry = readdir(dir)) != NULL)
		ok = sweep_one(w, path, entry->d_name);
	closedir(dir);
	return ok;
}

bool
sweep_spools(struct work *w, const char *spool_root)
{
	return sweep(w, spool_root, sweep_spool);
}

bool
sweep_links(struct work *w, const char *run_dir)
{
	link_folder_sweep(w, run_dir);
	return sweep(w, run_dir, sweep_master);
}
