#ifndef SLIPWAY_CGI_PAGES_PROCESS_H
#define SLIPWAY_CGI_PAGES_PROCESS_H

#include "cgi-bin/page.h"

/*
 * A step in words: Number, At, Web, TypeName, Icon, Plan, Roles, chips. The view needs
 * Environments and Channels for names. Owned by the caller.
 */
struct json_object *describe_step(struct view *v, struct json_object *step, size_t i);

#endif
