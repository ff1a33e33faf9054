/*
 * Scopes and ranks of variables: a value applies at a place or not, and of several the
 * most specific wins. Tables: rows of scope, place, rank; of values, place, winner.
 */
#include "lib/model/variables.h"

#include "tests/unit/tap.h"

static struct json_object *
parse(struct work *w, const char *text)
{
	return json_parse(w, text, strlen(text));
}

/* A place as JSON: {"Environment": "E1", "Roles": ["web"], "StepRoles": ["web"], …}. */
static struct scope_place
place_of(struct work *w, const char *text)
{
	struct json_object *o = parse(w, text), *roles = json_get(o, "StepRoles");
	const char **step_roles = arena_array(w->arena, json_len(roles) + 1, sizeof(*step_roles));

	for (size_t i = 0; i < json_len(roles); i++)
		step_roles[i] = json_str_at(roles, i);
	return (struct scope_place){
		.environment_id = json_str(o, "Environment", NULL),
		.channel_id = json_str(o, "Channel", NULL),
		.tenant_id = json_str(o, "Tenant", NULL),
		.tenant_tags = json_get(o, "Tags"),
		.process_owner_id = json_str(o, "Owner", NULL),
		.machine_id = json_str(o, "Machine", NULL),
		.machine_roles = json_get(o, "Roles"),
		.step_roles = step_roles,
		.step_role_count = json_len(roles),
		.step_id = json_str(o, "Step", NULL),
		.action_id = json_str(o, "Action", NULL),
	};
}

/* What a scope is looked at from in most rows. */
#define WHOLE "{\"Environment\":\"E1\",\"Channel\":\"C1\",\"Tenant\":\"T1\"," \
	"\"Tags\":[\"R/A\",\"S/V\"],\"Owner\":\"P1\",\"Machine\":\"M1\"," \
	"\"Roles\":[\"web\",\"db\"],\"StepRoles\":[\"web\"],\"Step\":\"s1\",\"Action\":\"a1\"}"

static const struct {
	const char *scope;
	const char *place;
	int rank;		/* -1: does not apply */
} ranks[] = {
	{"{}", WHOLE, 0},
	{"{}", "{}", 0},
	{"{\"ProcessOwner\":[\"P1\"]}", WHOLE, 1},
	{"{\"Channel\":[\"C1\"]}", WHOLE, 2},
	{"{\"Environment\":[\"E1\"]}", WHOLE, 4},
	{"{\"TenantTag\":[\"R/A\"]}", WHOLE, 8},
	{"{\"Tenant\":[\"T1\"]}", WHOLE, 16},
	{"{\"Role\":[\"db\"]}", WHOLE, 32},
	{"{\"Role\":[\"web\"]}", WHOLE, 64},
	{"{\"Role\":[\"web\",\"db\"]}", WHOLE, 96},
	{"{\"Machine\":[\"M1\"]}", WHOLE, 128},
	{"{\"Action\":[\"a1\"]}", WHOLE, 256},
	{"{\"Action\":[\"s1\"]}", WHOLE, 256},
	/* Case does not count, one of several is enough, their number does not count. */
	{"{\"Environment\":[\"E0\",\"e1\"]}", WHOLE, 4},
	{"{\"Role\":[\"WEB\"]}", WHOLE, 64},
	{"{\"TenantTag\":[\"r/a\",\"S/V\"]}", WHOLE, 8},
	/* Every key must fit. */
	{"{\"Environment\":[\"E1\"],\"Role\":[\"web\"]}", WHOLE, 68},
	{"{\"Environment\":[\"E2\"],\"Role\":[\"web\"]}", WHOLE, -1},
	{"{\"Environment\":[\"E1\"],\"Role\":[\"mail\"]}", WHOLE, -1},
	{"{\"Environment\":[],\"Role\":[\"web\"]}", WHOLE, 64},
	/* A kind without counterpart never fits. */
	{"{\"Machine\":[\"M1\"]}", "{\"Environment\":\"E1\"}", -1},
	{"{\"Role\":[\"web\"]}", "{\"Environment\":\"E1\",\"StepRoles\":[\"web\"]}", -1},
	{"{\"Channel\":[\"C1\"]}", "{\"Environment\":\"E1\"}", -1},
	{"{\"TenantTag\":[\"R/A\"]}", "{\"Environment\":\"E1\"}", -1},
	{"{\"Action\":[\"a1\"]}", "{\"Machine\":\"M1\"}", -1},
	/* Roles without a machine: as if there were one with them. */
	{"{\"Role\":[\"web\"]}", "{\"Roles\":[\"web\"]}", 32},
};

static void
a_scope_applies_with_a_rank(struct work *w)
{
	for (size_t i = 0; i < COUNT(ranks); i++) {
		struct scope_place place = place_of(w, ranks[i].place);
		unsigned rank = 0;
		bool applies = scope_applies(parse(w, ranks[i].scope), &place, &rank);

		if (!IS_INT(applies ? (int)rank : -1, ranks[i].rank))
			printf("# row %zu: %s at %s\n", i, ranks[i].scope, ranks[i].place);
	}
}

/* The rank is a binary number: one higher kind outweighs all lower ones together. */
static void
a_higher_kind_outweighs_all_lower_ones(struct work *w)
{
	static const char *const keys[][2] = {
		{"ProcessOwner", "P1"}, {"Channel", "C1"}, {"Environment", "E1"},
		{"TenantTag", "R/A"}, {"Tenant", "T1"}, {"Role", "db"}, {"Role", "web"},
		{"Machine", "M1"}, {"Action", "a1"},
	};
	struct scope_place place = place_of(w, WHOLE);
	struct json_object *lower = json_new_object(w);

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct json_object *one = json_new_object(w), *list = json_object_new_array();
		unsigned high = 0, low = 0;

		json_push_str(list, keys[i][1]);
		json_set(one, keys[i][0], list);
		OK(scope_applies(one, &place, &high) && scope_applies(lower, &place, &low));
		OK(i == 0 || high > low);
		json_set(lower, keys[i][0], json_copy(list));
	}
}

/* ---- choosing -------------------------------------------------------------- */

#define V(value, scope) "{\"Name\":\"X\",\"Value\":\"" value "\",\"Scope\":{" scope "}}"
#define S29 V("5", "") "," V("1", "\"Environment\":[\"Dev\"]") "," V("2", "\"Role\":[\"web\"]") \
	"," V("3", "\"Environment\":[\"Dev\"],\"Role\":[\"web\"]") "," \
	V("4", "\"Machine\":[\"w1\"]")
#define AT(environment, machine, role, step_role) "{\"Environment\":\"" environment \
	"\",\"Machine\":\"" machine "\",\"Roles\":[" role "],\"StepRoles\":[" step_role "]}"

static const struct {
	const char *project;	/* variables */
	const char *library;
	const char *place;
	const char *value;	/* NULL: none applies */
	bool is_tied;
} winners[] = {
	{S29, "", AT("Dev", "w1", "\"web\"", "\"web\""), "4", false},
	{S29, "", AT("Dev", "w2", "\"web\"", "\"web\""), "3", false},
	{S29, "", AT("Dev", "d1", "\"db\"", "\"db\""), "1", false},
	{S29, "", AT("Test", "w2", "\"web\"", "\"web\""), "2", false},
	{S29, "", AT("Test", "d1", "\"db\"", "\"db\""), "5", false},
	/* The more specific one of a library beats an unscoped one of the project … */
	{V("p", ""), V("l", "\"Environment\":[\"Dev\"]"), AT("Dev", "", "", ""), "l", false},
	/* … and of equal ones the project's wins, then the first in the document. */
	{V("p", "\"Environment\":[\"Dev\"]"), V("l", "\"Environment\":[\"Dev\"]"),
	    AT("Dev", "", "", ""), "p", true},
	{V("a", "") "," V("b", ""), "", "{}", "a", true},
	/* A role that the step targets beats one that the machine merely has. */
	{V("1", "\"Role\":[\"db\"]") "," V("2", "\"Role\":[\"web\"]"), "",
	    AT("Dev", "m", "\"web\",\"db\"", "\"web\""), "2", false},
	{V("1", "\"Environment\":[\"Dev\"]"), "", AT("Test", "", "", ""), NULL, false},
};

static void
the_most_specific_value_wins(struct work *w)
{
	for (size_t i = 0; i < COUNT(winners); i++) {
		struct variable_source sources[] = {
			{parse(w, arena_printf(w->arena, "{\"Variables\":[%s]}", winners[i].project)),
			    "Projects-1", "P"},
			{parse(w, arena_printf(w->arena, "{\"Variables\":[%s]}", winners[i].library)),
			    "LibraryVariableSets-1", "L"},
		};
		struct scope_place place = place_of(w, winners[i].place);
		struct variable_choices c = variables_choose(w, sources, 2, &place);
		const char *value = c.count == 0 ? NULL :
		    json_str(c.items[0].candidates[0].variable, "Value", NULL);

		if (!IS(value, winners[i].value) ||
		    !OK((c.count > 0 && c.items[0].is_tied) == winners[i].is_tied))
			printf("# row %zu\n", i);
	}
}

static void
names_differ_not_by_case(struct work *w)
{
	struct variable_source source = {parse(w, "{\"Variables\":["
	    "{\"Name\":\"b\",\"Value\":\"1\"},{\"Name\":\"A\",\"Value\":\"2\"},"
	    "{\"Name\":\"B\",\"Value\":\"3\",\"Scope\":{\"Environment\":[\"E1\"]}}]}"), "", ""};
	struct scope_place place = place_of(w, WHOLE);
	struct variable_choices c = variables_choose(w, &source, 1, &place);

	IS_INT(c.count, 2);
	IS(c.items[0].name, "A");
	IS_INT(c.items[1].count, 2);
	IS(json_str(c.items[1].candidates[0].variable, "Value", ""), "3");
	IS(json_str(c.items[1].candidates[1].variable, "Value", ""), "1");
}

static const struct test tests[] = {
	TEST(a_scope_applies_with_a_rank),
	TEST(a_higher_kind_outweighs_all_lower_ones),
	TEST(the_most_specific_value_wins),
	TEST(names_differ_not_by_case),
};

TAP_MAIN(tests)
