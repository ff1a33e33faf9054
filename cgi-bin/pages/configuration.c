/*
 * Pages of the area "configuration".
 */
#include "cgi-bin/pages/pages.h"

const struct page pages_configuration[] = {
	{.path = NULL},
};
