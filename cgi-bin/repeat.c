/*
 * Forms that are posted twice: a double click, or once more because the first answer
 * never arrived. While both are on their way the API lets the second wait and answers
 * it alike. Later the second finds its document newer, or gone, and could not make the
 * same request again; then the answer is looked up by the key (page.c).
 */
#include "cgi-bin/repeat.h"

#define TYPED_MAX ((size_t)64 * 1024 * 1024)

/* Without CR: the browser sends line ends in another way than the script does. */
static void
add_text(struct arena *a, struct buf *out, const char *text)
{
	for (const char *c = url_encode(a, text); *c; c++) {
		if (strncmp(c, "%0D", 3) == 0)
			c += 2;
		else
			buf_putc(out, *c);
	}
}

const char *
repeat_key(struct view *v)
{
	const char *key = view_input(v, ".key");
	struct buf typed;

	if (key == NULL || key[0] == '\0')
		return NULL;
	buf_init(&typed, v->w->arena, TYPED_MAX);
	for (size_t i = 0; i < v->input.count; i++) {
		if (strcmp(v->input.items[i].name, ".csrf") == 0)
			continue;	/* of the session, not of the request */
		add_text(v->w->arena, &typed, v->input.items[i].name);
		buf_putc(&typed, '=');
		add_text(v->w->arena, &typed, v->input.items[i].value);
		buf_putc(&typed, '&');
	}
	return arena_printf(v->w->arena, "%s-%s", key, auth_request_mark(v->w, typed.s));
}

struct json_object *
repeat_find(struct view *v)
{
	struct error refused = v->w->error;
	const char *key = v->form->path && v->form->run == NULL ? repeat_key(v) : NULL;
	struct json_object *doc;
	struct api_answer answer;

	work_clear_error(v->w);
	if (key == NULL || !api_answered(v->w, key, &answer)) {
		v->w->error = refused;
		return NULL;
	}
	doc = json_parse(v->w, answer.body, answer.body_len);
	work_clear_error(v->w);
	return doc ? doc : json_new_object(v->w);
}
