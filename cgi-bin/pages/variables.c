/*
 * The list of variables: filtered and cut into pages on the server, values of one name
 * together, many changed by one request. One value with all that it has is the page of
 * variable_value.c.
 */
#include "cgi-bin/pages/variables.h"

#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"

#define ROWS_MAX 100
#define NAME_MAX_SHOWN 120
#define VALUE_MAX_INLINE 160	/* bytes; longer ones are edited on their own page */
#define NEW_ROWS 3

static const struct { const char *type, *word; } types[] = {
	{"String", "Text"}, {"Sensitive", "Sensitive"},
	{"UsernamePasswordAccount", "User name and password account"},
	{"AmazonWebServicesAccount", "AWS account"}, {"AzureAccount", "Azure account"},
	{"GoogleCloudAccount", "Google Cloud account"}, {"GenericOidcAccount", "OIDC account"},
	{"WorkerPool", "Worker pool"}, {"Certificate", "Certificate"},
};

/* ---- shared ------------------------------------------------------------------------ */

struct json_object *
variables_shown(struct view *v)
{
	struct json_object *typed = view_doc(v, "Typed");

	return json_get(typed ? typed : view_doc(v, "Set"), "Variables");
}

struct json_object *
variables_frame(struct view *v)
{
	struct json_object *o = view_new_object(v, "Vars"), *library = view_doc(v, "Library");
	const char *path = v->rq->path, *slash = strrchr(path, '/');

	json_set_bool(o, "IsLibrary", library != NULL);
	json_set_str(o, "Owner", json_str(library ? library : view_doc(v, "Project"), "Name", ""));
	if (library)
		json_set_str(o, "Web", arena_printf(v->w->arena, "%s/library/variables/%s",
		    view_space_web(v), json_str(library, "Id", "")));
	else
		json_set_str(o, "Web", arena_printf(v->w->arena, "%s/variables",
		    json_str(view_doc(v, "Project"), "Web", "")));
	/* Links of a hundred rows: from here, not from the root. */
	json_set_str(o, "Base", slash && slash[1] ? arena_printf(v->w->arena, "%s/", slash + 1) :
	    "");
	return o;
}

bool
variables_is_secret(struct json_object *variable)
{
	return json_flag(variable, "IsSensitive", false) ||
	    strcmp(json_str(variable, "Type", ""), "Sensitive") == 0;
}

const char *
variables_clip(struct view *v, const char *text, size_t max)
{
	size_t len = strlen(text);

	if (len <= max)
		return text;
	while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
		max--;
	return arena_printf(v->w->arena, "%.*s…", (int)max, text);
}

const char *
variables_type_word(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		if (strcmp(types[i].type, type) == 0)
			return types[i].word;
	}
	return type;
}

const char *
variables_value_word(struct view *v, struct json_object *variable)
{
	const char *value = json_str(variable, "Value", "");
	struct json_object *known = decorate_find(view_doc(v, "Accounts"), value);

	if (variables_is_secret(variable))
		return "";
	if (known == NULL)
		known = decorate_find(view_doc(v, "Pools"), value);
	if (known == NULL || strcmp(json_str(variable, "Type", "String"), "String") == 0)
		return value;
	return json_str(known, "Name", value);
}

/* ---- filtering --------------------------------------------------------------------- */

static bool
has_type(struct json_object *variable, const char *wanted)
{
	if (strcmp(wanted, "prompted") == 0)
		return json_get(variable, "Prompt") != NULL;
	if (strcmp(wanted, "Sensitive") == 0)
		return variables_is_secret(variable);
	return strcmp(json_str(variable, "Type", "String"), wanted) == 0;
}

static bool
is_wanted(struct view *v, struct json_object *variable)
{
	const char *q = view_query(v, "q"), *scope = view_query(v, "scope");
	const char *type = view_query(v, "type");

	if (type[0] && !has_type(variable, type))
		return false;
	if (scope[0] && !scope_names(json_get(variable, "Scope"), scope))
		return false;
	return q[0] == '\0' || strcasestr(json_str(variable, "Name", ""), q) ||
	    strcasestr(json_str(variable, "Description", ""), q) ||
	    (!variables_is_secret(variable) && strcasestr(json_str(variable, "Value", ""), q));
}

struct row {
	struct json_object *variable;
	const char *name;
	size_t index;			/* in the document */
};

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static size_t
find_rows(struct view *v, struct row **ret)
{
	struct json_object *all = variables_shown(v);
	struct row *rows = arena_array(v->w->arena, json_len(all) + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *variable = json_at(all, i);

		if (is_wanted(v, variable))
			rows[count++] = (struct row){variable, json_str(variable, "Name", ""), i};
	}
	if (count > 1)
		qsort(rows, count, sizeof(*rows), compare_rows);
	*ret = rows;
	return count;
}

/* ---- what wins -------------------------------------------------------------------- */

/* With one place chosen: what the resolver says about it. */
static void
load_marks(struct view *v)
{
	const char *scope = view_query(v, "scope"), *colon = strchr(scope, ':');
	struct json_object *place, *ids;

	if (colon == NULL || view_doc(v, "Library"))
		return;
	place = json_new_object(v->w);
	ids = json_object_new_array();
	json_push_str(ids, colon + 1);
	json_set(place, arena_strndup(v->w->arena, scope, (size_t)(colon - scope)), ids);
	if (!view_get(v, "Preview", view_api_path(v, arena_printf(v->w->arena,
	    "S/variables/preview?project={Project/Id}%s", scope_query(v, place))), NULL))
		work_clear_error(v->w);
}

static void
mark(struct view *v, struct json_object *o, struct json_object *variable)
{
	struct json_object *all = json_get(view_doc(v, "Preview"), "Variables");
	const char *id = json_str(variable, "Id", "");

	for (size_t i = 0; i < json_len(all); i++) {
		struct json_object *one = json_at(all, i);

		if (strcmp(json_str(one, "Id", ""), id) == 0) {
			json_set_str(o, "Mark", json_flag(one, "IsTied", false) ?
			    "counts here, though another is as specific" : "counts here");
			return;
		}
		if (decorate_find(json_get(one, "Overridden"), id)) {
			json_set_str(o, "Mark", arena_printf(v->w->arena, "overridden here by %s",
			    variables_clip(v, json_str(json_get(one, "Source"), "Name", ""), 60)));
			return;
		}
	}
}

/* ---- rows --------------------------------------------------------------------------- */

static bool
fits_a_line(const char *value)
{
	return strlen(value) <= VALUE_MAX_INLINE && strpbrk(value, "\r\n") == NULL;
}

static bool
was_chosen(struct view *v, const char *index)
{
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, ".chosen") == 0 &&
		    strcmp(v->input.items[i].value, index) == 0)
			return true;
	}
	return false;
}

static struct json_object *
describe_row(struct view *v, const struct row *row, bool is_repeated)
{
	struct json_object *o = json_object_new_object(), *x = row->variable;
	const char *type = json_str(x, "Type", "String"), *value = variables_value_word(v, x);
	const char *index = arena_printf(v->w->arena, "%zu", row->index);
	bool is_text = strcmp(type, "String") == 0 && !variables_is_secret(x);

	json_set_str(o, "Index", index);
	json_set_str(o, "Id", json_str(x, "Id", ""));
	json_set_bool(o, "IsSecret", variables_is_secret(x));
	json_set_bool(o, "IsInline", is_text && fits_a_line(value));
	json_set_str(o, "Value", variables_clip(v, value, VALUE_MAX_INLINE));
	json_set_str(o, "Type", is_text || variables_is_secret(x) ? "" : variables_type_word(type));
	json_set_bool(o, "IsPrompted", json_get(x, "Prompt") != NULL);
	json_set_bool(o, "IsRepeated", is_repeated);
	json_set_bool(o, "IsChosen", v->form && was_chosen(v, index));
	scope_chips(v, o, json_get(x, "Scope"));
	mark(v, o, x);
	return o;
}

static bool
same_scope(const struct row *a, const struct row *b)
{
	return json_object_equal(json_get(a->variable, "Scope"), json_get(b->variable, "Scope"));
}

/* Whether one of the same name before it has the same scope. */
static bool
repeats(const struct row *rows, size_t i)
{
	for (size_t k = i; k-- > 0 && strcasecmp(rows[k].name, rows[i].name) == 0;) {
		if (same_scope(&rows[k], &rows[i]))
			return true;
	}
	return false;
}

static void
add_groups(struct view *v, const struct row *rows, size_t from, size_t to)
{
	struct json_object *groups = view_new_array(v, "Groups"), *of_group = NULL;

	for (size_t i = from; i < to; i++) {
		if (i == from || strcasecmp(rows[i].name, rows[i - 1].name) != 0) {
			struct json_object *group = json_object_new_object();

			of_group = json_object_new_array();
			json_push(groups, group);
			json_set_str(group, "Name", variables_clip(v, rows[i].name,
			    NAME_MAX_SHOWN));
			json_set_str(group, "Whole", rows[i].name);
			json_set(group, "Rows", of_group);
		}
		json_push(of_group, describe_row(v, &rows[i], repeats(rows, i)));
	}
}

static void
add_pages(struct view *v, size_t total, size_t *ret_from, size_t *ret_to)
{
	long long skip = strtoll(view_query(v, "skip"), NULL, 10);
	struct json_object *list = json_new_object(v->w), *items = json_object_new_array();
	size_t from = skip > 0 && (size_t)skip < total ? (size_t)skip : 0;
	size_t to = total - from > ROWS_MAX ? from + ROWS_MAX : total;

	for (size_t i = from; i < to; i++)
		json_push(items, NULL);
	json_set(list, "Items", items);
	json_set_int(list, "TotalResults", (int64_t)total);
	json_set_int(list, "ItemsPerPage", ROWS_MAX);
	decorate_pager(v, list);
	*ret_from = from;
	*ret_to = to;
}

static void
add_types(struct view *v)
{
	struct json_object *list = json_new_array(v->w);

	for (size_t i = 0; i < COUNT(types); i++) {
		struct json_object *o = json_object_new_object();

		json_push(list, o);
		json_set_str(o, "Id", types[i].type);
		json_set_str(o, "Name", types[i].word);
	}
	decorate_options(v, "TypeOptions", list, "Id", "Name",
	    json_own(v->w, json_object_new_string(view_query(v, "type"))));
}

/* The blank rows: what was typed into them stays after a refusal. */
static void
add_new_rows(struct view *v)
{
	static const char *const inputs[] = {".new.name", ".new.value"};
	struct json_object *rows = view_new_array(v, "NewRows");

	for (int i = 0; i < NEW_ROWS; i++)
		json_push(rows, json_object_new_object());
	for (size_t k = 0; k < COUNT(inputs); k++) {
		size_t n = 0;

		for (size_t i = 0; i < NEW_ROWS; i++)
			json_set_str(json_at(rows, i), k == 0 ? "Name" : "Value", "");
		for (size_t i = 0; v->form && i < v->input.count && n < NEW_ROWS; i++) {
			if (strcmp(v->input.items[i].name, inputs[k]) == 0)
				json_set_str(json_at(rows, n++), k == 0 ? "Name" : "Value",
				    v->input.items[i].value);
		}
	}
}

static bool
decorate_list(struct view *v)
{
	struct json_object *o = variables_frame(v), *typed = NULL;
	const char *bulk = v->form ? view_input(v, ".bulk") : NULL;
	struct row *rows;
	size_t count, from, to;

	load_marks(v);
	count = find_rows(v, &rows);
	add_pages(v, count, &from, &to);
	add_groups(v, rows, from, to);
	json_set_int(o, "All", (int64_t)json_len(variables_shown(v)));
	json_set_str(o, "Text", view_query(v, "q"));
	json_set_str(o, "Scope", view_query(v, "scope"));
	json_set_str(o, "Type", view_query(v, "type"));
	json_set_bool(o, "IsFiltered", view_query(v, "q")[0] || view_query(v, "scope")[0] ||
	    view_query(v, "type")[0]);
	json_set_str(o, "Bulk", bulk ? bulk : "");
	json_set_str(o, "Lines", v->form && view_input(v, ".lines") ? view_input(v, ".lines") : "");
	scope_filter(v, "ScopeFilter", view_query(v, "scope"));
	if (v->form)
		typed = json_own(v->w, scope_typed(v));
	scope_options(v, typed);
	add_types(v);
	add_new_rows(v);
	return true;
}

/* ---- what Save does ----------------------------------------------------------------- */

static void
add_scope(struct json_object *scope, struct json_object *more)
{
	json_object_object_foreach(more, key, ids) {
		struct json_object *old = json_get(scope, key);

		if (old == NULL) {
			json_set(scope, key, json_copy(ids));
			continue;
		}
		for (size_t i = 0; i < json_len(ids); i++) {
			bool is_there = false;

			for (size_t k = 0; k < json_len(old); k++)
				is_there = is_there ||
				    strcmp(json_str_at(old, k), json_str_at(ids, i)) == 0;
			if (!is_there)
				json_push_str(old, json_str_at(ids, i));
		}
	}
}

/* One value again, without what only the first can have. */
static struct json_object *
duplicate(struct json_object *variable)
{
	struct json_object *copy = json_copy(variable);

	json_object_object_del(copy, "Id");
	return copy;
}

/* What was chosen for the rows with a check; into fresh what remains, and copies. */
static void
change_one(const char *bulk, struct json_object *variable, struct json_object *scope,
	struct json_object *fresh)
{
	if (strcmp(bulk, "delete") == 0)
		return;
	json_push(fresh, json_object_get(variable));
	if (strcmp(bulk, "copy") == 0)
		json_push(fresh, duplicate(variable));
	else if (strcmp(bulk, "scope") == 0)
		json_set(variable, "Scope", json_copy(scope));
	else if (strcmp(bulk, "add") == 0 && json_get(variable, "Scope"))
		add_scope(json_get(variable, "Scope"), scope);
	else if (strcmp(bulk, "add") == 0)
		json_set(variable, "Scope", json_copy(scope));
}

static bool
change_chosen(struct view *v, struct json_object *body)
{
	struct json_object *all = json_get(body, "Variables"), *fresh, *scope;
	const char *bulk = view_input(v, ".bulk");

	if (bulk == NULL || bulk[0] == '\0')
		return true;
	if (view_input(v, ".chosen") == NULL)
		return fail(v->w, ERR_INVALID,
		    "Mark the values to change, or choose to leave them as they are.");
	scope = json_own(v->w, scope_typed(v));
	fresh = json_object_new_array();
	for (size_t i = 0; i < json_len(all); i++) {
		if (was_chosen(v, arena_printf(v->w->arena, "%zu", i)))
			change_one(bulk, json_at(all, i), scope, fresh);
		else
			json_push(fresh, json_object_get(json_at(all, i)));
	}
	json_set(body, "Variables", fresh);
	return true;
}

static void
add_variable(struct json_object *body, const char *name, const char *value)
{
	struct json_object *o = json_object_new_object();

	json_push(json_get(body, "Variables"), o);
	json_set_str(o, "Name", name);
	json_set_str(o, "Value", value);
	json_set_str(o, "Type", "String");
	json_set(o, "Scope", json_object_new_object());
}

/* The blank rows: names and values come in turn. */
static bool
add_typed_rows(struct view *v, struct json_object *body)
{
	const char *name = "";

	for (size_t i = 0; i < v->input.count; i++) {
		const struct param *p = &v->input.items[i];

		if (strcmp(p->name, ".new.name") == 0)
			name = p->value;
		if (strcmp(p->name, ".new.value") != 0)
			continue;
		if (name[0])
			add_variable(body, name, p->value);
		else if (p->value[0])
			return fail(v->w, ERR_INVALID, "A new value needs the name of its "
			    "variable.");
	}
	return true;
}

/* Pasted lines "name=value". */
static bool
add_lines(struct view *v, struct json_object *body)
{
	const char *line = view_input(v, ".lines");

	while (line && *line) {
		size_t len = strcspn(line, "\r\n");
		char *text = arena_strndup(v->w->arena, line, len), *sign = strchr(text, '=');

		line += len + strspn(line + len, "\r\n");
		if (text[strspn(text, " \t")] == '\0')
			continue;
		if (sign == NULL || sign == text)
			return fail(v->w, ERR_INVALID, "The line '%s' is not 'Name=value'.", text);
		*sign = '\0';
		add_variable(body, text, sign + 1);
	}
	return true;
}

static bool
adjust_list(struct view *v, struct json_object *body)
{
	if (!json_object_is_type(json_get(body, "Variables"), json_type_array))
		json_set(body, "Variables", json_object_new_array());
	/* Inputs are numbered as the stored document is: what is shown again must be too. */
	json_set(v->root, "Typed", json_copy(body));
	return change_chosen(v, body) && add_typed_rows(v, body) && add_lines(v, body);
}

#define FILTER_QUERY "?q={?q}&scope={?scope}&type={?type}&skip={?skip}"
#define FORM_LIST(next_page) { \
	.path = VARIABLES_PATH, .method = "PUT", .document = "Set", \
	.next = next_page FILTER_QUERY, \
	.done = "The variables were saved.", .adjust = adjust_list, \
}

static const struct form form_project[] = {FORM_LIST(VARIABLES_PROJECT), {.path = NULL}};
static const struct form form_library[] = {FORM_LIST(VARIABLES_LIBRARY), {.path = NULL}};

const struct page pages_variables[] = {
	{
		.path = "/app/{s}/projects/{p}/variables", .template = "variables-list",
		.section = "projects", .nav = "variables",
		.title = "Variables · {Project/Name} · Slipway",
		.reads = {
			VARIABLES_PROJECT_READ, {"?Accounts", "S/accounts/all"},
			{"?Pools", "S/workerpools/all"},
		},
		.forms = form_project, .decorate = decorate_list,
	},
	{
		.path = "/app/{s}/library/variables/{set}", .template = "variables-list",
		.section = "library", .title = "{Library/Name} · Variable sets · Slipway",
		.reads = {
			VARIABLES_LIBRARY_READ, {"?Accounts", "S/accounts/all"},
			{"?Pools", "S/workerpools/all"},
		},
		.forms = form_library, .decorate = decorate_list,
	},
	{.path = NULL},
};
