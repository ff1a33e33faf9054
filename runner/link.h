#ifndef SLIPWAY_RUNNER_LINK_H
#define SLIPWAY_RUNNER_LINK_H

#include "runner/attempt.h"
#include "runner/child.h"
#include "runner/link_folder.h"

/*
 * How one process of ours reaches one SSH target: a private folder with the pinned host
 * key, an agent that holds the private key or an answer to the password prompt.
 *
 * Invariant: key, passphrase and password are in no file, argument or environment. All
 * helpers end when this process does.
 */
struct link {
	const struct attempt_ssh *ssh;
	int wake[2];			/* descriptors whose news end a wait early */
	int wake_count;
	struct link_folder folder;
	bool is_alone;			/* shares its connection with nobody */
	const char *key_type;		/* of the pinned host key; NULL: not pinned yet */
	struct child agent;
	pid_t agent_pid;
	pid_t answerer;			/* answers the prompts for a password; 0: none */
};

/* Prepares it; reaches nothing yet. ERR_INVALID for a wrong key, passphrase, host, user. */
bool	link_open(struct work *w, const struct attempt_ssh *ssh, struct link *ret) MUST_CHECK;
void	link_close(struct link *l);

/*
 * Reads the host's keys and pins the one with the expected fingerprint, once.
 * ERR_UNAVAILABLE: does not answer; ERR_CONFLICT: the host shows other keys.
 */
bool	link_pin(struct work *w, struct link *l) MUST_CHECK;

/*
 * Starts a session that runs a verb of the gate (bootstrap/remote.sh). The gate's text
 * must be written to its stdin first, then what the verb reads. Unless the link is alone,
 * other sessions of the task may join its connection (master.h) from then on.
 */
bool	link_session(struct work *w, const struct link *l, const char *nonce, const char *verb,
		struct child *ret) MUST_CHECK;

/*
 * The same over the connection that the task has to this target already: without keys,
 * and without a connection of its own if that one is just gone or takes no more sessions.
 */
bool	link_join(struct work *w, const struct attempt_ssh *ssh, const char *nonce,
		const char *verb, struct child *ret) MUST_CHECK;

/* A nonce for one session. */
const char *link_nonce(struct work *w);

/* Whether a message of the ssh client says that trying again is useless. */
bool	link_is_final(const char *message);

#endif
