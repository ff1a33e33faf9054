#ifndef SLIPWAY_RUNNER_REMOTE_H
#define SLIPWAY_RUNNER_REMOTE_H

#include "runner/attempt.h"

/*
 * What the verb "run" of the gate reads: the script's files, the variables; and the
 * program that must be there. Lives as long as w.
 */
bool	remote_upload(struct work *w, const struct attempt_order *order, const char **ret_data,
		size_t *ret_len, const char **ret_program) MUST_CHECK;

#endif
