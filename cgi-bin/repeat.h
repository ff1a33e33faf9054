#ifndef SLIPWAY_CGI_REPEAT_H
#define SLIPWAY_CGI_REPEAT_H

#include "cgi-bin/page.h"

/*
 * The Idempotency-Key of a posted form: its ".key" and what was typed, so that two clicks
 * are one request, while who goes back and types something else makes another. NULL if
 * the form has no ".key".
 */
const char *repeat_key(struct view *v);

/*
 * The API's answer to the first of several equal posts; NULL if this one is the first.
 * Clears w->error if there is one, else leaves it alone.
 */
struct json_object *repeat_find(struct view *v);

#endif
