/*
 * Who asks, and may he? Credentials to principal; sessions; anti-forgery tokens;
 * the permission of a route. Teams and scoped roles come later: until then a
 * permission is either one of administrators or one of everybody logged in.
 */
#include "lib/api/auth.h"

#include <strings.h>

#include "lib/base/seal.h"
#include "lib/model/secret.h"
#include "lib/store/db.h"
#include "lib/store/doorbell.h"

static struct {
	struct seal_keys *keys;
	char installation_id[64];
} portal;

bool
api_open(struct work *w)
{
	const char *url = getenv("SLIPWAY_DATABASE_URL"), *home = getenv("SLIPWAY_HOME");

	if (url == NULL || home == NULL)
		return fail(w, ERR_INTERNAL, "SLIPWAY_DATABASE_URL and SLIPWAY_HOME must be set.");
	if (!seal_init())
		return fail(w, ERR_INTERNAL, "libsodium does not start.");
	if (portal.keys == NULL && !seal_load(w, home, false, &portal.keys))
		return false;
	secrets_use(portal.keys);
	return db_open(w, url, "slipway-portal");
}

const char *
api_installation_id(struct work *w)
{
	struct rows *rows;

	if (portal.installation_id[0] != '\0')
		return portal.installation_id;
	rows = db_run(w, SQL_SETTING_GET, "installation_id");
	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	(void)snprintf(portal.installation_id, sizeof(portal.installation_id), "%s",
	    rows_text(rows, 0, 0));
	return portal.installation_id;
}

void
api_ring(struct work *w UNUSED, const char *task_id)
{
	const char *run_dir = getenv("SLIPWAY_RUN_DIR");

	if (run_dir != NULL)
		doorbell_ring(run_dir, task_id);
}

/* Columns: user id, name, display name, administrator?, session id */
static bool
become(struct work *w, struct rows *rows, enum identified_by by)
{
	struct principal *p = &w->principal;

	p->user_id = rows_text(rows, 0, 0);
	p->username = rows_text(rows, 0, 1);
	p->display_name = rows_text(rows, 0, 2);
	p->is_administrator = rows_true(rows, 0, 3);
	p->session_id = by == BY_SESSION ? rows_text(rows, 0, 4) : NULL;
	p->by = by;
	return true;
}

static bool
identify_by_key(struct work *w, const char *key)
{
	struct rows *rows = db_run(w, SQL_AUTH_BY_KEY, hash_hex(w->arena, key, strlen(key)));

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_UNAUTHENTICATED, "The API key is not valid, has expired, or "
		    "belongs to a disabled user. Check the header X-Octopus-ApiKey.");
	return become(w, rows, BY_API_KEY);
}

static bool
identify_by_session(struct work *w, const char *token)
{
	struct rows *rows = db_run(w, SQL_AUTH_BY_SESSION, token_hash_hex(w->arena, token));

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)	/* an old cookie is like none: pages lead to the log-in */
		return true;
	return become(w, rows, BY_SESSION);
}

bool
auth_identify(struct work *w, const struct credentials *c)
{
	w->principal = (struct principal){
		.address = c->address == NULL ? "" : c->address,
		.user_agent = c->user_agent == NULL ? "" : c->user_agent,
	};
	if (c->api_key != NULL && c->api_key[0] != '\0')
		return identify_by_key(w, c->api_key);
	if (c->bearer != NULL && c->bearer[0] != '\0')
		return fail(w, ERR_UNAUTHENTICATED,
		    "Access tokens are not accepted yet. Use an API "
		    "key in the header X-Octopus-ApiKey.");
	if (c->session_token != NULL && c->session_token[0] != '\0')
		return identify_by_session(w, c->session_token);
	return true;
}

bool
session_start(struct work *w, const char *user_id, bool is_remembered, const char **ret_token)
{
	const char *token = random_token(w->arena, 32);

	if (db_run(w, SQL_SESSION_ADD, token_hash_hex(w->arena, token), user_id,
	    is_remembered ? "t" : "f", w->principal.address, w->principal.user_agent) == NULL)
		return false;
	*ret_token = token;
	return true;
}

bool
session_end(struct work *w)
{
	return w->principal.session_id == NULL ||
	    db_run(w, SQL_SESSION_REMOVE, w->principal.session_id) != NULL;
}

const char *
auth_csrf_token(struct work *w, const char *session_token)
{
	const char *parts[] = {"csrf", session_token};
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	char *s = arena_alloc(w->arena, 33);
	unsigned char mac[32];

	seal_mac(portal.keys, parts, COUNT(parts), mac);
	for (size_t i = 0; i < 32; i++)
		s[i] = digits[mac[i] & 31];
	return s;
}

const char *
auth_request_mark(struct work *w, const char *request)
{
	const char *parts[] = {"request", request};
	unsigned char mac[SEAL_MAC_BYTES];

	seal_mac(portal.keys, parts, COUNT(parts), mac);
	return hash_hex(w->arena, mac, sizeof(mac));
}

bool
auth_csrf_valid(struct work *w, const char *session_token, const char *token)
{
	const char *right;

	if (session_token == NULL || token == NULL)
		return false;
	right = auth_csrf_token(w, session_token);
	return strlen(token) == strlen(right) && seal_same(right, token, strlen(right));
}

/* Permissions that only administrators have; everything else any active person has. */
static const char *const of_administrators[] = {
	"AdministerSystem", "ConfigureServer", "UserEdit", "UserInvite", "UserRoleEdit",
	"TeamCreate", "TeamEdit", "TeamDelete", "SpaceCreate", "SpaceEdit", "SpaceDelete",
};

bool
permission_needs_administrator(const char *permission)
{
	for (size_t i = 0; i < COUNT(of_administrators); i++)
		if (strcmp(of_administrators[i], permission) == 0)
			return true;
	return false;
}

bool
auth_may(struct work *w, const char *permission)
{
	if (permission_needs_administrator(permission) && !w->principal.is_administrator)
		return fail(w, ERR_FORBIDDEN, "You do not have the permission %s that this needs. "
		    "Ask an administrator.", permission);
	return true;
}

bool
authorise(struct work *w, const struct route *route)
{
	if (route->flags & R_ANONYMOUS)
		return true;
	if (w->principal.user_id == NULL)
		return fail(w, ERR_UNAUTHENTICATED, "You must be logged in to do this. Log in, or "
		    "send an API key in the header X-Octopus-ApiKey.");
	return auth_may(w, route->permission);
}
