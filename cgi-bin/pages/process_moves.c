/*
 * What the buttons of the process page do beyond moving and deleting (form.c): a clone
 * with a name of its own, a step that becomes a child of the one before it, a child that
 * becomes a step, all children of a step switched on or off.
 */
#include <strings.h>

#include "cgi-bin/pages/process.h"

static bool
no_such_part(struct view *v)
{
	return fail(v->w, ERR_INVALID, "The form names a step that the process does not have.");
}

/* "/Steps/2" or "/Steps/2/Actions/1"; action -1 for a step. */
static bool
read_place(struct view *v, const char *at, struct json_object *body, size_t *ret_step,
    long *ret_action)
{
	struct json_object *steps = json_get(body, "Steps");
	unsigned step, action;
	int end = 0;

	if (sscanf(at, "/Steps/%5u%n", &step, &end) != 1 || step >= json_len(steps))
		return no_such_part(v);
	*ret_step = step;
	*ret_action = -1;
	if (at[end] == '\0')
		return true;
	if (sscanf(at + end, "/Actions/%5u", &action) != 1 ||
	    action >= json_len(json_get(json_at(steps, step), "Actions")))
		return no_such_part(v);
	*ret_action = action;
	return true;
}

/* ---- names ----------------------------------------------------------------------- */

/* Steps and actions are named apart, but a step that is cloned is both. */
static bool
name_is_taken(struct json_object *steps, const char *name)
{
	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		if (strcasecmp(json_str(json_at(steps, i), "Name", ""), name) == 0)
			return true;
		for (size_t k = 0; k < json_len(actions); k++) {
			if (strcasecmp(json_str(json_at(actions, k), "Name", ""), name) == 0)
				return true;
		}
	}
	return false;
}

static const char *
copy_name(struct view *v, struct json_object *steps, const char *name)
{
	const char *fresh = arena_printf(v->w->arena, "%s (copy)", name);

	for (int n = 2; name_is_taken(steps, fresh); n++)
		fresh = arena_printf(v->w->arena, "%s (copy %d)", name, n);
	return fresh;
}

static void
forget_ids(struct json_object *part)
{
	json_object_object_del(part, "Id");
	json_object_object_del(part, "Slug");
}

/* A clone needs names of its own, and ids and slugs that the server makes. */
static void
rename_clone(struct view *v, struct json_object *steps, struct json_object *part)
{
	struct json_object *actions = json_get(part, "Actions");
	const char *fresh = copy_name(v, steps, json_str(part, "Name", ""));
	bool is_alone = json_len(actions) == 1;

	json_set_str(part, "Name", fresh);
	forget_ids(part);
	for (size_t k = 0; k < json_len(actions); k++) {
		struct json_object *action = json_at(actions, k);

		json_set_str(action, "Name", is_alone ? fresh :
		    copy_name(v, steps, json_str(action, "Name", "")));
		forget_ids(action);
	}
}

static bool
finish_clone(struct view *v, struct json_object *body, const char *at)
{
	struct json_object *steps = json_get(body, "Steps"), *step;
	size_t i;
	long k;

	if (!read_place(v, at, body, &i, &k))
		return false;
	step = json_at(steps, k < 0 ? i + 1 : i);
	rename_clone(v, steps, k < 0 ? step :
	    json_at(json_get(step, "Actions"), (size_t)k + 1));
	return true;
}

/* ---- in and out -------------------------------------------------------------------- */

/* A condition by expression is the step's or the child's, in a property of its own. */
static void
move_expression(struct json_object *from, const char *name, struct json_object *to,
    const char *as)
{
	const char *text = json_str(json_get(from, "Properties"), name, NULL);

	if (text == NULL || strcmp(json_str(from, "Condition", ""), "Variable") != 0)
		return;
	json_set_str(json_get(to, "Properties"), as, text);
	json_set_str(to, "Condition", "Variable");
}

static bool
go_into(struct view *v, struct json_object *body, const char *at)
{
	struct json_object *steps = json_get(body, "Steps"), *step, *actions, *parents;
	const char *condition;
	size_t i;
	long k;

	if (!read_place(v, at, body, &i, &k))
		return false;
	if (i == 0 || k >= 0)
		return no_such_part(v);
	step = json_at(steps, i);
	condition = json_str(step, "Condition", "Success");
	if (strcmp(condition, "Failure") == 0 || strcmp(condition, "Always") == 0)
		return fail(v->w, ERR_INVALID, "'%s' cannot become a child step: children run on "
		    "success or by an expression. Change its run condition first.",
		    json_str(step, "Name", ""));
	actions = json_get(step, "Actions");
	parents = json_get(json_at(steps, i - 1), "Actions");
	if (json_len(actions) == 1)
		move_expression(step, STEP_EXPRESSION, json_at(actions, 0), CHILD_EXPRESSION);
	for (size_t n = 0; n < json_len(actions); n++)
		json_push(parents, json_object_get(json_at(actions, n)));
	json_object_array_del_idx(steps, i, 1);
	return true;
}

static void
insert_at(struct json_object *array, size_t index, struct json_object *value)
{
	json_push(array, NULL);
	for (size_t i = json_len(array) - 1; i > index; i--)
		json_object_array_put_idx(array, i, json_object_get(json_at(array, i - 1)));
	json_object_array_put_idx(array, index, value);
}

static bool
step_name_is_taken(struct json_object *steps, const char *name)
{
	for (size_t i = 0; i < json_len(steps); i++) {
		if (strcasecmp(json_str(json_at(steps, i), "Name", ""), name) == 0)
			return true;
	}
	return false;
}

/* The child becomes the step after its parent, with the parent's roles and window. */
static bool
go_out(struct view *v, struct json_object *body, const char *at)
{
	struct json_object *steps = json_get(body, "Steps"), *step, *actions, *action, *fresh;
	const char *name;
	size_t i;
	long k;

	if (!read_place(v, at, body, &i, &k))
		return false;
	step = json_at(steps, i);
	actions = json_get(step, "Actions");
	if (k < 0 || json_len(actions) < 2)
		return no_such_part(v);
	action = json_object_get(json_at(actions, (size_t)k));
	json_object_array_del_idx(actions, (size_t)k, 1);
	name = json_str(action, "Name", "");
	fresh = json_object_new_object();
	json_set_str(fresh, "Name", step_name_is_taken(steps, name) ? copy_name(v, steps, name) :
	    name);
	json_set(fresh, "Properties", json_copy(json_get(step, "Properties")));
	json_object_object_del(json_get(fresh, "Properties"), STEP_EXPRESSION);
	json_set(fresh, "Actions", json_object_new_array());
	json_push(json_get(fresh, "Actions"), action);
	move_expression(action, CHILD_EXPRESSION, fresh, STEP_EXPRESSION);
	json_set_str(action, "Condition", "Success");
	insert_at(steps, i + 1, fresh);
	return true;
}

/* ---- the buttons ----------------------------------------------------------------------- */

static bool
set_disabled(struct view *v, struct json_object *body, const char *at, bool is_disabled)
{
	struct json_object *actions;
	size_t i;
	long k;

	if (!read_place(v, at, body, &i, &k))
		return false;
	actions = json_get(json_at(json_get(body, "Steps"), i), "Actions");
	for (size_t n = 0; n < json_len(actions); n++) {
		if (k < 0 || (size_t)k == n)
			json_set_bool(json_at(actions, n), "IsDisabled", is_disabled);
	}
	return true;
}

static bool
disable(struct view *v, struct json_object *body, const char *at)
{
	return set_disabled(v, body, at, true);
}

static bool
enable(struct view *v, struct json_object *body, const char *at)
{
	return set_disabled(v, body, at, false);
}

static const struct {
	const char *name;
	bool (*apply)(struct view *v, struct json_object *body, const char *at);
} buttons[] = {
	{".copy", finish_clone}, {".into", go_into}, {".out", go_out},
	{".disable", disable}, {".enable", enable},
};

bool
moves_apply(struct view *v, struct json_object *body)
{
	for (size_t i = 0; i < COUNT(buttons); i++) {
		const char *at = view_input(v, buttons[i].name);

		if (at != NULL && !buttons[i].apply(v, body, at))
			return false;
	}
	return true;
}
