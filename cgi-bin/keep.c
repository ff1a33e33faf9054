/*
 * See keep.h. The inputs travel as base64 of the urlencoded form: one line of plain
 * ASCII, so no byte of a script can be lost to the line ends of an attribute.
 */
#include "cgi-bin/keep.h"

#include "cgi-bin/csrf.h"
#include "cgi-bin/form.h"
#include "lib/base/multipart.h"
#include "lib/base/seal.h"

#define KEPT_MAX ((size_t)4 * 1024 * 1024)	/* anybody may ask for it: not a whole request */

const struct page kept_page = {
	.template = "kept", .title = "What you typed is here · Slipway",
};

/* Inputs of one request only: they are made anew each time. */
static bool
is_of_request(const char *name)
{
	return strcmp(name, ".csrf") == 0 || strcmp(name, ".kept") == 0 ||
	    strcmp(name, ".review") == 0 || strncmp(name, ".pick:", 6) == 0;
}

bool
keep_may(const struct view *v)
{
	const struct http_request *rq = v->rq;

	return v->form && v->form->path && v->form->run == NULL &&
	    (rq->fetch_site[0] || rq->origin[0]) &&
	    csrf_same_origin(rq, getenv("SLIPWAY_PUBLIC_URL"));
}

/* ---- packing ---------------------------------------------------------------- */

static void
add_pair(struct arena *a, struct buf *out, const char *name, const char *value)
{
	if (out->len)
		buf_putc(out, '&');
	buf_puts(out, url_encode(a, name));
	buf_putc(out, '=');
	buf_puts(out, url_encode(a, value));
}

/* How a person calls a secret: "Password" for "/Password/NewValue". */
static const char *
name_of_secret(struct arena *a, const char *pointer)
{
	const char *end = strstr(pointer, "/NewValue");

	return arena_strndup(a, pointer + 1, end ? (size_t)(end - pointer - 1) :
	    strlen(pointer) - 1);
}

static const char *
pack(struct view *v)
{
	struct arena *a = v->w->arena;
	struct buf out;

	buf_init(&out, a, KEPT_MAX);
	for (size_t i = 0; i < v->input.count; i++) {
		const char *name = v->input.items[i].name, *value = v->input.items[i].value;

		if (is_of_request(name))
			continue;
		if (!form_is_secret(v->form, &v->input, name))
			add_pair(a, &out, name, value);
		else if (value[0])
			add_pair(a, &out, ".lost", name_of_secret(a, name));
	}
	if (v->file && v->file->size > 0)
		add_pair(a, &out, ".lost", v->file->filename);
	return out.is_full ? NULL : base64_encode(a, out.s, out.len);
}

static bool
unpack(struct view *v, const char *packed, struct params *ret)
{
	unsigned char *text;
	size_t len;

	if (!base64_decode(v->w->arena, packed, strlen(packed), &text, &len))
		return fail(v->w, ERR_INVALID, "The form's input '.kept' is damaged.");
	return params_parse(v->w, (const char *)text, len, FORM_INPUTS_MAX, ret);
}

/* ---- showing ------------------------------------------------------------------ */

static struct json_object *
typed(struct work *w, const struct form *form, const struct params *input)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < input->count; i++) {
		const struct param *one = &input->items[i];
		struct json_object *o;

		if (one->name[0] != '/' || one->value[0] == '\0' ||
		    form_is_secret(form, input, one->name))
			continue;
		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "Pointer", one->name);
		json_set_str(o, "Value", one->value);
	}
	return list;
}

struct json_object *
keep_typed(struct view *v)
{
	return typed(v->w, v->form, &v->input);
}

static bool
show(struct view *v, const char *action, const char *packed)
{
	struct json_object *kept, *lost;
	struct params input;

	if (!unpack(v, packed, &input))
		return false;
	kept = view_new_object(v, "Kept");
	lost = json_object_new_array();
	json_set_str(kept, "Action", action);
	json_set_str(kept, "Data", packed);
	json_set(kept, "Typed", json_object_get(typed(v->w, v->form, &input)));
	json_set(kept, "Lost", lost);
	for (size_t i = 0; i < input.count; i++) {
		if (strcmp(input.items[i].name, ".lost") == 0)
			json_push_str(lost, input.items[i].value);
	}
	json_set_bool(kept, "IsWhole", json_len(lost) == 0);
	return true;
}

bool
keep_pack(struct view *v, const char *action)
{
	const char *packed = pack(v);

	if (packed && show(v, action, packed))
		return true;
	work_clear_error(v->w);
	return false;
}

bool
keep_show(struct view *v, const char *action)
{
	return show(v, action, view_input(v, ".kept"));
}

bool
keep_unpack(struct view *v)
{
	const char *packed = view_input(v, ".kept");
	struct params posted = v->input, kept;

	if (packed == NULL)
		return true;
	if (!unpack(v, packed, &kept))
		return false;
	v->input.count = 0;
	v->input.items = arena_array(v->w->arena, posted.count + kept.count,
	    sizeof(struct param));
	for (size_t i = 0; i < kept.count; i++) {
		if (!is_of_request(kept.items[i].name))
			v->input.items[v->input.count++] = kept.items[i];
	}
	for (size_t i = 0; i < posted.count; i++) {
		if (is_of_request(posted.items[i].name) &&
		    strcmp(posted.items[i].name, ".kept") != 0)
			v->input.items[v->input.count++] = posted.items[i];
	}
	return true;
}
