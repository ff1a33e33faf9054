/*
 * See form.h and the list of input names in page.h.
 *
 * Types: the field table of the form's kind decides; where it is silent (free
 * properties) the stored value does, and new properties are texts, which is what the
 * API has there. Text areas come back with CR LF from every browser: the stored
 * text's line ends are restored, and an untouched text keeps its bytes.
 */
#include "cgi-bin/form.h"

#include <errno.h>
#include <strings.h>

#include "cgi-bin/merge.h"
#include "cgi-bin/repeat.h"
#include "lib/base/multipart.h"
#include "lib/model/field.h"

/* ---- reading ------------------------------------------------------------- */

static bool
read_parts(struct view *v)
{
	struct part *parts;
	size_t count;

	if (!multipart_parse(v->w, v->rq->content_type, v->rq->body, v->rq->body_len, &parts,
	    &count))
		return false;
	v->input.items = arena_array(v->w->arena, count + 1, sizeof(struct param));
	for (size_t i = 0; i < count; i++) {
		if (parts[i].filename != NULL) {
			v->file = &parts[i];
			continue;
		}
		v->input.items[v->input.count].name = parts[i].name;
		v->input.items[v->input.count++].value =
		    arena_strndup(v->w->arena, (const char *)parts[i].data, parts[i].size);
	}
	return true;
}

bool
form_read(struct view *v)
{
	if (strncasecmp(v->rq->content_type, "multipart/form-data", 19) == 0)
		return read_parts(v);
	return params_parse(v->w, v->rq->body, v->rq->body_len, FORM_INPUTS_MAX, &v->input);
}

const struct form *
form_find(struct view *v)
{
	const char *name = view_input(v, ".form");
	const struct form *f = v->page->forms;

	for (; f && (f->path || f->run); f++) {
		if (name == NULL || (f->name && strcmp(f->name, name) == 0))
			return f;
	}
	(void)fail(v->w, ERR_METHOD, "This page has no such form.");
	return NULL;
}

/*
 * ".secret": "/Pointer" or "/Pointer .input"; the input that it speaks of. Pointers may
 * hold blanks, names of such inputs do not.
 */
static const char *
input_of_secret(const char *said)
{
	const char *blank = strrchr(said, ' ');

	return blank && blank[1] == '.' ? blank + 1 : said;
}

bool
form_is_secret(const struct form *form, const struct params *input, const char *name)
{
	for (const char *const *s = form ? form->secrets : NULL; s && *s; s++) {
		if (strcmp(*s, name) == 0)
			return true;
	}
	for (size_t i = 0; form && i < input->count; i++) {
		if (strcmp(input->items[i].name, ".secret") == 0 &&
		    strcmp(input_of_secret(input->items[i].value), name) == 0)
			return true;
	}
	return false;
}

/* ---- values -------------------------------------------------------------- */

static struct json_object *
number_value(const char *text)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	/* Not a number, or beyond 64 bits: the text goes on, and the API says so at the field. */
	return text[0] && *end == '\0' && errno == 0 ? json_object_new_int64(n) :
	    json_object_new_string(text);
}

/* The type that the field table gives; where it has no say, the stored value's. */
static enum field_type
type_of(const struct field *field, struct json_object *stored)
{
	bool is_free = field == NULL || field->type == F_PROPERTIES || field->type == F_MAP ||
	    field->type == F_ANY;

	if (!is_free)
		return field->type;
	switch (json_object_get_type(stored)) {
	case json_type_boolean: return F_BOOL;
	case json_type_int: return F_INT;
	default: return F_TEXT;
	}
}

static struct json_object *
typed_value(struct work *w, const struct field *field, const char *text,
	struct json_object *stored)
{
	enum field_type type = type_of(field, stored);

	if (type == F_BOOL)
		return json_object_new_boolean(strcmp(text, "true") == 0);
	if (type == F_INT)
		return number_value(text);
	if (text[0] == '\0' && field && (field->flags & F_NULL))
		return NULL;
	if (!json_object_is_type(stored, json_type_string))
		return json_object_new_string(form_text(w, text, NULL));
	return json_object_new_string(form_text(w, text, json_object_get_string(stored)));
}

/* ---- merging ------------------------------------------------------------- */

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len >= n && strcmp(s + len - n, end) == 0;
}

static bool
is_below(const char *pointer, const char *at, const char *below)
{
	size_t n = strlen(at), m = strlen(below);

	return strncmp(pointer, at, n) == 0 && strncmp(pointer + n, below, m) == 0 &&
	    (pointer[n + m] == '\0' || pointer[n + m] == '/');
}

static bool
is_dropped(const struct form *form, const struct params *input, const char *at,
	const char *pointer)
{
	for (const struct form_branch *b = form->branches; b && b->control; b++) {
		const char *chosen = params_get(input, b->control);

		if (chosen && strcmp(chosen, b->value) == 0 && is_below(pointer, at, b->pointer))
			return true;
	}
	return false;
}

/* Whether an input before the i-th has the same name: lists begin anew at their first. */
static bool
is_first(const struct params *input, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(input->items[k].name, input->items[i].name) == 0)
			return false;
	}
	return true;
}

static bool
no_such_place(struct work *w, const char *pointer)
{
	return fail(w, ERR_INVALID, "The form has an input '%s' that fits nothing in the document.",
	    pointer);
}

/* "/Environments/-": the first empties the array, others append what is not empty. */
static bool
merge_item(struct work *w, const struct params *input, size_t i, struct json_object *body)
{
	const char *pointer = input->items[i].name, *value = input->items[i].value;
	const char *list = arena_strndup(w->arena, pointer, strlen(pointer) - 2);

	if (is_first(input, i) && !json_pointer_put(body, list, json_object_new_array()))
		return no_such_place(w, pointer);
	if (value[0] && !json_pointer_put(body, pointer, json_object_new_string(value)))
		return no_such_place(w, pointer);
	return true;
}

static bool
list_has(const char *list, const char *item, size_t len)
{
	for (const char *c = list; *c; c += strcspn(c, ","), c += *c == ',') {
		if (strcspn(c, ",") == len && strncasecmp(c, item, len) == 0)
			return true;
	}
	return false;
}

/* "/Roles/,": one text with commas between; what is typed may hold commas itself. */
static bool
merge_comma(struct work *w, const struct params *input, size_t i, struct json_object *body)
{
	const char *pointer = input->items[i].name, *c = input->items[i].value;
	const char *place = arena_strndup(w->arena, pointer, strlen(pointer) - 2);
	struct json_object *now = json_pointer(body, place);
	const char *text = now && !is_first(input, i) ? json_object_get_string(now) : "";

	while (*c) {
		size_t len;

		c += strspn(c, " ,\t\r\n");
		len = strcspn(c, ",\r\n");
		while (len && c[len - 1] == ' ')
			len--;
		if (len && !list_has(text, c, len))
			text = arena_printf(
			    w->arena, "%s%s%.*s", text, text[0] ? "," : "", (int)len, c);
		c += len + strspn(c + len, " ");
	}
	if (!json_pointer_put(body, place, json_object_new_string(text)))
		return no_such_place(w, pointer);
	return true;
}

/* A pointer without the mark of a comma-separated text. */
static const char *
place_of(struct work *w, const char *pointer)
{
	return ends_with(pointer, "/,") ? arena_strndup(w->arena, pointer, strlen(pointer) - 2) :
	    pointer;
}

static bool
merge_one(struct work *w, const struct kind *kind, const struct params *input, size_t i,
	struct json_object *body)
{
	const char *pointer = input->items[i].name, *text = input->items[i].value;
	const struct field *field = kind ? field_at(kind, body, place_of(w, pointer)) : NULL;
	struct json_object *stored;

	if (kind && field == NULL)
		return no_such_place(w, pointer);
	if (ends_with(pointer, "/-"))
		return merge_item(w, input, i, body);
	if (ends_with(pointer, "/,"))
		return merge_comma(w, input, i, body);
	stored = json_pointer(body, pointer);
	if (stored == NULL && text[0] == '\0')
		return true;		/* nothing before, nothing typed: absent stays absent */
	if (!json_pointer_put(body, pointer, typed_value(w, field, text, stored)))
		return no_such_place(w, pointer);
	return true;
}

static bool
set_branches(struct work *w, const struct form *form, const struct params *input,
	const char *at, struct json_object *body)
{
	for (const struct form_branch *b = form->branches; b && b->control; b++) {
		const char *chosen = params_get(input, b->control);
		struct json_object *value;

		if (chosen == NULL || strcmp(chosen, b->value) != 0 || b->set == NULL)
			continue;
		value = json_tokener_parse(b->set);
		if (!json_pointer_put(body, arena_printf(w->arena, "%s%s", at, b->pointer), value))
			return no_such_place(w, b->pointer);
	}
	return true;
}

bool
form_merge(struct work *w, const struct form *form, const struct params *input,
	struct json_object *body)
{
	const char *at = params_get(input, ".at");
	const struct kind *kind = form->kind ? kind_find(form->kind) : NULL;

	if (form->kind && kind == NULL)
		return fail(w, ERR_INTERNAL, "There is no kind '%s' of resource.", form->kind);
	if (at == NULL)
		at = "";
	if (!set_branches(w, form, input, at, body))
		return false;
	for (size_t i = 0; i < input->count; i++) {
		if (input->items[i].name[0] != '/' ||
		    is_dropped(form, input, at, input->items[i].name))
			continue;
		if (!merge_one(w, kind, input, i, body))
			return false;
	}
	return true;
}

/* ---- structure: parts that come, go, or change places ---------------------- */

/* The array and index that "/Steps/2" names; false if it names no place of an array. */
static bool
find_place(struct work *w, struct json_object *body, const char *pointer,
	struct json_object **ret_array, size_t *ret_index)
{
	const char *slash = strrchr(pointer, '/');
	struct json_object *array;
	char *end;
	unsigned long index;

	if (slash == NULL || slash[1] == '\0')
		return no_such_place(w, pointer);
	array = json_pointer(body, arena_strndup(w->arena, pointer, (size_t)(slash - pointer)));
	index = strtoul(slash + 1, &end, 10);
	if (*end || !json_object_is_type(array, json_type_array) || index > json_len(array))
		return no_such_place(w, pointer);
	*ret_array = array;
	*ret_index = index;
	return true;
}

static void
array_insert(struct json_object *array, size_t index, struct json_object *value)
{
	size_t len = json_len(array);

	json_push(array, NULL);
	for (size_t i = len; i > index; i--)
		json_object_array_put_idx(array, i, json_object_get(json_at(array, i - 1)));
	json_object_array_put_idx(array, index, value);
}

static struct json_object *
array_take(struct json_object *array, size_t index)
{
	struct json_object *value = json_object_get(json_at(array, index));

	json_object_array_del_idx(array, index, 1);
	return value;
}

static bool
move_part(struct work *w, struct json_object *body, const char *from_to)
{
	const char *blank = strchr(from_to, ' ');
	struct json_object *from_array, *to_array;
	size_t from, to;

	if (blank == NULL)
		return no_such_place(w, from_to);
	if (!find_place(w, body, arena_strndup(w->arena, from_to, (size_t)(blank - from_to)),
	    &from_array, &from) || from >= json_len(from_array))
		return work_failed(w) ? false : no_such_place(w, from_to);
	if (!find_place(w, body, blank + 1, &to_array, &to))
		return false;
	if (from_array != to_array || to >= json_len(to_array))
		return no_such_place(w, from_to);
	array_insert(to_array, to, array_take(from_array, from));
	return true;
}

static bool
change_structure(struct work *w, const struct form *form, const struct params *input,
	struct json_object *body)
{
	const char *insert = params_get(input, ".insert"), *removed = params_get(input, ".remove");
	const char *copy = params_get(input, ".copy"), *move = params_get(input, ".move");
	struct json_object *array;
	size_t i;

	if (insert) {
		if (!find_place(w, body, insert, &array, &i))
			return false;
		array_insert(array, i, json_tokener_parse(form->inserted ? form->inserted : "{}"));
	}
	if (removed) {
		if (!find_place(w, body, removed, &array, &i) || i >= json_len(array))
			return work_failed(w) ? false : no_such_place(w, removed);
		json_object_array_del_idx(array, i, 1);
	}
	if (copy) {
		if (!find_place(w, body, copy, &array, &i) || i >= json_len(array))
			return work_failed(w) ? false : no_such_place(w, copy);
		array_insert(array, i + 1, json_copy(json_at(array, i)));
	}
	return move ? move_part(w, body, move) : true;
}

/* ---- the request ---------------------------------------------------------- */

/*
 * Versions live in the body of processes and variable sets, else in the ETag; the page
 * has put the present one beside the form before it came here.
 */
static bool
check_version(struct view *v)
{
	const char *seen = view_input(v, ".version");
	struct json_object *now = json_get(view_doc(v, "Form"), "Version");

	if (seen == NULL || seen[0] == '\0' || now == NULL ||
	    strcmp(seen, json_object_get_string(now)) == 0)
		return true;
	return fail(v->w, ERR_CONFLICT,
	    "Somebody else saved this in the meantime (version %s; you "
	    "began with version %s). Nothing of yours was saved.",
	    json_object_get_string(now), seen);
}

const char *
form_document(struct view *v)
{
	const char *text = view_input(v, ".document");

	if (text && text[strspn(text, " \t\r\n")] == '\0' && v->file && v->file->size > 0)
		return arena_strndup(v->w->arena, (const char *)v->file->data, v->file->size);
	return text;
}

static struct json_object *
starting_body(struct view *v)
{
	const char *text = form_document(v);
	struct json_object *doc = v->form->document ? view_doc(v, v->form->document) : NULL;

	if (text) {
		doc = json_parse(v->w, text, strlen(text));
		if (doc == NULL)
			v->w->error.message = arena_printf(v->w->arena,
			    "This is not valid JSON: %s", v->w->error.message);
		return doc;
	}
	return doc ? json_own(v->w, json_copy(doc)) : json_new_object(v->w);
}

void
form_note_secret(struct view *v, const char *pointer, const char *input)
{
	json_set_str(v->request.secrets, pointer, input);
}

/* A secret that an input ".secret" speaks of, if it went into the body. */
static void
note_said(struct view *v, const char *said)
{
	const char *input = input_of_secret(said), *typed = view_input(v, input);
	const char *pointer = input == said ? said :
	    arena_strndup(v->w->arena, said, (size_t)(input - said - 1));
	struct json_object *value = pointer[0] == '/' ? json_pointer(v->request.body, pointer) :
	    NULL;

	if (typed && typed[0] && value && strcmp(json_object_get_string(value), typed) == 0)
		form_note_secret(v, pointer, input);
}

/* Typed secrets leave the body of what is shown; the script takes them from the form. */
static void
note_secrets(struct view *v)
{
	for (const char *const *s = v->form->secrets; s && *s; s++) {
		const char *typed = view_input(v, *s);

		if (typed && typed[0])
			form_note_secret(v, *s, *s);
	}
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, ".secret") == 0)
			note_said(v, v->input.items[i].value);
	}
}

static void
set_version(struct view *v)
{
	const char *seen = view_input(v, ".version");

	if (!v->form->is_by_etag && json_get(v->request.before, "Version") != NULL)
		return;			/* the merged body carries it */
	v->request.if_match = seen && seen[0] ? seen : NULL;
}

bool
form_build(struct view *v)
{
	const struct form *f = v->form;
	struct form_request *r = &v->request;
	bool has_body = strcmp(f->method, "DELETE") != 0 && !f->is_upload, is_right;

	*r = (struct form_request){.method = f->method, .secrets = json_new_object(v->w)};
	r->idempotency_key = repeat_key(v);
	if (f->document && strcmp(f->method, "PUT") == 0)
		r->before = view_doc(v, f->document);
	if (r->before && !check_version(v))
		return false;
	if (has_body) {
		r->body = starting_body(v);
		if (r->body == NULL || !change_structure(v->w, f, &v->input, r->body) ||
		    !form_merge(v->w, f, &v->input, r->body))
			return false;
	}
	if (has_body && r->before)
		merge_choices(v, r->before, r->body);
	is_right = f->adjust == NULL || f->adjust(v, r->body);
	if (has_body && f->document)	/* refused or not: the page shows what was typed */
		json_set(v->root, f->document, json_copy(r->body));
	if (!is_right)
		return false;
	set_version(v);
	note_secrets(v);
	r->path = view_api_path(v, f->path);
	return true;
}

/* A copy of the body with typed secrets taken out. */
static struct json_object *
body_without_secrets(struct view *v)
{
	struct json_object *body = json_own(v->w, json_copy(v->request.body));

	json_object_object_foreach(v->request.secrets, pointer, input) {
		(void)input;
		(void)!json_pointer_put(body, pointer, NULL);
	}
	return body;
}

const char *
form_request_json(struct view *v)
{
	const struct form_request *r = &v->request;
	struct json_object *o = json_new_object(v->w), *headers = json_object_new_object();

	json_set_str(o, "Method", r->method);
	json_set_str(o, "Path", r->path);
	json_set(o, "Headers", headers);
	if (r->idempotency_key)
		json_set_str(headers, "Idempotency-Key", r->idempotency_key);
	if (r->if_match)
		json_set_str(headers, "If-Match", arena_printf(v->w->arena, "\"%s\"", r->if_match));
	if (r->body)
		json_set(o, "Body", json_object_get(body_without_secrets(v)));
	json_set(o, "Secrets", json_object_get(r->secrets));
	json_set_str(o, "Next", v->form->next && v->form->next[0] ?
	    view_expand(v, v->form->next, NULL, true) : v->rq->path);
	if (v->form->done)
		json_set_str(o, "Done", view_expand(v, v->form->done, NULL, false));
	return json_text(v->w, o);
}
