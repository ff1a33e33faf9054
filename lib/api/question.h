#ifndef SLIPWAY_API_QUESTION_H
#define SLIPWAY_API_QUESTION_H

#include "lib/api/route.h"

/*
 * Asks the runner, which may use the network; the answer as JSON text, owned by w. Only
 * for routes with R_QUERY. NULL with ERR_UNAVAILABLE if it does not answer in 15 s.
 */
const char *question_ask(struct work *w, const char *kind, const char *space_id,
	    struct json_object *request);

#endif
