/*
 * Evaluates templates: plain look-up `#{Name}` of variables. An unknown name
 * stays as it is and is reported.
 */
#include "lib/base/buf.h"
#include "lib/expr/expr.h"

#include <strings.h>

#define MAX_OUTPUT ((size_t)16 * 1024 * 1024)

static void
add_missing(struct work *w, struct expr_result *ret, const char *token)
{
	const char **list = arena_array(w->arena, ret->missing_count + 1, sizeof(*list));

	for (size_t i = 0; i < ret->missing_count; i++)
		if (strcmp(ret->missing[i], token) == 0)
			return;
	for (size_t i = 0; i < ret->missing_count; i++)
		list[i] = ret->missing[i];
	list[ret->missing_count++] = token;
	ret->missing = list;
	ret->outcome = EXPR_MISSING;
}

bool
expr_evaluate(struct work *w, struct expr_vars *vars, const char *template,
    unsigned flags UNUSED, struct expr_result *ret)
{
	const char *open;
	struct buf out;

	*ret = (struct expr_result){.outcome = EXPR_OK};
	buf_init(&out, w->arena, MAX_OUTPUT);
	while ((open = strstr(template, "#{")) != NULL) {
		size_t len = strcspn(open, "}");
		const char *value;

		if (open[len] == '\0')
			break;
		buf_add(&out, template, (size_t)(open - template));
		value = expr_vars_get(vars, arena_strndup(w->arena, open + 2, len - 2));
		if (value == NULL) {
			value = arena_strndup(w->arena, open, len + 1);
			add_missing(w, ret, value);
		}
		buf_puts(&out, value);
		template = open + len + 1;
	}
	buf_puts(&out, template);
	ret->text = out.s;
	ret->len = out.len;
	return ret->outcome == EXPR_OK;
}

bool
expr_truthy(const struct expr_result *result)
{
	static const char *const falsy[] = {"", "0", "no", "false"};

	if (result->outcome != EXPR_OK)
		return false;
	for (size_t i = 0; i < COUNT(falsy); i++)
		if (strcasecmp(result->text, falsy[i]) == 0)
			return false;
	return true;
}

const char *
expr_report(struct work *w, const struct expr_result *result)
{
	struct buf b;

	if (result->outcome != EXPR_MISSING)
		return result->error;
	buf_init(&b, w->arena, MAX_OUTPUT);
	buf_puts(&b, "The following tokens were unable to be evaluated: ");
	for (size_t i = 0; i < result->missing_count; i++)
		buf_printf(&b, "%s'%s'", i > 0 ? ", " : "", result->missing[i]);
	return b.s;
}
