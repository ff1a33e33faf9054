/*
 * Files in a folder, durable before anybody hears of them. What they mean, and which of
 * them are still wanted, is in the database and not known here.
 */
#include "lib/base/file_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lib/base/proc.h"
#include "lib/base/seal.h"

/* The database is often on the same disk, and must not be what finds it full. */
#define FREE_BYTES ((uint64_t)256 * 1024 * 1024)
#define LOOK_BYTES ((int64_t)16 * 1024 * 1024)

static bool
make_folder(struct work *w, const char *path)
{
	if (mkdir(path, 0770) == 0 || errno == EEXIST)
		return true;
	return fail(w, ERR_INTERNAL, "The folder '%s' cannot be made: %m.", path);
}

bool
file_store_open(struct work *w, const char *home, const char **ret_root)
{
	const char *store = arena_printf(w->arena, "%s/store", home);
	const char *root = arena_printf(w->arena, "%s/artifacts", store);

	if (!make_folder(w, store) || !make_folder(w, root))
		return false;
	*ret_root = root;
	return true;
}

bool
file_store_is_name(const char *name)
{
	return strlen(name) == FILE_STORE_NAME &&
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == FILE_STORE_NAME;
}

static const char *
path_of(struct work *w, const char *root, const char *name)
{
	return arena_printf(w->arena, "%s/%s", root, name);
}

static bool
has_room(const char *root)
{
	struct statvfs st;

	return statvfs(root, &st) != 0 || (uint64_t)st.f_bavail * st.f_frsize > FREE_BYTES;
}

static bool
no_room(struct work *w)
{
	return fail(w, ERR_UNAVAILABLE, "The server's disk is nearly full.");
}

bool
file_store_begin(struct work *w, const char *root, struct stored_file *ret)
{
	struct stored_file f = {.root = root, .fd = -1};

	if (!has_room(root))
		return no_room(w);
	f.name = random_key(w->arena, FILE_STORE_NAME);
	f.fd = open(path_of(w, root, f.name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (f.fd < 0)
		return fail(w, ERR_INTERNAL, "A file in '%s' cannot be made: %m.", root);
	*ret = f;
	return true;
}

bool
file_store_write(struct work *w, struct stored_file *f, const void *data, size_t len)
{
	if (f->bytes / LOOK_BYTES != (f->bytes + (int64_t)len) / LOOK_BYTES && !has_room(f->root))
		return no_room(w);
	if (!write_all(f->fd, data, len))
		return fail(w, ERR_INTERNAL, "A file in '%s' cannot be written: %m.", f->root);
	f->bytes += (int64_t)len;
	return true;
}

bool
file_store_restart(struct work *w, struct stored_file *f)
{
	if (ftruncate(f->fd, 0) != 0 || lseek(f->fd, 0, SEEK_SET) != 0)
		return fail(w, ERR_INTERNAL, "A file in '%s' cannot be written: %m.", f->root);
	f->bytes = 0;
	return true;
}

static bool
sync_folder(const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool
file_store_end(struct work *w, struct stored_file *f)
{
	bool ok = fsync(f->fd) == 0;

	ok = close(f->fd) == 0 && ok;
	f->fd = -1;
	if (ok && sync_folder(f->root))
		return true;
	fail(w, ERR_INTERNAL, "A file in '%s' cannot be made durable: %m.", f->root);
	file_store_abandon(w, f);
	return false;
}

void
file_store_abandon(struct work *w, struct stored_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	(void)unlink(path_of(w, f->root, f->name));	/* else the sweep does */
}

bool
file_store_remove(struct work *w, const char *root, const char *name)
{
	if (!file_store_is_name(name))
		return fail(w, ERR_INVALID, "'%s' is no name of a stored file.", name);
	if (unlink(path_of(w, root, name)) != 0 && errno != ENOENT)
		return fail(w, ERR_INTERNAL, "The file '%s' in '%s' cannot be removed: %m.", name,
		    root);
	return true;
}

/* ---- reading ------------------------------------------------------------- */

struct mapping {
	void *data;
	size_t len;
};

static void
unmap(void *arg)
{
	struct mapping *m = arg;

	(void)munmap(m->data, m->len);
}

static bool
map(struct work *w, int fd, size_t len, const char **ret_data)
{
	struct mapping *m = arena_alloc(w->arena, sizeof(*m));

	m->len = len;
	m->data = mmap(NULL, len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->data == MAP_FAILED)
		return fail(w, ERR_INTERNAL, "A stored file cannot be read: %m.");
	(void)madvise(m->data, len, MADV_SEQUENTIAL);
	arena_defer(w->arena, unmap, m);
	*ret_data = m->data;
	return true;
}

bool
file_store_map(struct work *w, const char *root, const char *name, int64_t bytes,
    const char **ret_data)
{
	struct stat st;
	bool ok;
	int fd;

	if (!file_store_is_name(name))
		return fail(w, ERR_INVALID, "'%s' is no name of a stored file.", name);
	fd = open(path_of(w, root, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size != bytes) {
		if (fd >= 0)
			close(fd);
		return fail(w, ERR_NOT_FOUND, "The content is not on this server's disk.");
	}
	*ret_data = "";
	ok = bytes == 0 || map(w, fd, (size_t)bytes, ret_data);
	close(fd);
	return ok;
}
