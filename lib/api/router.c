/*
 * From method and path to a row of the route tables. The three forms of base path
 * (/api, /api/Spaces-1, /api/spaces/{idOrSlug}) are told apart here, once; literal
 * segments win over names, earlier ones over later ones.
 */
#include "lib/api/router.h"

#include <strings.h>

#define MAX_NAMES 8

struct match {
	const struct route *route;
	unsigned score;			/* one bit a literal segment, earlier ones higher */
	const char *names[MAX_NAMES];
};

/* Fits one segment of a pattern; *ret_next is where the next one begins. */
static bool
segment_fits(const char *pattern, const char *segment, const char **ret_next, bool *ret_is_name)
{
	size_t len = strcspn(pattern, "/");

	*ret_next = pattern[len] == '/' ? pattern + len + 1 : pattern + len;
	*ret_is_name = pattern[0] == '{';
	if (*ret_is_name)
		return true;
	return strlen(segment) == len && strncasecmp(pattern, segment, len) == 0;
}

static bool
pattern_fits(const char *pattern, const char *const *segments, size_t count, struct match *ret)
{
	size_t names = 0;

	ret->score = 0;
	for (size_t i = 0; i < count; i++) {
		bool is_name;

		if (*pattern == '\0' || !segment_fits(pattern, segments[i], &pattern, &is_name))
			return false;
		if (!is_name)
			ret->score |= 1u << (31 - i);
		else if (names < MAX_NAMES)
			ret->names[names++] = segments[i];
	}
	return *pattern == '\0';
}

/* Looks for the best row whose pattern begins with prefix ('S' or '/'). */
static void
look(const char *method, char scope, const char *const *segments, size_t count, struct match *best,
    bool *ret_other_method)
{
	for (size_t t = 0; route_tables[t] != NULL; t++) {
		for (const struct route *r = route_tables[t]; r->method != NULL; r++) {
			const char *pattern = r->pattern + 1;
			struct match m = {.route = r};

			if (r->pattern[0] != scope)
				continue;
			if (scope == 'S' && *pattern == '/')
				pattern++;
			if (!pattern_fits(pattern, segments, count, &m))
				continue;
			if (strcmp(r->method, method) != 0)
				*ret_other_method = true;
			else if (best->route == NULL || m.score > best->score)
				*best = m;
		}
	}
}

static bool
is_space_id(const char *s)
{
	if (strncasecmp(s, "Spaces-", 7) != 0)
		return false;
	return s[7] != '\0' && strspn(s + 7, "0123456789") == strlen(s + 7);
}

static bool
accept(struct work *w, struct call *c, const struct match *m)
{
	const char **names = arena_array(w->arena, MAX_NAMES, sizeof(*names));

	memcpy(names, m->names, sizeof(m->names));
	for (size_t i = 0; i < MAX_NAMES; i++)
		if (names[i] == NULL)
			names[i] = "";
	c->route = m->route;
	c->names = names;
	c->kind = m->route->kind == NULL ? NULL : kind_find(m->route->kind);
	return true;
}

bool
router_find(struct work *w, struct call *c, const char **ret_space)
{
	const char *method = strcmp(c->rq->method, "HEAD") == 0 ? "GET" : c->rq->method;
	struct match best = {0};
	bool other_method = false;
	const char *const *segments;
	struct path path;
	size_t count;

	if (!path_split(w, c->rq->path, &path) ||
	    !params_parse(w, c->rq->query, strlen(c->rq->query), 256, &c->query))
		return false;
	if (path.count == 0 || strcasecmp(path.segments[0], "api") != 0)
		return fail(w, ERR_NOT_FOUND, "There is nothing at '%s'.", c->rq->path);
	segments = path.segments + 1;
	count = path.count - 1;
	*ret_space = NULL;
	if (count > 0 && is_space_id(segments[0])) {
		*ret_space = segments[0];
		look(method, 'S', segments + 1, count - 1, &best, &other_method);
	} else {
		look(method, '/', segments, count, &best, &other_method);
		if (best.route == NULL && count > 2 && strcasecmp(segments[0], "spaces") == 0) {
			*ret_space = segments[1];
			look(method, 'S', segments + 2, count - 2, &best, &other_method);
		} else if (best.route == NULL && count > 0) {
			*ret_space = "Spaces-1";
			look(method, 'S', segments, count, &best, &other_method);
		}
	}
	if (best.route != NULL)
		return accept(w, c, &best);
	if (other_method)
		return fail(w, ERR_METHOD, "'%s' does not answer to %s.", c->rq->path, method);
	return fail(w, ERR_NOT_FOUND, "There is nothing at '%s'. GET /api lists what there is.",
	    c->rq->path);
}
