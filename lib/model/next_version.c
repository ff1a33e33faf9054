/*
 * The next version of a project: a template over what is there, then a mask. A mask
 * has tokens (numbers, and identifiers of the label); a whole token i means one more
 * than the highest fitting release has there, c means the same.
 */
#include "lib/model/next_version.h"

#include <ctype.h>
#include <strings.h>
#include <time.h>

#include "lib/base/clock.h"
#include "lib/base/semver.h"
#include "lib/expr/expr.h"
#include "lib/store/db.h"

#define TOKENS_MAX 24
#define DEFAULT_TEMPLATE "#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}." \
	"#{Octopus.Version.NextPatch}"

/* "1.2.3-alpha.4+meta" cut at every dot and at the dash. */
struct tokens {
	const char *item[TOKENS_MAX];
	size_t count;
	size_t numbers;			/* how many come before the label */
	const char *meta;		/* with "+"; "" if none */
};

static void
add_token(struct tokens *t, struct arena *a, const char *s, size_t len)
{
	if (t->count < TOKENS_MAX)
		t->item[t->count++] = arena_strndup(a, s, len);
}

static void
split(struct arena *a, const char *s, struct tokens *ret)
{
	bool in_label = false;

	*ret = (struct tokens){.meta = strchr(s, '+') == NULL ? "" : strchr(s, '+')};
	for (;;) {
		size_t len = strcspn(s, in_label ? ".+" : ".-+");

		add_token(ret, a, s, len);
		if (!in_label)
			ret->numbers = ret->count;
		in_label = in_label || s[len] == '-';
		if (s[len] == '\0' || s[len] == '+')
			return;
		s += len + 1;
	}
}

static bool
is_letter(const char *token)
{
	return strcmp(token, "i") == 0 || strcmp(token, "c") == 0;
}

static bool
is_number(const char *s)
{
	return *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

/* What a release has at the place of a token of the mask; NULL if nothing. */
static const char *
token_of(const struct tokens *t, size_t i, size_t numbers)
{
	if (i < numbers)
		return i < t->numbers ? t->item[i] : "0";
	i = i - numbers + t->numbers;
	return i < t->count ? t->item[i] : NULL;
}

static bool
same_token(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (is_number(a) && is_number(b))
		return strtoll(a, NULL, 10) == strtoll(b, NULL, 10);
	return strcasecmp(a, b) == 0;
}

static bool
fits(const struct tokens *mask, size_t last_letter, const struct tokens *release)
{
	for (size_t i = 0; i < last_letter; i++)
		if (!is_letter(mask->item[i]) &&
		    !same_token(mask->item[i], token_of(release, i, mask->numbers)))
			return false;
	return true;
}

static const char *
highest_fitting(struct work *w, const struct tokens *mask, size_t last_letter,
    const struct known_version *known, size_t count)
{
	const char *best = NULL;

	for (size_t i = 0; i < count; i++) {
		const char *version = known[i].version;
		struct tokens t;

		split(w->arena, version + (*version == 'v' || *version == 'V'), &t);
		if (fits(mask, last_letter, &t) &&
		    (best == NULL || version_compare(version, best) > 0))
			best = version + (*version == 'v' || *version == 'V');
	}
	return best;
}

static const char *
fill(struct work *w, const struct tokens *mask, size_t i, const struct tokens *base, bool *raised)
{
	const char *letter = mask->item[i], *have;
	int64_t n;

	if (!is_letter(letter))
		return letter;
	have = base == NULL || *raised ? "0" : token_of(base, i, mask->numbers);
	if (have == NULL || base == NULL || *raised)
		return "0";
	if (*letter == 'c')
		return have;
	*raised = true;
	n = is_number(have) ? strtoll(have, NULL, 10) + 1 : 0;
	return arena_printf(w->arena, "%lld", (long long)n);
}

const char *
version_mask(struct work *w, const char *text, const struct known_version *known, size_t count)
{
	struct tokens mask, base;
	size_t last = TOKENS_MAX;
	const char *highest, *out = "";
	bool raised = false;

	split(w->arena, text, &mask);
	for (size_t i = 0; i < mask.count; i++)
		if (is_letter(mask.item[i]))
			last = i;
	if (last == TOKENS_MAX)
		return text;
	highest = highest_fitting(w, &mask, last, known, count);
	if (highest != NULL)
		split(w->arena, highest, &base);
	for (size_t i = 0; i < mask.count; i++)
		out = arena_printf(w->arena, "%s%s%s", out,
		    i == 0 ? "" : i == mask.numbers ? "-" : ".",
		    fill(w, &mask, i, highest == NULL ? NULL : &base, &raised));
	return arena_printf(w->arena, "%s%s", out, mask.meta);
}

/* "beta.7" -> "beta.8", "beta" stays. */
static const char *
next_suffix(struct work *w, const char *suffix)
{
	size_t len = strlen(suffix), digits = 0;

	while (digits < len && isdigit((unsigned char)suffix[len - digits - 1]))
		digits++;
	if (digits == 0 || digits > 9)
		return suffix;
	return arena_printf(w->arena, "%.*s%lld", (int)(len - digits), suffix,
	    strtoll(suffix + len - digits, NULL, 10) + 1);
}

static void
set_number(struct work *w, struct expr_vars *vars, const char *name, int64_t value)
{
	expr_vars_set(vars, name, arena_printf(w->arena, "%lld", (long long)value));
}

static void
add_version(struct work *w, struct expr_vars *vars, const char *prefix, const char *highest)
{
	static const struct { const char *name; int part; } parts[] = {
		{"Major", 0}, {"Minor", 1}, {"Patch", 2}, {"Build", 2}, {"Revision", 3},
	};
	struct version v = {.label = ""};

	if (highest != NULL && !version_parse(w->arena, highest, &v))
		v = (struct version){.label = ""};
	for (size_t i = 0; i < COUNT(parts); i++) {
		set_number(w, vars, arena_printf(w->arena, "%s.Last%s", prefix, parts[i].name),
		    v.part[parts[i].part]);
		set_number(w, vars, arena_printf(w->arena, "%s.Next%s", prefix, parts[i].name),
		    v.part[parts[i].part] + 1);
	}
	expr_vars_set(vars, arena_printf(w->arena, "%s.LastSuffix", prefix), v.label);
	expr_vars_set(
	    vars, arena_printf(w->arena, "%s.NextSuffix", prefix), next_suffix(w, v.label));
}

/* The highest of a channel; channel NULL: of all. */
static const char *
highest_of(const struct known_version *known, size_t count, const char *channel)
{
	const char *best = NULL;

	for (size_t i = 0; i < count; i++) {
		if (channel != NULL &&
		    (known[i].channel == NULL || strcasecmp(known[i].channel, channel) != 0))
			continue;
		if (best == NULL || version_compare(known[i].version, best) > 0)
			best = known[i].version;
	}
	return best;
}

static void
add_channels(struct work *w, struct expr_vars *vars, const struct known_version *known,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *prefix = arena_printf(w->arena, "Octopus.Version.Channel[%s]",
		    known[i].channel == NULL ? "" : known[i].channel);

		if (known[i].channel != NULL &&
		    expr_vars_get(vars, arena_printf(w->arena, "%s.LastMajor", prefix)) == NULL)
			add_version(w, vars, prefix, highest_of(known, count, known[i].channel));
	}
}

static void
add_time(struct work *w, struct expr_vars *vars, int64_t now_us)
{
	time_t seconds = (time_t)(now_us / 1000000);
	struct tm t;

	gmtime_r(&seconds, &t);
	set_number(w, vars, "Octopus.Date.Day", t.tm_mday);
	set_number(w, vars, "Octopus.Date.Month", t.tm_mon + 1);
	set_number(w, vars, "Octopus.Date.Year", t.tm_year + 1900);
	set_number(w, vars, "Octopus.Date.DayOfYear", t.tm_yday + 1);
	set_number(w, vars, "Octopus.Time.Hour", t.tm_hour);
	set_number(w, vars, "Octopus.Time.Minute", t.tm_min);
	set_number(w, vars, "Octopus.Time.Second", t.tm_sec);
}

const char *
next_version_of(struct work *w, const char *template, const char *channel,
    const struct known_version *known, size_t count, int64_t now_us)
{
	struct expr_vars *vars = expr_vars_new(w);
	struct expr_result result;

	add_version(w, vars, "Octopus.Version", highest_of(known, count, NULL));
	add_version(w, vars, "Octopus.Version.Channel", highest_of(known, count, channel));
	add_channels(w, vars, known, count);
	expr_vars_set(vars, "Octopus.Release.Channel.Name", channel);
	add_time(w, vars, now_us);
	expr_evaluate(w, vars, template, 0, &result);
	return version_mask(w, result.text == NULL ? template : result.text, known, count);
}

const char *
next_version(struct work *w, struct json_object *project, struct json_object *channel)
{
	struct json_object *strategy = json_get(project, "VersioningStrategy");
	const char *template = json_str(strategy, "Template", "");
	struct rows *rows = db_run(w, SQL_RELEASE_VERSIONS, json_str(project, "Id", ""));
	struct known_version *known;

	if (rows == NULL)
		return NULL;
	known = arena_array(w->arena, rows_count(rows) + 1, sizeof(*known));
	for (size_t i = 0; i < rows_count(rows); i++)
		known[i] = (struct known_version){rows_text(rows, i, 0), rows_text(rows, i, 1)};
	return next_version_of(w, *template == '\0' ? DEFAULT_TEMPLATE : template,
	    json_str(channel, "Name", ""), known, rows_count(rows), clock_now_us());
}
