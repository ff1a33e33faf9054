/* The root documents: /api, and /api/Spaces-1. */
#include "lib/api/root_links.h"

#include "lib/api/handlers.h"
#include "lib/store/document.h"

#define COMPATIBLE_VERSION "2024.4.1"

static bool
is_of_space(const struct root_link *link)
{
	return link->template[0] == 'S' || strstr(link->template, "{space}") != NULL;
}

/* The template with the space in it. */
static const char *
link_text(struct work *w, const char *template, const char *space_id)
{
	const char *mark = strstr(template, "{space}");

	if (template[0] == 'S')
		return arena_printf(w->arena, "/api/%s%s", space_id, template + 1);
	if (mark == NULL)
		return template;
	return arena_printf(w->arena, "%.*s%s%s", (int)(mark - template), template, space_id,
	    mark + strlen("{space}"));
}

static struct json_object *
links(struct work *w, const char *space_id, bool is_space_only)
{
	struct json_object *object = json_object_new_object();

	for (const struct root_link *link = root_links; link->name != NULL; link++) {
		if (!is_space_only || is_of_space(link))
			json_set_str(object, link->name, link_text(w, link->template, space_id));
	}
	return object;
}

bool
root_get(struct work *w, struct call *c)
{
	struct json_object *root = json_new_object(w);

	json_set_str(root, "Application", "Octopus Deploy");
	json_set_str(root, "Version", COMPATIBLE_VERSION);
	json_set_str(root, "ApiVersion", "3.0.0");
	json_set_str(root, "InstallationId", api_installation_id(w));
	json_set_bool(root, "IsEarlyAccessProgram", false);
	json_set_bool(root, "HasLongTermSupport", false);
	json_set(root, "Links", links(w, "Spaces-1", false));
	return !work_failed(w) && answer_json(w, c, 200, root);
}

bool
space_root_get(struct work *w, struct call *c)
{
	struct json_object *root = json_new_object(w), *space = document_get(w, c->space_id);
	struct json_object *object;

	if (space == NULL)
		return false;
	object = links(w, c->space_id, true);
	json_set_str(object, "Self", arena_printf(w->arena, "/api/%s", c->space_id));
	json_set_str(object, "Web", arena_printf(w->arena, "/app/%s", c->space_id));
	json_set_str(root, "Id", c->space_id);
	json_set_str(root, "Name", json_str(space, "Name", ""));
	json_set(root, "Links", object);
	return answer_json(w, c, 200, root);
}
