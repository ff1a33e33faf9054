#ifndef SLIPWAY_EXPR_UNICODE_H
#define SLIPWAY_EXPR_UNICODE_H

#include "lib/base/base.h"

struct unicode_range {
	uint32_t first;
	uint32_t last;
};

/* Every step-th character from first to last moves by delta. */
struct unicode_shift {
	uint32_t first;
	uint32_t last;
	uint32_t step;
	int32_t delta;
};

extern const struct unicode_range unicode_words[];
extern const size_t unicode_words_count;
extern const struct unicode_shift unicode_upper[];
extern const size_t unicode_upper_count;
extern const struct unicode_shift unicode_lower[];
extern const size_t unicode_lower_count;

#endif
