/* Reading variables: several sets, names for pickers, the values that a scope gives. */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/store/document.h"

bool
variables_all(struct work *w, struct call *c)
{
	const char *ids = call_list(w, c, "ids");

	if (ids == NULL)
		return answer_text(c, 200, "[]");
	return answer_rows(w, c, db_run(w, SQL_VARIABLE_SETS, c->space_id, ids), "set");
}

/* The project of the query in table spelling; *ret NULL if none is asked for. */
static bool
query_project(struct work *w, struct call *c, const char **ret)
{
	const char *wanted = call_query(c, "project");

	*ret = NULL;
	if (wanted == NULL)
		return true;
	*ret = document_id_of(w, "project", c->space_id, NULL, wanted);
	if (*ret == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no project '%s'.", wanted);
	return *ret != NULL;
}

bool
variable_names(struct work *w, struct call *c)
{
	const char *project;

	return query_project(w, c, &project)
	    && answer_rows(w, c, db_run(w, SQL_VARIABLE_NAMES, c->space_id, project), "name");
}

bool
library_set_usages(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "libraryvariableset", "id");

	return id != NULL && answer_rows(w, c, db_run(w, SQL_LIBRARY_SET_USAGES, id), "usage");
}

/* Keys of a scope and the query parameters that they are compared with. */
static const struct {
	const char *key;
	const char *parameter;
} scopes[] = {
	{"Environment", "environment"},
	{"Channel", "channel"},
	{"Machine", "machine"},
	{"Role", "role"},
	{"Action", "action"},
	{"TenantTag", "tenant"},
	{"ProcessOwner", "project"},
};

static bool
contains(struct json_object *list, const char *text)
{
	for (size_t i = 0; text != NULL && i < json_len(list); i++) {
		if (strcasecmp(json_str_at(list, i), text) == 0)
			return true;
	}
	return false;
}

/* Every key that the scope has must hold what the query says. */
static bool
applies(struct call *c, struct json_object *scope)
{
	for (size_t i = 0; i < COUNT(scopes); i++) {
		struct json_object *list = json_get(scope, scopes[i].key);

		if (json_len(list) > 0 && !contains(list, call_query(c, scopes[i].parameter)))
			return false;
	}
	return true;
}

/* The set with only what applies; values stand as they were typed. */
bool
variable_preview(struct work *w, struct call *c)
{
	struct json_object *set, *all, *kept;
	const char *project;

	if (!query_project(w, c, &project))
		return false;
	if (project == NULL)
		return fail_field(w, "/project", "Name the project whose variables to preview.");
	set = document_get(w, arena_printf(w->arena, "variableset-%s", project));
	if (set == NULL)
		return false;
	all = json_get(set, "Variables");
	kept = json_object_new_array();
	for (size_t i = 0; i < json_len(all); i++) {
		if (applies(c, json_get(json_at(all, i), "Scope")))
			json_push(kept, json_copy(json_at(all, i)));
	}
	json_set(set, "Variables", kept);
	return answer_json(w, c, 200, set);
}
