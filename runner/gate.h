#ifndef SLIPWAY_RUNNER_GATE_H
#define SLIPWAY_RUNNER_GATE_H

#include "runner/attempt.h"

/*
 * The at-most-once gate of an attempt on a spool root: ROOT/ID.lock is held by the shim
 * as long as it lives, ROOT/ID is made once and says that the attempt began. The public
 * side (judging, results, cleaning) is in attempt.h.
 */

enum gate { GATE_OPEN, GATE_SHUT, GATE_FAILED };

/*
 * Takes the lock, then makes the folder. GATE_OPEN: this process, and no other ever, may
 * run the attempt; the lock is held until ret_lock is closed. GATE_SHUT: somebody else
 * does or did. With is_again (an ssh attempt goes on after its shim died) the folder must
 * exist without a result.
 */
enum gate gate_pass(struct work *w, const char *spool_root, const char *id, bool is_again,
		int *ret_lock);

/* Stores the result, durably: from here on the attempt is finished. */
bool	gate_finish(struct work *w, const char *spool_root, const char *id,
		const struct attempt_result *result) MUST_CHECK;

/* ROOT/ID/NAME */
const char *gate_path(struct work *w, const char *spool_root, const char *id, const char *name);

/* Whether an id is made of allowed characters; else ERR_INVALID. */
bool	gate_check_id(struct work *w, const char *id) MUST_CHECK;

#endif
