#ifndef SLIPWAY_RUNNER_SETTINGS_H
#define SLIPWAY_RUNNER_SETTINGS_H

#include <sys/types.h>

#include "lib/base/work.h"

/* Where this runner lives and as whom scripts run: from the environment, once a process. */
struct settings {
	const char *home;		/* SLIPWAY_HOME */
	const char *run_dir;		/* SLIPWAY_RUN_DIR */
	const char *database_url;	/* SLIPWAY_DATABASE_URL */
	const char *spool_root;		/* home/spool */
	const char *artifact_root;	/* home/store/artifacts (lib/base/file_store.h) */
	const char *work_root;		/* home/work: work folders of local scripts */
	const char *name;		/* of this runner in the rows: host and a random part */
	const char *node;		/* host name, for people */
	const char *seal_key;		/* public sealing key, hex */
	uid_t script_uid;		/* account of local scripts; our own unless root */
	gid_t script_gid;
	bool shares_account;		/* root, but no account for scripts was found */
	int task_cap;			/* SLIPWAY_TASK_CAP, 5 unless set */
};

/*
 * Reads the environment, makes home/spool and home/work, and home/runner-id at the
 * first start. Loads the keys for opening secrets (secrets_use). The strings live as
 * long as w.
 */
bool	settings_load(struct work *w, struct settings *ret_settings) MUST_CHECK;

#endif
