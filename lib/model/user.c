/*
 * People and service accounts. Passwords are no part of the document: handlers take
 * them out and keep their hashes in the table credential.
 */
#include "lib/model/kinds.h"

#include <ctype.h>

#include "lib/store/document.h"

static const char *const reserved_names[] = {"system", "octopus", "slipway", "me", "all"};

static const struct field identity_fields[] = {
	FIELD("IdentityProviderName", F_TEXT),
	FIELD("Claims", F_MAP),
	FIELD_END
};

static const struct field fields[] = {
	FIELD("Username", F_TEXT, .flags = F_REQUIRED, .help = "Unique, without regard to case."),
	FIELD("DisplayName", F_TEXT, .help = "What people see; the user name if not given."),
	FIELD("EmailAddress", F_TEXT, .flags = F_NULL, .max = 254),
	FIELD("Password", F_TEXT, .flags = F_WRITE_ONLY, .max = 1000,
	    .help = "Only sent, never answered; 8 characters or more."),
	FIELD("IsActive", F_BOOL, .otherwise = "true", .help = "Whether the account may log in."),
	FIELD("IsService", F_BOOL, .flags = F_ON_CREATE,
	    .help = "A service account has API keys, no password."),
	FIELD("IsRequestor", F_BOOL, .flags = F_MERGED),
	FIELD("CanPasswordBeEdited", F_BOOL, .flags = F_READ_ONLY),
	FIELD("Identities", F_OBJECT, .flags = F_LIST, .fields = identity_fields),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "/api/users/{id}"},
	{"Permissions", "/api/users/{id}/permissions{?spaces,includeSystem}"},
	{"PermissionsConfiguration",
	    "/api/users/{id}/permissions/configuration{?spaces,includeSystem}"},
	{"ApiKeys", "/api/users/{id}/apikeys{/id2}{?skip,take}"},
	{"Avatar", "/api/users/{id}/avatar"},
	{"Teams", "/api/users/{id}/teams{?spaces,includeSystem}"},
	{"Spaces", "/api/users/{id}/spaces"},
	{"RevokeSessions", "/api/users/{id}/revoke-sessions"},
	{"Identities", "/api/users/{id}/identities"},
	LINK_END
};

static void
check_username(struct work *w, const char *name)
{
	for (size_t i = 0; i < COUNT(reserved_names); i++) {
		if (strcasecmp(reserved_names[i], name) == 0)
			fail_field(w, "/Username",
			    "The user name '%s' is reserved. Choose another one.",
			    name);
	}
	for (const char *p = name; *p != '\0'; p++) {
		if (iscntrl((unsigned char)*p) || strchr("<>\"&", *p) != NULL) {
			fail_field(w, "/Username",
			    "A user name must not contain < > \" & or control characters.");
			return;
		}
	}
}

/* The database refuses it too, but names no field of a user. */
static bool
check_free(struct work *w, const char *name)
{
	if (document_id_of(w, "user", NULL, NULL, name) != NULL)
		return fail_field(w, "/Username",
		    "The user name '%s' is already in use. Choose another one.", name);
	return !work_failed(w);
}

/* A user name is new when the user is, or when it changes. */
static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	const char *name;

	if (change == CHANGE_DELETE) {
		if (w->principal.user_id != NULL
		    && strcmp(w->principal.user_id, json_str(old, "Id", "")) == 0)
			return fail_field(w, "", "You cannot delete your own account.");
		return true;
	}
	name = json_str(doc, "Username", "");
	if (strcasecmp(name, json_str(old, "Username", "")) != 0)
		check_username(w, name);
	if (strcasecmp(name, json_str(old, "Username", "")) != 0 && !check_free(w, name))
		return false;
	if (is_blank(json_str(doc, "DisplayName", "")))
		json_set_str(doc, "DisplayName", name);
	json_set_bool(doc, "CanPasswordBeEdited", !json_flag(doc, "IsService", false));
	return !work_failed(w);
}

static const struct filter filters[] = {
	{"filter", {"Username"}, "like"},
	FILTER_END
};

const struct kind kind_user = {
	.name = "user",
	.collection = "users",
	.prefix = "Users-",
	.label = "user",
	.item_type = "User",
	.flags = KIND_SYSTEM,
	.fields = fields,
	.links = links,
	.filters = filters,
	.name_field = "Username",
	.view = "UserView",
	.create = "UserEdit",
	.edit = "UserEdit",
	.delete = "UserEdit",
	.check = check,
};
