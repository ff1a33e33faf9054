/*
 * Bare links and the additional emphasis. The texts among the children of a
 * container are cut at links and at runs of ~ ^ + =; pairs of equal runs then
 * become a node around what is between them.
 */
#include "lib/expr/markdown.h"

#define MAX_LINK 2048
#define MAX_OPEN 100		/* runs of one container that may wait for their partner */

static const struct style {
	char c;
	int length;
	const char *on_enter;
	const char *on_exit;
} styles[] = {
	{'~', 2, "<del>", "</del>"},
	{'~', 1, "<sub>", "</sub>"},
	{'^', 1, "<sup>", "</sup>"},
	{'+', 2, "<ins>", "</ins>"},
	{'=', 2, "<mark>", "</mark>"},
};

/* A run of delimiters: a text node of its own until it finds its partner. */
struct run {
	struct run *below;	/* the stack of those that may open */
	cmark_node *node;
	const struct style *style;
};

struct cutter {
	struct arena *arena;
	struct run *open;
	size_t open_count;
};

static const struct style *
style_of(char c, size_t length)
{
	for (size_t i = 0; i < COUNT(styles); i++)
		if (styles[i].c == c && (size_t)styles[i].length == length)
			return &styles[i];
	return NULL;
}

static cmark_node *
text_node(struct arena *a, struct str text)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);

	(void)cmark_node_set_literal(node, arena_strndup(a, text.s, text.len));
	return node;
}

/* Puts what is between two runs into a node and removes the runs. */
static void
wrap(struct run *open, cmark_node *close)
{
	cmark_node *span = cmark_node_new(CMARK_NODE_CUSTOM_INLINE), *node, *next;

	(void)cmark_node_set_on_enter(span, open->style->on_enter);
	(void)cmark_node_set_on_exit(span, open->style->on_exit);
	(void)cmark_node_insert_after(open->node, span);
	for (node = cmark_node_next(span); node != close; node = next) {
		next = cmark_node_next(node);
		cmark_node_unlink(node);
		(void)cmark_node_append_child(span, node);
	}
	cmark_node_free(open->node);
	cmark_node_free(close);
}

/* The nearest opener of this style; those above it stay text. */
static bool
close_run(struct cutter *k, const struct style *style, cmark_node *node)
{
	struct run *r = k->open;

	while (r != NULL && r->style != style)
		r = r->below;
	if (r == NULL || cmark_node_next(r->node) == node)
		return false;
	k->open = r->below;
	wrap(r, node);
	return true;
}

static void
add_run(struct cutter *k, cmark_node *node, const struct style *style, bool may_open,
    bool may_close)
{
	struct run *r;

	if (may_close && close_run(k, style, node))
		return;
	if (!may_open || k->open_count >= MAX_OPEN)
		return;
	r = arena_alloc(k->arena, sizeof(*r));
	*r = (struct run){k->open, node, style};
	k->open = r;
	k->open_count++;
}

static bool
is_url_end(char c)
{
	return c == '<' || (c >= 0 && c <= ' ');
}

/* Cuts punctuation and unbalanced brackets off the end of a link. */
static size_t
trim_url(struct str s, size_t start, size_t end)
{
	int balance = 0;

	for (size_t i = start; i < end; i++)
		balance += s.s[i] == '(' ? 1 : s.s[i] == ')' ? -1 : 0;
	for (; end > start; end--) {
		if (s.s[end - 1] == ')' && balance < 0)
			balance++;
		else if (strchr("?!.,:*_~'\"", s.s[end - 1]) == NULL)
			break;
	}
	return end;
}

/* A host with a dot, or for mail an @ before it. */
static bool
is_good_rest(struct str rest, const char *scheme)
{
	size_t host = 0, at;
	struct str s = rest;

	if (strcmp(scheme, "tel:") == 0)
		return rest.len > 0;
	if (strcmp(scheme, "mailto:") == 0) {
		at = str_find(rest, STR("@"), 0);
		if (at == SIZE_MAX || at == 0)
			return false;
		s = str_slice(rest, at + 1, rest.len);
	}
	while (host < s.len && strchr("/?#:", s.s[host]) == NULL)
		host++;
	at = str_find(str_slice(s, 0, host), STR("."), 0);
	return at != SIZE_MAX && at > 0 && at + 1 < host;
}

/* Length of a bare link here, 0 if there is none. */
static size_t
link_length(struct str s, size_t at)
{
	static const char *const starts[] = {
		"http://", "https://", "ftp://", "mailto:", "tel:", "www."
	};

	if (at > 0 && !is_url_end(s.s[at - 1]) && strchr("*_~(", s.s[at - 1]) == NULL)
		return 0;
	for (size_t i = 0; i < COUNT(starts); i++) {
		size_t len = strlen(starts[i]), end = at + len;
		size_t host = starts[i][len - 1] == '.' ? at : at + len;	/* of www. too */

		if (s.len - at <= len || memcmp(s.s + at, starts[i], len) != 0)
			continue;
		while (end < s.len && end - at < MAX_LINK && !is_url_end(s.s[end]))
			end++;
		end = trim_url(s, at + len, end);
		if (end > at + len && is_good_rest(str_slice(s, host, end), starts[i]))
			return end - at;
	}
	return 0;
}

static cmark_node *
link_node(struct arena *a, struct str text)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_LINK);
	bool is_www = text.len > 4 && memcmp(text.s, "www.", 4) == 0;

	(void)cmark_node_set_url(node, arena_printf(a, "%s%.*s", is_www ? "http://" : "",
	    (int)text.len, text.s));
	(void)cmark_node_append_child(node, text_node(a, text));
	return node;
}

/* White space, or the border of the container. */
static bool
is_blank_at(struct str s, size_t at, cmark_node *neighbour)
{
	if (at < s.len)
		return s.s[at] >= 0 && s.s[at] <= ' ';
	return neighbour == NULL || cmark_node_get_type(neighbour) == CMARK_NODE_SOFTBREAK ||
	    cmark_node_get_type(neighbour) == CMARK_NODE_LINEBREAK;
}

static void
flush(struct cutter *k, cmark_node *before, struct str text)
{
	if (text.len > 0)
		(void)cmark_node_insert_before(before, text_node(k->arena, text));
}

/* Replaces a text by its pieces; it is last, so that pieces go before it. */
static void
cut_text(struct cutter *k, cmark_node *node)
{
	struct str s = str_copy(k->arena, str_of(cmark_node_get_literal(node)));
	cmark_node *piece, *previous = cmark_node_previous(node), *next = cmark_node_next(node);
	size_t start = 0, at = 0;

	while (at < s.len) {
		size_t length = strchr("hfmtw", s.s[at]) != NULL ? link_length(s, at) : 0, end = at;
		const struct style *style;

		if (length > 0) {
			flush(k, node, str_slice(s, start, at));
			(void)cmark_node_insert_before(node, link_node(k->arena,
			    str_slice(s, at, at + length)));
			start = at += length;
			continue;
		}
		while (end < s.len && strchr("~^+=", s.s[at]) != NULL && s.s[end] == s.s[at])
			end++;
		style = style_of(s.s[at], end - at);
		if (style != NULL) {
			flush(k, node, str_slice(s, start, at));
			piece = text_node(k->arena, str_slice(s, at, end));
			(void)cmark_node_insert_before(node, piece);
			add_run(k, piece, style, !is_blank_at(s, end, next),
			    !is_blank_at(s, at - 1, previous));
			start = end;
		}
		at = end > at ? end : at + 1;
	}
	if (start == 0)
		return;
	flush(k, node, str_slice(s, start, s.len));
	cmark_node_free(node);
}

void
markdown_inlines(struct arena *a, cmark_node *parent)
{
	struct cutter k = {.arena = a};
	cmark_node *node = cmark_node_first_child(parent), *next;

	for (; node != NULL; node = next) {
		next = cmark_node_next(node);
		if (cmark_node_get_type(node) == CMARK_NODE_TEXT)
			cut_text(&k, node);
	}
}
