/*
 * Script modules: variables whose names say so. Which projects include them is decided
 * where variables are chosen; how they lie beside a script, in script.c.
 */
#include "runner/modules.h"

#include <strings.h>

#define PREFIX "Octopus.Script.Module["
#define LANGUAGE "Octopus.Script.Module.Language[%s]"

static const struct {
	const char *name;
	enum script_syntax syntax;
} languages[] = {
	{"Bash", SYNTAX_BASH}, {"Python", SYNTAX_PYTHON}, {"PowerShell", SYNTAX_POWERSHELL},
};

/* "Name" of "Octopus.Script.Module[Name]"; NULL for other variables. */
static const char *
module_name(struct work *w, const char *variable)
{
	size_t len = strlen(variable), prefix = strlen(PREFIX);

	if (strncasecmp(variable, PREFIX, prefix) != 0 || len < prefix + 2 ||
	    variable[len - 1] != ']')
		return NULL;
	return arena_strndup(w->arena, variable + prefix, len - prefix - 1);
}

/* False for a language that no script is written in: then nobody could import it. */
static bool
find_syntax(const char *language, enum script_syntax *ret)
{
	if (language[0] == '\0')
		language = "PowerShell";
	for (size_t i = 0; i < COUNT(languages); i++) {
		if (strcasecmp(languages[i].name, language) == 0) {
			*ret = languages[i].syntax;
			return true;
		}
	}
	return false;
}

void
modules_collect(struct work *w, const struct variables *v, struct attempt_order *order)
{
	struct attempt_module *modules = arena_array(w->arena, v->count + 1, sizeof(*modules));

	order->modules = modules;
	order->module_count = 0;
	for (size_t i = 0; i < v->count; i++) {
		struct attempt_module *m = &modules[order->module_count];

		m->name = module_name(w, v->pairs[i].name);
		if (m->name == NULL)
			continue;
		m->body = expr_vars_get(v->vars, v->pairs[i].name);
		if (m->body != NULL &&
		    find_syntax(variables_get(v, arena_printf(w->arena, LANGUAGE, m->name)),
			&m->syntax))
			order->module_count++;
	}
}
