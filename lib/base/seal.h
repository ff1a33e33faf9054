#ifndef SLIPWAY_BASE_SEAL_H
#define SLIPWAY_BASE_SEAL_H

#include "lib/base/work.h"

/*
 * Everything cryptographic: sealed secrets, MACs, passwords, random texts, hashes,
 * base64. The only user of libsodium.
 *
 * Secrets: whoever has seal.pub (the portal) can seal, only who has seal.key (the
 * runner) can open; the identity of the row is inside the box, so a box moved to
 * another row does not open. mac.key binds a box to its row for both.
 */

#define SEAL_MAC_BYTES 32

struct seal_keys;

/* Must be called once before anything else here; false if there is no randomness. */
bool seal_init(void) MUST_CHECK;

/* ---- keys ---------------------------------------------------------------- */

/*
 * Makes what is missing of home/keys/{mac.key,seal.pub} (0640) and seal.key
 * (0600). ERR_INTERNAL if the files cannot be written, or if seal.pub is there
 * without seal.key (a new pair would make old secrets unreadable).
 */
bool seal_generate(struct work *w, const char *home) MUST_CHECK;

/*
 * Reads the keys into locked memory that lives until seal_free, not as long as w.
 * seal.key only with_private. ERR_INTERNAL if a file is missing, has a wrong
 * size, or may be written by group or world.
 */
bool seal_load(struct work *w, const char *home, bool with_private,
	struct seal_keys **ret) MUST_CHECK;

/* Wipes and frees; NULL is allowed. */
void seal_free(struct seal_keys *keys);

/* ---- secrets ------------------------------------------------------------- */

/*
 * Seals: "SW1", 4 bytes key id, crypto_box_seal of (identity, NUL, plain). The
 * identity names the row, e.g. "secret/Secrets-12/Spaces-1".
 */
bool seal_box(struct work *w, const struct seal_keys *keys, const char *identity,
	const void *plain, size_t len, unsigned char **ret, size_t *ret_len) MUST_CHECK;

/*
 * Opens; the plain text ends with a NUL that ret_len does not count and is wiped
 * when the arena is reset. ERR_INTERNAL if the key is another one, the box is
 * damaged, or the identity inside differs.
 */
bool seal_open(struct work *w, const struct seal_keys *keys, const char *identity,
	const void *box, size_t len, char **ret_plain, size_t *ret_len) MUST_CHECK;

/*
 * Opens a box that seal_to made for seal.pub, with the private key; the plain text is
 * wiped when the arena is reset. ERR_INTERNAL if it is damaged or for another key.
 */
bool seal_open_sent(struct work *w, const struct seal_keys *keys, const char *box,
	char **ret_plain) MUST_CHECK;

/*
 * Keyed BLAKE2b over the parts, each preceded by its length; a part may be NULL,
 * which differs from "". Binary data goes in as base64.
 */
void seal_mac(const struct seal_keys *keys, const char *const *parts, size_t count,
	unsigned char out[SEAL_MAC_BYTES]);

/* Compares in constant time. */
bool seal_same(const void *a, const void *b, size_t len) MUST_CHECK;

/* Overwrites memory in a way that compilers do not leave out. */
void seal_wipe(void *memory, size_t len);

/* ---- passwords ----------------------------------------------------------- */

/* argon2id, about 0.2 s and 64 MiB. Lives as long as w. */
bool password_hash(struct work *w, const char *password, const char **ret) MUST_CHECK;
bool password_verify(const char *hash, const char *password) MUST_CHECK;

/* Takes as long as password_verify: for names that do not exist. */
void password_dummy(const char *password);

/* Whether the hash was made with other costs than password_hash takes today. */
bool password_needs_rehash(const char *hash);

/* ---- random texts, hashes, base64 ---------------------------------------- */

/* base64url without padding of so many random bytes: 32 bytes are 43 characters. */
const char *random_token(struct arena *a, size_t bytes) MUST_CHECK;

/* So many characters of A-Z and 0-9, evenly. */
const char *random_key(struct arena *a, size_t chars) MUST_CHECK;

/* A lower-case UUID, version 4 (RFC 9562). */
const char *random_guid(struct arena *a) MUST_CHECK;

/* SHA-256, lower-case hex. */
const char *hash_hex(struct arena *a, const void *data, size_t len) MUST_CHECK;

/* BLAKE2b-256 of a token, lower-case hex: what the database keeps of a session. */
const char *token_hash_hex(struct arena *a, const char *token) MUST_CHECK;

/* RFC 4648 section 4: with padding, no line breaks; decode takes nothing else. */
char *base64_encode(struct arena *a, const void *data, size_t len) MUST_CHECK;
bool base64_decode(struct arena *a, const char *s, size_t len, unsigned char **ret,
	size_t *ret_len) MUST_CHECK;

#endif
