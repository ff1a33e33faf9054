/*
 * Library variable sets and script modules: variables that projects include. A set is
 * a name; its values are a variable set of its own, made together with it.
 */
#include "lib/model/kinds.h"

#include <strings.h>

#include "lib/model/write.h"

static const char *const content_types[] = {"Variables", "ScriptModule", NULL};

static const struct field template_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED, .max = 1000),
	FIELD("Label", F_TEXT, .flags = F_NULL, .max = 1000),
	FIELD("HelpText", F_LONG, .flags = F_NULL),
	FIELD("DefaultValue", F_ANY),
	FIELD("DisplaySettings", F_MAP),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("ContentType", F_ENUM, .flags = F_ON_CREATE, .values = content_types,
	    .otherwise = "\"Variables\"", .help = "A script module lies beside the scripts."),
	FIELD("VariableSetId", F_TEXT, .flags = F_READ_ONLY),
	FIELD("Templates", F_OBJECT, .flags = F_LIST, .fields = template_fields,
	    .help = "Variables that each tenant has a value of its own for."),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/libraryvariablesets/{id}"},
	{"Variables", "{S}/variables/variableset-{id}"},
	{"Usages", "{S}/libraryvariablesets/{id}/usages"},
	LINK_END
};

static const struct filter filters[] = {
	{"contentType", {"ContentType"}, "is"},
	FILTER_END
};

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	struct json_object *templates = json_get(doc, "Templates");

	if (change == CHANGE_DELETE)
		return true;
	json_set_str(doc, "VariableSetId",
	    arena_printf(w->arena, "variableset-%s", json_str(doc, "Id", "")));
	for (size_t i = 0; i < json_len(templates); i++)
		control_check(w, arena_printf(w->arena, "/Templates/%zu/DisplaySettings", i),
		    json_get(json_at(templates, i), "DisplaySettings"));
	return ids_complete(w, "/Templates", templates);
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	struct json_object *sent = json_new_object(w);
	const char *id = json_str(doc, "Id", "");
	struct write wr = {
		.kind = &kind_variable_set,
		.space_id = json_str(doc, "SpaceId", NULL),
		.id = json_str(doc, "VariableSetId", NULL),
		.owner_id = id,
	};

	json_set_str(sent, "OwnerId", id);
	return change != CHANGE_CREATE || document_create(w, &wr, sent) != NULL;
}

const struct kind kind_library_variable_set = {
	.name = "libraryvariableset",
	.collection = "libraryvariablesets",
	.prefix = "LibraryVariableSets-",
	.label = "library variable set",
	.item_type = "LibraryVariableSet",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.filters = filters,
	.view = "LibraryVariableSetView",
	.create = "LibraryVariableSetCreate",
	.edit = "LibraryVariableSetEdit",
	.delete = "LibraryVariableSetDelete",
	.check = check,
	.after = after,
};
