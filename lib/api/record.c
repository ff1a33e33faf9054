/*
 * Stores what somebody does while a recording runs. Called by dispatch with the
 * finished answer, in the same transaction: what is recorded has happened.
 */
#include "lib/api/record.h"

#include <ctype.h>
#include <strings.h>
#include <unistd.h>

#include "lib/base/seal.h"
#include "lib/base/url.h"
#include "lib/store/db.h"

#define ITEMS_MAX 500
#define IDS_MAX 1000
#define UPLOAD_MAX ((int64_t)4 * 1024 * 1024)

struct ids {
	struct work *w;
	const char *items[IDS_MAX];
	size_t count;
};

static void
add_id(struct ids *ids, const char *text)
{
	if (ids->count < IDS_MAX && record_is_id(text))
		ids->items[ids->count++] = record_id(ids->w, text);
}

static struct json_object *
visit(void *ctx, const char *text)
{
	add_id(ctx, text);
	return NULL;
}

/*
 * /api/Spaces-1/… whichever form was called, each segment encoded anew: the last
 * segments are those of the pattern.
 */
static const char *
canonical_path(struct work *w, const struct call *c, struct ids *ids)
{
	bool is_space = c->route->pattern[0] == 'S';
	size_t wanted = 0, first;
	struct path path;
	const char *out;

	if (!path_split(w, c->rq->path, &path))
		return NULL;
	for (const char *s = c->route->pattern; *s != '\0'; s++)
		wanted += *s == '/';
	first = wanted > path.count ? 0 : path.count - wanted;
	out = is_space ? arena_printf(w->arena, "/api/%s", c->space_id) : "/api";
	for (size_t i = first; i < path.count; i++) {
		const char *segment = path.segments[i];

		if (record_is_id(segment))
			segment = record_id(w, segment);
		add_id(ids, segment);
		out = arena_printf(w->arena, "%s/%s", out, url_encode(w->arena, segment));
	}
	return out;
}

/* The query without keys, its comma lists looked through for ids. */
static const char *
canonical_query(struct work *w, const struct call *c, struct ids *ids)
{
	const char *out = "";

	for (size_t i = 0; i < c->query.count; i++) {
		const struct param *p = &c->query.items[i];
		char *rest = arena_strdup(w->arena, p->value);

		if (strcasecmp(p->name, "apikey") == 0)
			continue;
		out = arena_printf(w->arena, "%s%s%s=%s", out, *out == '\0' ? "" : "&",
		    url_encode(w->arena, p->name), url_encode(w->arena, p->value));
		for (char *item; (item = strsep(&rest, ",")) != NULL;)
			add_id(ids, item);
	}
	return out;
}

/* Names before the change: what a replay looks for has its old name. */
static void
keep_old_name(const struct call *c, struct json_object *names)
{
	const char *id = json_str(c->before, "Id", NULL);
	const struct kind *k = id == NULL ? NULL : kind_of_id(id);
	struct json_object *entry;

	if (k == NULL)
		return;
	entry = json_get(names, id);
	if (entry == NULL) {
		entry = json_object_new_object();
		json_set_str(entry, "Kind", k->name);
		json_set_str(entry, "OwnerId", k->owner_field == NULL ? NULL :
		    json_str(c->before, k->owner_field, NULL));
		json_set(names, id, entry);
	}
	json_set_str(entry, "Name", json_str(c->before, k->name_field == NULL ? "Name" :
	    k->name_field, id));
}

static const char *
names_of(struct work *w, const struct call *c, const struct ids *ids)
{
	struct rows *rows = db_run(
	    w, SQL_RECORDING_NAMES, db_text_array(w, ids->items, ids->count));
	struct json_object *names;

	if (rows == NULL)
		return NULL;
	names = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	if (names == NULL)
		return NULL;
	keep_old_name(c, names);
	return json_text(w, names);
}

static const void *
upload_bytes(struct work *w, const struct api_upload *u)
{
	unsigned char *data;

	if (u->data != NULL)
		return u->data;
	data = arena_alloc(w->arena, (size_t)u->size + 1);
	if (pread(u->fd, data, (size_t)u->size, 0) != u->size)
		return NULL;
	return data;
}

/* Nothing in a file's name is special to a shell, curl or a header. */
static const char *
plain_name(struct work *w, const char *name)
{
	char *plain = arena_strdup(w->arena, name);

	for (char *s = plain; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s) && strchr("._-", *s) == NULL)
			*s = '_';
	}
	return plain;
}

/* A file goes along as text, so that a replay needs nothing else; NULL if there is none. */
static const char *
upload_of(struct work *w, const struct call *c)
{
	const struct api_upload *u = &c->rq->upload;
	struct json_object *o;
	const void *data;

	if ((c->route->flags & R_UPLOAD) == 0 || u->size <= 0 || u->size > UPLOAD_MAX ||
	    (data = upload_bytes(w, u)) == NULL)
		return NULL;
	o = json_new_object(w);
	json_set_str(o, "FileName", plain_name(w, u->filename == NULL ? "file" : u->filename));
	json_set_str(o, "ContentType", u->content_type == NULL ? "" : u->content_type);
	json_set_str(o, "Base64", base64_encode(w->arena, data, (size_t)u->size));
	return json_text(w, o);
}

static const char *
outputs_of(struct work *w, const struct call *c)
{
	struct json_object *answer;

	if (c->answer->body_len == 0 || *c->answer->body != '{')
		return "{}";
	answer = json_parse(w, c->answer->body, c->answer->body_len);
	return answer == NULL ? NULL : json_text(w, record_outputs(w, answer));
}

static bool
store(struct work *w, struct call *c, const char *recording, const char *number)
{
	struct ids *ids = arena_alloc(w->arena, sizeof(*ids));
	struct json_object *body = c->body == NULL ? NULL : record_mask(w, c->kind, c->body);
	const char *path, *query, *names, *outputs;

	ids->w = w;
	record_walk(body, visit, ids);
	path = canonical_path(w, c, ids);
	query = canonical_query(w, c, ids);
	names = names_of(w, c, ids);
	outputs = outputs_of(w, c);
	if (path == NULL || names == NULL || outputs == NULL)
		return false;
	return db_run(w, SQL_RECORDING_ITEM_ADD, recording, number, c->rq->method, path, query,
	    body == NULL ? NULL : json_text(w, body), upload_of(w, c),
	    db_int(w, c->answer->status), outputs, names) != NULL;
}

/*
 * Requests of one recording take turns from here to the end of their transactions, so
 * that numbers are in the order in which things happened. The last one ends it.
 */
bool
record_request(struct work *w, struct call *c)
{
	const char *recording;
	struct rows *rows;

	if ((c->route->flags & R_UNRECORDED) || w->principal.user_id == NULL)
		return true;
	rows = db_run(w, SQL_RECORDING_RUNNING, w->principal.user_id, w->principal.session_id);
	if (rows == NULL || rows_count(rows) == 0)
		return rows != NULL;
	recording = rows_text(rows, 0, 0);
	rows = db_run(w, SQL_RECORDING_NEXT, recording);
	if (rows == NULL)
		return false;
	if (!store(w, c, recording, rows_text(rows, 0, 0)))
		return false;
	return rows_int(rows, 0, 1) + 1 < ITEMS_MAX ||
	    db_run(w, SQL_RECORDING_STOP, recording, w->principal.user_id) != NULL;
}
