#ifndef SLIPWAY_API_OPENAPI_ANSWERS_H
#define SLIPWAY_API_OPENAPI_ANSWERS_H

#include "lib/api/route.h"

enum answer_form {
	FORM_ANY,	/* nothing is promised */
	FORM_ONE,	/* a resource of the kind */
	FORM_CREATED,	/* the same, with 201 */
	FORM_PAGE,	/* a list with its counts and links */
	FORM_ARRAY,	/* all as an array */
	FORM_MEDIA	/* no JSON */
};

struct answer_shape {
	enum answer_form form;
	const char *kind;	/* NULL: nothing is known of what is in it */
	const char *media;	/* of FORM_MEDIA */
};

/* What a route answers when all goes well. */
struct answer_shape openapi_answer(const struct route *r);

#endif
