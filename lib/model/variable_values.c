/*
 * Choosing values and setting them for expressions, without opening secrets.
 */
#include "lib/model/variable_values.h"

#include "lib/model/account.h"
#include "lib/store/document.h"

#define MASK "********"

static void
give(void *ctx, const char *name, const char *value)
{
	expr_vars_set(ctx, name, value);
}

/* What scripts find beside a variable that names an account. */
static void
set_account(struct work *w, struct expr_vars *vars, struct json_object *variable)
{
	struct json_object *account = document_find(w, json_str(variable, "Value", ""));
	const struct account_property *p = account_properties;
	const char *name = json_str(variable, "Name", "");

	if (account == NULL)
		return;
	expr_vars_set(vars, arena_printf(w->arena, "%s.Name", name), json_str(account, "Name", ""));
	for (; p->account_type != NULL; p++) {
		if (strcmp(p->account_type, json_str(account, "AccountType", "")) == 0)
			expr_vars_set(vars, arena_printf(w->arena, "%s.%s", name, p->property),
			    p->is_secret ? MASK : json_str(account, p->member, ""));
	}
}

struct variable_values
variable_values(struct work *w, const struct variable_sources *sources,
    const struct scope_place *place, const struct system_documents *docs)
{
	struct variable_values v = {
		.choices = variables_choose(w, sources->items, sources->count, place),
		.vars = expr_vars_new(w),
	};

	for (size_t i = 0; i < v.choices.count; i++) {
		struct json_object *variable = v.choices.items[i].candidates[0].variable;
		bool is_sensitive = variable_is_sensitive(variable);

		expr_vars_set(v.vars, v.choices.items[i].name,
		    is_sensitive ? MASK : json_str(variable, "Value", ""));
		if (!is_sensitive && strcmp(json_str(variable, "Type", "String"), "String") != 0)
			set_account(w, v.vars, variable);
	}
	system_variables(w, docs, give, v.vars);
	return v;
}
