/*
 * Passwords and API keys of users. Log-in itself (limits, comparing) is the API's
 * matter.
 */
#include "lib/model/credential.h"

#include <strings.h>

#include "lib/base/seal.h"
#include "lib/store/db.h"

#define PASSWORD_MIN 8
#define PASSWORD_MAX 200
#define KEY_CHARS 32
#define HINT_CHARS 7	/* "API-" and three characters */

bool
password_check(struct work *w, const char *pointer, const char *username, const char *password)
{
	size_t len = strlen(password);

	if (len < PASSWORD_MIN)
		return fail_field(w, pointer,
		    "The password is too short: use at least %d characters.",
		    PASSWORD_MIN);
	if (len > PASSWORD_MAX)
		return fail_field(w, pointer,
		    "The password is too long: use at most %d characters.",
		    PASSWORD_MAX);
	if (strcasecmp(password, username) == 0)
		return fail_field(w, pointer, "The password must differ from the user name.");
	return true;
}

bool
password_set(struct work *w, const char *user_id, const char *password)
{
	const char *hash;

	return password_hash(w, password, &hash)
	    && db_run(w, SQL_CREDENTIAL_SET, user_id, hash) != NULL
	    && db_run(w, SQL_SESSIONS_REMOVE_OTHERS, user_id, w->principal.session_id) != NULL;
}

/* Official clients accept upper-case letters and digits only. */
static bool
is_key(const char *key)
{
	return strncmp(key, "API-", 4) == 0 && strlen(key) >= 24 && strlen(key) <= 100
	    && strspn(key + 4, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == strlen(key + 4);
}

bool
api_key_add(struct work *w, const char *user_id, const char *purpose, const char *expires,
    const char *key, const char **ret_id, const char **ret_key)
{
	const char *id = arena_printf(w->arena, "apikeys-%s", random_key(w->arena, 20));

	if (key == NULL)
		key = arena_printf(w->arena, "API-%s", random_key(w->arena, KEY_CHARS));
	if (!is_key(key))
		return fail_field(w, "/ApiKey", "An API key is 'API-' and 20 or more of the "
		    "characters A-Z and 0-9.");
	if (db_run(w, SQL_API_KEY_ADD, id, user_id, hash_hex(w->arena, key, strlen(key)),
	    arena_strndup(w->arena, key, HINT_CHARS), purpose, expires) == NULL)
		return false;
	*ret_id = id;
	*ret_key = key;
	return true;
}
