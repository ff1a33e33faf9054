#ifndef SLIPWAY_EXPR_LOOSE_JSON_H
#define SLIPWAY_EXPR_LOOSE_JSON_H

#include "lib/expr/text.h"

/*
 * JSON in values of variables, read as tolerantly as the original does: single
 * quotes, bare names, comments, one comma too many, odd numbers. For everything
 * else of the product there is lib/base/json.h.
 */
enum loose_kind {
	LOOSE_NULL,
	LOOSE_UNDEFINED,
	LOOSE_BOOL,
	LOOSE_INTEGER,		/* text has its decimal digits */
	LOOSE_DOUBLE,
	LOOSE_STRING,
	LOOSE_ARRAY,
	LOOSE_OBJECT
};

struct loose {
	struct loose *next;	/* in its array or object */
	enum loose_kind kind;
	struct str name;	/* in an object */
	struct str text;
	double number;		/* LOOSE_DOUBLE; 1 or 0 of LOOSE_BOOL */
	struct loose *first;	/* of an array or object */
	struct loose *last;
	size_t count;
};

/* NULL if the text is not valid even so. */
struct loose	*loose_parse(struct arena *a, struct str text);
/* The text a value of a variable gets from it. */
struct str	 loose_text(struct arena *a, const struct loose *value);

#endif
