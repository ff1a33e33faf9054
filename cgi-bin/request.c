/*
 * See request.h. The formats are made for pasting: a here-document or template
 * keeps the body readable, and quoting follows the rules of the language it is in.
 */
#include "cgi-bin/request.h"

#define TEXT_MAX ((size_t)48 * 1024 * 1024)
#define CHANGES_MAX 60

static const char *
pretty(struct json_object *body)
{
	return json_object_to_json_string_ext(body, JSON_C_TO_STRING_PRETTY |
	    JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
}

/* A word that no line of the body equals, to end the here-document. */
static const char *
end_word(struct work *w, const char *body)
{
	const char *word = "JSON";

	for (int n = 1; strstr(body, arena_printf(w->arena, "\n%s\n", word)) != NULL; n++)
		word = arena_printf(w->arena, "JSON%d", n);
	return word;
}

const char *
request_curl(struct work *w, const char *method, const char *path, struct json_object *body)
{
	struct buf out;
	const char *text = body ? pretty(body) : NULL, *end;

	buf_init(&out, w->arena, TEXT_MAX);
	buf_printf(&out, "curl -fsS -X %s \"$OCTOPUS_URL%s\" \\\n"
	    "  -H \"X-Octopus-ApiKey: $OCTOPUS_API_KEY\"", method, path);
	if (text == NULL) {
		buf_putc(&out, '\n');
		return out.s;
	}
	end = end_word(w, text);
	buf_printf(&out, " \\\n  -H \"Content-Type: application/json\" --data-binary @- <<'%s'\n"
	    "%s\n%s\n", end, text, end);
	return out.s;
}

/*
 * The official client takes routes without "/api" and with the names of its own
 * placeholders; a path without them is taken as it is.
 */
const char *
request_javascript(struct work *w, const char *method, const char *path, struct json_object *body)
{
	struct buf out;
	const char *route = strncmp(path, "/api/", 5) == 0 ? path + 4 : path;
	const char *call = strcmp(method, "POST") == 0 ? "doCreate" :
	    strcmp(method, "PUT") == 0 ? "doUpdate" :
	    strcmp(method, "DELETE") == 0 ? "del" : "get";

	buf_init(&out, w->arena, TEXT_MAX);
	buf_puts(&out, "import { Client } from \"@octopusdeploy/api-client\";\n\n"
	    "const client = await Client.create({\n"
	    "  userAgentApp: \"my-script\",\n"
	    "  instanceURL: process.env.OCTOPUS_URL,\n"
	    "  apiKey: process.env.OCTOPUS_API_KEY,\n});\n");
	buf_printf(&out, "const answer = await client.%s(\"~/api%s\"", call, route);
	if (body)
		buf_printf(&out, ", %s", pretty(body));
	else if (strncmp(call, "do", 2) == 0)
		buf_puts(&out, ", {}");		/* the client looks into its command */
	buf_puts(&out, ");\nconsole.log(answer);\n");
	return out.s;
}

const char *
request_http(struct work *w, const char *method, const char *path, struct json_object *body)
{
	const char *text = body ? pretty(body) : "";
	struct buf out;

	buf_init(&out, w->arena, TEXT_MAX);
	buf_printf(&out, "%s %s HTTP/1.1\nHost: $OCTOPUS_HOST\n"
	    "X-Octopus-ApiKey: $OCTOPUS_API_KEY\n", method, path);
	if (body)
		buf_printf(
		    &out, "Content-Type: application/json\nContent-Length: %zu\n", strlen(text));
	buf_printf(&out, "\n%s%s", text, body ? "\n" : "");
	return out.s;
}

/* ---- what a PUT changes ----------------------------------------------------- */

struct changes {
	struct work *w;
	struct json_object *list;
	size_t max;
};

static void
add_change(struct changes *c, const char *pointer, struct json_object *before,
	struct json_object *after)
{
	struct json_object *o = json_object_new_object();

	if (json_len(c->list) >= c->max) {
		json_object_put(o);
		return;
	}
	json_push(c->list, o);
	json_set_str(o, "Pointer", pointer);
	if (before)
		json_set_str(o, "Before", json_text(c->w, before));
	if (after)
		json_set_str(o, "After", json_text(c->w, after));
}

static void compare(
    struct changes *c, const char *at, struct json_object *a, struct json_object *b);

static void
compare_objects(struct changes *c, const char *at, struct json_object *a, struct json_object *b)
{
	json_object_object_foreach(b, key, value) {
		compare(c, json_pointer_below(c->w, at, key), json_get(a, key), value);
	}
	json_object_object_foreach(a, old_key, old_value) {
		if (!json_object_object_get_ex(b, old_key, NULL))
			add_change(c, json_pointer_below(c->w, at, old_key), old_value, NULL);
	}
}

static void
compare(struct changes *c, const char *at, struct json_object *a, struct json_object *b)
{
	if (json_object_equal(a, b))
		return;
	if (json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
		compare_objects(c, at, a, b);
		return;
	}
	if (json_object_is_type(a, json_type_array) && json_object_is_type(b, json_type_array) &&
	    json_len(a) == json_len(b) &&
	    json_object_is_type(json_at(a, 0), json_type_object)) {
		for (size_t i = 0; i < json_len(a); i++)
			compare(c, arena_printf(c->w->arena, "%s/%zu", at, i), json_at(a, i),
			    json_at(b, i));
		return;
	}
	add_change(c, at, a, b);
}

struct json_object *
request_changes(struct work *w, struct json_object *before, struct json_object *after, size_t max)
{
	struct changes c = {.w = w, .list = json_new_array(w), .max = max};

	compare(&c, "", before, after);
	return c.list;
}

/* ---- showing ---------------------------------------------------------------- */

void
request_show(struct view *v)
{
	const struct form_request *r = &v->request;
	struct json_object *o = view_new_object(v, "Request");
	struct json_object *body = r->body ? json_own(v->w, json_copy(r->body)) : NULL;

	json_object_object_foreach(r->secrets, pointer, input) {
		(void)input;
		(void)!json_pointer_put(body, pointer, json_object_new_string("…"));
	}
	json_set_str(o, "Label", v->form->label ? v->form->label : "Save");
	json_set_str(o, "Method", r->method);
	json_set_str(o, "Path", r->path);
	json_set_str(o, "Curl", request_curl(v->w, r->method, r->path, body));
	json_set_str(o, "JavaScript", request_javascript(v->w, r->method, r->path, body));
	json_set_str(o, "Http", request_http(v->w, r->method, r->path, body));
	if (r->before)
		json_set(o, "Changes", json_object_get(request_changes(v->w, r->before, body,
		    CHANGES_MAX)));
}
