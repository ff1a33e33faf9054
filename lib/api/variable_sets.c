/* Reading variables: several sets, names for pickers. Previews are in variable_preview.c. */
#include "lib/api/handlers.h"

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

/* What goes when an environment or target is deleted. */
bool
variables_singly_scoped(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, c->kind->name, "id");
	const char *key = c->kind == kind_find("machine") ? "Machine" : "Environment";

	return id != NULL && answer_rows(w, c,
	    db_run(w, SQL_VARIABLES_SINGLY_SCOPED, c->space_id, key, id), "variable");
}
