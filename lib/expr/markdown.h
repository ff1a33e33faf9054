#ifndef SLIPWAY_EXPR_MARKDOWN_H
#define SLIPWAY_EXPR_MARKDOWN_H

#include <cmark.h>

#include "lib/expr/text.h"

/*
 * What the Markdown filter adds to CommonMark, by changing cmark's tree:
 * pipe tables, ~~deleted~~ ~sub~ ^sup^ ++inserted++ ==marked==, bare links.
 *
 * A backslash before one of |~^+= is hidden from cmark as one private character,
 * because the tree no longer knows what was escaped.
 */
#define HIDDEN_BASE 0x10ff00u

static inline bool
markdown_is_hidden(uint32_t c)
{
	return c > HIDDEN_BASE && c < HIDDEN_BASE + 0x80;
}

/* Makes a table of a paragraph that is one; the paragraph is then gone. */
void	markdown_table(struct arena *a, cmark_node *paragraph);

/* Finds links and additional emphasis among the children of an inline container. */
void	markdown_inlines(struct arena *a, cmark_node *parent);

#endif
