/*
 * The plan as the deployment preview shows it: one entry an action, with the machines
 * it will run on, and what is left out with the reason.
 */
#include "lib/model/plan.h"

#include "lib/model/plan_filter.h"

static struct json_object *
machine_entry(const struct plan_machine *m)
{
	struct json_object *entry = json_object_new_object();

	json_set_str(entry, "Id", m->id);
	json_set_str(entry, "Name", m->name);
	json_set_bool(entry, "HasLatestCalamari", true);
	json_set_str(entry, "HealthStatus", json_str(m->doc, "HealthStatus", "Unknown"));
	if (m->exclusion != EXCLUDED_NOT)
		json_set_str(entry, "Reason", exclusion_text(m->exclusion));
	return entry;
}

static void
add_machines(struct json_object *entry, const struct plan_step *step)
{
	struct json_object *roles = json_object_new_array();
	struct json_object *names = json_object_new_array();
	struct json_object *machines = json_object_new_array();
	struct json_object *unavailable = json_object_new_array();
	struct json_object *excluded = json_object_new_array();

	for (size_t i = 0; i < step->role_count; i++)
		json_push_str(roles, step->roles[i]);
	for (size_t i = 0; i < step->machine_count; i++) {
		json_push_str(names, step->machines[i]->name);
		json_push(machines, machine_entry(step->machines[i]));
	}
	for (size_t i = 0; i < step->left_out_count; i++) {
		const struct plan_machine *m = step->left_out[i];

		json_push(m->exclusion == EXCLUDED_UNAVAILABLE ? unavailable : excluded,
		    machine_entry(m));
	}
	json_set(entry, "Roles", roles);
	json_set(entry, "MachineNames", names);
	json_set(entry, "Machines", machines);
	json_set(entry, "UnavailableMachines", unavailable);
	json_set(entry, "ExcludedMachines", excluded);
}

static const char *
place_text(const struct plan_action *a)
{
	static const char *const texts[] = {
		[PLACE_MACHINE] = "Targets",
		[PLACE_FOR_MACHINE] = "ServerOnBehalfOfTargets",
		[PLACE_WORKER] = "Server",
		[PLACE_SERVER] = "Server",
	};

	return texts[a->place];
}

static struct json_object *
action_entry(const struct plan_step *step, const struct plan_action *a)
{
	struct json_object *entry = json_object_new_object();
	const char *reason = a->reason ? a->reason : step->reason;

	json_set_str(entry, "ActionId", a->id);
	json_set_str(entry, "ActionName", a->name);
	json_set_str(entry, "ActionType", a->type);
	json_set_str(entry, "ActionNumber", a->number);
	json_set_str(entry, "StepId", step->id);
	json_set_str(entry, "StepName", step->name);
	add_machines(entry, step);
	json_set_bool(entry, "CanBeSkipped", a->can_be_skipped);
	json_set_bool(entry, "IsDisabled", a->is_disabled);
	json_set_bool(entry, "HasNoApplicableMachines", step->verdict == PLAN_NO_MACHINE);
	json_set_str(entry, "Place", place_text(a));
	json_set_str(entry, "Condition", step->condition);
	json_set_int(entry, "Group", step->group);
	json_set_str(entry, "Reason", reason ? reason : "");
	return entry;
}

struct json_object *
plan_preview_steps(struct work *w, const struct plan *plan)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *step = &plan->steps[i];

		for (size_t k = 0; k < step->action_count; k++) {
			const struct plan_action *a = &step->actions[k];

			if (a->verdict != PLAN_ABSENT || (a->is_disabled && plan->include_disabled))
				json_push(list, action_entry(step, a));
		}
	}
	return list;
}

struct json_object *
plan_preview_left_out(struct work *w, const struct plan *plan)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *step = &plan->steps[i];

		for (size_t k = 0; k < step->action_count; k++) {
			const struct plan_action *a = &step->actions[k];
			struct json_object *entry;

			if (a->verdict != PLAN_ABSENT)
				continue;
			entry = json_object_new_object();
			json_set_str(entry, "StepId", step->id);
			json_set_str(entry, "StepName", a->name);
			json_set_str(entry, "Number", a->number);
			json_set_str(entry, "Reason", a->reason);
			json_push(list, entry);
		}
	}
	return list;
}

struct json_object *
plan_preview_machines_left_out(struct work *w, const struct plan *plan)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < plan->left_out_count; i++) {
		const struct plan_machine *m = plan->left_out[i];
		struct json_object *entry = json_object_new_object();

		json_set_str(entry, "Id", m->id);
		json_set_str(entry, "Name", m->name);
		json_set_str(entry, "Reason", exclusion_text(m->exclusion));
		json_push(list, entry);
	}
	return list;
}
