#ifndef SLIPWAY_EXPR_REGEX_H
#define SLIPWAY_EXPR_REGEX_H

#include "lib/expr/text.h"

/*
 * A .NET regular expression rewritten for PCRE2, in UTF-16 units. The numbers of
 * groups differ: .NET counts named groups after the others.
 */
#define REGEX_INVALID "The pattern is not a valid regular expression."

struct regex_group {
	struct str name;	/* "" without */
	int number;		/* as .NET counts */
};

struct regex_pattern {
	uint16_t *units;
	size_t count;
	struct regex_group *groups;	/* in the order PCRE2 counts, from 0 for group 1 */
	int group_count;
	int highest;			/* greatest .NET number */
};

/* NULL, or why the pattern is refused. */
const char	*regex_translate(struct arena *a, struct str pattern, struct regex_pattern *ret);

#endif
