/*
 * What the recorder knows about bodies: which values are secrets, which strings refer
 * to other documents. Pure functions over trees.
 */
#include "lib/api/record.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/buf.h"

#define DEPTH_MAX 32
#define INTERRUPTIONS "Interruptions-"

/* ---- secrets ------------------------------------------------------------------------ */

struct mask {
	struct work *w;
	const struct kind *kind;
	struct json_object *root;
	struct json_object *names;	/* secret name -> pointer that has it */
};

/* Members that are secrets wherever they occur. */
static const char *const secret_members[] = {
	"NewValue", "Password", "NewPassword", "CurrentPassword", "ApiKey", "Passphrase",
	"PrivateKey", "ClientSecret", "SecretKey", "Token", "PrivateKeyFile",
	"PrivateKeyPassphrase", "JsonKey",
};

static bool
is_secret_member(const char *name)
{
	for (size_t i = 0; i < COUNT(secret_members); i++)
		if (strcasecmp(secret_members[i], name) == 0)
			return true;
	return false;
}

static struct json_object *
member(struct json_object *object, const char *name)
{
	json_object_object_foreach(object, key, value) {
		if (strcasecmp(key, name) == 0)
			return value;
	}
	return NULL;
}

static bool
is_sensitive_variable(struct json_object *object)
{
	struct json_object *type = member(object, "Type");

	if (json_object_get_boolean(member(object, "IsSensitive")))
		return true;
	return json_object_is_type(type, json_type_string) &&
	    strcasecmp(json_object_get_string(type), "Sensitive") == 0;
}

/*
 * Values that somebody typed for prompted variables; which of them are sensitive is
 * said by the variables, so all are taken for it. Commands call them Variables.
 */
static bool
is_prompted(const char *pointer)
{
	static const char *const members[] = {"/FormValues/", "/Variables/"};

	for (size_t i = 0; i < COUNT(members); i++) {
		size_t len = strlen(members[i]);

		if (strncasecmp(pointer, members[i], len) == 0 &&
		    strchr(pointer + len, '/') == NULL)
			return true;
	}
	return false;
}

static bool
is_secret(struct mask *m, struct json_object *object, const char *key, const char *pointer)
{
	const struct field *f;

	if (is_secret_member(key) || is_prompted(pointer))
		return true;
	if (strcasecmp(key, "Value") == 0 && is_sensitive_variable(object))
		return true;
	f = m->kind == NULL ? NULL : field_at(m->kind, m->root, pointer);
	return f != NULL && (f->type == F_SECRET || (f->flags & F_WRITE_ONLY));
}

/* "SECRET_" and the words of both texts, upper case. */
static const char *
secret_name(struct mask *m, const char *owner, const char *what, const char *pointer)
{
	struct buf b;
	const char *name, *taken;
	bool gap = false;

	buf_init(&b, m->w->arena, 4096);
	buf_puts(&b, "SECRET");
	for (const char *s = arena_printf(m->w->arena, " %s %s", owner, what); *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s)) {
			gap = true;
			continue;
		}
		if (gap)
			buf_putc(&b, '_');
		buf_putc(&b, (char)toupper((unsigned char)*s));
		gap = false;
	}
	name = b.s;
	for (int n = 2; (taken = json_str(m->names, name, NULL)) != NULL &&
	    strcmp(taken, pointer) != 0; n++)
		name = arena_printf(m->w->arena, "%s_%d", b.s, n);
	json_set_str(m->names, name, pointer);
	return name;
}

/* The word of a pointer that says what the secret is: not NewValue or Value. */
static const char *
telling_word(struct work *w, const char *pointer, const char *key)
{
	const char *end = strrchr(pointer, '/'), *begin;

	if (strcasecmp(key, "Value") == 0)
		return "";
	if (strcasecmp(key, "NewValue") != 0 || end == NULL)
		return key;
	for (begin = end; begin > pointer && begin[-1] != '/'; begin--)
		;
	return arena_strndup(w->arena, begin, (size_t)(end - begin));
}

static void mask_value(struct mask *m, struct json_object *value, const char *pointer,
    const char *owner, int depth);

static void
mask_object(struct mask *m, struct json_object *object, const char *pointer, const char *owner,
    int depth)
{
	struct json_object *name = member(object, "Name");

	if (json_object_is_type(name, json_type_string))
		owner = json_object_get_string(name);
	json_object_object_foreach(object, key, value) {
		const char *here = arena_printf(m->w->arena, "%s/%s", pointer, key);
		struct json_object *hidden;

		if (!json_object_is_type(value, json_type_string) ||
		    json_object_get_string_len(value) == 0 || !is_secret(m, object, key, here)) {
			mask_value(m, value, here, owner, depth + 1);
			continue;
		}
		hidden = json_object_new_object();
		json_set_str(hidden, "@secret", secret_name(m, owner,
		    telling_word(m->w, here, key), here));
		json_set(object, key, hidden);
	}
}

static void
mask_value(struct mask *m, struct json_object *value, const char *pointer, const char *owner,
    int depth)
{
	if (depth > DEPTH_MAX)
		return;
	if (json_object_is_type(value, json_type_object))
		mask_object(m, value, pointer, owner, depth);
	for (size_t i = 0; i < json_len(value); i++)
		mask_value(m, json_at(value, i), arena_printf(m->w->arena, "%s/%zu", pointer, i),
		    owner, depth + 1);
}

struct json_object *
record_mask(struct work *w, const struct kind *kind, struct json_object *body)
{
	struct mask m = {.w = w, .kind = kind, .root = body, .names = json_new_object(w)};
	struct json_object *copy = json_own(w, json_copy(body));

	mask_value(&m, copy, "", "", 0);
	return copy;
}

/* ---- references ----------------------------------------------------------------------- */

/* Lists of ids whose names do not end with Ids; those of a scope of variables are singular. */
static const char *const referring_members[] = {
	"Environments", "ExcludedEnvironments", "Channels", "SkipActions",
	"AutomaticDeploymentTargets", "OptionalDeploymentTargets",
	"Environment", "Machine", "Channel", "Action", "ProcessOwner",
};

bool
record_refers(const char *name)
{
	size_t len = strlen(name);

	if (len >= 2 && strcasecmp(name + len - 2, "Id") == 0)
		return true;
	if (len >= 3 && strcasecmp(name + len - 3, "Ids") == 0)
		return true;
	for (size_t i = 0; i < COUNT(referring_members); i++)
		if (strcasecmp(referring_members[i], name) == 0)
			return true;
	return false;
}

/* What a task asks people is no document, but has an id and is found by its title. */
static bool
is_interruption(const char *text)
{
	size_t len = strlen(INTERRUPTIONS);

	return strncasecmp(text, INTERRUPTIONS, len) == 0 && text[len] != '\0' &&
	    text[len + strspn(text + len, "0123456789")] == '\0';
}

bool
record_is_id(const char *text)
{
	const struct kind *k = strlen(text) > 200 ? NULL : kind_of_id(text);
	const char *rest;

	if (k == NULL)
		return is_interruption(text);
	rest = text + strlen(k->prefix);
	if (*rest != '\0' && strspn(rest, "0123456789") == strlen(rest))
		return true;
	return strspn(rest, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") ==
	    strlen(rest) && *rest != '\0' && strcspn(rest, " ./") == strlen(rest);
}

const char *
record_id(struct work *w, const char *text)
{
	const struct kind *k = kind_of_id(text);

	if (k != NULL)
		return id_canonical(w, k, text);
	return is_interruption(text) ? arena_printf(w->arena, INTERRUPTIONS "%s",
	    text + strlen(INTERRUPTIONS)) : text;
}

static struct json_object *
visit_string(struct json_object *value, record_visit *fn, void *ctx)
{
	if (!json_object_is_type(value, json_type_string) || json_object_get_string_len(value) == 0)
		return NULL;
	return fn(ctx, json_object_get_string(value));
}

/* The value of a variable whose type is a kind of account or pool is an id. */
static bool
is_typed_value(struct json_object *variable, const char *key)
{
	struct json_object *type = strcasecmp(key, "Value") == 0 ? member(variable, "Type") : NULL;

	return json_object_is_type(type, json_type_string) &&
	    strcasecmp(json_object_get_string(type), "String") != 0;
}

static void
walk(struct json_object *value, bool refers, record_visit *fn, void *ctx, int depth)
{
	struct json_object *other;

	if (depth > DEPTH_MAX)
		return;
	for (size_t i = 0; i < json_len(value); i++) {
		other = refers ? visit_string(json_at(value, i), fn, ctx) : NULL;
		if (other != NULL)
			json_object_array_put_idx(value, i, other);
		else
			walk(json_at(value, i), refers, fn, ctx, depth + 1);
	}
	if (!json_object_is_type(value, json_type_object))
		return;
	json_object_object_foreach(value, key, item) {
		if (strcasecmp(key, "Links") == 0)
			continue;
		other = record_refers(key) || is_typed_value(value, key) ?
		    visit_string(item, fn, ctx) : NULL;
		if (other != NULL)
			json_set(value, key, other);
		else
			walk(item, record_refers(key), fn, ctx, depth + 1);
	}
}

void
record_walk(struct json_object *body, record_visit *fn, void *ctx)
{
	walk(body, false, fn, ctx, 0);
}

/* ---- answers ---------------------------------------------------------------------------- */

#define OUTPUTS_MAX 2000

static void
collect(struct work *w, struct json_object *value, const char *pointer, struct json_object *out,
    int depth)
{
	if (depth > DEPTH_MAX || json_object_object_length(out) >= OUTPUTS_MAX)
		return;
	for (size_t i = 0; i < json_len(value); i++)
		collect(w, json_at(value, i), arena_printf(w->arena, "%s/%zu", pointer, i), out,
		    depth + 1);
	if (!json_object_is_type(value, json_type_object))
		return;
	json_object_object_foreach(value, key, item) {
		size_t len = strlen(key);
		const char *here = arena_printf(w->arena, "%s/%s", pointer, key);
		bool is_id = len >= 2 && strcmp(key + len - 2, "Id") == 0 &&
		    strcmp(key, "SpaceId") != 0 && strcspn(key, "~/") == len;

		if (is_id && json_object_is_type(item, json_type_string)) {
			if (json_object_get_string_len(item) > 0)
				json_set_str(out, here, json_object_get_string(item));
		} else if (strcmp(key, "Links") != 0 && strcmp(key, "ScopeValues") != 0 &&
		    strcspn(key, "~/") == len) {
			collect(w, item, here, out, depth + 1);
		}
	}
}

struct json_object *
record_outputs(struct work *w, struct json_object *answer)
{
	struct json_object *out = json_new_object(w);

	collect(w, answer, "", out, 0);
	return out;
}
