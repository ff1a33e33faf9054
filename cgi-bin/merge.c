/*
 * See merge.h. The version that somebody began with is not kept anywhere, so a
 * difference may be a change of either person; both texts stand side by side.
 */
#include "cgi-bin/merge.h"

#include "cgi-bin/decorate.h"
#include "cgi-bin/form.h"
#include "cgi-bin/keep.h"
#include "lib/base/buf.h"

#define PICK ".pick:"
#define DIFFERENCES_MAX 200
#define LINES_MAX 400

/* ---- where the part stands now ------------------------------------------------- */

static const char *
index_of(struct view *v, struct json_object *array, const char *id)
{
	for (size_t i = 0; i < json_len(array); i++) {
		if (strcmp(json_str(json_at(array, i), "Id", ""), id) == 0)
			return arena_printf(v->w->arena, "%zu", i);
	}
	return NULL;
}

static void
set_input(struct view *v, const char *name, const char *value)
{
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, name) == 0)
			v->input.items[i].value = value;
	}
}

/* Inputs below .at are written anew for the place where the part with the id .of is now. */
static bool
follow_part(struct view *v, struct json_object *now)
{
	const char *at = view_input(v, ".at"), *of = view_input(v, ".of"), *index, *place;
	const char *slash = at ? strrchr(at, '/') : NULL;
	size_t len = at ? strlen(at) : 0;

	if (slash == NULL || of == NULL || of[0] == '\0')
		return true;
	place = arena_strndup(v->w->arena, at, (size_t)(slash - at));
	index = index_of(v, json_pointer(now, place), of);
	if (index == NULL)
		return false;
	place = arena_printf(v->w->arena, "%s/%s", place, index);
	for (size_t i = 0; i < v->input.count; i++) {
		struct param *p = &v->input.items[i];

		if (strncmp(p->name, at, len) == 0 && (p->name[len] == '/' || p->name[len] == '\0'))
			p->name = arena_printf(v->w->arena, "%s%s", place, p->name + len);
	}
	set_input(v, ".at", place);
	return true;
}

/* ---- differences ------------------------------------------------------------------ */

static const char *
text_of(struct view *v, struct json_object *value)
{
	struct buf b;

	if (!json_object_is_type(value, json_type_array))
		return value == NULL ? "" : json_object_get_string(value);
	buf_init(&b, v->w->arena, 65536);
	for (size_t i = 0; i < json_len(value); i++) {
		struct json_object *item = json_at(value, i);

		buf_printf(&b, "%s%s", i ? ", " : "",
		    json_str(item, "Name", json_object_get_string(item)));
	}
	return b.s;
}

/* The last token of a pointer without its escapes: how the field is called. */
static const char *
label_of(struct view *v, const char *pointer)
{
	char *label = arena_strdup(v->w->arena, strrchr(pointer, '/') + 1), *to = label;

	for (const char *c = label; *c; c++) {
		if (c[0] == '~' && (c[1] == '0' || c[1] == '1'))
			*to++ = *++c == '1' ? '/' : '~';
		else
			*to++ = *c;
	}
	*to = '\0';
	return label;
}

static void
push_line(struct json_object *lines, bool is_yours, const char *start, size_t len)
{
	struct json_object *o = json_object_new_object();

	json_set_bool(o, "IsYours", is_yours);
	json_set(o, "Text", json_object_new_string_len(start, (int)len));
	json_push(lines, o);
}

/* Each whole line of a text from start to end, at most LINES_MAX in all. */
static void
push_lines(struct json_object *lines, bool is_yours, const char *start, const char *end)
{
	while (start < end && json_len(lines) < LINES_MAX) {
		const char *stop = memchr(start, '\n', (size_t)(end - start));

		if (stop == NULL)
			stop = end;
		push_line(lines, is_yours, start, (size_t)(stop - start));
		start = stop + 1;
	}
}

/* Texts of several lines: what both begin and end with is left out. */
static struct json_object *
line_difference(const char *theirs, const char *yours)
{
	struct json_object *lines = json_object_new_array();
	const char *a = theirs, *b = yours;
	const char *a_end = theirs + strlen(theirs), *b_end = yours + strlen(yours);

	if (strchr(theirs, '\n') == NULL && strchr(yours, '\n') == NULL)
		return lines;
	while (*a && *a == *b)
		a++, b++;
	while (a > theirs && a[-1] != '\n')
		a--, b--;
	while (a_end > a && b_end > b && a_end[-1] == b_end[-1])
		a_end--, b_end--;
	while (*a_end && (a_end == a || a_end[-1] != '\n'))
		a_end++;
	while (*b_end && (b_end == b || b_end[-1] != '\n'))
		b_end++;
	push_lines(lines, false, a, a_end);
	push_lines(lines, true, b, b_end);
	return lines;
}

static void
add_difference(struct view *v, struct json_object *list, const char *pointer,
    struct json_object *theirs, struct json_object *yours)
{
	struct json_object *o = json_object_new_object();

	json_push(list, o);
	json_set_str(o, "Pointer", pointer);
	json_set_str(o, "Label", label_of(v, pointer));
	json_set_str(o, "Input", arena_printf(v->w->arena, PICK "%s", pointer));
	json_set_str(o, "Theirs", text_of(v, theirs));
	json_set_str(o, "Yours", text_of(v, yours));
	json_set(o, "Lines", line_difference(text_of(v, theirs), text_of(v, yours)));
}

static void find_differences(struct view *v, struct json_object *list, const char *pointer,
    struct json_object *theirs, struct json_object *yours);

static void
compare_members(struct view *v, struct json_object *list, const char *pointer,
    struct json_object *theirs, struct json_object *yours)
{
	json_object_object_foreach(yours, name, value)
		find_differences(v, list, json_pointer_below(v->w, pointer, name),
		    json_get(theirs, name), value);
	json_object_object_foreach(theirs, other, gone) {
		if (!json_object_object_get_ex(yours, other, NULL))
			find_differences(v, list, json_pointer_below(v->w, pointer, other),
			    gone, NULL);
	}
}

static bool
are_alike(struct json_object *a, struct json_object *b, enum json_type type)
{
	return json_object_is_type(a, type) && json_object_is_type(b, type);
}

static void
find_differences(struct view *v, struct json_object *list, const char *pointer,
    struct json_object *theirs, struct json_object *yours)
{
	size_t len = json_len(yours);

	if (json_object_equal(theirs, yours) || json_len(list) >= DIFFERENCES_MAX)
		return;
	if (are_alike(theirs, yours, json_type_object)) {
		compare_members(v, list, pointer, theirs, yours);
	} else if (are_alike(theirs, yours, json_type_array) && json_len(theirs) == len
	    && json_object_is_type(json_at(yours, 0), json_type_object)) {
		for (size_t i = 0; i < len; i++)
			find_differences(v, list, arena_printf(v->w->arena, "%s/%zu", pointer, i),
			    json_at(theirs, i), json_at(yours, i));
	} else {
		add_difference(v, list, pointer, theirs, yours);
	}
}

void
merge_compare(struct view *v, struct json_object *list, struct json_object *before,
    struct json_object *after)
{
	find_differences(v, list, "", before, after);
}

/* ---- the offer --------------------------------------------------------------------- */

/* An input that names a part by its place, which may hold another part by now. */
static bool
is_by_place(struct view *v, const char *name)
{
	const char *at = view_input(v, ".at");
	size_t len = at && at[0] && view_input(v, ".of") ? strlen(at) : 0;

	if (name[0] != '/' || (len > 0 && strncmp(name, at, len) == 0 && name[len] == '/'))
		return false;
	for (; *name; name++) {
		if (name[0] == '/' && name[1] >= '0' && name[1] <= '9')
			return true;
	}
	return false;
}

static bool
can_merge(struct view *v)
{
	static const char *const whole[] = {".document", ".remove", ".move", ".copy", ".into",
	    ".out", ".disable", ".enable"};

	for (size_t i = 0; i < COUNT(whole); i++) {
		if (view_input(v, whole[i]))
			return false;
	}
	for (size_t i = 0; i < v->input.count; i++) {
		if (is_by_place(v, v->input.items[i].name))
			return false;
	}
	return v->form->document && v->request.body == NULL && v->request.before != NULL;
}

static void
say_who(struct view *v, struct json_object *conflict, struct json_object *now)
{
	json_set_str(conflict, "By", json_str(now, "LastModifiedBy", ""));
	json_set_str(conflict, "Changed", json_str(now, "LastModifiedOn", NULL));
	decorate_time(v, conflict, "Changed");
}

static void
put_back(struct view *v, struct json_object *stored, struct json_object *body,
    const char *pointer)
{
	struct json_object *value = json_pointer(stored, pointer), *parent;
	const char *slash = strrchr(pointer, '/');

	if (value != NULL) {
		if (!json_pointer_put(body, pointer, json_copy(value)))
			work_clear_error(v->w);
		return;
	}
	if (slash == NULL)
		return;
	parent = json_pointer(body, arena_strndup(v->w->arena, pointer,
	    (size_t)(slash - pointer)));
	if (json_object_is_type(parent, json_type_object))
		json_object_object_del(parent, label_of(v, pointer));
}

/* The document of now with what was typed but secrets; NULL if it cannot be made. */
static struct json_object *
make_mine(struct view *v, struct json_object *now)
{
	const char *version = json_object_get_string(json_get(view_doc(v, "Form"), "Version"));
	struct json_object *mine;

	if (!follow_part(v, now))
		return NULL;
	set_input(v, ".version", arena_strdup(v->w->arena, version));
	if (!form_build(v))
		return NULL;
	mine = json_own(v->w, json_copy(v->request.body));
	for (const char *const *s = v->form->secrets; s && *s; s++)
		put_back(v, now, mine, *s);
	json_object_object_foreach(v->request.secrets, pointer, input) {
		(void)input;
		put_back(v, now, mine, pointer);
	}
	return mine;
}

void
merge_offer(struct view *v, const char *action)
{
	struct json_object *conflict = view_new_object(v, "Conflict");
	struct json_object *list = json_object_new_array(), *now, *mine = NULL;

	json_set_str(conflict, "Message", v->w->error.message);
	json_set(conflict, "Typed", json_object_get(keep_typed(v)));
	json_set(conflict, "Differences", list);
	work_clear_error(v->w);
	if (can_merge(v)) {
		now = json_own(v->w, json_copy(v->request.before));
		mine = make_mine(v, now);
		if (mine != NULL && keep_pack(v, action)) {
			find_differences(v, list, "", now, mine);
			say_who(v, conflict, now);
		}
		work_clear_error(v->w);
	}
	json_set_bool(conflict, "IsMergeable", json_len(list) > 0);
}

/* ---- the choices --------------------------------------------------------------------- */

void
merge_choices(struct view *v, struct json_object *stored, struct json_object *body)
{
	for (size_t i = 0; i < v->input.count; i++) {
		const struct param *p = &v->input.items[i];

		if (strncmp(p->name, PICK, strlen(PICK)) == 0 && strcmp(p->value, "theirs") == 0)
			put_back(v, stored, body, p->name + strlen(PICK));
	}
}
