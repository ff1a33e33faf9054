/*
 * The sweep: folders of attempts and of connections that a crash kept from being deleted,
 * or a cancel of a task that had no executor. The gate of an attempt must stay while its
 * task can still run, so only final tasks are swept. And, at every beat, files whose
 * artifact is gone: the row goes first, so that no row names a file that is not there.
 */
#include "runner/sweep.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/file_store.h"
#include "lib/store/db.h"
#include "runner/attempt.h"
#include "runner/link_folder.h"
#include "runner/master.h"

/* Longer than a finished attempt may wait for its runner. */
#define LOST_FILE_SECONDS (7 * 24 * 3600)

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

/* What lies in the spool: names of folders, and the tasks that they belong to. */
static bool
list_spool(struct work *w, const char *spool_root, const char ***ret_names,
    const char ***ret_tasks, size_t *ret_count)
{
	DIR *dir = opendir(spool_root);
	size_t max_names = 0, max_tasks = 0, count = 0;
	const char **names = NULL, **tasks = NULL;
	struct dirent *entry;

	if (dir == NULL)
		return fail(w, ERR_INTERNAL, "The folder '%s' cannot be read.", spool_root);
	while ((entry = readdir(dir)) != NULL) {
		const char *task = task_of(w, entry->d_name);

		if (task == NULL)
			continue;
		names = arena_more(w->arena, names, count, &max_names, sizeof(*names));
		tasks = arena_more(w->arena, tasks, count, &max_tasks, sizeof(*tasks));
		names[count] = arena_strdup(w->arena, entry->d_name);
		tasks[count++] = task;
	}
	closedir(dir);
	*ret_names = names;
	*ret_tasks = tasks;
	*ret_count = count;
	return true;
}

/*
 * The folders are listed before their tasks are asked about: a task that has a folder has
 * begun, so one that does not execute is final.
 */
bool
sweep_spools(struct work *w, const char *spool_root)
{
	const char **names = NULL, **tasks = NULL;
	struct rows *rows;
	size_t count = 0;

	if (!list_spool(w, spool_root, &names, &tasks, &count))
		return false;
	if (count == 0)
		return true;
	rows = db_run(w, SQL_SPOOL_ENDED, db_text_array(w, tasks, count));
	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++) {
		const char *name = names[rows_int(rows, i, 0) - 1];

		if (!attempt_drop(w, spool_root, name) || !attempt_forget(w, spool_root, name))
			work_clear_error(w);	/* tried again at the next beat */
	}
	return rows != NULL;
}

bool
sweep_links(struct work *w, const char *run_dir)
{
	link_folder_sweep(w, run_dir);
	return sweep(w, run_dir, sweep_master);
}

bool
sweep_artifacts(struct work *w, const char *artifact_root)
{
	struct rows *rows = db_run(w, SQL_ARTIFACT_TRASH);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *file = rows_text(rows, i, 0);

		if (!file_store_remove(w, artifact_root, file) ||
		    db_run(w, SQL_ARTIFACT_TRASH_FORGET, file) == NULL)
			return false;
	}
	return true;
}

static bool
sweep_lost_artifact(struct work *w, const char *root, const char *name)
{
	struct rows *rows;
	struct stat st;

	if (!file_store_is_name(name) ||
	    stat(arena_printf(w->arena, "%s/%s", root, name), &st) != 0 ||
	    st.st_mtime > time(NULL) - LOST_FILE_SECONDS)
		return true;
	rows = db_run(w, SQL_ARTIFACT_HAS_FILE, name);
	if (rows == NULL)
		return false;
	return rows_count(rows) > 0 || file_store_remove(w, root, name);
}

bool
sweep_lost_artifacts(struct work *w, const char *artifact_root)
{
	return sweep(w, artifact_root, sweep_lost_artifact);
}
