/*
 * The gallery of step types: what can be added to a process. Built-in ones, where a
 * type stands when the runner can run it, and the step templates of the space.
 */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/store/document.h"

struct action_type {
	const char *type;
	const char *name;
	const char *description;
	const char *keywords;
	const char *category;
};

static const struct action_type types[] = {
	{"Octopus.Script", "Run a Script",
	    "Runs a Bash, PowerShell or Python script on deployment targets or on the server.",
	    "bash powershell python script shell command", "Script"},
	{"Octopus.Manual", "Manual Intervention Required",
	    "Waits until a person has read the instructions and proceeds or aborts.",
	    "approve approval sign off pause wait people manual", "Other"},
	{"Octopus.HealthCheck", "Health Check",
	    "Checks the health of deployment targets while a deployment runs.",
	    "health check connection targets availability", "Other"},
	{"Octopus.DeployRelease", "Deploy a Release",
	    "Deploys a release of another project and waits for its end.",
	    "release deploy project chain coordinate parent child", "Other"},
	{"Octopus.Email", "Send an Email",
	    "Sends an e-mail to addresses and to the members of teams.",
	    "mail e-mail notify notification message smtp", "Other"},
};

static const struct {
	const char *id;
	const char *name;
} categories[] = {
	{"Script", "Script"},
	{"Other", "Other"},
	{"Custom", "Step templates"},
};

static struct json_object *
describe(struct work *w, const struct call *c, const struct action_type *t, const char *id)
{
	struct json_object *one = json_object_new_object(), *list = json_object_new_array();
	struct json_object *links = json_object_new_object();

	json_push_str(list, t->category);
	json_set_str(links, "Logo", arena_printf(w->arena, "/api/%s/actiontemplates/%s/logo",
	    c->space_id, id));
	json_set_str(one, "Id", id);
	json_set_str(one, "Type", t->type);
	json_set_str(one, "Name", t->name);
	json_set_str(one, "Description", t->description);
	json_set_str(one, "Keywords", t->keywords);
	json_set_str(one, "Category", t->category);
	json_set(one, "Categories", list);
	json_set_bool(one, "IsBuiltIn", id == t->type);
	json_set_bool(one, "IsInstalled", true);
	json_set_bool(one, "HasUpdate", false);
	json_set(one, "CommunityActionTemplateId", NULL);
	json_set_str(one, "Website", "");
	json_set_str(one, "Author", id == t->type ? "Slipway" : "");
	json_set(one, "Links", links);
	return one;
}

bool
action_search(struct work *w, struct call *c)
{
	const char *type = call_query(c, "type");
	struct json_object *list = json_new_array(w), *templates;

	templates = document_all(w, "actiontemplate", c->space_id, NULL);
	if (templates == NULL)
		return false;
	for (size_t i = 0; i < COUNT(types); i++) {
		if (type == NULL || strcasecmp(type, types[i].type) == 0)
			json_push(list, describe(w, c, &types[i], types[i].type));
	}
	for (size_t i = 0; i < json_len(templates); i++) {
		struct json_object *t = json_at(templates, i);
		const struct action_type as_type = {
			.type = json_str(t, "ActionType", ""),
			.name = json_str(t, "Name", ""),
			.description = json_str(t, "Description", ""),
			.keywords = "",
			.category = "Custom",
		};

		if (type == NULL || strcasecmp(type, as_type.type) == 0)
			json_push(list, describe(w, c, &as_type, json_str(t, "Id", "")));
	}
	return answer_json(w, c, 200, list);
}

bool
action_categories(struct work *w, struct call *c)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < COUNT(categories); i++) {
		struct json_object *one = json_object_new_object();

		json_set_str(one, "Id", categories[i].id);
		json_set_str(one, "Name", categories[i].name);
		json_set_int(one, "DisplayOrder", (int64_t)i + 1);
		json_push(list, one);
	}
	return answer_json(w, c, 200, list);
}
