#ifndef SLIPWAY_TESTS_LINKS_H
#define SLIPWAY_TESTS_LINKS_H

#include "lib/api/router.h"

/*
 * A link template as a client would follow it: {S} and a leading S are a space,
 * optional parts ({?skip,take}, {/id}) left out, names filled in.
 */
static UNUSED const char *
link_path(struct work *w, const char *template)
{
	const char *system = strncmp(template, "{S}", 3) == 0 ? template + 3
	    : template[0] == 'S' ? template + 1 : NULL;
	const char *path = system == NULL ? template
	    : arena_printf(w->arena, "/api/Spaces-1%s", system);
	char *out = arena_alloc(w->arena, 2 * strlen(path) + 1), *p = out;

	for (; *path != '\0' && *path != '?'; path++) {
		bool is_optional = path[0] == '{' && (path[1] == '?' || path[1] == '/');

		if (*path != '{') {
			*p++ = *path;
			continue;
		}
		path = strchr(path, '}');
		if (!is_optional) {
			memcpy(p, "Spaces-1", 8);
			p += 8;
		}
	}
	return out;
}

static const char *
last_segment(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* A word that a route only takes for an id does not count, unless the link has an id there. */
static bool
is_meant(struct work *w, const char *template, const struct route *route)
{
	const char *end = strstr(template, "{?");
	const char *path = end == NULL ? template
	    : arena_strndup(w->arena, template, (size_t)(end - template));

	return last_segment(route->pattern)[0] != '{' || strchr(last_segment(path), '{') != NULL;
}

/* Whether a route answers to a link, with any method. */
static UNUSED bool
link_is_answered(struct work *w, const char *template)
{
	static const char *const methods[] = {"GET", "POST", "PUT"};
	bool is_answered = false;

	for (size_t i = 0; i < COUNT(methods) && !is_answered; i++) {
		struct api_request rq = {.method = methods[i], .path = link_path(w, template),
		    .query = ""};
		struct api_answer answer = {0};
		struct call c = {.rq = &rq, .answer = &answer};
		const char *space;

		is_answered = router_find(w, &c, &space) && is_meant(w, template, c.route);
		work_clear_error(w);
	}
	return is_answered;
}

#endif
