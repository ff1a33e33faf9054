/*
 * Reading the variable sets of a project or release.
 */
#include "lib/model/variable_sources.h"

#include "lib/store/db.h"

static bool
load(struct work *w, struct rows *rows, struct variable_sources *ret)
{
	struct variable_source *items;

	if (rows == NULL)
		return false;
	items = arena_array(w->arena, rows_count(rows) + 1, sizeof(*items));
	for (size_t i = 0; i < rows_count(rows); i++)
		items[i] = (struct variable_source){
		    json_parse(w, rows_text(rows, i, 0), rows_len(rows, i, 0)),
		    rows_text(rows, i, 1), rows_text(rows, i, 2)};
	*ret = (struct variable_sources){items, rows_count(rows)};
	return !work_failed(w);
}

bool
variable_sources_live(struct work *w, struct json_object *project, struct variable_sources *ret)
{
	return load(
	    w, db_run(w, SQL_VARIABLE_SOURCES_LIVE, json_str(project, "Id", "")), ret);
}

bool
variable_sources_frozen(struct work *w, struct json_object *release, struct variable_sources *ret)
{
	return load(
	    w, db_run(w, SQL_VARIABLE_SOURCES_FROZEN, json_str(release, "Id", "")), ret);
}
