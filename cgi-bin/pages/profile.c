/*
 * What belongs to a person: profile, password, API keys. Recordings are in
 * recordings.c.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

static const char *const password_secrets[] = {"/Password", NULL};

static const struct form forms_profile[] = {
    {
	.path = "/api/users/{Edited/Id}",
	.method = "PUT",
	.kind = "user",
	.document = "Edited",
	.next = "",
	.done = "Your profile was saved.",
	.secrets = password_secrets,
    },
    {.path = NULL},
};

static const struct form forms_keys[] = {
    {
	.path = "/api/users/{Me/Id}/apikeys",
	.method = "POST",
	.document = "New",
	.next = NULL,
	.label = "Create",
    },
    {
	.name = "delete",
	.label = "Delete",
	.method = "DELETE",
	.document = "New",
	.path = "/api/users/{Me/Id}/apikeys/{.key-id}",
	.next = "",
	.done = "The API key was deleted. Requests with it are refused from now on.",
    },
    {.path = NULL},
};

/* A key lives for a number of days, or for ever: the request wants the instant. */
static bool
decorate_keys(struct view *v)
{
	struct json_object *items, *answer = view_doc(v, "Answer");

	if (answer != NULL &&
	    !view_get(v, "Keys", view_api_path(v, "/api/users/{Me/Id}/apikeys?take=100"), NULL))
		return false;
	items = json_get(view_doc(v, "Keys"), "Items");
	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *key = json_at(items, i);

		decorate_time(v, key, "Created");
		decorate_time(v, key, "Expires");
		decorate_time(v, key, "LastUsed");
	}
	return true;
}

const struct page pages_profile[] = {
	{
		.path = "/app/users/me", .template = "profile-me", .section = "profile",
		.title = "Profile", .forms = forms_profile, .flags = PAGE_SPACE,
		.reads = {{"Edited", "/api/users/me"}},
	},
	{
		.path = "/app/users/me/apikeys", .template = "profile-keys", .section = "profile",
		.title = "API keys · Profile", .forms = forms_keys, .flags = PAGE_SPACE,
		.reads = {{"Me", "/api/users/me"}, {"Keys", "/api/users/{Me/Id}/apikeys?take=100"}},
		.decorate = decorate_keys,
	},
	{.path = NULL},
};
