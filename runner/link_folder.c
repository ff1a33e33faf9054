/*
 * Making and deleting the folders of links, and finding those that nobody holds.
 */
#include "runner/link_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/arena.h"

#define IN_RUN_DIR "link-"
#define IN_TMP "slipway-ssh-"
#define PATH_LIMIT 80		/* the address of a socket has room for 107 bytes */

static int
open_locked(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static char *
make(struct work *w)
{
	const char *run = getenv("SLIPWAY_RUN_DIR");
	char *path;

	if (run != NULL && run[0] != '\0') {
		path = arena_printf(w->arena, "%s/" IN_RUN_DIR "XXXXXX", run);
		if (strlen(path) < PATH_LIMIT && mkdtemp(path) != NULL)
			return path;
	}
	path = arena_strdup(w->arena, "/tmp/" IN_TMP "XXXXXX");
	return mkdtemp(path);
}

bool
link_folder_make(struct work *w, struct link_folder *ret)
{
	char *path = make(w);
	int lock = path != NULL ? open_locked(path) : -1;

	if (lock < 0)		/* a sweep may have been quicker: it is tried again */
		return fail(w, ERR_INTERNAL, "No private folder can be made in /tmp: %m.");
	*ret = (struct link_folder){path, lock};
	return true;
}

void
link_folder_remove(struct link_folder *f)
{
	static const char *const names[] = {"agent", "askpass", "secret", "known_hosts"};

	if (f->path == NULL)
		return;
	for (size_t i = 0; i < COUNT(names); i++)
		(void)unlinkat(f->lock, names[i], 0);	/* not all are there */
	(void)rmdir(f->path);
	close(f->lock);
	f->path = NULL;
}

static void
sweep_in(struct work *w, const char *parent, const char *prefix)
{
	DIR *dir = opendir(parent);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct link_folder f = {.path = arena_printf(w->arena, "%s/%s", parent,
		    entry->d_name)};
		struct stat st;

		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 ||
		    lstat(f.path, &st) != 0 || st.st_uid != geteuid())
			continue;
		f.lock = open_locked(f.path);
		if (f.lock >= 0)
			link_folder_remove(&f);
	}
	if (dir != NULL)
		closedir(dir);
}

void
link_folder_sweep(struct work *w, const char *run_dir)
{
	sweep_in(w, run_dir, IN_RUN_DIR);
	sweep_in(w, "/tmp", IN_TMP);
}
