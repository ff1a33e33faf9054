#ifndef SLIPWAY_BASE_MARKDOWN_H
#define SLIPWAY_BASE_MARKDOWN_H

#include "lib/base/arena.h"

/*
 * CommonMark to HTML that is safe to show: raw HTML and links of javascript:,
 * vbscript:, file: and data: (but pictures) are left out. "" for NULL. Source:
 * CommonMark 0.30 (cmark).
 */
const char *markdown_html(struct arena *a, const char *text) MUST_CHECK;

#endif
