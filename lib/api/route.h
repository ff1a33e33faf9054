#ifndef SLIPWAY_API_ROUTE_H
#define SLIPWAY_API_ROUTE_H

#include "lib/api/api.h"
#include "lib/base/url.h"
#include "lib/model/field.h"

/*
 * The route table: one row a route, grouped by area in lib/api/routes_*.c.
 * Patterns: "S/…" is reachable as /api/…, /api/Spaces-1/… and /api/spaces/{idOrSlug}/…;
 * "/…" is below /api only. {name} is one segment, matched literally first, without case.
 */
struct call {
	const struct route *route;
	struct api_request *rq;
	const struct kind *kind;	/* from the row, may be NULL */
	const char *space_id;		/* of an S/ route, else NULL or the default space */
	const char *const *names;	/* values of {…}, in order of the pattern */
	struct params query;
	struct json_object *body;	/* parsed; NULL if none */
	struct api_answer *answer;
	/* What the audit and the recorder learn; set by the handler. */
	const char *event_category;	/* NULL: no event is written */
	const char *event_message;
	const char *event_space;
	const char *related[16];
	size_t related_count;
	struct json_object *before;	/* for the differences */
	struct json_object *after;
	const char *mark;		/* of a request with Idempotency-Key, made of its body */
	const char *ring_task;		/* task to ring the runner for after commit */
};

enum route_flag {
	R_ANONYMOUS = 1,  /* no principal needed */
	R_READ_BODY = 2,  /* POST that writes nothing (previews, queries): no event, no recording */
	R_UPLOAD = 4,	  /* takes a file, no JSON */
	R_UNRECORDED = 8, /* log-in, API keys, recordings */
	R_QUERY = 16,	  /* waits outside any transaction (discover) */
	R_OWN = 32,	  /* a person's own things: the handler compares the user */
	R_REPEATABLE = 64 /* unrecorded, but without a secret in its answer: may be kept */
};

typedef bool route_handler(struct work *w, struct call *c);

struct route {
	const char *method;
	const char *pattern;
	const char *permission; /* "" only with R_ANONYMOUS or R_OWN: any logged-in person */
	unsigned flags;
	int64_t body_max;		/* bytes; 0: 64 KiB */
	route_handler *handle;
	const char *kind;		/* for the generic handlers */
	const char *summary;		/* one sentence; OpenAPI and the docs page show it */
};

/* Tables end with a row without method. */
extern const struct route routes_system[], routes_space[], routes_project[], routes_release[],
    routes_task[], routes_infrastructure[], routes_slipway[];
extern const struct route *const route_tables[];

/* Value of {name} in the call's pattern; "" if the pattern has none. */
const char *call_name(const struct call *c, const char *name);
/* Query parameter, without case; empty counts as not given (NULL). */
const char *call_query(const struct call *c, const char *name);
bool call_query_flag(const struct call *c, const char *name, bool otherwise);

/* Answers: a tree (200 unless a status is given), or a text that the database made. */
bool answer_json(struct work *w, struct call *c, int status, struct json_object *tree);
bool answer_text(struct call *c, int status, const char *json_text);

/* skip and take of the query (defaults 0, 30); ERR_INVALID if not numbers. */
bool call_page(struct work *w, struct call *c, int64_t *ret_skip, int64_t *ret_take);

/*
 * The envelope of a list around an array of items (text), with ItemType, counts and
 * page links made from the call's own path and query.
 */
const char *list_envelope(struct work *w, struct call *c, const char *item_type,
    const char *items_text, int64_t total, int64_t skip, int64_t take);

/* Adds an id to the event's related documents (duplicates and NULL are dropped). */
void call_related(struct call *c, const char *id);

/* Sets the event: category and a message made by format. */
void call_event(struct work *w, struct call *c, const char *category, const char *fmt, ...)
    PRINTF(4, 5);

/*
 * For changes of what is no document: what the member of the thing with this id was and
 * is now (NULL: nothing), for the differences of the event.
 */
void call_change(struct work *w, struct call *c, const char *id, const char *member,
    const char *before, const char *after);

/* Generic handlers over field tables (lib/api/crud.c). */
route_handler crud_list, crud_all, crud_get, crud_create, crud_edit, crud_delete;

/*
 * Their parts, for handlers with more to do. create: the stored document's tree;
 * sent may be changed. All are inside the dispatcher's transaction.
 */
struct json_object *crud_insert(struct work *w, struct call *c, const struct kind *k,
    struct json_object *sent);
struct json_object *crud_replace(struct work *w, struct call *c, const struct kind *k,
    const char *id, struct json_object *sent);
/* Answers one document by id with its ETag. */
bool crud_answer(struct work *w, struct call *c, int status, const char *id);
/* The same after a write: with its Location and the warnings that only this answer carries. */
bool crud_answer_written(struct work *w, struct call *c, int status, struct json_object *doc);

/*
 * Makes and stores a complete document without a call (seeds, side products such as
 * the default channel). id NULL: next number of the kind. Defined in lib/model/write.c.
 */

#endif
