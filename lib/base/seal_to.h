#ifndef SLIPWAY_BASE_SEAL_TO_H
#define SLIPWAY_BASE_SEAL_TO_H

#include "lib/base/arena.h"

/*
 * Sealing on the way, for whoever holds a private key, without any of Slipway's key
 * files: keys are 64 hex digits, boxes are base64 of libsodium's crypto_box_seal. What
 * is stored in rows is sealed by seal.h, which binds it to its row.
 */

/* False if the key is none. */
bool seal_to(struct arena *a, const char *public_key, const void *plain, size_t len,
	const char **ret_box) MUST_CHECK;

/* Opens; the plain text ends with a NUL. False for another key or a damaged box. */
bool seal_to_open(struct arena *a, const char *public_key, const char *private_key,
	const char *box, char **ret_plain, size_t *ret_len) MUST_CHECK;

#endif
