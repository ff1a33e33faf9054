#ifndef SLIPWAY_EXPR_VARS_H
#define SLIPWAY_EXPR_VARS_H

#include "lib/expr/expr.h"

struct variable {
	struct variable *next;
	const char *name;
	const char *value;
};

struct expr_vars {
	struct arena *arena;
	struct variable *first;
};

#endif
