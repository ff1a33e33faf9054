/*
 * A template after its variables, each Name=value and a unit separator (0x1f). Both
 * ways of parsing, and what was found must be found again.
 */
#include "lib/expr/expr.h"

#include "tests/fuzz/fuzz.h"

static void
check(struct work *w, struct expr_vars *vars, const char *template, unsigned flags,
    bool is_timeless)
{
	struct expr_result first, again;
	bool is_ok = expr_evaluate(w, vars, template, flags, &first);

	MUST(is_ok == (first.outcome == EXPR_OK));
	MUST((first.error != NULL) == (first.outcome >= EXPR_PARSE));
	MUST((first.text == NULL) == (first.outcome == EXPR_NULL || first.outcome > EXPR_PARSE));
	MUST(first.outcome != EXPR_MISSING || first.missing_count > 0);
	MUST(first.text == NULL || first.text[first.len] == '\0');
	MUST(!expr_truthy(&first) || is_ok);
	if (first.outcome == EXPR_FAILURE || !is_timeless)
		return;
	(void)expr_evaluate(w, vars, template, flags, &again);
	MUST(again.outcome == first.outcome && again.missing_count == first.missing_count);
	MUST(first.text == NULL || strcmp(first.text, again.text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct work *w = fuzz_begin();
	char *rest = arena_strdup(w->arena, fuzz_text(w, data, size)), *one;
	struct expr_vars *vars = expr_vars_new(w);
	bool is_timeless = strcasestr(rest, "date") == NULL;	/* NowDate differs each time */

	while ((one = strsep(&rest, "\x1f")) != NULL && rest != NULL) {
		char *value = strchr(one, '=');

		if (value != NULL)
			*value++ = '\0';
		expr_vars_set(vars, one, value);
	}
	check(w, vars, one, 0, is_timeless);
	check(w, vars, one, EXPR_LENIENT, is_timeless);
	return 0;
}
