#ifndef SLIPWAY_RUNNER_FRAMES_H
#define SLIPWAY_RUNNER_FRAMES_H

#include "lib/base/base.h"

/*
 * What the gate on a target answers: whatever a login shell prints, then a line with the
 * nonce, then lines; a line "out N" or "err N" is followed by N bytes of output.
 */
struct frames {
	const char *nonce;
	bool has_begun;			/* the nonce was seen */
	char line[512];			/* pending line; longer ones are cut */
	size_t line_len;
	size_t payload;			/* bytes of output still to come */
	int stream;			/* of them: 0 stdout, 1 stderr */
	void (*take_line)(void *arg, const char *line);
	void (*take_output)(void *arg, int stream, const char *data, size_t len);
	void *arg;
};

void frames_feed(struct frames *f, const char *data, size_t len);

#endif
