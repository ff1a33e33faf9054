/*
 * From stored requests to something that can be replayed on another server: every id
 * becomes a reference. Ids that an earlier request of the recording made are taken
 * from its answer; older things are found by name just before they are needed.
 */
#include "lib/api/record.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/url.h"

#define SPACE_REF "space"
#define INTERRUPTION_SECONDS 300	/* how long a replay waits until it is asked */

struct item {
	struct json_object *doc;	/* as stored */
	struct json_object *mentioned;	/* id -> true: in path, query, body */
	struct json_object *finds;	/* look-ups before it */
	struct json_object *produces;	/* what is taken from its answer */
};

struct export {
	struct work *w;
	struct item *items;
	size_t count;
	struct json_object *names;	/* id -> {Kind, Name, OwnerId}, first mention wins */
	struct json_object *refs;	/* id -> name of the reference */
	struct json_object *secrets;	/* names, in order */
	size_t now;			/* item that is looked at */
};

/* ---- what is mentioned ------------------------------------------------------------------ */

static struct json_object *
mention(void *ctx, const char *text)
{
	json_set_bool(ctx, text, true);
	return NULL;
}

static void
mention_words(struct work *w, const char *text, const char *separators, struct json_object *set)
{
	while (*text != '\0') {
		size_t len = strcspn(text, separators);
		const char *word = len == 0 ? NULL : url_decode(w->arena, text, len, false);

		if (word != NULL)
			json_set_bool(set, word, true);
		text += len + (text[len] != '\0');
	}
}

static void
read_item(struct export *e, struct item *item, struct json_object *doc)
{
	struct json_object *names = json_get(doc, "Names");

	item->doc = doc;
	item->mentioned = json_new_object(e->w);
	item->finds = json_new_array(e->w);
	item->produces = json_new_array(e->w);
	record_walk(json_get(doc, "Body"), mention, item->mentioned);
	mention_words(e->w, json_str(doc, "Path", ""), "/", item->mentioned);
	mention_words(e->w, json_str(doc, "Query", ""), "&=,", item->mentioned);
	json_object_object_foreach(names, id, entry) {
		if (json_get(e->names, id) == NULL)
			json_set(e->names, id, json_copy(entry));
	}
}

/* ---- references --------------------------------------------------------------------------- */

/* "id_Projects_7": fit for a variable of a shell. */
static const char *
ref_name(struct work *w, const char *id)
{
	char *name = arena_printf(w->arena, "id_%s", id);

	for (char *s = name; *s != '\0'; s++)
		if (!isalnum((unsigned char)*s))
			*s = '_';
	return name;
}

/* The pointer at which an answer has an id; the shortest, so that /Id wins. NULL if none. */
static const char *
pointer_of(struct json_object *outputs, const char *id)
{
	const char *best = NULL;

	json_object_object_foreach(outputs, pointer, value) {
		if (strcmp(json_object_get_string(value), id) == 0 &&
		    (best == NULL || strlen(pointer) < strlen(best)))
			best = pointer;
	}
	return best;
}

/* The earlier request whose answer first had an id that it did not mention itself. */
static bool
take_from_answer(struct export *e, const char *id, const char *ref)
{
	for (size_t i = 0; i < e->now; i++) {
		struct item *item = &e->items[i];
		const char *pointer = pointer_of(json_get(item->doc, "Outputs"), id);
		struct json_object *o;

		if (pointer == NULL || json_get(item->mentioned, id) != NULL)
			continue;
		o = json_object_new_object();
		json_set_str(o, "Name", ref);
		json_set_str(o, "Pointer", pointer);
		json_set_str(o, "Id", id);
		json_push(item->produces, o);
		return true;
	}
	return false;
}

static const char *refer(struct export *e, const char *id);

/* The segment of a path that stands for an owner. */
static const char *
owner_segment(struct export *e, struct json_object *entry)
{
	const char *owner = json_str(entry, "OwnerId", NULL), *ref;

	ref = owner == NULL ? NULL : refer(e, owner);
	return ref == NULL ? NULL : arena_printf(e->w->arena, "@{%s}", ref);
}

/* What a task asks has the same title wherever its process runs; it may take a while. */
static bool
describe_interruption(struct export *e, struct json_object *entry, struct json_object *o)
{
	const char *title = json_str(entry, "Name", ""), *task;

	task = refer(e, json_str(entry, "OwnerId", ""));
	if (task == NULL)
		return false;
	json_set_str(o, "What", arena_printf(e->w->arena, "interruption '%s'", title));
	json_set_str(o, "Path", arena_printf(e->w->arena, "/api/@{" SPACE_REF "}/interruptions"
	    "?regarding=@{%s}&pendingOnly=true&take=100", task));
	json_set_str(o, "Member", "Title");
	json_set_str(o, "Value", title);
	json_set_str(o, "Pointer", "/Id");
	json_set_int(o, "Seconds", INTERRUPTION_SECONDS);
	return true;
}

/* How a thing is found by its natural key; false if there is no way. */
static bool
describe_find(struct export *e, struct json_object *entry, struct json_object *o)
{
	const char *kind = json_str(entry, "Kind", ""), *name = json_str(entry, "Name", ""), *owner;
	const struct kind *k = kind_find(kind), *owns;
	struct arena *a = e->w->arena;

	if (strcmp(kind, "interruption") == 0)
		return describe_interruption(e, entry, o);
	if (k == NULL)
		return false;
	json_set_str(o, "What", arena_printf(a, "%s '%s'", k->label, name));
	json_set_str(o, "Pointer", "/Id");
	if (k->owner_field == NULL) {
		json_set_str(o, "Path", arena_printf(a, "/api%s/%s/all",
		    k->flags & KIND_SYSTEM ? "" : "/@{" SPACE_REF "}", k->collection));
		json_set_str(o, "Member", k->name_field == NULL ? "Name" : k->name_field);
		json_set_str(o, "Value", name);
		return true;
	}
	if ((owner = owner_segment(e, entry)) == NULL)
		return false;
	owns = kind_of_id(json_str(entry, "OwnerId", ""));
	owner = arena_printf(a, "/api/@{" SPACE_REF "}/%s/%s",
	    owns == NULL ? "projects" : owns->collection, owner);
	if (strcmp(kind, "channel") == 0) {
		json_set_str(o, "Path", arena_printf(a, "%s/channels?take=2147483647", owner));
		json_set_str(o, "Member", "Name");
		json_set_str(o, "Value", name);
	} else if (strcmp(kind, "release") == 0) {
		json_set_str(
		    o, "Path", arena_printf(a, "%s/releases/%s", owner, url_encode(a, name)));
	} else if (strcmp(kind, "deploymentprocess") == 0 || strcmp(kind, "variableset") == 0) {
		json_set_str(o, "Path", owner);
		json_set_str(o, "Pointer", strcmp(kind, "variableset") == 0 ? "/VariableSetId" :
		    "/DeploymentProcessId");
		json_set_str(o, "What", arena_printf(a, "%s of its owner", k->label));
	} else {
		return false;
	}
	return true;
}

static bool
find_by_name(struct export *e, const char *id, const char *ref)
{
	struct json_object *entry = json_get(e->names, id), *o;

	if (entry == NULL)
		return false;
	o = json_object_new_object();
	json_set_str(o, "Name", ref);
	if (!describe_find(e, entry, o)) {
		json_object_put(o);
		return false;
	}
	json_push(e->items[e->now].finds, o);
	return true;
}

/* The reference that stands for an id from here on; NULL: it stays as it is. */
static const char *
refer(struct export *e, const char *id)
{
	const char *known = json_str(e->refs, id, NULL), *ref;

	if (known != NULL)
		return *known == '\0' ? NULL : known;
	if (strncasecmp(id, "Spaces-", 7) == 0)
		return SPACE_REF;
	ref = ref_name(e->w, id);
	if (!take_from_answer(e, id, ref) && !find_by_name(e, id, ref))
		return NULL;
	json_set_str(e->refs, id, ref);
	return ref;
}

static struct json_object *
replace(void *ctx, const char *id)
{
	const char *ref = refer(ctx, id);
	struct json_object *o;

	if (ref == NULL)
		return NULL;
	o = json_object_new_object();
	json_set_str(o, "@ref", ref);
	return o;
}

/* Each word between separators that is an id becomes @{name}. */
static const char *
replace_words(struct export *e, const char *text, const char *separators)
{
	struct buf b;

	buf_init(&b, e->w->arena, 65536);
	while (*text != '\0') {
		size_t len = strcspn(text, separators);
		const char *word = len == 0 ? NULL : url_decode(e->w->arena, text, len, false);
		const char *ref = word != NULL && record_is_id(word) ? refer(e, word) : NULL;

		if (ref != NULL)
			buf_printf(&b, "@{%s}", ref);
		else
			buf_add(&b, text, len);
		text += len;
		if (*text != '\0')
			buf_putc(&b, *text++);
	}
	return b.s;
}

/* ---- bodies --------------------------------------------------------------------------------- */

/* What servers make themselves is not sent. */
static void
drop_server_made(struct json_object *body)
{
	static const char *const made[] = {
	    "Links", "LastModifiedOn", "LastModifiedBy", "ScopeValues"};

	for (size_t i = 0; i < json_len(body); i++)
		drop_server_made(json_at(body, i));
	if (!json_object_is_type(body, json_type_object))
		return;
	for (size_t i = 0; i < COUNT(made); i++)
		json_object_object_del(body, made[i]);
	json_object_object_foreach(body, key, value) {
		(void)key;
		drop_server_made(value);
	}
}

/* Steps, actions and variables whose ids mean nothing elsewhere are matched by name. */
static void
drop_foreign_ids(struct json_object *items, const char *below)
{
	for (size_t i = 0; i < json_len(items); i++) {
		struct json_object *item = json_at(items, i);

		if (json_object_is_type(json_get(item, "Id"), json_type_string))
			json_object_object_del(item, "Id");
		if (below != NULL)
			drop_foreign_ids(json_get(item, below), NULL);
	}
}

static bool
is_known_secret(struct export *e, const char *name)
{
	for (size_t i = 0; i < json_len(e->secrets); i++) {
		if (strcmp(json_str_at(e->secrets, i), name) == 0)
			return true;
	}
	return false;
}

/* The name of a secret that record_mask made, not something that a client sent as such. */
static const char *
secret_of(struct json_object *value)
{
	const char *name = json_str(value, "@secret", NULL);

	if (name == NULL || strncmp(name, "SECRET", 6) != 0 ||
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != strlen(name))
		return NULL;
	return name;
}

/* What was typed twice may have been two values: each has a variable of its own. */
static void
note_secrets(struct export *e, struct json_object *value)
{
	const char *base = secret_of(value), *name = base;

	for (size_t i = 0; i < json_len(value); i++)
		note_secrets(e, json_at(value, i));
	if (!json_object_is_type(value, json_type_object))
		return;
	for (int n = 2; name != NULL && is_known_secret(e, name); n++)
		name = arena_printf(e->w->arena, "%s_%d", base, n);
	if (name != NULL) {
		json_push_str(e->secrets, name);
		json_set_str(value, "@secret", arena_strdup(e->w->arena, name));
		return;
	}
	json_object_object_foreach(value, key, member) {
		(void)key;
		note_secrets(e, member);
	}
}

static struct json_object *
request_body(struct export *e, struct json_object *stored)
{
	struct json_object *body = json_own(e->w, json_copy(stored));

	drop_server_made(body);
	record_walk(body, replace, e);
	drop_foreign_ids(json_get(body, "Steps"), "Actions");
	drop_foreign_ids(json_get(body, "Variables"), NULL);
	note_secrets(e, body);
	return body;
}

/* Ids of tasks that the request started: the next one may need their result. */
static struct json_object *
waits_of(struct json_object *outputs)
{
	struct json_object *waits = json_object_new_array();

	json_object_object_foreach(outputs, pointer, id) {
		const char *last = strrchr(pointer, '/');

		if (strncmp(json_object_get_string(id), "ServerTasks-", 12) == 0 &&
		    (strcmp(last, "/TaskId") == 0 || strcmp(last, "/ServerTaskId") == 0))
			json_push_str(waits, pointer);
	}
	return waits;
}

static struct json_object *
request_json(struct export *e, struct item *item)
{
	struct json_object *r = json_object_new_object(), *body = json_get(item->doc, "Body");
	bool rereads = strcmp(json_str(item->doc, "Method", ""), "PUT") == 0 &&
	    json_object_is_type(json_get(body, "Version"), json_type_int);

	json_set_str(r, "Method", json_str(item->doc, "Method", ""));
	json_set_str(r, "Path", replace_words(e, json_str(item->doc, "Path", ""), "/"));
	json_set_str(r, "Query", replace_words(e, json_str(item->doc, "Query", ""), "&=,"));
	json_set(r, "Body", body == NULL ? NULL : json_copy(request_body(e, body)));
	json_set(r, "Upload", json_copy(json_get(item->doc, "Upload")));
	json_set_bool(r, "Rereads", rereads);
	json_set(r, "Waits", waits_of(json_get(item->doc, "Outputs")));
	return r;
}

struct json_object *
recording_export(struct work *w, const char *name, struct json_object *items)
{
	struct export e = {.w = w, .count = json_len(items), .names = json_new_object(w),
	    .refs = json_new_object(w), .secrets = json_new_array(w)};
	struct json_object *out = json_new_object(w), *requests = json_object_new_array();

	e.items = arena_array(w->arena, e.count + 1, sizeof(*e.items));
	for (size_t i = 0; i < e.count; i++)
		read_item(&e, &e.items[i], json_at(items, i));
	for (e.now = 0; e.now < e.count; e.now++)
		json_push(requests, request_json(&e, &e.items[e.now]));
	for (size_t i = 0; i < e.count; i++) {	/* known only now: later ones needed them */
		json_set(json_at(requests, i), "Finds", json_copy(e.items[i].finds));
		json_set(json_at(requests, i), "Produces", json_copy(e.items[i].produces));
	}
	json_set_str(out, "Format", "slipway-recording/1");
	json_set_str(out, "Name", name);
	json_set(out, "Secrets", json_copy(e.secrets));
	json_set(out, "Requests", requests);
	return out;
}
