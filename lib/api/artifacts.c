/*
 * Artifacts: files that belong to a task. Scripts leave them (the runner stores those),
 * clients add them. Content goes out as a file to be saved, never as a page.
 */
#include "lib/api/handlers.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/file_store.h"
#include "lib/base/url.h"

#define TAKE_MAX 1000
#define NAME_MAX_CHARACTERS 200

struct artifact {
	const char *id;
	const char *filename;
	const char *file;		/* NULL: no content yet */
	int64_t bytes;
	const char *related[4];		/* task, project, environment, deployment */
	const char *source;
};

/* {id} in table spelling. */
static const char *
id_of_call(struct work *w, const struct call *c)
{
	const char *id = call_name(c, "id");

	if (strncasecmp(id, "Artifacts-", 10) != 0)
		return id;
	return arena_printf(w->arena, "Artifacts-%s", id + 10);
}

/* ---- reading ------------------------------------------------------------------------- */

bool
artifacts_list(struct work *w, struct call *c)
{
	const char *ids = call_list(w, c, "ids"), *about = call_list_exact(w, c, "regarding");
	const char *part = call_query(c, "partialName"), *order = call_query(c, "order");
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take))
		return false;
	take = take > TAKE_MAX ? TAKE_MAX : take;
	order = order != NULL && strcasecmp(order, "asc") == 0 ? "asc" : "desc";
	return answer_list(w, c, "Artifact",
	    db_run(w, SQL_ARTIFACT_PAGE, c->space_id, ids, about, part, order, db_int(w, skip),
		db_int(w, take)),
	    db_run(w, SQL_ARTIFACT_TOTAL, c->space_id, ids, about, part), skip, take);
}

bool
artifacts_all(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_ARTIFACT_ALL, c->space_id), "artifact");
}

static bool
answer_one(struct work *w, struct call *c, const char *id)
{
	return answer_rows(w, c, db_run(w, SQL_ARTIFACT_JSON, id, c->space_id), "artifact");
}

bool
artifacts_get(struct work *w, struct call *c)
{
	return answer_one(w, c, id_of_call(w, c));
}

static bool
read_artifact(struct work *w, struct call *c, struct artifact *ret)
{
	const char *id = id_of_call(w, c);
	struct rows *rows = db_run(w, SQL_ARTIFACT_ROW, id, c->space_id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no artifact '%s'.", id);
	*ret = (struct artifact){id, rows_text(rows, 0, 0), rows_text(rows, 0, 1),
	    rows_int(rows, 0, 2), {rows_text(rows, 0, 3), rows_text(rows, 0, 4),
	    rows_text(rows, 0, 5), rows_text(rows, 0, 6)}, rows_text(rows, 0, 7)};
	return true;
}

/* ---- content ------------------------------------------------------------------------- */

static bool
open_store(struct work *w, const char **ret_root)
{
	const char *home = getenv("SLIPWAY_HOME");

	if (home == NULL || home[0] == '\0')
		return fail(w, ERR_INTERNAL, "SLIPWAY_HOME is not set.");
	return file_store_open(w, home, ret_root);
}

/* RFC 6266: a plain name for old clients, the whole one for others. */
static const char *
disposition(struct work *w, const char *filename)
{
	char *plain = arena_strdup(w->arena, filename);

	for (char *s = plain; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s) && strchr("._- ()", *s) == NULL)
			*s = '_';
	}
	return arena_printf(w->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain,
	    url_encode(w->arena, filename));
}

bool
artifacts_content_get(struct work *w, struct call *c)
{
	struct artifact a;
	const char *root;

	if (!read_artifact(w, c, &a) || !open_store(w, &root))
		return false;
	if (a.file == NULL)
		return fail(w, ERR_NOT_FOUND, "The artifact '%s' has no content yet.", a.filename);
	c->answer->content_type = "application/octet-stream";
	c->answer->disposition = disposition(w, a.filename);
	c->answer->etag = a.file;
	c->answer->is_sandboxed = true;
	if (c->rq->if_none_match != NULL && strstr(c->rq->if_none_match, a.file) != NULL) {
		c->answer->status = 304;
		return answer_text(c, 304, "");
	}
	if (!file_store_map(w, root, a.file, a.bytes, &c->answer->body))
		return false;
	c->answer->body_len = (size_t)a.bytes;
	return true;
}

static bool
store_content(struct work *w, const void *data, size_t len, struct stored_file *f)
{
	const char *root;

	if (!open_store(w, &root) || !file_store_begin(w, root, f))
		return false;
	if (file_store_write(w, f, data, len))
		return file_store_end(w, f);
	file_store_abandon(w, f);
	return false;
}

static void
add_event(struct work *w, struct call *c, const char *category, const char *verb,
    const struct artifact *a)
{
	call_event(w, c, category, "The artifact '%s' of %s was %s", a->filename, a->related[0],
	    verb);
	call_related(c, a->id);
	for (size_t i = 0; i < COUNT(a->related); i++)
		call_related(c, a->related[i]);
}

bool
artifacts_content_put(struct work *w, struct call *c)
{
	const struct api_upload *file = &c->rq->upload;
	const void *data = file->data != NULL ? (const void *)file->data : c->rq->body;
	size_t len = file->data != NULL ? (size_t)file->size : c->rq->body_len;
	struct stored_file f;
	struct artifact a;

	if (!read_artifact(w, c, &a) || !store_content(w, data == NULL ? "" : data, len, &f))
		return false;
	if (!db_change_one(w, SQL_ARTIFACT_SET_FILE, a.id, f.name, db_int(w, f.bytes))) {
		file_store_abandon(w, &f);
		return false;
	}
	add_event(w, c, "Modified", a.file == NULL ? "uploaded" : "replaced", &a);
	call_change(w, c, a.id, "Content", a.file, f.name);
	return answer_one(w, c, a.id);
}

/* ---- changing ------------------------------------------------------------------------ */

/* A name that leads nowhere and can be shown; NULL with a message at its field. */
static const char *
wanted_filename(struct work *w, const struct call *c)
{
	const char *name = body_str(c, "Filename");

	if (name == NULL) {
		fail_field(w, "/Filename", "'Filename' is required.");
		return NULL;
	}
	for (const char *s = name; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' || *s == 127 || *s == '/' || *s == '\\') {
			fail_field(w, "/Filename",
			    "A file's name has no slashes and no control characters.");
			return NULL;
		}
	}
	if (strlen(name) > NAME_MAX_CHARACTERS) {
		fail_field(w, "/Filename", "The name is longer than %d bytes.",
		    NAME_MAX_CHARACTERS);
		return NULL;
	}
	return name;
}

static const char *
wanted_source(const struct call *c)
{
	const char *source = body_str(c, "Source");

	return source == NULL ? "" : source;
}

/* "7" of "ServerTasks-3_7", NULL for a task alone. */
static const char *
wanted_activity(const struct call *c)
{
	const char *id = body_str(c, "LogCorrelationId");
	const char *mark = id != NULL ? strrchr(id, '_') : NULL;
	size_t len = mark != NULL ? strlen(mark + 1) : 0;

	return len > 0 && len < 19 && strspn(mark + 1, "0123456789") == len ? mark + 1 : NULL;
}

bool
artifacts_create(struct work *w, struct call *c)
{
	const char *task_id, *filename;
	struct artifact a = {0};
	struct rows *task, *rows;

	if (!call_needs_body(w, c) || (filename = wanted_filename(w, c)) == NULL)
		return false;
	task_id = body_str(c, "ServerTaskId");
	if (task_id == NULL)
		return fail_field(w, "/ServerTaskId", "'ServerTaskId' is required: the task that "
		    "the file belongs to.");
	task = db_run(w, SQL_ARTIFACT_TASK, task_id, c->space_id, wanted_activity(c));
	if (task == NULL)
		return false;
	if (rows_count(task) == 0)
		return fail_field(w, "/ServerTaskId", "There is no task '%s'.", task_id);
	rows = db_run(w, SQL_ARTIFACT_ADD, rows_text(task, 0, 0), rows_text(task, 0, 1), filename,
	    wanted_source(c));
	if (rows == NULL)
		return false;
	a = (struct artifact){rows_text(rows, 0, 0), filename, NULL, 0, {rows_text(task, 0, 0),
	    rows_text(task, 0, 2), rows_text(task, 0, 3), rows_text(task, 0, 4)}, NULL};
	add_event(w, c, "Created", "added", &a);
	if (!answer_one(w, c, a.id))
		return false;
	c->answer->status = 201;
	c->answer->location = arena_printf(w->arena, "/api/%s/artifacts/%s", c->space_id, a.id);
	return true;
}

bool
artifacts_edit(struct work *w, struct call *c)
{
	const char *filename;
	struct artifact a;

	if (!call_needs_body(w, c) || !read_artifact(w, c, &a) ||
	    (filename = wanted_filename(w, c)) == NULL ||
	    !db_change_one(w, SQL_ARTIFACT_EDIT, a.id, filename, wanted_source(c)))
		return false;
	add_event(w, c, "Modified", "changed", &a);
	call_change(w, c, a.id, "Filename", a.filename, filename);
	call_change(w, c, a.id, "Source", a.source, wanted_source(c));
	return answer_one(w, c, a.id);
}

bool
artifacts_delete(struct work *w, struct call *c)
{
	struct artifact a;

	if (!read_artifact(w, c, &a) || !db_change_one(w, SQL_ARTIFACT_DELETE, a.id))
		return false;
	add_event(w, c, "Deleted", "deleted", &a);
	return answer_text(c, 200, "{}");
}
