#ifndef SLIPWAY_RUNNER_SESSION_H
#define SLIPWAY_RUNNER_SESSION_H

#include "lib/base/file_store.h"
#include "runner/link.h"
#include "runner/shim.h"

/* Sessions of one ssh attempt with the gate on its target (bootstrap/remote.sh). */

/* How sessions are made: over the task's connection, or over one of our own. */
struct reach {
	struct shim *s;
	struct link link;
	bool is_open;		/* link is */
	bool avoids_master;	/* joining the task's connection did not work */
};

/* A session with what is still to be written to it and what its ssh has complained of. */
struct session {
	struct child child;
	const char *input;
	size_t input_len;
	bool keeps_input;	/* leave stdin open when input is written */
	bool is_joined;		/* goes over the task's connection, not over one of its own */
	char complaint[2048];
	size_t complaint_len;
};

/* Starts one that runs a verb; its input is the gate's text. The reason is in the work. */
bool	session_open(struct reach *r, struct session *x, const char *nonce, const char *verb)
	    MUST_CHECK;

void	session_close_input(struct session *x);

/* Writes what the pipe takes; true when the last byte of a longer input has gone. */
bool	session_write_input(struct session *x);

/* Keeps the begin of what ssh says on stderr. */
void	session_read_complaint(struct session *x);

void	reach_close(struct reach *r);

/*
 * Copies a file of the target in a session of its own (session_fetch.c); as artifact_fetch.
 * Tries a few times if the link breaks.
 */
bool	session_fetch(struct reach *r, const char *path, int64_t max, struct stored_file *f,
	    const char **ret_why) MUST_CHECK;

#endif
