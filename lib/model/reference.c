/*
 * References in documents: which ids a document names, by the field tables.
 */
#include "lib/model/field.h"

#include <strings.h>

struct walk {
	struct work *w;
	void (*fn)(void *ctx, const char *pointer, const char *id, const char *kind);
	void *ctx;
};

static void walk_fields(struct walk *walk, const struct field *fields, struct json_object *object,
    const char *pointer);

static void
walk_value(struct walk *walk, const struct field *f, struct json_object *value, const char *pointer)
{
	if (value == NULL)
		return;
	if (f->type == F_REF && json_object_is_type(value, json_type_string)) {
		if (json_object_get_string_len(value) > 0)
			walk->fn(walk->ctx, pointer, json_object_get_string(value), f->ref);
		return;
	}
	if (f->type != F_OBJECT && f->type != F_VARIANT)
		return;
	walk_fields(walk, f->fields, value, pointer);
	for (const struct variant *v = f->variants; v != NULL && v->value != NULL; v++)
		if (strcasecmp(v->value, json_str(value, f->variant, "")) == 0)
			walk_fields(walk, v->fields, value, pointer);
}

static void
walk_fields(struct walk *walk, const struct field *fields, struct json_object *object,
    const char *pointer)
{
	for (const struct field *f = fields; f != NULL && f->name != NULL; f++) {
		struct json_object *value = json_get(object, f->name);
		const char *here = arena_printf(walk->w->arena, "%s/%s", pointer, f->name);

		if (!(f->flags & F_LIST)) {
			walk_value(walk, f, value, here);
			continue;
		}
		for (size_t i = 0; i < json_len(value); i++)
			walk_value(walk, f, json_at(value, i),
			    arena_printf(walk->w->arena, "%s/%zu", here, i));
	}
}

void
document_references(struct work *w, const struct kind *k, struct json_object *doc,
    void (*fn)(void *ctx, const char *pointer, const char *id, const char *kind), void *ctx)
{
	struct walk walk = {.w = w, .fn = fn, .ctx = ctx};
	const struct field root = {
		.type = k->variants != NULL ? F_VARIANT : F_OBJECT,
		.fields = k->fields, .variants = k->variants, .variant = k->variant,
	};

	walk_value(&walk, &root, doc, "");
}
