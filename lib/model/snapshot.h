#ifndef SLIPWAY_MODEL_SNAPSHOT_H
#define SLIPWAY_MODEL_SNAPSHOT_H

#include "lib/base/json.h"

/*
 * Frozen copies of a project's process, its variables and those of the library sets that
 * it includes: documents of their own, owned
 * by a release, never changed. Ids are chosen before the release exists, since the
 * release's document names them.
 */
struct snapshot_source {
	const char *process_id;
	const char *variables_id;
	struct json_object *process;		/* the live document */
	struct json_object *variables;
	const char *process_copy_id;		/* deploymentprocess-Projects-1-s-3-ABCDE */
	const char *variables_copy_id;		/* variableset-Projects-1-s-0-ABCDE */
	struct json_object *library_copy_ids;	/* array, in the order of inclusion */
};

/* Reads what is to be copied and chooses the ids of the copies. */
bool	snapshot_prepare(struct work *w, const char *project_id, struct snapshot_source *ret)
	    MUST_CHECK;

/* Writes a copy, with its secrets, owned by the release. */
bool	snapshot_process(struct work *w, const char *copy_id, const char *release_id) MUST_CHECK;

/* The same for the variables: the project's and, with an array of ids, those of libraries. */
bool	snapshot_variables(struct work *w, const char *copy_id,
	    struct json_object *library_copy_ids, const char *release_id) MUST_CHECK;

#endif
