/* Slugs from names. */
#include "lib/base/slug.h"

#include "lib/base/utf8.h"
#include "tests/unit/tap.h"

static void
slug_of_folds_names(struct work *w)
{
	static const struct { const char *name, *slug; } cases[] = {
		{"Hello World", "hello-world"}, {"  --Hello...World!! ", "hello-world"},
		{"\xc3\x9c""ber Gr\xc3\xb6\xc3\x9f""e 2!", "uber-grosse-2"},
		{"\xc5\x81\xc3\xb3""d\xc5\xba", "lodz"},
		{"\xc3\x86on \xc5\x92uvre \xc3\x9e", "aeon-oeuvre-th"},
		{"u\xcc\x88""ber", "uber"}, {"3\xc3\x97""4", "3-4"}, {"C++/C#", "c-c"},
		{"a\xff""b", "a-b"}, {"x\xe6\x97\xa5y", "x-y"}, {"ABC123", "abc123"}, {"7", "7"},
		{"", "other"}, {"!!!", "other"}, {"\xe6\x97\xa5\xe6\x9c\xac", "other"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(slug_of(w->arena, cases[i].name, "other"), cases[i].slug);
}

static void
slug_of_avoids_ids_and_route_words(struct work *w)
{
	static const struct { const char *name, *slug; } cases[] = {
		{"Projects-1", "projects-1-1"}, {"machinepolicies 12", "machinepolicies-12-1"},
		{"New", "new-1"}, {"all", "all-1"}, {"Groups", "groups-1-1"}, {"newer", "newer"},
		{"Web 2", "web-2"}, {"projects", "projects"}, {"projects-1a", "projects-1a"},
		{"my projects 1", "my-projects-1"}, {"s 1", "s-1"}, {"projects-", "projects"},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		IS(slug_of(w->arena, cases[i].name, "other"), cases[i].slug);
}

static void
slug_of_every_latin_letter_is_valid(struct work *w)
{
	for (unsigned code = 0xc0; code < 0x180; code++) {
		char name[] = {(char)(0xc0 | code >> 6), (char)(0x80 | (code & 0x3f)), '\0'};
		const char *slug = slug_of(w->arena, name, "other");

		if (!OK(slug_valid(slug) && (code == 0xd7 || code == 0xf7) ==
		    (strcmp(slug, "other") == 0)))
			printf("# U+%04X -> %s\n", code, slug);
	}
}

static void
slug_valid_tells_what_clients_may_send(struct work *w)
{
	static const char *const good[] = {"a", "hello-world", "hello-world-2", "0", "web-2"};
	static const char *const bad[] = {
		"", "-", "a-", "-a", "a--b", "A", "a b", "a_b", "a/b", "\xc3\xa4", "all",
		"projects-1",
	};

	(void)w;
	for (size_t i = 0; i < COUNT(good); i++)
		OK(slug_valid(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		OK(!slug_valid(bad[i]));
}

static const struct test tests[] = {
	TEST(slug_of_folds_names),
	TEST(slug_of_avoids_ids_and_route_words),
	TEST(slug_of_every_latin_letter_is_valid),
	TEST(slug_valid_tells_what_clients_may_send),
};

TAP_MAIN(tests)
