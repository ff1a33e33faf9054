/*
 * What the server itself knows: documents, the task, the machines that take part, and
 * how far steps and actions have come, as this unit may see it.
 */
#include "runner/collector.h"

#include <strings.h>

#include "lib/base/buf.h"
#include "lib/model/plan_filter.h"
#include "lib/model/system_variables.h"
#include "lib/store/db.h"

static void
add(struct collector *c, const char *name, const char *value)
{
	collector_add(c, LAYER_SYSTEM, name, value);
}

static void
give(void *ctx, const char *name, const char *value)
{
	add(ctx, name, value);
}

static void
add_documents(struct collector *c)
{
	const struct facts *f = c->unit->facts;
	struct system_documents d = {
		.release = f->release,
		.channel = f->channel,
		.deployment = f->deployment,
		.user = f->user,
		.tenant = f->tenant,
		.environment = f->environment,
		.project = f->project,
		.project_group = f->project_group,
		.space = f->space,
		.machine = c->unit->machine,
		.step = c->step,
		.action = c->action,
	};

	system_variables(c->w, &d, give, c);
	for (size_t i = 0; f->history != NULL && i < rows_count(f->history); i++)
		add(c, rows_text(f->history, i, 0), rows_text(f->history, i, 1));
}

static void
add_task(struct collector *c)
{
	const struct facts *f = c->unit->facts;

	add(c, "Octopus.Task.Id", f->task_id);
	add(c, "Octopus.Task.Name", f->description);
	add(c, "Octopus.Task.QueueTime", f->queue_time);
	add(c, "Octopus.Task.QueueTimeExpiry", f->queue_expiry);
	add(c, "Octopus.Web.ServerUri", getenv("SLIPWAY_PUBLIC_URL"));
	add(c, "Octopus.Web.BaseUrl", getenv("SLIPWAY_PUBLIC_URL"));
	if (f->arguments == NULL)
		return;
	json_object_object_foreach(f->arguments, name, value) {
		if (json_object_is_type(value, json_type_string))
			add(c, arena_printf(c->w->arena, "Octopus.Task.Argument[%s]", name),
			    json_object_get_string(value));
	}
}

/* ---- machines that take part ------------------------------------------------ */

/* Ids of machines in the plan, as members of an object. */
static struct json_object *
machines_of(struct work *w, const struct tree *tree)
{
	struct json_object *ids = json_new_object(w);

	for (size_t i = 0; i < tree->count; i++) {
		if (tree->nodes[i].machine_id != NULL)
			json_set_bool(ids, tree->nodes[i].machine_id, true);
	}
	return ids;
}

static void
append(struct json_object *lists, const char *name, const char *item)
{
	struct json_object *list = json_get(lists, name);

	if (list == NULL) {
		list = json_object_new_array();
		json_set(lists, name, list);
	}
	json_push_str(list, item);
}

static const char *
join(struct work *w, struct json_object *list)
{
	struct buf b;

	buf_init(&b, w->arena, (size_t)16 * 1024 * 1024);
	for (size_t i = 0; i < json_len(list); i++)
		buf_printf(&b, "%s%s", i > 0 ? "," : "", json_str_at(list, i));
	return b.s;
}

/* Those that were chosen to be left out, and those that somebody excluded meanwhile. */
static void
add_excluded_machines(struct collector *c)
{
	const struct tree *tree = c->unit->tree;
	struct json_object *chosen = json_get(c->unit->facts->deployment, "ExcludedMachineIds");
	struct json_object *all = json_new_array(c->w);

	for (size_t i = 0; i < json_len(chosen); i++)
		json_push_str(all, json_str_at(chosen, i));
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->nodes[i].is_excused && tree->nodes[i].machine_id != NULL)
			json_push_str(all, tree->nodes[i].machine_id);
	}
	if (json_len(all) > 0)
		add(c, "Octopus.Deployment.ExcludedMachines", join(c->w, all));
}

static void
add_machines(struct collector *c)
{
	const struct facts *f = c->unit->facts;
	struct json_object *in_plan = machines_of(c->w, c->unit->tree);
	struct json_object *by_role = json_new_object(c->w), *all = json_new_array(c->w);

	for (size_t i = 0; i < json_len(f->machines); i++) {
		struct json_object *machine = json_at(f->machines, i);
		struct json_object *roles = json_get(machine, "Roles");
		const char *id = json_str(machine, "Id", "");

		if (!json_flag(in_plan, id, false))
			continue;
		json_push_str(all, id);
		add(c, arena_printf(c->w->arena, "Octopus.Deployment.Targets[%s].Id", id), id);
		add(c, arena_printf(c->w->arena, "Octopus.Deployment.Targets[%s].Name", id),
		    json_str(machine, "Name", NULL));
		for (size_t k = 0; k < json_len(roles); k++)
			append(by_role, json_str_at(roles, k), id);
	}
	if (json_len(all) > 0)
		add(c, "Octopus.Deployment.Machines", join(c->w, all));
	json_object_object_foreach(by_role, role, ids)
		add(c, arena_printf(c->w->arena, "Octopus.Environment.MachinesInRole[%s]", role),
		    join(c->w, ids));
	add_excluded_machines(c);
}

/* ---- steps and actions so far ------------------------------------------------ */

/* Why an activity failed; NULL if that is not known. */
static const char *
error_of(const struct collector *c, int64_t activity_id)
{
	for (size_t i = 0; i < rows_count(c->errors); i++) {
		if (rows_int(c->errors, i, 0) == activity_id)
			return rows_text(c->errors, i, 1);
	}
	return NULL;
}

/* As scripts know it; NULL: not reached. */
static const char *
status_code(enum node_status status)
{
	static const char *const codes[NODE_STATUS__MAX] = {
	    [NODE_RUNNING] = "Running",
	    [NODE_SUCCESS] = "Succeeded",
	    [NODE_FAILED] = "Failed",
	    [NODE_SKIPPED] = "Skipped",
	    [NODE_WARNED] = "Succeeded",
	    [NODE_CANCELED] = "Canceled",
	};

	return codes[status];
}

static void
add_status(struct collector *c, const char *of, const struct node *n)
{
	const char *error = error_of(c, n->id);

	add(c, arena_printf(c->w->arena, "%s.Status.Code", of), status_code(n->status));
	if (n->status != NODE_FAILED)
		return;
	add(c, arena_printf(c->w->arena, "%s.Status.Error", of), error);
	add(c, arena_printf(c->w->arena, "%s.Status.ErrorDetail", of), error);
}

/* Properties of an action as others read them; scripts themselves are left out. */
static void
add_action_properties(struct collector *c, const char *of, struct json_object *action)
{
	struct json_object *p = json_get(action, "Properties");
	static const char prefix[] = "Octopus.Action.";
	static const char script[] = "Octopus.Action.Script.ScriptBody";

	if (p == NULL)
		return;
	json_object_object_foreach(p, name, value) {
		if (json_object_is_type(value, json_type_string) &&
		    strncasecmp(name, prefix, strlen(prefix)) == 0 &&
		    strncasecmp(name, script, strlen(script)) != 0)
			add(c, arena_printf(c->w->arena, "%s.%s", of, name + strlen(prefix)),
			    json_object_get_string(value));
	}
}

static void
add_action(struct collector *c, const struct node *n, struct json_object *step,
    struct json_object *action)
{
	const char *name = json_str(action, "Name", "");
	const char *of = arena_printf(c->w->arena, "Octopus.Action[%s]", name);

	add(c, arena_printf(c->w->arena, "%s.Id", of), json_str(action, "Id", NULL));
	add(c, arena_printf(c->w->arena, "%s.Name", of), name);
	add(c, arena_printf(c->w->arena, "%s.Number", of), n->number);
	add(c, arena_printf(c->w->arena, "%s.TargetRoles", of),
	    property_text(step, "Octopus.Action.TargetRoles"));
	add_action_properties(c, of, action);
}

/* Actions of a step that the plan left without units. */
static void
add_skipped_actions(struct collector *c, const struct node *n)
{
	struct json_object *step = facts_step(c->unit->facts, n->step_id);
	struct json_object *actions = json_get(step, "Actions");

	for (size_t k = 0; k < json_len(actions); k++) {
		struct json_object *action = json_at(actions, k);

		if (json_flag(action, "IsDisabled", false))
			continue;
		add_action(c, n, step, action);
		add(c, arena_printf(c->w->arena, "Octopus.Action[%s].IsSkipped",
		    json_str(action, "Name", "")), "True");
	}
}

/* An action of the plan; the unit that speaks for it, once this unit may see one. */
struct action_state {
	const char *action_id;
	const struct node *unit;
};

/* Of several units of an action the one with the most telling status speaks for it. */
static int
weight(enum node_status status)
{
	static const int weights[NODE_STATUS__MAX] = {
	    [NODE_FAILED] = 5, [NODE_CANCELED] = 4, [NODE_SUCCESS] = 3, [NODE_WARNED] = 2,
	    [NODE_SKIPPED] = 1,
	};

	return weights[status];
}

static struct action_state *
state_of(struct collector *c, struct action_state *states, size_t *count, const struct node *n)
{
	const struct facts *f = c->unit->facts;
	const char *action_id = n->action_id != NULL ? n->action_id : "";

	for (size_t i = 0; i < *count; i++) {
		if (strcmp(states[i].action_id, action_id) == 0)
			return &states[i];
	}
	add_action(c, n, facts_step(f, n->step_id), facts_action(f, n->step_id, action_id));
	states[*count] = (struct action_state){action_id, NULL};
	return &states[(*count)++];
}

static void
add_actions(struct collector *c)
{
	const struct tree *tree = c->unit->tree;
	struct action_state *states = arena_array(c->w->arena, tree->count + 1, sizeof(*states));
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];
		struct action_state *s;

		if (n->kind == NODE_STEP && tree_is_leaf(tree, i))
			add_skipped_actions(c, n);
		if (n->kind != NODE_UNIT)
			continue;
		s = state_of(c, states, &count, n);
		if (tree_sees(tree, c->unit->node, i) &&
		    (s->unit == NULL || weight(n->status) > weight(s->unit->status)))
			s->unit = n;
	}
	for (size_t i = 0; i < count; i++) {
		const struct node *n = states[i].unit;
		const char *of;

		if (n == NULL)
			continue;
		of = arena_printf(c->w->arena, "Octopus.Action[%s]", n->title);
		add_status(c, of, n);
		if (n->status == NODE_SKIPPED)
			add(c, arena_printf(c->w->arena, "%s.IsSkipped", of), "True");
	}
}

/* The first failure that this unit may see. */
static void
add_failure(struct collector *c)
{
	for (size_t i = 0; i < rows_count(c->errors); i++) {
		long node = tree_find(c->unit->tree, rows_int(c->errors, i, 0));

		if (node < 0 || c->unit->tree->nodes[node].status != NODE_FAILED ||
		    c->unit->tree->nodes[node].is_excused ||
		    !tree_sees(c->unit->tree, c->unit->node, (size_t)node))
			continue;
		add(c, "Octopus.Deployment.Error", rows_text(c->errors, i, 1));
		add(c, "Octopus.Deployment.ErrorDetail", rows_text(c->errors, i, 1));
		return;
	}
}

static void
add_steps(struct collector *c)
{
	const struct tree *tree = c->unit->tree;
	size_t own = tree_step_of(tree, c->unit->node);

	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];
		const char *of;

		if (n->kind != NODE_STEP)
			continue;
		of = arena_printf(c->w->arena, "Octopus.Step[%s]", n->title);
		add(c, arena_printf(c->w->arena, "%s.Id", of), n->step_id);
		add(c, arena_printf(c->w->arena, "%s.Name", of), n->title);
		add(c, arena_printf(c->w->arena, "%s.Number", of), n->number);
		if (i == own)
			add(c, arena_printf(c->w->arena, "%s.Status.Code", of), "Running");
		else if (tree_sees(tree, c->unit->node, i))
			add_status(c, of, n);
	}
}

static void
add_own(struct collector *c)
{
	const struct tree *tree = c->unit->tree;
	const struct node *n = &tree->nodes[c->unit->node];
	const struct node *step = &tree->nodes[tree_step_of(tree, c->unit->node)];

	add(c, "Octopus.Step.Number", step->number);
	add(c, "Octopus.Step.Status.Code", "Running");
	if (c->action == NULL)
		return;
	add(c, "Octopus.Action.Number", n->number);
	add(c, "Octopus.Action.IsSkipped", "False");
	add(c, "Octopus.Action.TargetRoles",
	    property_text(c->step, "Octopus.Action.TargetRoles"));
}

bool
collect_system(struct collector *c)
{
	c->errors = db_run(c->w, SQL_ACTIVITY_ERRORS, c->unit->facts->task_id);
	if (c->errors == NULL)
		return false;
	add_documents(c);
	add_task(c);
	add_machines(c);
	add_steps(c);
	add_actions(c);
	add_failure(c);
	add_own(c);
	return true;
}
