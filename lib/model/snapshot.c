/*
 * Frozen copies, made by the database from row to row: the document is not parsed on
 * the way, and no default of a later program gets into it.
 */
#include "lib/model/snapshot.h"

#include <string.h>

#include "lib/model/secret.h"
#include "lib/store/db.h"

static const char *
copy_id(struct work *w, const char *live_id, const char *version)
{
	return arena_printf(w->arena, "%s-s-%s-%s", live_id, version, random_key(w->arena, 5));
}

static bool
prepare_libraries(struct work *w, const char *project_id, struct snapshot_source *ret)
{
	struct rows *rows = db_run(w, SQL_SNAPSHOT_LIBRARIES, project_id);

	ret->library_copy_ids = json_new_array(w);
	for (size_t i = 0; rows != NULL && i < rows_count(rows); i++)
		json_push_str(ret->library_copy_ids,
		    copy_id(w, rows_text(rows, i, 0), rows_text(rows, i, 1)));
	return rows != NULL;
}

bool
snapshot_prepare(struct work *w, const char *project_id, struct snapshot_source *ret)
{
	struct rows *rows = db_run(w, SQL_SNAPSHOT_SOURCE, project_id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) != 2)
		return fail(w, ERR_INTERNAL, "The project '%s' has no process or no variables.",
		    project_id);
	ret->process_id = rows_text(rows, 0, 0);
	ret->process_copy_id = copy_id(w, ret->process_id, rows_text(rows, 0, 1));
	ret->process = json_parse(w, rows_text(rows, 0, 2), rows_len(rows, 0, 2));
	ret->variables_id = rows_text(rows, 1, 0);
	ret->variables_copy_id = copy_id(w, ret->variables_id, rows_text(rows, 1, 1));
	ret->variables = json_parse(w, rows_text(rows, 1, 2), rows_len(rows, 1, 2));
	return ret->process != NULL && ret->variables != NULL &&
	    prepare_libraries(w, project_id, ret);
}

static bool
copy(struct work *w, const char *to, const char *release_id, const char *segment)
{
	const char *mark = strstr(to, "-s-");
	const char *from = arena_strndup(w->arena, to, (size_t)(mark - to));

	return db_change_one(w, SQL_SNAPSHOT_ADD, from, to, release_id, segment) &&
	    secrets_copy(w, from, to);
}

bool
snapshot_process(struct work *w, const char *id, const char *release_id)
{
	return copy(w, id, release_id, "deploymentprocesses");
}

bool
snapshot_variables(struct work *w, const char *id, struct json_object *library_copy_ids,
    const char *release_id)
{
	for (size_t i = 0; i < json_len(library_copy_ids); i++) {
		if (!copy(w, json_str_at(library_copy_ids, i), release_id, "variables"))
			return false;
	}
	return copy(w, id, release_id, "variables");
}
