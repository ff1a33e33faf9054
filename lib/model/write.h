#ifndef SLIPWAY_MODEL_WRITE_H
#define SLIPWAY_MODEL_WRITE_H

#include "lib/model/field.h"

/*
 * Writing documents: completing, sealing secrets, checking references, storing.
 * Below the API so that hooks, seeds and the runner can write too; no audit, no
 * permission. The caller holds a transaction.
 */
struct write {
	const struct kind *kind;
	const char *space_id;		/* NULL for system kinds */
	const char *id;			/* create: NULL makes the next number */
	const char *owner_id;		/* NULL: from the kind's owner_field */
	struct json_object *made;	/* create: read-only members; NULL: none */
	const char *expected_version;	/* edit, delete: row version (If-Match); NULL: any */
};

/* Creates; returns the stored document (complete, no secrets) or NULL. */
struct json_object *document_create(struct work *w, const struct write *wr,
    struct json_object *sent) MUST_CHECK;

/*
 * Replaces (wr->id); ERR_NOT_FOUND, ERR_CONFLICT (stale), ERR_INVALID. A body Version
 * is checked for KIND_LOCKED kinds. ret_before may be NULL.
 */
struct json_object *document_replace(struct work *w, const struct write *wr,
    struct json_object *sent, struct json_object **ret_before) MUST_CHECK;

/* Deletes wr->id; ERR_INVALID names who uses it. Returns the old document. */
struct json_object *document_delete(struct work *w, const struct write *wr) MUST_CHECK;

/* Checks that an id exists, has the kind and is reachable from the space; else fail_field. */
bool	reference_check(struct work *w, const char *pointer, const char *id, const char *kind,
	    const char *space_id);

#endif
