/*
 * Variables of account types and worker pools hold an id; scripts read the properties
 * of what it names as NAME.PROPERTY. They are read when the unit starts: an account is
 * not frozen with the release.
 */
#include "runner/collector.h"

#include <strings.h>

#include "lib/model/account.h"
#include "lib/model/plan_filter.h"
#include "lib/model/secret.h"

static bool
add_property(struct collector *c, const struct reference *r, struct json_object *account,
    const struct account_property *p)
{
	const char *name = arena_printf(c->w->arena, "%s.%s", r->name, p->property);
	const char *value;

	if (!p->is_secret) {
		collector_add(
		    c, LAYER_USER, name, json_str(account, p->member, NULL));
		return true;
	}
	value = secret_open(c->w, json_str(account, "Id", ""),
	    arena_printf(c->w->arena, "/%s", p->member));
	collector_add_secret(c, LAYER_USER, name, value);
	return value != NULL || !work_failed(c->w);
}

static bool
add_account(struct collector *c, const struct reference *r, struct json_object *account)
{
	struct json_object *environments = json_get(account, "EnvironmentIds");
	const char *environment = json_str(c->unit->facts->environment, "Id", NULL);

	if (environment != NULL && json_len(environments) > 0 &&
	    !list_has(environments, environment))
		return fail(c->w, ERR_INVALID, "The account '%s' of the variable '%s' may not be "
		    "used in this environment.", json_str(account, "Name", ""), r->name);
	for (const struct account_property *p = account_properties; p->account_type != NULL; p++) {
		if (strcmp(p->account_type, json_str(account, "AccountType", "")) == 0 &&
		    !add_property(c, r, account, p))
			return false;
	}
	return true;
}

static bool
add_reference(struct collector *c, const struct reference *r, const char *id)
{
	struct json_object *doc = facts_live(c->w, id);

	if (doc == NULL)
		return !work_failed(c->w) && fail(c->w, ERR_INVALID, "The variable '%s' names "
		    "'%s', which does not exist any more.", r->name, id);
	collector_add(c, LAYER_USER, arena_printf(c->w->arena, "%s.Name", r->name),
	    json_str(doc, "Name", NULL));
	if (strcmp(r->type, "WorkerPool") == 0) {
		collector_add(c, LAYER_USER, arena_printf(c->w->arena, "%s.Id", r->name), id);
		return true;
	}
	return add_account(c, r, doc);
}

bool
collect_references(struct collector *c)
{
	struct expr_vars *vars = NULL;

	for (const struct reference *r = c->references; r != NULL; r = r->next) {
		struct expr_result result = {.text = r->value};

		if (vars == NULL && strstr(r->value, "#{") != NULL) {
			vars = expr_vars_new(c->w);
			for (size_t i = 0; i < c->count; i++)
				expr_vars_set(vars, c->entries[i].name, c->entries[i].value);
		}
		if (strstr(r->value, "#{") != NULL)
			(void)expr_evaluate(c->w, vars, r->value, EXPR_LENIENT, &result);
		if (result.text != NULL && result.text[0] != '\0' &&
		    !add_reference(c, r, result.text))
			return false;
	}
	return true;
}
