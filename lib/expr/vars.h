#ifndef SLIPWAY_EXPR_VARS_H
#define SLIPWAY_EXPR_VARS_H

#include "lib/expr/ast.h"
#include "lib/expr/expr.h"
#include "lib/expr/loose-json.h"
#include "lib/expr/map.h"

struct scope;

/* Missing expressions in the order they were met: texts, and whole lists of values used. */
struct report {
	struct report_item *first;
	struct report_item *last;
	unsigned visited;		/* number of the flattening that saw it last */
};

/* What a value became. */
struct evaluated {
	struct str text;
	struct report *report;		/* NULL: nothing missing */
	size_t height;			/* levels of variables below */
	bool is_raw;			/* the value was no template */
};

/*
 * A place in the tree of variables: it may have a value, members (.x) and indexed
 * children ([x]). What was found out about the value is kept with it.
 */
struct node {
	struct str value;
	struct map *members;		/* NULL: none */
	struct map *children;
	struct findings *findings;	/* NULL: nobody asked yet */
};

struct findings {
	bool is_parsed;
	struct parsed parsed;
	const struct scope *evaluated_in;
	struct evaluated *evaluated;
	const struct scope *json_in;
	struct loose *json;
	struct map json_nodes;
};

struct variable {
	const char *name;
	const char *value;	/* NULL: without value */
};

struct expr_vars {
	struct arena *arena;
	struct map variables;
	struct node *root;	/* NULL until needed, and after a change */
	struct scope *scope;	/* the outermost, around root */
	const char *refusal;	/* why no template can be evaluated with these names */
	unsigned flattenings;
};

/* Builds the tree if there is none. */
void		 vars_bind(struct expr_vars *vars);
struct node	*node_new(struct arena *a, struct str value);
void		 node_put(struct node *node, struct arena *a, const char *member,
			struct node *child);
struct findings	*node_findings(struct node *node, struct arena *a);

#endif
