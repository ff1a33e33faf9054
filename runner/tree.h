#ifndef SLIPWAY_RUNNER_TREE_H
#define SLIPWAY_RUNNER_TREE_H

#include "lib/base/work.h"

/*
 * The activities of one task in memory, and the one decision of an executor: what may
 * start or must be skipped now. Pure functions: rows in, moves out.
 *
 * Invariants: nodes are in the order of the log (parents before children, siblings by
 * their place); node 0 is the root; the units of a step on one machine stand together
 * and run one after the other.
 */

enum node_kind { NODE_ROOT, NODE_STEP, NODE_MACHINE, NODE_UNIT };

enum node_status {
	NODE_PENDING,
	NODE_RUNNING,
	NODE_SUCCESS,
	NODE_FAILED,
	NODE_SKIPPED,
	NODE_WARNED,		/* SuccessWithWarning */
	NODE_CANCELED,
	NODE_STATUS__MAX
};

enum run_condition { RUN_ON_SUCCESS, RUN_ON_FAILURE, RUN_ALWAYS, RUN_BY_VARIABLE };

/* What an expression said; next_moves asks for it by MOVE_JUDGE and MOVE_JUDGE_STEP. */
enum judgement { JUDGE_UNKNOWN, JUDGE_TRUE, JUDGE_FALSE };

/* What a running unit asks people: an interruption that was not dealt with yet. */
struct question {
	const char *id;			/* Interruptions-7 */
	bool is_guidance;		/* what is to become of a failed unit */
	const char *result;		/* what was answered; NULL: nothing yet */
	const char *notes;
	const char *person;		/* who answered, by display name */
};

/* The deployment of another project's release that a running unit started. */
struct child_deployment {
	const char *task_id;
	const char *description;
	const char *state;		/* its final state; NULL: it is not over */
};

struct node {
	int64_t id;			/* of the activity row */
	int64_t parent_id;		/* 0: root */
	enum node_kind kind;
	enum node_status status;
	enum run_condition condition;	/* step; unit: SUCCESS or BY_VARIABLE */
	enum judgement judgement;	/* of the unit's own condition */
	enum judgement step_judgement;	/* first unit on a machine: of the step's, there */
	const char *judged;		/* the sentence for what an expression keeps from running */
	int retries;			/* unit: how often it ran again by itself */
	int64_t retry_us;		/* unit: it failed and runs again then; 0: it does not */
	bool is_queued;			/* unit: it waits until its machine is free */
	bool is_due;			/* that time has come, or the machine is free */
	bool is_measured;		/* step: the window is final */
	bool is_stale;			/* step: its machines are read anew before it starts */
	bool adds_machines;		/* step: those that it checked join what follows */
	int group;
	int window;			/* step: machines at once, once measured */
	bool is_rolling;
	const char *number;
	const char *name;		/* as in the log */
	const char *title;		/* name of the step or action itself */
	const char *step_id;
	const char *action_id;
	const char *machine_id;		/* NULL: none */
	const char *machine_name;
	const char *place;		/* machine, for-machine, worker, server */
	const char *skip_reason;	/* decided by the plan; NULL: not */
	int skip_category;
	const struct question *question; /* NULL: waits for nobody */
	const struct child_deployment *child;	/* NULL: waits for none */
	bool is_excused;		/* failed, and its machine was excluded: no failure */
};

struct tree {
	struct node *nodes;
	size_t count;
};

enum move_kind {
	MOVE_START,		/* a unit */
	MOVE_SKIP,		/* a unit, or a step with all that is in it */
	MOVE_JUDGE,		/* a unit's expression must be evaluated first */
	MOVE_JUDGE_STEP,	/* the step's, for the machine of this unit */
	MOVE_MEASURE,		/* a step's window must be found first */
	MOVE_REREAD,		/* a step's machines must be read anew first */
	MOVE_ADD,		/* the machines of a step that has ended join what follows */
	MOVE_ANSWER,		/* a unit: do what somebody answered */
	MOVE_CHILD_ENDED	/* a unit: the deployment that it started is over */
};

struct move {
	enum move_kind kind;
	size_t node;
	int category;		/* of the reason: 100, 200, 300 */
	const char *reason;
};

/*
 * Everything that may be done now; none while all that is left runs. Apply the moves
 * and ask again: a skipped unit lets the next one go.
 */
size_t	next_moves(struct work *w, const struct tree *tree, struct move **ret_moves);

/* A leaf is a unit, or a step that the plan left without units. */
bool	tree_is_leaf(const struct tree *tree, size_t node);

/* Whether a leaf has still to end. */
bool	tree_is_open(const struct tree *tree);

/*
 * Whether a leaf has this status; a failed one decides the task's final state, one that
 * is excused counts as none.
 */
bool	tree_has(const struct tree *tree, enum node_status status);

/* Whether nothing runs but what waits for people or children, and at least one unit does. */
bool	tree_only_waits(const struct tree *tree);

/*
 * Sets the status of roots, steps and machines from what is below them; is_changed
 * (count flags, may be NULL) tells which differ from before.
 */
void	tree_roll_up(struct tree *tree, bool *is_changed);

/*
 * Whether what a node came to counts for a unit (or step): it belongs to an earlier
 * group, or stands before it on the same machine in the same step.
 */
bool	tree_sees(const struct tree *tree, size_t unit, size_t node);

/* Index of the step (or root) above a node; index of a row id, or -1. */
size_t	tree_step_of(const struct tree *tree, size_t node);
long	tree_find(const struct tree *tree, int64_t id);

const char *node_status_text(enum node_status status);
bool	node_status_parse(const char *text, enum node_status *ret_status) MUST_CHECK;
bool	node_is_ended(enum node_status status);

#endif
