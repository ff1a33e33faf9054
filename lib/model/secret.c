/*
 * Sealing, tying and opening of sensitive values. Cryptography is in
 * lib/base/seal.c; which fields are sensitive is said by the field tables.
 */
#include "lib/model/secret.h"

#include <strings.h>

#include "lib/store/db.h"

#define SHORT_SECRET 6

struct taken {
	struct taken *next;
	const char *key;
	const char *pointer;
	const char *value;	/* NULL: keep what is stored */
	bool is_optional;	/* there need not be any */
};

struct secret_list {
	struct work *w;
	struct taken *first;
	const char *warning;
};

static const struct seal_keys *process_keys;

void
secrets_use(const struct seal_keys *keys)
{
	process_keys = keys;
}

static void walk_object(struct secret_list *list, const struct field *fields,
    const struct variant *variants, const char *variant, struct json_object *object,
    const char *pointer, const char *key);

static struct taken *
take(struct secret_list *list, const char *pointer, const char *key, struct json_object *value)
{
	struct taken *t = arena_alloc(list->w->arena, sizeof(*t));

	t->pointer = pointer;
	t->key = key;
	if (json_object_is_type(value, json_type_string)) {
		t->value = arena_strdup(list->w->arena, json_object_get_string(value));
		if (strlen(t->value) < SHORT_SECRET)
			list->warning = "A sensitive value of fewer than 6 characters cannot be "
			    "hidden reliably in logs.";
	}
	t->next = list->first;
	list->first = t;
	return t;
}

static void
take_secret(struct secret_list *list, struct json_object *secret, const char *pointer,
    const char *key)
{
	if (!json_flag(secret, "HasValue", false))
		return;
	(void)take(list, pointer, key, json_get(secret, "NewValue"));
	json_set(secret, "NewValue", NULL);
}

static void
walk_value(struct secret_list *list, const struct field *f, struct json_object *parent,
    struct json_object *value, const char *pointer, const char *key)
{
	if (f->type == F_SECRET || (f->type == F_PROPERTY
	    && json_object_is_type(value, json_type_object))) {
		take_secret(list, value, pointer, key);
	} else if (f->type == F_VALUE) {
		if (!json_flag(parent, "IsSensitive", false) &&
		    strcasecmp(json_str(parent, "Type", ""), "Sensitive") != 0)
			return;
		/* One that is asked for may have no default. */
		take(list, pointer, key, value)->is_optional = json_get(parent, "Prompt") != NULL;
		json_set(parent, f->name, NULL);
	} else if (f->type == F_PROPERTIES && value != NULL) {
		json_object_object_foreach(value, name, property) {
			if (json_object_is_type(property, json_type_object))
				take_secret(list, property,
				    arena_printf(list->w->arena, "%s/%s", pointer, name),
				    arena_printf(list->w->arena, "%s/%s", key, name));
		}
	} else if (f->type == F_OBJECT || f->type == F_VARIANT) {
		walk_object(list, f->fields, f->variants, f->variant, value, pointer, key);
	}
}

static void
walk_fields(struct secret_list *list, const struct field *fields, struct json_object *object,
    const char *pointer, const char *key)
{
	struct arena *a = list->w->arena;

	for (const struct field *f = fields; f != NULL && f->name != NULL; f++) {
		struct json_object *value = json_get(object, f->name);
		const char *here = arena_printf(a, "%s/%s", pointer, f->name);
		const char *stable = arena_printf(a, "%s/%s", key, f->name);

		if (value == NULL && f->type != F_VALUE)
			continue;
		if (!(f->flags & F_LIST)) {
			walk_value(list, f, object, value, here, stable);
			continue;
		}
		for (size_t i = 0; i < json_len(value); i++) {
			struct json_object *item = json_at(value, i);
			const char *id = json_str(item, "Id", NULL);

			walk_value(list, f, object, item, arena_printf(a, "%s/%zu", here, i),
			    id != NULL ? arena_printf(a, "%s/%s", stable, id) :
			    arena_printf(a, "%s/%zu", stable, i));
		}
	}
}

static void
walk_object(struct secret_list *list, const struct field *fields, const struct variant *variants,
    const char *variant, struct json_object *object, const char *pointer, const char *key)
{
	walk_fields(list, fields, object, pointer, key);
	for (const struct variant *v = variants; v != NULL && v->value != NULL; v++)
		if (strcasecmp(v->value, json_str(object, variant, "")) == 0)
			walk_fields(list, v->fields, object, pointer, key);
}

struct secret_list *
secrets_take(
    struct work *w, const struct kind *k, struct json_object *doc, const char **ret_warning)
{
	struct secret_list *list = arena_alloc(w->arena, sizeof(*list));

	list->w = w;
	walk_object(list, k->fields, k->variants, k->variant, doc, "", "");
	if (ret_warning != NULL && list->warning != NULL)
		*ret_warning = list->warning;
	return list;
}

static const char *
reference_mac(struct work *w, const char *owner_id, const char *key, const char *secret_id)
{
	const char *parts[] = {"secret_reference", owner_id, key, secret_id};
	unsigned char mac[32];

	seal_mac(process_keys, parts, COUNT(parts), mac);
	return db_bytes(w, mac, sizeof(mac));
}

static const char *
secret_mac(struct work *w, const char *id, const char *space_id, const char *box_hex)
{
	const char *parts[] = {"secret", id, space_id == NULL ? "" : space_id, box_hex};
	unsigned char mac[32];

	seal_mac(process_keys, parts, COUNT(parts), mac);
	return db_bytes(w, mac, sizeof(mac));
}

bool
secret_add(struct work *w, const char *space_id, const char *value, const char *owner,
    const char *key, const char **ret_id, const char **ret_mac)
{
	const char *id = random_guid(w->arena);
	unsigned char *box;
	const char *hex;
	size_t len;

	if (!seal_box(w, process_keys, id, value, strlen(value), &box, &len))
		return false;
	hex = db_bytes(w, box, len);
	*ret_id = id;
	*ret_mac = reference_mac(w, owner, key, id);
	return db_run(w, SQL_SECRET_ADD, id, space_id, hex, secret_mac(w, id, space_id, hex)) !=
	    NULL;
}

static bool
store_new(struct work *w, const struct taken *t, const char *owner_id, const char *space_id)
{
	const char *id, *mac;

	return secret_add(w, space_id, t->value, owner_id, t->key, &id, &mac) &&
	    db_run(w, SQL_SECRET_REFERENCE_SET, owner_id, t->key, id, mac);
}

static bool
check_kept(struct work *w, const struct taken *t, const char *owner_id)
{
	struct rows *rows = db_run(w, SQL_SECRET_REFERENCE_GET, owner_id, t->key);

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail_field(w, t->pointer, "No value is stored here yet. Enter one.");
	return true;
}

bool
secrets_store(struct work *w, const struct secret_list *list, const char *owner_id,
    const char *space_id)
{
	size_t count = 0, i = 0;
	const char **keys;

	for (const struct taken *t = list->first; t != NULL; t = t->next)
		count++;
	if (count > 0 && process_keys == NULL)
		return fail(w, ERR_INTERNAL, "The keys for sealing secrets are not loaded.");
	keys = arena_array(w->arena, count + 1, sizeof(*keys));
	for (const struct taken *t = list->first; t != NULL; t = t->next)
		keys[i++] = t->key;
	if (db_run(w, SQL_SECRET_REFERENCE_KEEP, owner_id, db_text_array(w, keys, count)) == NULL)
		return false;
	for (const struct taken *t = list->first; t != NULL; t = t->next) {
		if (t->value == NULL ? !t->is_optional && !check_kept(w, t, owner_id) :
		    !store_new(w, t, owner_id, space_id))
			return false;
	}
	return true;
}

bool
secrets_copy(struct work *w, const char *from_owner, const char *to_owner)
{
	struct rows *rows = db_run(w, SQL_SECRET_REFERENCE_ALL, from_owner);

	if (rows == NULL)
		return false;
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *key = rows_text(rows, i, 0), *id = rows_text(rows, i, 1);

		if (db_run(w, SQL_SECRET_REFERENCE_SET, to_owner, key, id,
		    reference_mac(w, to_owner, key, id)) == NULL)
			return false;
	}
	return true;
}

bool
secret_share(struct work *w, const char *from_owner, const char *from_key, const char *to_owner,
    const char *to_key)
{
	struct rows *rows = db_run(w, SQL_SECRET_REFERENCE_GET, from_owner, from_key);
	const char *id;

	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	id = rows_text(rows, 0, 0);
	return db_run(w, SQL_SECRET_REFERENCE_SET, to_owner, to_key, id,
	    reference_mac(w, to_owner, to_key, id)) != NULL;
}

bool
secret_exists(struct work *w, const char *owner_id, const char *stable_key)
{
	struct rows *rows = db_run(w, SQL_SECRET_REFERENCE_GET, owner_id, stable_key);

	return rows != NULL && rows_count(rows) > 0;
}

char *
secret_open_row(struct work *w, const struct rows *rows, size_t row, int column, const char *owner,
    const char *key)
{
	const char *id = rows_text(rows, row, column), *box_hex = rows_text(rows, row, column + 2);
	unsigned char *box;
	size_t len, plain_len;
	char *plain;

	if (strcmp(rows_text(rows, row, column + 3),
		secret_mac(w, id, rows_text(rows, row, column + 1), box_hex)) != 0 ||
	    strcmp(rows_text(rows, row, column + 4), reference_mac(w, owner, key, id)) != 0) {
		fail(w, ERR_INTERNAL, "The stored secret of '%s' was tampered with (its seal does "
		    "not fit). Enter the value again.", owner);
		return NULL;
	}
	if (!db_bytes_read(w, box_hex, &box, &len) ||
	    !seal_open(w, process_keys, id, box, len, &plain, &plain_len))
		return NULL;
	return plain;
}

char *
secret_open(struct work *w, const char *owner_id, const char *stable_key)
{
	struct rows *rows = db_run(w, SQL_SECRET_OPEN, owner_id, stable_key);

	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	return secret_open_row(w, rows, 0, 0, owner_id, stable_key);
}

char *
secret_open_sent(struct work *w, const char *box)
{
	char *plain;

	return seal_open_sent(w, process_keys, box, &plain) ? plain : NULL;
}
