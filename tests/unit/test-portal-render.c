/* How JSON becomes markers; templates are written by the test. */
#include <unistd.h>

#include "cgi-bin/render.h"
#include "lib/base/json.h"
#include "tests/unit/tap.h"

static char folder[] = "/tmp/slipway-render-XXXXXX";
static int count;

static const char *
expand(struct work *w, const char *template, const char *json)
{
	const char *name = arena_printf(w->arena, "t%d", count++);
	FILE *f;
	size_t len;

	if (count == 1 && (mkdtemp(folder) == NULL || !render_open(folder, false)))
		return NULL;
	f = fopen(arena_printf(w->arena, "%s/%s.tpl", folder, name), "w");
	if (f == NULL)
		return NULL;
	fprintf(f, "{{%%AUTOESCAPE context=\"HTML\"}}%s", template);
	fclose(f);
	return render_template(w->arena, name, json_parse(w, json, strlen(json)), &len);
}

static void
objects_flatten_to_whole_paths(struct work *w)
{
	IS(expand(w, "{{A_B}} {{A_x_y}}", "{\"A\":{\"B\":1,\"x.y\":\"z\"}}"), "1 z");
	IS(expand(w, "{{A}}{{Missing}}", "{\"A\":\"<b>&\"}"), "&lt;b&gt;&amp;");
}

static void
arrays_are_sections_with_counts(struct work *w)
{
	IS(expand(w, "{{#L}}{{L_Number}}{{L_N}}{{#L_separator}},{{/L_separator}}{{/L}} {{L_Count}}",
	    "{\"L\":[{\"N\":\"a\"},{\"N\":\"b\"}]}"), "1a,2b 2");
	IS(expand(w, "{{#L}}{{L_Item}};{{/L}}", "{\"L\":[\"x\",\"y\"]}"), "x;y;");
	IS(expand(w, "{{#L_none}}none{{/L_none}}{{#L_any}}any{{/L_any}}", "{\"L\":[]}"), "none");
}

static void
inner_lists_do_not_show_outer_ones(struct work *w)
{
	IS(expand(w, "{{#A}}[{{#A_L}}{{A_L_Item}}{{/A_L}}]{{/A}}",
	    "{\"L\":[\"outer\"],\"A\":[{\"L\":[]},{\"L\":[\"x\"]}]}"), "[][x]");
}

static void
questions_have_sections(struct work *w)
{
	const char *t = "{{#X_yes}}y{{/X_yes}}{{#X_no}}n{{/X_no}}"
	    "{{#X_any}}a{{/X_any}}{{#X_none}}0{{/X_none}}{{#X_is_Failed}}F{{/X_is_Failed}}";

	IS(expand(w, t, "{\"X\":true}"), "y");
	IS(expand(w, t, "{\"X\":false}"), "n");
	IS(expand(w, t, "{\"X\":\"Failed\"}"), "aF");
	IS(expand(w, t, "{\"X\":\"\"}"), "0");
	IS(expand(w, t, "{\"X\":null}"), "0");
	IS(expand(w, t, "{\"X\":0}"), "0");
	IS(expand(w, t, "{}"), "");
}

static void
attributes_and_addresses_are_escaped(struct work *w)
{
	IS(expand(w, "<a href=\"{{U}}\" title=\"{{T}}\">x</a>",
	    "{\"U\":\"javascript:alert(1)\",\"T\":\"a\\\"b\"}"), "<a href=\"#\" title=\"a&quot;b\">x</a>");
}

static void
scripts_survive_a_text_area(struct work *w)
{
	IS(expand(w, "<textarea>\n{{S:pre_escape}}</textarea>",
	    "{\"S\":\"\\n\\ta  \\n\\n</textarea>\\n\"}"),
	    "<textarea>\n\n\ta  \n\n&lt;/textarea&gt;\n</textarea>");
}

static void
missing_templates_are_reported(struct work *w)
{
	size_t len;

	OK(render_template(w->arena, "no-such", json_new_object(w), &len) == NULL);
}

static const struct test tests[] = {
	TEST(objects_flatten_to_whole_paths),
	TEST(arrays_are_sections_with_counts),
	TEST(inner_lists_do_not_show_outer_ones),
	TEST(questions_have_sections),
	TEST(attributes_and_addresses_are_escaped),
	TEST(scripts_survive_a_text_area),
	TEST(missing_templates_are_reported),
};

int
main(void)
{
	int status = tap_main(tests, COUNT(tests));

	for (int i = 0; i < count; i++) {
		char path[100];

		snprintf(path, sizeof(path), "%s/t%d.tpl", folder, i);
		(void)unlink(path);
	}
	(void)rmdir(folder);
	return status;
}
