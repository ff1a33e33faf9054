/*
 * The route tables and the links of the root documents: every row complete, no two
 * alike, every link answered or marked as not yet.
 */
#include "lib/api/fixed.h"
#include "lib/api/root_links.h"
#include "lib/model/permission.h"

#include <ctype.h>
#include <strings.h>

#include "lib/api/handlers.h"
#include "tests/unit/links.h"
#include "tests/unit/tap.h"

/* Method and pattern with all names alike and in lower case. */
static const char *
shape(struct work *w, const struct route *r)
{
	char *text = arena_printf(w->arena, "%s %s", r->method, r->pattern), *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		*to++ = (char)tolower((unsigned char)*from);
		if (*from == '{')
			from = strchr(from, '}') - 1;
	}
	*to = '\0';
	return text;
}

static void
rows_are_unlike(struct work *w)
{
	struct json_object *seen = json_new_object(w);

	for (size_t t = 0; route_tables[t] != NULL; t++) {
		for (const struct route *r = route_tables[t]; r->method != NULL; r++) {
			const char *text = shape(w, r);

			tap_check(json_get(seen, text) == NULL, text, __FILE__, __LINE__);
			json_set_bool(seen, text, true);
		}
	}
}

static bool
is_permission(const char *name)
{
	for (const struct permission *p = permissions; p->name != NULL; p++) {
		if (strcmp(p->name, name) == 0)
			return true;
	}
	return false;
}

static bool
is_complete(const struct route *r)
{
	if (r->handle == NULL || r->summary == NULL || *r->summary == '\0')
		return false;
	if (r->summary[strlen(r->summary) - 1] != '.')
		return false;
	if (r->kind != NULL && kind_find(r->kind) == NULL)
		return false;
	return r->pattern[0] == '/' || r->pattern[0] == 'S';
}

static bool
is_guarded(const struct route *r)
{
	if (r->flags & (R_ANONYMOUS | R_OWN))
		return true;
	return is_permission(r->permission);
}

static void
rows_are_complete(struct work *w)
{
	for (size_t t = 0; route_tables[t] != NULL; t++) {
		for (const struct route *r = route_tables[t]; r->method != NULL; r++) {
			tap_check(is_complete(r), arena_printf(w->arena, "%s %s", r->method, r->pattern),
			    __FILE__, __LINE__);
			tap_check(is_guarded(r), arena_printf(w->arena, "%s: %s", r->pattern,
			    r->permission), __FILE__, __LINE__);
		}
	}
}

static void
kept_answers_are_json(struct work *w)
{
	for (size_t t = 0; route_tables[t] != NULL; t++) {
		for (const struct route *r = route_tables[t]; r->method != NULL; r++) {
			const char *kept = fixed_answer(r->pattern);

			if (r->handle == fixed_get)
				tap_check(kept != NULL && json_parse(w, kept, strlen(kept)) != NULL,
				    r->pattern, __FILE__, __LINE__);
			if (r->handle == empty_list)
				tap_check(fixed_item_type(r->pattern) != NULL, r->pattern, __FILE__,
				    __LINE__);
		}
	}
}

static void
root_links_are_answered_or_marked(struct work *w)
{
	for (const struct root_link *link = root_links; link->name != NULL; link++) {
		if (strncmp(link->template, "/app", 4) == 0)
			continue;
		tap_check(link_is_answered(w, link->template) != ((link->flags & LINK_LATER) != 0),
		    arena_printf(w->arena, "%s -> %s", link->name, link->template), __FILE__,
		    __LINE__);
	}
}

static void
names_of_root_links_are_unlike(struct work *w)
{
	struct json_object *seen = json_new_object(w);

	for (const struct root_link *link = root_links; link->name != NULL; link++) {
		tap_check(json_get(seen, link->name) == NULL, link->name, __FILE__, __LINE__);
		json_set_bool(seen, link->name, true);
	}
}

static const struct test tests[] = {
	TEST(rows_are_unlike),
	TEST(rows_are_complete),
	TEST(kept_answers_are_json),
	TEST(root_links_are_answered_or_marked),
	TEST(names_of_root_links_are_unlike),
};

TAP_MAIN(tests)
