#ifndef SLIPWAY_CGI_RENDER_H
#define SLIPWAY_CGI_RENDER_H

#include "lib/base/json.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where templates are; reload: look for changes at each page (development). */
bool	render_open(const char *folder, bool reload);

/*
 * Expands folder/name.tpl with a tree (markers as page.h tells). NULL if there is no
 * such template or it does not parse. Lives as long as the arena.
 */
const char *render_template(struct arena *a, const char *name, struct json_object *root,
	    size_t *ret_len);

#ifdef __cplusplus
}
#endif

#endif
