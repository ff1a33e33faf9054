/* Keys, sealed secrets, MACs, passwords, random texts, hashes, base64. */
#include "lib/base/seal.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/proc.h"
#include "tests/unit/tap.h"

static const char *const key_names[] = {"mac.key", "seal.pub", "seal.key"};

static const char *
new_home(struct work *w)
{
	char *home = arena_strdup(w->arena, "/tmp/slipway-test-seal-XXXXXX");

	if (!seal_init())
		abort();
	return mkdtemp(home);
}

static const char *
key_file(struct work *w, const char *home, const char *name)
{
	return arena_printf(w->arena, "%s/keys/%s", home, name);
}

static const char *
file_hash(struct work *w, const char *path)
{
	size_t len = 0;
	const char *data = file_read(w->arena, path, 1000, &len);

	return data != NULL ? hash_hex(w->arena, data, len) : NULL;
}

static void
remove_home(struct work *w, const char *home)
{
	for (size_t i = 0; i < COUNT(key_names); i++)
		(void)unlink(key_file(w, home, key_names[i]));	/* some tests removed it */
	OK(rmdir(arena_printf(w->arena, "%s/keys", home)) == 0);
	OK(rmdir(home) == 0);
}

static struct seal_keys *
load(struct work *w, const char *home, bool with_private)
{
	struct seal_keys *keys = NULL;

	OK(seal_load(w, home, with_private, &keys));
	return keys;
}

static void
seal_generate_makes_files_once(struct work *w)
{
	static const unsigned modes[] = {0640, 0640, 0600};
	const char *home = new_home(w), *before;
	struct stat st;

	OK(seal_generate(w, home));
	for (size_t i = 0; i < COUNT(key_names); i++) {
		OK(stat(key_file(w, home, key_names[i]), &st) == 0);
		IS_INT(st.st_mode & 07777, modes[i]);
		IS_INT(st.st_size, 32);
	}
	before = file_hash(w, key_file(w, home, "seal.pub"));
	OK(unlink(key_file(w, home, "seal.pub")) == 0);
	OK(seal_generate(w, home));	/* made again from seal.key */
	IS(file_hash(w, key_file(w, home, "seal.pub")), before);
	remove_home(w, home);
}

static void
seal_generate_never_replaces_a_lost_private_key(struct work *w)
{
	const char *home = new_home(w);

	OK(seal_generate(w, home));
	OK(unlink(key_file(w, home, "seal.key")) == 0);
	OK(!seal_generate(w, home));
	IS_INT(w->error.code, ERR_INTERNAL);
	remove_home(w, home);
}

static void
seal_load_refuses_doubtful_files(struct work *w)
{
	const char *home = new_home(w);
	struct seal_keys *keys = NULL;

	OK(!seal_load(w, home, false, &keys));
	work_clear_error(w);
	OK(seal_generate(w, home));
	OK(chmod(key_file(w, home, "mac.key"), 0660) == 0);
	OK(!seal_load(w, home, false, &keys));
	OK(strstr(w->error.message, "written by others") != NULL);
	work_clear_error(w);
	OK(file_write_atomic(key_file(w, home, "mac.key"), "short", 5, 0640));
	OK(!seal_load(w, home, false, &keys));
	OK(strstr(w->error.message, "5 bytes") != NULL);
	work_clear_error(w);
	OK(unlink(key_file(w, home, "mac.key")) == 0);
	OK(symlink("seal.pub", key_file(w, home, "mac.key")) == 0);
	OK(!seal_load(w, home, false, &keys));
	OK(keys == NULL);
	remove_home(w, home);
}

static void
seal_load_refuses_a_pair_that_does_not_match(struct work *w)
{
	const char *home = new_home(w);
	struct seal_keys *keys = NULL;
	unsigned char other[32] = {1};

	OK(seal_generate(w, home));
	OK(file_write_atomic(key_file(w, home, "seal.pub"), other, 32, 0640));
	OK(!seal_load(w, home, true, &keys));
	remove_home(w, home);
}

static void
seal_box_opens_only_with_key_and_identity(struct work *w)
{
	const char *home = new_home(w);
	struct seal_keys *portal, *runner;
	unsigned char *box = NULL;
	size_t box_len = 0, len = 0;
	char *plain = NULL;

	OK(seal_generate(w, home));
	portal = load(w, home, false);
	runner = load(w, home, true);
	OK(seal_box(w, portal, "secret/Secrets-1", "hush\0hush", 9, &box, &box_len));
	OK(memcmp(box, "SW1", 3) == 0);
	OK(seal_open(w, runner, "secret/Secrets-1", box, box_len, &plain, &len));
	OK(len == 9 && memcmp(plain, "hush\0hush", 10) == 0);

	OK(!seal_open(w, portal, "secret/Secrets-1", box, box_len, &plain, &len));
	work_clear_error(w);
	OK(!seal_open(w, runner, "secret/Secrets-2", box, box_len, &plain, &len));
	work_clear_error(w);
	OK(!seal_open(w, runner, "secret/Secrets-1hush", box, box_len, &plain, &len));
	work_clear_error(w);
	box[box_len - 1] ^= 1;
	OK(!seal_open(w, runner, "secret/Secrets-1", box, box_len, &plain, &len));
	for (size_t n = 0; n < box_len; n += 7) {
		work_clear_error(w);
		OK(!seal_open(w, runner, "secret/Secrets-1", box, n, &plain, &len));
	}
	seal_free(portal);
	seal_free(runner);
	remove_home(w, home);
}

static void
seal_box_takes_an_empty_secret(struct work *w)
{
	const char *home = new_home(w);
	struct seal_keys *keys;
	unsigned char *box = NULL;
	size_t box_len = 0, len = 42;
	char *plain = NULL;

	OK(seal_generate(w, home));
	keys = load(w, home, true);
	OK(seal_box(w, keys, "x", NULL, 0, &box, &box_len));
	OK(seal_open(w, keys, "x", box, box_len, &plain, &len));
	IS(plain, "");
	IS_INT(len, 0);
	seal_free(keys);
	remove_home(w, home);
}

static void
seal_mac_keeps_parts_apart(struct work *w)
{
	const char *home = new_home(w);
	const char *const cases[][2] = {{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"abc", NULL}};
	unsigned char macs[COUNT(cases)][SEAL_MAC_BYTES], again[SEAL_MAC_BYTES];
	struct seal_keys *keys;

	OK(seal_generate(w, home));
	keys = load(w, home, false);
	for (size_t i = 0; i < COUNT(cases); i++) {
		seal_mac(keys, cases[i], 2, macs[i]);
		for (size_t j = 0; j < i; j++)
			OK(!seal_same(macs[i], macs[j], SEAL_MAC_BYTES));
	}
	seal_mac(keys, cases[0], 2, again);
	OK(seal_same(macs[0], again, SEAL_MAC_BYTES));
	seal_free(keys);
	remove_home(w, home);
}

static void
password_hash_verifies_its_password_only(struct work *w)
{
	const char *hash = NULL, *other = NULL;

	OK(seal_init());
	OK(password_hash(w, "correct horse", &hash));
	OK(password_hash(w, "correct horse", &other));
	OK(strcmp(hash, other) != 0);
	OK(strncmp(hash, "$argon2id$", 10) == 0);
	OK(password_verify(hash, "correct horse"));
	OK(!password_verify(hash, "correct horsf"));
	OK(!password_verify(hash, ""));
	OK(!password_verify("", "correct horse"));
	OK(!password_verify("plain", "plain"));
	OK(!password_needs_rehash(hash));
	OK(password_needs_rehash("$argon2id$v=19$m=8192,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
	OK(password_needs_rehash("plain"));
	password_dummy("whatever");
}

static void
random_texts_have_their_shape(struct work *w)
{
	const char *token = random_token(w->arena, 32), *key = random_key(w->arena, 32);
	const char *guid = random_guid(w->arena);

	IS_INT(strlen(token), 43);
	IS_INT(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789-_"), 43);
	OK(strcmp(token, random_token(w->arena, 32)) != 0);
	IS_INT(strlen(key), 32);
	IS_INT(strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), 32);
	OK(strcmp(key, random_key(w->arena, 32)) != 0);
	IS_INT(strlen(guid), 36);
	IS_INT(strspn(guid, "0123456789abcdef-"), 36);
	OK(guid[8] == '-' && guid[13] == '-' && guid[18] == '-' && guid[23] == '-');
	IS_INT(guid[14], '4');
	OK(strchr("89ab", guid[19]) != NULL);
}

static void
hashes_match_published_values(struct work *w)
{
	IS(hash_hex(w->arena, "abc", 3),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	IS(hash_hex(w->arena, "", 0),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	IS(token_hash_hex(w->arena, "abc"),
	    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void
base64_goes_both_ways(struct work *w)
{
	static const struct { const char *plain, *text; } cases[] = {
		{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="},
		{"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff\xfe", "+//+"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned char *data = NULL;
		size_t len = 42;

		IS(base64_encode(w->arena, cases[i].plain, strlen(cases[i].plain)), cases[i].text);
		OK(base64_decode(w->arena, cases[i].text, strlen(cases[i].text), &data, &len));
		IS_INT(len, strlen(cases[i].plain));
		IS((char *)data, cases[i].plain);
	}
}

static void
base64_decode_is_strict(struct work *w)
{
	static const char *const bad[] = {
		"Zg", "Zg=", "Zg===", "Zm9vYg", "Zm9v\n", " Zm9v", "Zm9v====", "Z===", "====",
		"-__-",
		"Zh==", "Zm9=", "Zg==Zg==", "\xff\xff\xff\xff", "Zm9\xef",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		unsigned char *data = NULL;
		size_t len = 42;

		if (!OK(!base64_decode(w->arena, bad[i], strlen(bad[i]), &data, &len)))
			printf("# accepted: %s\n", bad[i]);
		OK(data == NULL && len == 42);
	}
	OK(!base64_decode(w->arena, "Zm\0v", 4, &(unsigned char *){0}, &(size_t){0}));
}

static const struct test tests[] = {
	TEST(seal_generate_makes_files_once),
	TEST(seal_generate_never_replaces_a_lost_private_key),
	TEST(seal_load_refuses_doubtful_files),
	TEST(seal_load_refuses_a_pair_that_does_not_match),
	TEST(seal_box_opens_only_with_key_and_identity),
	TEST(seal_box_takes_an_empty_secret),
	TEST(seal_mac_keeps_parts_apart),
	TEST(password_hash_verifies_its_password_only),
	TEST(random_texts_have_their_shape),
	TEST(hashes_match_published_values),
	TEST(base64_goes_both_ways),
	TEST(base64_decode_is_strict),
};

TAP_MAIN(tests)
