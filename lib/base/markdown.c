/*
 * Markdown through cmark. Its SAFE option leaves out raw HTML and dangerous links;
 * there is no sanitiser behind it, so no option that lets HTML through may be added.
 */
#include "lib/base/markdown.h"

#include <cmark.h>

const char *
markdown_html(struct arena *a, const char *text)
{
	const char *copy;
	char *html;

	if (text == NULL || text[0] == '\0')
		return "";
	html = cmark_markdown_to_html(text, strlen(text), CMARK_OPT_SAFE | CMARK_OPT_VALIDATE_UTF8);
	copy = arena_strdup(a, html);
	free(html);	/* cmark ends the process itself when memory is out */
	return copy;
}
