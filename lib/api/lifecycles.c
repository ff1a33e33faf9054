/* The phases that a lifecycle has today, the implied ones made plain. */
#include "lib/api/handlers.h"

#include "lib/model/lifecycle_rules.h"
#include "lib/store/document.h"

bool
lifecycle_preview(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "lifecycle", "id");
	struct json_object *lifecycle, *environments, *list;
	struct phases phases;

	if (id == NULL || (lifecycle = document_get(w, id)) == NULL
	    || (environments = document_all(w, "environment", c->space_id, NULL)) == NULL)
		return false;
	lifecycle_phases(w, lifecycle, environments, &phases);
	list = json_object_new_array();
	for (size_t i = 0; i < phases.count; i++)
		json_push(list, json_copy(phase_json(w, &phases.items[i])));
	json_set(lifecycle, "Phases", list);
	return answer_json(w, c, 200, lifecycle);
}
