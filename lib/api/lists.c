/*
 * Small readers of calls for hand-written handlers: comma lists of the query, bodies
 * whose names come in any case, things by id, slug or name.
 */
#include "lib/api/lists.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/clock.h"
#include "lib/store/document.h"

#define LIST_MAX 2048

static size_t
add_items(struct work *w, const char *text, bool is_lowered, const char **items, size_t n)
{
	while (*text != '\0' && n < LIST_MAX) {
		size_t len = strcspn(text, ",");
		char *item = arena_strndup(w->arena, text, len);

		for (char *s = item; is_lowered && *s != '\0'; s++)
			*s = (char)tolower((unsigned char)*s);
		if (len > 0)
			items[n++] = item;
		text += len + (text[len] == ',');
	}
	return n;
}

static const char *
read_list(struct work *w, const struct call *c, const char *name, bool is_lowered)
{
	const char **items = NULL;
	size_t n = 0;

	for (size_t i = 0; i < c->query.count; i++) {
		if (strcasecmp(c->query.items[i].name, name) != 0)
			continue;
		if (items == NULL)
			items = arena_array(w->arena, LIST_MAX, sizeof(*items));
		n = add_items(w, c->query.items[i].value, is_lowered, items, n);
	}
	return n == 0 ? NULL : db_text_array(w, items, n);
}

const char *
call_list(struct work *w, const struct call *c, const char *name)
{
	return read_list(w, c, name, true);
}

const char *
call_list_exact(struct work *w, const struct call *c, const char *name)
{
	return read_list(w, c, name, false);
}

bool
call_time(struct work *w, const struct call *c, const char *name, const char **ret)
{
	int64_t us;

	*ret = call_query(c, name);
	if (*ret == NULL || clock_parse_iso(*ret, &us))
		return true;
	return fail(w, ERR_INVALID, "The query parameter '%s' must be a date and time like "
	    "2026-11-24T10:30:00+00:00; '%s' is not.", name, *ret);
}

bool
call_is_system_form(const struct call *c)
{
	const char *first = c->rq->path + strspn(c->rq->path, "/");

	first += strcspn(first, "/");		/* behind "api" */
	first += strspn(first, "/");
	return strncasecmp(first, "spaces", 6) != 0;
}

bool
answer_list(struct work *w, struct call *c, const char *item_type, struct rows *items,
    struct rows *total, int64_t skip, int64_t take)
{
	if (items == NULL || total == NULL)
		return false;
	return answer_text(c, 200, list_envelope(w, c, item_type, rows_text(items, 0, 0),
	    rows_int(total, 0, 0), skip, take));
}

bool
call_needs_body(struct work *w, const struct call *c)
{
	if (json_object_is_type(c->body, json_type_object))
		return true;
	return fail(w, ERR_INVALID, "A JSON object is expected in the body.");
}

struct json_object *
body_get(const struct call *c, const char *name)
{
	if (!json_object_is_type(c->body, json_type_object))
		return NULL;
	json_object_object_foreach(c->body, key, value) {
		if (strcasecmp(key, name) == 0)
			return value;
	}
	return NULL;
}

const char *
body_str(const struct call *c, const char *name)
{
	struct json_object *value = body_get(c, name);
	const char *s;

	if (!json_object_is_type(value, json_type_string))
		return NULL;
	s = json_object_get_string(value);
	return s[strspn(s, " \t\r\n")] == '\0' ? NULL : s;
}

bool
body_flag(const struct call *c, const char *name, bool otherwise)
{
	struct json_object *value = body_get(c, name);

	return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value)
							     : otherwise;
}

const char *
find_named(struct work *w, const struct call *c, const char *kind, const char *owner_id,
    const char *wanted, const char *pointer)
{
	const struct kind *k = kind_find(kind);
	const char *id = document_id_of(w, kind, c->space_id, owner_id, wanted);

	if (id != NULL || work_failed(w))
		return id;
	if (pointer == NULL)
		fail(w, ERR_NOT_FOUND, "There is no %s '%s'.", k->label, wanted);
	else
		fail_field(w, pointer, "There is no %s '%s'.", k->label, wanted);
	return NULL;
}
