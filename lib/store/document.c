/*
 * Reading documents. What a read answers is made by the SQL function present().
 */
#include "lib/store/document.h"

const char *
document_text(struct work *w, const char *id, const char **ret_version)
{
	struct rows *rows = db_run(w, SQL_RESOURCE_TEXT, id);

	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	if (ret_version != NULL)
		*ret_version = rows_text(rows, 0, 1);
	return rows_text(rows, 0, 0);
}

struct json_object *
document_find(struct work *w, const char *id)
{
	const char *text = document_text(w, id, NULL);

	return text == NULL ? NULL : json_parse(w, text, strlen(text));
}

struct json_object *
document_get(struct work *w, const char *id)
{
	struct json_object *doc = document_find(w, id);

	if (doc == NULL)
		fail(w, ERR_NOT_FOUND, "There is no resource with the id '%s'.", id);
	return doc;
}

const char *
document_id_of(struct work *w, const char *kind, const char *space_id, const char *owner_id,
    const char *id_slug_or_name)
{
	struct rows *rows = db_run(
	    w, SQL_RESOURCE_ID_OF, kind, space_id, owner_id, id_slug_or_name);

	if (rows == NULL || rows_count(rows) == 0)
		return NULL;
	return rows_text(rows, 0, 0);
}

struct json_object *
document_all(struct work *w, const char *kind, const char *space_id, const char *owner_id)
{
	struct rows *rows = db_run(w, SQL_RESOURCE_ALL, kind, space_id, owner_id);

	if (rows == NULL)
		return NULL;
	return json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
}
