/*
 * Pages of the area "tasks".
 */
#include "cgi-bin/pages/pages.h"

const struct page pages_tasks[] = {
	{.path = NULL},
};
