/*
 * The generic handlers: list, all, get, create, edit, delete of any kind that a
 * field table describes. What a kind does beyond is in its check and after.
 */
#include "lib/api/route.h"

#include <ctype.h>
#include <strings.h>

#include "lib/model/write.h"
#include "lib/store/document.h"

/* Separates "a,b" and adds the values, lower case if wanted. */
static size_t
split_csv(struct work *w, const char *text, bool is_lowered, const char **ret, size_t max)
{
	size_t n = 0;

	while (*text != '\0' && n < max) {
		size_t len = strcspn(text, ",");
		char *item = arena_strndup(w->arena, text, len);

		for (char *s = item; is_lowered && *s != '\0'; s++)
			*s = (char)tolower((unsigned char)*s);
		if (len > 0)
			ret[n++] = item;
		text += len + (text[len] == ',');
	}
	return n;
}

/* ids=A,B or ids=A&ids=B as a text[]; NULL if not given. */
static const char *
ids_of_query(struct work *w, struct call *c)
{
	const char **ids = arena_array(w->arena, 2048, sizeof(*ids));
	size_t n = 0;

	for (size_t i = 0; i < c->query.count; i++)
		if (strcasecmp(c->query.items[i].name, "ids") == 0)
			n += split_csv(w, c->query.items[i].value, true, ids + n, 2048 - n);
	return n == 0 ? NULL : db_text_array(w, ids, n);
}

static void
add_condition(struct work *w, struct json_object *list, const struct filter *f, const char *value)
{
	struct json_object *condition = json_object_new_object();
	struct json_object *path = json_object_new_array(), *values = json_object_new_array();
	const char **items = arena_array(w->arena, 512, sizeof(*items));
	size_t n = 1;

	for (size_t i = 0; i < COUNT(f->path) && f->path[i] != NULL; i++)
		json_push_str(path, f->path[i]);
	items[0] = value;
	if (strcmp(f->op, "like") != 0)
		n = split_csv(w, value, false, items, 512);
	for (size_t i = 0; i < n; i++)
		json_push_str(values, items[i]);
	json_set(condition, "Path", path);
	json_set_str(condition, "Op", f->op);
	json_set(condition, "Values", values);
	json_push(list, condition);
}

static const char *
conditions_of_query(struct work *w, struct call *c)
{
	struct json_object *list = json_new_array(w);

	for (const struct filter *f = c->kind->filters; f != NULL && f->parameter != NULL; f++) {
		const char *value = call_query(c, f->parameter);

		if (value != NULL)
			add_condition(w, list, f, value);
	}
	return json_text(w, list);
}

static const char *
space_of(const struct call *c)
{
	return c->kind->flags & KIND_SYSTEM ? NULL : c->space_id;
}

/* {owner} in a pattern (projects/{owner}/channels): id, slug or name of it; NULL if none. */
static bool
find_owner(struct work *w, struct call *c, const char **ret)
{
	const char *wanted = call_name(c, "owner");

	*ret = NULL;
	if (wanted[0] == '\0')
		return true;
	*ret = document_id_of(w, "project", c->space_id, NULL, wanted);
	if (*ret == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no project '%s'.", wanted);
	return *ret != NULL;
}

static const char *
page_of(struct work *w, struct call *c, const char *owner, int64_t skip, int64_t take,
    int64_t *ret_total)
{
	const char *ids = ids_of_query(w, c), *name = call_query(c, "name");
	const char *partial = call_query(c, "partialName"), *conditions = conditions_of_query(w, c);
	const char *newest = c->kind->flags & KIND_NEWEST_FIRST ? "t" : "f";
	struct rows *items = db_run(w, SQL_RESOURCE_LIST, c->kind->name, space_of(c), owner, ids,
	    name, partial, conditions, newest, db_int(w, skip), db_int(w, take));
	struct rows *count;

	if (items == NULL)
		return NULL;
	if (ret_total != NULL) {
		count = db_run(w, SQL_RESOURCE_COUNT, c->kind->name, space_of(c), owner, ids, name,
		    partial, conditions);
		if (count == NULL)
			return NULL;
		*ret_total = rows_int(count, 0, 0);
	}
	return rows_text(items, 0, 0);
}

bool
crud_list(struct work *w, struct call *c)
{
	int64_t skip, take, total;
	const char *owner, *items;

	if (!call_page(w, c, &skip, &take) || !find_owner(w, c, &owner))
		return false;
	items = page_of(w, c, owner, skip, take, &total);
	if (items == NULL)
		return false;
	return answer_text(
	    c, 200, list_envelope(w, c, c->kind->item_type, items, total, skip, take));
}

bool
crud_all(struct work *w, struct call *c)
{
	const char *owner, *items;

	if (!find_owner(w, c, &owner))
		return false;
	items = page_of(w, c, owner, 0, 2147483647, NULL);
	return items != NULL && answer_text(c, 200, items);
}

/* The id of the call's {id}: by id, slug or name; only by id if it has an owner. */
static const char *
find_id(struct work *w, struct call *c)
{
	const char *wanted = call_name(c, "id"), *owner, *id;

	if (!find_owner(w, c, &owner))
		return NULL;
	id = document_id_of(w, c->kind->name, space_of(c), owner, wanted);
	if (id != NULL && c->kind->owner_field != NULL && owner == NULL &&
	    strcasecmp(id, wanted) != 0)
		id = NULL;	/* names of owned things are not unique */
	if (id == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no %s '%s'.", c->kind->label, wanted);
	return id;
}

bool
crud_answer(struct work *w, struct call *c, int status, const char *id)
{
	const char *version = NULL, *text = document_text(w, id, &version);

	if (text == NULL)
		return work_failed(w) ? false :
		    fail(w, ERR_NOT_FOUND, "There is no resource with the id '%s'.", id);
	c->answer->etag = version;
	return answer_text(c, status, text);
}

/* The usual case in one statement: the id in its table spelling. */
static bool
get_by_id(struct work *w, struct call *c, bool *ret_found)
{
	const char *id = id_canonical(w, c->kind, call_name(c, "id"));
	struct rows *rows = db_run(w, SQL_RESOURCE_TEXT_IN, id, c->kind->name, space_of(c));

	*ret_found = rows != NULL && rows_count(rows) > 0;
	if (!*ret_found)
		return rows != NULL;
	c->answer->etag = rows_text(rows, 0, 1);
	return answer_text(c, 200, rows_text(rows, 0, 0));
}

bool
crud_get(struct work *w, struct call *c)
{
	const char *id;
	bool found = false;

	if (call_name(c, "owner")[0] == '\0' && (!get_by_id(w, c, &found) || found))
		return found;
	id = find_id(w, c);
	return id != NULL && crud_answer(w, c, 200, id);
}

/* "environment Dev"; what has no name of its own is "deployment process of Hello World". */
static const char *
called(struct work *w, const struct kind *k, struct json_object *doc)
{
	const char *name = json_str(doc, k->name_field == NULL ? "Name" : k->name_field,
	    json_str(doc, "Id", ""));
	struct json_object *owner = NULL;

	if (k->flags & KIND_UNNAMED && k->owner_field != NULL)
		owner = document_find(w, json_str(doc, k->owner_field, ""));
	if (owner == NULL)
		return arena_printf(w->arena, "%s %s", k->label, name);
	return arena_printf(w->arena, "%s of %s", k->label, json_str(owner, "Name", name));
}

static void
describe(struct work *w, struct call *c, const struct kind *k, struct json_object *doc,
    const char *category, const char *verb)
{
	const char *what = called(w, k, doc);

	call_event(w, c, category, "%c%s was %s", toupper((unsigned char)*what), what + 1, verb);
	call_related(c, json_str(doc, "Id", NULL));
	if (k->owner_field != NULL)
		call_related(c, json_str(doc, k->owner_field, NULL));
}

static bool
check_body(struct work *w, struct call *c)
{
	const char *space;

	if (!json_object_is_type(c->body, json_type_object))
		return fail(w, ERR_INVALID, "A JSON object is expected in the body.");
	space = json_str(c->body, "SpaceId", "");
	if (space[0] != '\0' && c->space_id != NULL && strcasecmp(space, c->space_id) != 0)
		return fail_field(w, "/SpaceId",
		    "The body says space '%s', the address '%s'. Leave "
		    "SpaceId out or make them equal.",
		    space, c->space_id);
	return true;
}

bool
crud_answer_written(struct work *w, struct call *c, int status, struct json_object *doc)
{
	struct json_object *warnings = json_get(doc, "Warnings"), *answer;

	c->answer->location = json_str(json_get(doc, "Links"), "Self", NULL);
	if (!crud_answer(w, c, status, json_str(doc, "Id", "")))
		return false;
	if (warnings == NULL)
		return true;
	answer = json_parse(w, c->answer->body, c->answer->body_len);
	if (answer == NULL)
		return false;
	json_set(answer, "Warnings", json_copy(warnings));
	return answer_json(w, c, status, answer);
}

struct json_object *
crud_insert(struct work *w, struct call *c, const struct kind *k, struct json_object *sent)
{
	struct write wr = {.kind = k, .space_id = c->space_id};
	struct json_object *doc = document_create(w, &wr, sent);

	if (doc == NULL)
		return NULL;
	describe(w, c, k, doc, "Created", "created");
	c->after = doc;
	return doc;
}

struct json_object *
crud_replace(struct work *w, struct call *c, const struct kind *k, const char *id,
    struct json_object *sent)
{
	struct write wr = {.kind = k, .space_id = c->space_id, .id = id,
	    .expected_version = c->rq->if_match};
	struct json_object *doc = document_replace(w, &wr, sent, &c->before);

	if (doc == NULL)
		return NULL;
	describe(w, c, k, doc, "Modified", "changed");
	c->after = doc;
	return doc;
}

bool
crud_create(struct work *w, struct call *c)
{
	const char *owner;
	struct json_object *doc;

	if (!check_body(w, c) || !find_owner(w, c, &owner))
		return false;
	if (owner != NULL)
		json_set_str(c->body, c->kind->owner_field, owner);
	doc = crud_insert(w, c, c->kind, c->body);
	return doc != NULL && crud_answer_written(w, c, 201, doc);
}

bool
crud_edit(struct work *w, struct call *c)
{
	struct json_object *doc;
	const char *id;

	if (!check_body(w, c) || (id = find_id(w, c)) == NULL)
		return false;
	doc = crud_replace(w, c, c->kind, id, c->body);
	return doc != NULL && crud_answer_written(w, c, 200, doc);
}

bool
crud_delete(struct work *w, struct call *c)
{
	struct write wr = {.kind = c->kind, .expected_version = c->rq->if_match};

	wr.id = find_id(w, c);
	if (wr.id == NULL)
		return false;
	c->before = document_delete(w, &wr);
	if (c->before == NULL)
		return false;
	describe(w, c, c->kind, c->before, "Deleted", "deleted");
	return answer_text(c, 200, "{}");
}
