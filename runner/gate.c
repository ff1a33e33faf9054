/*
 * The gate, and the evidence that it leaves: lock held, result, neither. Renaming onto
 * an empty folder succeeds and would be no gate; mkdir is one.
 */
#include "runner/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/json.h"
#include "lib/base/proc.h"
#include "runner/spool.h"

#define RESULT_MAX ((size_t)1024 * 1024)
#define TOMBSTONE "never"

/* What a shim keeps in its folder. */
static const char *const contents[] = {"out", "result", "ctl", TOMBSTONE};

bool
gate_check_id(struct work *w, const char *id)
{
	size_t len = strlen(id);

	if (len == 0 || len > 100 || id[0] == '.' || id[0] == '-' ||
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-") != len)
		return fail(w, ERR_INVALID, "'%s' cannot be the id of an attempt.", id);
	return true;
}

const char *
gate_path(struct work *w, const char *spool_root, const char *id, const char *name)
{
	return arena_printf(w->arena, "%s/%s/%s", spool_root, id, name);
}

static const char *
folder_path(struct work *w, const char *spool_root, const char *id)
{
	return arena_printf(w->arena, "%s/%s", spool_root, id);
}

static const char *
lock_path(struct work *w, const char *spool_root, const char *id)
{
	return arena_printf(w->arena, "%s/%s.lock", spool_root, id);
}

static bool
exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* Makes an entry of the spool root durable; where it cannot be, the gate still holds. */
static void
sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

/* ---- passing ------------------------------------------------------------- */

/* Opens and locks; -1 with errno EWOULDBLOCK if somebody holds it. */
static int
take_lock(const char *path, int extra)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX | extra) != 0) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

/* The lock's content tells judges whom they may wait for. */
static void
write_pid(int lock)
{
	char pid[24];
	int len = snprintf(pid, sizeof(pid), "%d\n", (int)getpid());

	if (ftruncate(lock, 0) == 0)
		(void)!pwrite(lock, pid, (size_t)len, 0);	/* a convenience only */
}

enum gate
gate_pass(struct work *w, const char *spool_root, const char *id, bool is_again, int *ret_lock)
{
	const char *folder = folder_path(w, spool_root, id);
	int lock;
	bool is_open;

	if (!gate_check_id(w, id))
		return GATE_FAILED;
	lock = take_lock(lock_path(w, spool_root, id), LOCK_NB);
	if (lock < 0 && errno == EWOULDBLOCK)
		return GATE_SHUT;
	if (lock < 0) {
		fail(w, ERR_INTERNAL, "The spool '%s' cannot be used: %m.", spool_root);
		return GATE_FAILED;
	}
	if (is_again)
		is_open = exists(gate_path(w, spool_root, id, "out")) &&
		    !exists(gate_path(w, spool_root, id, "result"));
	else
		is_open = mkdir(folder, 0700) == 0;
	if (is_open) {
		write_pid(lock);
		sync_folder(spool_root);
		*ret_lock = lock;
		return GATE_OPEN;
	}
	if (!is_again && errno != EEXIST) {
		fail(w, ERR_INTERNAL, "The spool '%s' cannot be used: %m.", spool_root);
		close(lock);
		return GATE_FAILED;
	}
	close(lock);
	return GATE_SHUT;
}

/* ---- results ------------------------------------------------------------- */

bool
gate_finish(struct work *w, const char *spool_root, const char *id,
    const struct attempt_result *result)
{
	struct json_object *o = json_new_object(w);
	const char *text;

	json_set_int(o, "ExitCode", result->exit_code);
	json_set_int(o, "Signal", result->signal);
	json_set_str(o, "Reason", result->reason);
	json_set_str(o, "Detail", result->detail);
	json_set_str(o, "Message", result->message);
	json_set_int(o, "StartedUs", result->started_us);
	json_set_int(o, "EndedUs", result->ended_us);
	json_set_int(o, "SpoolBytes", (int64_t)result->spool_bytes);
	text = json_text(w, o);
	if (!file_write_atomic(gate_path(w, spool_root, id, "result"), text, strlen(text), 0600))
		return fail(w, ERR_INTERNAL, "The result of attempt '%s' cannot be written: %m.",
		    id);
	return true;
}

bool
attempt_result_read(struct work *w, const char *spool_root, const char *id,
    struct attempt_result *ret_result)
{
	struct json_object *o;
	size_t len;
	char *text;

	if (!gate_check_id(w, id))
		return false;
	text = file_read(w->arena, gate_path(w, spool_root, id, "result"), RESULT_MAX, &len);
	if (text == NULL)
		return fail(w, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL,
		    "The result of attempt '%s' cannot be read: %m.", id);
	o = json_parse(w, text, len);
	if (o == NULL)
		return false;
	*ret_result = (struct attempt_result){
		.exit_code = (int)json_int(o, "ExitCode", -1),
		.signal = (int)json_int(o, "Signal", 0),
		.reason = json_str(o, "Reason", ""),
		.detail = json_str(o, "Detail", ""),
		.message = json_str(o, "Message", ""),
		.started_us = json_int(o, "StartedUs", 0),
		.ended_us = json_int(o, "EndedUs", 0),
		.spool_bytes = (uint64_t)json_int(o, "SpoolBytes", 0),
	};
	return true;
}

bool
attempt_open_spool(struct work *w, const char *spool_root, const char *id, int *ret_fd)
{
	int fd;

	if (!gate_check_id(w, id))
		return false;
	fd = open(gate_path(w, spool_root, id, "out"), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(w, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL,
		    "The spool of attempt '%s' cannot be opened: %m.", id);
	*ret_fd = fd;
	return true;
}

/* ---- judging ------------------------------------------------------------- */

static pid_t
read_pid(const char *path)
{
	char text[24] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return (pid_t)strtol(text, NULL, 10);
}

/* Makes the folder in place of the shim that never came, and says so in it. */
static bool
bury(struct work *w, const char *spool_root, const char *id)
{
	int fd = open(gate_path(w, spool_root, id, TOMBSTONE), O_WRONLY | O_CREAT | O_CLOEXEC,
	    0600);

	if (fd < 0)
		return false;
	close(fd);
	sync_folder(folder_path(w, spool_root, id));
	sync_folder(spool_root);
	return true;
}

bool
attempt_judge(struct work *w, const char *spool_root, const char *id,
    struct attempt_verdict *ret_verdict)
{
	struct attempt_verdict verdict = {.evidence = ATTEMPT_LOST};
	const char *path;
	int lock;

	if (!gate_check_id(w, id))
		return false;
	path = lock_path(w, spool_root, id);
	lock = take_lock(path, LOCK_NB);
	if (lock < 0 && errno == EWOULDBLOCK) {
		*ret_verdict = (struct attempt_verdict){ATTEMPT_ALIVE, read_pid(path)};
		return true;
	}
	if (lock < 0)
		return fail(w, ERR_INTERNAL, "The spool '%s' cannot be used: %m.", spool_root);
	if (exists(gate_path(w, spool_root, id, "result")))
		verdict.evidence = ATTEMPT_RESULT;
	else if (exists(gate_path(w, spool_root, id, TOMBSTONE)))
		verdict.evidence = ATTEMPT_NONE;
	else if (mkdir(folder_path(w, spool_root, id), 0700) == 0 && bury(w, spool_root, id))
		verdict.evidence = ATTEMPT_NONE;
	else if (errno != EEXIST)
		fail(w, ERR_INTERNAL, "The spool '%s' cannot be used: %m.", spool_root);
	close(lock);
	if (work_failed(w))
		return false;
	*ret_verdict = verdict;
	return true;
}

/* ---- cleaning ------------------------------------------------------------ */

bool
attempt_drop(struct work *w, const char *spool_root, const char *id)
{
	if (!gate_check_id(w, id))
		return false;
	for (size_t i = 0; i < COUNT(contents); i++) {
		if (unlink(gate_path(w, spool_root, id, contents[i])) != 0 && errno != ENOENT)
			return fail(w, ERR_INTERNAL,
			    "The spool of attempt '%s' cannot be removed: %m.", id);
	}
	return true;
}

bool
attempt_forget(struct work *w, const char *spool_root, const char *id)
{
	if (!attempt_drop(w, spool_root, id))
		return false;
	if (rmdir(folder_path(w, spool_root, id)) != 0 && errno != ENOENT)
		return fail(w, ERR_INTERNAL, "The spool of attempt '%s' cannot be removed: %m.",
		    id);
	if (unlink(lock_path(w, spool_root, id)) != 0 && errno != ENOENT)
		return fail(w, ERR_INTERNAL, "The lock of attempt '%s' cannot be removed: %m.", id);
	return true;
}
