#ifndef SLIPWAY_MODEL_FIELD_H
#define SLIPWAY_MODEL_FIELD_H

#include "lib/base/json.h"

/*
 * The declaration of a resource kind, used for everything: validation, defaults,
 * types of form values, sealing of secrets, checks of references, list filters,
 * OpenAPI, checks of templates, and the limits of inputs.
 */
enum field_type {
	F_TEXT,		/* a string; max bytes (0: 200) */
	F_LONG,		/* a string without a short limit (max 0: 1 MiB) */
	F_BOOL,
	F_INT,		/* 64 bits, from min to max if max > 0 */
	F_TIME,		/* RFC 3339 */
	F_SPAN,		/* .NET TimeSpan text */
	F_ENUM,		/* one of values, matched without case */
	F_REF,		/* the id of a resource of kind ref */
	F_OBJECT,	/* with fields */
	F_VARIANT,	/* object whose fields depend on its member `variant` */
	F_PROPERTIES,	/* map of property values: strings or sensitive values */
	F_PROPERTY,	/* one such value; may be null */
	F_MAP,		/* an object with free members, kept as it is */
	F_SECRET,	/* sensitive value {HasValue, NewValue, Hint} */
	F_VALUE,	/* text of a variable; sealed, and null in answers, if its sibling
			 * IsSensitive is true or Type is Sensitive */
	F_ANY		/* kept as it is */
};

enum field_flag {
	F_REQUIRED = 1,		/* present and not blank */
	F_READ_ONLY = 2,	/* made by us: ignored when sent, kept from the old document */
	F_LIST = 4,		/* an array of it; never null */
	F_NULL = 8,		/* null is an allowed value, and the default */
	F_ON_CREATE = 16,	/* may be set when created, is kept afterwards */
	F_MERGED = 32,		/* comes from other rows: never stored (present() adds it) */
	F_WRITE_ONLY = 64,	/* accepted, never stored or answered (Password) */
	F_OPTIONAL = 128	/* left out when not sent, no default */
};

struct variant;

struct field {
	const char *name;		/* PascalCase, as in the API */
	enum field_type type;
	unsigned flags;
	const char *otherwise;		/* default as JSON text; NULL: by type */
	int64_t max;
	const char *const *values;	/* F_ENUM: NULL-terminated */
	const char *ref;		/* F_REF: name of the kind */
	const struct field *fields;	/* F_OBJECT: ends with a row without name */
	const struct variant *variants;	/* F_VARIANT */
	const char *variant;		/* F_VARIANT: name of the deciding member */
	const char *help;		/* one sentence, for OpenAPI and forms */
};

struct variant {
	const char *value;		/* of the deciding member */
	const char *label;		/* for people */
	const struct field *fields;
};

/* A link template; {S} is /api/Spaces-1, {id} the id, {owner} the owner, {slug}, {space}. */
struct link {
	const char *name;
	const char *template;
};

/* A query parameter of a list and what it means on the document. */
struct filter {
	const char *parameter;		/* matched without case */
	const char *path[3];		/* members, NULL-terminated */
	const char *op;			/* "is" (csv), "any" (csv, array member), "like" */
};

enum kind_flag {
	KIND_SYSTEM = 1,	/* has no space */
	KIND_SLUG = 2,
	KIND_NEWEST_FIRST = 4,	/* lists: newest first, not by name */
	KIND_FIXED = 8,		/* no POST, no DELETE by the generic handlers */
	KIND_UNNAMED = 16,	/* name is the id */
	KIND_LOCKED = 32	/* body Version is checked (processes, variable sets) */
};

enum change { CHANGE_CREATE, CHANGE_EDIT, CHANGE_DELETE };

struct kind {
	const char *name;		/* "environment": resource.kind */
	const char *collection;		/* "environments": path segment */
	const char *prefix;		/* "Environments-" */
	const char *label;		/* "environment", in sentences and events */
	const char *item_type;		/* ItemType of lists */
	unsigned flags;
	const char *owner_field;	/* "ProjectId" if it belongs to another resource; that id
					 * becomes owner_id and names are unique within it */
	const struct field *fields;
	const struct variant *variants;	/* more fields by a member of the document itself */
	const char *variant;		/* that member ("AccountType"), NULL: none */
	const struct link *links;
	const struct filter *filters;
	const char *name_field;		/* member that is the name; NULL: "Name" */
	const char *sort_field;		/* "SortOrder" if lists are ordered by it */
	const char *view, *create, *edit, *delete;	/* permissions */
	/*
	 * Rules beyond the fields; may change doc (defaults that depend on other rows)
	 * and add fail_field. old is NULL on create, doc is NULL on delete.
	 */
	bool (*check)(struct work *w, enum change change, struct json_object *old,
	    struct json_object *doc);
	/* What comes along with a new or changed one (default channel, process …). */
	bool (*after)(struct work *w, enum change change, struct json_object *doc);
};

/* All kinds, NULL-terminated (lib/model/kinds.c). */
extern const struct kind *const kinds[];

/* By name ("environment"); NULL if unknown. */
const struct kind *kind_find(const char *name);
/* By path segment ("environments"), without case; NULL if unknown. */
const struct kind *kind_of_collection(const char *segment);
/* By id ("Environments-1", without case); NULL if unknown. */
const struct kind *kind_of_id(const char *id);

/* The id with the prefix in its table spelling ("projects-1" -> "Projects-1"). */
const char *id_canonical(struct work *w, const struct kind *k, const char *id);

/*
 * Makes the complete document from what was sent: names in table spelling,
 * defaults filled, types checked (one fail_field a problem, all of them), enums in
 * table spelling, read-only and merged fields from old or left out, Links dropped,
 * unknown members kept as they are. old is NULL on create. Secrets keep their
 * NewValue in the result: secrets_seal takes them out. NULL on failure.
 */
struct json_object *document_complete(struct work *w, const struct kind *k,
    struct json_object *sent, struct json_object *old) MUST_CHECK;

/*
 * The field that a JSON pointer into a document of the kind names (array indices
 * and "-" step into lists), considering variants by doc; NULL if unknown. Pointers
 * below F_PROPERTIES, F_MAP and F_ANY give that field itself.
 */
const struct field *field_at(const struct kind *k, struct json_object *doc, const char *pointer);

/* The Links object of a document that has Id (and SpaceId, owner field, Slug). */
struct json_object *document_links(struct work *w, const struct kind *k, struct json_object *doc);

/* All references in a document: calls fn(pointer, id, kind name or NULL). */
void document_references(struct work *w, const struct kind *k, struct json_object *doc,
    void (*fn)(void *ctx, const char *pointer, const char *id, const char *kind), void *ctx);

#endif
