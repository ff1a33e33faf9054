/* The next version: templates and masks over the releases that exist. */
#include "lib/model/next_version.h"

#include <string.h>

#include "tests/unit/tap.h"

#define PLAIN "#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}.#{Octopus.Version.NextPatch}"

/* "1.0.0 2.0.0@Beta": releases, some in a channel other than Default. */
static size_t
releases(struct work *w, const char *text, struct known_version *known)
{
	char *rest = arena_strdup(w->arena, text);
	size_t n = 0;

	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		char *at = strchr(word, '@');

		if (at != NULL)
			*at++ = '\0';
		if (*word != '\0')
			known[n++] = (struct known_version){word, at == NULL ? "Default" : at};
	}
	return n;
}

static const char *
next(struct work *w, const char *template, const char *existing)
{
	struct known_version known[16];
	size_t n = releases(w, existing, known);

	return next_version_of(w, template, "Default", known, n, 1764036319000000);
}

static void
template_uses_the_highest(struct work *w)
{
	IS(next(w, PLAIN, ""), "0.0.1");
	IS(next(w, PLAIN, "1.0.0 1.0.2 1.0.1"), "1.0.3");
	IS(next(w, PLAIN, "1.4.9 1.4.10"), "1.4.11");
	IS(next(w, "#{Octopus.Version.NextMajor}.0", "2.7.1"), "3.0");
	IS(next(w, "#{Octopus.Version.Channel.NextPatch}", "1.0.7@Beta 1.0.3"), "4");
	IS(next(w, "#{Octopus.Version.Channel[Beta].NextPatch}", "1.0.7@Beta 1.0.3"), "8");
	IS(next(w, "1.0-#{Octopus.Version.NextSuffix}", "1.0-rc.9"), "1.0-rc.10");
}

static void
template_knows_the_date(struct work *w)
{
	IS(next(w, "#{Octopus.Date.Year}.#{Octopus.Date.Month}.#{Octopus.Date.Day}", ""), "2025.11.25");
}

static void
mask_raises_and_keeps(struct work *w)
{
	IS(next(w, "2.0.i", "1.2.4"), "2.0.0");
	IS(next(w, "2.0.i", "2.0.5 2.1.9"), "2.0.6");
	IS(next(w, "i.i.i", "1.2.3"), "2.0.0");
	IS(next(w, "c.c.i", "1.2.3-a"), "1.2.4");
	IS(next(w, "1.0-5i", "1.0"), "1.0-5i");
	IS(next(w, "1.2.3-alpha.i", ""), "1.2.3-alpha.0");
	IS(next(w, "1.2.3-alpha.i", "1.2.3-alpha.25 1.2.3-beta.30"), "1.2.3-alpha.26");
	IS(next(w, "1.i+build", "v1.4"), "1.5+build");
}

static const struct test tests[] = {
	TEST(template_uses_the_highest), TEST(template_knows_the_date), TEST(mask_raises_and_keeps),
};

TAP_MAIN(tests)
