/*
 * Makes the complete document from what a client sent, by the field tables: one
 * walk that renames, checks and fills. Rules between fields or rows are the
 * kinds' own (kind.check); references and secrets come after (write.c).
 */
#include "lib/model/field.h"

#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/clock.h"

#define TEXT_MAX 200
#define LONG_MAX_BYTES (1024 * 1024)

static struct json_object *complete_one(struct work *w, const struct field *f,
    struct json_object *sent, struct json_object *old, const char *pointer);

static const char *
below(struct work *w, const char *pointer, const char *name)
{
	return arena_printf(w->arena, "%s/%s", pointer, name);
}

/* Member by name without case; *ret_present tells null from absent. */
static struct json_object *
member(struct json_object *object, const char *name, bool *ret_present)
{
	struct json_object *value;

	*ret_present = true;
	if (json_object_object_get_ex(object, name, &value))
		return value;
	json_object_object_foreach(object, key, other) {
		if (strcasecmp(key, name) == 0)
			return other;
	}
	*ret_present = false;
	return NULL;
}

static struct json_object *
parse_default(const char *text)
{
	struct json_object *value = json_tokener_parse(text);

	if (value == NULL && strcmp(text, "null") != 0)
		abort();	/* a field table of ours is wrong */
	return value;
}

static struct json_object *
empty_secret(bool has_value)
{
	struct json_object *s = json_object_new_object();

	json_set_bool(s, "HasValue", has_value);
	json_set(s, "NewValue", NULL);
	json_set(s, "Hint", NULL);
	return s;
}

static struct json_object *
default_of(struct work *w, const struct field *f, const char *pointer)
{
	struct json_object *nothing;

	if (f->flags & F_LIST)
		return f->otherwise != NULL ? parse_default(f->otherwise) : json_object_new_array();
	if (f->otherwise != NULL)
		return parse_default(f->otherwise);
	if (f->flags & F_NULL)
		return NULL;
	switch (f->type) {
	case F_BOOL:
		return json_object_new_boolean(false);
	case F_INT:
		return json_object_new_int64(0);
	case F_TIME:
	case F_ANY:
	case F_VALUE:
	case F_PROPERTY:
		return NULL;
	case F_OBJECT:
	case F_VARIANT:
		nothing = json_new_object(w);
		return complete_one(w, f, nothing, NULL, pointer);
	case F_PROPERTIES:
	case F_MAP:
		return json_object_new_object();
	case F_SECRET:
		return empty_secret(false);
	default:
		return json_object_new_string("");
	}
}

/* Always NULL, as the value of what could not be read. */
static struct json_object *
refused(struct work *w, const struct field *f, const char *pointer, const char *what)
{
	fail_field(w, pointer, "'%s' must be %s.", f->name, what);
	return NULL;
}

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static struct json_object *
complete_text(struct work *w, const struct field *f, struct json_object *sent, const char *pointer)
{
	int64_t max = f->max > 0 ? f->max : f->type == F_TEXT || f->type == F_REF ? TEXT_MAX :
	    LONG_MAX_BYTES;
	const char *s;
	size_t len;

	if (!json_object_is_type(sent, json_type_string))
		return refused(w, f, pointer, "a text");
	s = json_object_get_string(sent);
	len = strlen(s);
	if (f->type == F_TEXT && (f->flags & F_REQUIRED)) {
		s += strspn(s, " \t\r\n");
		len = strlen(s);
		while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
			len--;
		s = arena_strndup(w->arena, s, len);
		if (has_control(s))
			(void)refused(
			    w, f, pointer, "a text without line ends and control characters");
	}
	if ((f->flags & F_REQUIRED) && len == 0)
		fail_field(w, pointer, "'%s' is required. Enter a value.", f->name);
	if ((int64_t)len > max)
		fail_field(w, pointer, "'%s' is too long: at most %lld characters are allowed.",
		    f->name, (long long)max);
	return json_object_new_string_len(s, (int)len);
}

static struct json_object *
complete_enum(struct work *w, const struct field *f, struct json_object *sent, const char *pointer)
{
	const char *s = json_object_is_type(sent, json_type_string) ?
	    json_object_get_string(sent) : "";
	struct buf list;

	for (size_t i = 0; f->values[i] != NULL; i++)
		if (strcasecmp(f->values[i], s) == 0 ||
		    (json_object_is_type(sent, json_type_int) &&
		    json_object_get_int64(sent) == (int64_t)i))
			return json_object_new_string(f->values[i]);
	buf_init(&list, w->arena, 4096);
	for (size_t i = 0; f->values[i] != NULL; i++)
		buf_printf(&list, "%s%s", i == 0 ? "" : ", ", f->values[i]);
	fail_field(w, pointer, "'%s' must be one of %s; '%s' is not.", f->name, list.s,
	    json_object_get_string(sent));
	return NULL;
}

static struct json_object *
complete_int(struct work *w, const struct field *f, struct json_object *sent, const char *pointer)
{
	int64_t n = json_object_get_int64(sent);

	if (!json_object_is_type(sent, json_type_int))
		return refused(w, f, pointer, "a whole number");
	if (n < 0 || (f->max > 0 && n > f->max))
		fail_field(w, pointer, f->max > 0 ? "'%s' must be from 0 to %lld." :
		    "'%s' must not be negative.", f->name, (long long)f->max);
	return json_object_new_int64(n);
}

static struct json_object *
complete_time(struct work *w, const struct field *f, struct json_object *sent, const char *pointer)
{
	const char *s = json_object_is_type(sent, json_type_string) ?
	    json_object_get_string(sent) : "";
	int64_t value = 0;

	if (f->type == F_TIME && !clock_parse_iso(s, &value))
		(void)refused(w, f, pointer, "a date and time like 2026-11-24T10:30:00+00:00");
	if (f->type == F_SPAN && !timespan_parse(s, &value))
		(void)refused(w, f, pointer, "a duration like 00:05:00 or 1.00:00:00");
	/* One form for all: some clients read no date without a time. */
	return json_object_new_string(
	    f->type == F_TIME && !work_failed(w) ? clock_iso(w->arena, value) : s);
}

/* A sensitive value as sent: NewValue stays for secrets_seal, the rest is our shape. */
static struct json_object *
complete_secret(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer)
{
	bool present;
	struct json_object *value, *secret;
	bool has_value;

	if (json_object_is_type(sent, json_type_string)) {	/* old clients send the bare text */
		secret = empty_secret(true);
		json_set(secret, "NewValue", json_object_get(sent));
		return secret;
	}
	if (!json_object_is_type(sent, json_type_object))
		return refused(w, f, pointer, "a sensitive value {\"HasValue\": true, "
		    "\"NewValue\": \"…\"}");
	value = member(sent, "NewValue", &present);
	has_value = json_object_get_boolean(member(sent, "HasValue", &present));
	if (!present)	/* absent: a new value sets, else what is stored stays */
		has_value = value != NULL || json_flag(old, "HasValue", false);
	secret = empty_secret(has_value || json_object_is_type(value, json_type_string));
	if (json_object_is_type(value, json_type_string))
		json_set(secret, "NewValue", json_object_get(value));
	return secret;
}

/* A text, or a sensitive value; booleans and numbers become texts, null stays. */
static struct json_object *
complete_property(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer)
{
	switch (json_object_get_type(sent)) {
	case json_type_null:
		return NULL;
	case json_type_object:
		return complete_secret(w, f, sent, old, pointer);
	case json_type_boolean:
		return json_object_new_string(json_object_get_boolean(sent) ? "True" : "False");
	case json_type_array:
		fail_field(w, pointer, "'%s' must be a text.", f->name);
		return NULL;
	default:
		return json_object_new_string(json_object_get_string(sent));
	}
}

/* Go clients choke on nulls among properties: left out. */
static struct json_object *
complete_properties(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer)
{
	struct json_object *out;

	if (!json_object_is_type(sent, json_type_object))
		return refused(w, f, pointer, "an object of texts");
	out = json_object_new_object();
	json_object_object_foreach(sent, key, value) {
		const struct field one = {.name = key};

		if (value != NULL)
			json_set(out, key, complete_property(w, &one, value, json_get(old, key),
			    below(w, pointer, key)));
	}
	return out;
}

static const struct field *
fields_of_variant(struct work *w, const struct variant *variants, const char *name,
    const char *value, const char *pointer)
{
	struct buf list;

	for (const struct variant *v = variants; v->value != NULL; v++)
		if (strcasecmp(v->value, value) == 0)
			return v->fields;
	buf_init(&list, w->arena, 4096);
	for (const struct variant *v = variants; v->value != NULL; v++)
		buf_printf(&list, "%s%s", v == variants ? "" : ", ", v->value);
	fail_field(w, below(w, pointer, name), "'%s' must be one of %s; '%s' is not.", name, list.s,
	    value);
	return NULL;
}

static void
complete_field(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer, struct json_object *out)
{
	const char *here = below(w, pointer, f->name);
	bool is_present, was_present = false;
	struct json_object *value = member(sent, f->name, &is_present);
	struct json_object *before = NULL, *made;

	if (f->flags & (F_MERGED | F_WRITE_ONLY))
		return;
	if (old != NULL)
		was_present = json_object_object_get_ex(old, f->name, &before);
	if ((f->flags & F_READ_ONLY) || ((f->flags & F_ON_CREATE) && was_present)) {
		if (was_present)
			json_set(out, f->name, json_copy(before));
		else if (!(f->flags & F_OPTIONAL))
			json_set(out, f->name, default_of(w, f, here));
		return;
	}
	if (value == NULL) {
		if (f->flags & F_REQUIRED)
			fail_field(w, here, "'%s' is required. Enter a value.", f->name);
		if (f->type == F_SECRET && before != NULL)	/* absent keeps what is stored */
			json_set(out, f->name, json_copy(before));
		else if (!(f->flags & F_OPTIONAL))
			json_set(out, f->name, default_of(w, f, here));
		return;
	}
	if ((f->flags & F_NULL) && f->type != F_LONG && f->type != F_TEXT &&
	    json_object_is_type(value, json_type_string) &&
	    json_object_get_string_len(value) == 0) {
		json_set(out, f->name, NULL);	/* "" is how forms and Go say: none */
		return;
	}
	if (!(f->flags & F_LIST)) {
		json_set(out, f->name, complete_one(w, f, value, before, here));
		return;
	}
	if (!json_object_is_type(value, json_type_array)) {
		fail_field(w, here, "'%s' must be a list.", f->name);
		return;
	}
	made = json_object_new_array();
	json_set(out, f->name, made);
	for (size_t i = 0; i < json_len(value); i++) {
		struct json_object *item = json_at(value, i), *old_item = NULL;
		const char *id = json_str(item, "Id", NULL);

		for (size_t n = 0; id != NULL && n < json_len(before); n++)
			if (strcasecmp(json_str(json_at(before, n), "Id", ""), id) == 0)
				old_item = json_at(before, n);
		if (item != NULL)
			json_push(made, complete_one(w, f, item, old_item,
			    arena_printf(w->arena, "%s/%zu", here, i)));
	}
}

static bool
is_named(const struct field *fields, const char *name)
{
	for (const struct field *f = fields; f != NULL && f->name != NULL; f++)
		if (strcasecmp(f->name, name) == 0)
			return true;
	return false;
}

static struct json_object *
complete_object(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer)
{
	struct json_object *out;
	const struct field *more = NULL;

	if (!json_object_is_type(sent, json_type_object)) {
		fail_field(
		    w, pointer, "'%s' must be an object.", f->name == NULL ? "The body" : f->name);
		return NULL;
	}
	out = json_object_new_object();
	for (const struct field *m = f->fields; m != NULL && m->name != NULL; m++)
		complete_field(w, m, sent, old, pointer, out);
	if (f->type == F_VARIANT && f->variants != NULL) {
		const char *value = json_str(out, f->variant, NULL);

		if (value != NULL)
			more = fields_of_variant(w, f->variants, f->variant, value, pointer);
		for (const struct field *m = more; m != NULL && m->name != NULL; m++)
			complete_field(w, m, sent, old, pointer, out);
	}
	json_object_object_foreach(sent, key, value) {
		if (is_named(f->fields, key) || is_named(more, key) ||
		    strcasecmp(key, "Links") == 0)
			continue;
		if (!json_object_object_get_ex(out, key, NULL))
			json_set(out, key, json_copy(value));
	}
	return out;
}

static struct json_object *
complete_one(struct work *w, const struct field *f, struct json_object *sent,
    struct json_object *old, const char *pointer)
{
	switch (f->type) {
	case F_TEXT:
	case F_LONG:
	case F_REF:
		return complete_text(w, f, sent, pointer);
	case F_BOOL:
		if (json_object_is_type(sent, json_type_boolean))
			return json_object_get(sent);
		return refused(w, f, pointer, "true or false");
	case F_INT:
		return complete_int(w, f, sent, pointer);
	case F_TIME:
	case F_SPAN:
		return complete_time(w, f, sent, pointer);
	case F_ENUM:
		return complete_enum(w, f, sent, pointer);
	case F_OBJECT:
	case F_VARIANT:
		return complete_object(w, f, sent, old, pointer);
	case F_PROPERTIES:
		return complete_properties(w, f, sent, old, pointer);
	case F_PROPERTY:
		return complete_property(w, f, sent, old, pointer);
	case F_SECRET:
		return complete_secret(w, f, sent, old, pointer);
	case F_VALUE:
		if (json_object_is_type(sent, json_type_string))
			return json_object_get(sent);
		return refused(w, f, pointer, "a text");
	case F_MAP:
		if (json_object_is_type(sent, json_type_object))
			return json_copy(sent);
		return refused(w, f, pointer, "an object");
	case F_ANY:
		return json_copy(sent);
	}
	return NULL;
}

struct json_object *
document_complete(struct work *w, const struct kind *k, struct json_object *sent,
    struct json_object *old)
{
	const struct field root = {
		.name = NULL, .type = k->variants != NULL ? F_VARIANT : F_OBJECT,
		.fields = k->fields, .variants = k->variants, .variant = k->variant,
	};
	struct json_object *doc = json_own(w, complete_object(w, &root, sent, old, ""));

	return work_failed(w) ? NULL : doc;
}
