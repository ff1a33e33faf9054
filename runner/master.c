/*
 * Where shared connections are, and their end. They begin in link.c.
 */
#include "runner/master.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/seal.h"
#include "runner/child.h"

#define PATH_LIMIT 90		/* ssh adds 17 bytes while it makes the socket */
#define END_SECONDS 5

static const char *
folder_of(struct work *w, const char *run_dir, const char *task_id)
{
	const char *dash = strrchr(task_id, '-');

	return arena_printf(w->arena, "%s/ssh-%s", run_dir, dash != NULL ? dash + 1 : task_id);
}

const char *
master_task_of(struct work *w, const char *name)
{
	long long task;
	int end = 0;

	if (sscanf(name, "ssh-%lld%n", &task, &end) != 1 || name[end] != '\0')
		return NULL;
	return arena_printf(w->arena, "ServerTasks-%lld", task);
}

/* Who could reach the socket could work on the target: nobody else may own the folder. */
static bool
is_private(const char *folder)
{
	struct stat st;

	return lstat(folder, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	    (st.st_mode & 077) == 0;
}

const char *
master_path(struct work *w, const char *run_dir, const char *task_id, const char *place)
{
	const char *folder = folder_of(w, run_dir, task_id);
	const char *path = arena_printf(w->arena, "%s/%.12s", folder,
	    hash_hex(w->arena, place, strlen(place)));

	if (strlen(path) >= PATH_LIMIT || (mkdir(folder, 0700) != 0 && errno != EEXIST) ||
	    !is_private(folder))
		return NULL;
	return path;
}

bool
master_listens(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	bool ok = false;
	int fd;

	if (path == NULL || strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		ok = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
		close(fd);
	}
	return ok;
}

static void
end_one(struct work *w, const char *path)
{
	static const char *const env[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C",
	    "HOME=/nonexistent", NULL};
	const char *argv[] = {"ssh", "-F", "none", "-S", path, "-O", "exit", "--", "target", NULL};
	const struct child_limit limit = {.seconds = END_SECONDS};
	const char *out, *err;
	int status;

	if (master_listens(path) && !child_run(w, argv, env, "", &limit, &status, &out, &err))
		work_clear_error(w);	/* it ends by itself when it was idle long enough */
	(void)unlink(path);		/* mostly the master was quicker */
}

void
masters_end(struct work *w, const char *run_dir, const char *task_id)
{
	const char *folder = folder_of(w, run_dir, task_id);
	DIR *dir = is_private(folder) ? opendir(folder) : NULL;
	struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			end_one(w, arena_printf(w->arena, "%s/%s", folder, entry->d_name));
	}
	closedir(dir);
	(void)rmdir(folder);	/* what a late session puts there is swept at the next start */
}
