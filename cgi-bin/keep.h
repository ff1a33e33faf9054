#ifndef SLIPWAY_CGI_KEEP_H
#define SLIPWAY_CGI_KEEP_H

#include "cgi-bin/page.h"

/*
 * What a person typed outlives the session in which it was typed. The page that asks to
 * sign in carries the posted inputs as one opaque input, .kept; after that a page offers
 * to send them or to go back to the form. Nothing is stored here, and nothing is sent
 * without a button pressed on a page of ours. Secrets and files are named, not carried.
 */

/* Offers to send what "Kept" holds, with Kept/Csrf set by whoever shows the page. */
extern const struct page kept_page;

/*
 * Whether the posted form may be shown and sent again: it is an API request, and the
 * browser says for certain that a page of ours posted it.
 */
bool	keep_may(const struct view *v);

/*
 * Puts the posted inputs into the view as "Kept", for pages that carry them; action is
 * where they belong. False, without an error, if they are too long to be carried.
 */
bool	keep_pack(struct view *v, const char *action);

/* Puts what a posted .kept holds into the view as "Kept". ERR_INVALID. */
bool	keep_show(struct view *v, const char *action) MUST_CHECK;

/* Replaces a posted .kept by the inputs that it holds. ERR_INVALID. */
bool	keep_unpack(struct view *v) MUST_CHECK;

/* [{Pointer, Value}] of what was typed, without secrets and empty inputs. */
struct json_object *keep_typed(struct view *v);

#endif
