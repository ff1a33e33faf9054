/*
 * Accounts: what logs in to targets. Their secrets are sealed; a private key is
 * looked at before, since afterwards only the runner can.
 */
#include "lib/model/account.h"

#include "lib/base/seal.h"
#include "lib/model/kinds.h"

static const struct field password_fields[] = {
	FIELD("Username", F_TEXT, .flags = F_REQUIRED),
	FIELD("Password", F_SECRET),
	FIELD_END
};

static const struct field key_fields[] = {
	FIELD("Username", F_TEXT, .flags = F_REQUIRED),
	FIELD("PrivateKeyFile", F_SECRET, .help = "The file's bytes in Base64."),
	FIELD("PrivateKeyPassphrase", F_SECRET),
	FIELD_END
};

static const struct field token_fields[] = {FIELD("Token", F_SECRET), FIELD_END};

static const struct field aws_fields[] = {
	FIELD("AccessKey", F_TEXT, .flags = F_REQUIRED),
	FIELD("SecretKey", F_SECRET),
	FIELD("Region", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD_END
};

static const struct field azure_fields[] = {
	FIELD("SubscriptionNumber", F_TEXT, .flags = F_REQUIRED),
	FIELD("ClientId", F_TEXT, .flags = F_REQUIRED),
	FIELD("TenantId", F_TEXT, .flags = F_REQUIRED),
	FIELD("Password", F_SECRET),
	FIELD("AzureEnvironment", F_TEXT, .flags = F_NULL),
	FIELD("ResourceManagementEndpointBaseUri", F_TEXT, .flags = F_NULL),
	FIELD("ActiveDirectoryEndpointBaseUri", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field google_fields[] = {FIELD("JsonKey", F_SECRET), FIELD_END};
static const struct field free_fields[] = {FIELD_END};

static const struct variant variants[] = {
	{"SshKeyPair", "SSH key pair", key_fields},
	{"UsernamePassword", "User name and password", password_fields},
	{"Token", "Token", token_fields},
	{"AmazonWebServicesAccount", "AWS account", aws_fields},
	{"AmazonWebServicesOidcAccount", "AWS OpenID Connect", free_fields},
	{"AzureServicePrincipal", "Azure service principal", azure_fields},
	{"AzureSubscription", "Azure management certificate", free_fields},
	{"AzureOidc", "Azure OpenID Connect", free_fields},
	{"GoogleCloudAccount", "Google Cloud", google_fields},
	{"GoogleCloudOidcAccount", "Google Cloud OpenID Connect", free_fields},
	{"GenericOidcAccount", "Generic OpenID Connect", free_fields},
	{"None", "None", free_fields},
	{NULL, NULL, NULL}
};

static const char *const types[] = {
	"SshKeyPair", "UsernamePassword", "Token", "AmazonWebServicesAccount",
	"AmazonWebServicesOidcAccount", "AzureServicePrincipal", "AzureSubscription", "AzureOidc",
	"GoogleCloudAccount", "GoogleCloudOidcAccount", "GenericOidcAccount", "None", NULL
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("AccountType", F_ENUM, .flags = F_REQUIRED | F_ON_CREATE, .values = types),
	FIELD("EnvironmentIds", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "May be used for these only; none: for all."),
	FIELD_TENANTED,
	FIELD("TenantIds", F_REF, .flags = F_LIST, .ref = "tenant"),
	FIELD("TenantTags", F_TEXT, .flags = F_LIST),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/accounts/{id}"},
	{"Usages", "{S}/accounts/{id}/usages"},
	LINK_END
};

static const struct filter filters[] = {
	{"accountType", {"AccountType"}, "is"},
	FILTER_END
};

const struct account_property account_properties[] = {
	{"UsernamePassword", "Username", "Username", false},
	{"UsernamePassword", "Password", "Password", true},
	{"Token", "Token", "Token", true},
	{"SshKeyPair", "Username", "Username", false},
	{"AmazonWebServicesAccount", "AccessKey", "AccessKey", false},
	{"AmazonWebServicesAccount", "SecretKey", "SecretKey", true},
	{"AzureServicePrincipal", "SubscriptionNumber", "SubscriptionNumber", false},
	{"AzureServicePrincipal", "Client", "ClientId", false},
	{"AzureServicePrincipal", "TenantId", "TenantId", false},
	{"AzureServicePrincipal", "Password", "Password", true},
	{"AzureServicePrincipal", "AzureEnvironment", "AzureEnvironment", false},
	{"GoogleCloudAccount", "JsonKey", "JsonKey", true},
	{NULL, NULL, NULL, false}
};

static bool
looks_like_key(const char *text, size_t len)
{
	return memmem(text, len, "-----BEGIN ", 11) != NULL
	    && memmem(text, len, "PRIVATE KEY-----", 16) != NULL
	    && memmem(text, len, "-----END ", 9) != NULL;
}

/*
 * The key comes in Base64; people also send the text itself, which is put into
 * Base64 here, so that the runner finds one form only.
 */
static void
check_key(struct work *w, struct json_object *doc)
{
	struct json_object *secret = json_get(doc, "PrivateKeyFile");
	const char *sent = json_str(secret, "NewValue", NULL);
	unsigned char *bytes;
	size_t len;

	if (!json_flag(secret, "HasValue", false))
		fail_field(w, "/PrivateKeyFile", "Choose a private key file.");
	if (sent == NULL)
		return;
	if (looks_like_key(sent, strlen(sent)))
		json_set_str(secret, "NewValue", base64_encode(w->arena, sent, strlen(sent)));
	else if (!base64_decode(w->arena, sent, strlen(sent), &bytes, &len)
	    || !looks_like_key((const char *)bytes, len))
		fail_field(w, "/PrivateKeyFile", "This is not a private key. Use an OpenSSH or PEM "
		    "file that begins with '-----BEGIN … PRIVATE KEY-----', in Base64.");
}

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	const char *type;

	if (change == CHANGE_DELETE)
		return true;
	type = json_str(doc, "AccountType", "");
	if (strcmp(type, "SshKeyPair") == 0)
		check_key(w, doc);
	if (strcmp(type, "Token") == 0 && !json_flag(json_get(doc, "Token"), "HasValue", false))
		fail_field(w, "/Token", "Enter the token.");
	return !work_failed(w);
}

const struct kind kind_account = {
	.name = "account",
	.collection = "accounts",
	.prefix = "Accounts-",
	.label = "account",
	.item_type = "Account",
	.flags = KIND_SLUG,
	.fields = fields,
	.variants = variants,
	.variant = "AccountType",
	.links = links,
	.filters = filters,
	.view = "AccountView",
	.create = "AccountCreate",
	.edit = "AccountEdit",
	.delete = "AccountDelete",
	.check = check,
};
