/*
 * Where people are in the loop: a unit that asks (manual intervention), a failed unit
 * about which is asked (guided failure), what was answered, and the parking of a task
 * that only waits for answers. Whom the API lets answer is not decided here.
 */
#include "runner/executor.h"

#include "lib/base/buf.h"
#include "lib/model/plan_filter.h"
#include "lib/store/db.h"
#include "runner/mask.h"
#include "runner/variables.h"

#define MANUAL "Octopus.Action.Manual."
#define RETRIES_MAX 10
#define INSTRUCTIONS_MAX ((size_t)1024 * 1024)

/* ---- reading ----------------------------------------------------------------- */

static const struct question *
read_question(struct arena *a, const struct rows *rows, size_t i)
{
	struct question *q = arena_alloc(a, sizeof(*q));
	const char *result = rows_text(rows, i, 3);

	*q = (struct question){
		.id = arena_strdup(a, rows_text(rows, i, 1)),
		.is_guidance = strcmp(rows_text(rows, i, 2), "GuidedFailure") == 0,
		.result = result == NULL ? NULL : arena_strdup(a, result),
		.notes = arena_strdup(a, rows_text(rows, i, 4)),
		.person = arena_strdup(a, rows_text(rows, i, 5)),
	};
	return q;
}

bool
executor_read_questions(struct executor *x)
{
	struct rows *rows = db_run(&x->w, SQL_INTERRUPTION_OPEN, x->task_id);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		long node = tree_find(&x->tree, rows_int(rows, i, 0));

		if (node >= 0 && x->tree.nodes[node].status == NODE_RUNNING)
			x->tree.nodes[node].question = read_question(x->state.arena, rows, i);
	}
	return true;
}

bool
executor_look_for_answers(struct executor *x)
{
	for (size_t i = 0; i < x->tree.count; i++) {
		const struct question *q = x->tree.nodes[i].question;

		if (q != NULL && q->result == NULL)
			return executor_read_questions(x);
	}
	return true;
}

/* ---- asking ------------------------------------------------------------------ */

struct asking {
	const char *kind;
	const char *title;
	const char *instructions;
	const char *const *choices;
	size_t choice_count;
	const char **teams;
	size_t team_count;
	bool keeps_key;
	const char *event;		/* category */
	const char *line;		/* for the unit's log */
};

/* "Approve", "Approve on web-01". */
static const char *
title_of(struct executor *x, const struct node *n)
{
	if (n->machine_name == NULL)
		return n->title;
	return arena_printf(x->w.arena, "%s on %s", n->title, n->machine_name);
}

static bool
ask(struct executor *x, size_t node, const struct asking *a)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];
	const struct facts *f = &x->facts;
	const char *related[] = {
	    f->deployment_id, json_str(f->project, "Id", ""), json_str(f->environment, "Id", ""),
	    x->task_id, json_str(f->tenant, "Id", ""),
	};
	struct rows *rows = db_run(w, SQL_INTERRUPTION_ADD, db_int(w, n->id), a->kind, a->title,
	    a->instructions, db_text_array(w, a->choices, a->choice_count),
	    db_text_array(w, a->teams, a->team_count), db_text_array(w, related, COUNT(related)),
	    a->keeps_key ? "t" : "f");
	struct question *q;

	if (rows == NULL || !executor_say(x, node, CATEGORY_WAIT, "%s", a->line))
		return false;
	q = arena_alloc(x->state.arena, sizeof(*q));
	*q = (struct question){.id = arena_strdup(x->state.arena, rows_text(rows, 0, 0)),
	    .is_guidance = strcmp(a->kind, "GuidedFailure") == 0};
	n->question = q;
	return db_run(w, SQL_EVENT_ADD_SYSTEM, f->space_id, a->event,
	    arena_printf(w->arena, "%s waits for a person: %s", f->description, a->title),
	    db_text_array(w, related, COUNT(related))) != NULL &&
	    executor_set_status(x, node, NODE_RUNNING);
}

/* ---- manual intervention ------------------------------------------------------ */

/* A text with its expressions replaced, and no secret left in it. */
static const char *
expand_for_people(struct work *w, const struct variables *v, const char *text)
{
	const char *expanded = variables_expand(w, v, text);
	struct mask *mask = mask_new(w->arena);
	size_t len;

	for (size_t i = 0; i < v->mask_count; i++)
		mask_add(mask, v->masks[i]);
	return mask_apply(mask, w->arena, expanded, strlen(expanded), false, &len);
}

/* "Waiting for one of: Ops, Release managers." */
static const char *
line_for_teams(struct executor *x, const struct asking *a)
{
	struct work *w = &x->w;
	const char *names = "";

	for (size_t i = 0; i < a->team_count; i++) {
		struct json_object *team = facts_live(w, a->teams[i]);

		names = arena_printf(w->arena, "%s%s%s", names, i > 0 ? ", " : "",
		    json_str(team, "Name", a->teams[i]));
	}
	if (a->team_count == 0)
		return "Waiting for somebody who proceeds or aborts.";
	return arena_printf(w->arena, "Waiting for one of: %s.", names);
}

bool
executor_is_manual(const struct executor *x, size_t node)
{
	const struct node *n = &x->tree.nodes[node];

	return strcmp(json_str(facts_action(&x->facts, n->step_id, n->action_id), "ActionType", ""),
		   "Octopus.Manual") == 0;
}

/* The variables could not be made: the unit fails with the reason. */
static bool
refuse_to_ask(struct executor *x, size_t node)
{
	const char *reason = x->w.error.message;

	if (x->w.error.code == ERR_UNAVAILABLE)
		return false;
	work_clear_error(&x->w);
	return executor_begin(x) && executor_commit(x,
	    executor_say(x, node, CATEGORY_ERROR, "%s", reason) &&
	    executor_set_failed(x, node, reason));
}

bool
executor_ask(struct executor *x, size_t node)
{
	static const char *const choices[] = {"Proceed", "Abort"};
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[node];
	struct json_object *action = facts_action(&x->facts, n->step_id, n->action_id);
	struct unit_place place = {
	    &x->facts, &x->tree, node, facts_machine(&x->facts, n->machine_id)};
	struct asking a = {.kind = "ManualIntervention", .title = title_of(x, n),
	    .choices = choices, .choice_count = COUNT(choices),
	    .event = "ManualInterventionInterruptionRaised"};
	struct variables v;

	if (!variables_collect(w, &place, &v))
		return refuse_to_ask(x, node);
	a.instructions = expand_for_people(w, &v, property_text(action, MANUAL "Instructions"));
	if (strlen(a.instructions) > INSTRUCTIONS_MAX)
		a.instructions = "The instructions are too long to be shown.";
	a.keeps_key = strcasecmp(variables_expand(w, &v,
	    property_text(action, MANUAL "BlockConcurrentDeployments")), "True") == 0;
	roles_split(w, variables_expand(w, &v, property_text(action, MANUAL "ResponsibleTeamIds")),
	    &a.teams, &a.team_count);
	a.line = line_for_teams(x, &a);
	return !work_failed(w) && executor_begin(x) && executor_commit(x, ask(x, node, &a));
}

/* ---- guided failure ----------------------------------------------------------- */

/* Every choice of a failed unit, and when it is offered. */
static size_t
guidance_choices(struct executor *x, const struct node *n, int64_t retries, const char **ret)
{
	struct json_object *action = facts_action(&x->facts, n->step_id, n->action_id);
	bool is_required = json_flag(action, "IsRequired", false);
	size_t count = 0;

	ret[count++] = "Fail";
	if (retries < RETRIES_MAX)
		ret[count++] = "Retry";
	if (!is_required)
		ret[count++] = "Ignore";
	if (!is_required && n->machine_id != NULL)
		ret[count++] = "Exclude";
	return count;
}

static bool
ask_for_guidance(struct executor *x, size_t node, const char *why)
{
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[node];
	struct rows *rows = db_run(w, SQL_INTERRUPTION_RETRIES, db_int(w, n->id));
	const char *choices[4];
	struct asking a = {.kind = "GuidedFailure", .choices = choices,
	    .event = "GuidedFailureInterruptionRaised",
	    .line = "Guided failure: waiting for somebody who decides how to go on."};

	if (rows == NULL)
		return false;
	a.title = arena_printf(w->arena, "Step %s failed: %s", n->number, title_of(x, n));
	a.instructions = arena_printf(w->arena, "%s\n\nHow is the deployment to go on?", why);
	a.choice_count = guidance_choices(x, n, rows_int(rows, 0, 0), choices);
	return ask(x, node, &a);
}

bool
executor_set_failed(struct executor *x, size_t node, const char *why)
{
	struct work *w = &x->w;
	bool is_guided = json_flag(x->facts.deployment, "UseGuidedFailure", false);

	if (db_run(w, SQL_TASK_MARK_WARNING, x->task_id) == NULL ||
	    db_run(w, SQL_ACTIVITY_ERROR, db_int(w, x->tree.nodes[node].id), why) == NULL)
		return false;
	if (x->facts.deployment == NULL || x->is_canceled || x->is_stopping)
		return executor_set_status(x, node, NODE_FAILED);
	if (is_guided)
		return ask_for_guidance(x, node, why);
	return executor_say(x, node, CATEGORY_VERBOSE,
	    "Guided failure is not enabled for this task") &&
	    executor_set_status(x, node, NODE_FAILED);
}

/* ---- answers ------------------------------------------------------------------ */

/* What each answer makes of the unit; Retry is the start of another attempt. */
static const struct {
	const char *result;
	enum node_status status;
	int category;
	const char *line;		/* behind the name of the person */
} outcomes[] = {
	{"Proceed", NODE_SUCCESS, CATEGORY_INFO, "said to proceed."},
	{"Abort", NODE_FAILED, CATEGORY_FATAL, "aborted the deployment."},
	{"Fail", NODE_FAILED, CATEGORY_INFO, "said that the step has failed."},
	{"Retry", NODE_RUNNING, CATEGORY_INFO, "said to run it again."},
	{"Ignore", NODE_WARNED, CATEGORY_WARNING, "said to ignore the failure."},
	{"Exclude", NODE_FAILED, CATEGORY_WARNING,
	    "excluded the machine from the deployment."},
};

static size_t
outcome_of(const struct question *q)
{
	size_t i = 0;

	while (i + 1 < COUNT(outcomes) && strcmp(outcomes[i].result, q->result) != 0)
		i++;
	return i;
}

bool
executor_is_retry(const struct executor *x, size_t node)
{
	const struct question *q = x->tree.nodes[node].question;

	return q != NULL && q->result != NULL && strcmp(q->result, "Retry") == 0;
}

bool
executor_consume(struct executor *x, size_t node)
{
	struct node *n = &x->tree.nodes[node];
	const struct question *q = n->question;
	size_t i;

	if (q == NULL)
		return true;
	i = outcome_of(q);
	n->question = NULL;
	return db_change_one(&x->w, SQL_INTERRUPTION_APPLY, q->id) &&
	    executor_say(x, node, outcomes[i].category, "%s %s", q->person, outcomes[i].line) &&
	    (q->notes[0] == '\0' ||
	    executor_say(x, node, outcomes[i].category, "Notes: %s", q->notes));
}

static bool
close_unit(struct executor *x, size_t node, const struct question *q)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];
	enum node_status status = outcomes[outcome_of(q)].status;

	if (!executor_consume(x, node) || db_run(w, SQL_INTERRUPTION_OUTPUTS, q->id) == NULL)
		return false;
	if (status == NODE_FAILED && db_run(w, SQL_TASK_MARK_WARNING, x->task_id) == NULL)
		return false;
	if (strcmp(q->result, "Abort") == 0 && db_run(w, SQL_ACTIVITY_ERROR, db_int(w, n->id),
	    q->notes[0] != '\0' ? q->notes : "The deployment was aborted.") == NULL)
		return false;
	if (strcmp(q->result, "Exclude") == 0) {
		n->is_excused = true;
		if (db_run(w, SQL_ACTIVITY_EXCUSE, db_int(w, n->id)) == NULL)
			return false;
	}
	return executor_set_status(x, node, status);
}

bool
executor_answer(struct executor *x, size_t node)
{
	const struct question *q = x->tree.nodes[node].question;

	return executor_begin(x) && executor_commit(x, close_unit(x, node, q));
}

/* ---- parking ------------------------------------------------------------------- */

bool
executor_park(struct executor *x)
{
	struct work *w = &x->w;
	struct rows *rows;

	if (x->is_over || x->count > 0 || x->is_canceled || x->is_stopping ||
	    !tree_only_waits(&x->tree))
		return true;
	if (!executor_begin(x))
		return false;
	rows = db_run(w, SQL_EXECUTOR_PARK, x->task_id, db_int(w, x->fence));
	if (!executor_commit(x, rows != NULL))
		return false;
	x->is_over = rows_count(rows) == 1;
	return true;
}
