/*
 * Which units may start now (rules-process 2 and 3 of the design): groups one after the
 * other, the steps of a group side by side, machines through a window, the actions on
 * one machine in sequence. A failure is seen by later groups only.
 */
#include "runner/tree.h"

#include "lib/store/category.h"

static const char *const status_texts[NODE_STATUS__MAX] = {
	[NODE_PENDING] = "Pending",
	[NODE_RUNNING] = "Running",
	[NODE_SUCCESS] = "Success",
	[NODE_FAILED] = "Failed",
	[NODE_SKIPPED] = "Skipped",
	[NODE_WARNED] = "SuccessWithWarning",
	[NODE_CANCELED] = "Canceled",
};

const char *
node_status_text(enum node_status status)
{
	return status_texts[status];
}

bool
node_status_parse(const char *text, enum node_status *ret_status)
{
	for (int i = 0; i < NODE_STATUS__MAX; i++) {
		if (strcmp(text, status_texts[i]) == 0) {
			*ret_status = (enum node_status)i;
			return true;
		}
	}
	return false;
}

bool
node_is_ended(enum node_status status)
{
	return status != NODE_PENDING && status != NODE_RUNNING;
}

long
tree_find(const struct tree *tree, int64_t id)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->nodes[i].id == id)
			return (long)i;
	}
	return -1;
}

/* Index behind the last node below this one. */
static size_t
end_of(const struct tree *tree, size_t node)
{
	size_t i = node + 1;

	while (i < tree->count && tree->nodes[i].kind > tree->nodes[node].kind)
		i++;
	return i;
}

size_t
tree_step_of(const struct tree *tree, size_t node)
{
	while (node > 0 && tree->nodes[node].kind != NODE_STEP)
		node--;
	return node;
}

static bool
same_machine(const struct node *a, const struct node *b)
{
	if (a->machine_id == NULL || b->machine_id == NULL)
		return a->machine_id == b->machine_id;
	return strcmp(a->machine_id, b->machine_id) == 0;
}

bool
tree_sees(const struct tree *tree, size_t unit, size_t node)
{
	const struct node *u = &tree->nodes[unit], *n = &tree->nodes[node];

	if (n->kind != NODE_UNIT && n->kind != NODE_STEP)
		return false;
	if (n->group != u->group)
		return n->group < u->group;
	return u->kind == NODE_UNIT && n->kind == NODE_UNIT && node < unit &&
	    tree_step_of(tree, node) == tree_step_of(tree, unit) && same_machine(u, n);
}

bool
tree_is_leaf(const struct tree *tree, size_t i)
{
	const struct node *n = &tree->nodes[i];

	return n->kind == NODE_UNIT || (n->kind == NODE_STEP && end_of(tree, i) == i + 1);
}

bool
tree_is_open(const struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (tree_is_leaf(tree, i) && !node_is_ended(tree->nodes[i].status))
			return true;
	}
	return false;
}

bool
tree_has(const struct tree *tree, enum node_status status)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];

		if (n->status == status && !n->is_excused && tree_is_leaf(tree, i))
			return true;
	}
	return false;
}

/* Whether a unit waits for somebody's answer, or for the end of a deployment. */
static bool
node_waits(const struct node *n)
{
	if (n->child != NULL)
		return n->child->state == NULL;
	return n->question != NULL && n->question->result == NULL;
}

bool
tree_only_waits(const struct tree *tree)
{
	bool waits = false;

	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];

		if (n->kind != NODE_UNIT || n->status != NODE_RUNNING)
			continue;
		if (!node_waits(n))
			return false;
		waits = true;
	}
	return waits;
}

/* ---- moves --------------------------------------------------------------- */

struct moves {
	struct move *items;
	size_t count;
	bool has_excluded;		/* some machine was excluded by a person */
};

/* A run of units of one step on one machine. */
struct sequence {
	size_t begin, end;
	size_t answered;		/* a unit whose question was answered; 0: none */
	size_t returned;		/* a unit whose child is over; 0: none */
	size_t retried;			/* a unit that has waited long enough; 0: none */
	bool is_started, is_running, is_open, has_failed;
};

static void
add(struct moves *m, enum move_kind kind, size_t node, int category, const char *reason)
{
	m->items[m->count++] = (struct move){kind, node, category, reason};
}

/* The next sequence at or behind from; false if there is none before end. */
static bool
next_sequence(const struct tree *tree, size_t from, size_t end, struct sequence *ret)
{
	struct sequence s = {0};

	while (from < end && tree->nodes[from].kind != NODE_UNIT)
		from++;
	if (from >= end)
		return false;
	s.begin = s.end = from;
	while (s.end < end && tree->nodes[s.end].kind == NODE_UNIT &&
	    same_machine(&tree->nodes[from], &tree->nodes[s.end])) {
		const struct node *n = &tree->nodes[s.end++];
		enum node_status status = n->status;

		if (n->question != NULL && n->question->result != NULL)
			s.answered = s.end - 1;
		if (n->child != NULL && n->child->state != NULL)
			s.returned = s.end - 1;
		if (status == NODE_RUNNING && (n->retry_us != 0 || n->is_queued) && n->is_due)
			s.retried = s.end - 1;
		s.is_started = s.is_started || status != NODE_PENDING;
		s.is_running = s.is_running || status == NODE_RUNNING;
		s.is_open = s.is_open || status == NODE_PENDING;
		s.has_failed = s.has_failed || (status == NODE_FAILED && !n->is_excused);
	}
	*ret = s;
	return true;
}

static void
skip_sequence(const struct tree *tree, struct moves *m, const struct sequence *s,
    const char *reason)
{
	for (size_t i = s->begin; i < s->end; i++) {
		if (tree->nodes[i].status == NODE_PENDING)
			add(m, MOVE_SKIP, i, CATEGORY_INFO, reason);
	}
}

/* Why no further unit runs on the machine of a sequence: somebody excluded it; else NULL. */
static const char *
exclusion_of(struct work *w, const struct tree *tree, const struct moves *m, size_t unit)
{
	const struct node *n = &tree->nodes[unit];

	for (size_t i = 0; m->has_excluded && n->machine_id != NULL && i < tree->count; i++) {
		if (tree->nodes[i].is_excused && same_machine(&tree->nodes[i], n))
			return arena_printf(w->arena,
			    "Skipping this step as the machine '%s' was excluded from the "
			    "deployment",
			    n->machine_name);
	}
	return NULL;
}

/* The first unit of a sequence that has not run yet. */
static void
move_unit(struct work *w, const struct tree *tree, struct moves *m, const struct sequence *s)
{
	size_t i = s->begin;
	const struct node *n;

	while (tree->nodes[i].status != NODE_PENDING)
		i++;
	n = &tree->nodes[i];
	if (n->skip_reason != NULL)
		add(m, MOVE_SKIP, i, n->skip_category, n->skip_reason);
	else if (n->condition == RUN_BY_VARIABLE && n->judgement == JUDGE_UNKNOWN)
		add(m, MOVE_JUDGE, i, 0, NULL);
	else if (n->condition == RUN_BY_VARIABLE && n->judgement == JUDGE_FALSE)
		add(m, MOVE_SKIP, i, CATEGORY_INFO, n->judged);
	else if (n->condition == RUN_ON_SUCCESS && s->has_failed)
		add(m, MOVE_SKIP, i, CATEGORY_INFO,
		    arena_printf(w->arena,
			"Step \"%s\" runs only on success and an earlier step has failed; "
			"skipping.",
			n->title));
	else
		add(m, MOVE_START, i, 0, NULL);
}

/* Whether the step's expression keeps a sequence that has not begun from running. */
static bool
is_judged_out(const struct tree *tree, struct moves *m, size_t step, const struct sequence *s)
{
	const struct node *first = &tree->nodes[s->begin];

	if (tree->nodes[step].condition != RUN_BY_VARIABLE)
		return false;
	if (first->step_judgement == JUDGE_UNKNOWN)
		add(m, MOVE_JUDGE_STEP, s->begin, 0, NULL);
	else if (first->step_judgement == JUDGE_FALSE)
		skip_sequence(tree, m, s, first->judged);
	return first->step_judgement != JUDGE_TRUE;
}

static void
move_sequences(struct work *w, const struct tree *tree, struct moves *m, size_t step)
{
	const struct node *n = &tree->nodes[step];
	size_t end = end_of(tree, step);
	const char *failed_machine = NULL, *exclusion;
	struct sequence s;
	int active = 0;

	for (size_t i = step + 1; next_sequence(tree, i, end, &s); i = s.end) {
		active += s.is_started && (s.is_open || s.is_running);
		if (s.has_failed && failed_machine == NULL)
			failed_machine = tree->nodes[s.begin].machine_name;
	}
	for (size_t i = step + 1; next_sequence(tree, i, end, &s); i = s.end) {
		if (s.answered != 0)
			add(m, MOVE_ANSWER, s.answered, 0, NULL);
		if (s.returned != 0)
			add(m, MOVE_CHILD_ENDED, s.returned, 0, NULL);
		if (s.retried != 0)
			add(m, MOVE_START, s.retried, 0, NULL);
		if (!s.is_open || s.is_running)
			continue;
		exclusion = exclusion_of(w, tree, m, s.begin);
		if (exclusion != NULL) {
			skip_sequence(tree, m, &s, exclusion);
			continue;
		}
		if (!s.is_started) {
			if (is_judged_out(tree, m, step, &s))
				continue;
			if (n->is_rolling && failed_machine != NULL) {
				skip_sequence(tree, m, &s, arena_printf(w->arena,
				    "not started because machine '%s' failed", failed_machine));
				continue;
			}
			if (active >= n->window)
				continue;
			active++;
		}
		move_unit(w, tree, m, &s);
	}
}

static bool
is_untouched(const struct tree *tree, size_t step)
{
	for (size_t i = step + 1; i < end_of(tree, step); i++) {
		if (tree->nodes[i].kind == NODE_UNIT && tree->nodes[i].status != NODE_PENDING)
			return false;
	}
	return true;
}

/* Whether the step's condition keeps it from running; adds the move if so. */
static bool
is_held_back(struct work *w, const struct node *n, size_t step, bool flag, struct moves *m)
{
	switch (n->condition) {
	case RUN_ON_SUCCESS:
		if (flag)
			add(m, MOVE_SKIP, step, CATEGORY_INFO,
			    arena_printf(w->arena,
				"Step \"%s\" runs only on success and an earlier step has failed; "
				"skipping.",
				n->title));
		return flag;
	case RUN_ON_FAILURE:
		if (!flag)
			add(m, MOVE_SKIP, step, CATEGORY_VERBOSE,
			    arena_printf(w->arena,
				"Step \"%s\" runs on failure and no failures have been "
				"encountered; skipping.",
				n->title));
		return !flag;
	case RUN_BY_VARIABLE:		/* judged for each machine */
	case RUN_ALWAYS:
		break;
	}
	return false;
}

/* A window matters to several machines only. */
static bool
has_several_sequences(const struct tree *tree, size_t step)
{
	size_t end = end_of(tree, step);
	struct sequence s;

	return next_sequence(tree, step + 1, end, &s) && next_sequence(tree, s.end, end, &s);
}

static void
move_step(struct work *w, const struct tree *tree, struct moves *m, size_t step, bool flag)
{
	const struct node *n = &tree->nodes[step];

	if (is_untouched(tree, step)) {
		if (n->is_stale && !node_is_ended(n->status)) {
			add(m, MOVE_REREAD, step, 0, NULL);
			return;
		}
		if (n->skip_reason != NULL && !node_is_ended(n->status)) {
			add(m, MOVE_SKIP, step, n->skip_category, n->skip_reason);
			return;
		}
		if (is_held_back(w, n, step, flag, m))
			return;
	}
	if (!n->is_measured && has_several_sequences(tree, step)) {
		add(m, MOVE_MEASURE, step, 0, NULL);
		return;
	}
	move_sequences(w, tree, m, step);
}

/* The first group with something open; 0 if there is none. */
static int
open_group(const struct tree *tree)
{
	int group = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[tree_step_of(tree, i)];

		if (tree_is_leaf(tree, i) && !node_is_ended(tree->nodes[i].status) &&
		    (group == 0 || n->group < group))
			group = n->group;
	}
	return group;
}

/* Whether a unit failed before the group began: groups before it have all ended. */
static bool
flag_at_start(const struct tree *tree, int group)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];

		if (n->kind == NODE_UNIT && n->status == NODE_FAILED && !n->is_excused &&
		    tree->nodes[tree_step_of(tree, i)].group < group)
			return true;
	}
	return false;
}

static bool
has_excluded(const struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->nodes[i].is_excused)
			return true;
	}
	return false;
}

size_t
next_moves(struct work *w, const struct tree *tree, struct move **ret_moves)
{
	struct moves m = {arena_array(w->arena, tree->count + 1, sizeof(struct move)), 0,
	    has_excluded(tree)};
	int group = open_group(tree);
	bool flag = flag_at_start(tree, group);

	for (size_t i = 0; group > 0 && i < tree->count; i++) {
		if (tree->nodes[i].adds_machines && tree->nodes[i].group < group)
			add(&m, MOVE_ADD, i, 0, NULL);
	}
	for (size_t i = 0; group > 0 && m.count == 0 && i < tree->count; i++) {
		if (tree->nodes[i].kind == NODE_STEP && tree->nodes[i].group == group)
			move_step(w, tree, &m, i, flag);
	}
	*ret_moves = m.items;
	return m.count;
}

/* ---- status of what has children ------------------------------------------ */

static enum node_status
status_of_children(const struct tree *tree, size_t node)
{
	static const enum node_status order[] = {
		NODE_FAILED, NODE_CANCELED, NODE_WARNED, NODE_SUCCESS, NODE_SKIPPED,
	};
	bool present[NODE_STATUS__MAX] = {false};

	for (size_t i = node + 1; i < end_of(tree, node); i++) {
		const struct node *n = &tree->nodes[i];

		if (tree_is_leaf(tree, i))
			present[n->is_excused ? NODE_WARNED : n->status] = true;
	}
	if (present[NODE_RUNNING])
		return NODE_RUNNING;
	for (size_t i = 0; i < COUNT(order); i++) {
		if (present[order[i]])
			return present[NODE_PENDING] ? NODE_RUNNING : order[i];
	}
	return tree->nodes[node].status;
}

void
tree_roll_up(struct tree *tree, bool *is_changed)
{
	for (size_t i = 0; i < tree->count; i++) {
		enum node_status status = tree_is_leaf(tree, i) ? tree->nodes[i].status :
		    status_of_children(tree, i);

		if (is_changed != NULL)
			is_changed[i] = status != tree->nodes[i].status;
		tree->nodes[i].status = status;
	}
}
