#ifndef SLIPWAY_API_RECORD_H
#define SLIPWAY_API_RECORD_H

#include "lib/api/route.h"

/*
 * The recorder: writing requests that succeeded, as they could be sent again.
 * Secrets are replaced before anything is stored.
 */

/* Stores the call in the recording that runs for this person, in the call's transaction. */
bool	record_request(struct work *w, struct call *c) MUST_CHECK;

/* ---- bodies (record_body.c), pure ------------------------------------------------- */

/*
 * A copy of a body in which every secret value is {"@secret": "SECRET_NAME"}: new
 * sensitive values, values of sensitive variables, passwords. kind may be NULL.
 */
struct json_object *record_mask(struct work *w, const struct kind *kind, struct json_object *body);

/* Whether strings in a member of this name refer to other documents. */
bool	record_refers(const char *member);

/* Whether the text has the shape of an id of ours: Projects-7, deploymentprocess-Projects-7. */
bool	record_is_id(const char *text);

/* An id as our tables spell it. */
const char *record_id(struct work *w, const char *text);

/*
 * Calls fn for each string in a referring place of a body; what fn returns, if not
 * NULL, takes its place. Server-made members (Links) are skipped.
 */
typedef struct json_object *record_visit(void *ctx, const char *text);
void	record_walk(struct json_object *body, record_visit *fn, void *ctx);

/* Pointer -> id of every id in an answer, with new members of an object. */
struct json_object *record_outputs(struct work *w, struct json_object *answer);

/* ---- exports ----------------------------------------------------------------------- */

/*
 * What replays a recording (recording_export.c): {Format, Name, Secrets, Requests:
 * [{Method, Path, Query, Body, Upload, Finds, Rereads, Produces, Waits}]}. References
 * are {"@ref": "name"} in bodies and @{name} in paths.
 */
struct json_object *recording_export(struct work *w, const char *name, struct json_object *items);

/* The same as a script for bash, curl and jq (recording_bash.c). */
const char *recording_bash(struct work *w, struct json_object *export);

/* recordings.c */
route_handler recordings_list, recordings_start, recordings_get, recordings_rename;
route_handler recordings_stop, recordings_delete, recordings_delete_item, recordings_export;

#endif
