#ifndef SLIPWAY_API_ROOT_LINKS_H
#define SLIPWAY_API_ROOT_LINKS_H

#include "lib/base/base.h"

/* A link of the root documents. */
struct root_link {
	const char *name;
	const char *template;	/* "/api/…", or "S/…" below the space */
	unsigned flags;
};

enum root_link_flag {
	LINK_LATER = 1		/* no route yet: clients want the link, following it is 404 */
};

/* Ends with a row without name. Links with S/ also stand in the document of a space. */
extern const struct root_link root_links[];

#endif
