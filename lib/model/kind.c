/*
 * Finding kinds and fields; links of documents. The tables themselves are in
 * kinds.c and one file a family.
 */
#include "lib/model/field.h"

#include <strings.h>

#include "lib/base/buf.h"

const struct kind *
kind_find(const char *name)
{
	for (size_t i = 0; kinds[i] != NULL; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

const struct kind *
kind_of_collection(const char *segment)
{
	for (size_t i = 0; kinds[i] != NULL; i++)
		if (strcasecmp(kinds[i]->collection, segment) == 0)
			return kinds[i];
	return NULL;
}

const struct kind *
kind_of_id(const char *id)
{
	const struct kind *best = NULL;

	for (size_t i = 0; kinds[i] != NULL; i++) {
		size_t len = strlen(kinds[i]->prefix);

		if (len > 0 && strncasecmp(kinds[i]->prefix, id, len) == 0 &&
		    (best == NULL || len > strlen(best->prefix)))
			best = kinds[i];
	}
	return best;
}

const char *
id_canonical(struct work *w, const struct kind *k, const char *id)
{
	size_t len = strlen(k->prefix);
	const struct kind *inner;
	const char *rest;

	if (strncasecmp(k->prefix, id, len) != 0)
		return id;
	rest = id + len;
	inner = kind_of_id(rest);	/* deploymentprocess-projects-1 */
	if (inner != NULL && inner != k)
		rest = id_canonical(w, inner, rest);
	return arena_printf(w->arena, "%s%s", k->prefix, rest);
}

static const struct field *
find_in(const struct field *fields, const char *name, size_t len)
{
	for (const struct field *f = fields; f != NULL && f->name != NULL; f++)
		if (strlen(f->name) == len && strncasecmp(f->name, name, len) == 0)
			return f;
	return NULL;
}

static const struct field *
variant_fields(const struct variant *variants, const char *value)
{
	for (const struct variant *v = variants; v != NULL && v->value != NULL; v++)
		if (strcasecmp(v->value, value) == 0)
			return v->fields;
	return NULL;
}

static const struct field *
find_member(const struct field *f, struct json_object *object, const char *name, size_t len)
{
	const struct field *found = find_in(f->fields, name, len);

	if (found == NULL && f->type == F_VARIANT)
		found = find_in(variant_fields(f->variants, json_str(object, f->variant, "")),
		    name, len);
	return found;
}

static bool
is_index(const char *s, size_t len)
{
	if (len == 1 && *s == '-')
		return true;
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return len > 0;
}

static struct json_object *
step(struct json_object *at, const char *token, size_t len)
{
	char name[256];

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, token, len);
	name[len] = '\0';
	if (json_object_is_type(at, json_type_array))
		return json_at(at, strtoul(name, NULL, 10));
	return json_get(at, name);
}

const struct field *
field_at(const struct kind *k, struct json_object *doc, const char *pointer)
{
	const struct field root = {
		.type = k->variants != NULL ? F_VARIANT : F_OBJECT,
		.fields = k->fields, .variants = k->variants, .variant = k->variant,
	};
	const struct field *f = &root, *found = NULL;
	bool in_list = false;

	while (*pointer == '/') {
		size_t len = strcspn(++pointer, "/");

		if (f == NULL)
			return NULL;
		if (f != &root && (f->flags & F_LIST) && !in_list) {
			if (!is_index(pointer, len))
				return NULL;
			in_list = true;
		} else if (f->type == F_OBJECT || f->type == F_VARIANT) {
			f = found = find_member(f, doc, pointer, len);
			in_list = false;
		} else if (f->type == F_PROPERTIES || f->type == F_PROPERTY || f->type == F_MAP ||
		    f->type == F_ANY || f->type == F_SECRET) {
			return found;
		} else {
			return NULL;
		}
		doc = step(doc, pointer, len);
		pointer += len;
	}
	return found;
}

/* A member of the document, or a template of RFC 6570 for the client: {?skip,take}. */
static void
add_member(struct buf *b, struct json_object *doc, const char *name)
{
	const char *value = json_str(doc, name, NULL);

	if (value != NULL)
		buf_puts(b, value);
	else
		buf_printf(b, "{%s}", name);
}

static void
add_placeholder(struct buf *b, const struct kind *k, struct json_object *doc, const char *name,
    size_t len)
{
	const char *space = json_str(doc, "SpaceId", NULL);
	const char *id = json_str(doc, "Id", "");

	if (len == 1 && *name == 'S')
		buf_printf(b, "/api%s%s", space == NULL ? "" : "/", space == NULL ? "" : space);
	else if (len == 2 && strncmp(name, "id", 2) == 0)
		buf_puts(b, id);
	else if (len == 5 && strncmp(name, "space", 5) == 0)
		buf_puts(b, space == NULL ? "" : space);
	else if (len == 4 && strncmp(name, "slug", 4) == 0)
		buf_puts(b, json_str(doc, "Slug", id));
	else if (len == 5 && strncmp(name, "owner", 5) == 0 && k->owner_field != NULL)
		buf_puts(b, json_str(doc, k->owner_field, ""));
	else
		add_member(b, doc, arena_strndup(b->arena, name, len));
}

static const char *
expand_link(struct work *w, const struct kind *k, struct json_object *doc, const char *template)
{
	struct buf b;

	buf_init(&b, w->arena, 4096);
	while (*template != '\0') {
		const char *end = *template == '{' ? strchr(template, '}') : NULL;

		if (end == NULL) {
			buf_putc(&b, *template++);
			continue;
		}
		add_placeholder(&b, k, doc, template + 1, (size_t)(end - template - 1));
		template = end + 1;
	}
	return b.s;
}

struct json_object *
document_links(struct work *w, const struct kind *k, struct json_object *doc)
{
	struct json_object *links = json_object_new_object();

	for (const struct link *l = k->links; l != NULL && l->name != NULL; l++)
		json_set_str(links, l->name, expand_link(w, k, doc, l->template));
	return links;
}
