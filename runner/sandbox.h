#ifndef SLIPWAY_RUNNER_SANDBOX_H
#define SLIPWAY_RUNNER_SANDBOX_H

#include <sys/types.h>

#include "lib/base/base.h"

/*
 * How well scripts can be confined and ended here, best first. In every tier nothing of
 * a script survives its end.
 */
enum sandbox_tier {
	SANDBOX_ROOT,		/* own pid and mount namespace, account slipway-script */
	SANDBOX_USER,		/* the same in a user namespace; the state folder is covered */
	SANDBOX_SUBREAPER	/* no namespaces: scripts share the runner's account */
};

/* Tries what this machine allows; takes a few milliseconds. */
enum sandbox_tier sandbox_probe(void);

/* A sentence for the start line. */
const char *sandbox_text(enum sandbox_tier tier);

/* Like fork, into the namespaces of a tier. */
pid_t sandbox_clone(enum sandbox_tier tier);

/* In that child: makes it the first process of its own world, for this account. */
bool sandbox_enter(enum sandbox_tier tier, uid_t uid, gid_t gid) MUST_CHECK;

/* Covers a folder by an empty one in memory, in this mount namespace only. */
bool sandbox_cover(const char *path) MUST_CHECK;

#endif
