/*
 * The scenarios of the lifecycle: Dev (automatic), QA {Q1, Q2} minimum 1, Opt
 * (optional), Prod. Environments are named by their ids.
 */
#include "lib/model/lifecycle_rules.h"

#include <string.h>

#include "tests/unit/tap.h"

static const char four_phases[] = "{\"Phases\":["
    "{\"Id\":\"p1\",\"Name\":\"Dev\",\"AutomaticDeploymentTargets\":[\"Dev\"]},"
    "{\"Id\":\"p2\",\"Name\":\"QA\",\"OptionalDeploymentTargets\":[\"Q1\",\"Q2\"],"
    "\"MinimumEnvironmentsBeforePromotion\":1},"
    "{\"Id\":\"p3\",\"Name\":\"Opt\",\"OptionalDeploymentTargets\":[\"Opt\"],\"IsOptionalPhase\":true},"
    "{\"Id\":\"p4\",\"Name\":\"Prod\",\"OptionalDeploymentTargets\":[\"Prod\"]}]}";

static struct json_object *
read_json(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

static void
phases_of(struct work *w, const char *lifecycle, const char *environments, struct phases *ret)
{
	struct json_object *all = json_new_array(w);
	char *copy = arena_strdup(w->arena, environments), *rest = copy;

	for (char *id; (id = strsep(&rest, " ")) != NULL;) {
		struct json_object *e = json_object_new_object();

		json_set_str(e, "Id", id);
		json_set_str(e, "Name", id);
		json_push(all, e);
	}
	lifecycle_phases(w, read_json(w, lifecycle), all, ret);
}

/* "Dev Q1:A" is a success in Dev for nobody and one in Q1 for tenant A; "!" a defect. */
static struct release_history
history_of(struct work *w, const char *text)
{
	struct release_history h = {.successes = arena_array(w->arena, 16, sizeof(*h.successes))};
	char *rest = arena_strdup(w->arena, text);

	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		char *colon = strchr(word, ':');

		if (*word == '\0')
			continue;
		if (*word == '!') {
			h.has_defect = true;
			continue;
		}
		if (colon != NULL)
			*colon = '\0';
		h.successes[h.count++] = (struct success){word, colon == NULL ? NULL : colon + 1};
	}
	return h;
}

/* The environments, of those asked, where a deployment is allowed. */
static const char *
allowed(struct work *w, const struct phases *phases, const char *history,
    const struct recipient *who, const char *asked)
{
	static const struct recipient untenanted;
	struct release_history h = history_of(w, history);
	char *rest = arena_strdup(w->arena, asked);
	const char *answer = "";

	for (char *id; (id = strsep(&rest, " ")) != NULL;)
		if (lifecycle_refusal(w, phases, &h, id, who == NULL ? &untenanted : who) == NULL)
			answer = arena_printf(w->arena, "%s%s%s", answer, *answer ? " " : "", id);
	return answer;
}

static const char *
next_of(struct work *w, const struct phases *phases, const char *history)
{
	struct release_history h = history_of(w, history);

	return json_text(w, lifecycle_next(w, phases, &h));
}

static const char *
current_of(struct work *w, const struct phases *phases, const char *history)
{
	struct release_history h = history_of(w, history);
	const struct phase *p = phase_current(phases, &h);

	return p == NULL ? NULL : p->name;
}

static void
phases_implied(struct work *w)
{
	struct phases p;

	phases_of(w, "{\"Phases\":[]}", "A B C", &p);
	IS_INT(p.count, 3);
	IS(allowed(w, &p, "A", NULL, "A B C"), "A B");
	phases_of(w, "{\"Phases\":[]}", "D A B C", &p);
	IS(allowed(w, &p, "A", NULL, "A B C D"), "A D");
}

static void
phases_without_environments(struct work *w)
{
	struct phases p;

	phases_of(w, "{\"Phases\":[{\"Name\":\"First\",\"OptionalDeploymentTargets\":[\"B\"]},"
	    "{\"Name\":\"Rest\"},{\"Name\":\"Nothing\"}]}", "A B C", &p);
	IS_INT(p.items[1].environment_count, 2);
	IS_INT(p.items[2].environment_count, 0);
	IS(phase_of(&p, "C")->name, "Rest");
	OK(phase_of(&p, "X") == NULL);
	IS(allowed(w, &p, "", NULL, "A B C X"), "B");
}

static void
refusal_by_phase(struct work *w)
{
	static const char all[] = "Dev Q1 Q2 Opt Prod";
	struct phases p;

	phases_of(w, four_phases, all, &p);
	IS(allowed(w, &p, "", NULL, all), "Dev");
	IS(allowed(w, &p, "Dev", NULL, all), "Dev Q1 Q2");
	IS(allowed(w, &p, "Dev Q1", NULL, all), "Dev Q1 Q2 Opt Prod");
	IS(allowed(w, &p, "Dev !", NULL, all), "Dev");
	IS(allowed(w, &p, "Dev Q1 !", NULL, all), "Dev Q1 Q2");
	IS(allowed(w, &p, "Prod", NULL, all), "Dev Prod");
	IS(allowed(w, &p, "!", NULL, all), "Dev");
}

static void
refusal_names_the_phase(struct work *w)
{
	struct release_history h = history_of(w, "");
	struct recipient nobody = {0};
	struct phases p;

	phases_of(w, four_phases, "Dev Q1 Q2 Opt Prod", &p);
	OK(strstr(lifecycle_refusal(w, &p, &h, "Q1", &nobody), "Phase 'Dev'") != NULL);
	OK(strstr(lifecycle_refusal(w, &p, &h, "Elsewhere", &nobody), "no phase") != NULL);
}

static void
progression_shows_current_and_next(struct work *w)
{
	struct release_history h = history_of(w, "Dev");
	struct phases p;

	phases_of(w, four_phases, "Dev Q1 Q2 Opt Prod", &p);
	IS(current_of(w, &p, ""), "Dev");
	IS(next_of(w, &p, ""), "[\"Dev\"]");
	IS(next_of(w, &p, "Dev"), "[\"Q1\",\"Q2\"]");
	IS_INT(phase_need(&p.items[1]), 1);
	IS_INT(phase_successes(&p.items[1], &h), 0);
	IS(current_of(w, &p, "Dev Q1"), "Prod");
	IS(next_of(w, &p, "Dev Q1"), "[\"Opt\",\"Prod\"]");
	IS(current_of(w, &p, "Dev Q1 Prod"), "Opt");
	IS(current_of(w, &p, "Dev Q1 Prod Opt"), NULL);
	IS(next_of(w, &p, "Dev Q1 Prod Opt"), "[]");
	IS(next_of(w, &p, "Dev !"), "[]");
	IS_INT(phase_progress(&p, &p.items[0], &h), PHASE_COMPLETE);
	IS_INT(phase_progress(&p, &p.items[1], &h), PHASE_CURRENT);
	IS_INT(phase_progress(&p, &p.items[3], &h), PHASE_PENDING);
}

static void
progression_all_optional(struct work *w)
{
	struct phases p;

	phases_of(w, "{\"Phases\":[{\"Name\":\"A\",\"OptionalDeploymentTargets\":[\"A\"],"
	    "\"IsOptionalPhase\":true},{\"Name\":\"B\",\"OptionalDeploymentTargets\":[\"B\"],"
	    "\"IsOptionalPhase\":true}]}", "A B", &p);
	IS(current_of(w, &p, ""), "A");
	IS(allowed(w, &p, "", NULL, "A B"), "A B");
}

static void
tenants_follow_their_own_way(struct work *w)
{
	static const char *const dev_prod[] = {"Dev", "Prod"}, *const prod[] = {"Prod"},
	    *const dev_q1[] = {"Dev", "Q1"};
	struct recipient a = {"A", dev_prod, 2}, b = {"B", prod, 1}, b2 = {"B", dev_q1, 2},
	    a2 = {"A", dev_q1, 2};
	struct phases p;

	phases_of(w, four_phases, "Dev Q1 Q2 Opt Prod", &p);
	IS(allowed(w, &p, "Dev:A Q1", &a, "Prod"), "Prod");
	IS(allowed(w, &p, "", &b, "Prod"), "");
	IS(allowed(w, &p, "Dev:A Q1", &b, "Prod"), "Prod");
	IS(allowed(w, &p, "Dev:A", &a2, "Q1"), "Q1");
	IS(allowed(w, &p, "Dev:A", &b2, "Q1"), "");
}

static const struct test tests[] = {
	TEST(phases_implied), TEST(phases_without_environments), TEST(refusal_by_phase),
	TEST(refusal_names_the_phase), TEST(progression_shows_current_and_next),
	TEST(progression_all_optional), TEST(tenants_follow_their_own_way),
};

TAP_MAIN(tests)
