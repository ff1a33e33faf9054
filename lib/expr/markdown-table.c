/*
 * Pipe tables: a paragraph whose second line is dashes and pipes. The inlines of
 * each line are dealt out to cells.
 */
#include "lib/expr/markdown.h"

#define MAX_COLUMNS 128

enum align { ALIGN_NONE, ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTER };

struct table {
	struct arena *arena;
	enum align align[MAX_COLUMNS];
	int columns;
	cmark_node *node;
};

static bool
is_break(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK;
}

static struct str
literal(cmark_node *node)
{
	const char *text = cmark_node_get_type(node) == CMARK_NODE_TEXT ?
	    cmark_node_get_literal(node) : NULL;

	return str_of(text == NULL ? "" : text);
}

/* A row without white space and pipes around. */
static struct str
strip_row(struct str row)
{
	row = str_trim(row);
	if (row.len > 0 && row.s[0] == '|')
		row = str_slice(row, 1, row.len);
	if (row.len > 0 && row.s[row.len - 1] == '|')
		row = str_slice(row, 0, row.len - 1);
	return row;
}

static bool
read_align(struct table *t, struct str cell)
{
	bool is_left, is_right;

	cell = str_trim(cell);
	is_left = cell.len > 0 && cell.s[0] == ':';
	is_right = cell.len > 1 && cell.s[cell.len - 1] == ':';
	cell = str_slice(cell, is_left, cell.len - is_right);
	for (size_t i = 0; i < cell.len; i++)
		if (cell.s[i] != '-')
			return false;
	if (cell.len == 0 || t->columns == MAX_COLUMNS)
		return false;
	t->align[t->columns++] = is_left && is_right ? ALIGN_CENTER : is_left ? ALIGN_LEFT :
	    is_right ? ALIGN_RIGHT : ALIGN_NONE;
	return true;
}

static bool
read_aligns(struct table *t, struct str row)
{
	size_t at = 0, pipe;

	if (!str_has(row, "|"))
		return false;
	row = strip_row(row);
	while ((pipe = str_find(row, STR("|"), at)) != SIZE_MAX) {
		if (!read_align(t, str_slice(row, at, pipe)))
			return false;
		at = pipe + 1;
	}
	return read_align(t, str_slice(row, at, row.len));
}

static cmark_node *
block(cmark_node *parent, const char *on_enter, const char *on_exit)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);

	(void)cmark_node_set_on_enter(node, on_enter);
	(void)cmark_node_set_on_exit(node, on_exit);
	if (parent != NULL)
		(void)cmark_node_append_child(parent, node);
	return node;
}

static cmark_node *
new_cell(struct table *t, cmark_node *row, int column, bool is_head)
{
	static const char *const styles[] = {
		"", " style=\"text-align: left;\"", " style=\"text-align: right;\"",
		" style=\"text-align: center;\""
	};
	enum align align = column < t->columns ? t->align[column] : ALIGN_NONE;

	return block(row, arena_printf(t->arena, "<t%c%s>", is_head ? 'h' : 'd', styles[align]),
	    is_head ? "</th>\n" : "</td>\n");
}

static void
add_text(struct table *t, cmark_node *cell, struct str text)
{
	cmark_node *node;

	if (text.len == 0)
		return;
	node = cmark_node_new(CMARK_NODE_TEXT);
	(void)cmark_node_set_literal(node, arena_strndup(t->arena, text.s, text.len));
	(void)cmark_node_append_child(cell, node);
}

/* Cuts white space off the first or last text of a cell. */
static void
trim_text(struct table *t, cmark_node *node, bool is_first)
{
	struct str text;

	if (node == NULL || cmark_node_get_type(node) != CMARK_NODE_TEXT)
		return;
	text = is_first ? str_trim_start(literal(node)) : str_trim_end(literal(node));
	(void)cmark_node_set_literal(node, arena_strndup(t->arena, text.s, text.len));
}

static bool
begins_with_pipe(struct str text)
{
	text = str_trim_start(text);
	return text.len > 0 && text.s[0] == '|';
}

/* Moves the inlines of one line into cells of a row; returns what follows the line. */
static cmark_node *
deal_row(struct table *t, cmark_node *first, cmark_node *row, bool is_head, int *ret_count)
{
	cmark_node *node = first, *next, *cell = NULL;
	int count = 0;

	for (; node != NULL && !is_break(node); node = next) {
		struct str text = literal(node);
		size_t at = 0, pipe;

		next = cmark_node_next(node);
		if (node == first && begins_with_pipe(text))
			at = str_find(text, STR("|"), 0) + 1;
		if (cell == NULL)
			cell = new_cell(t, row, count++, is_head);
		if (cmark_node_get_type(node) != CMARK_NODE_TEXT) {
			cmark_node_unlink(node);
			(void)cmark_node_append_child(cell, node);
			continue;
		}
		for (; (pipe = str_find(text, STR("|"), at)) != SIZE_MAX; at = pipe + 1) {
			bool is_last = str_trim(str_slice(text, pipe + 1, text.len)).len == 0 &&
			    (next == NULL || is_break(next));

			add_text(t, cell, str_slice(text, at, pipe));
			if (is_last) {
				at = text.len;
				break;
			}
			cell = new_cell(t, row, count++, is_head);
		}
		add_text(t, cell, str_slice(text, at, text.len));
	}
	while (count < t->columns)
		(void)new_cell(t, row, count++, is_head);
	for (cell = cmark_node_first_child(row); cell != NULL; cell = cmark_node_next(cell)) {
		trim_text(t, cmark_node_first_child(cell), true);
		trim_text(t, cmark_node_last_child(cell), false);
	}
	*ret_count = count;
	return node == NULL ? NULL : cmark_node_next(node);
}

/* How many cells the first line has; its pipes are counted. */
static int
count_cells(struct arena *a, cmark_node *node)
{
	struct buf b;
	struct str row;
	int count = 1;

	buf_init(&b, a, OUTPUT_MAX);
	for (; node != NULL && !is_break(node); node = cmark_node_next(node))
		if (cmark_node_get_type(node) == CMARK_NODE_TEXT)
			buf_str(&b, literal(node));
		else
			buf_putc(&b, 'x');
	row = strip_row(str_of_buf(&b));
	for (size_t i = 0; i < row.len; i++)
		count += row.s[i] == '|';
	return count;
}

void
markdown_table(struct arena *a, cmark_node *paragraph)
{
	struct table t = {.arena = a};
	cmark_node *first = cmark_node_first_child(paragraph), *dashes = first, *body, *rest;
	int count;

	while (dashes != NULL && !is_break(dashes))
		dashes = cmark_node_next(dashes);
	if (dashes == NULL || (dashes = cmark_node_next(dashes)) == NULL ||
	    cmark_node_get_type(dashes) != CMARK_NODE_TEXT)
		return;
	rest = cmark_node_next(dashes);
	if ((rest != NULL && !is_break(rest)) || !read_aligns(&t, literal(dashes)) ||
	    count_cells(a, first) != t.columns)
		return;
	t.node = block(NULL, "<table>\n", "</table>\n");
	body = block(t.node, "<thead>\n", "</thead>\n");
	(void)deal_row(&t, first, block(body, "<tr>\n", "</tr>\n"), true, &count);
	rest = rest == NULL ? NULL : cmark_node_next(rest);
	if (rest != NULL)
		body = block(t.node, "<tbody>\n", "</tbody>\n");
	while (rest != NULL)
		rest = deal_row(&t, rest, block(body, "<tr>\n", "</tr>\n"), false, &count);
	(void)cmark_node_insert_after(paragraph, t.node);
	cmark_node_free(paragraph);
}
