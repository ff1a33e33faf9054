/*
 * Pages of the area "infrastructure".
 */
#include "cgi-bin/pages/pages.h"

const struct page pages_infrastructure[] = {
	{.path = NULL},
};
