/*
 * Anonymous boxes for a key that is given as text. Knows no key files and no rows.
 */
#include "lib/base/seal_to.h"

#include <sodium.h>

#include "lib/base/seal.h"

static bool
read_key(const char *hex, unsigned char key[crypto_box_PUBLICKEYBYTES])
{
	return hex != NULL && strlen(hex) == crypto_box_PUBLICKEYBYTES * 2 &&
	    sodium_hex2bin(key, crypto_box_PUBLICKEYBYTES, hex, strlen(hex), NULL, NULL, NULL) == 0;
}

bool
seal_to(struct arena *a, const char *public_key, const void *plain, size_t len,
    const char **ret_box)
{
	unsigned char key[crypto_box_PUBLICKEYBYTES], *box;

	if (!read_key(public_key, key))
		return false;
	box = arena_alloc(a, len + crypto_box_SEALBYTES);
	if (crypto_box_seal(box, plain, len, key) != 0)
		return false;
	*ret_box = base64_encode(a, box, len + crypto_box_SEALBYTES);
	return true;
}

bool
seal_to_open(struct arena *a, const char *public_key, const char *private_key, const char *box,
    char **ret_plain, size_t *ret_len)
{
	unsigned char public[crypto_box_PUBLICKEYBYTES], private[crypto_box_SECRETKEYBYTES];
	unsigned char *bytes, *plain;
	size_t len;
	bool ok;

	if (!read_key(public_key, public) || !read_key(private_key, private) ||
	    !base64_decode(a, box, strlen(box), &bytes, &len) || len < crypto_box_SEALBYTES)
		return false;
	plain = arena_alloc(a, len - crypto_box_SEALBYTES + 1);
	ok = crypto_box_seal_open(plain, bytes, len, public, private) == 0;
	sodium_memzero(private, sizeof(private));
	*ret_plain = (char *)plain;
	*ret_len = len - crypto_box_SEALBYTES;
	return ok;
}
