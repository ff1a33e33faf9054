/*
 * libsodium behind our own names. Nothing here decides who may do what; callers
 * choose identities and store results. Failures of the library (no memory for
 * argon2) are errors of the work; misuse of it ends the process.
 */
#include "lib/base/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/proc.h"

#define KEY_BYTES	32
#define ID_BYTES	4
#define HEAD		"SW1"
#define HEAD_BYTES	(sizeof(HEAD) - 1 + ID_BYTES)
#define MAX_SEALED	((size_t)16 * 1024 * 1024)

_Static_assert(crypto_box_PUBLICKEYBYTES == KEY_BYTES, "size of seal.pub");
_Static_assert(crypto_box_SECRETKEYBYTES == KEY_BYTES, "size of seal.key");
_Static_assert(crypto_generichash_KEYBYTES == KEY_BYTES, "size of mac.key");
_Static_assert(crypto_generichash_BYTES == SEAL_MAC_BYTES, "size of a MAC");

struct seal_keys {
	unsigned char mac[KEY_BYTES];
	unsigned char pub[KEY_BYTES];
	unsigned char key[KEY_BYTES];	/* valid if has_private */
	unsigned char id[ID_BYTES];	/* names pub, so that old boxes tell their key */
	bool has_private;
};

bool
seal_init(void)
{
	return sodium_init() >= 0;
}

bool
seal_same(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void
seal_wipe(void *memory, size_t len)
{
	sodium_memzero(memory, len);
}

/* ---- key files ----------------------------------------------------------- */

static const char *
key_path(struct work *w, const char *home, const char *name)
{
	return arena_printf(w->arena, "%s/keys/%s", home, name);
}

static bool
check_key_file(struct work *w, const char *path, const struct stat *st)
{
	if (!S_ISREG(st->st_mode))
		return fail(w, ERR_INTERNAL, "The key '%s' is not an ordinary file.", path);
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return fail(w, ERR_INTERNAL, "The key '%s' may be written by others: run "
		    "'chmod go-w' on it after making sure that nobody changed it.", path);
	if (st->st_size != KEY_BYTES)
		return fail(w, ERR_INTERNAL, "The key '%s' has %lld bytes instead of %d.", path,
		    (long long)st->st_size, KEY_BYTES);
	return true;
}

static bool
read_key(struct work *w, const char *path, unsigned char key[KEY_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	bool ok;

	if (fd < 0)
		return fail(w, ERR_INTERNAL, "The key '%s' cannot be opened: %s.", path,
		    strerror(errno));
	ok = fstat(fd, &st) == 0 && check_key_file(w, path, &st);
	if (ok && read_full(fd, key, KEY_BYTES) != KEY_BYTES)
		ok = false;
	(void)close(fd);	/* only read from */
	return ok || fail(w, ERR_INTERNAL, "The key '%s' cannot be read.", path);
}

static bool
write_key(struct work *w, const char *path, const unsigned char key[KEY_BYTES], mode_t mode)
{
	return file_write_atomic(path, key, KEY_BYTES, mode) ||
	    fail(w, ERR_INTERNAL, "The key '%s' cannot be written: %s.", path, strerror(errno));
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The private key first: the public one can be made from it again, not vice versa. */
static bool
generate_pair(struct work *w, const char *home)
{
	const char *pub_path = key_path(w, home, "seal.pub");
	const char *key_file = key_path(w, home, "seal.key");
	unsigned char pub[KEY_BYTES], key[KEY_BYTES];
	bool ok;

	if (exists(pub_path) && exists(key_file))
		return true;
	if (exists(pub_path))
		return fail(w, ERR_INTERNAL, "The key '%s' is missing but '%s' is there: restore "
		    "it from the backup, or remove both to give up all stored secrets.", key_file,
		    pub_path);
	if (exists(key_file)) {
		ok = read_key(w, key_file, key);
	} else {
		randombytes_buf(key, sizeof(key));
		ok = write_key(w, key_file, key, 0600);
	}
	ok = ok && crypto_scalarmult_base(pub, key) == 0 && write_key(w, pub_path, pub, 0640);
	sodium_memzero(key, sizeof(key));
	return ok;
}

bool
seal_generate(struct work *w, const char *home)
{
	const char *folder = arena_printf(w->arena, "%s/keys", home);
	const char *mac_path = key_path(w, home, "mac.key");
	unsigned char mac[KEY_BYTES];
	bool ok = true;

	if (mkdir(folder, 0750) != 0 && errno != EEXIST)
		return fail(w, ERR_INTERNAL, "The folder '%s' cannot be made: %s.", folder,
		    strerror(errno));
	if (!exists(mac_path)) {
		randombytes_buf(mac, sizeof(mac));
		ok = write_key(w, mac_path, mac, 0640);
		sodium_memzero(mac, sizeof(mac));
	}
	return ok && generate_pair(w, home);
}

static bool
read_keys(struct work *w, const char *home, bool with_private, struct seal_keys *keys)
{
	unsigned char pub[KEY_BYTES];

	if (!read_key(w, key_path(w, home, "mac.key"), keys->mac) ||
	    !read_key(w, key_path(w, home, "seal.pub"), keys->pub))
		return false;
	(void)crypto_generichash(keys->id, ID_BYTES, keys->pub, KEY_BYTES, NULL, 0);
	keys->has_private = with_private;
	if (!with_private)
		return true;
	if (!read_key(w, key_path(w, home, "seal.key"), keys->key))
		return false;
	if (crypto_scalarmult_base(pub, keys->key) != 0 || !seal_same(pub, keys->pub, KEY_BYTES))
		return fail(w, ERR_INTERNAL, "The keys seal.key and seal.pub in '%s/keys' do not "
		    "belong together.", home);
	return true;
}

bool
seal_load(struct work *w, const char *home, bool with_private, struct seal_keys **ret)
{
	struct seal_keys *keys = sodium_malloc(sizeof(*keys));

	if (keys == NULL)
		return fail(w, ERR_INTERNAL, "There is no memory for the keys.");
	memset(keys, 0, sizeof(*keys));
	if (!read_keys(w, home, with_private, keys)) {
		sodium_free(keys);
		return false;
	}
	(void)sodium_mprotect_readonly(keys);	/* a precaution: works without */
	*ret = keys;
	return true;
}

void
seal_free(struct seal_keys *keys)
{
	sodium_free(keys);	/* wipes */
}

/* ---- secrets ------------------------------------------------------------- */

bool
seal_box(struct work *w, const struct seal_keys *keys, const char *identity, const void *plain,
    size_t len, unsigned char **ret, size_t *ret_len)
{
	size_t identity_len = strlen(identity) + 1;
	size_t inner_len = identity_len + len;
	size_t box_len = HEAD_BYTES + crypto_box_SEALBYTES + inner_len;
	unsigned char *inner, *box;
	bool ok;

	if (len > MAX_SEALED || identity_len > 1024)
		return fail(w, ERR_TOO_LARGE, "The secret is too large to be stored.");
	inner = arena_alloc(w->arena, inner_len);
	box = arena_alloc(w->arena, box_len);
	memcpy(inner, identity, identity_len);
	if (len > 0)
		memcpy(inner + identity_len, plain, len);
	memcpy(box, HEAD, sizeof(HEAD) - 1);
	memcpy(box + sizeof(HEAD) - 1, keys->id, ID_BYTES);
	ok = crypto_box_seal(box + HEAD_BYTES, inner, inner_len, keys->pub) == 0;
	sodium_memzero(inner, inner_len);
	if (!ok)
		return fail(w, ERR_INTERNAL, "The secret could not be sealed.");
	*ret = box;
	*ret_len = box_len;
	return true;
}

struct wipe {
	void *memory;
	size_t len;
};

static void
run_wipe(void *arg)
{
	struct wipe *wipe = arg;

	sodium_memzero(wipe->memory, wipe->len);
}

static unsigned char *
alloc_wiped(struct arena *a, size_t len)
{
	struct wipe *wipe = arena_alloc(a, sizeof(*wipe));

	wipe->memory = arena_alloc(a, len);
	wipe->len = len;
	arena_defer(a, run_wipe, wipe);
	return wipe->memory;
}

bool
seal_open(struct work *w, const struct seal_keys *keys, const char *identity, const void *box,
    size_t len, char **ret_plain, size_t *ret_len)
{
	const unsigned char *b = box;
	size_t identity_len = strlen(identity) + 1;
	unsigned char *inner;
	size_t inner_len;

	if (len < HEAD_BYTES + crypto_box_SEALBYTES || len > MAX_SEALED * 2 ||
	    memcmp(b, HEAD, sizeof(HEAD) - 1) != 0)
		return fail(w, ERR_INTERNAL, "The stored secret '%s' is damaged.", identity);
	if (!keys->has_private || memcmp(b + sizeof(HEAD) - 1, keys->id, ID_BYTES) != 0)
		return fail(w, ERR_INTERNAL, "The stored secret '%s' was sealed for another key.",
		    identity);
	inner_len = len - HEAD_BYTES - crypto_box_SEALBYTES;
	inner = alloc_wiped(w->arena, inner_len + 1);
	if (crypto_box_seal_open(inner, b + HEAD_BYTES, len - HEAD_BYTES, keys->pub,
	    keys->key) != 0)
		return fail(w, ERR_INTERNAL, "The stored secret '%s' is damaged.", identity);
	if (inner_len < identity_len || memcmp(inner, identity, identity_len) != 0)
		return fail(w, ERR_INTERNAL, "The stored secret '%s' belongs to something else.",
		    identity);
	*ret_plain = (char *)inner + identity_len;
	*ret_len = inner_len - identity_len;
	return true;
}

bool
seal_open_sent(struct work *w, const struct seal_keys *keys, const char *box, char **ret_plain)
{
	unsigned char *bytes, *plain;
	size_t len;

	if (!keys->has_private || !base64_decode(w->arena, box, strlen(box), &bytes, &len) ||
	    len < crypto_box_SEALBYTES)
		return fail(w, ERR_INTERNAL, "A sealed value of a script is damaged.");
	plain = alloc_wiped(w->arena, len - crypto_box_SEALBYTES + 1);
	if (crypto_box_seal_open(plain, bytes, len, keys->pub, keys->key) != 0)
		return fail(w, ERR_INTERNAL, "A sealed value of a script is for another key.");
	*ret_plain = (char *)plain;
	return true;
}

void
seal_mac(const struct seal_keys *keys, const char *const *parts, size_t count,
    unsigned char out[SEAL_MAC_BYTES])
{
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, keys->mac, KEY_BYTES, SEAL_MAC_BYTES);
	for (size_t i = 0; i < count; i++) {
		uint64_t len = parts[i] != NULL ? strlen(parts[i]) : UINT64_MAX;
		unsigned char length[8];

		for (size_t byte = 0; byte < sizeof(length); byte++)
			length[byte] = (unsigned char)(len >> (8 * byte));
		(void)crypto_generichash_update(&state, length, sizeof(length));
		if (parts[i] != NULL)
			(void)crypto_generichash_update(&state,
			    (const unsigned char *)parts[i], len);
	}
	(void)crypto_generichash_final(&state, out, SEAL_MAC_BYTES);	/* cannot fail */
}

/* ---- passwords ----------------------------------------------------------- */

bool
password_hash(struct work *w, const char *password, const char **ret)
{
	char hash[crypto_pwhash_STRBYTES];

	if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return fail(w, ERR_UNAVAILABLE, "There is not enough memory to hash the password; "
		    "try again in a moment.");
	*ret = arena_strdup(w->arena, hash);
	return true;
}

/* libsodium reads hashes from arrays of fixed size; ours end where they end. */
static bool
padded_hash(char out[crypto_pwhash_STRBYTES], const char *hash)
{
	size_t len = strlen(hash);

	if (len >= crypto_pwhash_STRBYTES)
		return false;
	memset(out, 0, crypto_pwhash_STRBYTES);
	memcpy(out, hash, len);
	return true;
}

bool
password_verify(const char *hash, const char *password)
{
	char padded[crypto_pwhash_STRBYTES];

	return padded_hash(padded, hash) &&
	    crypto_pwhash_str_verify(padded, password, strlen(password)) == 0;
}

void
password_dummy(const char *password)
{
	char hash[crypto_pwhash_STRBYTES];

	/* only the time counts: hashing costs what verifying costs */
	(void)!crypto_pwhash_str(hash, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
	sodium_memzero(hash, sizeof(hash));
}

bool
password_needs_rehash(const char *hash)
{
	char padded[crypto_pwhash_STRBYTES];

	return !padded_hash(padded, hash) ||
	    crypto_pwhash_str_needs_rehash(padded, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0;
}

/* ---- random texts, hashes, base64 ---------------------------------------- */

static char *
encode(struct arena *a, const void *data, size_t len, int variant)
{
	size_t size = sodium_base64_ENCODED_LEN(len, variant);

	return sodium_bin2base64(arena_alloc(a, size), size, data, len, variant);
}

const char *
random_token(struct arena *a, size_t bytes)
{
	unsigned char *random = alloc_wiped(a, bytes);

	randombytes_buf(random, bytes);
	return encode(a, random, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

const char *
random_key(struct arena *a, size_t chars)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char *key = arena_alloc(a, chars + 1);

	for (size_t i = 0; i < chars; i++)
		key[i] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
	return key;
}

const char *
random_guid(struct arena *a)
{
	unsigned char b[16];
	char hex[2 * sizeof(b) + 1];

	randombytes_buf(b, sizeof(b));
	b[6] = (b[6] & 0x0f) | 0x40;	/* version 4 */
	b[8] = (b[8] & 0x3f) | 0x80;	/* variant of RFC 9562 */
	(void)sodium_bin2hex(hex, sizeof(hex), b, sizeof(b));
	return arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
	    hex + 20);
}

const char *
hash_hex(struct arena *a, const void *data, size_t len)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];

	(void)crypto_hash_sha256(hash, data, len);	/* cannot fail */
	return arena_strdup(a, sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
}

const char *
token_hash_hex(struct arena *a, const char *token)
{
	unsigned char hash[32];
	char hex[2 * sizeof(hash) + 1];

	(void)crypto_generichash(hash, sizeof(hash), (const unsigned char *)token, strlen(token),
	    NULL, 0);	/* cannot fail */
	return arena_strdup(a, sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
}

char *
base64_encode(struct arena *a, const void *data, size_t len)
{
	return encode(a, data, len, sodium_base64_VARIANT_ORIGINAL);
}

bool
base64_decode(struct arena *a, const char *s, size_t len, unsigned char **ret, size_t *ret_len)
{
	size_t max = len / 4 * 3;
	unsigned char *data = arena_alloc(a, max + 1);
	size_t data_len;

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 0x80)	/* libsodium 1.0.18 takes these as 63 */
			return false;
	if (len % 4 != 0 || sodium_base642bin(data, max, s, len, NULL, &data_len, NULL,
	    sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*ret = data;
	*ret_len = data_len;
	return true;
}
