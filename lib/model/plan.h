#ifndef SLIPWAY_MODEL_PLAN_H
#define SLIPWAY_MODEL_PLAN_H

#include "lib/base/json.h"

/*
 * What a deployment would do: which steps run, where, in which order, and why others
 * do not. A pure function of documents, the same for the preview and for the
 * executor, which writes its result as rows once and from then on reads the rows.
 *
 * Everything lives as long as the work; documents are borrowed from the input.
 */

struct plan_input {
	struct json_object *process;		/* process document or snapshot: Steps */
	const char *environment_id;		/* NULL: any, for a look at the process only */
	const char *environment_name;		/* for sentences */
	const char *channel_id;			/* NULL: none (runbook) */
	bool any_channel;			/* likewise for a look: no channel restricts */
	struct json_object *tenant;		/* tenant document; NULL: untenanted */
	struct json_object *machines;		/* array of machine documents of the space */
	struct json_object *policy;		/* ProjectConnectivityPolicy; NULL: defaults */
	struct json_object *skip_actions;	/* array of action or step ids; NULL: none */
	struct json_object *specific_machine_ids;	/* array; NULL or empty: all */
	struct json_object *excluded_machine_ids;	/* array; NULL: none */
	bool include_disabled;			/* preview: list disabled steps too */
};

enum plan_verdict {
	PLAN_IN,		/* will be tried; run conditions are judged while running */
	PLAN_ABSENT,		/* disabled or filtered: not in the log */
	PLAN_SKIPPED,		/* somebody chose to skip it */
	PLAN_NO_MACHINE,	/* wants targets and has none */
	PLAN_NOWHERE		/* wants to run on targets, but names no role */
};

enum plan_place {
	PLACE_MACHINE,		/* on the target itself */
	PLACE_FOR_MACHINE,	/* on a worker, on behalf of a target */
	PLACE_WORKER,		/* once, on a worker */
	PLACE_SERVER		/* once, by the server itself (manual intervention, e-mail) */
};

/* Why a machine that would be a candidate takes no part. */
enum plan_exclusion {
	EXCLUDED_NOT,
	EXCLUDED_BY_USER,	/* SpecificMachineIds, ExcludedMachineIds */
	EXCLUDED_UNAVAILABLE,	/* the project skips unavailable targets */
	EXCLUDED_UNHEALTHY	/* the project excludes unhealthy targets */
};

struct plan_machine {
	const char *id;
	const char *name;
	const char *style;		/* Endpoint.CommunicationStyle */
	enum plan_exclusion exclusion;
	struct json_object *doc;
};

struct plan_action {
	const char *id;
	const char *name;
	const char *number;		/* "3", children "3.1" */
	const char *type;		/* Octopus.Script, ... */
	const char *condition;		/* Success or Variable; of a child */
	enum plan_verdict verdict;
	const char *reason;		/* sentence unless PLAN_IN */
	enum plan_place place;		/* PLACE_MACHINE: a target without shell is FOR_MACHINE */
	bool is_disabled;
	bool can_be_skipped;
	struct json_object *doc;
};

struct plan_step {
	const char *id;
	const char *name;
	const char *number;
	int group;			/* steps of equal group start together; from 1 */
	const char *condition;		/* Success Failure Always Variable */
	enum plan_verdict verdict;
	const char *reason;		/* sentence unless PLAN_IN */
	bool is_parent;			/* several actions, which are its children */
	bool wants_machines;		/* names roles, and some action uses them */
	bool is_rolling;		/* window was set */
	int window;			/* machines at once */
	bool is_user_choice;		/* PLAN_NO_MACHINE because of chosen machines */
	const char **roles;
	size_t role_count;
	const struct plan_machine **machines;	/* by name, then id */
	size_t machine_count;
	const struct plan_machine **left_out;	/* would have taken part but for exclusion */
	size_t left_out_count;
	struct plan_action *actions;
	size_t action_count;
	struct json_object *doc;
};

/* A line for the log of the task itself; category is Octopus's number (100, 200, 300). */
struct plan_note {
	int category;
	const char *text;
};

struct plan {
	struct plan_step *steps;	/* all of them, absent ones too, in order */
	size_t step_count;
	const char *error;		/* no target for any step: nothing may run; NULL: fine */
	struct plan_note *notes;
	size_t note_count;
	const struct plan_machine **left_out;	/* of all steps, each once */
	size_t left_out_count;
	bool include_disabled;
};

/*
 * Builds the plan by rules-process of the design (filters, machines, places, groups).
 * Fails only with ERR_INTERNAL on a process without an array Steps.
 */
bool	plan_build(struct work *w, const struct plan_input *in, struct plan **ret_plan) MUST_CHECK;

/*
 * Judges what somebody chose when creating a deployment: SkipActions must name steps
 * or actions that may be skipped, SpecificMachineIds targets that could take part.
 * ERR_INVALID with one message a field ("/SkipActions", "/SpecificMachineIds").
 */
bool	plan_check_choices(struct work *w, const struct plan_input *in) MUST_CHECK;

/*
 * Where one action runs for one machine (NULL: none): PLACE_MACHINE becomes
 * PLACE_FOR_MACHINE for a target that has no shell of its own.
 */
enum plan_place plan_unit_place(const struct plan_action *action,
	const struct plan_machine *machine);

/* StepsToExecute of the deployment preview, with Reason and Place added; owned by w. */
struct json_object *plan_preview_steps(struct work *w, const struct plan *plan) MUST_CHECK;

/* Steps that do not take part: [{StepId, StepName, Number, Reason}]; owned by w. */
struct json_object *plan_preview_left_out(struct work *w, const struct plan *plan) MUST_CHECK;

/* Machines that take no part although a step has their role: [{Id, Name, Reason}]; owned by w. */
struct json_object *plan_preview_machines_left_out(struct work *w, const struct plan *plan)
	MUST_CHECK;

#endif
