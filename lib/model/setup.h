#ifndef SLIPWAY_MODEL_SETUP_H
#define SLIPWAY_MODEL_SETUP_H

#include "lib/base/work.h"

/* What the first start made; strings are NULL for what it did not make. */
struct setup_result {
	bool is_first;			/* an administrator was made just now */
	const char *username;		/* of the administrator */
	const char *password;		/* generated, or as given */
	const char *api_key;
};

/*
 * Makes what a server cannot be without, where it is missing: installation id, the
 * default space with its lifecycle, project group, machine policy, worker pool and
 * built-in feed, the system teams, the first administrator. Repeating it changes
 * nothing; several at once wait for each other. NULL or "" generates. Opens and
 * closes its own transaction.
 */
bool	setup_first_start(struct work *w, const char *username, const char *password,
	    const char *api_key, struct setup_result *ret) MUST_CHECK;

/* Gives a user a new password (NULL: generated) and ends the user's sessions. */
bool	setup_reset_password(struct work *w, const char *username, const char *password,
	    const char **ret_password) MUST_CHECK;

/* Makes an API key for a user; seconds it lives, 0: for ever. */
bool	setup_api_key(struct work *w, const char *username, const char *purpose, int64_t seconds,
	    const char **ret_key) MUST_CHECK;

#endif
