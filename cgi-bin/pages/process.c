/*
 * The deployment process: list of steps, gallery of step types, step editor, order,
 * text. Every button is the same API request: the whole process with one change.
 */
#include "cgi-bin/pages/process.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define ROLES "Octopus.Action.TargetRoles"
#define RUN_ON_SERVER "Octopus.Action.RunOnServer"
#define SYNTAX "Octopus.Action.Script.Syntax"
#define BODY "Octopus.Action.Script.ScriptBody"

static const struct {
	const char *type;
	const char *label;
	const char *icon;
} action_types[] = {
	{"Octopus.Script", "Run a Script", "script"},
	{"Octopus.TentaclePackage", "Deploy a Package", "package"},
	{"Octopus.Manual", "Manual Intervention Required", "manual"},
	{"Octopus.Email", "Send an Email", "task"},
	{"Octopus.DeployRelease", "Deploy a Release", "release"},
	{"Octopus.HealthCheck", "Health Check", "task"},
	{"Octopus.TransferPackage", "Transfer a Package", "package"},
};

static void
set_type(struct json_object *o, const char *type)
{
	const char *dot = strrchr(type, '.');

	for (size_t i = 0; i < COUNT(action_types); i++) {
		if (strcasecmp(action_types[i].type, type) == 0) {
			json_set_str(o, "TypeName", action_types[i].label);
			json_set_str(o, "Icon", action_types[i].icon);
			return;
		}
	}
	json_set_str(o, "TypeName", dot ? dot + 1 : type);
	json_set_str(o, "Icon", "step");
}

/* ---- describing a step --------------------------------------------------------- */

static struct json_object *
action_of(struct json_object *step)
{
	return json_at(json_get(step, "Actions"), 0);
}

static bool
is_true(struct json_object *properties, const char *name)
{
	return strcasecmp(json_str(properties, name, "false"), "true") == 0;
}

/* "web,db" as an array. */
static struct json_object *
split_commas(const char *text)
{
	struct json_object *list = json_object_new_array();

	while (*text) {
		size_t len = strcspn(text, ",");

		if (len)
			json_push(list, json_object_new_string_len(text, (int)len));
		text += len;
		text += *text == ',';
	}
	return list;
}

static const char *
plan_of(struct json_object *step)
{
	bool on_server = is_true(json_get(action_of(step), "Properties"), RUN_ON_SERVER);
	const char *roles = json_str(json_get(step, "Properties"), ROLES, "");

	if (!on_server)
		return "targets";
	return roles[0] ? "behalf" : "server";
}

static void
add_names(struct view *v, struct json_object *o, const char *name, struct json_object *ids,
	const char *document)
{
	struct json_object *names = json_object_new_array();

	json_set(o, name, names);
	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = json_str_at(ids, i);
		struct json_object *found = decorate_find(view_doc(v, document), id);

		json_push_str(names, json_str(found, "Name", id));
	}
}

static int
count_lines(const char *text)
{
	int lines = text[0] ? 1 : 0;

	for (; *text; text++)
		lines += text[0] == '\n' && text[1];
	return lines;
}

static void
describe_script(struct json_object *o, struct json_object *properties)
{
	const char *syntax = json_str(properties, SYNTAX, "Bash");

	json_set_str(o, "Syntax", syntax);
	json_set_str(o, "Body", json_str(properties, BODY, ""));
	json_set_int(o, "Lines", count_lines(json_str(properties, BODY, "")));
}

static const char *
step_web(struct view *v, struct json_object *step)
{
	return arena_printf(v->w->arena, "%s/deployments/process/steps/%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, json_str(step, "Id", "")));
}

struct json_object *
describe_step(struct view *v, struct json_object *step, size_t i)
{
	struct json_object *o = json_object_new_object(), *action = action_of(step);
	const char *plan = plan_of(step);

	json_set_int(o, "Number", (int64_t)i + 1);
	json_set_str(o, "At", arena_printf(v->w->arena, "/Steps/%zu", i));
	json_set_str(o, "Id", json_str(step, "Id", ""));
	json_set_str(o, "Name", json_str(step, "Name", ""));
	json_set_str(o, "Web", step_web(v, step));
	set_type(o, json_str(action, "ActionType", ""));
	json_set_str(o, "Plan", plan);
	json_set(o, "Roles", split_commas(json_str(json_get(step, "Properties"), ROLES, "")));
	json_set_bool(o, "IsParallel", i > 0 &&
	    strcmp(json_str(step, "StartTrigger", ""), "StartWithPrevious") == 0);
	json_set_bool(o, "IsDisabled", json_flag(action, "IsDisabled", false));
	json_set_bool(o, "IsRequired", json_flag(action, "IsRequired", false));
	json_set_str(o, "Condition", json_str(step, "Condition", "Success"));
	json_set_str(o, "Notes", json_str(action, "Notes", ""));
	add_names(v, o, "Only", json_get(action, "Environments"), "Environments");
	add_names(v, o, "Skipped", json_get(action, "ExcludedEnvironments"), "Environments");
	add_names(v, o, "ChannelNames", json_get(action, "Channels"), "Channels");
	describe_script(o, json_get(action, "Properties"));
	return o;
}

static void
add_moves(struct view *v, struct json_object *o, size_t i, size_t count)
{
	if (i > 0)
		json_set_str(o, "Up", arena_printf(v->w->arena, "/Steps/%zu /Steps/%zu", i, i - 1));
	if (i + 1 < count)
		json_set_str(o, "Down", arena_printf(v->w->arena, "/Steps/%zu /Steps/%zu", i, i + 1));
}

static bool
decorate_steps(struct view *v)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");
	struct json_object *list = view_new_array(v, "Steps");
	const char *current = view_param(v, "step");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *o = describe_step(v, json_at(steps, i), i);

		add_moves(v, o, i, json_len(steps));
		json_set_bool(o, "IsCurrent", current &&
		    strcmp(current, json_str(json_at(steps, i), "Id", "")) == 0);
		json_push(list, o);
	}
	return true;
}

/* ---- the gallery ----------------------------------------------------------------- */

static bool
matches(struct json_object *template, const char *text, const char *category)
{
	if (category[0] && strcasecmp(json_str(template, "Category", ""), category) != 0)
		return false;
	return text[0] == '\0' || strcasestr(json_str(template, "Name", ""), text) ||
	    strcasestr(json_str(template, "Description", ""), text) ||
	    strcasestr(json_str(template, "Keywords", ""), text);
}

static const char *
new_step_link(struct view *v, struct json_object *template)
{
	return arena_printf(v->w->arena, "%s/deployments/process/steps/new?type=%s&after=%s",
	    json_str(view_doc(v, "Project"), "Web", ""),
	    url_encode(v->w->arena, json_str(template, "Type", "")),
	    url_encode(v->w->arena, view_query(v, "after")));
}

static bool
decorate_gallery(struct view *v)
{
	struct json_object *all = decorate_items(view_doc(v, "Templates"));
	struct json_object *cards = view_new_array(v, "Cards"), *o = view_new_object(v, "Gallery");
	const char *text = view_query(v, "q"), *category = view_query(v, "category");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *template = json_at(all, i);

		if (!matches(template, text, category))
			continue;
		json_set_str(template, "Web", new_step_link(v, template));
		set_type(template, json_str(template, "Type", ""));
		json_push(cards, json_object_get(template));
	}
	json_set_str(o, "Text", text);
	json_set_str(o, "Category", category);
	json_set_str(o, "After", view_query(v, "after"));
	json_set_bool(o, "IsFiltered", text[0] || category[0]);
	decorate_options(v, "CategoryOptions", view_doc(v, "Categories"), "Id", "Name",
	    json_own(v->w, json_object_new_string(category)));
	return true;
}

/* ---- the editor ------------------------------------------------------------------- */

/* Where the edited step stands; false if the address names none. */
static bool
find_index(struct view *v, size_t *ret)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");
	const char *wanted = view_param(v, "step"), *at = view_input(v, ".at");
	const char *after = view_query(v, "after");
	size_t count = json_len(steps);

	if (v->form && at && strncmp(at, "/Steps/", 7) == 0) {
		*ret = strtoul(at + 7, NULL, 10);
		return *ret < count || (wanted == NULL && *ret <= count);
	}
	for (size_t i = 0; i < count; i++) {
		const char *id = json_str(json_at(steps, i), "Id", "");

		if (strcmp(id, wanted ? wanted : after) == 0) {
			*ret = wanted ? i : i + 1;
			return true;
		}
	}
	*ret = count;
	return wanted == NULL;
}

/* The language last used in this process, else Bash, which every worker has. */
static const char *
usual_syntax(struct json_object *steps)
{
	for (size_t i = json_len(steps); i > 0; i--) {
		const char *syntax = json_str(json_get(action_of(json_at(steps, i - 1)), "Properties"),
		    SYNTAX, NULL);

		if (syntax)
			return syntax;
	}
	return "Bash";
}

static struct json_object *
blank_step(struct view *v)
{
	struct json_object *step = json_new_object(v->w), *actions = json_object_new_array();
	struct json_object *action = json_object_new_object(), *properties = json_object_new_object();
	const char *type = view_query(v, "type");

	json_set(step, "Actions", actions);
	json_push(actions, action);
	json_set_str(action, "ActionType", type[0] ? type : "Octopus.Script");
	json_set(action, "Properties", properties);
	json_set_str(properties, RUN_ON_SERVER, "false");
	json_set_str(properties, SYNTAX, usual_syntax(json_get(view_doc(v, "Process"), "Steps")));
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
	json_set_str(o, "Plan", chosen(v, ".plan", json_str(o, "Plan", "targets")));
	json_set_str(o, "Envs", chosen(v, ".envs", choice_of_environments(action)));
	json_set_str(o, "ChannelChoice", chosen(v, ".channels",
	    json_len(json_get(action, "Channels")) > 0 ? "only" : "any"));
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

static bool
decorate_editor(struct view *v)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps"), *step, *o;
	bool is_new = view_param(v, "step") == NULL;
	size_t i = 0;

	if (!find_index(v, &i))
		return fail(v->w, ERR_NOT_FOUND, "This process has no such step; perhaps somebody "
		    "deleted it.");
	step = json_at(steps, i);
	if (is_new && v->form == NULL)
		step = blank_step(v);
	o = describe_step(v, step, i);
	json_set(v->root, "Step", o);
	json_set_str(o, "ActionType", json_str(action_of(step), "ActionType", ""));
	json_set_str(o, "StartTrigger", json_str(step, "StartTrigger", "StartAfterPrevious"));
	json_set_bool(o, "IsNew", is_new);
	json_set_bool(o, "IsScript", strcmp(json_str(o, "ActionType", ""), "Octopus.Script") == 0);
	json_set_bool(o, "IsFirst", i == 0);
	json_set_str(o, "Title", json_str(o, "Name", "")[0] && !is_new ? json_str(o, "Name", "") :
	    json_str(o, "TypeName", "New step"));
	count_targets(v, o);
	add_choices(v, o, action_of(step));
	return decorate_steps(v);
}

/* ---- what the buttons do ------------------------------------------------------------ */

static bool
name_is_taken(struct json_object *steps, const char *name, size_t but)
{
	for (size_t i = 0; i < json_len(steps); i++) {
		if (i != but && strcasecmp(json_str(json_at(steps, i), "Name", ""), name) == 0)
			return true;
	}
	return false;
}

/* A clone needs a name of its own, and ids and slugs that the server makes. */
static void
make_clone(struct view *v, struct json_object *steps, size_t i)
{
	struct json_object *step = json_at(steps, i), *actions = json_get(step, "Actions");
	const char *name = json_str(step, "Name", "");
	const char *fresh = arena_printf(v->w->arena, "%s (copy)", name);

	for (int n = 2; name_is_taken(steps, fresh, i); n++)
		fresh = arena_printf(v->w->arena, "%s (copy %d)", name, n);
	json_set_str(step, "Name", fresh);
	json_object_object_del(step, "Id");
	json_object_object_del(step, "Slug");
	for (size_t k = 0; k < json_len(actions); k++) {
		json_object_object_del(json_at(actions, k), "Id");
		json_object_object_del(json_at(actions, k), "Slug");
		if (json_len(actions) == 1)
			json_set_str(json_at(actions, k), "Name", fresh);
	}
}

static bool
adjust_steps(struct view *v, struct json_object *body)
{
	const char *copy = view_input(v, ".copy");

	if (copy && strncmp(copy, "/Steps/", 7) == 0)
		make_clone(v, json_get(body, "Steps"), strtoul(copy + 7, NULL, 10) + 1);
	return true;
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
	if (strcmp(plan_of(step), "server") != 0 && json_str(json_get(step, "Properties"), ROLES,
	    "")[0] == '\0')
		return fail_field(v->w, arena_printf(v->w->arena, "%s/Properties/" ROLES, at),
		    "Choose at least one target role, or run the step on the server.");
	return true;
}

static const struct form_branch step_branches[] = {
	{".enabled", "true", "/Actions/0/IsDisabled", "false"},
	{".enabled", "false", "/Actions/0/IsDisabled", "true"},
	{".plan", "targets", "/Actions/0/Properties/" RUN_ON_SERVER, "\"false\""},
	{".plan", "targets", "/Actions/0/WorkerPoolId", "null"},
	{".plan", "server", "/Actions/0/Properties/" RUN_ON_SERVER, "\"true\""},
	{".plan", "server", "/Properties/" ROLES, "\"\""},
	{".plan", "behalf", "/Actions/0/Properties/" RUN_ON_SERVER, "\"true\""},
	{".envs", "any", "/Actions/0/Environments", "[]"},
	{".envs", "any", "/Actions/0/ExcludedEnvironments", "[]"},
	{".envs", "only", "/Actions/0/ExcludedEnvironments", "[]"},
	{".envs", "skip", "/Actions/0/Environments", "[]"},
	{".channels", "any", "/Actions/0/Channels", "[]"},
	{.control = NULL},
};

#define PROCESS_PATH "S/deploymentprocesses/{Process/Id}"

static const struct form form_steps[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess", .document = "Process",
		.done = "The process was saved.", .adjust = adjust_steps,
	},
	{.path = NULL},
};

static const struct form form_step[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .kind = "deploymentprocess", .document = "Process",
		.next = "/app/{space}/projects/{Project/Slug}/deployments/process",
		.done = "The step was saved.", .branches = step_branches, .adjust = adjust_step,
		.inserted = "{\"Properties\":{},\"Actions\":[{\"Properties\":{}}]}",
	},
	{
		.name = "remove", .path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = "/app/{space}/projects/{Project/Slug}/deployments/process",
		.done = "The step was deleted.", .label = "Delete step",
	},
	{.path = NULL},
};

/* ---- order and text ------------------------------------------------------------------ */

/* The numbers typed beside the steps; equal ones keep their order. */
static bool
adjust_order(struct view *v, struct json_object *body)
{
	struct json_object *steps = json_get(body, "Steps"), *sorted = json_object_new_array();
	size_t count = json_len(steps), n = 0;
	double *rank = arena_array(v->w->arena, count + 1, sizeof(*rank));

	for (size_t i = 0; i < v->input.count && n < count; i++) {
		if (strcmp(v->input.items[i].name, ".order") == 0)
			rank[n++] = strtod(v->input.items[i].value, NULL);
	}
	if (n != count) {
		json_object_put(sorted);
		return fail(v->w, ERR_INVALID, "The form does not number all steps.");
	}
	for (size_t k = 0; k < count; k++) {
		size_t least = count;

		for (size_t i = 0; i < count; i++) {
			if (rank[i] < 1e9 && (least == count || rank[i] < rank[least]))
				least = i;
		}
		if (least == count)
			break;
		json_push(sorted, json_object_get(json_at(steps, least)));
		rank[least] = 2e9;
	}
	json_set(body, "Steps", sorted);
	return true;
}

static const struct form form_order[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = "/app/{space}/projects/{Project/Slug}/deployments/process",
		.done = "The steps were put in order.", .adjust = adjust_order,
	},
	{.path = NULL},
};

static const struct form form_text[] = {
	{
		.path = PROCESS_PATH, .method = "PUT", .document = "Process",
		.next = "/app/{space}/projects/{Project/Slug}/deployments/process",
		.done = "The process was saved.",
	},
	{.path = NULL},
};

static bool
decorate_text(struct view *v)
{
	struct json_object *process = view_doc(v, "Process"), *o = view_new_object(v, "Text");
	const char *typed = view_input(v, ".document");
	struct json_object *bare = json_own(v->w, json_copy(process));

	json_object_object_del(bare, "Links");
	json_set_str(o, "Json", typed ? typed : json_object_to_json_string_ext(bare,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE));
	return true;
}

#define PROCESS_ROW(p, t) .path = "/app/{s}/projects/{p}/deployments/process" p, \
	.template = "process-" t, .section = "projects", .nav = "process"
#define PROCESS_READ {"Process", "S/deploymentprocesses/{Project/DeploymentProcessId}"}
#define EDITOR_READS { PROCESS_READ, \
	{"Environments", "S/environments/all"}, \
	{"Roles", "S/machineroles/all"}, \
	{"Channels", "S/projects/{Project/Id}/channels?take=100"}, \
	{"?Pools", "S/workerpools/all"}, \
	{"?Machines", "S/machines/all"} }

const struct page pages_process[] = {
	{
		PROCESS_ROW("", "steps"), .title = "Process · {Project/Name} · Slipway",
		.reads = {
			PROCESS_READ,
			{"Environments", "S/environments/all"},
			{"Channels", "S/projects/{Project/Id}/channels?take=100"},
		},
		.forms = form_steps, .decorate = decorate_steps,
	},
	{
		PROCESS_ROW("/add", "add"), .title = "Add step · {Project/Name} · Slipway",
		.reads = {
			PROCESS_READ,
			{"Templates", "S/actiontemplates/search"},
			{"Categories", "S/actiontemplates/categories"},
		},
		.decorate = decorate_gallery,
	},
	{
		PROCESS_ROW("/steps/new", "step"), .title = "New step · {Project/Name} · Slipway",
		.reads = EDITOR_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{
		PROCESS_ROW("/steps/{step}", "step"),
		.title = "{Step/Name} · Process · {Project/Name} · Slipway",
		.reads = EDITOR_READS, .forms = form_step, .decorate = decorate_editor,
	},
	{
		PROCESS_ROW("/reorder", "reorder"), .title = "Reorder · {Project/Name} · Slipway",
		.reads = {PROCESS_READ, {"Environments", "S/environments/all"}},
		.forms = form_order, .decorate = decorate_steps,
	},
	{
		PROCESS_ROW("/text", "text"), .title = "Process as text · {Project/Name} · Slipway",
		.reads = {PROCESS_READ}, .forms = form_text, .decorate = decorate_text,
	},
	{.path = NULL},
};
