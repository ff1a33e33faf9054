/*
 * Builds the variables of a unit. Layers are appended in rising order of strength; of
 * equal names (without case) the last one stays. Which system variables exist is one
 * table below.
 */
#include "runner/variables.h"

#include <strings.h>

#include "lib/model/plan_filter.h"
#include "lib/model/secret.h"

struct entry {
	const char *name;
	const char *value;
	size_t order;
	bool is_sensitive;
};

struct collector {
	struct work *w;
	const struct unit_place *unit;
	struct entry *entries;
	size_t count, max;
};

static void
add(struct collector *c, const char *name, const char *value, bool is_sensitive)
{
	if (value == NULL || name[0] == '\0')
		return;
	if (c->count == c->max) {
		size_t max = c->max ? c->max * 2 : 256;
		struct entry *entries = arena_array(c->w->arena, max, sizeof(*entries));

		if (c->count > 0)
			memcpy(entries, c->entries, c->count * sizeof(*entries));
		c->entries = entries;
		c->max = max;
	}
	c->entries[c->count] = (struct entry){name, value, c->count, is_sensitive};
	c->count++;
}

/* Text of a scalar; arrays of strings as "a,b"; NULL for null. */
static const char *
text_of(struct work *w, struct json_object *value)
{
	const char *text = "";

	if (value == NULL)
		return NULL;
	if (!json_object_is_type(value, json_type_array))
		return json_object_get_string(value);
	for (size_t i = 0; i < json_len(value); i++)
		text = arena_printf(
		    w->arena, "%s%s%s", text, i > 0 ? "," : "", json_str_at(value, i));
	return text;
}

/* ---- system variables ---------------------------------------------------- */

#define DOC(member) offsetof(struct facts, member)

static const struct {
	const char *name;
	size_t doc;
	const char *pointer;
} system_variables[] = {
	{"Octopus.Release.Id", DOC(release), "/Id"},
	{"Octopus.Release.Number", DOC(release), "/Version"},
	{"Octopus.Release.Notes", DOC(release), "/ReleaseNotes"},
	{"Octopus.Release.Created", DOC(release), "/Assembled"},
	{"Octopus.Release.Channel.Id", DOC(channel), "/Id"},
	{"Octopus.Release.Channel.Name", DOC(channel), "/Name"},
	{"Octopus.Deployment.Id", DOC(deployment), "/Id"},
	{"Octopus.Deployment.Name", DOC(deployment), "/Name"},
	{"Octopus.Deployment.Comments", DOC(deployment), "/Comments"},
	{"Octopus.Deployment.Created", DOC(deployment), "/Created"},
	{"Octopus.Deployment.ForcePackageDownload", DOC(deployment), "/ForcePackageDownload"},
	{"Octopus.Deployment.SpecificMachines", DOC(deployment), "/SpecificMachineIds"},
	{"Octopus.Deployment.ExcludedMachines", DOC(deployment), "/ExcludedMachineIds"},
	{"Octopus.Deployment.CreatedBy.Id", DOC(user), "/Id"},
	{"Octopus.Deployment.CreatedBy.Username", DOC(user), "/Username"},
	{"Octopus.Deployment.CreatedBy.DisplayName", DOC(user), "/DisplayName"},
	{"Octopus.Deployment.CreatedBy.EmailAddress", DOC(user), "/EmailAddress"},
	{"Octopus.Deployment.Tenant.Id", DOC(tenant), "/Id"},
	{"Octopus.Deployment.Tenant.Name", DOC(tenant), "/Name"},
	{"Octopus.Deployment.Tenant.Slug", DOC(tenant), "/Slug"},
	{"Octopus.Environment.Id", DOC(environment), "/Id"},
	{"Octopus.Environment.Name", DOC(environment), "/Name"},
	{"Octopus.Environment.Slug", DOC(environment), "/Slug"},
	{"Octopus.Environment.SortOrder", DOC(environment), "/SortOrder"},
	{"Octopus.Project.Id", DOC(project), "/Id"},
	{"Octopus.Project.Name", DOC(project), "/Name"},
	{"Octopus.Project.Slug", DOC(project), "/Slug"},
	{"Octopus.ProjectGroup.Id", DOC(project), "/ProjectGroupId"},
	{"Octopus.Space.Id", DOC(space), "/Id"},
	{"Octopus.Space.Name", DOC(space), "/Name"},
	{"Octopus.Web.ProjectLink", DOC(project), "/Links/Web"},
	{"Octopus.Web.ReleaseLink", DOC(release), "/Links/Web"},
	{"Octopus.Web.DeploymentLink", DOC(deployment), "/Links/Web"},
};

static void
add_documents(struct collector *c)
{
	const struct facts *f = c->unit->facts;

	for (size_t i = 0; i < COUNT(system_variables); i++) {
		struct json_object *doc = *(struct json_object *const *)(const void *)
		    ((const char *)f + system_variables[i].doc);

		add(c, system_variables[i].name,
		    text_of(c->w, json_pointer(doc, system_variables[i].pointer)), false);
	}
	add(c, "Octopus.Task.Id", f->task_id, false);
	add(c, "Octopus.Task.Name", f->description, false);
	add(c, "Octopus.Task.QueueTime", f->queue_time, false);
	add(c, "Octopus.Task.QueueTimeExpiry", f->queue_expiry, false);
	add(c, "Octopus.Web.ServerUri", getenv("SLIPWAY_PUBLIC_URL"), false);
	add(c, "Octopus.Web.BaseUrl", getenv("SLIPWAY_PUBLIC_URL"), false);
}

static void
add_machine(struct collector *c, struct json_object *machine)
{
	struct json_object *endpoint = json_get(machine, "Endpoint");
	const char *style = json_str(endpoint, "CommunicationStyle", "");

	if (machine == NULL || endpoint == NULL)
		return;
	add(c, "Octopus.Machine.Id", json_str(machine, "Id", ""), false);
	add(c, "Octopus.Machine.Name", json_str(machine, "Name", ""), false);
	add(c, "Octopus.Machine.Roles", text_of(c->w, json_get(machine, "Roles")), false);
	add(c, "Octopus.Machine.Hostname", json_str(endpoint, "Host", NULL), false);
	add(c, "Octopus.Machine.DeploymentTargetType", style, false);
	json_object_object_foreach(endpoint, name, value) {
		if (!json_object_is_type(value, json_type_object) &&
		    !json_object_is_type(value, json_type_array))
			add(c, arena_printf(c->w->arena, "Octopus.Endpoint.%s.%s", style, name),
			    text_of(c->w, value), false);
	}
}

/* Statuses as scripts know them. */
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
add_step_statuses(struct collector *c)
{
	const struct tree *tree = c->unit->tree;

	for (size_t i = 0; i < tree->count; i++) {
		const struct node *n = &tree->nodes[i];

		if (n->kind == NODE_STEP)
			add(c, arena_printf(c->w->arena, "Octopus.Step[%s].Status.Code", n->title),
			    status_code(n->status), false);
	}
	if (tree_has(tree, NODE_FAILED))
		add(c, "Octopus.Deployment.Error", "An earlier step has failed.", false);
}

static void
add_place(struct collector *c, struct json_object *step, struct json_object *action)
{
	const struct tree *tree = c->unit->tree;
	const struct node *unit = &tree->nodes[c->unit->node];
	const struct node *step_node = &tree->nodes[tree_step_of(tree, c->unit->node)];

	add(c, "Octopus.Step.Id", json_str(step, "Id", NULL), false);
	add(c, "Octopus.Step.Name", json_str(step, "Name", NULL), false);
	add(c, "Octopus.Step.Number", step_node->number, false);
	add(c, "Octopus.Action.Id", json_str(action, "Id", NULL), false);
	add(c, "Octopus.Action.Name", json_str(action, "Name", NULL), false);
	add(c, "Octopus.Action.Number", unit->number, false);
	add(c, "Octopus.Action.TargetRoles", property_text(step, "Octopus.Action.TargetRoles"),
	    false);
}

/* ---- the other layers ---------------------------------------------------- */

static void
add_properties(struct collector *c, struct json_object *action)
{
	struct json_object *properties = json_get(action, "Properties");

	if (properties == NULL)
		return;
	json_object_object_foreach(properties, name, value) {
		if (json_object_is_type(value, json_type_string))
			add(c, name, json_object_get_string(value), false);
	}
}

/* Where the unit stands, for the scopes of variables. */
static struct scope_place
place_of(struct collector *c, struct json_object *step, struct json_object *action)
{
	const struct facts *f = c->unit->facts;
	struct scope_place p = {
		.environment_id = json_str(f->environment, "Id", NULL),
		.channel_id = json_str(f->channel, "Id", NULL),
		.tenant_id = json_str(f->tenant, "Id", NULL),
		.tenant_tags = json_get(f->tenant, "TenantTags"),
		.process_owner_id = json_str(f->project, "Id", NULL),
		.machine_id = json_str(c->unit->machine, "Id", NULL),
		.machine_roles = json_get(c->unit->machine, "Roles"),
		.step_id = json_str(step, "Id", NULL),
		.action_id = json_str(action, "Id", NULL),
	};
	const char **roles;

	roles_split(c->w, property_text(step, "Octopus.Action.TargetRoles"), &roles,
	    &p.step_role_count);
	p.step_roles = roles;
	return p;
}

static bool
add_variable(struct collector *c, const struct variable_candidate *v)
{
	struct json_object *form = json_get(c->unit->facts->deployment, "FormValues");
	const char *id = json_str(v->variable, "Id", "");
	const char *value = json_str(form, id, json_str(v->variable, "Value", NULL));
	bool is_sensitive = variable_is_sensitive(v->variable);

	if (is_sensitive) {
		value = secret_open(c->w, json_str(v->source->set, "Id", ""),
		    variable_secret_key(c->w, v->variable));
		if (value == NULL && work_failed(c->w))
			return false;
	}
	add(c, json_str(v->variable, "Name", ""), value, is_sensitive);
	return true;
}

static bool
add_variables(struct collector *c, struct json_object *step, struct json_object *action)
{
	const struct facts *f = c->unit->facts;
	struct scope_place place = place_of(c, step, action);
	struct variable_choices choices = variables_choose(
	    c->w, f->sources, f->source_count, &place);

	for (size_t i = 0; i < choices.count; i++) {
		if (!add_variable(c, &choices.items[i].candidates[0]))
			return false;
	}
	return true;
}

/* ---- putting it together ------------------------------------------------- */

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* Keeps the last of equal names. */
static void
keep_strongest(struct collector *c)
{
	size_t kept = 0;

	if (c->count > 1)
		qsort(c->entries, c->count, sizeof(*c->entries), compare_entries);
	for (size_t i = 0; i < c->count; i++) {
		if (i + 1 < c->count && strcasecmp(c->entries[i].name, c->entries[i + 1].name) == 0)
			continue;
		c->entries[kept++] = c->entries[i];
	}
	c->count = kept;
}

bool
variables_collect(struct work *w, const struct unit_place *unit, struct variables *ret)
{
	const struct node *n = &unit->tree->nodes[unit->node];
	struct json_object *step = facts_step(unit->facts, n->step_id);
	struct json_object *action = facts_action(unit->facts, n->step_id, n->action_id);
	struct collector c = {.w = w, .unit = unit};
	struct variables v = {.vars = expr_vars_new(w)};

	add_properties(&c, action);
	if (!add_variables(&c, step, action))
		return false;
	add_documents(&c);
	add_machine(&c, unit->machine);
	add_step_statuses(&c);
	add_place(&c, step, action);
	keep_strongest(&c);
	v.pairs = arena_array(w->arena, c.count, sizeof(*v.pairs));
	v.masks = arena_array(w->arena, c.count, sizeof(*v.masks));
	for (size_t i = 0; i < c.count; i++)
		expr_vars_set(v.vars, c.entries[i].name, c.entries[i].value);
	for (size_t i = 0; i < c.count; i++) {
		v.pairs[v.count++] = (struct attempt_pair){c.entries[i].name,
		    variables_expand(w, &v, c.entries[i].value)};
		if (c.entries[i].is_sensitive)
			v.masks[v.mask_count++] = c.entries[i].value;
	}
	*ret = v;
	return true;
}

const char *
variables_expand(struct work *w, const struct variables *v, const char *text)
{
	struct expr_result result;

	if (strstr(text, "#{") == NULL)
		return text;
	(void)expr_evaluate(
	    w, v->vars, text, EXPR_LENIENT, &result); /* what fails stays as it is */
	return result.text != NULL ? result.text : text;
}

const char *
variables_get(const struct variables *v, const char *name)
{
	for (size_t i = 0; i < v->count; i++) {
		if (strcasecmp(v->pairs[i].name, name) == 0)
			return v->pairs[i].value;
	}
	return "";
}
