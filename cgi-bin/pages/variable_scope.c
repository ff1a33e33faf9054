/*
 * Scopes of variables on pages: as chips, as check boxes, and from what was typed. What
 * a scope means, and which value wins, is said by the API alone.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/variables.h"

#define CHIPS_MAX 6
#define BOXES_MAX 60		/* more are found by their name */
#define FILTER_MAX 100
#define NAME_MAX_SHOWN 60

static const struct kind_of_scope {
	const char *key;		/* in the scope of a variable */
	const char *list;		/* in ScopeValues of the set */
	const char *label;
	const char *word;		/* before a name; "": none is needed */
	const char *parameter;		/* of the preview; NULL: none */
	bool is_free;			/* names may be new */
} kinds[] = {
	{"Environment", "Environments", "Environments", "", "environment", false},
	{"Role", "Roles", "Target roles", "role ", "role", true},
	{"Machine", "Machines", "Deployment targets", "target ", "machine", false},
	{"Action", "Actions", "Steps", "step ", "action", false},
	{"Channel", "Channels", "Channels", "channel ", "channel", false},
	{"TenantTag", "TenantTags", "Tenant tags", "tag ", NULL, true},
	{"ProcessOwner", "Processes", "Processes", "process ", NULL, false},
};

static struct json_object *
names_of(struct view *v, const struct kind_of_scope *kind)
{
	struct json_object *values = json_get(view_doc(v, "Set"), "ScopeValues");

	if (values == NULL)
		values = json_get(v->request.before, "ScopeValues");
	return json_get(values, kind->list);
}

/* ---- in words -------------------------------------------------------------------- */

void
scope_chips(struct view *v, struct json_object *o, struct json_object *scope)
{
	struct json_object *chips = json_object_new_array();
	int64_t more = 0;

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *ids = json_get(scope, kinds[k].key);
		struct json_object *names = names_of(v, &kinds[k]);

		for (size_t i = 0; i < json_len(ids); i++) {
			const char *id = json_str_at(ids, i);
			const char *name = json_str(decorate_find(names, id), "Name", id);

			if (json_len(chips) == CHIPS_MAX)
				more++;
			else
				json_push_str(chips, arena_printf(v->w->arena, "%s%s",
				    kinds[k].word, variables_clip(v, name, NAME_MAX_SHOWN)));
		}
	}
	json_set(o, "Chips", chips);
	json_set_int(o, "MoreChips", more);
}

/* ---- check boxes ------------------------------------------------------------------- */

static bool
has(struct json_object *list, const char *text)
{
	for (size_t i = 0; i < json_len(list); i++) {
		if (strcasecmp(json_str_at(list, i), text) == 0)
			return true;
	}
	return false;
}

static void
add_box(struct json_object *boxes, const char *value, const char *label, bool is_chosen)
{
	struct json_object *o = json_object_new_object();

	json_set_str(o, "Value", value);
	json_set_str(o, "Label", label);
	json_set_bool(o, "IsChosen", is_chosen);
	json_push(boxes, o);
}

/* All names, but of long lists the chosen ones before others. */
static struct json_object *
boxes_of(struct json_object *names, struct json_object *chosen, size_t max)
{
	struct json_object *boxes = json_object_new_array();
	bool is_long = json_len(names) > max;

	for (size_t i = 0; i < json_len(chosen); i++) {
		const char *id = json_str_at(chosen, i);
		struct json_object *known = decorate_find(names, id);

		if (is_long || known == NULL)
			add_box(boxes, id, json_str(known, "Name", id), true);
	}
	for (size_t i = 0; i < json_len(names) && json_len(boxes) < max; i++) {
		const char *id = json_str(json_at(names, i), "Id", "");

		if (!is_long || !has(chosen, id))
			add_box(boxes, id, json_str(json_at(names, i), "Name", id),
			    has(chosen, id));
	}
	return boxes;
}

void
scope_options(struct view *v, struct json_object *scope)
{
	struct json_object *list = view_new_array(v, "ScopeKinds");

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *names = names_of(v, &kinds[k]), *o;
		struct json_object *chosen = json_get(scope, kinds[k].key);
		bool is_long = json_len(names) > BOXES_MAX;

		if (json_len(names) == 0 && json_len(chosen) == 0 && !kinds[k].is_free)
			continue;
		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "Key", kinds[k].key);
		json_set_str(o, "Label", kinds[k].label);
		json_set(o, "Boxes", boxes_of(names, chosen, BOXES_MAX));
		json_set_bool(o, "TakesNames", is_long || kinds[k].is_free);
		json_set_bool(o, "IsLong", is_long);
		json_set_int(o, "Chosen", (int64_t)json_len(chosen));
	}
}

/* ---- what was typed ----------------------------------------------------------------- */

/* The id of a name, or what was typed: the API says that there is none. */
static const char *
id_of(struct json_object *names, const char *typed)
{
	for (size_t i = 0; i < json_len(names); i++) {
		if (strcasecmp(json_str(json_at(names, i), "Name", ""), typed) == 0)
			return json_str(json_at(names, i), "Id", typed);
	}
	return typed;
}

/* "web, db": names with commas between. */
static void
add_names(struct view *v, struct json_object *ids, struct json_object *names, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, ",\r\n"), blank = strspn(text, " \t");
		char *name;

		if (blank > len)
			blank = len;
		name = arena_strndup(v->w->arena, text + blank, len - blank);
		for (size_t n = strlen(name); n > 0 && name[n - 1] == ' '; n--)
			name[n - 1] = '\0';
		if (name[0] && !has(ids, id_of(names, name)))
			json_push_str(ids, id_of(names, name));
		text += len + strspn(text + len, ",\r\n");
	}
}

struct json_object *
scope_typed(struct view *v)
{
	struct json_object *scope = json_object_new_object();

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *ids = json_object_new_array();
		const char *box = arena_printf(v->w->arena, ".scope.%s", kinds[k].key);
		const char *more = arena_printf(v->w->arena, ".scope.%s.names", kinds[k].key);

		for (size_t i = 0; i < v->input.count; i++) {
			const struct param *p = &v->input.items[i];

			if (strcmp(p->name, box) == 0 && p->value[0])
				json_push_str(ids, p->value);
			else if (strcmp(p->name, more) == 0)
				add_names(v, ids, names_of(v, &kinds[k]), p->value);
		}
		if (json_len(ids) > 0)
			json_set(scope, kinds[k].key, ids);
		else
			json_object_put(ids);
	}
	return scope;
}

/* ---- filtering and looking -------------------------------------------------------- */

void
scope_filter(struct view *v, const char *name, const char *chosen)
{
	struct json_object *groups = view_new_array(v, name);

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *names = names_of(v, &kinds[k]), *o, *options;

		if (json_len(names) == 0)
			continue;
		o = json_object_new_object();
		options = json_object_new_array();
		json_push(groups, o);
		json_set_str(o, "Label", kinds[k].label);
		json_set(o, "Options", options);
		for (size_t i = 0; i < json_len(names) && i < FILTER_MAX; i++) {
			const char *id = json_str(json_at(names, i), "Id", "");
			const char *value =
			    arena_printf(v->w->arena, "%s:%s", kinds[k].key, id);

			add_box(options, value, variables_clip(v,
			    json_str(json_at(names, i), "Name", id), NAME_MAX_SHOWN),
			    strcmp(value, chosen) == 0);
		}
	}
}

bool
scope_names(struct json_object *scope, const char *wanted)
{
	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *ids = json_get(scope, kinds[k].key);
		size_t len = strlen(kinds[k].key);

		if (strcmp(wanted, "none") == 0 && json_len(ids) > 0)
			return false;
		if (strncmp(wanted, kinds[k].key, len) == 0 && wanted[len] == ':')
			return has(ids, wanted + len + 1);
	}
	return strcmp(wanted, "none") == 0;
}

const char *
scope_query(struct view *v, struct json_object *scope)
{
	const char *query = "";

	for (size_t k = 0; k < COUNT(kinds); k++) {
		struct json_object *ids = json_get(scope, kinds[k].key);

		if (kinds[k].parameter && json_len(ids) > 0)
			query = arena_printf(v->w->arena, "%s&%s=%s", query, kinds[k].parameter,
			    url_encode(v->w->arena, json_str_at(ids, 0)));
	}
	return query;
}
