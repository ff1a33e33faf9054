/*
 * The rows of a process: steps with their children, who starts together, where each can
 * be moved to. For the process page, the rail of the editor, and the form of the order.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/process.h"

/* "from to" for the buttons; both are places below the same array. */
static void
add_moves(struct view *v, struct json_object *o, const char *list, size_t i, size_t count)
{
	struct arena *a = v->w->arena;

	json_set_str(o, "Up", i == 0 ? "" :
	    arena_printf(a, "%s/%zu %s/%zu", list, i, list, i - 1));
	json_set_str(o, "Down", i + 1 >= count ? "" :
	    arena_printf(a, "%s/%zu %s/%zu", list, i, list, i + 1));
}

/* Being added: it has no id yet, and the editor shows it at its place. */
static bool
is_new(struct json_object *part)
{
	return json_get(part, "Id") == NULL;
}

static void
mark_current(struct view *v, struct json_object *o)
{
	const char *current = view_param(v, "step");

	json_set_bool(o, "IsCurrent", current && strcmp(current, json_str(o, "Id", "")) == 0);
}

static void
add_children(struct view *v, struct json_object *o, struct json_object *step, size_t i)
{
	struct json_object *children = json_object_new_array(), *actions;
	const char *list = arena_printf(v->w->arena, "/Steps/%zu/Actions", i);

	json_set(o, "Children", children);
	if (!describe_is_parent(step))
		return;
	actions = json_get(step, "Actions");
	for (size_t k = 0; k < json_len(actions); k++) {
		struct json_object *child;

		if (is_new(json_at(actions, k)))
			continue;
		child = describe_child(v, step, i, k);
		add_moves(v, child, list, k, json_len(actions));
		json_set_str(child, "ParentName", json_str(step, "Name", ""));
		mark_current(v, child);
		json_push(children, child);
	}
}

static bool
starts_with_previous(struct json_object *steps, size_t i)
{
	return i > 0 && i < json_len(steps) && strcmp(json_str(json_at(steps, i), "StartTrigger",
	    ""), "StartWithPrevious") == 0;
}

/* Who starts together: the first of them says so, for the bracket is only drawn. */
static void
add_group(struct view *v, struct json_object *o, struct json_object *steps, size_t i)
{
	bool is_first = !starts_with_previous(steps, i) && starts_with_previous(steps, i + 1);
	size_t last = i;

	while (starts_with_previous(steps, last + 1))
		last++;
	json_set_bool(o, "IsGroupFirst", is_first);
	json_set_bool(o, "IsGroupLast", starts_with_previous(steps, i) &&
	    !starts_with_previous(steps, i + 1));
	json_set_bool(o, "IsGrouped", is_first || starts_with_previous(steps, i));
	json_set_str(o, "Together", is_first ? arena_printf(v->w->arena,
	    last == i + 1 ? "Steps %zu and %zu start together" : "Steps %zu to %zu start together",
	    i + 1, last + 1) : "");
}

/* A step can go into the one before it, which then has children. */
static void
add_into(struct json_object *o, struct json_object *steps, size_t i)
{
	bool can = i > 0 && !is_new(json_at(steps, i - 1));

	json_set_bool(o, "CanGoInto", can);
	json_set_str(o, "IntoName", can ? json_str(json_at(steps, i - 1), "Name", "") : "");
}

bool
decorate_steps(struct view *v)
{
	struct json_object *steps = json_get(view_doc(v, "Process"), "Steps");
	struct json_object *list = view_new_array(v, "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *step = json_at(steps, i), *o;

		if (is_new(step))
			continue;
		o = describe_step(v, step, i);
		add_moves(v, o, "/Steps", i, json_len(steps));
		add_group(v, o, steps, i);
		add_into(o, steps, i);
		add_children(v, o, step, i);
		mark_current(v, o);
		json_push(list, o);
	}
	return true;
}
