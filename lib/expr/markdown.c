/*
 * The filter Markdown: cmark reads, the tree is extended (markdown-table.c,
 * markdown-inline.c), and this prints it as the original's library does. Raw HTML
 * passes: who writes a template may write HTML.
 */
#include "lib/expr/markdown.h"

#include "lib/expr/filter.h"

struct printer {
	struct buf *out;
	int in_image;		/* levels: only text is printed then */
};

static struct str
hide_escapes(struct arena *a, struct str s)
{
	struct buf b;

	buf_init(&b, a, OUTPUT_MAX);
	for (size_t at = 0; at < s.len; at++) {
		if (s.s[at] == '\\' && at + 1 < s.len) {
			at++;
			if (s.s[at] != '\0' && strchr("|~^+=", s.s[at]) != NULL) {
				utf8_put(&b, HIDDEN_BASE + (uint32_t)s.s[at]);
				continue;
			}
			buf_putc(&b, '\\');
		}
		buf_putc(&b, s.s[at]);
	}
	return str_of_buf(&b);
}

/* Text with what was hidden, in code with its backslash, HTML characters escaped. */
static void
put_text(struct buf *b, const char *text, bool is_code, bool is_raw)
{
	struct str s = str_of(text == NULL ? "" : text);

	for (size_t at = 0; at < s.len;) {
		uint32_t c = str_next(s, &at);

		if (markdown_is_hidden(c)) {
			if (is_code)
				buf_putc(b, '\\');
			c -= HIDDEN_BASE;
		}
		if (!is_raw && c == '<')
			buf_puts(b, "&lt;");
		else if (!is_raw && c == '>')
			buf_puts(b, "&gt;");
		else if (!is_raw && c == '&')
			buf_puts(b, "&amp;");
		else if (!is_raw && c == '"')
			buf_puts(b, "&quot;");
		else
			utf8_put(b, c);
	}
}

static void
put_url(struct buf *b, const char *url)
{
	for (const char *c = url == NULL ? "" : url; *c != '\0'; c++) {
		if (*c == '&')
			buf_puts(b, "&amp;");
		else if (*c <= ' ' || strchr("\"'`<>[]\\^{|}\177", *c) != NULL)
			buf_printf(b, "%%%02X", (unsigned char)*c);
		else
			buf_putc(b, *c);
	}
}

static void
ensure_line(struct buf *b)
{
	if (b->len > 0 && b->s[b->len - 1] != '\n')
		buf_putc(b, '\n');
}

static bool
is_tight(cmark_node *paragraph)
{
	cmark_node *list = cmark_node_parent(cmark_node_parent(paragraph));

	return list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST &&
	    cmark_node_get_list_tight(list);
}

static void
put_paragraph(struct buf *b, cmark_node *node, bool is_enter)
{
	if (is_tight(node))
		return;
	if (is_enter && cmark_node_previous(node) != NULL)
		ensure_line(b);
	buf_puts(b, is_enter ? "<p>" : "</p>\n");
}

static void
put_list(struct buf *b, cmark_node *node, bool is_enter)
{
	bool is_ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
	int start = cmark_node_get_list_start(node);

	ensure_line(b);
	if (!is_enter)
		buf_puts(b, is_ordered ? "</ol>\n" : "</ul>\n");
	else if (is_ordered && start != 1)
		buf_printf(b, "<ol start=\"%d\">\n", start);
	else
		buf_puts(b, is_ordered ? "<ol>\n" : "<ul>\n");
}

static void
put_code_block(struct buf *b, cmark_node *node)
{
	const char *info = cmark_node_get_fence_info(node);

	ensure_line(b);
	buf_puts(b, "<pre><code");
	if (info != NULL && *info != '\0') {
		size_t len = strcspn(info, " \t");
		char *word = arena_strndup(b->arena, info, len);

		buf_puts(b, " class=\"language-");
		put_text(b, word, true, false);
		buf_putc(b, '"');
	}
	buf_putc(b, '>');
	put_text(b, cmark_node_get_literal(node), true, false);
	buf_puts(b, "</code></pre>\n");
}

static void
put_title(struct buf *b, cmark_node *node)
{
	const char *title = cmark_node_get_title(node);

	if (title == NULL || *title == '\0')
		return;
	buf_puts(b, " title=\"");
	put_text(b, title, false, false);
	buf_putc(b, '"');
}

static void
put_link(struct buf *b, cmark_node *node, bool is_enter)
{
	if (!is_enter) {
		buf_puts(b, "</a>");
		return;
	}
	buf_puts(b, "<a href=\"");
	put_url(b, cmark_node_get_url(node));
	buf_putc(b, '"');
	put_title(b, node);
	buf_putc(b, '>');
}

static void
put_image(struct printer *p, cmark_node *node, bool is_enter)
{
	if (is_enter) {
		if (p->in_image++ > 0)
			return;
		buf_puts(p->out, "<img src=\"");
		put_url(p->out, cmark_node_get_url(node));
		buf_puts(p->out, "\" alt=\"");
	} else if (--p->in_image == 0) {
		buf_putc(p->out, '"');
		put_title(p->out, node);
		buf_puts(p->out, " />");
	}
}

static const char *
custom(cmark_node *node, bool is_enter)
{
	return is_enter ? cmark_node_get_on_enter(node) : cmark_node_get_on_exit(node);
}

static void
put_block(struct buf *b, cmark_node *node, bool is_enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		ensure_line(b);
		buf_puts(b, is_enter ? "<blockquote>\n" : "</blockquote>\n");
		break;
	case CMARK_NODE_LIST:
		put_list(b, node, is_enter);
		break;
	case CMARK_NODE_ITEM:
		if (is_enter)
			ensure_line(b);
		buf_puts(b, is_enter ? "<li>" : "</li>\n");
		break;
	case CMARK_NODE_CODE_BLOCK:
		put_code_block(b, node);
		break;
	case CMARK_NODE_HTML_BLOCK:
		put_text(b, cmark_node_get_literal(node), true, true);
		break;
	case CMARK_NODE_CUSTOM_BLOCK:
		buf_puts(b, custom(node, is_enter));
		break;
	case CMARK_NODE_PARAGRAPH:
		put_paragraph(b, node, is_enter);
		break;
	case CMARK_NODE_HEADING:
		buf_printf(b, is_enter ? "<h%d>" : "</h%d>\n", cmark_node_get_heading_level(node));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		ensure_line(b);
		buf_puts(b, "<hr />\n");
		break;
	default:
		break;
	}
}

static void
put_inline(struct buf *b, cmark_node *node, bool is_enter)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_CODE:
		buf_puts(b, "<code>");
		put_text(b, cmark_node_get_literal(node), true, false);
		buf_puts(b, "</code>");
		break;
	case CMARK_NODE_HTML_INLINE:
		put_text(b, cmark_node_get_literal(node), true, true);
		break;
	case CMARK_NODE_LINEBREAK:
		buf_puts(b, "<br />\n");
		break;
	case CMARK_NODE_EMPH:
		buf_puts(b, is_enter ? "<em>" : "</em>");
		break;
	case CMARK_NODE_STRONG:
		buf_puts(b, is_enter ? "<strong>" : "</strong>");
		break;
	case CMARK_NODE_LINK:
		put_link(b, node, is_enter);
		break;
	case CMARK_NODE_CUSTOM_INLINE:
		buf_puts(b, custom(node, is_enter));
		break;
	default:
		put_block(b, node, is_enter);
	}
}

static void
put_node(struct printer *p, cmark_node *node, bool is_enter)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_IMAGE)
		put_image(p, node, is_enter);
	else if (type == CMARK_NODE_TEXT)
		put_text(p->out, cmark_node_get_literal(node), false, false);
	else if (type == CMARK_NODE_SOFTBREAK)
		buf_putc(p->out, '\n');
	else if (p->in_image == 0)
		put_inline(p->out, node, is_enter);
	else if (type == CMARK_NODE_CODE)
		put_text(p->out, cmark_node_get_literal(node), true, false);
}

/* A container of inlines, but no link: links do not hold links. */
static bool
may_extend(cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_HEADING:
	case CMARK_NODE_EMPH:
	case CMARK_NODE_STRONG:
		return true;
	default:
		return false;
	}
}

static void
extend(struct arena *a, cmark_node *document)
{
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	int in_link = 0;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			in_link += event == CMARK_EVENT_ENTER ? 1 : -1;
		if (event == CMARK_EVENT_EXIT && in_link == 0 && may_extend(node)) {
			markdown_inlines(a, node);
			if (type == CMARK_NODE_PARAGRAPH)
				markdown_table(a, node);
		}
	}
	cmark_iter_free(iter);
}

enum filter_outcome
filter_markdown(struct filter *f)
{
	struct str text = hide_escapes(f->arena, str_trim(f->in));
	struct printer p = {.out = f->out};
	cmark_node *document;
	cmark_iter *iter;
	cmark_event_type event;

	if (text.len > TEXT_MAX)
		return filter_fail(f, "The input of Markdown is larger than 1 MiB.");
	document = cmark_parse_document(text.s, text.len, CMARK_OPT_UNSAFE);
	extend(f->arena, document);
	iter = cmark_iter_new(document);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
		put_node(&p, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
	cmark_iter_free(iter);
	cmark_node_free(document);
	return filter_put(f, STR("\n"));
}
