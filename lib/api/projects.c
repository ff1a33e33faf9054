/*
 * Projects: creating (also as a copy), settings as a view of the project, and the
 * forms of addresses that name process and variables by their project.
 */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/base/buf.h"
#include "lib/model/secret.h"
#include "lib/model/write.h"
#include "lib/store/document.h"

/* ---- creating -------------------------------------------------------------- */

/* Members that a copy does not take over. */
static bool
is_own(const char *member)
{
	static const char *const own[] = {
		"Id", "Slug", "Links", "DeploymentProcessId", "VariableSetId",
		"ReleaseCreationStrategy", "AutoCreateRelease", "Name", "Description",
		"ClonedFromProjectId"
	};

	for (size_t i = 0; i < COUNT(own); i++) {
		if (strcasecmp(own[i], member) == 0)
			return true;
	}
	return false;
}

/* What the body does not say is as in the original. */
static struct json_object *
merge_original(struct work *w, struct json_object *original, struct json_object *body)
{
	struct json_object *sent = json_new_object(w);

	json_object_object_foreach(original, name, value) {
		if (!is_own(name))
			json_set(sent, name, json_copy(value));
	}
	json_object_object_foreach(body, key, given) {
		json_object_object_foreach(original, same, unused) {
			(void)unused;
			if (strcasecmp(same, key) == 0 && strcmp(same, key) != 0)
				json_object_object_del(sent, same);
		}
		if (given != NULL)
			json_set(sent, key, json_copy(given));
	}
	json_set_str(sent, "ClonedFromProjectId", json_str(original, "Id", ""));
	return sent;
}

/* Text with each "from" (as a whole JSON string) become "to". */
static const char *
replace_id(struct work *w, const char *text, const char *from, const char *to)
{
	const char *mark = arena_printf(w->arena, "\"%s\"", from), *at;
	struct buf b;

	buf_init(&b, w->arena, (size_t)64 * 1024 * 1024);
	while ((at = strstr(text, mark)) != NULL) {
		buf_add(&b, text, (size_t)(at - text));
		buf_printf(&b, "\"%s\"", to);
		text = at + strlen(mark);
	}
	buf_puts(&b, text);
	return b.s;
}

/*
 * The channels of the original in the copy; ids are the new
 * ones, in the same order. The default channel was made with the project.
 */
static bool
copy_channels(struct work *w, struct json_object *project, struct json_object *channels,
    const char **ids)
{
	const char *id = json_str(project, "Id", "");
	struct json_object *present = document_all(w, "channel", NULL, id);

	for (size_t i = 0; i < json_len(channels); i++) {
		struct json_object *channel = json_at(channels, i), *made;
		struct write wr = {
			.kind = kind_find("channel"),
			.space_id = json_str(project, "SpaceId", NULL),
		};

		json_set_str(channel, "ProjectId", id);
		if (json_flag(channel, "IsDefault", false)) {
			ids[i] = json_str(json_at(present, 0), "Id", "");
			wr.id = ids[i];
			made = document_replace(w, &wr, channel, NULL);
		} else {
			made = document_create(w, &wr, channel);
			ids[i] = json_str(made, "Id", "");
		}
		if (made == NULL)
			return false;
	}
	return true;
}

/*
 * Steps keep their ids in the copy, so that scopes of variables that name them hold;
 * channels and the project itself have other ids.
 */
static bool
copy_document(struct work *w, const char *from, const char *to, struct json_object *channels,
    const char *const *ids)
{
	struct json_object *doc = document_get(w, from), *sent;
	struct write wr = {.kind = kind_of_id(to), .id = to};
	const char *text;

	if (doc == NULL)
		return false;
	text = json_text(w, doc);
	for (size_t i = 0; i < json_len(channels); i++)
		text = replace_id(w, text, json_str(json_at(channels, i), "Id", ""), ids[i]);
	text = replace_id(w, text, strchr(from, '-') + 1, strchr(to, '-') + 1);
	sent = json_parse(w, text, strlen(text));
	if (sent == NULL)
		return false;
	json_set_int(sent, "Version", 0);
	return secrets_copy(w, from, to) && document_replace(w, &wr, sent, NULL) != NULL;
}

static bool
copy_contents(struct work *w, const char *from, struct json_object *project)
{
	static const char *const prefixes[] = {"deploymentprocess", "variableset"};
	struct json_object *channels = document_all(w, "channel", NULL, from);
	const char **ids = arena_array(w->arena, json_len(channels) + 1, sizeof(*ids));

	if (channels == NULL || !copy_channels(w, project, channels, ids))
		return false;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		if (!copy_document(w, arena_printf(w->arena, "%s-%s", prefixes[i], from),
		    arena_printf(w->arena, "%s-%s", prefixes[i], json_str(project, "Id", "")),
		    channels, ids))
			return false;
	}
	return true;
}

static struct json_object *
find_original(struct work *w, struct call *c)
{
	const char *wanted = call_query(c, "clone");
	const char *id = document_id_of(w, "project", c->space_id, NULL, wanted);

	if (id == NULL && !work_failed(w))
		fail_field(w, "/clone", "There is no project '%s' to copy.", wanted);
	return id == NULL ? NULL : document_get(w, id);
}

bool
project_create(struct work *w, struct call *c)
{
	struct json_object *original = NULL, *project, *sent = c->body;

	if (!call_needs_body(w, c))
		return false;
	if (call_query(c, "clone") != NULL) {
		original = find_original(w, c);
		if (original == NULL)
			return false;
		sent = merge_original(w, original, sent);
	} else {
		json_object_object_del(sent, "ClonedFromProjectId");
	}
	project = crud_insert(w, c, c->kind, sent);
	if (project == NULL)
		return false;
	if (original != NULL && !copy_contents(w, json_str(original, "Id", ""), project))
		return false;
	c->answer->location = json_str(json_get(project, "Links"), "Self", NULL);
	return crud_answer(w, c, 201, json_str(project, "Id", ""));
}

/* ---- process and variables by their project --------------------------------- */

static bool
owned_get(struct work *w, struct call *c, const char *prefix)
{
	const char *id = call_owned_id(w, c, prefix);

	return id != NULL && crud_answer(w, c, 200, id);
}

static bool
owned_put(struct work *w, struct call *c, const char *prefix)
{
	const char *id = call_owned_id(w, c, prefix);
	struct json_object *doc;

	if (id == NULL)
		return false;
	if (!call_needs_body(w, c))
		return false;
	doc = crud_replace(w, c, kind_of_id(id), id, c->body);
	return doc != NULL && crud_answer_written(w, c, 200, doc);
}

bool
project_process_get(struct work *w, struct call *c)
{
	return owned_get(w, c, "deploymentprocess");
}

bool
project_process_put(struct work *w, struct call *c)
{
	return owned_put(w, c, "deploymentprocess");
}

bool
project_variables_get(struct work *w, struct call *c)
{
	return owned_get(w, c, "variableset");
}

bool
project_variables_put(struct work *w, struct call *c)
{
	return owned_put(w, c, "variableset");
}

/* ---- settings ---------------------------------------------------------------- */

/* Names of the settings, and where the project has them. */
static const struct {
	const char *setting;
	const char *member;
} settings[] = {
	{"VersioningStrategy", "VersioningStrategy"},
	{"ReleaseNotesTemplate", "ReleaseNotesTemplate"},
	{"DefaultGuidedFailureMode", "DefaultGuidedFailureMode"},
	{"DefaultToSkipIfAlreadyInstalled", "DefaultToSkipIfAlreadyInstalled"},
	{"DeploymentChangesTemplate", "DeploymentChangesTemplate"},
	{"ConnectivityPolicy", "ProjectConnectivityPolicy"},
	{"ForcePackageDownload", "ForcePackageDownload"},
};

static bool
answer_settings(struct work *w, struct call *c, const char *project_id)
{
	const char *version, *text = document_text(w, project_id, &version);
	struct json_object *answer = json_new_object(w), *project, *links;
	const char *space = c->space_id;

	if (text == NULL || (project = json_parse(w, text, strlen(text))) == NULL)
		return false;
	links = json_object_new_object();
	json_set_str(answer, "Id", arena_printf(w->arena, "deploymentsettings-%s", project_id));
	json_set_str(answer, "ProjectId", project_id);
	json_set_str(answer, "SpaceId", space);
	for (size_t i = 0; i < COUNT(settings); i++)
		json_set(answer, settings[i].setting,
		    json_copy(json_get(project, settings[i].member)));
	json_set_str(links, "Self", arena_printf(w->arena, "/api/%s/projects/%s/deploymentsettings",
	    space, project_id));
	json_set_str(links, "Project", arena_printf(w->arena, "/api/%s/projects/%s", space,
	    project_id));
	json_set(answer, "Links", links);
	c->answer->etag = version;
	return answer_json(w, c, 200, answer);
}

static bool
change_settings(struct work *w, struct call *c, const char *project_id)
{
	struct json_object *project = document_get(w, project_id);

	if (project == NULL)
		return false;
	if (!call_needs_body(w, c))
		return false;
	for (size_t i = 0; i < COUNT(settings); i++) {
		struct json_object *given = body_get(c, settings[i].setting);

		if (given != NULL)
			json_set(project, settings[i].member, json_copy(given));
		else
			json_object_object_del(project, settings[i].member);
	}
	return crud_replace(w, c, kind_find("project"), project_id, project) != NULL
	    && answer_settings(w, c, project_id);
}

bool
project_settings_get(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "project", "owner");

	return id != NULL && answer_settings(w, c, id);
}

bool
project_settings_put(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "project", "owner");

	return id != NULL && change_settings(w, c, id);
}

/* The project of "deploymentsettings-Projects-1". */
static const char *
project_of_settings(struct work *w, struct call *c)
{
	const char *wanted = call_name(c, "id"), *prefix = "deploymentsettings-", *id = NULL;

	if (strncasecmp(wanted, prefix, strlen(prefix)) == 0)
		id = document_id_of(w, "project", c->space_id, NULL, wanted + strlen(prefix));
	if (id == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There are no deployment settings '%s'.", wanted);
	return id;
}

bool
settings_get(struct work *w, struct call *c)
{
	const char *id = project_of_settings(w, c);

	return id != NULL && answer_settings(w, c, id);
}

bool
settings_put(struct work *w, struct call *c)
{
	const char *id = project_of_settings(w, c);

	return id != NULL && change_settings(w, c, id);
}

/* ---- small answers ------------------------------------------------------------ */

bool
project_summary(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "project", "owner");

	return id != NULL && answer_rows(w, c, db_run(w, SQL_PROJECT_SUMMARY, id), "summary");
}

bool
project_summaries(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_PROJECT_SUMMARIES, c->space_id,
	    call_list(w, c, "ids")), "summary");
}
