/*
 * Prompted variables: what a form asks, and whether an answer is one.
 */
#include "lib/model/prompts.h"

#include <strings.h>

#include "lib/model/secret.h"
#include "lib/model/variable_rules.h"

static const char *
label_of(struct json_object *variable)
{
	const char *label = json_str(json_get(variable, "Prompt"), "Label", "");

	return is_blank(label) ? json_str(variable, "Name", "") : label;
}

static int
compare(const void *a, const void *b)
{
	const struct variable_candidate *const *x = a, *const *y = b;
	int order = strcasecmp(label_of((*x)->variable), label_of((*y)->variable));

	return order != 0 ? order : strcasecmp(json_str((*x)->variable, "Name", ""),
	    json_str((*y)->variable, "Name", ""));
}

bool
prompts_load(struct work *w, struct json_object *release, const char *environment_id,
    struct prompts *ret)
{
	struct scope_place place = {
		.environment_id = environment_id,
		.channel_id = json_str(release, "ChannelId", NULL),
		.process_owner_id = json_str(release, "ProjectId", NULL),
	};
	struct variable_choices c;
	struct prompts p = {0};

	if (!variable_sources_frozen(w, release, &p.sources))
		return false;
	c = variables_choose(w, p.sources.items, p.sources.count, &place);
	p.items = arena_array(w->arena, c.count + 1, sizeof(*p.items));
	for (size_t i = 0; i < c.count; i++) {
		if (json_get(c.items[i].candidates[0].variable, "Prompt") != NULL)
			p.items[p.count++] = &c.items[i].candidates[0];
	}
	if (p.count > 1)
		qsort(p.items, p.count, sizeof(*p.items), compare);
	*ret = p;
	return true;
}

/* ---- the form ------------------------------------------------------------------ */

static struct json_object *
element(struct json_object *variable)
{
	struct json_object *prompt = json_get(variable, "Prompt"), *e = json_object_new_object();
	struct json_object *control = json_object_new_object();
	struct json_object *settings = json_get(prompt, "DisplaySettings");

	json_set_str(control, "Type", "VariableValue");
	json_set_str(control, "Name", json_str(variable, "Name", ""));
	json_set_str(control, "Label", label_of(variable));
	json_set_str(control, "Description", json_str(prompt, "Description", ""));
	json_set_bool(control, "Required", json_flag(prompt, "Required", false));
	json_set(control, "DisplaySettings", settings == NULL ? json_object_new_object() :
	    json_copy(settings));
	if (variable_is_sensitive(variable))
		json_set_str(json_get(control, "DisplaySettings"), "Octopus.ControlType",
		    "Sensitive");
	json_set_str(e, "Name", json_str(variable, "Id", ""));
	json_set_bool(e, "IsValueRequired", json_flag(prompt, "Required", false));
	json_set(e, "Control", control);
	return e;
}

struct json_object *
prompts_form(struct work *w, const struct prompts *p)
{
	struct json_object *form = json_new_object(w), *values = json_object_new_object();
	struct json_object *elements = json_object_new_array();

	for (size_t i = 0; i < p->count; i++) {
		struct json_object *v = p->items[i]->variable;

		json_set_str(values, json_str(v, "Id", ""), json_str(v, "Value", NULL));
		json_push(elements, element(v));
	}
	json_set(form, "Values", values);
	json_set(form, "Elements", elements);
	return form;
}

/* ---- answers --------------------------------------------------------------------- */

struct taking {
	struct work *w;
	const struct prompts *prompts;
	const char *space_id;
	const char **given;		/* by the place of the prompt; NULL: not sent */
};

static bool
is_called(struct json_object *variable, const char *key)
{
	return strcasecmp(json_str(variable, "Id", ""), key) == 0 ||
	    strcasecmp(json_str(variable, "Name", ""), key) == 0;
}

/* Prompted somewhere, but not here: commands for several environments send all values. */
static bool
is_prompted_elsewhere(const struct prompts *p, const char *key)
{
	for (size_t s = 0; s < p->sources.count; s++) {
		struct json_object *variables = json_get(p->sources.items[s].set, "Variables");

		for (size_t i = 0; i < json_len(variables); i++) {
			struct json_object *v = json_at(variables, i);

			if (json_get(v, "Prompt") != NULL && is_called(v, key))
				return true;
		}
	}
	return false;
}

/* Clients send texts, truth values, numbers, or the shape of sensitive values. */
static bool
read_value(struct taking *t, const char *pointer, struct json_object *sent, const char **ret)
{
	if (json_object_is_type(sent, json_type_object))
		sent = json_get(sent, "NewValue");
	if (json_object_is_type(sent, json_type_array) ||
	    json_object_is_type(sent, json_type_object))
		return fail_field(t->w, pointer, "The value must be a text.");
	if (json_object_is_type(sent, json_type_boolean))
		*ret = json_object_get_boolean(sent) ? "True" : "False";
	else
		*ret = sent == NULL ? NULL : json_object_get_string(sent);
	return true;
}

static void
read_one(struct taking *t, const char *key, struct json_object *sent)
{
	const char *pointer = arena_printf(
	    t->w->arena, "/FormValues/%s", pointer_escape(t->w, key));
	size_t i = 0;

	while (i < t->prompts->count && !is_called(t->prompts->items[i]->variable, key))
		i++;
	if (i < t->prompts->count)
		(void)read_value(t, pointer, sent, &t->given[i]);
	else if (!is_prompted_elsewhere(t->prompts, key))
		fail_field(t->w, pointer, "No variable '%s' is asked for when this release is "
		    "deployed.", key);
}

/* Whether a value is among lines of "value|text". */
static bool
is_option(const char *options, const char *value)
{
	size_t len = strlen(value);

	while (*options != '\0') {
		size_t line = strcspn(options, "\r\n"), end = strcspn(options, "|\r\n");

		if (end == len && strncmp(options, value, len) == 0)
			return true;
		options += line + strspn(options + line, "\r\n");
	}
	return false;
}

/* By the control that asks; *value is brought into its usual form. */
static void
check_control(struct taking *t, const char *pointer, struct json_object *variable,
    const char **value)
{
	struct json_object *settings = json_get(json_get(variable, "Prompt"), "DisplaySettings");
	const char *type = json_str(settings, "Octopus.ControlType", "");

	if (is_blank(*value))
		return;
	if (strcmp(type, "Select") == 0 &&
	    !is_option(json_str(settings, "Octopus.SelectOptions", ""), *value))
		fail_field(t->w, pointer, "'%s' is none of the options of '%s'.", *value,
		    label_of(variable));
	if (strcmp(type, "Checkbox") != 0)
		return;
	if (strcasecmp(*value, "True") == 0)
		*value = "True";
	else if (strcasecmp(*value, "False") == 0)
		*value = "False";
	else
		fail_field(t->w, pointer, "'%s' must be True or False.", label_of(variable));
}

static bool
has_default(struct taking *t, const struct variable_candidate *c)
{
	if (variable_is_sensitive(c->variable))
		return secret_exists(t->w, json_str(c->source->set, "Id", ""),
		    variable_secret_key(t->w, c->variable));
	return !is_blank(json_str(c->variable, "Value", ""));
}

/* A deployment that a step of another one makes may bring the value along. */
static bool
is_passed(struct json_object *deployment, struct json_object *variable)
{
	struct json_object *passed = json_get(deployment, "PassedVariables");

	if (passed == NULL)
		return false;
	json_object_object_foreach(passed, name, value) {
		if (value != NULL && strcasecmp(name, json_str(variable, "Name", "")) == 0)
			return true;
	}
	return false;
}

static void
put(struct json_object *deployment, struct json_object *variable, const char *value)
{
	const char *id = json_str(variable, "Id", "");
	struct json_object *secret;

	if (!variable_is_sensitive(variable)) {
		json_set_str(json_get(deployment, "FormValues"), id, value);
		return;
	}
	secret = json_object_new_object();
	json_set_bool(secret, "HasValue", true);
	json_set_str(secret, "NewValue", value);
	json_set(secret, "Hint", NULL);
	json_set(json_get(deployment, "SensitiveFormValues"), id, secret);
}

static void
take_one(struct taking *t, size_t i, struct json_object *deployment)
{
	const struct variable_candidate *c = t->prompts->items[i];
	struct work *w = t->w;
	struct json_object *v = c->variable;
	const char *value = t->given[i];
	const char *pointer = arena_printf(w->arena, "/FormValues/%s", json_str(v, "Id", ""));
	bool is_required = json_flag(json_get(v, "Prompt"), "Required", false) &&
	    !is_passed(deployment, v);

	if (is_required && (value != NULL ? is_blank(value) : !has_default(t, c)))
		fail_field(w, pointer, "'%s' is required. Enter a value.", label_of(v));
	if (value == NULL)
		return;
	check_control(t, pointer, v, &value);
	value = variable_value_check(w, t->space_id, pointer, json_str(v, "Type", ""), value);
	put(deployment, v, value);
}

bool
prompts_take(struct work *w, const struct prompts *p, struct json_object *deployment)
{
	struct json_object *sent = json_own(w, json_copy(json_get(deployment, "FormValues")));
	struct taking t = {w, p, json_str(deployment, "SpaceId", NULL),
	    arena_array(w->arena, p->count + 1, sizeof(*t.given))};

	if (sent != NULL) {
		json_object_object_foreach(sent, key, value)
			read_one(&t, key, value);
	}
	json_set(deployment, "FormValues", json_object_new_object());
	json_set(deployment, "SensitiveFormValues", json_object_new_object());
	for (size_t i = 0; i < p->count; i++)
		take_one(&t, i, deployment);
	return !work_failed(w);
}
