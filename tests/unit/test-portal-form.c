/* Inputs of a form become values of a document. */
#include "cgi-bin/form.h"
#include "tests/unit/tap.h"

static const struct form_branch branches[] = {
	{".plan", "server", "/Properties/Roles", "\"\""},
	{".plan", "server", "/OnServer", "\"true\""},
	{.control = NULL},
};
static const struct form plain = {.path = "/api/x", .method = "PUT"};
static const struct form branched = {.path = "/api/x", .method = "PUT", .branches = branches};

static const char *
merge(struct work *w, const struct form *f, const char *before, const char *input)
{
	struct json_object *body = json_parse(w, before, strlen(before));
	struct params params;

	if (body == NULL || !params_parse(w, input, strlen(input), 100, &params) ||
	    !form_merge(w, f, &params, body))
		return w->error.message;
	return json_text(w, body);
}

static void
values_take_the_type_of_what_is_stored(struct work *w)
{
	IS(merge(w, &plain, "{\"A\":\"x\",\"B\":true,\"C\":3}", "/A=5&/B=false&/C=7"),
	    "{\"A\":\"5\",\"B\":false,\"C\":7}");
	IS(merge(w, &plain, "{\"C\":3}", "/C=many"), "{\"C\":\"many\"}");
	IS(merge(w, &plain, "{\"C\":3}", "/C=99999999999999999999"), "{\"C\":\"99999999999999999999\"}");
}

static void
unticked_boxes_leave_their_hidden_value(struct work *w)
{
	IS(merge(w, &plain, "{\"B\":true}", "/B=false"), "{\"B\":false}");
	IS(merge(w, &plain, "{\"B\":false}", "/B=false&/B=true"), "{\"B\":true}");
}

static void
nothing_typed_where_nothing_was_stays_absent(struct work *w)
{
	IS(merge(w, &plain, "{}", "/A=&/B=1"), "{\"B\":\"1\"}");
	IS(merge(w, &plain, "{\"A\":\"x\"}", "/A="), "{\"A\":\"\"}");
	IS(merge(w, &plain, "{\"A\":null}", "/A="), "{\"A\":null}");
}

static void
lists_are_what_is_ticked(struct work *w)
{
	IS(merge(w, &plain, "{\"E\":[\"1\",\"2\"]}", "/E/-=&/E/-=2&/E/-=3"), "{\"E\":[\"2\",\"3\"]}");
	IS(merge(w, &plain, "{\"E\":[\"1\"]}", "/E/-="), "{\"E\":[]}");
	IS(merge(w, &plain, "{}", "/E/-=&/E/-=a"), "{\"E\":[\"a\"]}");
}

static void
texts_with_commas_grow_without_repeats(struct work *w)
{
	IS(merge(w, &plain, "{\"R\":\"old\"}", "/R/,=&/R/,=web&/R/,=db%2C%20Web%20,%20cache"),
	    "{\"R\":\"web,db,cache\"}");
	IS(merge(w, &plain, "{\"R\":\"old\"}", "/R/,="), "{\"R\":\"\"}");
}

static void
dots_and_escapes_in_names(struct work *w)
{
	IS(merge(w, &plain, "{\"P\":{\"a.b\":\"1\"}}", "/P/a.b=2&/P/c~1d=3"),
	    "{\"P\":{\"a.b\":\"2\",\"c/d\":\"3\"}}");
}

static void
line_ends_follow_what_is_stored(struct work *w)
{
	IS(merge(w, &plain, "{}", "/S=a%0D%0A%09b%20%0D%0A"), "{\"S\":\"a\\n\\tb \\n\"}");
	IS(merge(w, &plain, "{\"S\":\"a\\r\\nb\"}", "/S=a%0D%0Ac"), "{\"S\":\"a\\r\\nc\"}");
	IS(merge(w, &plain, "{\"S\":\"a\\nb\"}", "/S=a%0D%0Ac"), "{\"S\":\"a\\nc\"}");
	/* Mixed ends stay byte for byte if nothing was typed. */
	IS(merge(w, &plain, "{\"S\":\"a\\r\\nb\\nc\"}", "/S=a%0D%0Ab%0D%0Ac"),
	    "{\"S\":\"a\\r\\nb\\nc\"}");
}

static void
branches_not_chosen_are_dropped(struct work *w)
{
	IS(merge(w, &branched, "{\"Properties\":{\"Roles\":\"web\"}}",
	    ".plan=server&/Properties/Roles/,=&/Properties/Roles/,=web"),
	    "{\"Properties\":{\"Roles\":\"\"},\"OnServer\":\"true\"}");
	IS(merge(w, &branched, "{\"Properties\":{\"Roles\":\"web\"}}",
	    ".plan=targets&/Properties/Roles/,=&/Properties/Roles/,=db"),
	    "{\"Properties\":{\"Roles\":\"db\"}}");
}

static void
branches_are_relative_to_at(struct work *w)
{
	IS(merge(w, &branched, "{\"S\":[{\"Properties\":{\"Roles\":\"x\"}}]}",
	    ".at=/S/0&.plan=server&/S/0/Properties/Roles/,=y"),
	    "{\"S\":[{\"Properties\":{\"Roles\":\"\"},\"OnServer\":\"true\"}]}");
}

static void
control_fields_never_reach_the_body(struct work *w)
{
	IS(merge(w, &plain, "{}", ".csrf=x&.version=3&name=y&/A=1"), "{\"A\":\"1\"}");
}

static void
inputs_that_fit_nothing_are_refused(struct work *w)
{
	OK(strstr(merge(w, &plain, "{\"A\":\"text\"}", "/A/B=1"), "fits nothing") != NULL);
	OK(work_failed(w));
}

static void
fields_of_a_kind_give_the_types(struct work *w)
{
	static const struct form project = {.path = "x", .method = "POST", .kind = "project"};

	IS(merge(w, &project, "{}", "/Name=true&/IsDisabled=true"),
	    "{\"Name\":\"true\",\"IsDisabled\":true}");
	OK(strstr(merge(w, &project, "{}", "/Nonsense=1"), "fits nothing") != NULL);
}

static const struct test tests[] = {
	TEST(values_take_the_type_of_what_is_stored),
	TEST(unticked_boxes_leave_their_hidden_value),
	TEST(nothing_typed_where_nothing_was_stays_absent),
	TEST(lists_are_what_is_ticked),
	TEST(texts_with_commas_grow_without_repeats),
	TEST(dots_and_escapes_in_names),
	TEST(line_ends_follow_what_is_stored),
	TEST(branches_not_chosen_are_dropped),
	TEST(branches_are_relative_to_at),
	TEST(control_fields_never_reach_the_body),
	TEST(inputs_that_fit_nothing_are_refused),
	TEST(fields_of_a_kind_give_the_types),
};

TAP_MAIN(tests)
