/*
 * The field engine over a small kind of its own: names, defaults, types, variants,
 * secrets, references.
 */
#include "tests/unit/tap.h"

#include "lib/base/buf.h"
#include "lib/base/json.h"
#include "lib/model/field.h"

static const char *const colours[] = {"Red", "Green", NULL};

static const struct field item_fields[] = {
	{.name = "Id", .type = F_TEXT, .flags = F_READ_ONLY},
	{.name = "Label", .type = F_TEXT, .flags = F_REQUIRED},
	{.name = NULL},
};

static const struct field ssh_fields[] = {
	{.name = "Host", .type = F_TEXT, .flags = F_REQUIRED},
	{.name = "Port", .type = F_INT, .otherwise = "22", .max = 65535},
	{.name = NULL},
};

static const struct field none_fields[] = {{.name = NULL}};

static const struct variant endpoints[] = {
	{"Ssh", "SSH", ssh_fields}, {"None", "Cloud region", none_fields}, {NULL, NULL, NULL},
};

static const struct field endpoint_fields[] = {
	{.name = "Style", .type = F_TEXT, .flags = F_REQUIRED},
	{.name = NULL},
};

static const struct field fields[] = {
	{.name = "Name", .type = F_TEXT, .flags = F_REQUIRED, .max = 10},
	{.name = "Description", .type = F_LONG},
	{.name = "Colour", .type = F_ENUM, .values = colours, .otherwise = "\"Red\""},
	{.name = "IsOn", .type = F_BOOL, .otherwise = "true"},
	{.name = "Count", .type = F_INT, .max = 9},
	{.name = "Wait", .type = F_SPAN, .otherwise = "\"00:01:00\""},
	{.name = "Friends", .type = F_REF, .flags = F_LIST, .ref = "thing"},
	{.name = "Parent", .type = F_REF, .flags = F_NULL, .ref = "thing"},
	{.name = "Items", .type = F_OBJECT, .flags = F_LIST, .fields = item_fields},
	{.name = "Endpoint", .type = F_VARIANT, .flags = F_NULL, .fields = endpoint_fields,
	    .variants = endpoints, .variant = "Style"},
	{.name = "Properties", .type = F_PROPERTIES},
	{.name = "Key", .type = F_SECRET},
	{.name = "Made", .type = F_TEXT, .flags = F_READ_ONLY},
	{.name = NULL},
};

static const struct link links[] = {
	{"Self", "{S}/things/{id}"}, {"Parts", "{S}/things/{id}/parts{?skip,take}"}, {NULL, NULL},
};

static const struct kind thing = {
	.name = "thing", .collection = "things", .prefix = "Things-", .label = "thing",
	.fields = fields, .links = links,
};

static struct json_object *
complete(struct work *w, const char *text, struct json_object *old)
{
	work_clear_error(w);
	return document_complete(w, &thing, json_parse(w, text, strlen(text)), old);
}

static void
complete_fills_defaults(struct work *w)
{
	struct json_object *d = complete(w, "{\"Name\":\" a \"}", NULL);

	IS(json_text(w, d), "{\"Name\":\"a\",\"Description\":\"\",\"Colour\":\"Red\",\"IsOn\":true,"
	    "\"Count\":0,\"Wait\":\"00:01:00\",\"Friends\":[],\"Parent\":null,\"Items\":[],"
	    "\"Endpoint\":null,\"Properties\":{},\"Key\":{\"HasValue\":false,\"NewValue\":null,"
	    "\"Hint\":null},\"Made\":\"\"}");
}

static void
complete_matches_names_without_case_and_keeps_unknown_ones(struct work *w)
{
	struct json_object *d = complete(w, "{\"name\":\"a\",\"COLOUR\":\"green\",\"isOn\":false,"
	    "\"X\":{\"y\":[1]},\"Links\":{\"Self\":\"z\"}}", NULL);

	IS(json_str(d, "Name", NULL), "a");
	IS(json_str(d, "Colour", NULL), "Green");
	OK(!json_flag(d, "IsOn", true));
	IS(json_text(w, json_get(d, "X")), "{\"y\":[1]}");
	OK(json_get(d, "Links") == NULL);
}

static void
complete_names_every_problem(struct work *w)
{
	static const struct { const char *body, *pointer; } bad[] = {
		{"{}", "/Name"}, {"{\"Name\":\"  \"}", "/Name"}, {"{\"Name\":7}", "/Name"},
		{"{\"Name\":\"aaaaaaaaaaa\"}", "/Name"}, {"{\"Name\":\"a\\nb\"}", "/Name"},
		{"{\"Name\":\"a\",\"Colour\":\"blue\"}", "/Colour"},
		{"{\"Name\":\"a\",\"IsOn\":\"yes\"}", "/IsOn"},
		{"{\"Name\":\"a\",\"Count\":10}", "/Count"},
		{"{\"Name\":\"a\",\"Count\":-1}", "/Count"},
		{"{\"Name\":\"a\",\"Count\":\"1\"}", "/Count"},
		{"{\"Name\":\"a\",\"Wait\":\"soon\"}", "/Wait"},
		{"{\"Name\":\"a\",\"Friends\":\"Things-1\"}", "/Friends"},
		{"{\"Name\":\"a\",\"Friends\":[1]}", "/Friends/0"},
		{"{\"Name\":\"a\",\"Items\":[{}]}", "/Items/0/Label"},
		{"{\"Name\":\"a\",\"Endpoint\":{\"Style\":\"Ssh\"}}", "/Endpoint/Host"},
		{"{\"Name\":\"a\",\"Endpoint\":{\"Style\":\"Carrier pigeon\"}}", "/Endpoint/Style"},
		{"{\"Name\":\"a\",\"Properties\":[]}", "/Properties"},
		{"{\"Name\":\"a\",\"Properties\":{\"p\":[]}}", "/Properties/p"},
		{"{\"Name\":\"a\",\"Key\":7}", "/Key"},
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		OK(complete(w, bad[i].body, NULL) == NULL);
		IS_INT(w->error.code, ERR_INVALID);
		IS(w->error.items == NULL ? NULL : w->error.items->pointer, bad[i].pointer);
	}
	OK(complete(w, "{\"Colour\":\"blue\",\"Count\":10}", NULL) == NULL);
	OK(w->error.items->next->next != NULL);
}

static void
complete_keeps_what_only_we_make(struct work *w)
{
	struct json_object *old = complete(w, "{\"Name\":\"a\",\"Items\":[{\"Label\":\"x\"}]}", NULL);
	struct json_object *d;

	json_set_str(old, "Made", "by us");
	json_set_str(json_at(json_get(old, "Items"), 0), "Id", "1");
	d = complete(w, "{\"Name\":\"b\",\"Made\":\"by them\",\"Items\":[{\"Id\":\"1\",\"Label\":\"y\"}]}",
	    old);
	IS(json_str(d, "Made", NULL), "by us");
	IS(json_text(w, json_get(d, "Items")), "[{\"Id\":\"1\",\"Label\":\"y\"}]");
}

static void
complete_makes_properties_texts(struct work *w)
{
	struct json_object *d = complete(w, "{\"Name\":\"a\",\"Properties\":{\"t\":\" x\\n\",\"b\":true,"
	    "\"n\":1.50,\"gone\":null,\"s\":{\"HasValue\":true,\"NewValue\":\"p\"}}}", NULL);

	IS(json_text(w, json_get(d, "Properties")), "{\"t\":\" x\\n\",\"b\":\"True\",\"n\":\"1.50\","
	    "\"s\":{\"HasValue\":true,\"NewValue\":\"p\",\"Hint\":null}}");
}

static void
complete_keeps_sets_and_clears_secrets(struct work *w)
{
	struct json_object *set = complete(w, "{\"Name\":\"a\",\"Key\":{\"HasValue\":true}}", NULL);

	OK(json_flag(json_get(set, "Key"), "HasValue", false));
	OK(json_flag(json_get(complete(w, "{\"Name\":\"a\"}", set), "Key"), "HasValue", false));
	OK(json_flag(json_get(complete(w, "{\"Name\":\"a\",\"Key\":{\"NewValue\":null}}", set), "Key"),
	    "HasValue", false));
	OK(!json_flag(json_get(complete(w, "{\"Name\":\"a\",\"Key\":{\"HasValue\":false}}", set),
	    "Key"), "HasValue", true));
	IS(json_str(json_get(complete(w, "{\"Name\":\"a\",\"Key\":\"plain\"}", NULL), "Key"),
	    "NewValue", NULL), "plain");
}

static void
field_at_steps_into_lists_and_variants(struct work *w)
{
	struct json_object *d = complete(w, "{\"Name\":\"a\",\"Items\":[{\"Label\":\"x\"}],"
	    "\"Endpoint\":{\"Style\":\"Ssh\",\"Host\":\"h\"}}", NULL);

	IS(field_at(&thing, d, "/Items/0/Label")->name, "Label");
	IS(field_at(&thing, d, "/Items/-/Label")->name, "Label");
	IS(field_at(&thing, d, "/Friends/-")->name, "Friends");
	IS(field_at(&thing, d, "/Endpoint/Port")->name, "Port");
	IS(field_at(&thing, d, "/Properties/Octopus.Action.X")->name, "Properties");
	OK(field_at(&thing, d, "/Items/Label") == NULL);
	OK(field_at(&thing, d, "/Nope") == NULL);
	OK(field_at(&thing, d, "/Name/x") == NULL);
	OK(field_at(&thing, d, "") == NULL);
}

static void
document_links_fills_and_keeps_client_templates(struct work *w)
{
	struct json_object *d = json_new_object(w), *l;

	json_set_str(d, "Id", "Things-1");
	json_set_str(d, "SpaceId", "Spaces-1");
	l = json_own(w, document_links(w, &thing, d));
	IS(json_str(l, "Self", NULL), "/api/Spaces-1/things/Things-1");
	IS(json_str(l, "Parts", NULL), "/api/Spaces-1/things/Things-1/parts{?skip,take}");
}

static void
note(void *ctx, const char *pointer, const char *id, const char *kind UNUSED)
{
	struct buf *b = ctx;

	buf_printf(b, "%s=%s ", pointer, id);
}

static void
document_references_finds_all(struct work *w)
{
	struct json_object *d = complete(w, "{\"Name\":\"a\",\"Friends\":[\"Things-1\",\"Things-2\"],"
	    "\"Parent\":\"Things-3\"}", NULL);
	struct buf b;

	buf_init(&b, w->arena, 1000);
	document_references(w, &thing, d, note, &b);
	IS(b.s, "/Friends/0=Things-1 /Friends/1=Things-2 /Parent=Things-3 ");
}

static const struct test tests[] = {
	TEST(complete_fills_defaults),
	TEST(complete_matches_names_without_case_and_keeps_unknown_ones),
	TEST(complete_names_every_problem),
	TEST(complete_keeps_what_only_we_make),
	TEST(complete_makes_properties_texts),
	TEST(complete_keeps_sets_and_clears_secrets),
	TEST(field_at_steps_into_lists_and_variants),
	TEST(document_links_fills_and_keeps_client_templates),
	TEST(document_references_finds_all),
};
TAP_MAIN(tests)
