#ifndef SLIPWAY_CGI_PAGES_PROCESS_USES_H
#define SLIPWAY_CGI_PAGES_PROCESS_USES_H

#include "cgi-bin/page.h"

/* Steps made of step templates; templates/process-parameters.tpl shows them. */

/* The card of a template leads to a step that is made of it. */
void	uses_link(struct view *v, struct json_object *card);

/* A new action becomes one of the template that the address names; else it stays. */
void	uses_begin(struct view *v, struct json_object *action);

/*
 * Puts Uses and Params into the view if the action is made of a template that there is;
 * o is the described step, with ActionAt. False, without an error, if it is not.
 */
bool	uses_show(struct view *v, struct json_object *o, struct json_object *action);

/* Takes what only these forms have: sensitive values, cleared ones, ".detach". */
bool	uses_adjust(struct view *v, struct json_object *body) MUST_CHECK;

#endif
