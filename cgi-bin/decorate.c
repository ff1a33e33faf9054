/*
 * See decorate.h. Times are in UTC unless the browser's script rewrites them in its
 * own zone (the title always names the zone).
 */
#include "cgi-bin/decorate.h"

#include <time.h>

#include "lib/base/ansi.h"
#include "lib/base/clock.h"
#include "lib/base/markdown.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400L

/* ---- times ------------------------------------------------------------------ */

static const char *const months[] = {"January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December"};

static struct tm
parts_of(int64_t us)
{
	time_t t = (time_t)(us / 1000000);
	struct tm tm;

	gmtime_r(&t, &tm);
	return tm;
}

static const char *
short_date(struct arena *a, int64_t us)
{
	struct tm tm = parts_of(us);

	return arena_printf(a, "%d %.3s %d", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900);
}

const char *
decorate_relative(struct arena *a, int64_t us, int64_t now_us)
{
	int64_t s = (now_us - us) / 1000000;

	if (s < -MINUTE)
		return short_date(a, us);
	if (s < 10)
		return "just now";
	if (s < MINUTE)
		return arena_printf(a, "%d s ago", (int)s);
	if (s < HOUR)
		return arena_printf(a, "%d min ago", (int)(s / MINUTE));
	if (s < DAY)
		return arena_printf(a, "%d h ago", (int)(s / HOUR));
	if (s < 2 * DAY)
		return "yesterday";
	if (s < 7 * DAY)
		return arena_printf(a, "%d days ago", (int)(s / DAY));
	return short_date(a, us);
}

void
decorate_time(struct view *v, struct json_object *object, const char *name)
{
	const char *iso = json_str(object, name, NULL);
	struct json_object *o;
	struct tm tm;
	int64_t us;

	if (iso == NULL || !clock_parse_iso(iso, &us))
		return;
	tm = parts_of(us);
	o = json_object_new_object();
	json_set(object, arena_printf(v->w->arena, "%sTime", name), o);
	json_set_str(o, "Iso", iso);
	json_set_str(o, "Relative", decorate_relative(v->w->arena, us, clock_now_us()));
	json_set_str(o, "Absolute", arena_printf(v->w->arena, "%d %s %d, %02d:%02d:%02d UTC",
	    tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec));
}

const char *
decorate_duration(struct arena *a, int64_t seconds)
{
	if (seconds < 1)
		return "<1s";
	if (seconds < MINUTE)
		return arena_printf(a, "%ds", (int)seconds);
	if (seconds < HOUR)
		return arena_printf(
		    a, "%dm %02ds", (int)(seconds / MINUTE), (int)(seconds % MINUTE));
	return arena_printf(a, "%dh %02dm", (int)(seconds / HOUR), (int)(seconds % HOUR / MINUTE));
}

void
decorate_span(struct view *v, struct json_object *object, const char *from, const char *to,
	const char *name)
{
	const char *start = json_str(object, from, NULL), *end = json_str(object, to, NULL);
	int64_t start_us, end_us = clock_now_us();

	if (start == NULL || !clock_parse_iso(start, &start_us))
		return;
	if (end != NULL && !clock_parse_iso(end, &end_us))
		return;
	if (end_us < start_us)
		end_us = start_us;
	json_set_str(object, name, decorate_duration(v->w->arena, (end_us - start_us) / 1000000));
}

const char *
decorate_size(struct arena *a, int64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
	double n = (double)bytes / 1024;
	size_t unit = 0;

	if (bytes < 1024)
		return arena_printf(a, "%lld B", (long long)bytes);
	for (; n >= 1024 && unit + 1 < COUNT(units); unit++)
		n /= 1024;
	return arena_printf(a, "%.1f %s", n, units[unit]);
}

/* ---- states ----------------------------------------------------------------- */

struct state_look {
	const char *state;
	const char *key;
	const char *word;
};

static const struct state_look task_states[] = {
	{"Queued", "queued", "Queued"},
	{"Executing", "running", "Running"},
	{"Success", "success", "Succeeded"},
	{"Failed", "failed", "Failed"},
	{"Canceled", "canceled", "Cancelled"},
	{"Cancelling", "running", "Cancelling"},
	{"TimedOut", "failed", "Timed out"},
	{"Interrupted", "interrupted", "Interrupted"},
	/* Of activities. */
	{"Pending", "pending", "Pending"},
	{"Running", "running", "Running"},
	{"Skipped", "skipped", "Skipped"},
	{"SuccessWithWarning", "warning", "Succeeded with warnings"},
};

static const struct state_look health_states[] = {
	{"Healthy", "success", "Healthy"},
	{"HealthyWithWarnings", "warning", "Healthy with warnings"},
	{"HasWarnings", "warning", "Healthy with warnings"},
	{"Unhealthy", "failed", "Unhealthy"},
	{"Unavailable", "failed", "Unavailable"},
	{"Unknown", "pending", "Unknown"},
};

static const struct state_look *
find_look(const struct state_look *looks, size_t count, const char *state)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(looks[i].state, state) == 0)
			return &looks[i];
	}
	return NULL;
}

void
decorate_state(struct view *v, struct json_object *object)
{
	const char *state = json_str(object, "State", json_str(object, "Status", ""));
	const struct state_look *look = find_look(task_states, COUNT(task_states), state);
	const char *key = look ? look->key : "pending", *word = look ? look->word : state;

	(void)v;
	if (json_flag(object, "HasPendingInterruptions", false) && strcmp(key, "running") == 0) {
		key = "waiting";
		word = "Waiting for a person";
	} else if (json_flag(object, "IsResuming", false) && strcmp(key, "running") == 0) {
		key = "queued";
		word = "Waiting to go on";
	} else if (json_flag(object, "HasWarningsOrErrors", false) && strcmp(key, "success") == 0) {
		key = "warning";
		word = "Succeeded with warnings";
	}
	json_set_str(object, "StateKey", key);
	json_set_str(object, "StateWord", word);
}

void
decorate_health(struct view *v, struct json_object *object)
{
	const char *state = json_str(object, "HealthStatus", "Unknown");
	const struct state_look *look = find_look(health_states, COUNT(health_states), state);

	(void)v;
	if (json_flag(object, "IsDisabled", false)) {
		json_set_str(object, "HealthKey", "skipped");
		json_set_str(object, "HealthWord", "Disabled");
		return;
	}
	json_set_str(object, "HealthKey", look ? look->key : "pending");
	json_set_str(object, "HealthWord", look ? look->word : state);
}

/* ---- logos, choices, texts --------------------------------------------------- */

void
decorate_logo(struct view *v, struct json_object *project)
{
	const char *id = json_str(project, "Id", ""), *name = json_str(project, "Name", "?");
	const char *logo = json_str(json_get(project, "Links"), "Logo", "");
	unsigned hash = 0, len = 1;

	for (const char *c = id; *c; c++)
		hash = hash * 31 + (unsigned char)*c;
	while (((unsigned char)name[len] & 0xC0) == 0x80)
		len++;			/* the whole first character of UTF-8 */
	json_set_int(project, "Tone", hash % 6 + 1);
	json_set_str(project, "Initial", arena_strndup(v->w->arena, name, len));
	json_set_str(project, "LogoUrl", strstr(logo, "?cb=") ? logo : "");
}

struct json_object *
decorate_items(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? list : json_get(list, "Items");
}

struct json_object *
decorate_find(struct json_object *list, const char *id)
{
	list = decorate_items(list);
	for (size_t i = 0; id && i < json_len(list); i++) {
		if (strcmp(json_str(json_at(list, i), "Id", ""), id) == 0)
			return json_at(list, i);
	}
	return NULL;
}

static bool
is_chosen(struct json_object *chosen, const char *value)
{
	if (json_object_is_type(chosen, json_type_string))
		return strcmp(json_object_get_string(chosen), value) == 0;
	for (size_t i = 0; i < json_len(chosen); i++) {
		if (strcmp(json_str_at(chosen, i), value) == 0)
			return true;
	}
	return false;
}

void
decorate_options(struct view *v, const char *name, struct json_object *list, const char *value,
	const char *label, struct json_object *chosen)
{
	struct json_object *options = view_new_array(v, name);

	list = decorate_items(list);
	for (size_t i = 0; i < json_len(list); i++) {
		struct json_object *item = json_at(list, i), *o = json_object_new_object();
		bool is_text = json_object_is_type(item, json_type_string);
		const char *text =
		    is_text ? json_object_get_string(item) : json_str(item, value, "");

		json_push(options, o);
		json_set_str(o, "Value", text);
		json_set_str(o, "Label", is_text ? text : json_str(item, label, text));
		json_set_bool(o, "IsChosen", is_chosen(chosen, text));
	}
}

void
decorate_markdown(struct view *v, struct json_object *object, const char *name)
{
	const char *text = json_str(object, name, "");

	if (text[0])
		json_set_str(object, arena_printf(v->w->arena, "%sHtml", name),
		    markdown_html(v->w->arena, text));
}

/* ---- lists ------------------------------------------------------------------- */

const char *
decorate_link(struct view *v, const char *name, const char *value)
{
	struct buf out;
	const char *mark = "?";

	buf_init(&out, v->w->arena, 8192);
	buf_puts(&out, v->rq->path);
	for (size_t i = 0; i < v->query.count; i++) {
		const struct param *p = &v->query.items[i];

		if (p->name[0] == '.' || p->value[0] == '\0' || strcmp(p->name, "skip") == 0 ||
		    strcmp(p->name, name) == 0)
			continue;
		buf_printf(&out, "%s%s=%s", mark, url_encode(v->w->arena, p->name),
		    url_encode(v->w->arena, p->value));
		mark = "&";
	}
	if (value[0])
		buf_printf(&out, "%s%s=%s", mark, name, url_encode(v->w->arena, value));
	return out.s;
}

static const char *
link_with_skip(struct view *v, int64_t skip)
{
	return decorate_link(v, "skip", arena_printf(v->w->arena, "%lld", (long long)skip));
}

void
decorate_pager(struct view *v, struct json_object *list)
{
	struct json_object *pager = view_new_object(v, "Pager");
	int64_t total = json_int(list, "TotalResults", 0), per = json_int(list, "ItemsPerPage", 30);
	int64_t count = (int64_t)json_len(json_get(list, "Items"));
	int64_t skip = strtoll(view_query(v, "skip"), NULL, 10);

	if (skip < 0)
		skip = 0;
	json_set_int(pager, "Total", total);
	json_set_int(pager, "From", count ? skip + 1 : 0);
	json_set_int(pager, "To", skip + count);
	json_set_bool(pager, "IsNeeded", total > count);
	if (skip > 0)
		json_set_str(pager, "PreviousLink", link_with_skip(v, skip > per ? skip - per : 0));
	if (skip + count < total)
		json_set_str(pager, "NextLink", link_with_skip(v, skip + per));
}

/* ---- log lines ---------------------------------------------------------------- */

void
decorate_log_line(struct view *v, struct json_object *line, const char *text)
{
	static const char *const colours[] = {"black", "red", "green", "yellow", "blue", "magenta",
	    "cyan", "white"};
	struct json_object *spans = json_object_new_array();
	struct ansi_span *span;
	size_t count = ansi_spans(v->w->arena, text, &span);

	json_set(line, "Spans", spans);
	for (size_t i = 0; i < count; i++) {
		struct json_object *o = json_object_new_object();

		json_push(spans, o);
		json_set_str(o, "Text", arena_strndup(v->w->arena, span[i].text, span[i].len));
		json_set_str(o, "Class", arena_printf(v->w->arena, "%s%s%s%s%s%s",
		    span[i].fg >= 0 ? "fg-" : "", span[i].fg >= 0 ? colours[span[i].fg] : "",
		    span[i].bg >= 0 ? " bg-" : "", span[i].bg >= 0 ? colours[span[i].bg] : "",
		    span[i].bold ? " bold" : "", span[i].underline ? " under" : ""));
	}
}
