#ifndef SLIPWAY_RUNNER_MASTER_H
#define SLIPWAY_RUNNER_MASTER_H

#include "lib/base/work.h"

/*
 * Connections to SSH targets that the sessions of one task share, so that a target is
 * logged in to once a task and not once a step. The first session leaves its connection
 * to a background process of ssh (the master), which listens on a socket in a private
 * folder of the task; the executor ends it with the task. A shim whose master is gone
 * connects by itself, and its ssh becomes the next master.
 */
#define MASTER_IDLE_S 300	/* one that nobody ends any more ends by itself after that */

/*
 * Address of the master for a place (any text that tells places apart), for ssh's
 * ControlPath. Makes the folder. NULL if there can be none: its path would be too long,
 * or the folder belongs to somebody else.
 */
const char *master_path(struct work *w, const char *run_dir, const char *task_id,
		const char *place);

/* Whether a master listens there; path may be NULL. */
bool	master_listens(const char *path);

/* Ends all masters of a task and deletes its folder. */
void	masters_end(struct work *w, const char *run_dir, const char *task_id);

/* "ServerTasks-7" if a name in run_dir is the folder of that task; else NULL. */
const char *master_task_of(struct work *w, const char *name);

#endif
