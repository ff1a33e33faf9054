/* API keys of a person: made by the person or an administrator, shown once. */
#include "lib/api/handlers.h"

#include "lib/base/clock.h"
#include "lib/model/credential.h"
#include "lib/model/kinds.h"
#include "lib/store/db.h"

#define YEARS_MAX_US ((int64_t)10 * 366 * 24 * 3600 * 1000000)

/* The user whose keys these are; keys of others are as good as absent. */
static const char *
find_owner(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "user", "user");

	if (id == NULL || w->principal.is_administrator || strcmp(id, w->principal.user_id) == 0)
		return id;
	fail(w, ERR_FORBIDDEN, "API keys of other people can only be seen by administrators.");
	return NULL;
}

bool
api_key_list(struct work *w, struct call *c)
{
	const char *user = find_owner(w, c);
	int64_t skip, take;
	struct rows *rows;

	if (user == NULL || !call_page(w, c, &skip, &take))
		return false;
	rows = db_run(w, SQL_API_KEY_LIST, user, db_int(w, skip), db_int(w, take));
	if (rows == NULL)
		return false;
	return answer_text(c, 200, list_envelope(w, c, "ApiKey", rows_text(rows, 0, 0),
	    rows_int(rows, 0, 1), skip, take));
}

static bool
check_expiry(struct work *w, const char *text)
{
	int64_t when, now = clock_now_us();

	if (*text == '\0')
		return true;
	if (!clock_parse_iso(text, &when))
		return fail_field(w, "/Expires",
		    "Enter a date and time like 2027-11-24T10:30:00+00:00, or leave it out.");
	if (when <= now || when > now + YEARS_MAX_US)
		return fail_field(w, "/Expires", "The key must expire in the next ten years.");
	return true;
}

bool
api_key_create(struct work *w, struct call *c)
{
	const char *user = find_owner(w, c), *expires = body_text(c, "Expires"), *id, *key;
	const char *purpose = trimmed(w, body_text(c, "Purpose"));
	struct json_object *answer;
	struct rows *rows;

	if (user == NULL)
		return false;
	if (is_blank(purpose) || strlen(purpose) > 200)
		fail_field(w, "/Purpose", "Say what the key is for, in 1 to 200 characters.");
	if (!check_expiry(w, expires) || work_failed(w)
	    || !api_key_add(w, user, purpose, *expires == '\0' ? NULL : expires, NULL, &id, &key)
	    || (rows = db_run(w, SQL_API_KEY_GET, user, id)) == NULL)
		return false;
	answer = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	if (answer == NULL)
		return false;
	json_set_str(answer, "ApiKey", key);
	call_related(c, user);
	call_event(w, c, "Created", "API key %s was created", purpose);
	c->answer->location = json_str(json_get(answer, "Links"), "Self", NULL);
	return answer_json(w, c, 201, answer);
}

bool
api_key_get(struct work *w, struct call *c)
{
	const char *user = find_owner(w, c);

	return user != NULL && answer_rows(w, c,
	    db_run(w, SQL_API_KEY_GET, user, call_name(c, "id")), "such API key");
}

bool
api_key_delete(struct work *w, struct call *c)
{
	const char *user = find_owner(w, c);
	struct rows *rows;

	if (user == NULL || (rows = db_run(w, SQL_API_KEY_REMOVE, user,
	    call_name(c, "id"))) == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no API key '%s'.", call_name(c, "id"));
	call_related(c, user);
	call_event(w, c, "Deleted", "API key %s was deleted", rows_text(rows, 0, 0));
	return answer_text(c, 200, "{}");
}
