/*
 * One event a request: who, what, from where, and what changed. Documents hold no
 * secrets, so differences hold none; a changed secret shows as HasValue at most.
 */
#include "lib/api/audit.h"

#include "lib/store/db.h"

#define MAX_DIFFERENCES 100

static const char *const identified_with[] = {
	[BY_NOTHING] = "", [BY_SESSION] = "Session cookie", [BY_API_KEY] = "API key",
	[BY_SYSTEM] = "System",
};

static void
add_difference(struct json_object *list, const char *path, struct json_object *before,
    struct json_object *after)
{
	struct json_object *d = json_object_new_object();

	json_set_str(d, "Path", path);
	json_set(d, "OldValue", json_copy(before));
	json_set(d, "NewValue", json_copy(after));
	json_push(list, d);
}

static bool
is_container(struct json_object *value)
{
	return json_object_is_type(value, json_type_object) ||
	    json_object_is_type(value, json_type_array);
}

static void
compare(struct work *w, struct json_object *list, const char *path, struct json_object *before,
    struct json_object *after)
{
	size_t count;

	if (json_len(list) >= MAX_DIFFERENCES || json_object_equal(before, after))
		return;
	if (!is_container(before) || json_object_get_type(before) != json_object_get_type(after)) {
		add_difference(list, path, before, after);
		return;
	}
	if (json_object_is_type(before, json_type_array)) {
		count = json_len(before) > json_len(after) ? json_len(before) : json_len(after);
		for (size_t i = 0; i < count; i++)
			compare(w, list, arena_printf(w->arena, "%s/%zu", path, i),
			    json_at(before, i), json_at(after, i));
		return;
	}
	json_object_object_foreach(before, key, value) {
		if (strcmp(key, "Links") != 0)
			compare(w, list, arena_printf(w->arena, "%s/%s", path, key), value,
			    json_get(after, key));
	}
	json_object_object_foreach(after, name, added) {
		if (!json_object_object_get_ex(before, name, NULL) && strcmp(name, "Links") != 0)
			add_difference(
			    list, arena_printf(w->arena, "%s/%s", path, name), NULL, added);
	}
}

static const char *
differences(struct work *w, const struct call *c)
{
	struct json_object *details = json_new_object(w), *list = json_object_new_array();

	if (c->before != NULL && c->after != NULL)
		compare(w, list, "", c->before, c->after);
	json_set_str(details, "DocumentContext",
	    json_str(c->after != NULL ? c->after : c->before, "Id", NULL));
	json_set(details, "Differences", list);
	return json_text(w, details);
}

/* Where the message names the document: [{ReferencedDocumentId, StartIndex, Length}]. */
static const char *
references(struct work *w, const struct call *c)
{
	struct json_object *list = json_new_array(w), *one;
	struct json_object *doc = c->after != NULL ? c->after : c->before;
	const char *name = json_str(doc, "Name", NULL), *id = json_str(doc, "Id", NULL), *at;

	if (name == NULL || id == NULL || *name == '\0' ||
	    (at = strstr(c->event_message, name)) == NULL)
		return "[]";
	one = json_object_new_object();
	json_set_str(one, "ReferencedDocumentId", id);
	json_set_int(one, "StartIndex", at - c->event_message);
	json_set_int(one, "Length", (int64_t)strlen(name));
	json_push(list, one);
	return json_text(w, list);
}

bool
audit_write(struct work *w, const struct call *c)
{
	const struct principal *p = &w->principal;

	if (c->event_category == NULL)
		return true;
	return db_run(w, SQL_EVENT_ADD, c->event_space != NULL ? c->event_space : c->space_id,
	    c->event_category, p->user_id == NULL ? "" : p->user_id,
	    p->username == NULL ? "" : p->username, identified_with[p->by], p->user_agent,
	    p->address, c->event_message, db_text_array(w, c->related, c->related_count),
	    references(w, c), differences(w, c), w->id) != NULL;
}
