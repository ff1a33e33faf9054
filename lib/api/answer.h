#ifndef SLIPWAY_API_ANSWER_H
#define SLIPWAY_API_ANSWER_H

#include "lib/api/route.h"

/* Replaces the answer by the error of w, in the error shape of the API. */
void	answer_error(struct work *w, struct api_answer *answer);

#endif
