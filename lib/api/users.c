/*
 * Users. Administrators may change everybody, everybody their own names, mail
 * address and password. Passwords are taken out of the body before anything else
 * sees it (the recorder included).
 */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/api/auth.h"
#include "lib/model/credential.h"
#include "lib/model/kinds.h"
#include "lib/model/permission.h"
#include "lib/store/document.h"

static const char *
find_user(struct work *w, struct call *c)
{
	return call_find(w, c, "user", "id");
}

/* Only the person or an administrator; a foreign id answers like an unknown one. */
static const char *
find_own(struct work *w, struct call *c)
{
	const char *id = find_user(w, c);

	if (id == NULL || w->principal.is_administrator || strcmp(id, w->principal.user_id) == 0)
		return id;
	fail(w, ERR_FORBIDDEN, "You do not have the permission UserEdit that this needs. "
	    "Ask an administrator.");
	return NULL;
}

/* The user as he sees himself: IsRequestor tells clients which one they are. */
static bool
answer_user(struct work *w, struct call *c, int status, const char *id)
{
	struct json_object *user;

	if (!crud_answer(w, c, status, id))
		return false;
	user = json_parse(w, c->answer->body, c->answer->body_len);
	if (user == NULL)
		return false;
	json_set_bool(user, "IsRequestor",
	    w->principal.user_id != NULL && strcmp(id, w->principal.user_id) == 0);
	return answer_json(w, c, status, user);
}

bool
user_me(struct work *w, struct call *c)
{
	return answer_user(w, c, 200, w->principal.user_id);
}

/* Takes Password out of the body; NULL if none was sent. */
static const char *
take_password(struct work *w, struct call *c)
{
	const char *password = body_text(c, "Password");
	const char *name = NULL;

	password = *password == '\0' ? NULL : arena_strdup(w->arena, password);
	if (!json_object_is_type(c->body, json_type_object))
		return password;
	json_object_object_foreach(c->body, key, value) {
		(void)value;
		if (strcasecmp(key, "Password") == 0)
			name = arena_strdup(w->arena, key);
	}
	if (name != NULL)
		json_object_object_del(c->body, name);
	return password;
}

static bool
check_password(struct work *w, bool is_service, const char *username, const char *password)
{
	if (password == NULL)
		return true;
	if (is_service)
		return fail_field(w, "/Password",
		    "A service account has no password. Make an API key for it.");
	return password_check(w, "/Password", username, password);
}

bool
user_create(struct work *w, struct call *c)
{
	const char *password, *id;
	bool is_service = body_flag(c, "IsService", false);
	struct json_object *user;

	if (!call_needs_body(w, c))
		return false;
	password = take_password(w, c);
	if (password == NULL && !is_service)
		fail_field(w, "/Password", "Enter a password of at least 8 characters.");
	if (!check_password(w, is_service, body_text(c, "Username"), password) || work_failed(w))
		return false;
	user = crud_insert(w, c, c->kind, c->body);
	if (user == NULL)
		return false;
	id = json_str(user, "Id", "");
	if (password != NULL && !password_set(w, id, password))
		return false;
	c->answer->location = json_str(json_get(user, "Links"), "Self", NULL);
	return answer_user(w, c, 201, id);
}

/* What only administrators change comes from the stored user. */
static bool
keep_what_is_not_own(struct work *w, struct call *c, const char *id)
{
	static const char *const kept[] = {"Username", "IsActive", "IsService", "Identities"};
	struct json_object *old = document_get(w, id), *sent;

	if (old == NULL)
		return false;
	sent = json_new_object(w);
	json_object_object_foreach(c->body, key, value) {
		bool is_kept = false;

		for (size_t i = 0; i < COUNT(kept); i++)
			is_kept = is_kept || strcasecmp(kept[i], key) == 0;
		if (!is_kept)
			json_set(sent, key, json_copy(value));
	}
	for (size_t i = 0; i < COUNT(kept); i++)
		json_set(sent, kept[i], json_copy(json_get(old, kept[i])));
	c->body = sent;
	return true;
}

static bool
check_still_active(struct work *w, const char *id, struct json_object *user)
{
	if (json_flag(user, "IsActive", true))
		return true;
	if (strcmp(id, w->principal.user_id) == 0)
		return fail_field(w, "/IsActive", "You cannot disable your own account.");
	return db_run(w, SQL_SESSIONS_REMOVE_OTHERS, id, NULL) != NULL;
}

bool
user_edit(struct work *w, struct call *c)
{
	const char *id = find_own(w, c), *password;
	struct json_object *user;

	if (id == NULL || !call_needs_body(w, c))
		return false;
	password = take_password(w, c);
	if (!w->principal.is_administrator && !keep_what_is_not_own(w, c, id))
		return false;
	user = crud_replace(w, c, c->kind, id, c->body);
	if (user == NULL || !check_still_active(w, id, user)
	    || !check_password(w, json_flag(user, "IsService", false),
	        json_str(user, "Username", ""), password))
		return false;
	if (password != NULL && !password_set(w, id, password))
		return false;
	return answer_user(w, c, 200, id);
}

bool
user_spaces(struct work *w, struct call *c)
{
	return find_user(w, c) != NULL
	    && answer_rows(w, c, db_run(w, SQL_RESOURCE_ALL, "space", NULL, NULL), "space");
}

bool
user_teams(struct work *w, struct call *c)
{
	const char *id = find_user(w, c);

	return id != NULL && answer_rows(w, c, db_run(w, SQL_USER_TEAMS, id), "team");
}

bool
team_membership(struct work *w, struct call *c)
{
	const char *id = call_query(c, "userId");

	return answer_rows(w, c,
	    db_run(w, SQL_USER_MEMBERSHIP, id == NULL ? w->principal.user_id : id), "membership");
}

static struct json_object *
unrestricted(void)
{
	static const char *const lists[] = {
		"RestrictedToProjectIds", "RestrictedToEnvironmentIds", "RestrictedToTenantIds",
		"RestrictedToProjectGroupIds"
	};
	struct json_object *list = json_object_new_array(), *one = json_object_new_object();

	json_set_str(one, "SpaceId", "Spaces-1");
	for (size_t i = 0; i < COUNT(lists); i++)
		json_set(one, lists[i], json_object_new_array());
	json_push(list, one);
	return list;
}

/* Administrators have all; everybody else all but those of administrators. */
static void
add_permissions(struct json_object *set, bool is_administrator)
{
	struct json_object *in_space = json_object_new_object();
	struct json_object *in_system = json_object_new_array();

	for (const struct permission *p = permissions; p->name != NULL; p++) {
		if (!is_administrator && permission_needs_administrator(p->name))
			continue;
		if (p->flags & PERMISSION_SPACE)
			json_set(in_space, p->name, unrestricted());
		if (p->flags & PERMISSION_SYSTEM)
			json_push_str(in_system, p->name);
	}
	json_set(set, "SpacePermissions", in_space);
	json_set(set, "SystemPermissions", in_system);
}

bool
user_permissions(struct work *w, struct call *c)
{
	const char *id = find_user(w, c);
	struct json_object *set = json_new_object(w), *links;
	struct rows *rows;

	if (id == NULL || (rows = db_run(w, SQL_USER_STANDING, id)) == NULL)
		return false;
	links = json_object_new_object();
	json_set_str(set, "Id", id);
	add_permissions(set, rows_true(rows, 0, 0));
	json_set(set, "Teams",
	    json_copy(json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1))));
	json_set_bool(set, "IsPermissionsComplete", true);
	json_set_bool(set, "IsTeamsComplete", true);
	json_set_str(links, "Self", arena_printf(w->arena, "/api/users/%s/permissions", id));
	json_set(set, "Links", links);
	return answer_json(w, c, 200, set);
}

bool
user_revoke_sessions(struct work *w, struct call *c)
{
	const char *id = find_own(w, c);

	if (id == NULL || db_run(w, SQL_SESSIONS_REMOVE_OTHERS, id, NULL) == NULL)
		return false;
	call_related(c, id);
	call_event(w, c, "Modified", "All sessions of user %s were ended", id);
	return answer_text(c, 200, "{}");
}
