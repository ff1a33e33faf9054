/*
 * Log-in and log-out. The log-in manages its own transactions: hashing takes a
 * fifth of a second and must hold no row, and a refused attempt leaves an event and
 * a used-up token of the limiter although it answers an error.
 */
#include "lib/api/handlers.h"

#include <arpa/inet.h>

#include "lib/api/audit.h"
#include "lib/api/auth.h"
#include "lib/base/seal.h"
#include "lib/model/kinds.h"
#include "lib/store/document.h"

#define REMEMBER_SECONDS (20 * 24 * 3600)

struct attempt {
	const char *username;
	const char *password;
	const char *account_key;	/* of the limiter */
	const char *address_key;
	const char *user_id;		/* NULL: no such active user with a password */
	const char *hash;
};

/* An IPv4 address is one visitor; of IPv6 everybody has a network of 64 bits. */
static const char *
network_of(struct work *w, const char *address)
{
	unsigned char a[16];

	if (inet_pton(AF_INET6, address, a) != 1)
		return address;
	return arena_printf(w->arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x::/64", a[0], a[1], a[2],
	    a[3], a[4], a[5], a[6], a[7]);
}

static bool
check_limit(struct work *w, struct call *c, const struct attempt *a)
{
	struct rows *rows = db_run(w, SQL_LOGIN_MAY_TRY, a->account_key, a->address_key);

	if (rows == NULL)
		return false;
	if (rows_true(rows, 0, 0))
		return true;
	c->answer->retry_after = 30;
	return fail(w, ERR_LIMITED,
	    "There were too many failed attempts to log in. Wait half a minute and try again.");
}

static bool
find_account(struct work *w, struct attempt *a)
{
	struct rows *rows = db_run(w, SQL_LOGIN_ACCOUNT, a->username);

	if (rows == NULL)
		return false;
	if (rows_count(rows) > 0) {
		a->user_id = rows_text(rows, 0, 0);
		a->hash = rows_text(rows, 0, 1);
	}
	return true;
}

/* Takes as long for names that do not exist. */
static bool
is_right(const struct attempt *a)
{
	if (a->user_id == NULL) {
		password_dummy(a->password);
		return false;
	}
	return password_verify(a->hash, a->password);
}

static bool
refuse(struct work *w, struct call *c, const struct attempt *a)
{
	if (a->user_id != NULL)
		call_related(c, a->user_id);
	w->principal.user_id = NULL;
	w->principal.username = a->username;
	w->principal.by = BY_NOTHING;
	call_event(w, c, "LoginFailed", "An attempt to log in as %s failed", a->username);
	if (!db_begin(w) || db_run(w, SQL_LOGIN_TAKE, a->account_key, a->address_key) == NULL
	    || !audit_write(w, c) || !db_commit(w))
		return false;
	return fail(w, ERR_INVALID, "The user name or the password is wrong.");
}

static bool
add_cookies(struct work *w, struct call *c, const char *token, bool is_remembered)
{
	const char *id = api_installation_id(w), *url = getenv("SLIPWAY_PUBLIC_URL");
	const char *secure = url != NULL && strncmp(url, "https:", 6) == 0 ? "; Secure" : "";
	const char *age = is_remembered
	    ? arena_printf(w->arena, "; Max-Age=%d", REMEMBER_SECONDS) : "";

	if (id == NULL)
		return false;
	c->answer->cookies[0] = arena_printf(w->arena, "OctopusIdentificationToken_%s=%s; Path=/; "
	    "HttpOnly; SameSite=Lax%s%s", id, token, secure, age);
	c->answer->cookies[1] = arena_printf(w->arena, "Octopus-Csrf-Token_%s=%s; Path=/; "
	    "SameSite=Lax%s%s", id, auth_csrf_token(w, token), secure, age);
	c->answer->session_token = token;
	return true;
}

/* The principal is whoever logs in, for the event. */
static bool
welcome(struct work *w, struct call *c, const struct attempt *a, bool is_remembered)
{
	const char *token;

	w->principal.user_id = a->user_id;
	w->principal.username = a->username;
	w->principal.by = BY_SESSION;
	call_related(c, a->user_id);
	call_event(w, c, "LoginSucceeded", "%s logged in", a->username);
	if (!db_begin(w) || !session_start(w, a->user_id, is_remembered, &token)
	    || !audit_write(w, c) || !db_commit(w))
		return false;
	return crud_answer(w, c, 200, a->user_id) && add_cookies(w, c, token, is_remembered);
}

bool
login(struct work *w, struct call *c)
{
	struct attempt a = {
		.username = trimmed(w, body_text(c, "Username")),
		.password = body_text(c, "Password"),
	};

	if (is_blank(a.username))
		fail_field(w, "/Username", "Enter your user name.");
	if (*a.password == '\0')
		fail_field(w, "/Password", "Enter your password.");
	if (work_failed(w))
		return false;
	if (strlen(a.username) > 200 || strlen(a.password) > 1000)
		return fail(w, ERR_INVALID, "The user name or the password is wrong.");
	a.account_key = arena_printf(w->arena, "user:%s", a.username);
	a.address_key = arena_printf(w->arena, "address:%s", network_of(w, w->principal.address));
	if (!check_limit(w, c, &a) || !find_account(w, &a))
		return false;
	if (!is_right(&a))
		return refuse(w, c, &a);
	return welcome(w, c, &a, body_flag(c, "RememberMe", false));
}

bool
logout(struct work *w, struct call *c)
{
	const char *id = api_installation_id(w);

	if (id == NULL || !session_end(w))
		return false;
	if (w->principal.user_id != NULL) {
		call_related(c, w->principal.user_id);
		call_event(w, c, "Logout", "%s logged out", w->principal.username);
	}
	c->answer->cookies[0] = arena_printf(w->arena,
	    "OctopusIdentificationToken_%s=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", id);
	c->answer->cookies[1] = arena_printf(w->arena,
	    "Octopus-Csrf-Token_%s=; Path=/; SameSite=Lax; Max-Age=0", id);
	return answer_text(c, 200, "{}");
}
