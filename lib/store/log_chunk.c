/*
 * Writing and reading the lines of a log chunk.
 */
#include "lib/store/log_chunk.h"

#include "lib/store/category.h"

#define CHUNK_MAX ((size_t)64 * 1024 * 1024)

void
log_chunk_init(struct log_chunk *c, struct arena *a)
{
	*c = (struct log_chunk){0};
	buf_init(&c->body, a, CHUNK_MAX);
}

void
log_chunk_add(struct log_chunk *c, int64_t time_us, int category, const char *text, size_t len)
{
	size_t start;

	buf_printf(&c->body, "%lld\t%d\t", (long long)time_us, category);
	start = c->body.len;
	buf_add(&c->body, text, len);
	for (size_t i = start; i < c->body.len; i++) {
		if (c->body.s[i] == '\n' || c->body.s[i] == '\r')
			c->body.s[i] = ' ';
	}
	buf_putc(&c->body, '\n');
	c->lines++;
	c->verbose += category < CATEGORY_INFO;
	c->warnings += category == CATEGORY_WARNING;
	c->errors += category >= CATEGORY_ERROR;
}

bool
log_line_next(const char **body, int *number, struct log_line *ret_line)
{
	const char *end = strchr(*body, '\n');
	char *p;

	if (end == NULL)
		return false;
	ret_line->number = (*number)++;
	ret_line->time_us = strtoll(*body, &p, 10);
	ret_line->category = (int)strtol(*p == '\t' ? p + 1 : p, &p, 10);
	ret_line->text = *p == '\t' ? p + 1 : p;
	ret_line->len = (size_t)(end - ret_line->text);
	*body = end + 1;
	return true;
}

static bool
is_in(const struct log_range *r, const struct log_line *l)
{
	return l->number > r->after && (r->before == 0 || l->number < r->before) &&
	    (r->verbose || l->category >= CATEGORY_INFO);
}

bool
log_range_next(
    const struct log_range *r, const char **body, int *number, struct log_line *ret_line)
{
	while (log_line_next(body, number, ret_line)) {
		if (is_in(r, ret_line))
			return true;
	}
	return false;
}

size_t
log_range_count(const struct log_range *r, const char *body, int number)
{
	struct log_line l;
	size_t count = 0;

	while (log_range_next(r, &body, &number, &l))
		count++;
	return count;
}
