/* What several files of handlers share: reading bodies, finding, answering rows. */
#include "lib/api/handlers.h"

#include "lib/store/document.h"

const char *
body_text(const struct call *c, const char *name)
{
	struct json_object *value = body_get(c, name);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

void
call_add_query(struct work *w, struct call *c, const char *name, const char *value)
{
	struct param *items = arena_array(w->arena, c->query.count + 1, sizeof(*items));

	if (c->query.count > 0)
		memcpy(items, c->query.items, c->query.count * sizeof(*items));
	items[c->query.count] = (struct param){.name = name, .value = value};
	c->query.items = items;
	c->query.count++;
}

const char *
call_find(struct work *w, struct call *c, const char *kind, const char *name)
{
	const struct kind *k = kind_find(kind);
	const char *wanted = call_name(c, name);
	const char *id = document_id_of(w, kind, k->flags & KIND_SYSTEM ? NULL : c->space_id, NULL,
	    wanted);

	if (id == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "There is no %s '%s'.", k->label, wanted);
	return id;
}

bool
answer_rows(struct work *w, struct call *c, struct rows *rows, const char *what)
{
	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0 || rows_text(rows, 0, 0) == NULL)
		return fail(w, ERR_NOT_FOUND, "There is no %s.", what);
	return answer_text(c, 200, rows_text(rows, 0, 0));
}

const char *
call_owned_id(struct work *w, struct call *c, const char *prefix)
{
	const char *owner = call_find(w, c, "project", "owner");

	return owner == NULL ? NULL : arena_printf(w->arena, "%s-%s", prefix, owner);
}
