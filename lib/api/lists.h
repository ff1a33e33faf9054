#ifndef SLIPWAY_API_LISTS_H
#define SLIPWAY_API_LISTS_H

#include "lib/api/route.h"
#include "lib/store/db.h"

/* What hand-written lists and V1 commands share beside the generic handlers. */

/* A query parameter "a,b" (also given repeatedly) as a text[] in lower case; NULL if not given. */
const char *call_list(struct work *w, const struct call *c, const char *name);

/* The same as it was typed. */
const char *call_list_exact(struct work *w, const struct call *c, const char *name);

/* A query parameter that is a time, *ret NULL if not given; ERR_INVALID. */
bool call_time(struct work *w, const struct call *c, const char *name, const char **ret) MUST_CHECK;

/* True for /api/tasks, false for /api/Spaces-1/tasks and /api/spaces/default/tasks. */
bool	call_is_system_form(const struct call *c);

/* Answers the page that two statements read: one row with the items' text, one with the total. */
bool	answer_list(struct work *w, struct call *c, const char *item_type, struct rows *items,
	    struct rows *total, int64_t skip, int64_t take);

/* The body must be an object: ERR_INVALID. */
bool	call_needs_body(struct work *w, const struct call *c) MUST_CHECK;

/* A member of the body by its name without case; NULL if absent or null. */
struct json_object *body_get(const struct call *c, const char *name);
/* The same as a text; NULL if absent or blank. */
const char *body_str(const struct call *c, const char *name);
bool	body_flag(const struct call *c, const char *name, bool otherwise);

/*
 * The id of a kind that a name in path or body means (id, slug or name, without case;
 * owner_id NULL: any); NULL with ERR_NOT_FOUND, or a message at pointer if that is not NULL.
 */
const char *find_named(struct work *w, const struct call *c, const char *kind,
	    const char *owner_id, const char *wanted, const char *pointer);

#endif
