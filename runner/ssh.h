#ifndef SLIPWAY_RUNNER_SSH_H
#define SLIPWAY_RUNNER_SSH_H

#include "lib/base/work.h"
#include "runner/attempt.h"
#include "runner/child.h"

/*
 * SSH targets outside of attempts: reading a host's key for the first time, and checking
 * that a target answers. OpenSSH's programs are children; no configuration of the
 * account is read.
 */

struct ssh_host_key {
	const char *algorithm;		/* ssh-ed25519, ecdsa-sha2-nistp256, ... */
	const char *sha256;		/* SHA256:... as ssh-keygen prints it */
	const char *md5;		/* aa:bb:... */
	const char *line;		/* algorithm and base64, as in known_hosts */
};

/*
 * Reads the host's keys, strongest first, without trusting anything. ERR_UNAVAILABLE
 * with a sentence if the host does not answer in time. Lives as long as w.
 */
bool	ssh_scan(struct work *w, const char *host, int port, const struct child_limit *limit,
		struct ssh_host_key **ret_keys, size_t *ret_count) MUST_CHECK;

struct ssh_check {
	const char *system;		/* uname -srm */
	const char *user;
	const char *host;		/* its own name */
	const char *shell;		/* login shell */
	const char *bash;		/* version or "" */
	const char *python;		/* version or "" */
	const char *pwsh;		/* version or "" */
};

/*
 * Connects with the pinned key, logs in, asks what is there. Codes: ERR_UNAVAILABLE
 * not reachable or lacking programs, ERR_INVALID the account's key cannot be used,
 * ERR_FORBIDDEN login refused, ERR_CONFLICT the host's key is another one.
 */
bool	ssh_check(struct work *w, const struct attempt_ssh *ssh, struct ssh_check *ret_check)
		MUST_CHECK;

#endif
