/* Project groups: headings of the list of projects. */
#include "lib/model/kinds.h"

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("RetentionPolicyId", F_TEXT, .flags = F_NULL),
	FIELD("EnvironmentIds", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "Kept for old clients; means nothing."),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/projectgroups/{id}"},
	{"Projects", "{S}/projectgroups/{id}/projects{?skip,take}"},
	LINK_END
};

const struct kind kind_project_group = {
	.name = "projectgroup",
	.collection = "projectgroups",
	.prefix = "ProjectGroups-",
	.label = "project group",
	.item_type = "ProjectGroup",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.view = "ProjectGroupView",
	.create = "ProjectGroupCreate",
	.edit = "ProjectGroupEdit",
	.delete = "ProjectGroupDelete",
};
