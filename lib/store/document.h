#ifndef SLIPWAY_STORE_DOCUMENT_H
#define SLIPWAY_STORE_DOCUMENT_H

#include "lib/store/db.h"
#include "lib/base/json.h"

/*
 * Rows of the table resource. The text that a read returns is the answer of the
 * API; trees are only made where something changes.
 */

/* The complete answer's text of one document, and its row version; NULL if absent. */
const char *document_text(struct work *w, const char *id, const char **ret_version);

/* The document as a tree; NULL with ERR_NOT_FOUND naming the id. */
struct json_object *document_get(struct work *w, const char *id);

/* Like document_get, but NULL without an error if absent (check work_failed). */
struct json_object *document_find(struct work *w, const char *id);

/* Id of a kind by id, slug or name (in that order, without case); NULL if none. */
const char *document_id_of(struct work *w, const char *kind, const char *space_id,
    const char *owner_id, const char *id_slug_or_name);

/* All documents of a kind (owner_id NULL: any), as an array tree, in list order. */
struct json_object *document_all(struct work *w, const char *kind, const char *space_id,
    const char *owner_id);

#endif
