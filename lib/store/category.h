#ifndef SLIPWAY_STORE_CATEGORY_H
#define SLIPWAY_STORE_CATEGORY_H

#include "lib/base/base.h"

/* Categories of log lines, with Octopus's numbers and names. */
enum category {
	CATEGORY_VERBOSE = 100,
	CATEGORY_INFO = 200,
	CATEGORY_HIGHLIGHT = 210,
	CATEGORY_WAIT = 225,
	CATEGORY_GAP = 228,		/* made by readers: lines left out here */
	CATEGORY_WARNING = 300,
	CATEGORY_ERROR = 400,
	CATEGORY_FATAL = 500
};

/* "Info"; unknown numbers are "Info" too. */
const char *category_text(int category);

#endif
