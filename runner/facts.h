#ifndef SLIPWAY_RUNNER_FACTS_H
#define SLIPWAY_RUNNER_FACTS_H

#include "lib/base/json.h"
#include "lib/model/plan.h"
#include "lib/model/variables.h"

struct rows;

/*
 * What an executor knows about its task: the task's row and the documents it names.
 * Read once at each start; everything lives as long as the work it was loaded with.
 */
struct facts {
	const char *task_id;
	const char *kind;		/* Deploy, Health, AdHocScript */
	const char *description;
	const char *space_id;
	const char *queue_time;
	const char *queue_expiry;	/* NULL: none */
	const char *cancel_by;		/* NULL: nobody asked for the end */
	struct json_object *arguments;

	/* Of a deployment; else NULL. */
	const char *deployment_id;
	struct json_object *deployment;
	struct json_object *release;
	struct json_object *project;
	struct json_object *project_group;
	struct json_object *environment;
	struct json_object *channel;
	struct json_object *tenant;
	struct json_object *user;
	struct variable_source *sources;	/* variable sets as the release froze them */
	size_t source_count;
	struct rows *history;		/* system variables of earlier releases: name, value */

	struct json_object *space;
	struct json_object *process;	/* frozen, or made from the arguments */
	struct json_object *machines;	/* of the space, with HealthStatus */
};

/*
 * Loads a task that is executing under this fence. ERR_CONFLICT if it is not (any
 * more); ERR_NOT_FOUND if a document that it needs is gone; ERR_INVALID if tasks of
 * its kind cannot be run.
 */
bool	facts_load(struct work *w, const char *task_id, int64_t fence, struct facts *ret_facts)
	    MUST_CHECK;

/* Reads the machines anew. */
bool	facts_load_machines(struct work *w, struct facts *facts) MUST_CHECK;

/* The plan's input for a deployment. */
struct plan_input facts_plan_input(const struct facts *facts);

/* The step and the action with these ids in the process; NULL if absent. */
struct json_object *facts_step(const struct facts *facts, const char *step_id);
struct json_object *facts_action(const struct facts *facts, const char *step_id,
	    const char *action_id);

/* A machine document by id, as it was loaded; NULL if absent. */
struct json_object *facts_machine(const struct facts *facts, const char *machine_id);

/* A document as it is stored now; NULL if absent (check work_failed). */
struct json_object *facts_live(struct work *w, const char *id);

/* The policy of a machine as it is now, else the default one; NULL: error. */
struct json_object *facts_policy(struct work *w, struct json_object *machine);

/*
 * The machines that a health check or a script without deployment is meant for:
 * arguments MachineIds, else EnvironmentId(s) and TargetRoles; disabled ones are left
 * out. An array owned by w.
 */
struct json_object *facts_chosen_machines(struct work *w, const struct facts *facts);

#endif
