/*
 * The plan against the scenarios of the design's rules (5, 16-24): a tiny text form of
 * the plan is compared, "1:web(w1 w2) 3:absent".
 */
#include "lib/base/buf.h"
#include "lib/model/plan.h"

#include "tests/unit/tap.h"

#define MACHINE(id, roles, more) \
	"{\"Id\":\"Machines-" id "\",\"Name\":\"" id "\",\"EnvironmentIds\":[\"Environments-1\"]," \
	"\"Roles\":[" roles "],\"Endpoint\":{\"CommunicationStyle\":\"Ssh\"}" more "}"
#define MACHINES(w2, w3) \
	"[" MACHINE("w3", "\"WEB\"", w3) "," MACHINE("w1", "\"web\"", "") "," \
	MACHINE("w2", "\"web\"", w2) "," MACHINE("d1", "\"db\"", "") "," \
	MACHINE("off", "\"web\"", ",\"IsDisabled\":true") "]"
#define STEP(name, roles, more_step, more_action, props) \
	"{\"Id\":\"s" name "\",\"Name\":\"" name "\"," \
	"\"Properties\":{\"Octopus.Action.TargetRoles\":\"" roles "\"}" more_step ",\"Actions\":[" \
	"{\"Id\":\"a" name "\",\"Name\":\"" name "\",\"ActionType\":\"Octopus.Script\"" \
	more_action ",\"Properties\":{" props "}}]}"
#define ON_SERVER "\"Octopus.Action.RunOnServer\":\"true\""

static struct json_object *
parse(struct work *w, const char *text)
{
	return text ? json_parse(w, text, strlen(text)) : NULL;
}

static struct plan_input
input(struct work *w, const char *steps, const char *machines)
{
	const char *process = arena_printf(w->arena, "{\"Steps\":[%s]}", steps);

	return (struct plan_input){
		.process = parse(w, process),
		.environment_id = "Environments-1",
		.environment_name = "Dev",
		.channel_id = "Channels-1",
		.machines = parse(w, machines ? machines : MACHINES("", "")),
	};
}

/* "A@1(w1 w2)", "B:absent", "C:no-machine" ... of a plan. */
static const char *
text_of(struct work *w, const struct plan *plan)
{
	static const char *const verdicts[] = {"", ":absent", ":skipped", ":no-machine", ":nowhere"};
	struct buf b;

	buf_init(&b, w->arena, 10000);
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct plan_step *s = &plan->steps[i];

		buf_printf(&b, "%s%s%s%s", i > 0 ? " " : "", s->number, s->name, verdicts[s->verdict]);
		if (s->verdict == PLAN_IN)
			buf_printf(&b, "@%d", s->group);
		for (size_t k = 0; k < s->machine_count; k++)
			buf_printf(&b, "%s%s", k == 0 ? "(" : " ", s->machines[k]->name);
		if (s->machine_count > 0)
			buf_puts(&b, ")");
	}
	return b.s;
}

static const char *
plan_text(struct work *w, const struct plan_input *in)
{
	struct plan *plan;

	return plan_build(w, in, &plan) ? text_of(w, plan) : w->error.message;
}

static void
plan_numbers_disabled_steps_and_groups_on_the_full_list(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "", "", "", ON_SERVER) ","
	    STEP("B", "", "", ",\"IsDisabled\":true", ON_SERVER) ","
	    STEP("C", "", ",\"StartTrigger\":\"StartWithPrevious\"", "", ON_SERVER) ","
	    STEP("D", "", ",\"StartTrigger\":\"StartWithPrevious\"", "", ON_SERVER), NULL);

	IS(plan_text(w, &in), "1A@1 2B:absent 3C@2 4D@2");
}

static void
plan_drops_steps_of_other_environments(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "", "", "", ON_SERVER) ","
	    STEP("B", "", "", ",\"Environments\":[\"Environments-2\"]", ON_SERVER) ","
	    STEP("C", "", "", ",\"ExcludedEnvironments\":[\"environments-1\"]", ON_SERVER) ","
	    STEP("D", "", "", ",\"Channels\":[\"Channels-2\"]", ON_SERVER) ","
	    STEP("E", "", "", ",\"Channels\":[\"Channels-1\"]", ON_SERVER), NULL);
	struct plan *plan;

	IS(plan_text(w, &in), "1A@1 2B:absent 3C:absent 4D:absent 5E@5");
	OK(plan_build(w, &in, &plan));
	IS(plan->notes[0].text, "Step 2: B does not apply to environment 'Dev'");
	IS_INT(plan->notes[0].category, 100);
	in.channel_id = NULL;
	IS(plan_text(w, &in), "1A@1 2B:absent 3C:absent 4D:absent 5E:absent");
}

static void
plan_matches_tenant_tags_within_and_across_sets(struct work *w)
{
	static const struct { const char *tenant, *want; } table[] = {
		{"{\"TenantTags\":[\"R/Alpha\",\"S/VIP\"]}", "1A@1"},
		{"{\"TenantTags\":[\"R/Alpha\"]}", "1A:absent"},
		{"{\"TenantTags\":[\"R/Beta\",\"S/VIP\"]}", "1A@1"},
		{NULL, "1A:absent"},
	};
	struct plan_input in = input(w, STEP("A", "", "",
	    ",\"TenantTags\":[\"R/Alpha\",\"R/Beta\",\"S/VIP\"]", ON_SERVER), NULL);

	for (size_t i = 0; i < COUNT(table); i++) {
		in.tenant = parse(w, table[i].tenant);
		IS(plan_text(w, &in), table[i].want);
	}
}

static void
plan_needs_a_machine_for_some_step_only(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "nobody, none", "", "", "") ","
	    STEP("B", "web", "", "", ""), NULL);
	struct plan *plan;

	IS(plan_text(w, &in), "1A:no-machine 2B@2(w1 w2 w3)");
	OK(plan_build(w, &in, &plan));
	OK(plan->error == NULL);
	IS(plan->steps[0].reason,
	    "Skipping this step as no machines were found in the role: nobody, none");
	OK(!plan->steps[0].is_user_choice);
	in.process = parse(w, "{\"Steps\":[" STEP("A", "nobody", "", "", "") "]}");
	OK(plan_build(w, &in, &plan));
	OK(plan->error != NULL);
	in.policy = parse(w, "{\"AllowDeploymentsToNoTargets\":true}");
	OK(plan_build(w, &in, &plan));
	OK(plan->error == NULL);
	IS(text_of(w, plan), "1A:no-machine");
}

static void
plan_obeys_the_choice_of_machines(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "web", "", "", "") ","
	    STEP("B", "db", "", "", ""), NULL);
	struct plan *plan;

	in.specific_machine_ids = parse(w, "[\"Machines-w1\",\"machines-W2\"]");
	in.excluded_machine_ids = parse(w, "[\"Machines-w2\"]");
	IS(plan_text(w, &in), "1A@1(w1) 2B:no-machine");
	OK(plan_build(w, &in, &plan));
	OK(plan->steps[1].is_user_choice);
	IS(plan->notes[0].text, "Deploying only to these specifically included machines: w1, w2");
}

static void
plan_skips_unavailable_machines_by_policy(struct work *w)
{
	static const struct { const char *policy, *want; } table[] = {
		{"{}", "1A@1(w1 w2 w3)"},
		{"{\"SkipMachineBehavior\":\"SkipUnavailableMachines\"}", "1A@1(w1 w3)"},
		{"{\"SkipMachineBehavior\":\"SkipUnavailableMachines\",\"TargetRoles\":[\"db\"]}",
		    "1A@1(w1 w2 w3)"},
	};
	struct plan_input in = input(w, STEP("A", "web", "", "", ""),
	    MACHINES(",\"HealthStatus\":\"Unavailable\"", ""));

	for (size_t i = 0; i < COUNT(table); i++) {
		in.policy = parse(w, table[i].policy);
		IS(plan_text(w, &in), table[i].want);
	}
}

static void
plan_excludes_unhealthy_but_not_warned_machines(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "web", "", "", ""),
	    MACHINES(",\"HealthStatus\":\"Unhealthy\"", ",\"HealthStatus\":\"HasWarnings\""));

	in.policy = parse(w, "{\"ExcludeUnhealthyTargets\":true}");
	IS(plan_text(w, &in), "1A@1(w1 w3)");
}

static void
plan_runs_on_behalf_once_per_machine(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "web", "", "", ON_SERVER) ","
	    STEP("B", "", "", "", ON_SERVER) "," STEP("C", "", "", "", ""), NULL);
	struct plan *plan;

	IS(plan_text(w, &in), "1A@1(w1 w2 w3) 2B@2 3C:nowhere");
	OK(plan_build(w, &in, &plan));
	IS_INT(plan_unit_place(&plan->steps[0].actions[0], plan->steps[0].machines[0]),
	    PLACE_FOR_MACHINE);
	IS_INT(plan->steps[1].actions[0].place, PLACE_WORKER);
	OK(!plan->steps[1].wants_machines);
}

static void
plan_places_cloud_regions_on_a_worker(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "cloud", "", "", ""),
	    "[{\"Id\":\"Machines-1\",\"Name\":\"c\",\"EnvironmentIds\":[\"Environments-1\"],"
	    "\"Roles\":[\"cloud\"],\"Endpoint\":{\"CommunicationStyle\":\"None\"}}]");
	struct plan *plan;

	OK(plan_build(w, &in, &plan));
	IS_INT(plan->steps[0].actions[0].place, PLACE_MACHINE);
	IS_INT(plan_unit_place(&plan->steps[0].actions[0], plan->steps[0].machines[0]),
	    PLACE_FOR_MACHINE);
}

static void
plan_takes_the_window_from_the_step(struct work *w)
{
	static const struct { const char *text; int window; bool is_rolling; size_t notes; } table[] = {
		{"", 10, false, 0}, {"2", 2, true, 0}, {"0", 10, false, 1}, {"two", 10, false, 1},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		struct plan_input in = input(w, "", NULL);
		struct plan *plan;

		in.process = parse(w, arena_printf(w->arena, "{\"Steps\":[{\"Name\":\"A\",\"Properties\":"
		    "{\"Octopus.Action.MaxParallelism\":\"%s\",\"Octopus.Action.TargetRoles\":\"web\"},"
		    "\"Actions\":[{},{}]}]}", table[i].text));
		OK(plan_build(w, &in, &plan));
		IS_INT(plan->steps[0].window, table[i].window);
		OK(plan->steps[0].is_rolling == table[i].is_rolling);
		IS_INT(plan->note_count, table[i].notes);
		IS(plan->steps[0].actions[1].number, "1.2");
	}
}

static void
plan_check_choices_judges_skipped_actions(struct work *w)
{
	static const struct { const char *skip; bool want; } table[] = {
		{"[\"aA\"]", true}, {"[\"sA\"]", true}, {"[\"aB\"]", false}, {"[\"aC\"]", true},
		{"[\"nobody\"]", false}, {"[\"aD\"]", false},
	};
	const char *steps = STEP("A", "", "", "", ON_SERVER) ","
	    STEP("B", "", "", ",\"IsRequired\":true", ON_SERVER) ","
	    STEP("C", "", "", ",\"IsRequired\":true,\"IsDisabled\":true", ON_SERVER) ","
	    "{\"Id\":\"sD\",\"Name\":\"D\",\"Actions\":[{\"Id\":\"aD\",\"ActionType\":\"Octopus.Manual\","
	    "\"Properties\":{\"Octopus.Action.Manual.ResponsibleTeamIds\":\"Teams-1\"}}]}";
	struct plan_input in = input(w, steps, NULL);

	for (size_t i = 0; i < COUNT(table); i++) {
		in.skip_actions = parse(w, table[i].skip);
		OK(plan_check_choices(w, &in) == table[i].want);
		work_clear_error(w);
	}
	in.skip_actions = parse(w, "[\"aA\"]");
	IS(plan_text(w, &in), "1A:skipped 2B@2 3C:absent 4D@4");
}

static void
plan_check_choices_judges_machines(struct work *w)
{
	static const struct { const char *ids; bool want; } table[] = {
		{"[\"Machines-w1\"]", true}, {"[\"Machines-off\"]", false}, {"[\"Machines-x\"]", false},
	};
	struct plan_input in = input(w, STEP("A", "web", "", "", ""), NULL);

	for (size_t i = 0; i < COUNT(table); i++) {
		in.specific_machine_ids = parse(w, table[i].ids);
		OK(plan_check_choices(w, &in) == table[i].want);
		work_clear_error(w);
	}
}

static void
plan_preview_steps_lists_what_will_run(struct work *w)
{
	struct plan_input in = input(w, STEP("A", "web", "", "", "") ","
	    STEP("B", "", "", ",\"IsDisabled\":true", ON_SERVER) ","
	    STEP("C", "", "", ",\"Environments\":[\"Environments-2\"]", ON_SERVER), NULL);
	struct json_object *list;
	struct plan *plan;

	OK(plan_build(w, &in, &plan));
	list = plan_preview_steps(w, plan);
	IS_INT(json_len(list), 1);
	IS(json_str(json_at(list, 0), "ActionNumber", ""), "1");
	IS(json_text(w, json_get(json_at(list, 0), "MachineNames")), "[\"w1\",\"w2\",\"w3\"]");
	list = plan_preview_left_out(w, plan);
	IS_INT(json_len(list), 2);
	IS(json_str(json_at(list, 1), "Reason", ""), "does not apply to environment 'Dev'");
	in.include_disabled = true;
	OK(plan_build(w, &in, &plan));
	IS_INT(json_len(plan_preview_steps(w, plan)), 2);
}

static const struct test tests[] = {
	TEST(plan_numbers_disabled_steps_and_groups_on_the_full_list),
	TEST(plan_drops_steps_of_other_environments),
	TEST(plan_matches_tenant_tags_within_and_across_sets),
	TEST(plan_needs_a_machine_for_some_step_only),
	TEST(plan_obeys_the_choice_of_machines),
	TEST(plan_skips_unavailable_machines_by_policy),
	TEST(plan_excludes_unhealthy_but_not_warned_machines),
	TEST(plan_runs_on_behalf_once_per_machine),
	TEST(plan_places_cloud_regions_on_a_worker),
	TEST(plan_takes_the_window_from_the_step),
	TEST(plan_check_choices_judges_skipped_actions),
	TEST(plan_check_choices_judges_machines),
	TEST(plan_preview_steps_lists_what_will_run),
};

TAP_MAIN(tests)
