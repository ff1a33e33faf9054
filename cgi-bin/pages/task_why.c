/*
 * What of a task's plan did not run, and why: steps and targets that the plan left out, and
 * what was skipped on the way. The reasons are those of the preview and of the log; here
 * only equal ones are put together.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/task_chart.h"

#define GROUPS_MAX 60
#define NAMES_MAX 8

struct group {
	struct json_object *o;
	const char *what, *why;
	const char *where;		/* names of machines */
	size_t count;			/* machines */
};

struct groups {
	struct view *v;
	struct group items[GROUPS_MAX];
	size_t count, left;
};

static struct group *
find_group(struct groups *g, const char *what, const char *why)
{
	for (size_t i = g->count; i-- > 0;) {
		if (strcmp(g->items[i].what, what) == 0 && strcmp(g->items[i].why, why) == 0)
			return &g->items[i];
	}
	if (g->count == GROUPS_MAX) {
		g->left++;
		return NULL;
	}
	g->items[g->count] = (struct group){json_object_new_object(), what, why, "", 0};
	return &g->items[g->count++];
}

static void
add(struct groups *g, const char *what, const char *why, const char *expression,
    const char *machine)
{
	struct group *group = find_group(g, what, why);

	if (group == NULL)
		return;
	json_set_str(group->o, "Expression", expression);
	if (machine == NULL)
		return;
	if (group->count < NAMES_MAX)
		group->where = arena_printf(g->v->w->arena, "%s%s%s", group->where,
		    group->count > 0 ? ", " : "", machine);
	group->count++;
}

static const char *
title_of(struct groups *g, const char *number, const char *name)
{
	return arena_printf(g->v->w->arena, "Step %s: %s", number, name);
}

/* Steps that were skipped as a whole, and units that were where their step ran. */
static void
add_skipped(struct groups *g, struct json_object *nodes)
{
	bool is_out = false;		/* the step as a whole */
	const char *expression = "";	/* of the step */

	for (size_t i = 0; i < json_len(nodes); i++) {
		struct json_object *node = json_at(nodes, i);
		const char *why = json_str(node, "Reason", NULL);
		bool is_step = task_chart_is(node, "step");

		if (is_step) {
			is_out = why != NULL;
			expression = json_str(node, "Expression", "");
		}
		if (why != NULL && (is_step || !is_out))
			add(g, title_of(g, json_str(node, "Number", ""),
			    json_str(node, "Name", "")), why,
			    json_str(node, "Expression", expression),
			    json_str(node, "MachineName", NULL));
	}
}

static void
finish(struct groups *g, struct json_object *list)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct group *group = &g->items[i];
		size_t more = group->count > NAMES_MAX ? group->count - NAMES_MAX : 0;

		json_set_str(group->o, "What", group->what);
		json_set_str(group->o, "Why", group->why);
		json_set_str(group->o, "Where", more == 0 ? group->where : arena_printf(
		    g->v->w->arena, "%s and %zu more", group->where, more));
		json_push(list, group->o);
	}
}

void
task_why_decorate(struct view *v)
{
	struct json_object *timeline = view_doc(v, "Timeline"), *o = view_new_object(v, "Unrun");
	struct json_object *steps = json_get(timeline, "StepsLeftOut");
	struct json_object *machines = json_get(timeline, "MachinesLeftOut");
	struct groups *g = arena_alloc(v->w->arena, sizeof(*g));
	struct json_object *list = json_object_new_array();

	g->v = v;
	for (size_t i = 0; i < json_len(steps); i++)
		add(g, title_of(g, json_str(json_at(steps, i), "Number", ""),
		    json_str(json_at(steps, i), "StepName", "")),
		    json_str(json_at(steps, i), "Reason", ""), "", NULL);
	add_skipped(g, json_get(timeline, "Nodes"));
	for (size_t i = 0; i < json_len(machines); i++)
		add(g, "Targets", json_str(json_at(machines, i), "Reason", ""), "",
		    json_str(json_at(machines, i), "Name", ""));
	finish(g, list);
	json_set(o, "List", list);
	json_set_int(o, "Left", (int64_t)g->left);
}
