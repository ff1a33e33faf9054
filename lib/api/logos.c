/*
 * Logos of projects and spaces, pictures of people and step types. Until somebody
 * uploads one, a picture is drawn from the initial letter: an SVG of our own, with
 * nothing of the name in it but that letter. Uploads are PNG, JPEG or WebP only,
 * since an SVG can hold scripts.
 */
#include "lib/api/handlers.h"

#include <ctype.h>

#include "lib/base/image.h"
#include "lib/base/seal.h"
#include "lib/base/utf8.h"
#include "lib/store/document.h"

static const char *const colours[] = {
	"#1f5fa8", "#7a3d9a", "#a8471f", "#1f7a4d", "#8a6d1a", "#a02c5a", "#34607a", "#4d6b1f",
};

/* The whole first character of the name, upper case if it is ASCII; '?' for none. */
static const char *
initial(struct work *w, const char *name)
{
	size_t len = 1;

	while (*name == ' ')
		name++;
	if (*name == '\0')
		return "?";
	if (isalnum((unsigned char)*name))
		return arena_printf(w->arena, "%c", toupper((unsigned char)*name));
	if (((unsigned char)*name & 0x80) == 0)
		return "#";
	while (((unsigned char)name[len] & 0xc0) == 0x80)
		len++;
	return arena_strndup(w->arena, name, len);
}

/* The same name has the same colour always, and every letter has its chances. */
static const char *
colour(const char *name)
{
	unsigned sum = 5381;

	for (; *name != '\0'; name++)
		sum = sum * 33 + (unsigned char)*name;
	return colours[sum % COUNT(colours)];
}

static bool
answer_drawn(struct work *w, struct call *c, const char *name)
{
	const char *svg = arena_printf(w->arena,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"96\" height=\"96\" "
	    "viewBox=\"0 0 96 96\"><rect width=\"96\" height=\"96\" rx=\"12\" fill=\"%s\"/>"
	    "<text x=\"48\" y=\"65\" font-family=\"sans-serif\" font-size=\"48\" "
	    "text-anchor=\"middle\" fill=\"#ffffff\">%s</text></svg>", colour(name),
	    initial(w, name));

	c->answer->content_type = "image/svg+xml";
	c->answer->etag = arena_strndup(w->arena, hash_hex(w->arena, svg, strlen(svg)), 32);
	c->answer->is_sandboxed = true;
	return answer_text(c, 200, svg);
}

static bool
answer_stored(struct work *w, struct call *c, struct rows *rows)
{
	unsigned char *bytes;
	size_t len;

	if (!db_bytes_read(w, rows_text(rows, 0, 2), &bytes, &len))
		return false;
	c->answer->content_type = rows_text(rows, 0, 1);
	c->answer->etag = rows_text(rows, 0, 0);
	c->answer->is_sandboxed = true;
	c->answer->status = 200;
	c->answer->body = (const char *)bytes;
	c->answer->body_len = len;
	return true;
}

/* The row's kind says whose logo; {id} or {owner} which one. */
static const char *
find_subject(struct work *w, struct call *c)
{
	return call_find(w, c, c->kind->name,
	    strstr(c->route->pattern, "{owner}") != NULL ? "owner" : "id");
}

static bool
is_same(struct call *c)
{
	const char *seen = c->rq->if_none_match;

	if (seen == NULL || c->answer->etag == NULL || strstr(seen, c->answer->etag) == NULL)
		return false;
	c->answer->status = 304;
	c->answer->body = "";
	c->answer->body_len = 0;
	return true;
}

static const char *
name_of(struct work *w, const struct kind *k, const char *id)
{
	struct json_object *doc = document_get(w, id);

	return doc == NULL ? NULL : json_str(doc, k->name_field != NULL ? k->name_field : "Name",
	    "");
}

bool
logo_get(struct work *w, struct call *c)
{
	const char *id = find_subject(w, c), *name;
	struct rows *rows;

	if (id == NULL || (rows = db_run(w, SQL_LOGO_GET, id)) == NULL)
		return false;
	if (rows_count(rows) > 0) {
		if (!answer_stored(w, c, rows))
			return false;
	} else if ((name = name_of(w, c->kind, id)) == NULL || !answer_drawn(w, c, name)) {
		return false;
	}
	(void)is_same(c);
	return true;
}

bool
logo_put(struct work *w, struct call *c)
{
	const struct api_upload *file = &c->rq->upload;
	const char *id = find_subject(w, c), *type, *hash;
	size_t size = file->size > 0 ? (size_t)file->size : 0;
	struct rows *old;

	if (id == NULL)
		return false;
	if (file->data == NULL || size == 0)
		return fail_field(w, "/fileToUpload",
		    "Choose a picture (PNG, JPEG or WebP) and send it as multipart/form-data.");
	if (!image_check(w, file->data, size, &type))
		return false;
	hash = arena_strndup(w->arena, hash_hex(w->arena, file->data, size), 32);
	old = db_run(w, SQL_LOGO_SET, id, hash, type, db_bytes(w, file->data, size));
	if (old == NULL)
		return false;
	call_related(c, id);
	call_change(w, c, id, "Logo", rows_text(old, 0, 0), hash);
	call_event(w, c, "Modified", "The logo of %s was changed", name_of(w, c->kind, id));
	return answer_text(c, 200, "{}");
}

bool
logo_delete(struct work *w, struct call *c)
{
	const char *id = find_subject(w, c);
	struct rows *old;

	if (id == NULL || (old = db_run(w, SQL_LOGO_REMOVE, id)) == NULL)
		return false;
	call_related(c, id);
	if (rows_count(old) > 0)
		call_change(w, c, id, "Logo", rows_text(old, 0, 0), NULL);
	call_event(w, c, "Modified", "The logo of %s was removed", name_of(w, c->kind, id));
	return answer_text(c, 200, "{}");
}

bool
user_avatar(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "user", "id"), *name;

	if (id == NULL || (name = name_of(w, kind_find("user"), id)) == NULL
	    || !answer_drawn(w, c, name))
		return false;
	(void)is_same(c);
	return true;
}

bool
action_logo_get(struct work *w, struct call *c)
{
	const char *type = call_name(c, "id");

	if (kind_of_id(type) == c->kind)
		return logo_get(w, c);
	if (strncmp(type, "Octopus.", 8) == 0)
		type += 8;
	return answer_drawn(w, c, type) && (is_same(c) || true);
}
