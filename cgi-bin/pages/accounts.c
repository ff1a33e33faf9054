/*
 * Accounts: what SSH targets log in with. Secrets are write-only: a stored one is
 * shown as stored, a blank input keeps it.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define ACCOUNTS "/app/{space}/infrastructure/accounts"

static const struct { const char *type, *word; } types[] = {
	{"SshKeyPair", "SSH key pair"}, {"UsernamePassword", "User name and password"},
	{"Token", "Token"},
};

static const char *const secrets[] = {
	"/Password/NewValue", "/PrivateKeyFile/NewValue", "/PrivateKeyPassphrase/NewValue",
	"/Token/NewValue", NULL
};

/* A blank secret input means: keep what is stored. */
static bool
keep_blank_secrets(struct view *v, struct json_object *body)
{
	static const char *const members[] = {
		"Password", "PrivateKeyFile", "PrivateKeyPassphrase", "Token",
	};

	(void)v;
	for (size_t i = 0; i < COUNT(members); i++) {
		struct json_object *secret = json_get(body, members[i]);
		const char *value = json_str(secret, "NewValue", NULL);

		if (value == NULL)
			continue;
		if (value[0] == '\0')
			json_set(secret, "NewValue", NULL);
		else
			json_set_bool(secret, "HasValue", true);
	}
	return true;
}

static const struct form form_new[] = {
	{
		.path = "S/accounts", .method = "POST", .kind = "account", .document = "Edited",
		.next = ACCOUNTS, .done = "Account '{/Name}' was added.", .secrets = secrets,
		.adjust = keep_blank_secrets,
	},
	{.path = NULL},
};

static const struct form forms_edit[] = {
	{
		.path = "S/accounts/{id}", .method = "PUT", .kind = "account", .document = "Edited",
		.next = ACCOUNTS, .done = "Account '{/Name}' was saved.", .secrets = secrets,
		.adjust = keep_blank_secrets,
	},
	{
		.name = "delete", .label = "Delete", .path = "S/accounts/{id}", .method = "DELETE",
		.kind = "account", .document = "Edited", .next = ACCOUNTS,
		.done = "The account was deleted.",
	},
	{.path = NULL},
};

static void
name_type(struct json_object *account)
{
	const char *type = json_str(account, "AccountType", "");

	json_set_str(account, "TypeWord", type);
	for (size_t i = 0; i < COUNT(types); i++)
		if (strcmp(types[i].type, type) == 0)
			json_set_str(account, "TypeWord", types[i].word);
}

static bool
decorate_list(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Accounts"), "Items");

	for (size_t i = 0; i < json_len(items); i++)
		name_type(json_at(items, i));
	decorate_pager(v, view_doc(v, "Accounts"));
	return true;
}

static bool
decorate_new(struct view *v)
{
	struct json_object *account = view_doc(v, "Edited");
	const char *kind = view_query(v, "kind");

	if (account == NULL)
		account = view_new_object(v, "Edited");
	json_set_str(account, "Id", "");	/* the template tells new from stored by it */
	if (json_get(account, "AccountType") == NULL)
		json_set_str(account, "AccountType", strcmp(kind, "UsernamePassword") == 0 ?
		    "UsernamePassword" : "SshKeyPair");
	name_type(account);
	return true;
}

static bool
decorate_edit(struct view *v)
{
	name_type(view_doc(v, "Edited"));
	return true;
}

const struct page pages_accounts[] = {
    {
	.path = "/app/{s}/infrastructure/accounts",
	.template = "infrastructure-accounts",
	.section = "infrastructure",
	.title = "Accounts · Infrastructure",
	.reads = {{"Accounts", "S/accounts?take=50&skip={?skip}"}},
	.decorate = decorate_list,
    },
    {
	.path = "/app/{s}/infrastructure/accounts/new",
	.template = "infrastructure-account",
	.section = "infrastructure",
	.title = "Add account · Infrastructure",
	.forms = form_new,
	.decorate = decorate_new,
    },
    {
	.path = "/app/{s}/infrastructure/accounts/{id}",
	.template = "infrastructure-account",
	.section = "infrastructure",
	.title = "{Edited/Name} · Accounts",
	.forms = forms_edit,
	.reads = {{"Edited", "S/accounts/{id}"}},
	.decorate = decorate_edit,
    },
    {.path = NULL},
};
