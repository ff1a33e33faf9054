/*
 * Artifacts beside a task's log. They are downloaded from the API itself, which sends them
 * as files to be saved.
 */
#include "cgi-bin/pages/task_artifacts.h"

#include "cgi-bin/decorate.h"

#define SHOWN 50
#define DEPTH_MAX 8

/* Name of the step below which a node is; "" if it is not in the tree. */
static const char *
step_of(struct json_object *node, const char *id, const char *step, int depth)
{
	struct json_object *children = json_get(node, "Children");

	if (strcmp(json_str(node, "Id", ""), id) == 0)
		return step;
	for (size_t i = 0; i < json_len(children) && depth < DEPTH_MAX; i++) {
		struct json_object *child = json_at(children, i);
		const char *found = step_of(child, id,
		    depth == 0 ? json_str(child, "Name", "") : step, depth + 1);

		if (found[0] != '\0')
			return found;
	}
	return "";
}

bool
task_artifacts_decorate(struct view *v, struct json_object *tree)
{
	struct json_object *page, *items, *o;
	int64_t total;

	if (!view_get(v, "Page", view_api_path(v,
	    "S/artifacts?regarding={Task/Id}&order=asc&take=50"), NULL)) {
		if (v->w->error.code != ERR_FORBIDDEN)
			return false;
		work_clear_error(v->w);
		return true;
	}
	page = json_own(v->w, json_object_get(view_doc(v, "Page")));
	json_object_object_del(v->root, "Page");
	items = json_get(page, "Items");
	for (size_t i = 0; i < json_len(items); i++) {
		o = json_at(items, i);
		json_set_bool(o, "HasContent", json_get(o, "Length") != NULL);
		json_set_str(o, "Size",
		    decorate_size(v->w->arena, json_int(o, "Length", 0)));
		json_set_str(o, "Step",
		    step_of(tree, json_str(o, "LogCorrelationId", ""), "", 0));
	}
	json_set(v->root, "Artifacts", json_object_get(items));
	total = json_int(page, "TotalResults", 0);
	o = view_new_object(v, "Files");
	json_set_int(o, "More", total > SHOWN ? total - SHOWN : 0);
	return true;
}
