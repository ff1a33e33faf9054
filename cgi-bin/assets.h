#ifndef SLIPWAY_CGI_ASSETS_H
#define SLIPWAY_CGI_ASSETS_H

#include "lib/base/work.h"

/*
 * Computes the version of the static files below share/static once, so that their
 * addresses change when they do and browsers may keep them for ever.
 */
void	assets_open(struct work *w, const char *share);

/* Eight hexadecimal digits. */
const char *assets_version(void);

#endif
