#ifndef SLIPWAY_BASE_JSON_H
#define SLIPWAY_BASE_JSON_H

#include <json-c/json.h>

#include "lib/base/work.h"

/*
 * JSON trees, owned by the arena of the work: json_parse, json_new_object, json_new_array
 * and json_own hook the root's release onto the arena, so nobody calls
 * json_object_put. A value put into a tree belongs to that tree (json-c's rule):
 * to put one value into two trees use json_copy. Strings taken from a tree live
 * as long as it.
 */

/*
 * Parses one JSON text of len bytes. Refuses (ERR_INVALID): anything after the
 * value, NUL or half surrogate pairs in strings, NaN, Infinity, single quotes,
 * malformed numbers, integers and fractions outside 64 bits, invalid UTF-8, null,
 * more than 32 levels. A leading byte
 * order mark is skipped. Source: RFC 8259.
 */
struct json_object *json_parse(struct work *w, const char *s, size_t len) MUST_CHECK;

/* Hooks an existing root onto the arena and returns it. */
struct json_object *json_own(struct work *w, struct json_object *root);

/* New, empty, owned by the arena. */
struct json_object *json_new_object(struct work *w) MUST_CHECK;
struct json_object *json_new_array(struct work *w) MUST_CHECK;

/* A deep copy, owned by whoever it is put into (or by json_own). */
struct json_object *json_copy(struct json_object *value) MUST_CHECK;

/* Compact text; lives as long as the arena. "null" for NULL. */
const char *json_text(struct work *w, struct json_object *value);

/* Member by exact name; NULL if absent, null or not an object. */
struct json_object *json_get(struct json_object *object, const char *name);

/* Members with a default if absent, null, or of another type. */
const char *json_str(struct json_object *object, const char *name, const char *otherwise);
bool json_flag(struct json_object *object, const char *name, bool otherwise);
int64_t json_int(struct json_object *object, const char *name, int64_t otherwise);

/* Set a member; the value's ownership passes to the object. NULL is JSON null. */
void json_set(struct json_object *object, const char *name, struct json_object *value);
void json_set_str(struct json_object *object, const char *name, const char *value);
void json_set_bool(struct json_object *object, const char *name, bool value);
void json_set_int(struct json_object *object, const char *name, int64_t value);
void json_push(struct json_object *array, struct json_object *value);
void json_push_str(struct json_object *array, const char *value);

/* Number of items of an array; 0 for anything else. */
size_t json_len(struct json_object *array);
struct json_object *json_at(struct json_object *array, size_t i);
/* The i-th item as a string; "" if it is not one. */
const char *json_str_at(struct json_object *array, size_t i);

/* Value at an RFC 6901 pointer; NULL if absent or null. */
struct json_object *json_pointer(struct json_object *root, const char *pointer);

/* The pointer to a member of what a pointer leads to, its name escaped; in the arena. */
const char *json_pointer_below(struct work *w, const char *pointer, const char *name);

/*
 * Sets the value at a pointer, making missing objects on the way; "-" appends to
 * an array. False (and the value is released) if the pointer does not fit or has
 * more than 32 levels.
 */
bool json_pointer_put(struct json_object *root, const char *pointer,
	struct json_object *value) MUST_CHECK;

#endif
