/*
 * Builds the plan: numbers, verdicts, groups, places, machines (rules-process 10 of
 * the design). Conditions are not judged here, they depend on what happened before;
 * text in expressions is not evaluated. The filters are in plan_filter.c, the form
 * for the preview in plan_preview.c.
 */
#include "lib/model/plan.h"

#include <strings.h>

#include "lib/model/plan_filter.h"

#define DEFAULT_WINDOW 10

/* What every part of the building needs. */
struct builder {
	struct work *w;
	const struct plan_input *in;
	struct plan *plan;
	struct plan_machine *candidates;	/* sorted */
	size_t candidate_count;
	size_t note_max;
};

static void
note(struct builder *b, int category, const char *text)
{
	struct plan *p = b->plan;

	p->notes = arena_more(b->w->arena, p->notes, p->note_count, &b->note_max,
	    sizeof(*p->notes));
	p->notes[p->note_count++] = (struct plan_note){category, text};
}

/* ---- actions ------------------------------------------------------------- */

/* Types that do not run a script on a machine or worker. */
static bool
is_server_type(const char *type)
{
	static const char *const types[] = {
		"Octopus.Manual", "Octopus.Email", "Octopus.DeployRelease",
	};

	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(type, types[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_manual_with_teams(const struct plan_action *a)
{
	return strcmp(a->type, "Octopus.Manual") == 0 &&
	    property_text(a->doc, "Octopus.Action.Manual.ResponsibleTeamIds")[0] != '\0';
}

/* The table of places; sets verdict NOWHERE where nothing fits. */
static void
place_action(struct plan_action *a, bool has_roles)
{
	const char *on_server = property_text(a->doc, "Octopus.Action.RunOnServer");

	if (is_server_type(a->type)) {
		a->place = PLACE_SERVER;
	} else if (strcasecmp(on_server, "true") == 0 &&
	    strcmp(a->type, "Octopus.HealthCheck") != 0) {
		a->place = has_roles ? PLACE_FOR_MACHINE : PLACE_WORKER;
	} else if (has_roles) {
		a->place = PLACE_MACHINE;
	} else if (a->verdict == PLAN_IN) {
		a->verdict = PLAN_NOWHERE;
		a->reason = "Skipping this step as it runs on deployment targets, but names no "
			    "target role.";
	}
}

static bool
is_chosen_to_skip(const struct builder *b, const struct plan_step *step,
    const struct plan_action *a)
{
	return list_has(b->in->skip_actions, a->id) || list_has(b->in->skip_actions, step->id);
}

static void
build_action(struct builder *b, struct plan_step *step, size_t k, struct json_object *doc)
{
	struct plan_action *a = &step->actions[k];
	const char *absence = action_absence(b->w, b->in, doc);

	a->doc = doc;
	a->id = json_str(doc, "Id", "");
	a->name = json_str(doc, "Name", step->name);
	a->type = json_str(doc, "ActionType", "");
	a->condition = json_str(doc, "Condition", "Success");
	a->number = step->is_parent ?
	    arena_printf(b->w->arena, "%s.%zu", step->number, k + 1) : step->number;
	a->is_disabled = json_flag(doc, "IsDisabled", false);
	a->can_be_skipped = !json_flag(doc, "IsRequired", false) && !is_manual_with_teams(a);
	if (absence != NULL) {
		a->verdict = PLAN_ABSENT;
		a->reason = absence;
	} else if (is_chosen_to_skip(b, step, a)) {
		a->verdict = PLAN_SKIPPED;
		a->reason = "Skipping this step as it was excluded when the deployment was created";
	}
	place_action(a, step->role_count > 0);
}

/* ---- steps --------------------------------------------------------------- */

static void
read_window(struct builder *b, struct plan_step *step)
{
	const char *text = property_text(step->doc, "Octopus.Action.MaxParallelism");
	char *end;
	long n;

	step->window = DEFAULT_WINDOW;
	if (text[0] == '\0')
		return;
	if (strstr(text, "#{") != NULL) {	/* evaluated when the step starts */
		step->is_rolling = true;
		return;
	}
	n = strtol(text, &end, 10);
	if (*end != '\0' || n < 1 || n > 1000000) {
		note(b, 300, arena_printf(b->w->arena,
		    "The number of machines at once of step \"%s\" is not a number from 1 on; "
		    "%d is used.", step->name, DEFAULT_WINDOW));
		return;
	}
	step->window = (int)n;
	step->is_rolling = true;
}

/* The step's verdict from those of its actions. */
static void
judge_step(struct plan_step *step)
{
	bool all_absent = true, all_disabled = true;

	step->verdict = PLAN_SKIPPED;
	for (size_t k = 0; k < step->action_count; k++) {
		const struct plan_action *a = &step->actions[k];

		if (a->verdict == PLAN_IN) {
			step->verdict = PLAN_IN;
			step->reason = NULL;
			return;
		}
		all_disabled = all_disabled && a->is_disabled;
		if (a->verdict == PLAN_ABSENT) {
			if (step->reason == NULL || !a->is_disabled)
				step->reason = a->reason;
			continue;
		}
		if (all_absent || a->verdict == PLAN_NOWHERE) {
			step->verdict = a->verdict;
			step->reason = a->reason;
		}
		all_absent = false;
	}
	if (all_absent) {
		step->verdict = PLAN_ABSENT;
		step->reason = step->action_count == 0 ? "has no actions" :
		    all_disabled ? "is disabled" : step->reason;
	}
}

static bool
uses_machines(const struct plan_step *step)
{
	if (step->role_count == 0)
		return false;
	for (size_t k = 0; k < step->action_count; k++) {
		const struct plan_action *a = &step->actions[k];

		if (a->verdict == PLAN_IN && (step->is_parent || a->place == PLACE_MACHINE ||
		    a->place == PLACE_FOR_MACHINE))
			return true;
	}
	return false;
}

static void
choose_machines(struct builder *b, struct plan_step *step)
{
	bool by_user = false, by_policy = false;

	step->machines = arena_array(b->w->arena, b->candidate_count, sizeof(*step->machines));
	step->left_out = arena_array(b->w->arena, b->candidate_count, sizeof(*step->left_out));
	for (size_t i = 0; i < b->candidate_count; i++) {
		const struct plan_machine *m = &b->candidates[i];

		if (!machine_has_role(m->doc, step->roles, step->role_count))
			continue;
		if (m->exclusion == EXCLUDED_NOT) {
			step->machines[step->machine_count++] = m;
			continue;
		}
		step->left_out[step->left_out_count++] = m;
		by_user = by_user || m->exclusion == EXCLUDED_BY_USER;
		by_policy = by_policy || m->exclusion != EXCLUDED_BY_USER;
	}
	if (step->machine_count > 0 || step->verdict != PLAN_IN)
		return;
	step->verdict = PLAN_NO_MACHINE;
	step->is_user_choice = by_user && !by_policy;
	step->reason = arena_printf(b->w->arena,
	    "Skipping this step as no machines were found in the role: %s",
	    roles_join(b->w, step->roles, step->role_count));
}

/* Children that take no part here leave no node; the root log says why. */
static void
note_absent_children(struct builder *b, const struct plan_step *step)
{
	for (size_t k = 0; k < step->action_count; k++) {
		const struct plan_action *a = &step->actions[k];

		if (a->verdict == PLAN_ABSENT && !a->is_disabled)
			note(b, 100, arena_printf(b->w->arena, "Step %s: %s %s", a->number, a->name,
			    a->reason));
	}
}

static void
build_step(struct builder *b, size_t i, struct json_object *doc)
{
	struct plan_step *step = &b->plan->steps[i];
	struct json_object *actions = json_get(doc, "Actions");
	bool with_previous = strcmp(json_str(doc, "StartTrigger", ""), "StartWithPrevious") == 0;

	step->doc = doc;
	step->id = json_str(doc, "Id", "");
	step->name = json_str(doc, "Name", "");
	step->number = arena_printf(b->w->arena, "%zu", i + 1);
	step->condition = json_str(doc, "Condition", "Success");
	step->group = i == 0 ? 1 : step[-1].group + !with_previous;
	step->action_count = json_len(actions);
	step->is_parent = step->action_count > 1;
	step->actions = arena_array(b->w->arena, step->action_count, sizeof(*step->actions));
	roles_split(b->w, property_text(doc, "Octopus.Action.TargetRoles"), &step->roles,
	    &step->role_count);
	for (size_t k = 0; k < step->action_count; k++)
		build_action(b, step, k, json_at(actions, k));
	judge_step(step);
	if (step->verdict == PLAN_ABSENT) {
		if (strcmp(step->reason, "is disabled") != 0)
			note(b, 100, arena_printf(b->w->arena, "Step %s: %s %s", step->number,
			    step->name, step->reason));
		return;
	}
	note_absent_children(b, step);
	read_window(b, step);
	step->wants_machines = uses_machines(step);
	if (step->wants_machines)
		choose_machines(b, step);
}

/* ---- machines ------------------------------------------------------------ */

static int
compare_machines(const void *a, const void *b)
{
	const struct plan_machine *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order != 0 ? order : strcmp(x->id, y->id);
}

static void
collect_candidates(struct builder *b)
{
	struct json_object *machines = b->in->machines;

	b->candidates = arena_array(b->w->arena, json_len(machines), sizeof(*b->candidates));
	for (size_t i = 0; i < json_len(machines); i++) {
		struct json_object *doc = json_at(machines, i);

		if (machine_absence(b->w, b->in, doc) != NULL)
			continue;
		b->candidates[b->candidate_count++] = (struct plan_machine){
			.id = json_str(doc, "Id", ""),
			.name = json_str(doc, "Name", ""),
			.style = json_str(json_get(doc, "Endpoint"), "CommunicationStyle", "None"),
			.exclusion = machine_exclusion(b->in, doc),
			.doc = doc,
		};
	}
	if (b->candidate_count > 1)
		qsort(b->candidates, b->candidate_count, sizeof(*b->candidates), compare_machines);
}

static struct json_object *
find_machine(const struct plan_input *in, const char *id)
{
	for (size_t i = 0; i < json_len(in->machines); i++) {
		struct json_object *doc = json_at(in->machines, i);

		if (strcasecmp(json_str(doc, "Id", ""), id) == 0)
			return doc;
	}
	return NULL;
}

/* One line naming the machines somebody chose; warnings for those that cannot take part. */
static void
note_choice(struct builder *b, struct json_object *ids, const char *what, bool is_wanted)
{
	const char *names = "";

	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = json_str_at(ids, i);
		struct json_object *doc = find_machine(b->in, id);
		const char *name = json_str(doc, "Name", id);
		const char *absence = doc ? machine_absence(b->w, b->in, doc)
					  : "does not exist any more";

		names = arena_printf(b->w->arena, "%s%s%s", names, i > 0 ? ", " : "", name);
		if (is_wanted && absence != NULL)
			note(b, 300,
			    arena_printf(b->w->arena,
				"The specifically included machine '%s' takes no part: it %s.",
				name, absence));
	}
	if (json_len(ids) > 0)
		note(b, 200, arena_printf(b->w->arena, "%s: %s", what, names));
}

static bool
is_left_out_somewhere(const struct plan *plan, const struct plan_machine *m)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *step = &plan->steps[i];

		for (size_t k = 0; k < step->left_out_count; k++) {
			if (step->left_out[k] == m)
				return true;
		}
	}
	return false;
}

/* Machines that some step would use but for an exclusion; the person's choice was noted. */
static void
note_exclusions(struct builder *b)
{
	struct plan *p = b->plan;

	p->left_out = arena_array(b->w->arena, b->candidate_count, sizeof(*p->left_out));
	for (size_t i = 0; i < b->candidate_count; i++) {
		const struct plan_machine *m = &b->candidates[i];

		if (m->exclusion == EXCLUDED_NOT || !is_left_out_somewhere(p, m))
			continue;
		p->left_out[p->left_out_count++] = m;
		if (m->exclusion != EXCLUDED_BY_USER)
			note(b, 300, arena_printf(b->w->arena, "Machine '%s' %s.", m->name,
			    exclusion_text(m->exclusion)));
	}
}

/* Adds the roles of a step that are not named yet. */
static const char *
name_roles(struct builder *b, struct json_object *named, const char *text,
    const struct plan_step *step)
{
	for (size_t i = 0; i < step->role_count; i++) {
		if (list_has(named, step->roles[i]))
			continue;
		json_push_str(named, step->roles[i]);
		text = arena_printf(b->w->arena, "%s%s%s", text, text[0] ? ", " : "",
		    step->roles[i]);
	}
	return text;
}

/* Steps want targets and none of them has any: nothing may run unless that is allowed. */
static void
check_targets(struct builder *b)
{
	struct json_object *named = json_new_array(b->w);
	const char *roles = "";
	bool is_wanted = false;

	if (json_flag(b->in->policy, "AllowDeploymentsToNoTargets", false))
		return;
	for (size_t i = 0; i < b->plan->step_count; i++) {
		const struct plan_step *step = &b->plan->steps[i];

		if (!step->wants_machines ||
		    (step->verdict != PLAN_IN && step->verdict != PLAN_NO_MACHINE))
			continue;
		if (step->machine_count > 0)
			return;
		roles = name_roles(b, named, roles, step);
		is_wanted = true;
	}
	if (is_wanted)
		b->plan->error = arena_printf(b->w->arena,
		    "There are no deployment targets to deploy to: environment '%s' has no target "
		    "that can "
		    "take part with the role %s. Add one, or allow deployments without targets in "
		    "the "
		    "project's settings.",
		    b->in->environment_name ? b->in->environment_name : b->in->environment_id,
		    roles);
}

bool
plan_build(struct work *w, const struct plan_input *in, struct plan **ret_plan)
{
	struct json_object *steps = json_get(in->process, "Steps");
	struct builder b = {.w = w, .in = in};

	if (!json_object_is_type(steps, json_type_array))
		return fail(w, ERR_INTERNAL, "The deployment process has no steps.");
	b.plan = arena_alloc(w->arena, sizeof(*b.plan));
	b.plan->include_disabled = in->include_disabled;
	b.plan->steps = arena_array(w->arena, json_len(steps), sizeof(*b.plan->steps));
	b.plan->step_count = json_len(steps);
	collect_candidates(&b);
	note_choice(&b, in->specific_machine_ids,
	    "Deploying only to these specifically included machines", true);
	note_choice(&b, in->excluded_machine_ids,
	    "Not deploying to these specifically excluded machines", false);
	for (size_t i = 0; i < b.plan->step_count; i++)
		build_step(&b, i, json_at(steps, i));
	note_exclusions(&b);
	check_targets(&b);
	*ret_plan = b.plan;
	return true;
}

enum plan_place
plan_unit_place(const struct plan_action *action, const struct plan_machine *machine)
{
	static const char *const with_shell[] = {
		"Ssh", "TentaclePassive", "TentacleActive", "KubernetesTentacle",
	};

	if (action->place != PLACE_MACHINE || machine == NULL)
		return action->place;
	for (size_t i = 0; i < COUNT(with_shell); i++) {
		if (strcmp(machine->style, with_shell[i]) == 0)
			return PLACE_MACHINE;
	}
	return PLACE_FOR_MACHINE;
}

/* ---- what somebody chose ------------------------------------------------- */

static void
check_skip(struct work *w, const struct plan *plan, const char *id)
{
	bool is_known = false;

	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *step = &plan->steps[i];

		for (size_t k = 0; k < step->action_count; k++) {
			const struct plan_action *a = &step->actions[k];

			if (strcasecmp(id, step->id) != 0 && strcasecmp(id, a->id) != 0)
				continue;
			is_known = true;
			if (!a->is_disabled && !a->can_be_skipped)
				(void)fail_field(w, "/SkipActions",
				    "The action '%s' cannot be skipped.", a->name);
		}
	}
	if (!is_known)
		(void)fail_field(w, "/SkipActions",
		    "The process of this release has no step or action '%s'.", id);
}

static void
check_machines(struct work *w, const struct plan_input *in, struct json_object *ids,
    const char *pointer, bool is_wanted)
{
	for (size_t i = 0; i < json_len(ids); i++) {
		const char *id = json_str_at(ids, i);
		struct json_object *doc = find_machine(in, id);
		const char *absence = doc ? machine_absence(w, in, doc) : NULL;

		if (doc == NULL)
			(void)fail_field(w, pointer, "There is no deployment target '%s'.", id);
		else if (is_wanted && absence != NULL)
			(void)fail_field(w, pointer,
			    "The deployment target '%s' cannot take part: it %s.",
			    json_str(doc, "Name", id), absence);
	}
}

bool
plan_check_choices(struct work *w, const struct plan_input *in)
{
	struct plan *plan;

	if (!plan_build(w, in, &plan))
		return false;
	for (size_t i = 0; i < json_len(in->skip_actions); i++)
		check_skip(w, plan, json_str_at(in->skip_actions, i));
	check_machines(w, in, in->specific_machine_ids, "/SpecificMachineIds", true);
	check_machines(w, in, in->excluded_machine_ids, "/ExcludedMachineIds", false);
	return !work_failed(w);
}
