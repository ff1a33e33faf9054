#ifndef SLIPWAY_MODEL_TASK_OUTPUT_H
#define SLIPWAY_MODEL_TASK_OUTPUT_H

#include "lib/base/work.h"

/*
 * Output variables: what an activity of a task left for later ones. Rows of their own,
 * written with the lines of the log that they came in, so that nothing is there twice or
 * missing after a crash. Which unit sees which output is decided where variables are
 * collected (runner/outputs.c).
 */
struct task_output {
	int64_t activity_id;
	int attempt;		/* 0: not of a script (a person's answer) */
	const char *name;
	const char *value;
	bool is_sensitive;	/* stored sealed */
};

/* Stores one, in the caller's transaction; of equal names of an attempt the last counts. */
bool	task_output_add(struct work *w, const char *task_id, const char *space_id,
	    const struct task_output *output) MUST_CHECK;

/*
 * All outputs of a task in the order they were set (runner only, opens sensitive ones);
 * of each activity those of its last attempt.
 */
bool	task_outputs_load(struct work *w, const char *task_id, struct task_output **ret,
	    size_t *ret_count) MUST_CHECK;

#endif
