#ifndef SLIPWAY_EXPR_FILTER_H
#define SLIPWAY_EXPR_FILTER_H

#include "lib/expr/text.h"

/*
 * One call of a filter: `#{in | Name options}`. A filter writes its result to
 * out and returns FILTER_TEXT, or FILTER_NULL (there is none: the expression stays
 * unresolved), or FILTER_FAIL with the reason in failure. Results and messages
 * live as long as the arena; messages hold no values.
 */
enum filter_outcome {
	FILTER_TEXT,
	FILTER_NULL,
	FILTER_FAIL
};

struct filter {
	struct arena *arena;
	struct str in;			/* null only if the filter asked for that */
	const struct str *options;
	size_t count;
	int variant;			/* which of several filters in one function */
	struct buf *out;
	const char *failure;
};

/* Calls a filter by name. An unknown one is FILTER_NULL. */
enum filter_outcome	filter_call(struct filter *f, struct str name, struct str *ret);

static inline enum filter_outcome
filter_fail(struct filter *f, const char *why)
{
	f->failure = why;
	return FILTER_FAIL;
}

static inline enum filter_outcome
filter_put(struct filter *f, struct str text)
{
	buf_str(f->out, text);
	return FILTER_TEXT;
}

/* filters-text.c */
enum filter_outcome	filter_case(struct filter *f);
enum filter_outcome	filter_substring(struct filter *f);
enum filter_outcome	filter_truncate(struct filter *f);
enum filter_outcome	filter_trim(struct filter *f);
enum filter_outcome	filter_indent(struct filter *f);
enum filter_outcome	filter_join(struct filter *f);
enum filter_outcome	filter_compare(struct filter *f);
/* filters-escape.c */
enum filter_outcome	filter_entities(struct filter *f);
enum filter_outcome	filter_yaml_single(struct filter *f);
enum filter_outcome	filter_yaml_double(struct filter *f);
enum filter_outcome	filter_properties(struct filter *f);
enum filter_outcome	filter_uri_escape(struct filter *f);
/* filters-code.c */
enum filter_outcome	filter_to_base64(struct filter *f);
enum filter_outcome	filter_from_base64(struct filter *f);
enum filter_outcome	filter_hash(struct filter *f);
/* regex.c */
enum filter_outcome	filter_replace(struct filter *f);
enum filter_outcome	filter_match(struct filter *f);
/* filters-format.c */
enum filter_outcome	filter_format(struct filter *f);
enum filter_outcome	filter_now(struct filter *f);
enum filter_outcome	filter_add_time(struct filter *f);
/* uri.c, version.c, markdown.c */
enum filter_outcome	filter_uri_part(struct filter *f);
enum filter_outcome	filter_version(struct filter *f);
enum filter_outcome	filter_markdown(struct filter *f);

#endif
