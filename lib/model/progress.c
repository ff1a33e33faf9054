/*
 * Reads what the pure rules (lifecycle_rules.c) judge: lifecycle, environments,
 * successes, defects of one release.
 */
#include "lib/model/progress.h"

#include <string.h>

#include "lib/store/db.h"

static bool
read_successes(struct work *w, const char *release_id, struct release_history *ret)
{
	struct rows *rows = db_run(w, SQL_RELEASE_SUCCESSES, release_id);

	if (rows == NULL)
		return false;
	ret->count = rows_count(rows);
	ret->successes = arena_array(w->arena, ret->count + 1, sizeof(*ret->successes));
	for (size_t i = 0; i < ret->count; i++)
		ret->successes[i] = (struct success){rows_text(rows, i, 0), rows_text(rows, i, 1)};
	return true;
}

bool
progress_load(struct work *w, const char *release_id, const char *lifecycle_id,
    struct progress *ret)
{
	struct rows *rows = db_run(w, SQL_RELEASE_PROGRESS, release_id, lifecycle_id);
	struct json_object *lifecycle;

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no release with the id '%s'.", release_id);
	lifecycle = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	ret->environments = json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	ret->history.has_defect = rows_true(rows, 0, 2);
	ret->project = json_parse(w, rows_text(rows, 0, 3), rows_len(rows, 0, 3));
	if (lifecycle == NULL || ret->environments == NULL || ret->project == NULL)
		return false;
	ret->lifecycle_name = json_str(lifecycle, "Name", "");
	lifecycle_phases(w, lifecycle, ret->environments, &ret->phases);
	return read_successes(w, release_id, &ret->history);
}

const char *
progress_environment(const struct progress *p, const char *environment_id)
{
	for (size_t i = 0; i < json_len(p->environments); i++) {
		struct json_object *e = json_at(p->environments, i);

		if (strcmp(json_str(e, "Id", ""), environment_id) == 0)
			return json_str(e, "Name", environment_id);
	}
	return environment_id;
}
