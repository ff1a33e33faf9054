#ifndef SLIPWAY_CGI_PAGES_H
#define SLIPWAY_CGI_PAGES_H

#include "cgi-bin/page.h"

/* Tables of page rows, one file an area; each ends with a row without a path. */
extern const struct page pages_home[];
extern const struct page pages_projects[];
extern const struct page pages_process[];
extern const struct page pages_step[];
extern const struct page pages_releases[];
extern const struct page pages_deploy[];
extern const struct page pages_tasks[];
extern const struct page pages_infrastructure[];
extern const struct page pages_accounts[];
extern const struct page pages_profile[];
extern const struct page pages_recordings[];
extern const struct page pages_configuration[];
extern const struct page pages_variables[];
extern const struct page pages_variable[];
extern const struct page pages_variable_texts[];
extern const struct page pages_library[];
extern const struct page pages_templates[];
extern const struct page pages_template_uses[];

#endif
