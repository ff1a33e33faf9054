#ifndef SLIPWAY_STORE_TASK_H
#define SLIPWAY_STORE_TASK_H

#include "lib/base/json.h"

/*
 * Writing task rows from the API: creating and cancelling. What runs them is the
 * runner; ring the doorbell after the commit.
 */

struct task_new {
	const char *space_id;		/* NULL: system */
	const char *name;		/* kind: Deploy, Health, AdHocScript, ... */
	const char *description; /* "Deploy Hello release 1.0.0 to Dev": the root of the log */
	struct json_object *arguments;	/* NULL: {} */
	const char *project_id;		/* NULL: none; so are the next ones */
	const char *environment_id;
	const char *tenant_id;
	const char *deployment_id;
	const char *created_by;		/* user id */
	const char *concurrency_key;	/* "Projects-1/Environments-1"; NULL: runs beside all */
	int priority;			/* higher first */
	const char *queue_time;		/* ISO; NULL: now */
	const char *queue_expiry;	/* ISO; NULL: never */
};

/* Writes a queued task in the caller's transaction and notifies runners at commit. */
bool	task_create(struct work *w, const struct task_new *t, const char **ret_id) MUST_CHECK;

/*
 * Asks for the end of a task: a queued one and one that only waits for people are
 * Canceled at once, a running one gets the flag that its executor obeys, a finished one
 * stays as it is. ERR_NOT_FOUND.
 */
bool	task_cancel(struct work *w, const char *task_id, const char *user_id) MUST_CHECK;

#endif
