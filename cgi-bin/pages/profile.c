/*
 * Pages of the area "profile".
 */
#include "cgi-bin/pages/pages.h"

const struct page pages_profile[] = {
	{.path = NULL},
};
