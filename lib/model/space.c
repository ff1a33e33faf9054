/* Spaces: everything but users, teams and the server itself lives in one. */
#include "lib/model/kinds.h"

static const struct field icon_fields[] = {
	FIELD("Id", F_TEXT, .flags = F_NULL),
	FIELD("Color", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field fields[] = {
	FIELD("Name", F_TEXT, .flags = F_REQUIRED, .max = 50, .help = "Unique on the server."),
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("IsDefault", F_BOOL, .flags = F_ON_CREATE),
	FIELD("TaskQueueStopped", F_BOOL, .help = "Whether new tasks of the space wait."),
	FIELD("SpaceManagersTeams", F_REF, .flags = F_LIST, .ref = "team"),
	FIELD("SpaceManagersTeamMembers", F_REF, .flags = F_LIST, .ref = "user"),
	FIELD("Icon", F_OBJECT, .flags = F_NULL, .fields = icon_fields),
	FIELD("ExtensionSettings", F_ANY, .flags = F_LIST),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "/api/spaces/{id}"},
	{"SpaceHome", "/api/{id}"},
	{"Web", "/app/{id}"},
	{"Logo", "/api/spaces/{id}/logo"},
	{"Search", "/api/spaces/{id}/search{?keyword}"},
	LINK_END
};

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return fail_field(w, "", "Spaces cannot be deleted.");
	if (json_len(json_get(doc, "SpaceManagersTeams")) == 0
	    && json_len(json_get(doc, "SpaceManagersTeamMembers")) == 0)
		return fail_field(w, "/SpaceManagersTeams",
		    "Name at least one team or one person that manages the space.");
	return true;
}

const struct kind kind_space = {
	.name = "space",
	.collection = "spaces",
	.prefix = "Spaces-",
	.label = "space",
	.item_type = "Space",
	.flags = KIND_SYSTEM | KIND_SLUG,
	.fields = fields,
	.links = links,
	.view = "SpaceView",
	.create = "SpaceCreate",
	.edit = "SpaceEdit",
	.delete = "SpaceDelete",
	.check = check,
};
