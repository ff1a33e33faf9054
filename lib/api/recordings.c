/*
 * Handlers of recordings: a person's own, never recorded themselves. What an export
 * looks like is in recording_export.c and recording_bash.c.
 */
#include "lib/api/record.h"

#include <strings.h>

#include "lib/api/lists.h"

static const char *
id_of_call(struct work *w, const struct call *c)
{
	const char *id = call_name(c, "id");

	if (strncasecmp(id, "Recordings-", 11) != 0)
		return id;
	return arena_printf(w->arena, "Recordings-%s", id + 11);
}

static bool
is_missing(struct work *w, struct rows *rows, const char *id)
{
	if (rows == NULL)
		return true;
	if (rows_count(rows) > 0 || rows_changed(rows) > 0)
		return false;
	fail(w, ERR_NOT_FOUND, "You have no recording with the id '%s'.", id);
	return true;
}

static bool
answer_recording(struct work *w, struct call *c, int status, const char *id)
{
	struct rows *rows = db_run(w, SQL_RECORDING_GET, id, w->principal.user_id);

	return !is_missing(w, rows, id) && answer_text(c, status, rows_text(rows, 0, 0));
}

/* A recording without its requests, for the audit; NULL if there is none of the person's. */
static struct json_object *
outline(struct work *w, const char *id)
{
	struct rows *rows = db_run(w, SQL_RECORDING_GET, id, w->principal.user_id);
	struct json_object *doc;

	if (is_missing(w, rows, id))
		return NULL;
	doc = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	json_object_object_del(doc, "Items");
	return doc;
}

/* The event of a change from c->before (NULL: it is new). */
static bool
note(struct work *w, struct call *c, const char *category, const char *id, const char *what)
{
	struct json_object *named = c->before;

	if (strcmp(category, "Deleted") != 0)
		named = c->after = outline(w, id);
	call_event(w, c, category, "Recording %s was %s", json_str(named, "Name", ""), what);
	call_related(c, id);
	return named != NULL;
}

bool
recordings_list(struct work *w, struct call *c)
{
	const char *running = call_query_flag(c, "running", false) ? "t" : "f";
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take))
		return false;
	return answer_list(w, c, "Recording",
	    db_run(w, SQL_RECORDING_LIST, w->principal.user_id, running, db_int(w, skip),
	    db_int(w, take)),
	    db_run(w, SQL_RECORDING_COUNT, w->principal.user_id, running), skip, take);
}

static const char *
name_of_body(struct work *w, const struct call *c)
{
	const char *name = body_str(c, "Name");

	if (name == NULL)
		fail_field(w, "/Name", "Give the recording a name.");
	else if (strlen(name) > 200)
		fail_field(w, "/Name", "The name is too long: at most 200 characters are allowed.");
	else
		return name;
	return NULL;
}

bool
recordings_start(struct work *w, struct call *c)
{
	const char *name, *session, *id;
	struct rows *rows;

	if (!call_needs_body(w, c) || (name = name_of_body(w, c)) == NULL)
		return false;
	/* With an API key there is no session: then it is all requests. */
	session = body_flag(c, "AllRequests", false) ? NULL : w->principal.session_id;
	if (db_run(w, SQL_RECORDING_END_FORGOTTEN, w->principal.user_id) == NULL)
		return false;
	rows = db_run(w, SQL_RECORDING_START, w->principal.user_id, session, name);
	if (rows == NULL)
		return false;
	id = rows_text(rows, 0, 0);
	c->answer->location = arena_printf(w->arena, "/api/slipway/recordings/%s", id);
	return note(w, c, "Created", id, "started") && answer_recording(w, c, 201, id);
}

bool
recordings_get(struct work *w, struct call *c)
{
	return answer_recording(w, c, 200, id_of_call(w, c));
}

bool
recordings_rename(struct work *w, struct call *c)
{
	const char *id = id_of_call(w, c), *name;

	if (!call_needs_body(w, c) || (name = name_of_body(w, c)) == NULL ||
	    (c->before = outline(w, id)) == NULL)
		return false;
	return db_run(w, SQL_RECORDING_RENAME, id, w->principal.user_id, name) != NULL &&
	    note(w, c, "Modified", id, "renamed") && answer_recording(w, c, 200, id);
}

bool
recordings_stop(struct work *w, struct call *c)
{
	const char *id = id_of_call(w, c);

	return (c->before = outline(w, id)) != NULL &&
	    db_run(w, SQL_RECORDING_STOP, id, w->principal.user_id) != NULL &&
	    note(w, c, "Modified", id, "ended") && answer_recording(w, c, 200, id);
}

bool
recordings_delete(struct work *w, struct call *c)
{
	const char *id = id_of_call(w, c);

	return (c->before = outline(w, id)) != NULL &&
	    db_run(w, SQL_RECORDING_REMOVE, id, w->principal.user_id) != NULL &&
	    note(w, c, "Deleted", id, "deleted") && answer_text(c, 200, "{}");
}

bool
recordings_delete_item(struct work *w, struct call *c)
{
	const char *id = id_of_call(w, c), *number = call_name(c, "number");

	if (strspn(number, "0123456789") != strlen(number) || strlen(number) > 6)
		return fail(w, ERR_NOT_FOUND, "The recording has no request '%s'.", number);
	c->before = outline(w, id);
	return c->before != NULL && !is_missing(
		   w, db_run(w, SQL_RECORDING_ITEM_REMOVE, id, w->principal.user_id, number), id) &&
	    note(w, c, "Modified", id, "changed: a request was taken out") &&
	    answer_recording(w, c, 200, id);
}

static bool
answer_bash(struct work *w, struct call *c, struct json_object *export, const char *id)
{
	const char *script = recording_bash(w, export);

	if (script == NULL)
		return fail(
		    w, ERR_TOO_LARGE, "The recording is too long for a script. Export it as JSON.");
	c->answer->content_type = "text/plain; charset=utf-8";
	c->answer->disposition = arena_printf(w->arena, "attachment; filename=\"%s.sh\"", id);
	return answer_text(c, 200, script);
}

bool
recordings_export(struct work *w, struct call *c)
{
	const char *format = call_query(c, "format"), *id = id_of_call(w, c);
	struct rows *rows = db_run(w, SQL_RECORDING_EXPORT, id, w->principal.user_id);
	struct json_object *items, *export;

	if (is_missing(w, rows, id))
		return false;
	items = json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	if (items == NULL)
		return false;
	export = recording_export(w, rows_text(rows, 0, 0), items);
	if (format == NULL || strcasecmp(format, "json") == 0) {
		c->answer->disposition = arena_printf(
		    w->arena, "attachment; filename=\"%s.json\"", id);
		return answer_json(w, c, 200, export);
	}
	if (strcasecmp(format, "bash") == 0)
		return answer_bash(w, c, export, id);
	return fail(
	    w, ERR_INVALID, "'%s' is no format of exports. Possible are bash and json.", format);
}
