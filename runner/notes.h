#ifndef SLIPWAY_RUNNER_NOTES_H
#define SLIPWAY_RUNNER_NOTES_H

#include "lib/base/work.h"
#include "lib/store/category.h"

/* Lines for the log of a unit, before its script starts. */
struct note {
	int category;			/* lib/store/category.h */
	const char *text;
};

struct notes {
	struct note *items;
	size_t count, max;
};

/* Adds a line; NULL is none. */
void	notes_add(struct work *w, struct notes *notes, int category, const char *text);

struct variables;

/*
 * What OctopusPrintVariables and OctopusPrintEvaluatedVariables ask for: each variable in
 * a line, as it is written or evaluated.
 */
void	notes_print_variables(struct work *w, struct notes *notes, const struct variables *v);

/* Masks all lines: values of variables may stand in them. */
void	notes_mask(struct work *w, struct notes *notes, const struct variables *v);

#endif
