#ifndef SLIPWAY_CGI_MERGE_H
#define SLIPWAY_CGI_MERGE_H

#include "cgi-bin/page.h"

/*
 * What to do when somebody else saved first. The page of the conflict shows where what
 * was typed differs from what is stored now, one choice a difference, yours preset; its
 * form posts the same inputs again (keep.h), for the version of now, with the choices:
 *   .pick:/Name    "theirs" keeps what is stored there, anything else takes what was typed
 */

/*
 * Puts "Conflict" into the view: Message, Typed, and Differences [{Pointer, Label, Input,
 * Yours, Theirs, Lines}] with By and the time if a form can be offered. Clears the
 * conflict from v->w->error. What cannot be merged (whole texts, parts moved or deleted,
 * a part that is gone) is only shown.
 */
void	merge_offer(struct view *v, const char *action);

/*
 * Appends to list what differs between two documents: {Pointer, Label, Theirs (before), Yours
 * (after), Lines} each.
 */
void	merge_compare(struct view *v, struct json_object *list, struct json_object *before,
	    struct json_object *after);

/* Puts back into the body what the choices of a posted form keep as it is stored. */
void	merge_choices(struct view *v, struct json_object *stored, struct json_object *body);

#endif
