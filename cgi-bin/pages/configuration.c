/*
 * Configuration: users, audit, how this server is doing, and the description of
 * the API. What only administrators may do is refused by the API behind it.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define USERS "/app/configuration/users"

static const char *const password_secrets[] = {"/Password", NULL};

static const struct form form_user_new[] = {
    {
	.path = "/api/users",
	.method = "POST",
	.kind = "user",
	.document = "Edited",
	.next = USERS,
	.done = "User '{/Username}' was created.",
	.secrets = password_secrets,
    },
    {.path = NULL},
};

static const struct form forms_user[] = {
	{
		.path = "/api/users/{id}", .method = "PUT", .kind = "user", .document = "Edited",
		.next = USERS, .done = "User '{/Username}' was saved.", .secrets = password_secrets,
	},
	{.path = NULL},
};

#define SMTP "/app/configuration/smtp"

static const char *const smtp_secrets[] = {"/SmtpPassword/NewValue", NULL};

/* A blank password means: keep what is stored; without a user there is none. */
static bool
adjust_smtp(struct view *v, struct json_object *body)
{
	struct json_object *secret = json_get(body, "SmtpPassword");
	const char *value = json_str(secret, "NewValue", NULL);

	(void)v;
	if (value == NULL)
		return true;
	if (value[0] == '\0')
		json_set(secret, "NewValue", NULL);
	else
		json_set_bool(secret, "HasValue", true);
	return true;
}

static const struct form forms_smtp[] = {
	{
		.path = "/api/smtpconfiguration", .method = "PUT", .kind = "smtpconfiguration",
		.document = "Edited", .next = SMTP, .done = "The settings of mail were saved.",
		.secrets = smtp_secrets, .adjust = adjust_smtp,
	},
	{
		.name = "test", .label = "Send test mail", .path = "/api/smtpconfiguration/test",
		.method = "POST", .document = "TestMail", .next = SMTP,
		.done = "The mail server has taken the test mail.",
	},
	{.path = NULL},
};

static bool
decorate_user(struct view *v)
{
	struct json_object *user = view_doc(v, "Edited");

	if (user == NULL) {
		user = view_new_object(v, "Edited");
		json_set_bool(user, "IsActive", true);
	}
	if (json_get(user, "Id") == NULL)	/* the template tells new from stored by it */
		json_set_str(user, "Id", "");
	return true;
}

static bool
decorate_users(struct view *v)
{
	decorate_pager(v, view_doc(v, "Users"));
	return true;
}

static bool
decorate_audit(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Events"), "Items");

	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *e = json_at(items, i);
		struct json_object *differences =
		    json_get(json_get(e, "ChangeDetails"), "Differences");

		decorate_time(v, e, "Occurred");
		for (size_t d = 0; d < json_len(differences); d++) {
			struct json_object *one = json_at(differences, d);

			json_set_str(one, "Before", json_text(v->w, json_get(one, "OldValue")));
			json_set_str(one, "After", json_text(v->w, json_get(one, "NewValue")));
		}
	}
	decorate_pager(v, view_doc(v, "Events"));
	return true;
}

/* Paths of the description as rows: method, path, summary. */
static bool
decorate_api(struct view *v)
{
	struct json_object *paths = json_get(view_doc(v, "Api"), "paths");
	struct json_object *rows = view_new_array(v, "Rows");
	const char *wanted = view_query(v, "q");

	json_set_str(view_new_object(v, "Filter"), "Text", wanted);
	if (paths == NULL)
		return true;
	json_object_object_foreach(paths, path, methods) {
		json_object_object_foreach(methods, method, operation) {
			const char *summary = json_str(operation, "summary", "");
			struct json_object *row;

			if (!json_object_is_type(operation, json_type_object) ||
			    (strcasestr(path, wanted) == NULL &&
				strcasestr(summary, wanted) == NULL))
				continue;
			row = json_object_new_object();
			json_push(rows, row);
			json_set_str(row, "Method", method);
			json_set_str(row, "Path", path);
			json_set_str(row, "Summary", summary);
		}
	}
	/* The document itself is large and shown by none of the markers. */
	json_object_object_del(v->root, "Api");
	return true;
}

const struct page pages_configuration[] = {
    {
	.path = "/app/configuration",
	.template = "configuration-overview",
	.section = "configuration",
	.title = "Configuration",
	.flags = PAGE_SPACE,
	.reads =
	    {
		{"Status", "/api/serverstatus/health"},
		{"Nodes", "/api/octopusservernodes/all"},
		{"Root", "/api"},
		{"Users", "/api/users?take=1"},
		{"Mail", "/api/smtpconfiguration/isconfigured"},
	    },
    },
    {
	.path = "/app/configuration/users",
	.template = "configuration-users",
	.section = "configuration",
	.title = "Users · Configuration",
	.flags = PAGE_SPACE,
	.reads = {{"Users", "/api/users?take=50&skip={?skip}"}},
	.decorate = decorate_users,
    },
    {
	.path = "/app/configuration/users/new",
	.template = "configuration-user",
	.section = "configuration",
	.title = "Add user · Configuration",
	.flags = PAGE_SPACE,
	.needs = "UserEdit",
	.forms = form_user_new,
	.decorate = decorate_user,
    },
    {
	.path = "/app/configuration/users/{id}",
	.template = "configuration-user",
	.section = "configuration",
	.title = "{Edited/Username} · Users",
	.flags = PAGE_SPACE,
	.forms = forms_user,
	.reads = {{"Edited", "/api/users/{id}"}},
	.decorate = decorate_user,
    },
    {
	.path = "/app/configuration/audit",
	.template = "configuration-audit",
	.section = "configuration",
	.title = "Audit · Configuration",
	.flags = PAGE_SPACE,
	.reads = {{"Events",
	    "/api/events?take=50&skip={?skip}&regarding={?regarding}&includeSystem=true"}},
	.decorate = decorate_audit,
    },
    {
	.path = SMTP,
	.template = "configuration-smtp",
	.section = "configuration",
	.title = "SMTP · Configuration",
	.flags = PAGE_SPACE,
	.needs = "ConfigureServer",
	.forms = forms_smtp,
	.reads = {{"Edited", "/api/smtpconfiguration"}},
    },
    {
	.path = "/app/configuration/api",
	.template = "configuration-api",
	.section = "configuration",
	.title = "API · Configuration",
	.flags = PAGE_SPACE,
	.reads = {{"Api", "/api/openapi.json"}},
	.decorate = decorate_api,
    },
    {
	.path = "/app/{s}/projects/{p}/audit",
	.template = "configuration-audit",
	.section = "projects",
	.nav = "audit",
	.title = "Audit · {Project/Name}",
	.reads = {{"Events", "S/events?take=50&skip={?skip}&regarding={Project/Id}"}},
	.decorate = decorate_audit,
    },
    {.path = NULL},
};
