/*
 * What expressions and numbers of a process decide while it runs (rules-process 2, 3 and
 * 7 of the design): run conditions by expression, how many machines at once, whether a
 * failed unit runs again by itself. Evaluated when it is needed, never stored as a plan.
 */
#include "runner/executor.h"

#include "lib/base/clock.h"
#include "lib/model/plan_filter.h"
#include "lib/store/db.h"
#include "runner/health.h"
#include "runner/mask.h"
#include "runner/variables.h"

#define WINDOW "Octopus.Action.MaxParallelism"
#define WINDOW_DEFAULT 10
#define WINDOW_MAX 1000000
#define RETRY "Octopus.Action.AutoRetry."
#define RETRIES_MAX 3
#define BACKOFF_DEFAULT_S 15
#define BACKOFF_MAX_S 86400

/*
 * The variables of a place: false with *ret_none if they cannot be made, which no
 * condition survives; false alone if the database does not answer.
 */
static bool
collect(struct executor *x, size_t node, const char *machine_id, struct variables *ret,
    bool *ret_none)
{
	struct unit_place place = {
	    &x->facts, &x->tree, node, facts_machine(&x->facts, machine_id)};

	*ret_none = false;
	if (variables_collect(&x->w, &place, ret))
		return true;
	*ret_none = x->w.error.code != ERR_UNAVAILABLE;
	if (*ret_none)
		work_clear_error(&x->w);
	return false;
}

/* Lines outside any other transaction. */
static bool
warn(struct executor *x, size_t node, const char *text)
{
	return executor_begin(x) &&
	    executor_commit(x, executor_say(x, node, CATEGORY_WARNING, "%s", text));
}

/* ---- run conditions by expression ------------------------------------------ */

/* What the expression came to, as people may read it; lives as long as the tree. */
static const char *
sentence(struct executor *x, const struct variables *v, const char *text)
{
	struct mask *mask = mask_new(x->w.arena);
	size_t len;

	for (size_t i = 0; i < v->mask_count; i++)
		mask_add(mask, v->masks[i]);
	return arena_printf(x->state.arena,
	    "Skipping this step as its run condition evaluated to \"%s\"",
	    mask_apply(mask, x->w.arena, text, strlen(text), false, &len));
}

static bool
evaluate(struct executor *x, size_t node, const char *text, const struct variables *v,
    enum judgement *ret)
{
	struct expr_result result;
	const char *report;

	(void)expr_evaluate(&x->w, v->vars, text, 0, &result);
	*ret = expr_truthy(&result) ? JUDGE_TRUE : JUDGE_FALSE;
	x->tree.nodes[node].judged = sentence(x, v, result.text != NULL ? result.text : "");
	report = expr_report(&x->w, &result);
	return report == NULL || warn(x, node,
	    arena_printf(x->w.arena, "The run condition: %s", report));
}

bool
executor_judge(struct executor *x, const struct move *move)
{
	bool is_step = move->kind == MOVE_JUDGE_STEP, is_none;
	struct node *n = &x->tree.nodes[move->node];
	size_t owner = is_step ? tree_step_of(&x->tree, move->node) : move->node;
	struct json_object *doc = is_step ? facts_step(&x->facts, n->step_id) :
	    facts_action(&x->facts, n->step_id, n->action_id);
	const char *text = property_text(doc, is_step ?
	    "Octopus.Step.ConditionVariableExpression" :
	    "Octopus.Action.ConditionVariableExpression");
	enum judgement *judgement = is_step ? &n->step_judgement : &n->judgement;
	struct variables v = {0};

	*judgement = JUDGE_FALSE;
	n->judged = sentence(x, &v, "");
	if (text[0] == '\0')
		return true;
	if (!collect(x, owner, n->machine_id, &v, &is_none))
		return is_none;
	return evaluate(x, move->node, text, &v, judgement);
}

/* ---- the window ---------------------------------------------------------------- */

/* The number of a text, 0 if it is none that can be a window. */
static int
window_of(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	return *end != '\0' || n < 1 || n > WINDOW_MAX ? 0 : (int)n;
}

/*
 * A window that is no number does not count, and the log says so once. The value is not
 * told: it may be a secret.
 */
static bool
take_window(struct executor *x, size_t step, const char *text, const char *what)
{
	struct node *n = &x->tree.nodes[step];
	int window = window_of(text);

	if (window > 0 && (n->window == 0 || window < n->window))
		n->window = window;
	return text[0] == '\0' || window > 0 || n->status != NODE_PENDING || warn(x, step,
	    arena_printf(x->w.arena, "How many machines run at once: %s is ignored, as it is not "
		"a number from 1 on.", what));
}

/* Whether a step checks the health of its machines. */
static bool
is_of_checks(const struct executor *x, size_t step)
{
	while (step < x->tree.count && x->tree.nodes[step].kind != NODE_UNIT)
		step++;
	return step < x->tree.count && health_is_check(&x->facts, &x->tree.nodes[step]);
}

/* The window as it was found, for readers of the rows. */
static bool
store_window(struct executor *x, size_t step)
{
	struct work *w = &x->w;
	const struct node *n = &x->tree.nodes[step];
	struct json_object *o = json_new_object(w);

	json_set_int(o, "Window", n->window);
	json_set_bool(o, "IsRolling", n->is_rolling);
	return executor_begin(x) && executor_commit(x,
	    db_run(w, SQL_ACTIVITY_DATA, db_int(w, n->id), json_text(w, o)) != NULL);
}

/* The lesser of the step's property and a variable of that name; one alone counts. */
bool
executor_measure(struct executor *x, size_t step)
{
	struct node *n = &x->tree.nodes[step];
	const char *property = property_text(facts_step(&x->facts, n->step_id), WINDOW);
	const char *variable;
	struct variables v;
	bool is_none;

	n->is_measured = true;
	if (x->facts.deployment == NULL)
		return true;
	if (!collect(x, step, NULL, &v, &is_none))
		return is_none;
	n->window = 0;
	n->is_rolling = property[0] != '\0';
	if (strstr(property, "#{") == NULL && window_of(property) == 0)
		property = "";		/* the plan has warned */
	property = variables_expand(&x->w, &v, property);
	variable = variables_get(&v, WINDOW);
	if (!take_window(x, step, property, "the step's setting") ||
	    (strcmp(variable, property) != 0 &&
	    !take_window(x, step, variable, "the variable '" WINDOW "'")))
		return false;
	n->is_rolling = n->is_rolling && window_of(property) > 0;
	if (n->window == 0)
		n->window = is_of_checks(x, step) ? health_window() : WINDOW_DEFAULT;
	return store_window(x, step);
}

/* ---- failed attempts ------------------------------------------------------------- */

/* A number from 0 to most; what is none counts as otherwise. */
static int
number_of(const char *text, int most, int otherwise)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (text[0] == '\0' || *end != '\0' || n < 0)
		return otherwise;
	return n > most ? most : (int)n;
}

/* F4, B5: the deployment goes on without the machine; line: why and on whose word. */
static bool
exclude(struct executor *x, size_t node, const char *why, const char *line)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];

	n->is_excused = true;
	return db_run(w, SQL_TASK_MARK_WARNING, x->task_id) != NULL &&
	    db_run(w, SQL_ACTIVITY_ERROR, db_int(w, n->id), why) != NULL &&
	    db_run(w, SQL_ACTIVITY_EXCUSE, db_int(w, n->id)) != NULL &&
	    executor_say(x, node, CATEGORY_WARNING, "Machine '%s' is %s.", n->machine_name, line) &&
	    executor_set_status(x, node, NODE_FAILED);
}

/* G4: another attempt by itself, if the action has one left; *ret_again says so. */
static bool
retry(struct executor *x, size_t node, bool *ret_again)
{
	struct work *w = &x->w;
	struct node *n = &x->tree.nodes[node];
	struct variables v;
	struct rows *rows;
	bool is_none;
	int most, seconds;

	*ret_again = false;
	if (!collect(x, node, n->machine_id, &v, &is_none))
		return is_none;
	most = number_of(variables_get(&v, RETRY "MaximumCount"), RETRIES_MAX, 0);
	seconds = number_of(
	    variables_get(&v, RETRY "MinimumBackoff"), BACKOFF_MAX_S, BACKOFF_DEFAULT_S);
	if (n->retries >= most)
		return true;
	rows = db_run(w, SQL_ACTIVITY_RETRY, db_int(w, n->id), db_int(w, seconds));
	if (rows == NULL || db_run(w, SQL_TASK_MARK_WARNING, x->task_id) == NULL)
		return false;
	n->retries++;
	n->retry_us = rows_int(rows, 0, 0);
	*ret_again = true;
	return executor_say(x, node, CATEGORY_WARNING,
	    "Retry %d of %d follows in %d seconds.", n->retries, most, seconds);
}

/* Whether the project goes on without a machine that cannot be reached. */
static bool
is_skippable(const struct executor *x, const struct node *n)
{
	struct json_object *machine = facts_machine(&x->facts, n->machine_id);

	return n->place != NULL && strcmp(n->place, "machine") == 0 && machine_is_skippable(
	    json_get(x->facts.project, "ProjectConnectivityPolicy"), machine);
}

bool
executor_unit_failed(struct executor *x, size_t node, const char *reason, const char *why)
{
	const struct node *n = &x->tree.nodes[node];
	struct json_object *action = facts_action(&x->facts, n->step_id, n->action_id);
	bool is_script = strcmp(json_str(action, "ActionType", ""), "Octopus.Script") == 0;
	bool is_again = false;

	if (x->facts.deployment == NULL || x->is_canceled || x->is_stopping)
		return executor_set_failed(x, node, why);
	if (health_is_lenient(&x->facts, n))
		return exclude(x, node, why, "not healthy and is left out from here on, as the "
		    "step says");
	if (reason != NULL && strcmp(reason, "unreachable") == 0 && is_skippable(x, n))
		return exclude(x, node, why, "unavailable and is left out from here on, as the "
		    "project skips unavailable targets");
	if (is_script && reason != NULL && !retry(x, node, &is_again))
		return false;
	return is_again || executor_set_failed(x, node, why);
}

bool
executor_attempt_begins(struct executor *x, size_t node, int n, bool is_asked)
{
	struct work *w = &x->w;
	struct node *unit = &x->tree.nodes[node];
	const char *id = db_int(w, unit->id);

	if (n == 1)
		return true;
	if (is_asked)
		unit->retries = 0;
	return db_run(w, SQL_ACTIVITY_BEGIN, id, is_asked ? "t" : "f") != NULL &&
	    db_run(w, SQL_ATTEMPT_NODES, id, db_int(w, n)) != NULL &&
	    db_run(w, SQL_ATTEMPT_NODE, id, db_int(w, n)) != NULL &&
	    db_run(w, SQL_ATTEMPT_LINES, id) != NULL;
}

void
executor_notice_retries(struct executor *x)
{
	int64_t now = clock_now_us();

	for (size_t i = 0; i < x->tree.count; i++) {
		struct node *n = &x->tree.nodes[i];

		n->is_due = n->retry_us != 0 && n->retry_us <= now;
	}
}

int
executor_retry_ms(const struct executor *x)
{
	int64_t now = clock_now_us();
	int wait = -1;

	for (size_t i = 0; i < x->tree.count; i++) {
		const struct node *n = &x->tree.nodes[i];
		int64_t due = (n->retry_us - now) / 1000 + 1;

		if (n->retry_us == 0 || n->status != NODE_RUNNING)
			continue;
		if (due < 0)
			due = 0;
		if (wait < 0 || due < wait)
			wait = due > 60000 ? 60000 : (int)due;
	}
	return wait;
}
