/*
 * Pages of the area "releases".
 */
#include "cgi-bin/pages/pages.h"

const struct page pages_releases[] = {
	{.path = NULL},
};
