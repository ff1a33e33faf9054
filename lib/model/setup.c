/*
 * The first start. Everything is made through the same document_create as by a
 * request, so that a seed is complete and checked like anything else.
 */
#include "lib/model/setup.h"

#include "lib/base/clock.h"
#include "lib/base/seal.h"
#include "lib/model/credential.h"
#include "lib/model/kinds.h"
#include "lib/model/smtp.h"
#include "lib/model/write.h"
#include "lib/store/document.h"

#define SPACE "Spaces-1"
#define ADMINISTRATORS "teams-administrators"

/* One document of the first start; JSON with ' for ". */
struct seed {
	const struct kind *kind;
	const char *id;			/* NULL: the next number, which is 1 */
	const char *json;
};

static const struct seed space_seed = {
	&kind_space, SPACE, "{'Name':'Default','IsDefault':true,"
	    "'Description':'The space that everything lives in unless told otherwise.',"
	    "'SpaceManagersTeams':['" ADMINISTRATORS "']}"
};

static const struct seed seeds[] = {
	{&kind_lifecycle, NULL, "{'Name':'Default Lifecycle',"
	    "'Description':'Every environment is a phase, in the order of the environments.'}"},
	{&kind_project_group, NULL, "{'Name':'Default Project Group'}"},
	{&kind_machine_policy, NULL, "{'Name':'Default Machine Policy'}"},
	{&kind_worker_pool, NULL, "{'Name':'Default Worker Pool','IsDefault':true,"
	    "'Description':'While it has no workers, the server itself does the work.'}"},
	{&kind_feed, "feeds-builtin", "{'Name':'Slipway Server (built-in)','FeedType':'BuiltIn',"
	    "'PackageAcquisitionLocationOptions':['Server','ExecutionTarget']}"},
};

/* What every server has, also one that began before it was thought of. */
static const struct seed system_seeds[] = {
	{&kind_smtp, SMTP_ID, "{}"},
	{&kind_team, "teams-everyone", "{'Name':'Everyone','CanBeDeleted':false,"
	    "'CanBeRenamed':false,'CanChangeMembers':false,'Description':'All people and service "
	    "accounts of this server.'}"},
	{&kind_team, ADMINISTRATORS, "{'Name':'Slipway Administrators','CanBeDeleted':false,"
	    "'CanChangeRoles':false,'Description':'Its members may do everything.'}"},
};

static bool
plant(struct work *w, const struct seed *seed)
{
	struct write wr = {.kind = seed->kind, .space_id = SPACE, .id = seed->id};
	char *json = arena_strdup(w->arena, seed->json);
	struct json_object *sent;

	for (char *p = json; *p != '\0'; p++) {
		if (*p == '\'')
			*p = '"';
	}
	sent = json_parse(w, json, strlen(json));
	return sent != NULL && document_create(w, &wr, sent) != NULL;
}

static bool
plant_missing(struct work *w, const struct seed *seed)
{
	if (document_find(w, seed->id) != NULL)
		return true;
	return !work_failed(w) && plant(w, seed);
}

/* Teams before the space that they manage, the space before what lives in it. */
static bool
plant_all(struct work *w)
{
	for (size_t i = 0; i < COUNT(system_seeds); i++) {
		if (!plant_missing(w, &system_seeds[i]))
			return false;
	}
	if (document_find(w, SPACE) != NULL)
		return true;
	if (work_failed(w) || !plant(w, &space_seed))
		return false;
	for (size_t i = 0; i < COUNT(seeds); i++) {
		if (!plant(w, &seeds[i]))
			return false;
	}
	return true;
}

static bool
make_administrator(struct work *w, const char *username, const char *password,
    const char *api_key, struct setup_result *ret)
{
	struct json_object *sent = json_new_object(w), *user;
	const char *id, *key_id;

	json_set_str(sent, "Username", username);
	json_set_str(sent, "DisplayName", username);
	user = document_create(w, &(struct write){.kind = &kind_user}, sent);
	if (user == NULL)
		return false;
	id = json_str(user, "Id", "");
	if (!password_check(w, "/Password", username, password) || !password_set(w, id, password)
	    || db_run(w, SQL_TEAM_MEMBER_ADD, ADMINISTRATORS, id) == NULL
	    || !api_key_add(w, id, "Made by the first start", NULL, api_key, &key_id,
	    &ret->api_key))
		return false;
	ret->is_first = true;
	ret->username = username;
	ret->password = password;
	return true;
}

static bool
has_administrator(struct work *w, bool *ret)
{
	struct json_object *team = document_find(w, ADMINISTRATORS);

	*ret = json_len(json_get(team, "MemberUserIds")) > 0;
	return !work_failed(w);
}

static bool
first_start(struct work *w, const char *username, const char *password, const char *api_key,
    struct setup_result *ret)
{
	bool is_done;

	if (db_run(w, SQL_SETUP_LOCK) == NULL
	    || db_run(w, SQL_SETTING_ADD, "installation_id", random_guid(w->arena)) == NULL
	    || !plant_all(w) || !has_administrator(w, &is_done))
		return false;
	if (is_done)
		return true;
	return make_administrator(w, is_blank(username) ? "admin" : username,
	    is_blank(password) ? random_token(w->arena, 12) : password,
	    is_blank(api_key) ? NULL : api_key, ret);
}

/* Runs under the name of the system, whoever called. */
static void
become_system(struct work *w)
{
	w->principal = (struct principal){
		.username = "system", .display_name = "System", .by = BY_SYSTEM,
		.address = "", .user_agent = "", .is_administrator = true,
	};
}

bool
setup_first_start(struct work *w, const char *username, const char *password,
    const char *api_key, struct setup_result *ret)
{
	*ret = (struct setup_result){0};
	become_system(w);
	if (!db_begin(w))
		return false;
	if (first_start(w, username, password, api_key, ret) && db_commit(w))
		return true;
	db_rollback(w);
	*ret = (struct setup_result){0};
	return false;
}

static const char *
find_user(struct work *w, const char *username)
{
	const char *id = document_id_of(w, "user", NULL, NULL, username);

	if (id == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no user '%s'.", username);
	return id;
}

bool
setup_reset_password(struct work *w, const char *username, const char *password,
    const char **ret_password)
{
	const char *id;

	become_system(w);
	id = find_user(w, username);
	if (is_blank(password))
		password = random_token(w->arena, 12);
	if (id == NULL || !password_check(w, "/Password", username, password) || !db_begin(w))
		return false;
	if (!password_set(w, id, password) || !db_commit(w)) {
		db_rollback(w);
		return false;
	}
	*ret_password = password;
	return true;
}

bool
setup_api_key(struct work *w, const char *username, const char *purpose, int64_t seconds,
    const char **ret_key)
{
	const char *id, *key_id, *expires = NULL;

	become_system(w);
	id = find_user(w, username);
	if (id == NULL || !db_begin(w))
		return false;
	if (seconds > 0)
		expires = clock_iso(w->arena, clock_now_us() + seconds * 1000000);
	if (api_key_add(w, id, purpose, expires, NULL, &key_id, ret_key) && db_commit(w))
		return true;
	db_rollback(w);
	return false;
}
