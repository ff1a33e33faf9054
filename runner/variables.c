/*
 * Builds the variables of a unit from their layers: properties of the action, variables
 * of people, what the server and earlier steps say. Gathering is done in variables_*.c.
 */
#include "runner/collector.h"

#include <strings.h>

#include "lib/model/plan_filter.h"
#include "lib/model/secret.h"

#define QUIET "OctopusSuppressDuplicateVariableWarning"
#define WINDOW "Octopus.Action.MaxParallelism"
#define STRICT "OctopusShouldFailDeploymentOnSubstitutionFails"

/* ---- gathering ------------------------------------------------------------- */

static void
add(struct collector *c, enum layer layer, const char *name, const char *value, bool is_sensitive)
{
	if (value == NULL || name[0] == '\0')
		return;
	c->entries = arena_more(c->w->arena, c->entries, c->count, &c->max, sizeof(*c->entries));
	c->entries[c->count] = (struct collected){name, value, c->count, layer, is_sensitive};
	c->count++;
}

void
collector_add(struct collector *c, enum layer layer, const char *name, const char *value)
{
	add(c, layer, name, value, false);
}

void
collector_add_secret(struct collector *c, enum layer layer, const char *name, const char *value)
{
	add(c, layer, name, value, true);
}

/* The process as the release froze it keeps sealed properties under this key. */
static bool
add_sealed_property(struct collector *c, const char *name)
{
	const char *value = secret_open(c->w, json_str(c->unit->facts->process, "Id", ""),
	    arena_printf(c->w->arena, "/Steps/%s/Actions/%s/Properties/%s",
		json_str(c->step, "Id", ""), json_str(c->action, "Id", ""), name));

	collector_add_secret(c, LAYER_PROPERTY, name, value);
	return value != NULL || !work_failed(c->w);
}

static void
note_reference(struct collector *c, const char *name, const char *value, const char *type)
{
	struct reference *r = arena_alloc(c->w->arena, sizeof(*r));

	*r = (struct reference){c->references, name, value, type};
	c->references = r;
}

/*
 * A parameter of a step template may name an account. Nobody checked that when the step was
 * saved, for a property is a text: accounts of other spaces are none here.
 */
static bool
note_account(struct collector *c, const char *name, const char *value)
{
	struct json_object *account;

	if (strncmp(value, "Accounts-", 9) != 0 || strncasecmp(name, "Octopus.", 8) == 0)
		return true;
	account = facts_live(c->w, value);
	if (account == NULL)
		return !work_failed(c->w);
	if (strcmp(json_str(account, "SpaceId", ""),
	    json_str(c->unit->facts->project, "SpaceId", "-")) == 0)
		note_reference(c, name, value, "Account");
	return true;
}

static bool
add_properties(struct collector *c, struct json_object *owner)
{
	struct json_object *properties = json_get(owner, "Properties");

	if (properties == NULL)
		return true;
	json_object_object_foreach(properties, name, value) {
		const char *text = json_object_get_string(value);

		if (json_object_is_type(value, json_type_string)) {
			collector_add(c, LAYER_PROPERTY, name, text);
			if (owner == c->action && !note_account(c, name, text))
				return false;
		} else if (owner == c->action && json_flag(value, "HasValue", false) &&
		    !add_sealed_property(c, name)) {
			return false;
		}
	}
	return true;
}

/* Where the unit stands, for the scopes of variables. */
static struct scope_place
place_of(struct collector *c)
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
		.step_id = json_str(c->step, "Id", NULL),
		.action_id = json_str(c->action, "Id", NULL),
	};
	const char **roles;

	roles_split(c->w, property_text(c->step, "Octopus.Action.TargetRoles"), &roles,
	    &p.step_role_count);
	p.step_roles = roles;
	return p;
}

/* What somebody typed when asked, else the stored value; NULL without error: none. */
static const char *
secret_of(struct collector *c, const struct variable_candidate *v)
{
	const char *deployment = c->unit->facts->deployment_id;
	const char *id = json_str(v->variable, "Id", "");
	const char *value = NULL;

	if (json_get(v->variable, "Prompt") != NULL && deployment != NULL)
		value = secret_open(c->w, deployment,
		    arena_printf(c->w->arena, "/SensitiveFormValues/%s", id));
	if (value != NULL || work_failed(c->w))
		return value;
	return secret_open(c->w, json_str(v->source->set, "Id", ""),
	    variable_secret_key(c->w, v->variable));
}

static bool
add_variable(struct collector *c, const struct variable_candidate *v)
{
	struct json_object *form = json_get(c->unit->facts->deployment, "FormValues");
	const char *name = json_str(v->variable, "Name", "");
	const char *type = json_str(v->variable, "Type", "String"), *value;

	if (variable_is_sensitive(v->variable)) {
		value = secret_of(c, v);
		collector_add_secret(c, LAYER_USER, name, value != NULL ? value : "");
		return value != NULL || !work_failed(c->w);
	}
	value = json_str(form, json_str(v->variable, "Id", ""), json_str(v->variable, "Value", ""));
	collector_add(c, LAYER_USER, name, value);
	if (strcmp(type, "String") != 0 && value[0] != '\0')
		note_reference(c, name, value, type);
	return true;
}

static bool
add_variables(struct collector *c)
{
	const struct facts *f = c->unit->facts;
	struct scope_place place = place_of(c);
	struct variable_choices choices = variables_choose(
	    c->w, f->sources, f->source_count, &place);

	for (size_t i = 0; i < choices.count; i++) {
		if (!add_variable(c, &choices.items[i].candidates[0]))
			return false;
	}
	return true;
}

/* What the step of another project's deployment passes; sealed if it holds a secret. */
static bool
add_passed(struct collector *c)
{
	struct json_object *passed = json_get(c->unit->facts->deployment, "PassedVariables");

	if (passed == NULL)
		return true;
	json_object_object_foreach(passed, name, value) {
		const char *secret;

		if (json_object_is_type(value, json_type_string)) {
			collector_add(c, LAYER_PASSED, name, json_object_get_string(value));
			continue;
		}
		secret = secret_open(c->w, c->unit->facts->deployment_id,
		    arena_printf(c->w->arena, "/PassedVariables/%s", name));
		if (secret == NULL)
			return false;
		collector_add_secret(c, LAYER_PASSED, name, secret);
	}
	return true;
}

/* ---- of equal names one stays ------------------------------------------------- */

static int
compare_entries(const void *a, const void *b)
{
	const struct collected *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	if (order == 0)
		order = (int)x->layer - (int)y->layer;
	return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The server's own names cannot be set; a property gives way to a variable. */
static void
note_duplicate(struct variables *v, struct work *w, const struct collected *weak,
    const struct collected *strong)
{
	const char *text;

	if ((weak->layer == LAYER_USER || weak->layer == LAYER_PASSED) &&
	    strong->layer == LAYER_SYSTEM)
		text = arena_printf(w->arena, "The variable '%s' is ignored: the server sets a "
		    "variable of this name itself.", weak->name);
	else if (weak->layer == LAYER_PROPERTY && strong->layer == LAYER_USER &&
	    strcasecmp(weak->name, WINDOW) != 0)	/* of the two windows the lesser counts */
		text = arena_printf(w->arena, "The variable '%s' is used instead of the step's "
		    "own value of this name.", weak->name);
	else
		return;
	notes_add(w, &v->notes, CATEGORY_WARNING, text);
}

static void
keep_strongest(struct collector *c, struct variables *v)
{
	size_t kept = 0;

	if (c->count > 1)
		qsort(c->entries, c->count, sizeof(*c->entries), compare_entries);
	for (size_t i = 0; i < c->count; i++) {
		const struct collected *next = &c->entries[i + 1];

		if (i + 1 < c->count && strcasecmp(c->entries[i].name, next->name) == 0)
			note_duplicate(v, c->w, &c->entries[i], next);
		else
			c->entries[kept++] = c->entries[i];
	}
	c->count = kept;
}

/* ---- putting it together ------------------------------------------------------ */

static void
add_mask(struct variables *v, const char *secret)
{
	v->masks[v->mask_count++] = secret;
}

static void
finish(struct collector *c, struct variables *v)
{
	struct work *w = c->w;

	v->vars = expr_vars_new(w);
	v->pairs = arena_array(w->arena, c->count + 1, sizeof(*v->pairs));
	v->masks = arena_array(w->arena, c->count * 2 + c->secret_count + 1, sizeof(*v->masks));
	for (size_t i = 0; i < c->count; i++)
		expr_vars_set(v->vars, c->entries[i].name, c->entries[i].value);
	for (size_t i = 0; i < c->count; i++) {
		const struct collected *e = &c->entries[i];
		const char *value = variables_expand(w, v, e->value);

		v->pairs[v->count++] = (struct attempt_pair){e->name, value};
		if (e->is_sensitive)
			add_mask(v, e->value);
		if (e->is_sensitive && value != e->value)
			add_mask(v, value);
	}
	for (size_t i = 0; i < c->secret_count; i++)
		add_mask(v, c->secrets[i]);
	for (size_t i = 0; i < v->notes.count; i++) {
		if (variables_flag(v, QUIET))
			v->notes.items[i].category = CATEGORY_VERBOSE;
	}
}

/* The action of a unit; of a step with one action that one. */
static struct json_object *
action_of(const struct unit_place *unit, struct json_object *step)
{
	const struct node *n = &unit->tree->nodes[unit->node];
	struct json_object *actions = json_get(step, "Actions");

	if (n->action_id == NULL)
		return json_len(actions) == 1 ? json_at(actions, 0) : NULL;
	return facts_action(unit->facts, n->step_id, n->action_id);
}

bool
variables_collect(struct work *w, const struct unit_place *unit, struct variables *ret)
{
	struct json_object *step = facts_step(
	    unit->facts, unit->tree->nodes[unit->node].step_id);
	struct collector c = {.w = w, .unit = unit, .step = step, .action = action_of(unit, step)};
	struct variables v = {0};

	if (!add_properties(&c, step) || !add_properties(&c, c.action) || !add_variables(&c) ||
	    !add_passed(&c) || !collect_system(&c) || !collect_outputs(&c) ||
	    !collect_references(&c))
		return false;
	keep_strongest(&c, &v);
	finish(&c, &v);
	*ret = v;
	return true;
}

/* ---- using them --------------------------------------------------------------- */

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

bool
variables_flag(const struct variables *v, const char *name)
{
	return strcasecmp(variables_get(v, name), "True") == 0;
}

const char *
variables_evaluate(struct work *w, const struct variables *v, const char *text, const char *what,
    const char **ret_report, const char **ret_refusal)
{
	struct expr_result result;
	const char *report;

	if (strstr(text, "#{") == NULL)
		return text;
	(void)expr_evaluate(w, v->vars, text, EXPR_LENIENT, &result);
	if (result.outcome == EXPR_OK || result.outcome == EXPR_NULL)
		return result.text != NULL ? result.text : "";
	report = arena_printf(w->arena, "%s: %s", what, expr_report(w, &result));
	if (result.text == NULL || variables_flag(v, STRICT))
		*ret_refusal = report;
	else
		*ret_report = report;
	return result.text != NULL ? result.text : text;
}
