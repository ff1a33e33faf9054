/*
 * What handlers use to read their call and to answer: names, query, pages, trees,
 * envelopes, errors. No routing, no database.
 */
#include "lib/api/answer.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/buf.h"

#define TAKE_DEFAULT 30
#define TAKE_ALL 2147483647

/* The one table from error codes to HTTP. */
static const int status_of[ERR__MAX] = {
	[ERR_INVALID] = 400, [ERR_UNAUTHENTICATED] = 401, [ERR_FORBIDDEN] = 403,
	[ERR_NOT_FOUND] = 404, [ERR_METHOD] = 405, [ERR_CONFLICT] = 409, [ERR_TOO_LARGE] = 413,
	[ERR_MEDIA_TYPE] = 415, [ERR_KEY_REUSED] = 422, [ERR_LIMITED] = 429,
	[ERR_INTERNAL] = 500, [ERR_UNAVAILABLE] = 503,
};

const char *
call_name(const struct call *c, const char *name)
{
	size_t len = strlen(name), n = 0;

	for (const char *p = c->route->pattern; (p = strchr(p, '{')) != NULL; p++, n++)
		if (strncmp(p + 1, name, len) == 0 && p[1 + len] == '}')
			return c->names[n];
	return "";
}

const char *
call_query(const struct call *c, const char *name)
{
	return params_get_nocase(&c->query, name);
}

bool
call_query_flag(const struct call *c, const char *name, bool otherwise)
{
	const char *value = call_query(c, name);

	return value == NULL ? otherwise
			     : strcasecmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

bool
answer_text(struct call *c, int status, const char *json_text)
{
	c->answer->status = status;
	c->answer->body = json_text;
	c->answer->body_len = strlen(json_text);
	return true;
}

bool
answer_json(struct work *w, struct call *c, int status, struct json_object *tree)
{
	return answer_text(c, status, json_text(w, tree));
}

static bool
read_count(struct work *w, struct call *c, const char *name, int64_t otherwise, int64_t *ret)
{
	const char *value = call_query(c, name);
	char *end;
	long long n;

	*ret = otherwise;
	if (value == NULL)
		return true;
	n = strtoll(value, &end, 10);
	if (*end != '\0' || !isdigit((unsigned char)value[0]))
		return fail(w, ERR_INVALID, "The query parameter '%s' must be a number from 0 on; "
		    "'%s' is not.", name, value);
	*ret = n > TAKE_ALL ? TAKE_ALL : n;
	return true;
}

bool
call_page(struct work *w, struct call *c, int64_t *ret_skip, int64_t *ret_take)
{
	if (!read_count(w, c, "skip", 0, ret_skip) ||
	    !read_count(w, c, "take", TAKE_DEFAULT, ret_take))
		return false;
	if (*ret_take == 0)
		*ret_take = TAKE_DEFAULT;
	if (call_query(c, "ids") != NULL)	/* clients page their ids and pass skip along */
		*ret_skip = 0;
	return true;
}

/* The call's own address with another page, other query parameters kept. */
static const char *
page_link(struct work *w, struct call *c, int64_t skip, int64_t take)
{
	struct buf b;

	buf_init(&b, w->arena, 65536);
	buf_printf(&b, "%s?skip=%lld&take=%lld", c->rq->path, (long long)skip, (long long)take);
	for (size_t i = 0; i < c->query.count; i++) {
		const struct param *p = &c->query.items[i];

		if (strcasecmp(p->name, "skip") == 0 || strcasecmp(p->name, "take") == 0 ||
		    strcasecmp(p->name, "apikey") == 0 || p->value[0] == '\0')
			continue;
		buf_printf(
		    &b, "&%s=%s", url_encode(w->arena, p->name), url_encode(w->arena, p->value));
	}
	return b.s;
}

static struct json_object *
page_links(struct work *w, struct call *c, int64_t total, int64_t skip, int64_t take, int64_t last)
{
	struct json_object *links = json_object_new_object();

	json_set_str(links, "Self", page_link(w, c, skip, take));
	json_set_str(links, "Template", arena_printf(w->arena, "%s{?skip,take,ids,partialName}",
	    c->rq->path));
	json_set_str(links, "Page.All", page_link(w, c, 0, TAKE_ALL));
	json_set_str(links, "Page.Current", page_link(w, c, skip, take));
	json_set_str(links, "Page.Last", page_link(w, c, last * take, take));
	if (skip + take < total)
		json_set_str(links, "Page.Next", page_link(w, c, skip + take, take));
	if (skip > 0)
		json_set_str(
		    links, "Page.Previous", page_link(w, c, skip > take ? skip - take : 0, take));
	return links;
}

const char *
list_envelope(struct work *w, struct call *c, const char *item_type, const char *items_text,
    int64_t total, int64_t skip, int64_t take)
{
	int64_t pages = total == 0 ? 1 : (total + take - 1) / take;
	struct json_object *links = json_own(w, page_links(w, c, total, skip, take, pages - 1));
	struct buf b;

	buf_init(&b, w->arena, (size_t)512 * 1024 * 1024);
	buf_printf(&b, "{\"ItemType\":\"%s\",\"TotalResults\":%lld,\"ItemsPerPage\":%lld,"
	    "\"NumberOfPages\":%lld,\"LastPageNumber\":%lld,\"Items\":", item_type,
	    (long long)total, (long long)take, (long long)pages, (long long)(pages - 1));
	buf_puts(&b, items_text);
	buf_puts(&b, ",\"Links\":");
	buf_puts(&b, json_text(w, links));
	buf_putc(&b, '}');
	return b.s;
}

void
call_related(struct call *c, const char *id)
{
	if (id == NULL || *id == '\0' || c->related_count == COUNT(c->related))
		return;
	for (size_t i = 0; i < c->related_count; i++)
		if (strcmp(c->related[i], id) == 0)
			return;
	c->related[c->related_count++] = id;
}

void
call_change(struct work *w, struct call *c, const char *id, const char *member,
    const char *before, const char *after)
{
	if (c->before == NULL)
		c->before = json_new_object(w);
	if (c->after == NULL)
		c->after = json_new_object(w);
	json_set_str(c->before, "Id", id);
	json_set_str(c->after, "Id", id);
	json_set_str(c->before, member, before);
	json_set_str(c->after, member, after);
}

void
call_event(struct work *w, struct call *c, const char *category, const char *fmt, ...)
{
	va_list ap;

	c->event_category = category;
	va_start(ap, fmt);
	c->event_message = arena_vprintf(w->arena, fmt, ap);
	va_end(ap);
}

static struct json_object *
error_details(const struct error *e)
{
	struct json_object *details = json_object_new_object();

	if (e->version != NULL)
		json_set_str(details, "Version", e->version);
	for (const struct error_item *i = e->items; i != NULL; i = i->next)
		if (i->pointer[0] != '\0')
			json_set_str(details, i->pointer, i->message);
	return details;
}

void
answer_error(struct work *w, struct api_answer *answer)
{
	const struct error *e = &w->error;
	struct json_object *tree = json_new_object(w), *errors = json_object_new_array();


	for (const struct error_item *i = e->items; i != NULL; i = i->next)
		json_push_str(errors, i->message);
	json_set_str(tree, "ErrorMessage", e->items != NULL ?
	    "There was a problem with your request." : e->message);
	json_set(tree, "Errors", errors);
	json_set(tree, "Details", error_details(e));
	json_set(tree, "HelpText", NULL);
	json_set(tree, "HelpLink", NULL);
	json_set(tree, "ParsedHelpLinks", json_object_new_array());
	json_set(tree, "FullException", NULL);
	*answer = (struct api_answer){.status = status_of[e->code]};
	answer->content_type = "application/json; charset=utf-8";
	answer->body = json_text(w, tree);
	answer->body_len = strlen(answer->body);
	if (answer->status == 503 || answer->status == 429)
		answer->retry_after = 2;
}
