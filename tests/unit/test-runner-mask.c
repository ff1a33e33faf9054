/*
 * Masking: every form of a secret disappears, nothing else does.
 */
#include "tests/unit/tap.h"

#include "runner/mask.h"

static const char *
masked(struct work *w, struct mask *m, const char *text, bool is_cut)
{
	size_t len;
	const char *out = mask_apply(m, w->arena, text, strlen(text), is_cut, &len);

	return arena_strndup(w->arena, out, len);
}

static const char *
once(struct work *w, const char *secret, const char *text)
{
	struct mask *m = mask_new(w->arena);

	mask_add(m, secret);
	return masked(w, m, text, false);
}

static void
apply_hides_every_form(struct work *w)
{
	static const struct {
		const char *secret, *text, *want;
	} rows[] = {
		{"s3cret", "a s3cret b", "a ******** b"},
		{"s3cret", "s3crets3cret", "********"},
		{"s3cret", "s3cre", "s3cre"},
		{"abc", "abc", "abc"},			/* too short */
		{"\xc3\xa4\xc3\xb6", "\xc3\xa4\xc3\xb6", "\xc3\xa4\xc3\xb6"},	/* two characters */
		{"abcd", "abcd", "********"},
		{"s3cret", "czNjcmV0", "********"},			/* base64, alignment 0 */
		{"s3cret", "eHMzY3JldA==", "eH********"},		/* "xs3cret" */
		{"s3cret", "eHhzM2NyZXQ=", "eHh********"},		/* "xxs3cret" */
		{"a/b?c~~~", "YS9iP2N-fn4=", "********"},		/* base64url */
		{"p@ss word", "p%40ss%20word", "********"},
		{"p\xc3\xa4ss/", "p%c3%a4ss%2f", "********"},
		{"p@ss word", "p%40ss+word", "********"},
		{"say \"x\"", "{\"k\":\"say \\\"x\\\"\"}", "{\"k\":\"********\"}"},
		{"p\xc3\xa4ss", "\"p\\u00e4ss\"", "\"********\""},
		{"k\xf0\x9f\x98\x80yy", "k\\ud83d\\ude00yy", "********"},
		{"a<b>&c", "a&lt;b&gt;&amp;c", "********"},
		{"it's me", "'it'\\''s me'", "'********'"},
		{"it's me", "it\\'s\\ me", "********"},
		{"it's me", "'it''s me'", "'********'"},
		{"pa$$w", "\"pa\\$\\$w\"", "\"********\""},
		{"s3cret", "733363726574", "********"},
		{"s3kret", "73336B726574", "********"},
		{"line one\nline two", "x line two y", "x ******** y"},
		{"line one\r\nline two", "line one", "********"},
		{"sec\x01ret", "secret", "********"},			/* as it is shown */
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		IS(once(w, rows[i].secret, rows[i].text), rows[i].want);
}

static void
apply_finds_overlapping_secrets(struct work *w)
{
	struct mask *m = mask_new(w->arena);

	mask_add(m, "abcdef");
	mask_add(m, "defghi");
	mask_add(m, "cdef");
	IS(masked(w, m, "xabcdefghix", false), "x********x");
	IS(masked(w, m, "abcdeabcdef", false), "abcde********");
	mask_add(m, "deab");			/* later than the first use */
	IS(masked(w, m, "abcdeabcdef", false), "abc********");
	IS(masked(w, m, "zcdefz", false), "z********z");
}

static void
apply_hides_the_begin_of_a_cut_secret(struct work *w)
{
	struct mask *m = mask_new(w->arena);

	mask_add(m, "abcdefgh");
	IS(masked(w, m, "x abcdef", true), "x ********");
	IS(masked(w, m, "x abc", true), "x abc");
	IS(masked(w, m, "x abcdef", false), "x abcdef");
}

static void
apply_takes_any_bytes(struct work *w)
{
	struct mask *m = mask_new(w->arena);
	char text[256];
	size_t len;

	mask_add(m, "\xff\xfe\xfd\xfc");
	mask_add(m, "");
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	OK(mask_apply(m, w->arena, text, sizeof(text), true, &len) == text);
	IS_INT(len, sizeof(text));
}

static const struct test tests[] = {
	TEST(apply_hides_every_form),
	TEST(apply_finds_overlapping_secrets),
	TEST(apply_hides_the_begin_of_a_cut_secret),
	TEST(apply_takes_any_bytes),
};

TAP_MAIN(tests)
