/* Tenants and tag sets: read-only today (none can be made), fields as clients expect. */
#include "lib/model/kinds.h"

static const char *const tag_set_types[] = {"MultiSelect", "SingleSelect", "FreeText", NULL};

static const struct field tenant_fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("TenantTags", F_TEXT, .flags = F_LIST),
	FIELD("ProjectEnvironments", F_MAP, .help = "Project id to a list of environment ids."),
	FIELD("ClonedFromTenantId", F_TEXT, .flags = F_READ_ONLY | F_NULL),
	FIELD("IsDisabled", F_BOOL),
	FIELD_END
};

static const struct field tag_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED),
	FIELD("Color", F_TEXT, .otherwise = "\"#333333\""),
	FIELD("Description", F_LONG),
	FIELD("SortOrder", F_INT),
	FIELD("CanonicalTagName", F_TEXT),
	FIELD_END
};

static const struct field tag_set_fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("SortOrder", F_INT),
	FIELD("Type", F_ENUM, .values = tag_set_types, .otherwise = "\"MultiSelect\""),
	FIELD("Scopes", F_TEXT, .flags = F_LIST, .otherwise = "[\"Tenant\"]"),
	FIELD("Tags", F_OBJECT, .flags = F_LIST, .fields = tag_fields),
	FIELD_END
};

static const struct link tenant_links[] = {
	{"Self", "{S}/tenants/{id}"},
	{"Variables", "{S}/tenants/{id}/variables"},
	{"Logo", "{S}/tenants/{id}/logo"},
	LINK_END
};

static const struct link tag_set_links[] = {
	{"Self", "{S}/tagsets/{id}"},
	LINK_END
};

const struct kind kind_tenant = {
	.name = "tenant",
	.collection = "tenants",
	.prefix = "Tenants-",
	.label = "tenant",
	.item_type = "Tenant",
	.flags = KIND_SLUG,
	.fields = tenant_fields,
	.links = tenant_links,
	.view = "TenantView",
	.create = "TenantCreate",
	.edit = "TenantEdit",
	.delete = "TenantDelete",
};

const struct kind kind_tag_set = {
	.name = "tagset",
	.collection = "tagsets",
	.prefix = "TagSets-",
	.label = "tag set",
	.item_type = "TagSet",
	.flags = KIND_SLUG,
	.fields = tag_set_fields,
	.links = tag_set_links,
	.sort_field = "SortOrder",
	.view = "TenantView",
	.create = "TagSetCreate",
	.edit = "TagSetEdit",
	.delete = "TagSetDelete",
};
