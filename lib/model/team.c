/*
 * Teams. Two come with the server: everyone, and the administrators, whose members
 * are what "administrator" means.
 */
#include "lib/model/kinds.h"

static const struct field group_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("DisplayName", F_TEXT),
	FIELD("DisplayIdAndName", F_BOOL),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("SpaceId", F_TEXT, .flags = F_NULL | F_ON_CREATE),
	FIELD("MemberUserIds", F_REF, .flags = F_LIST, .ref = "user"),
	FIELD("ExternalSecurityGroups", F_OBJECT, .flags = F_LIST, .fields = group_fields),
	FIELD("CanBeDeleted", F_BOOL, .flags = F_ON_CREATE, .otherwise = "true"),
	FIELD("CanBeRenamed", F_BOOL, .flags = F_ON_CREATE, .otherwise = "true"),
	FIELD("CanChangeRoles", F_BOOL, .flags = F_ON_CREATE, .otherwise = "true"),
	FIELD("CanChangeMembers", F_BOOL, .flags = F_ON_CREATE, .otherwise = "true"),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "/api/teams/{id}"},
	{"ScopedUserRoles", "/api/teams/{id}/scopeduserroles{?skip,take}"},
	LINK_END
};

const struct kind kind_team = {
	.name = "team",
	.collection = "teams",
	.prefix = "Teams-",
	.label = "team",
	.item_type = "Team",
	.flags = KIND_SYSTEM | KIND_SLUG,
	.fields = fields,
	.links = links,
	.view = "TeamView",
	.create = "TeamCreate",
	.edit = "TeamEdit",
	.delete = "TeamDelete",
};
