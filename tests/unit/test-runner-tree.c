/*
 * What an executor may start, played through: a script of results drives the tree to
 * its end and the outcome is compared with the scenarios of the design (1-4, 10-12).
 */
#include "lib/base/buf.h"
#include "runner/tree.h"

#include "tests/unit/tap.h"

#define MAX 200

/* One step in short form: name, machines (0: once), children, group, condition. */
struct shape {
	const char *name;
	int machines;
	int children;
	int group;
	enum run_condition condition;
	int window;
	bool is_rolling;
	const char *skip_reason;
};

static struct tree
grow(struct work *w, const struct shape *shapes, size_t count)
{
	struct tree t = {arena_array(w->arena, MAX, sizeof(struct node)), 0};

	t.nodes[t.count++] = (struct node){.kind = NODE_ROOT, .name = "root"};
	for (size_t i = 0; i < count; i++) {
		const struct shape *s = &shapes[i];
		struct node *step = &t.nodes[t.count++];

		*step = (struct node){.id = (int64_t)t.count, .kind = NODE_STEP, .name = s->name,
		    .title = s->name, .group = s->group, .condition = s->condition,
		    .window = s->window ? s->window : 10, .is_rolling = s->is_rolling,
		    .skip_reason = s->skip_reason};
		for (int m = 0; s->skip_reason == NULL && m < (s->machines ? s->machines : 1); m++) {
			const char *machine = s->machines ? arena_printf(w->arena, "w%d", m + 1) : NULL;

			if (s->children > 1 && machine)
				t.nodes[t.count++] = (struct node){.kind = NODE_MACHINE, .name = machine};
			for (int c = 0; c < (s->children ? s->children : 1); c++)
				t.nodes[t.count++] = (struct node){.kind = NODE_UNIT, .group = s->group,
				    .title = arena_printf(w->arena, "%s%d", s->name, c + 1),
				    .machine_id = machine, .machine_name = machine};
		}
	}
	return t;
}

static void
skip(struct tree *t, size_t node)
{
	if (t->nodes[node].kind == NODE_UNIT) {
		t->nodes[node].status = NODE_SKIPPED;
		return;
	}
	t->nodes[node].status = NODE_SKIPPED;
	for (size_t i = node + 1; i < t->count && t->nodes[i].kind > NODE_STEP; i++)
		t->nodes[i].status = NODE_SKIPPED;
}

/* Whether the comma list of failures names this unit: "A1", "A1@w2". */
static bool
should_fail(struct work *w, const char *failures, const struct node *n)
{
	const char *name = n->machine_id ?
	    arena_printf(w->arena, ",%s@%s,", n->title, n->machine_id) :
	    arena_printf(w->arena, ",%s,", n->title);

	return strstr(failures, name) != NULL;
}

/* The machine w2 is where the expressions are false. */
static void
judge(struct node *n, enum move_kind kind)
{
	enum judgement judgement = n->machine_id != NULL && strcmp(n->machine_id, "w2") == 0 ?
	    JUDGE_FALSE : JUDGE_TRUE;

	if (kind == MOVE_JUDGE_STEP)
		n->step_judgement = judgement;
	else
		n->judgement = judgement;
	n->judged = "judged out";
}

/* Applies moves until nothing can be done; returns how many run at once. */
static int
settle(struct work *w, struct tree *t)
{
	struct move *moves;
	size_t count;
	int running = 0;

	while ((count = next_moves(w, t, &moves)) > 0) {
		for (size_t i = 0; i < count; i++) {
			if (moves[i].kind == MOVE_START)
				t->nodes[moves[i].node].status = NODE_RUNNING;
			else if (moves[i].kind == MOVE_SKIP)
				skip(t, moves[i].node);
			else if (moves[i].kind == MOVE_MEASURE)
				t->nodes[moves[i].node].is_measured = true;
			else
				judge(&t->nodes[moves[i].node], moves[i].kind);
		}
	}
	for (size_t i = 0; i < t->count; i++)
		running += t->nodes[i].kind == NODE_UNIT && t->nodes[i].status == NODE_RUNNING;
	return running;
}

/* Runs to the end, first started first ended; returns the most that ran at once. */
static int
play(struct work *w, struct tree *t, const char *failures)
{
	int most = 0;

	for (int n; (n = settle(w, t)) > 0;) {
		if (n > most)
			most = n;
		for (size_t i = 0; i < t->count; i++) {
			struct node *node = &t->nodes[i];

			if (node->kind != NODE_UNIT || node->status != NODE_RUNNING)
				continue;
			node->status = should_fail(w, failures, node) ? NODE_FAILED : NODE_SUCCESS;
			break;
		}
	}
	OK(!tree_is_open(t));
	tree_roll_up(t, NULL);
	return most;
}

/* "A+ B- C!" of the steps, or of the units of one step: + success, ! failed, - skipped. */
static const char *
outcome(struct work *w, const struct tree *t, enum node_kind kind)
{
	static const char marks[] = "?~+!-wx";
	struct buf b;

	buf_init(&b, w->arena, 10000);
	for (size_t i = 0; i < t->count; i++) {
		const struct node *n = &t->nodes[i];

		if (n->kind == kind)
			buf_printf(&b, "%s%s%s%s%c", b.len > 0 ? " " : "",
			    kind == NODE_STEP ? n->name : n->title, n->machine_id ? "@" : "",
			    n->machine_id ? n->machine_id : "", marks[n->status]);
	}
	return b.s;
}

static void
next_moves_obeys_run_conditions(struct work *w)
{
	static const struct {
		struct shape shapes[4];
		const char *failures, *want;
	} table[] = {
		{{{"A", .group = 1}, {"B", .group = 2}, {"C", .group = 3, .condition = RUN_ON_FAILURE},
		    {"D", .group = 4, .condition = RUN_ALWAYS}}, ",A1,", "A! B- C+ D+"},
		{{{"A", .group = 1}, {"B", .group = 2, .condition = RUN_ON_FAILURE},
		    {"C", .group = 3}, {"D", .group = 4}}, ",A1,", "A! B+ C- D-"},
		{{{"A", .group = 1}, {"B", .group = 2, .condition = RUN_ON_FAILURE},
		    {"C", .group = 3}, {"D", .group = 4, .condition = RUN_BY_VARIABLE}}, ",", "A+ B- C+ D+"},
		{{{"A", .group = 1}, {"B", .group = 1}, {"C", .group = 2}, {"D", .group = 2}},
		    ",A1,", "A! B+ C- D-"},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct tree t = grow(w, table[i].shapes, 4);

		play(w, &t, table[i].failures);
		IS(outcome(w, &t, NODE_STEP), table[i].want);
		OK(tree_has(&t, NODE_FAILED) == (strchr(table[i].want, '!') != NULL));
	}
}

static void
next_moves_runs_steps_of_a_group_side_by_side(struct work *w)
{
	static const struct shape shapes[] = {{"A", .group = 1}, {"B", .group = 1}, {"C", .group = 2}};
	struct tree t = grow(w, shapes, COUNT(shapes));

	IS_INT(settle(w, &t), 2);
	t.nodes[2].status = NODE_SUCCESS;
	IS_INT(settle(w, &t), 1);
	t.nodes[4].status = NODE_SUCCESS;
	settle(w, &t);
	IS(outcome(w, &t, NODE_UNIT), "A1+ B1+ C1~");
}

static void
next_moves_stops_a_rolling_step_after_a_failure(struct work *w)
{
	static const struct { int window; const char *want; } table[] = {
		{1, "A1@w1! A2@w1- A1@w2- A2@w2- A1@w3- A2@w3-"},
		{2, "A1@w1! A2@w1- A1@w2+ A2@w2+ A1@w3- A2@w3-"},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		const struct shape shape = {"A", 3, 2, 1, RUN_ON_SUCCESS, table[i].window, true, NULL};
		struct tree t = grow(w, &shape, 1);

		IS_INT(play(w, &t, ",A1@w1,"), table[i].window);
		IS(outcome(w, &t, NODE_UNIT), table[i].want);
	}
}

static void
next_moves_tries_all_machines_ten_at_once(struct work *w)
{
	const struct shape shape = {"A", .machines = 12, .group = 1};
	struct tree t = grow(w, &shape, 1);

	IS_INT(play(w, &t, ",A1@w1,"), 10);
	IS_INT(t.nodes[t.count - 1].status, NODE_SUCCESS);
	IS(outcome(w, &t, NODE_STEP), "A!");
}

static void
next_moves_skips_what_the_plan_skipped(struct work *w)
{
	static const struct shape shapes[] = {{"A", .group = 1, .skip_reason = "no machines"},
	    {"B", .group = 2}};
	struct tree t = grow(w, shapes, COUNT(shapes));
	struct move *moves;

	IS_INT(next_moves(w, &t, &moves), 1);
	IS(moves[0].reason, "no machines");
	play(w, &t, ",");
	IS(outcome(w, &t, NODE_STEP), "A- B+");
	IS_INT(t.nodes[0].status, NODE_SUCCESS);
}

static void
next_moves_waits_for_people(struct work *w)
{
	static const struct question open = {.id = "Interruptions-1"};
	static const struct question answered = {.id = "Interruptions-1", .result = "Proceed"};
	const struct shape shape = {"A", 2, 2, 1, RUN_ON_SUCCESS, 1, false, NULL};
	struct tree t = grow(w, &shape, 1);
	struct move *moves;

	IS_INT(settle(w, &t), 1);
	OK(!tree_only_waits(&t));
	t.nodes[3].question = &open;
	OK(tree_only_waits(&t));
	IS_INT(next_moves(w, &t, &moves), 0);		/* its slot in the window is kept */
	t.nodes[3].question = &answered;
	OK(!tree_only_waits(&t));
	IS_INT(next_moves(w, &t, &moves), 1);
	IS_INT(moves[0].kind, MOVE_ANSWER);
	IS_INT((long)moves[0].node, 3);
	t.nodes[3].question = NULL;
	t.nodes[3].status = NODE_SUCCESS;
	settle(w, &t);
	IS(outcome(w, &t, NODE_UNIT), "A1@w1+ A2@w1~ A1@w2? A2@w2?");
}

static void
next_moves_leaves_out_an_excluded_machine(struct work *w)
{
	static const struct shape shapes[] = {
		{"A", 2, 2, 1, RUN_ON_SUCCESS, 1, true, NULL},
		{"B", 2, 1, 2, RUN_ON_SUCCESS, 0, false, NULL},
		{"C", .group = 3},
	};
	struct tree t = grow(w, shapes, COUNT(shapes));

	settle(w, &t);
	t.nodes[3].status = NODE_FAILED;
	t.nodes[3].is_excused = true;
	play(w, &t, ",");
	IS(outcome(w, &t, NODE_UNIT), "A1@w1! A2@w1- A1@w2+ A2@w2+ B1@w1- B1@w2+ C1+");
	OK(!tree_has(&t, NODE_FAILED));
	IS_INT(t.nodes[0].status, NODE_WARNED);
}

static void
tree_roll_up_takes_the_first_that_is_present(struct work *w)
{
	static const struct { enum node_status a, b, want; } table[] = {
		{NODE_PENDING, NODE_PENDING, NODE_PENDING},
		{NODE_SUCCESS, NODE_PENDING, NODE_RUNNING},
		{NODE_SUCCESS, NODE_RUNNING, NODE_RUNNING},
		{NODE_SUCCESS, NODE_FAILED, NODE_FAILED},
		{NODE_CANCELED, NODE_FAILED, NODE_FAILED},
		{NODE_CANCELED, NODE_SUCCESS, NODE_CANCELED},
		{NODE_WARNED, NODE_SUCCESS, NODE_WARNED},
		{NODE_SKIPPED, NODE_SUCCESS, NODE_SUCCESS},
		{NODE_SKIPPED, NODE_SKIPPED, NODE_SKIPPED},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		const struct shape shape = {"A", .machines = 2, .group = 1};
		struct tree t = grow(w, &shape, 1);
		bool is_changed[MAX];

		t.nodes[2].status = table[i].a;
		t.nodes[3].status = table[i].b;
		tree_roll_up(&t, is_changed);
		IS_INT(t.nodes[0].status, table[i].want);
		IS_INT(t.nodes[1].status, table[i].want);
		OK(is_changed[1] == (table[i].want != NODE_PENDING));
	}
}

/* C2, C3: what is false on one machine keeps that one from running. */
static void
next_moves_judges_a_step_for_each_machine(struct work *w)
{
	const struct shape shape = {"A", 3, 2, 1, RUN_BY_VARIABLE, 1, true, NULL};
	struct tree t = grow(w, &shape, 1);

	IS_INT(play(w, &t, ",A1@w1,"), 1);
	IS(outcome(w, &t, NODE_UNIT), "A1@w1! A2@w1- A1@w2- A2@w2- A1@w3- A2@w3-");
	t = grow(w, &shape, 1);
	play(w, &t, ",");
	IS(outcome(w, &t, NODE_UNIT), "A1@w1+ A2@w1+ A1@w2- A2@w2- A1@w3+ A2@w3+");
}

/* V9: earlier groups, and what ran before on the same machine in the same step. */
static void
a_unit_sees_earlier_groups_and_its_own_machine(struct work *w)
{
	const struct shape shapes[] = {
		{.name = "A", .machines = 2, .group = 1},
		{.name = "B", .machines = 2, .children = 2, .group = 2},
		{.name = "C", .group = 2},
		{.name = "D", .children = 2, .group = 3},
	};
	struct tree t = grow(w, shapes, COUNT(shapes));
	/* 0 root, 1 A, 2-3 w1 w2, 4 B, 5 w1, 6-7, 8 w2, 9-10, 11 C, 12, 13 D, 14-15 */
	static const struct {
		size_t unit, node;
		bool sees;
	} cases[] = {
		{7, 6, true}, {7, 9, false}, {10, 6, false}, {6, 7, false}, {6, 2, true},
		{7, 3, true}, {7, 1, true}, {7, 12, false}, {12, 7, false}, {12, 11, false},
		{15, 14, true}, {14, 15, false}, {15, 12, true}, {13, 11, true}, {13, 14, false},
		{2, 3, false}, {7, 0, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!OK(tree_sees(&t, cases[i].unit, cases[i].node) == cases[i].sees))
			printf("# %zu sees %zu\n", cases[i].unit, cases[i].node);
	}
}

static const struct test tests[] = {
	TEST(a_unit_sees_earlier_groups_and_its_own_machine),
	TEST(next_moves_obeys_run_conditions),
	TEST(next_moves_runs_steps_of_a_group_side_by_side),
	TEST(next_moves_stops_a_rolling_step_after_a_failure),
	TEST(next_moves_tries_all_machines_ten_at_once),
	TEST(next_moves_skips_what_the_plan_skipped),
	TEST(next_moves_judges_a_step_for_each_machine),
	TEST(next_moves_waits_for_people),
	TEST(next_moves_leaves_out_an_excluded_machine),
	TEST(tree_roll_up_takes_the_first_that_is_present),
};

TAP_MAIN(tests)
