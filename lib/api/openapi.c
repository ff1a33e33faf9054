/*
 * The description of the API as OpenAPI 3.0, made from the tables that also answer
 * it: paths from the routes, schemas from the fields. What a hand-written handler
 * answers has no table, so its schema is an object without a promise.
 */
#include "lib/api/handlers.h"

#include <ctype.h>

#include "lib/api/openapi_answers.h"

#define REF "#/components/schemas/"

static struct json_object *
text_member(const char *name, const char *value)
{
	struct json_object *one = json_object_new_object();

	json_set_str(one, name, value);
	return one;
}

/* ---- schemas ---------------------------------------------------------------- */

static struct json_object *fields_schema(struct work *w, const struct field *fields);

static const struct {
	enum field_type type;
	const char *name;
	const char *format;
} simple_types[] = {
	{F_TEXT, "string", NULL},
	{F_LONG, "string", NULL},
	{F_VALUE, "string", NULL},
	{F_BOOL, "boolean", NULL},
	{F_INT, "integer", "int64"},
	{F_TIME, "string", "date-time"},
	{F_SPAN, "string", "timespan"},
	{F_ENUM, "string", NULL},
	{F_REF, "string", NULL},
	{F_MAP, "object", NULL},
};

static void
add_simple_type(struct json_object *schema, const struct field *f)
{
	for (size_t i = 0; i < COUNT(simple_types); i++) {
		if (simple_types[i].type != f->type)
			continue;
		json_set_str(schema, "type", simple_types[i].name);
		if (simple_types[i].format != NULL)
			json_set_str(schema, "format", simple_types[i].format);
	}
	if (f->type == F_ENUM) {
		struct json_object *values = json_object_new_array();

		for (size_t i = 0; f->values[i] != NULL; i++)
			json_push_str(values, f->values[i]);
		json_set(schema, "enum", values);
	}
	if (f->max > 0)
		json_set_int(schema, f->type == F_INT ? "maximum" : "maxLength", f->max);
}

/* One alternative of a variant: the deciding member has one value, more fields follow. */
static struct json_object *
variant_schema(struct work *w, const struct variant *v, const char *member)
{
	struct json_object *schema = fields_schema(w, v->fields), *only = json_object_new_object();
	struct json_object *values = json_object_new_array();

	json_push_str(values, v->value);
	json_set_str(only, "type", "string");
	json_set(only, "enum", values);
	json_set(json_get(schema, "properties"), member, only);
	json_set_str(schema, "title", v->label);
	return schema;
}

static void
add_variants(struct work *w, struct json_object *schema, const struct variant *variants,
    const char *member)
{
	struct json_object *list = json_object_new_array();

	for (const struct variant *v = variants; v->value != NULL; v++)
		json_push(list, variant_schema(w, v, member));
	json_set(schema, "oneOf", list);
}

/* The schema of one value, without regard to lists. */
static struct json_object *
value_schema(struct work *w, const struct field *f)
{
	struct json_object *schema;

	if (f->type == F_SECRET)
		return text_member("$ref", REF "SensitiveValue");
	if (f->type == F_PROPERTIES)
		return text_member("$ref", REF "Properties");
	if (f->type == F_PROPERTY)
		return text_member("$ref", REF "PropertyValue");
	if (f->type == F_OBJECT || f->type == F_VARIANT) {
		schema = fields_schema(w, f->fields);
		if (f->variants != NULL)
			add_variants(w, schema, f->variants, f->variant);
		return schema;
	}
	schema = json_object_new_object();
	add_simple_type(schema, f);
	if (f->type == F_REF)
		json_set_str(schema, "description",
		    arena_printf(w->arena, "Refers to: %s.", f->ref));
	return schema;
}

static struct json_object *
field_schema(struct work *w, const struct field *f)
{
	struct json_object *schema = value_schema(w, f), *list;

	if (f->flags & F_LIST) {
		list = json_object_new_object();
		json_set_str(list, "type", "array");
		json_set(list, "items", schema);
		schema = list;
	}
	if (json_get(schema, "$ref") != NULL)
		return schema;
	if ((f->flags & F_NULL) && json_get(schema, "type") != NULL)
		json_set_bool(schema, "nullable", true);	/* without a type it says nothing */
	if (f->flags & (F_READ_ONLY | F_MERGED))
		json_set_bool(schema, "readOnly", true);
	if (f->flags & F_WRITE_ONLY)
		json_set_bool(schema, "writeOnly", true);
	if (f->help != NULL)
		json_set_str(schema, "description", f->help);
	if (f->otherwise != NULL)
		json_set(schema, "default",
		    json_copy(json_parse(w, f->otherwise, strlen(f->otherwise))));
	return schema;
}

static struct json_object *
fields_schema(struct work *w, const struct field *fields)
{
	struct json_object *schema = json_object_new_object();
	struct json_object *properties = json_object_new_object();
	struct json_object *required = json_object_new_array();

	for (const struct field *f = fields; f != NULL && f->name != NULL; f++) {
		json_set(properties, f->name, field_schema(w, f));
		if (f->flags & F_REQUIRED)
			json_push_str(required, f->name);
	}
	json_set_str(schema, "type", "object");
	json_set(schema, "properties", properties);
	if (json_len(required) > 0)
		json_set(schema, "required", required);
	else
		json_object_put(required);
	return schema;
}

static const struct field document_fields[] = {
	{.name = "Id", .type = F_TEXT, .flags = F_READ_ONLY},
	{.name = "SpaceId", .type = F_TEXT, .flags = F_READ_ONLY},
	{.name = "Links", .type = F_MAP, .flags = F_READ_ONLY,
	    .help = "Addresses and templates of addresses (RFC 6570)."},
	{.name = NULL}
};

static struct json_object *
kind_schema(struct work *w, const struct kind *k)
{
	struct json_object *schema = fields_schema(w, k->fields);

	for (const struct field *f = document_fields; f->name != NULL; f++) {
		if (!(k->flags & KIND_SYSTEM && strcmp(f->name, "SpaceId") == 0))
			json_set(json_get(schema, "properties"), f->name, field_schema(w, f));
	}
	if (k->variants != NULL)
		add_variants(w, schema, k->variants, k->variant);
	return schema;
}

/* Schemas that are no kinds, as JSON with ' for ". */
static const struct {
	const char *name;
	const char *json;
} other_schemas[] = {
	{"SensitiveValue", "{'type':'object','description':'HasValue true with NewValue null keeps "
	    "what is stored; answers never hold the value.','properties':{'HasValue':{'type':"
	    "'boolean'},'NewValue':{'type':'string','nullable':true},'Hint':{'type':'string',"
	    "'nullable':true}}}"},
	{"PropertyValue", "{'oneOf':[{'type':'string','nullable':true},"
	    "{'$ref':'#/components/schemas/SensitiveValue'}]}"},
	{"Properties", "{'type':'object','additionalProperties':{'oneOf':[{'type':'string'},"
	    "{'$ref':'#/components/schemas/SensitiveValue'}]}}"},
	{"Error", "{'type':'object','properties':{'ErrorMessage':{'type':'string'},'Errors':{"
	    "'type':'array','items':{'type':'string'}},'Details':{'type':'object','description':"
	    "'JSON pointer of a field to its sentence.',"
	    "'additionalProperties':{'type':'string'}}}}"},
	{"Any", "{'description':'JSON; docs/api.md says more.'}"},
};

static struct json_object *
quoted(struct work *w, const char *text)
{
	char *json = arena_strdup(w->arena, text);

	for (char *p = json; *p != '\0'; p++) {
		if (*p == '\'')
			*p = '"';
	}
	return json_copy(json_parse(w, json, strlen(json)));
}

static struct json_object *
all_schemas(struct work *w)
{
	struct json_object *schemas = json_object_new_object();

	for (size_t i = 0; i < COUNT(other_schemas); i++)
		json_set(schemas, other_schemas[i].name, quoted(w, other_schemas[i].json));
	for (size_t i = 0; kinds[i] != NULL; i++)
		json_set(schemas, kinds[i]->item_type, kind_schema(w, kinds[i]));
	return schemas;
}

/* ---- paths ------------------------------------------------------------------- */

/* "S/projects/{id}" -> "/api/{spaceId}/projects/{id}" */
static const char *
path_of(struct work *w, const char *pattern)
{
	if (pattern[0] == 'S')
		return arena_printf(w->arena, "/api/{spaceId}%s", pattern + 1);
	return strcmp(pattern, "/") == 0 ? "/api" : arena_printf(w->arena, "/api%s", pattern);
}

static void
add_parameter(struct json_object *list, const char *name, const char *place, const char *type)
{
	struct json_object *one = json_object_new_object();

	json_set_str(one, "name", name);
	json_set_str(one, "in", place);
	if (strcmp(place, "path") == 0)
		json_set_bool(one, "required", true);
	json_set(one, "schema", text_member("type", type));
	json_push(list, one);
}

static struct json_object *
parameters(struct work *w, const struct route *r, const char *path)
{
	static const char *const of_lists[] = {"ids", "name", "partialName"};
	struct json_object *list = json_object_new_array();
	const struct kind *k = r->kind == NULL ? NULL : kind_find(r->kind);

	for (const char *p = path; (p = strchr(p, '{')) != NULL; p++)
		add_parameter(list, arena_strndup(w->arena, p + 1, strcspn(p + 1, "}")), "path",
		    "string");
	if (openapi_answer(r).form == FORM_PAGE) {
		add_parameter(list, "skip", "query", "integer");
		add_parameter(list, "take", "query", "integer");
	}
	if (k == NULL || (r->handle != crud_list && r->handle != crud_all))
		return list;
	for (size_t i = 0; i < COUNT(of_lists); i++)
		add_parameter(list, of_lists[i], "query", "string");
	for (const struct filter *f = k->filters; f != NULL && f->parameter != NULL; f++)
		add_parameter(list, f->parameter, "query", "string");
	return list;
}

static struct json_object *
json_content(struct json_object *schema)
{
	struct json_object *content = json_object_new_object(), *media = json_object_new_object();

	json_set(media, "schema", schema);
	json_set(content, "application/json", media);
	return content;
}

/* Of one resource; kinds without a field table (tasks, events, …) are free objects. */
static struct json_object *
resource_schema(struct work *w, const char *kind)
{
	const struct kind *k = kind == NULL ? NULL : kind_find(kind);

	return text_member("$ref",
	    k == NULL ? REF "Any" : arena_printf(w->arena, REF "%s", k->item_type));
}

static struct json_object *
array_schema(struct json_object *items)
{
	struct json_object *array = text_member("type", "array");

	json_set(array, "items", items);
	return array;
}

static struct json_object *
page_schema(struct work *w, struct json_object *items)
{
	struct json_object *page = quoted(w,
	    "{'type':'object','properties':{'ItemType':{'type':'string'},'TotalResults':"
	    "{'type':'integer'},'ItemsPerPage':{'type':'integer'},"
	    "'NumberOfPages':{'type':'integer'},"
	    "'LastPageNumber':{'type':'integer'},'Links':{'type':'object'}}}");

	json_set(json_get(page, "properties"), "Items", array_schema(items));
	return page;
}

static struct json_object *
answer_schema(struct work *w, const struct answer_shape *shape)
{
	struct json_object *one = resource_schema(w, shape->kind);

	if (shape->form == FORM_PAGE)
		return page_schema(w, one);
	return shape->form == FORM_ARRAY ? array_schema(one) : one;
}

static struct json_object *
media_content(const char *media)
{
	struct json_object *content = json_object_new_object(), *one = json_object_new_object();
	struct json_object *schema = text_member("type", "string");

	if (strncmp(media, "text/", 5) != 0)
		json_set_str(schema, "format", "binary");
	json_set(one, "schema", schema);
	json_set(content, media, one);
	return content;
}

static struct json_object *
response(const char *description, struct json_object *content)
{
	struct json_object *one = text_member("description", description);

	json_set(one, "content", content);
	return one;
}

static struct json_object *
responses(struct work *w, const struct route *r)
{
	struct json_object *all = json_object_new_object();
	struct answer_shape shape = openapi_answer(r);
	bool is_create = shape.form == FORM_CREATED;

	json_set(all, is_create ? "201" : "200", response(is_create ? "Created." : "Done.",
	    shape.form == FORM_MEDIA ? media_content(shape.media)
	    : json_content(answer_schema(w, &shape))));
	json_set(all, "default", response("What went wrong, in words.",
	    json_content(text_member("$ref", REF "Error"))));
	return all;
}

static struct json_object *
request_body(struct work *w, const struct route *r)
{
	struct json_object *body = json_object_new_object();
	struct answer_shape shape = openapi_answer(r);
	bool is_alike = shape.form == (strcmp(r->method, "PUT") == 0 ? FORM_ONE : FORM_CREATED);

	if (r->flags & R_UPLOAD)
		json_set(body, "content",
		    quoted(w, "{'multipart/form-data':{'schema':{'type':'object',"
		    "'properties':{'fileToUpload':{'type':'string','format':'binary'}}}}}"));
	else
		json_set(body, "content", json_content(
		    resource_schema(w, is_alike ? shape.kind : NULL)));
	return body;
}

/* The first word of the path that is no name: what the operation is about. */
static const char *
tag_of(struct work *w, const char *pattern)
{
	pattern += strcspn(pattern, "/");
	if (*pattern == '/')
		pattern++;
	return *pattern == '\0' ? "root" : arena_strndup(w->arena, pattern, strcspn(pattern, "/"));
}

static struct json_object *
operation(struct work *w, const struct route *r, const char *path)
{
	struct json_object *one = json_object_new_object(), *tags = json_object_new_array();

	json_push_str(tags, tag_of(w, r->pattern));
	json_set_str(one, "summary", r->summary);
	json_set(one, "tags", tags);
	json_set(one, "parameters", parameters(w, r, path));
	if (strcmp(r->method, "POST") == 0 || strcmp(r->method, "PUT") == 0)
		json_set(one, "requestBody", request_body(w, r));
	json_set(one, "responses", responses(w, r));
	if (r->flags & R_ANONYMOUS)
		json_set(one, "security", json_object_new_array());
	else if (r->permission[0] != '\0')
		json_set_str(one, "x-permission", r->permission);
	return one;
}

static const char *
lower(struct work *w, const char *text)
{
	char *copy = arena_strdup(w->arena, text);

	for (char *p = copy; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	return copy;
}

static struct json_object *
all_paths(struct work *w)
{
	struct json_object *paths = json_object_new_object();

	for (size_t t = 0; route_tables[t] != NULL; t++) {
		for (const struct route *r = route_tables[t]; r->method != NULL; r++) {
			const char *path = path_of(w, r->pattern);

			if (json_get(paths, path) == NULL)
				json_set(paths, path, json_object_new_object());
			json_set(json_get(paths, path), lower(w, r->method), operation(w, r, path));
		}
	}
	return paths;
}

bool
openapi_get(struct work *w, struct call *c)
{
	struct json_object *root = json_new_object(w), *components = json_object_new_object();

	json_set_str(root, "openapi", "3.0.3");
	json_set(root, "info", quoted(w, "{'title':'Slipway','version':'2024.4.1','description':"
	    "'Names of properties and addresses are matched without case. {spaceId} may be "
	    "left out "
	    "for the default space.'}"));
	json_set(root, "security", quoted(w, "[{'apiKey':[]},{'session':[]}]"));
	json_set(root, "paths", all_paths(w));
	json_set(components, "schemas", all_schemas(w));
	json_set(components, "securitySchemes",
	    quoted(w, "{'apiKey':{'type':'apiKey','in':'header',"
	    "'name':'X-Octopus-ApiKey'},'session':{'type':'apiKey','in':'cookie',"
	    "'name':'OctopusIdentificationToken'}}"));
	json_set(root, "components", components);
	return !work_failed(w) && answer_json(w, c, 200, root);
}
