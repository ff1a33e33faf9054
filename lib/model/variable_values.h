#ifndef SLIPWAY_MODEL_VARIABLE_VALUES_H
#define SLIPWAY_MODEL_VARIABLE_VALUES_H

#include "lib/expr/expr.h"
#include "lib/model/system_variables.h"
#include "lib/model/variable_sources.h"

/*
 * Values of variables where secrets cannot be opened (previews, keys of tasks): a mask
 * stands for each of them.
 */
struct variable_values {
	struct variable_choices choices;
	struct expr_vars *vars;		/* chosen values and the server's own */
};

struct variable_values variable_values(struct work *w, const struct variable_sources *sources,
	    const struct scope_place *place, const struct system_documents *docs);

#endif
