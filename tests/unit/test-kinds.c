/*
 * The declarations of kinds: tables without slips, defaults that hold up to their own
 * checks, links that lead somewhere.
 */
#include "lib/model/kinds.h"

#include <strings.h>

#include "tests/unit/links.h"
#include "tests/unit/tap.h"

/* Clients look these links up; nothing answers there yet. */
static const struct {
	const char *kind;
	const char *link;
} later_links[] = {
	{"deploymentprocess", "Validation"},
	{"feed", "ApiPush"},
	{"feed", "NotesTemplate"},
	{"feed", "NuGetPush"},
	{"feed", "SearchTemplate"},
	{"feed", "VersionsTemplate"},
	{"project", "ConvertToGit"},
	{"project", "ConvertToVcs"},
	{"project", "GitCompatibilityReport"},
	{"project", "GitConnectionTest"},
	{"project", "InsightsMetrics"},
	{"project", "OrderChannels"},
	{"project", "RunbookTaskRunDashboardItemsTemplate"},
	{"project", "ScheduledTriggers"},
	{"tenant", "Logo"},
	{"tenant", "Variables"},
	{"user", "Identities"},
};

static bool
is_later(const struct kind *k, const char *link)
{
	for (size_t i = 0; i < COUNT(later_links); i++) {
		if (strcmp(later_links[i].kind, k->name) == 0
		    && strcmp(later_links[i].link, link) == 0)
			return true;
	}
	return false;
}

static void
check_field(struct work *w, const struct kind *k, const struct field *f)
{
	if (f->type == F_ENUM && f->values == NULL)
		tap_check(false, arena_printf(w->arena, "%s.%s has values", k->name, f->name),
		    __FILE__, __LINE__);
	if (f->type == F_REF && kind_find(f->ref) == NULL)
		tap_check(false, arena_printf(w->arena, "%s.%s refers to '%s'", k->name, f->name,
		    f->ref), __FILE__, __LINE__);
	if (f->type == F_OBJECT && f->fields == NULL)
		tap_check(false, arena_printf(w->arena, "%s.%s has fields", k->name, f->name),
		    __FILE__, __LINE__);
	if (f->otherwise != NULL && json_parse(w, f->otherwise, strlen(f->otherwise)) == NULL)
		tap_check(false, arena_printf(w->arena, "default of %s.%s is JSON", k->name, f->name),
		    __FILE__, __LINE__);
}

/* Each name once, in the table and among what comes before it. */
static void
check_table(struct work *w, const struct kind *k, const struct field *fields,
    const struct field *common)
{
	for (const struct field *f = fields; f != NULL && f->name != NULL; f++) {
		check_field(w, k, f);
		for (const struct field *other = fields; other != f; other++) {
			if (strcasecmp(other->name, f->name) == 0)
				tap_check(false, arena_printf(w->arena, "%s.%s once", k->name, f->name),
				    __FILE__, __LINE__);
		}
		for (const struct field *c = common; c != NULL && c->name != NULL; c++) {
			if (strcasecmp(c->name, f->name) == 0)
				tap_check(false, arena_printf(w->arena, "%s.%s not common too", k->name,
				    f->name), __FILE__, __LINE__);
		}
		check_table(w, k, f->fields, NULL);
		for (const struct variant *v = f->variants; v != NULL && v->value != NULL; v++)
			check_table(w, k, v->fields, f->fields);
	}
}

static void
tables_name_each_field_once(struct work *w)
{
	for (size_t i = 0; kinds[i] != NULL; i++) {
		const struct kind *k = kinds[i];

		check_table(w, k, k->fields, NULL);
		for (const struct variant *v = k->variants; v != NULL && v->value != NULL; v++)
			check_table(w, k, v->fields, k->fields);
		OK(!work_failed(w));
	}
}

static void
kinds_have_names_of_their_own(struct work *w UNUSED)
{
	for (size_t i = 0; kinds[i] != NULL; i++) {
		const struct kind *k = kinds[i];

		OK(kind_find(k->name) == k && kind_of_collection(k->collection) == k);
		if (*k->prefix != '\0')
			OK(kind_of_id(k->prefix) == k);
		OK(k->view != NULL && k->create != NULL && k->edit != NULL && k->delete != NULL);
	}
}

/* What completing made is complete: doing it again changes nothing. */
static void
defaults_are_stable(struct work *w)
{
	static const struct {
		const char *kind;
		const char *json;
	} cases[] = {
		{"space", "{\"Name\":\"A\"}"},
		{"user", "{\"Username\":\"a\"}"},
		{"team", "{\"Name\":\"A\"}"},
		{"environment", "{\"name\":\"Dev\",\"Extra\":{\"a\":[1,2.5,null]}}"},
		{"lifecycle", "{\"Name\":\"A\",\"Phases\":[{\"Name\":\"P\"}]}"},
		{"projectgroup", "{\"Name\":\"A\"}"},
		{"project", "{\"Name\":\"A\",\"ProjectGroupId\":\"ProjectGroups-1\","
		    "\"LifeCycleId\":\"Lifecycles-1\"}"},
		{"deploymentprocess", "{\"ProjectId\":\"Projects-1\",\"Steps\":[{\"Name\":\"S\","
		    "\"Actions\":[{\"Name\":\"S\",\"ActionType\":\"X\",\"Packages\":[{}]}]}]}"},
		{"channel", "{\"Name\":\"A\",\"ProjectId\":\"Projects-1\",\"Rules\":[{}]}"},
		{"variableset", "{\"OwnerId\":\"Projects-1\",\"Variables\":[{\"Name\":\"V\"}]}"},
		{"libraryvariableset", "{\"Name\":\"A\",\"Templates\":[{\"Name\":\"T\"}]}"},
		{"machine", "{\"Name\":\"A\",\"Endpoint\":{\"CommunicationStyle\":\"none\"}}"},
		{"machinepolicy", "{\"Name\":\"A\"}"},
		{"workerpool", "{\"Name\":\"A\"}"},
		{"account", "{\"Name\":\"A\",\"AccountType\":\"token\"}"},
		{"feed", "{\"Name\":\"A\",\"FeedType\":\"BuiltIn\"}"},
		{"tenant", "{\"Name\":\"A\"}"},
		{"tagset", "{\"Name\":\"A\",\"Tags\":[{\"Name\":\"T\"}]}"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct kind *k = kind_find(cases[i].kind);
		struct json_object *sent = json_parse(w, cases[i].json, strlen(cases[i].json));
		struct json_object *once = document_complete(w, k, sent, NULL), *twice;

		if (!OK(once != NULL))
			continue;
		twice = document_complete(w, k, once, NULL);
		IS(json_text(w, twice), json_text(w, once));
	}
}

static void
links_lead_somewhere(struct work *w)
{
	for (size_t i = 0; kinds[i] != NULL; i++) {
		const struct kind *k = kinds[i];

		IS(k->links[0].name, "Self");
		for (const struct link *link = k->links; link->name != NULL; link++) {
			if (strncmp(link->template, "/app/", 5) == 0)
				continue;
			tap_check(link_is_answered(w, link->template) != is_later(k, link->name),
			    arena_printf(w->arena, "link %s of %s: %s", link->name, k->name,
			    link->template), __FILE__, __LINE__);
		}
	}
}

static void
pointers_are_escaped(struct work *w)
{
	IS(pointer_escape(w, "Octopus.Action.Script.ScriptBody"), "Octopus.Action.Script.ScriptBody");
	IS(pointer_escape(w, "a/b~c"), "a~1b~0c");
	IS(trimmed(w, " \t a b \n"), "a b");
	IS(trimmed(w, "   "), "");
	OK(is_blank(NULL) && is_blank(" \t") && !is_blank(" x"));
}

static const struct test tests[] = {
	TEST(tables_name_each_field_once),
	TEST(kinds_have_names_of_their_own),
	TEST(defaults_are_stable),
	TEST(links_lead_somewhere),
	TEST(pointers_are_escaped),
};

TAP_MAIN(tests)
