/*
 * slipway-expr: evaluates templates from the command line. One JSON object a line
 * on standard input, {"variables": {"Name": "value"}, "template": "...",
 * "lenient": false}; one a line on standard output, in the same order,
 * {"result": text or null, "missing": ["..."], "error": text or null}. A line that
 * is not like that gets an error, and the next line is read.
 */
#include "lib/base/json.h"
#include "lib/expr/expr.h"

#define ARENA_MAX ((size_t)1024 * 1024 * 1024)

struct request {
	struct expr_vars *vars;
	const char *template;
	unsigned flags;
};

static bool
read_variables(struct work *w, struct json_object *variables, struct expr_vars *vars)
{
	if (variables == NULL)
		return true;
	if (!json_object_is_type(variables, json_type_object))
		return fail(w, ERR_INVALID, "'variables' is no object of names and values.");
	json_object_object_foreach(variables, name, value) {
		if (value != NULL && !json_object_is_type(value, json_type_string))
			return fail(w, ERR_INVALID, "The value of the variable '%s' is no string.",
			    name);
		expr_vars_set(vars, name, value == NULL ? NULL : json_object_get_string(value));
	}
	return true;
}

static bool
read_request(struct work *w, const char *line, size_t len, struct request *ret)
{
	struct json_object *root = json_parse(w, line, len), *lenient;

	if (root == NULL)
		return false;
	ret->template = json_str(root, "template", NULL);
	if (ret->template == NULL)
		return fail(w, ERR_INVALID, "'template' is missing or no string.");
	lenient = json_get(root, "lenient");
	if (lenient != NULL && !json_object_is_type(lenient, json_type_boolean))
		return fail(w, ERR_INVALID, "'lenient' is neither true nor false.");
	ret->flags = json_flag(root, "lenient", false) ? EXPR_LENIENT : 0;
	ret->vars = expr_vars_new(w);
	return read_variables(w, json_get(root, "variables"), ret->vars);
}

static const char *
answer(struct work *w, const char *line, size_t len)
{
	struct json_object *root = json_new_object(w), *missing = json_object_new_array();
	struct expr_result result = {0};
	struct request request = {0};

	if (read_request(w, line, len, &request))
		(void)expr_evaluate(w, request.vars, request.template, request.flags, &result);
	else
		result.error = w->error.message;
	json_set(root, "result", result.text == NULL ? NULL :
	    json_object_new_string_len(result.text, (int)result.len));
	for (size_t i = 0; i < result.missing_count; i++)
		json_push_str(missing, result.missing[i]);
	json_set(root, "missing", missing);
	json_set(root, "error", result.error == NULL ? NULL : json_object_new_string(result.error));
	return json_text(w, root);
}

int
main(void)
{
	struct arena *a = arena_new(ARENA_MAX);
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		struct work w;

		if (line[len - 1] == '\n')
			len--;
		work_begin(&w, a);
		puts(answer(&w, line, (size_t)len));
		fflush(stdout);
		arena_reset(a);
	}
	free(line);
	arena_free(a);
	return 0;
}
