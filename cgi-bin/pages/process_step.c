/*
 * The step editor. Its form sends the whole process with one step changed or added;
 * what the chosen branches of the form leave out is in the table of branches.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "cgi-bin/pages/process.h"
#include "cgi-bin/pages/process_uses.h"

/* What the editor edits: a step, or a child of one. */
struct place {
	size_t step;
	size_t action;
	bool is_child;
	bool is_new;
};

static struct json_object *
steps_of(struct view *v)
{
	return json_get(view_doc(v, "Process"), "Steps");
}

static size_t
count_actions(struct view *v, size_t step)
{
	return json_len(json_get(json_at(steps_of(v), step), "Actions"));
}

/* A posted form says it by itself: "/Steps/2" or "/Steps/2/Actions/1". */
static bool
read_at(struct view *v, const char *at, struct place *ret)
{
	unsigned step, action;
	int end = 0;

	if (sscanf(at, "/Steps/%5u%n", &step, &end) != 1)
		return false;
	ret->step = step;
	if (at[end] == '\0')
		return step < json_len(steps_of(v)) ||
		    (ret->is_new && step <= json_len(steps_of(v)));
	if (sscanf(at + end, "/Actions/%5u", &action) != 1)
		return false;
	ret->action = action;
	ret->is_child = true;
	return step < json_len(steps_of(v)) &&
	    (action < count_actions(v, step) || (ret->is_new && action <= count_actions(v, step)));
}

/* The step of an id, or the child of one; an action that is alone is its step. */
static bool
find_by_id(struct view *v, const char *id, struct place *ret)
{
	struct json_object *steps = steps_of(v);

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		ret->step = i;
		if (strcmp(json_str(json_at(steps, i), "Id", ""), id) == 0)
			return true;
		for (size_t k = 0; k < json_len(actions); k++) {
			if (strcmp(json_str(json_at(actions, k), "Id", ""), id) != 0)
				continue;
			ret->action = k;
			ret->is_child = json_len(actions) > 1;
			return true;
		}
	}
	return false;
}

/* Where the edited step stands; false if the address names none. */
static bool
find_place(struct view *v, struct place *ret)
{
	const char *wanted = view_param(v, "step"), *at = view_input(v, ".at");
	const char *after = view_query(v, "after"), *parent = view_query(v, "parent");

	*ret = (struct place){.is_new = wanted == NULL};
	if (v->form && at && at[0])
		return read_at(v, at, ret);
	if (wanted)
		return find_by_id(v, wanted, ret);
	if (parent[0]) {
		if (!find_by_id(v, parent, ret))
			return false;
		ret->is_child = true;
		ret->action = count_actions(v, ret->step);
		return true;
	}
	if (after[0] && find_by_id(v, after, ret))
		ret->step++;
	else
		ret->step = json_len(steps_of(v));
	ret->is_child = false;
	return true;
}

/* The language last used in this process, else Bash, which every worker has. */
static const char *
usual_syntax(struct json_object *steps)
{
	for (size_t i = json_len(steps); i > 0; i--) {
		const char *syntax =
		    json_str(json_get(describe_action(json_at(steps, i - 1)), "Properties"),
			STEP_SYNTAX, NULL);

		if (syntax)
			return syntax;
	}
	return "Bash";
}

/* parent: the step that gets a child; NULL: a step of its own. */
static struct json_object *
blank_step(struct view *v, struct json_object *parent)
{
	struct json_object *step = json_new_object(v->w), *actions = json_object_new_array();
	struct json_object *action = json_object_new_object(),
			   *properties = json_object_new_object();
	const char *type = view_query(v, "type");
	bool is_on_server = parent != NULL && json_str(json_get(parent, "Properties"), STEP_ROLES,
	    "")[0] == '\0';

	json_set(step, "Actions", actions);
	json_set(step, "Properties", json_object_get(json_get(parent, "Properties")));
	json_push(actions, action);
	json_set_str(action, "ActionType", type[0] ? type : "Octopus.Script");
	json_set(action, "Properties", properties);
	uses_begin(v, action);
	if (strcmp(json_str(action, "ActionType", ""), "Octopus.Script") != 0)
		return step;
	if (json_get(properties, STEP_ON_SERVER) != NULL) {	/* of a template: that says all */
		if (is_on_server)
			json_set_str(properties, STEP_ON_SERVER, "true");
		return step;
	}
	json_set_str(properties, STEP_ON_SERVER, is_on_server ? "true" : "false");
	json_set_str(
	    properties, STEP_SYNTAX, usual_syntax(json_get(view_doc(v, "Process"), "Steps")));
	return step;
}

/* How many targets each environment has in the step's roles; shown as a help or warning. */
static void
count_targets(struct view *v, struct json_object *o)
{
	struct json_object *machines = decorate_items(view_doc(v, "Machines"));
	struct json_object *roles = json_get(o, "Roles");
	int64_t total = 0;

	for (size_t i = 0; i < json_len(machines); i++) {
		struct json_object *has = json_get(json_at(machines, i), "Roles");
		bool is_in = false;

		for (size_t k = 0; k < json_len(has) && !is_in; k++) {
			for (size_t r = 0; r < json_len(roles) && !is_in; r++)
				is_in = strcasecmp(json_str_at(has, k), json_str_at(roles, r)) == 0;
		}
		total += is_in;
	}
	json_set_int(o, "TargetCount", total);
	json_set_bool(o, "IsOneTarget", total == 1);
	json_set_bool(o, "LacksTargets", total == 0 && json_len(roles) > 0);
}

static bool
has_role(struct json_object *list, const char *role)
{
	for (size_t i = 0; i < json_len(list); i++) {
		if (strcasecmp(json_str_at(list, i), role) == 0)
			return true;
	}
	return false;
}

/* All known roles as check boxes; those of the step that nobody has yet come too. */
static void
add_roles(struct view *v, struct json_object *chosen)
{
	struct json_object *all = json_own(v->w, json_copy(view_doc(v, "Roles")));

	if (!json_object_is_type(all, json_type_array))
		all = json_new_array(v->w);
	for (size_t i = 0; i < json_len(chosen); i++) {
		if (!has_role(all, json_str_at(chosen, i)))
			json_push_str(all, json_str_at(chosen, i));
	}
	decorate_options(v, "RoleOptions", all, "", "", chosen);
}

static const char *
choice_of_environments(struct json_object *action)
{
	if (json_len(json_get(action, "Environments")) > 0)
		return "only";
	return json_len(json_get(action, "ExcludedEnvironments")) > 0 ? "skip" : "any";
}

/* Which branch of the form is chosen: what was posted, else what the step holds. */
static const char *
chosen(struct view *v, const char *control, const char *stored)
{
	const char *posted = v->form ? view_input(v, control) : NULL;

	return posted ? posted : stored;
}

static void
add_choices(struct view *v, struct json_object *o, struct json_object *action)
{
	const char *window = json_str(o, "Window", "");

	json_set_str(o, "Plan", chosen(v, ".plan", json_str(o, "Plan", "targets")));
	json_set_str(o, "Envs", chosen(v, ".envs", choice_of_environments(action)));
	json_set_str(o, "ChannelChoice", chosen(v, ".channels",
	    json_len(json_get(action, "Channels")) > 0 ? "only" : "any"));
	json_set_str(o, "When", chosen(v, ".when", json_str(o, "Condition", "Success")));
	json_set_str(o, "Rolling", chosen(v, ".rolling", window[0] ? "yes" : "no"));
	decorate_options(v, "OnlyOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_get(action, "Environments"));
	decorate_options(v, "SkipOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_get(action, "ExcludedEnvironments"));
	decorate_options(v, "ChannelOptions", view_doc(v, "Channels"), "Id", "Name",
	    json_get(action, "Channels"));
	decorate_options(v, "PoolOptions", view_doc(v, "Pools"), "Id", "Name",
	    json_get(action, "WorkerPoolId"));
	add_roles(v, json_get(o, "Roles"));
}

/* The step of the view in words; ret_step: as a step of its own, also of a child. */
static struct json_object *
describe_place(struct view *v, const struct place *p, struct json_object **ret_step)
{
	struct json_object *step = json_at(steps_of(v), p->step);
	bool is_blank = p->is_new && v->form == NULL;

	if (!p->is_child) {
		*ret_step = is_blank ? blank_step(v, NULL) : step;
		return describe_step(v, *ret_step, p->step);
	}
	if (!is_blank) {
		*ret_step = describe_child_step(v, step, p->action);
		return describe_child(v, step, p->step, p->action);
	}
	step = json_own(v->w, json_copy(step));
	json_push(json_get(step, "Actions"), json_object_get(describe_action(blank_step(v, step))));
	*ret_step = describe_child_step(v, step, p->action);
	return describe_child(v, step, p->step, p->action);
}

/* Which parts of the form there are, and what the heading says. */
static void
add_kind(struct view *v, struct json_object *o, const struct place *p, struct json_object *step)
{
	const char *kind = json_str(o, "Kind", "plain"), *name = json_str(o, "Name", "");
	struct json_object *parent = p->is_child ? json_at(steps_of(v), p->step) : NULL;
	bool is_parent = strcmp(kind, "parent") == 0;

	json_set_bool(o, "HasStep", !p->is_child);
	json_set_bool(o, "HasAction", !is_parent);
	json_set_bool(o, "HasPlan", !is_parent && !describe_is_own(step));
	json_set_bool(o, "HasServer", !p->is_child || json_len(json_get(o, "Roles")) == 0);
	json_set_bool(o, "HasTargets", !p->is_child || json_len(json_get(o, "Roles")) > 0);
	json_set_bool(o, "HasRoles", !p->is_child);
	json_set_bool(o, "HasAttempts", !is_parent && !describe_is_own(step) &&
	    strcmp(json_str(o, "ActionType", ""), "Octopus.HealthCheck") != 0 &&
	    strcmp(json_str(o, "ActionType", ""), "Octopus.DeployRelease") != 0);
	json_set_str(o, "ParentName", json_str(parent, "Name", ""));
	json_set_str(o, "ParentId", json_str(parent, "Id", ""));
	json_set_bool(o, "IsNew", p->is_new);
	json_set_bool(o, "IsFirst", p->step == 0);
	json_set_str(o, "Title", !p->is_new && name[0] ? name : p->is_child ? "New child step" :
	    "New step");
}

static bool
decorate_editor(struct view *v)
{
	struct json_object *step, *o;
	struct place p;

	if (!find_place(v, &p))
		return fail(v->w, ERR_NOT_FOUND, "This process has no such step; perhaps somebody "
		    "deleted it.");
	o = describe_place(v, &p, &step);
	json_set(v->root, "Step", o);
	json_set_str(o, "ActionType", describe_is_parent(step) ? "" :
	    json_str(describe_action(step), "ActionType", ""));
	json_set_str(o, "StartTrigger", json_str(step, "StartTrigger", "StartAfterPrevious"));
	add_kind(v, o, &p, step);
	count_targets(v, o);
	add_choices(v, o, describe_is_parent(step) ? NULL : describe_action(step));
	if (!decorate_steps(v))
		return false;
	json_set(o, "Children", json_object_get(json_get(decorate_find(view_doc(v, "Steps"),
	    json_str(o, "Id", "")), "Children")));
	return settings_show(v, step, o);
}

/* ---- what Save does ------------------------------------------------------------ */

static bool
chose(struct view *v, const char *control, const char *value)
{
	const char *chosen = view_input(v, control);

	return chosen != NULL && strcmp(chosen, value) == 0;
}

/* Of a window or expression that is not chosen nothing stays behind. */
static void
drop_unchosen(struct view *v, struct json_object *part)
{
	struct json_object *properties = json_get(part, "Properties");

	if (properties == NULL)
		return;
	if (chose(v, ".rolling", "no") ||
	    (chose(v, ".plan", "server") && view_input(v, ".rolling")))
		json_object_object_del(properties, STEP_WINDOW);
	if (view_input(v, ".when") && !chose(v, ".when", "Variable")) {
		json_object_object_del(properties, STEP_EXPRESSION);
		json_object_object_del(properties, CHILD_EXPRESSION);
	}
}

/* The name of a step with one action is the name of that action too. */
static bool
adjust_step(struct view *v, struct json_object *body)
{
	const char *at = view_input(v, ".at");
	struct json_object *step = at ? json_pointer(body, at) : NULL;
	struct json_object *actions = json_get(step, "Actions");

	if (step == NULL)
		return fail(v->w, ERR_INVALID, "The form does not say which step it edits.");
	if (json_len(actions) == 1)
		json_set_str(json_at(actions, 0), "Name", json_str(step, "Name", ""));
	if (json_get(step, "Name") == NULL)
		return fail_field(v->w, arena_printf(v->w->arena, "%s/Name", at),
		    "Give the step a name.");
	drop_unchosen(v, step);
	return uses_adjust(v, body) && rules_check(v, body);
}

/* What is typed there is not sent; drop_unchosen takes away what was stored. */
#define UNSENT(control, value, pointer) {control, value, pointer, NULL}
#define ACTION_BRANCHES(action) \
	{".enabled", "true", action "/IsDisabled", "false"}, \
	{".enabled", "false", action "/IsDisabled", "true"}, \
	{".plan", "targets", action "/Properties/" STEP_ON_SERVER, "\"false\""}, \
	{".plan", "targets", action "/WorkerPoolId", "null"}, \
	{".plan", "targets", action "/WorkerPoolVariable", "null"}, \
	{".plan", "server", action "/Properties/" STEP_ON_SERVER, "\"true\""}, \
	{".plan", "behalf", action "/Properties/" STEP_ON_SERVER, "\"true\""}, \
	{".envs", "any", action "/Environments", "[]"}, \
	{".envs", "any", action "/ExcludedEnvironments", "[]"}, \
	{".envs", "only", action "/ExcludedEnvironments", "[]"}, \
	{".envs", "skip", action "/Environments", "[]"}, \
	{".channels", "any", action "/Channels", "[]"}
#define STEP_BRANCHES \
	{".plan", "server", "/Properties/" STEP_ROLES, "\"\""}, \
	UNSENT(".plan", "server", "/Properties/" STEP_WINDOW), \
	UNSENT(".rolling", "no", "/Properties/" STEP_WINDOW), \
	{".when", "Success", "/Condition", "\"Success\""}, \
	{".when", "Failure", "/Condition", "\"Failure\""}, \
	{".when", "Always", "/Condition", "\"Always\""}, \
	{".when", "Variable", "/Condition", "\"Variable\""}, \
	UNSENT(".when", "Success", "/Properties/" STEP_EXPRESSION), \
	UNSENT(".when", "Failure", "/Properties/" STEP_EXPRESSION), \
	UNSENT(".when", "Always", "/Properties/" STEP_EXPRESSION)

static const struct form_branch step_branches[] = {
	ACTION_BRANCHES("/Actions/0"), STEP_BRANCHES, {.control = NULL},
};

static const struct form_branch parent_branches[] = {STEP_BRANCHES, {.control = NULL}};

static const struct form_branch child_branches[] = {
	ACTION_BRANCHES(""),
	{".when", "Success", "/Condition", "\"Success\""},
	{".when", "Variable", "/Condition", "\"Variable\""},
	UNSENT(".when", "Success", "/Properties/" CHILD_EXPRESSION),
	{.control = NULL},
};

#define SAVES .path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess", \
	.document = "Process", .next = PROCESS_WEB, .adjust = adjust_step

static const struct form form_step[] = {
	{
		SAVES, .done = "The step was saved.", .branches = step_branches,
		.inserted = "{\"Properties\":{},\"Actions\":[{\"Properties\":{}}]}",
	},
	{
		SAVES, .name = "parent", .done = "The step was saved.", .branches = parent_branches,
	},
	{
		SAVES, .name = "child", .done = "The child step was saved.",
		.branches = child_branches, .inserted = "{\"Properties\":{}}",
	},
	{
		.name = "remove", .path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = PROCESS_WEB,
		.done = "The step was deleted.", .label = "Delete step",
	},
	{.path = NULL},
};

#define STEP_READS { PROCESS_READ, \
	{"Environments", "S/environments/all"}, \
	{"Roles", "S/machineroles/all"}, \
	{"Channels", "S/projects/{Project/Id}/channels?take=100"}, \
	{"?Pools", "S/workerpools/all"}, \
	{"?Machines", "S/machines/all"} }

const struct page pages_step[] = {
	{
		PROCESS_ROW("/steps/new", "step"), .title = "New step · {Project/Name} · Slipway",
		.reads = STEP_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{
		PROCESS_ROW("/steps/{step}", "step"),
		.title = "{Step/Title} · Process · {Project/Name} · Slipway",
		.reads = STEP_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{.path = NULL},
};
