/*
 * Writing documents: complete, check, seal, store. All that a create and a replace
 * share is prepare(); the order is fields, rules of the kind, secrets, references,
 * rows, so that a refusal names everything that is wrong with what was typed before
 * anything is written.
 */
#include "lib/model/write.h"

#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/slug.h"
#include "lib/model/secret.h"
#include "lib/store/db.h"

struct found_reference {
	struct found_reference *next;
	const char *pointer;
	const char *id;
	const char *kind;
};

struct found_references {
	struct work *w;
	struct found_reference *first;
	size_t count;
};

/* What is about to be stored. */
struct prepared {
	struct json_object *doc;
	struct secret_list *secrets;
	struct found_references references;
	const char *id, *space_id, *owner_id, *name, *slug;
	const char *sort;
};

static void
found(void *ctx, const char *pointer, const char *id, const char *kind)
{
	struct found_references *all = ctx;
	struct found_reference *r = arena_alloc(all->w->arena, sizeof(*r));

	*r = (struct found_reference){.pointer = pointer, .kind = kind, .next = all->first,
	    .id = arena_strdup(all->w->arena, id)};
	all->first = r;
	all->count++;
}

static bool
target_fits(struct rows *rows, const char *kind, const char *space_id)
{
	const char *its_space;

	if (rows_count(rows) == 0)
		return false;
	if (kind != NULL && strcmp(rows_text(rows, 0, 1), kind) != 0)
		return false;
	its_space = rows_text(rows, 0, 2);
	return its_space == NULL || space_id == NULL || strcmp(its_space, space_id) == 0;
}

bool
reference_check(struct work *w, const char *pointer, const char *id, const char *kind,
    const char *space_id)
{
	struct rows *rows = db_run(w, SQL_REFERENCE_TARGET, id);
	const struct kind *k = kind == NULL ? NULL : kind_find(kind);

	if (rows == NULL)
		return false;
	if (target_fits(rows, kind, space_id))
		return true;
	return fail_field(w, pointer, "There is no %s with the id '%s'.",
	    k == NULL ? "resource" : k->label, id);
}

/* Checks each reference and puts its id in table spelling into the document. */
static bool
check_references(struct work *w, struct prepared *p)
{
	for (struct found_reference *r = p->references.first; r != NULL; r = r->next) {
		struct rows *rows = db_run(w, SQL_REFERENCE_TARGET, r->id);
		const struct kind *k = r->kind == NULL ? NULL : kind_find(r->kind);

		if (rows == NULL)
			return false;
		if (!target_fits(rows, r->kind, p->space_id)) {
			fail_field(w, r->pointer, "There is no %s with the id '%s'.",
			    k == NULL ? "resource" : k->label, r->id);
			continue;
		}
		if (strcmp(rows_text(rows, 0, 0), r->id) == 0)
			continue;
		r->id = rows_text(rows, 0, 0);
		if (!json_pointer_put(p->doc, r->pointer, json_object_new_string(r->id)))
			return fail(w, ERR_INTERNAL, "A reference at '%s' got lost.", r->pointer);
	}
	return !work_failed(w);
}

static bool
store_references(struct work *w, const struct prepared *p)
{
	const char **pointers = arena_array(w->arena, p->references.count + 1, sizeof(*pointers));
	const char **ids = arena_array(w->arena, p->references.count + 1, sizeof(*ids));
	size_t n = 0;

	for (const struct found_reference *r = p->references.first; r != NULL; r = r->next) {
		if (strcmp(r->id, p->id) == 0)
			continue;
		pointers[n] = r->pointer;
		ids[n++] = r->id;
	}
	if (n == 0)
		return true;
	return db_run(w, SQL_REFERENCE_ADD, p->id, db_text_array(w, pointers, n),
	    db_text_array(w, ids, n)) != NULL;
}

static const char *
name_of(const struct kind *k, struct json_object *doc, const char *id)
{
	if (k->flags & KIND_UNNAMED)
		return id;
	return json_str(doc, k->name_field == NULL ? "Name" : k->name_field, id);
}

static bool
is_slug(const char *s)
{
	return *s != '\0' && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(s);
}

static const char *
owner_of(const struct write *wr, struct json_object *doc)
{
	if (wr->owner_id != NULL || wr->kind->owner_field == NULL)
		return wr->owner_id;
	return json_str(doc, wr->kind->owner_field, NULL);
}

/* Secrets and references out of the complete document, links into it. */
static bool
prepare(struct work *w, const struct write *wr, struct prepared *p)
{
	const struct kind *k = wr->kind;
	const char *warning = NULL;
	struct json_object *warnings;

	p->name = name_of(k, p->doc, p->id);
	p->sort = k->sort_field == NULL ? "0" : db_int(w, json_int(p->doc, k->sort_field, 0));
	p->secrets = secrets_take(w, k, p->doc, &warning);
	p->references.w = w;
	document_references(w, k, p->doc, found, &p->references);
	if (!check_references(w, p))
		return false;
	p->owner_id = owner_of(wr, p->doc);
	json_set(p->doc, "Links", document_links(w, k, p->doc));
	json_object_object_del(p->doc, "Warnings");
	if (warning != NULL) {
		warnings = json_object_new_array();
		json_push_str(warnings, warning);
		json_set(p->doc, "Warnings", warnings);
	}
	return true;
}

/* The text to store: what the document holds but warnings, which are for the answer. */
static const char *
stored_text(struct work *w, const struct prepared *p)
{
	struct json_object *warnings = json_get(p->doc, "Warnings");
	const char *text;

	if (warnings == NULL)
		return json_text(w, p->doc);
	json_object_get(warnings);
	json_object_object_del(p->doc, "Warnings");
	text = json_text(w, p->doc);
	json_set(p->doc, "Warnings", warnings);
	return text;
}

static bool
finish(struct work *w, const struct write *wr, const struct prepared *p, enum change change)
{
	if (!store_references(w, p) || !secrets_store(w, p->secrets, p->id, p->space_id))
		return false;
	return wr->kind->after == NULL || wr->kind->after(w, change, p->doc);
}

static bool
choose_id_and_slug(struct work *w, const struct write *wr, struct prepared *p, const char **ret_seq)
{
	const struct kind *k = wr->kind;
	const char *wanted = json_str(p->doc, "Slug", "");
	struct rows *rows;

	if (!is_slug(wanted))
		wanted = slug_of(w->arena, name_of(k, p->doc, k->name), k->name);
	rows = db_run(w, SQL_RESOURCE_NEXT, k->name, p->space_id, owner_of(wr, p->doc), wanted);
	if (rows == NULL)
		return false;
	*ret_seq = rows_text(rows, 0, 0);
	p->id = wr->id != NULL ? wr->id : arena_printf(w->arena, "%s%s", k->prefix, *ret_seq);
	if (k->flags & KIND_SLUG) {
		p->slug = rows_text(rows, 0, 1);
		json_set_str(p->doc, "Slug", p->slug);
	}
	json_set_str(p->doc, "Id", p->id);
	if (p->space_id != NULL)
		json_set_str(p->doc, "SpaceId", p->space_id);
	return true;
}

struct json_object *
document_create(struct work *w, const struct write *wr, struct json_object *sent)
{
	const struct kind *k = wr->kind;
	struct prepared p = {.space_id = k->flags & KIND_SYSTEM ? NULL : wr->space_id};
	const char *seq;

	p.doc = document_complete(w, k, sent, NULL);
	if (p.doc == NULL)
		return NULL;
	if (wr->made != NULL) {
		json_object_object_foreach(wr->made, name, value)
			json_set(p.doc, name, json_copy(value));
	}
	/* The rules of the kind may need the id and the space. */
	if (!choose_id_and_slug(w, wr, &p, &seq) ||
	    (k->check != NULL && !k->check(w, CHANGE_CREATE, NULL, p.doc)) || !prepare(w, wr, &p))
		return NULL;
	if (db_run(w, SQL_RESOURCE_ADD, p.id, k->name, p.space_id, p.owner_id, seq, p.name, p.slug,
	    p.sort, stored_text(w, &p), w->principal.username) == NULL)
		return NULL;
	return finish(w, wr, &p, CHANGE_CREATE) ? p.doc : NULL;
}

static bool
fail_stale(struct work *w, const char *present)
{
	fail(w, ERR_CONFLICT, "Somebody else changed this since you read it. Read it again and "
	    "repeat your change.");
	w->error.version = present;
	return false;
}

static bool
check_expected(struct work *w, const struct write *wr, const char *row_version)
{
	return wr->expected_version == NULL || strcmp(wr->expected_version, row_version) == 0 ||
	    fail_stale(w, row_version);
}

static bool
check_version(struct work *w, const struct write *wr, struct json_object *sent,
    const char *row_version)
{
	int64_t present = strtoll(row_version, NULL, 10) - 1;

	if (!check_expected(w, wr, row_version))
		return false;
	if ((wr->kind->flags & KIND_LOCKED) && json_int(sent, "Version", 0) != present)
		return fail_stale(w, db_int(w, present));
	return true;
}

static bool
keep_or_change_slug(struct work *w, const struct write *wr, struct prepared *p,
    const char *old_slug)
{
	const char *wanted = json_str(p->doc, "Slug", "");
	struct rows *rows;

	if (!(wr->kind->flags & KIND_SLUG))
		return true;
	p->slug = old_slug;
	if (is_slug(wanted) && (old_slug == NULL || strcmp(wanted, old_slug) != 0)) {
		rows = db_run(w, SQL_RESOURCE_SLUG_IS_FREE, wr->kind->name, p->space_id,
		    owner_of(wr, p->doc), wanted, p->id);
		if (rows == NULL)
			return false;
		if (!rows_true(rows, 0, 0))
			return fail_field(w, "/Slug", "The slug '%s' is already in use. Choose "
			    "another one.", wanted);
		p->slug = wanted;
	}
	json_set_str(p->doc, "Slug", p->slug);
	return true;
}

struct json_object *
document_replace(struct work *w, const struct write *wr, struct json_object *sent,
    struct json_object **ret_before)
{
	const struct kind *k = wr->kind;
	struct rows *row = db_run(w, SQL_RESOURCE_LOCK, wr->id);
	struct prepared p = {.id = wr->id};
	struct json_object *old;

	if (row == NULL)
		return NULL;
	if (rows_count(row) == 0 || strcmp(rows_text(row, 0, 4), k->name) != 0) {
		fail(w, ERR_NOT_FOUND, "There is no %s with the id '%s'.", k->label, wr->id);
		return NULL;
	}
	if (!check_version(w, wr, sent, rows_text(row, 0, 1)))
		return NULL;
	p.space_id = rows_text(row, 0, 2);
	old = json_parse(w, rows_text(row, 0, 0), rows_len(row, 0, 0));
	p.doc = old == NULL ? NULL : document_complete(w, k, sent, old);
	if (p.doc == NULL)
		return NULL;
	json_set_str(p.doc, "Id", p.id);
	if (p.space_id != NULL)
		json_set_str(p.doc, "SpaceId", p.space_id);
	if (k->owner_field != NULL && json_get(old, k->owner_field) != NULL)
		json_set(p.doc, k->owner_field, json_copy(json_get(old, k->owner_field)));
	if (k->check != NULL && !k->check(w, CHANGE_EDIT, old, p.doc))
		return NULL;
	if (!keep_or_change_slug(w, wr, &p, rows_text(row, 0, 5)) || !prepare(w, wr, &p))
		return NULL;
	if (db_run(w, SQL_RESOURCE_CHANGE, p.id, p.name, p.slug, p.sort, stored_text(w, &p),
	    w->principal.username) == NULL || db_run(w, SQL_REFERENCE_CLEAR, p.id) == NULL)
		return NULL;
	if (ret_before != NULL)
		*ret_before = old;
	return finish(w, wr, &p, CHANGE_EDIT) ? p.doc : NULL;
}

static bool
check_unused(struct work *w, const struct kind *k, const char *id, const char *name)
{
	struct rows *rows = db_run(w, SQL_RESOURCE_USERS, id);
	struct buf users;

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return true;
	buf_init(&users, w->arena, 16384);
	for (size_t i = 0; i < rows_count(rows); i++) {
		const struct kind *user = kind_find(rows_text(rows, i, 0));

		buf_printf(&users, "%sthe %s '%s'", i == 0 ? "" : ", ",
		    user == NULL ? rows_text(rows, i, 0) : user->label, rows_text(rows, i, 1));
	}
	return fail_field(w, "", "The %s '%s' cannot be deleted because it is used by %s.",
	    k->label, name, users.s);
}

struct json_object *
document_delete(struct work *w, const struct write *wr)
{
	const struct kind *k = wr->kind;
	const char *id = wr->id;
	struct rows *row = db_run(w, SQL_RESOURCE_LOCK, id);
	struct json_object *old;

	if (row == NULL)
		return NULL;
	if (rows_count(row) == 0 || strcmp(rows_text(row, 0, 4), k->name) != 0) {
		fail(w, ERR_NOT_FOUND, "There is no %s with the id '%s'.", k->label, id);
		return NULL;
	}
	if (!check_expected(w, wr, rows_text(row, 0, 1)))
		return NULL;
	old = json_parse(w, rows_text(row, 0, 0), rows_len(row, 0, 0));
	if (old == NULL || (k->check != NULL && !k->check(w, CHANGE_DELETE, old, NULL)))
		return NULL;
	if (!check_unused(w, k, id, name_of(k, old, id)) ||
	    db_run(w, SQL_RESOURCE_REMOVE, id) == NULL)
		return NULL;
	if (k->after != NULL && !k->after(w, CHANGE_DELETE, old))
		return NULL;
	return old;
}
