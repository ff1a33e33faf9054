/* Markdown that cannot hurt. */
#include "lib/base/markdown.h"

#include "tests/unit/tap.h"

static void
markdown_html_renders(struct work *w)
{
	IS(markdown_html(w->arena, NULL), "");
	IS(markdown_html(w->arena, ""), "");
	IS(markdown_html(w->arena, "a *b* `c<d`"), "<p>a <em>b</em> <code>c&lt;d</code></p>\n");
	IS(markdown_html(w->arena, "- x\n- y"), "<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n");
	IS(markdown_html(w->arena, "[t](https://example.org \"q\")"),
	    "<p><a href=\"https://example.org\" title=\"q\">t</a></p>\n");
}

static void
markdown_html_lets_no_script_through(struct work *w)
{
	static const char *const attacks[] = {
		"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b",
		"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](vbscript:x)",
		"![x](javascript:alert(1))", "<javascript:alert(1)>",
		"[x]: javascript:alert(1)\n\n[x]",
		"[x](data:text/html;base64,PHNjcmlwdD4=)", "<a href='javascript:alert(1)'>x</a>",
		"[x](java&#115;cript:alert(1))", "<!-- --><script>", "[x](file:///etc/passwd)",
	};

	for (size_t i = 0; i < COUNT(attacks); i++) {
		const char *html = markdown_html(w->arena, attacks[i]);

		if (!OK(strstr(html, "<script") == NULL && strstr(html, "<img src=x") == NULL &&
		    strstr(html, "href=\"java") == NULL && strstr(html, "href=\"Java") == NULL &&
		    strstr(html, "href=\"JaVa") == NULL && strstr(html, "src=\"java") == NULL &&
		    strstr(html, "href='") == NULL && strstr(html, "\"vbscript") == NULL &&
		    strstr(html, "\"data:") == NULL && strstr(html, "\"file:") == NULL))
			printf("# %s -> %s\n", attacks[i], html);
	}
}

static void
markdown_html_escapes_and_repairs(struct work *w)
{
	IS(markdown_html(w->arena, "\"&<>"), "<p>&quot;&amp;&lt;&gt;</p>\n");
	IS(markdown_html(w->arena, "a\xff""b"), "<p>a\xef\xbf\xbd""b</p>\n");
}

static const struct test tests[] = {
	TEST(markdown_html_renders),
	TEST(markdown_html_lets_no_script_through),
	TEST(markdown_html_escapes_and_repairs),
};

TAP_MAIN(tests)
