#ifndef SLIPWAY_RUNNER_INIT_H
#define SLIPWAY_RUNNER_INIT_H

#include <sys/types.h>

#include "runner/sandbox.h"
#include "runner/script.h"

/*
 * The mini-init: first process around a local script. It makes the work folder, starts
 * the script, forwards TERM, and ends everything that is left when the script has ended
 * or the shim is gone.
 *
 * Invariant: once INIT_ENDED was reported, no process of the script lives.
 * The work folder stays until init_release, so that files can be fetched from it.
 * They are opened with the script's rights where it ran: what it could not read, and what
 * was hidden from it, cannot be fetched.
 */
struct init {
	pid_t pid;
	int control;		/* readable when a report is there */
};

enum init_kind {
	INIT_STARTED,		/* value: process id of the script, as it sees itself */
	INIT_FAILED,		/* text: why it could not be started */
	INIT_ENDED,		/* value: wait status of the script */
	INIT_FILE		/* value: errno; 0: the file comes along as a descriptor */
};

struct init_report {
	int32_t kind;
	int32_t value;
	char text[248];
};

struct init_order {
	enum sandbox_tier tier;
	const struct attempt_order *attempt;
	const struct script *script;
	int out;		/* write ends; stay the caller's */
	int err;
};

bool	init_start(struct work *w, const struct init_order *order, struct init *ret) MUST_CHECK;

/* Reads the next report; false when the init is gone. */
bool	init_report(const struct init *init, struct init_report *ret) MUST_CHECK;

/* Sends TERM to the script's process group, or KILL to all. */
void	init_terminate(const struct init *init);
void	init_kill(const struct init *init);

/*
 * Opens a file for reading once the script has ended; relative paths begin in the work
 * folder. False with errno.
 */
bool	init_open(const struct init *init, const char *path, int *ret_fd) MUST_CHECK;

/* Lets the init remove the work folder and end; reaps it. */
void	init_release(struct init *init);

#endif
