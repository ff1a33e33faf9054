/*
 * Settings of a runner process. The identity (home/runner-id) belongs to the folder
 * with the spools, because only who has them may judge what became of an attempt.
 */
#include "runner/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file_store.h"
#include "lib/base/proc.h"
#include "lib/base/seal.h"
#include "lib/model/secret.h"

#define DEFAULT_TASK_CAP 5

static bool
need_env(struct work *w, const char *name, const char **ret)
{
	*ret = getenv(name);
	if (*ret == NULL || (*ret)[0] == '\0')
		return fail(
		    w, ERR_INTERNAL, "%s is not set; start the runner by 'make run'.", name);
	return true;
}

static bool
make_folder(struct work *w, const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return fail(
		    w, ERR_INTERNAL, "The folder '%s' cannot be made: %s.", path, strerror(errno));
	return true;
}

/* The random part is made once; two runners on one host differ by it. */
static bool
read_identity(struct work *w, struct settings *s)
{
	const char *path = arena_printf(w->arena, "%s/runner-id", s->home);
	char host[65] = "localhost";
	size_t len;
	char *id = file_read(w->arena, path, 100, &len);

	(void)gethostname(host, sizeof(host) - 1);	/* stays localhost */
	if (id == NULL) {
		id = arena_strdup(w->arena, random_key(w->arena, 8));
		if (!file_write_atomic(path, id, strlen(id), 0600))
			return fail(
			    w, ERR_INTERNAL, "'%s' cannot be written: %s.", path, strerror(errno));
	}
	id[strcspn(id, "\n")] = '\0';
	s->node = arena_strdup(w->arena, host);
	s->name = arena_printf(w->arena, "%s-%s", host, id);
	return true;
}

/* As root, scripts run as SLIPWAY_SCRIPT_USER; else as we do. */
static void
find_account(struct settings *s)
{
	const char *name = getenv("SLIPWAY_SCRIPT_USER");
	const struct passwd *account;

	s->script_uid = geteuid();
	s->script_gid = getegid();
	if (geteuid() != 0)
		return;
	account = getpwnam(name != NULL && name[0] != '\0' ? name : "slipway-script");
	s->shares_account = account == NULL;
	if (account != NULL) {
		s->script_uid = account->pw_uid;
		s->script_gid = account->pw_gid;
	}
}

static bool
load_keys(struct work *w, struct settings *s)
{
	static struct seal_keys *keys;
	const char *path = arena_printf(w->arena, "%s/keys/seal.pub", s->home);
	unsigned char *data;
	size_t len;
	char *hex;

	if (!seal_init())
		return fail(w, ERR_INTERNAL, "This machine has no randomness.");
	if (keys == NULL && !seal_load(w, s->home, true, &keys))
		return false;
	secrets_use(keys);
	data = (unsigned char *)file_read(w->arena, path, 100, &len);
	if (data == NULL || len != 32)
		return fail(w, ERR_INTERNAL, "'%s' is not a public key.", path);
	hex = arena_alloc(w->arena, len * 2 + 1);
	for (size_t i = 0; i < len; i++)
		snprintf(hex + i * 2, 3, "%02x", data[i]);
	s->seal_key = hex;
	return true;
}

bool
settings_load(struct work *w, struct settings *ret_settings)
{
	struct settings s = {0};
	const char *cap = getenv("SLIPWAY_TASK_CAP");

	if (!need_env(w, "SLIPWAY_HOME", &s.home) || !need_env(w, "SLIPWAY_RUN_DIR", &s.run_dir) ||
	    !need_env(w, "SLIPWAY_DATABASE_URL", &s.database_url))
		return false;
	s.task_cap = cap ? atoi(cap) : 0;
	if (s.task_cap < 1)
		s.task_cap = DEFAULT_TASK_CAP;
	s.spool_root = arena_printf(w->arena, "%s/spool", s.home);
	s.work_root = arena_printf(w->arena, "%s/work", s.home);
	if (!make_folder(w, s.spool_root, 0700) || !make_folder(w, s.work_root, 0711) ||
	    !file_store_open(w, s.home, &s.artifact_root) ||
	    !load_keys(w, &s) || !read_identity(w, &s))
		return false;
	find_account(&s);
	*ret_settings = s;
	return true;
}
