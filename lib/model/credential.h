#ifndef SLIPWAY_MODEL_CREDENTIAL_H
#define SLIPWAY_MODEL_CREDENTIAL_H

#include "lib/base/work.h"

/*
 * What proves who somebody is: passwords (as argon2id hashes) and API keys (as
 * SHA-256). The caller holds a transaction.
 */

/* The rules of passwords: 8 to 200 bytes, not the user name. fail_field at pointer. */
bool	password_check(struct work *w, const char *pointer, const char *username,
	    const char *password) MUST_CHECK;

/* Stores a checked password and ends all sessions of the user but that of the principal. */
bool	password_set(struct work *w, const char *user_id, const char *password) MUST_CHECK;

/*
 * Makes an API key. key NULL: a new random one. expires: RFC 3339, NULL for never.
 * *ret_key is the only place where the key is ever seen.
 */
bool	api_key_add(struct work *w, const char *user_id, const char *purpose, const char *expires,
	    const char *key, const char **ret_id, const char **ret_key) MUST_CHECK;

#endif
