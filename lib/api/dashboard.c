/*
 * Dashboard and progression of a project. The database finds the cells
 * (sql/functions/dashboard.sql) and makes the text; only what may be deployed next is
 * judged here, by the rules of lifecycles.
 */
#include "lib/api/releases.h"

#include <string.h>

#include "lib/api/lists.h"
#include "lib/base/buf.h"
#include "lib/model/lifecycle_rules.h"

#define PROJECTS_ALL 2147483647

static const char default_configuration[] = "{\"IncludedProjectIds\":[],"
    "\"IncludedProjectGroupIds\":[],\"IncludedEnvironmentIds\":[],\"IncludedTenantIds\":[],"
    "\"IncludedTenantTags\":[],\"ProjectLimit\":null}";

static struct json_object *
configuration(struct work *w, const struct call *c)
{
	struct rows *rows = db_run(w, SQL_DASHBOARD_CONFIGURATION_GET, w->principal.user_id,
	    c->space_id);
	const char *text = default_configuration;

	if (rows == NULL)
		return NULL;
	if (rows_count(rows) > 0)
		text = rows_text(rows, 0, 0);
	return json_parse(w, text, strlen(text));
}

static bool
answer_configuration(struct work *w, struct call *c, struct json_object *doc)
{
	struct json_object *links = json_object_new_object();

	json_set_str(links, "Self", arena_printf(w->arena, "/api/%s/dashboardconfiguration",
	    c->space_id));
	json_set_str(doc, "Id", "DashboardConfiguration");
	json_set(doc, "Links", links);
	return answer_json(w, c, 200, doc);
}

bool
dashboard_configuration_get(struct work *w, struct call *c)
{
	struct json_object *doc = configuration(w, c);

	return doc != NULL && answer_configuration(w, c, doc);
}

bool
dashboard_configuration_put(struct work *w, struct call *c)
{
	struct json_object *doc, *value;

	if (!call_needs_body(w, c) || (c->before = configuration(w, c)) == NULL)
		return false;
	doc = json_parse(w, default_configuration, strlen(default_configuration));
	json_object_object_foreach(doc, name, unused) {
		(void)unused;
		value = body_get(c, name);
		if (value != NULL && strcmp(name, "ProjectLimit") != 0 &&
		    !json_object_is_type(value, json_type_array))
			return fail_field(w, arena_printf(w->arena, "/%s", name),
			    "'%s' must be a list.", name);
		if (value != NULL)
			json_set(doc, name, json_copy(value));
	}
	if (db_run(w, SQL_DASHBOARD_CONFIGURATION_PUT, w->principal.user_id, c->space_id,
	    json_text(w, doc)) == NULL)
		return false;
	c->after = json_own(w, json_copy(doc));
	call_event(w, c, "Modified", "What the dashboard of %s shows was changed",
	    w->principal.username);
	call_related(c, w->principal.user_id);
	return answer_configuration(w, c, doc);
}

/* Ids that a person chose, in lower case; NULL: all. */
static const char *
chosen(struct work *w, struct json_object *configured, const char *member)
{
	struct json_object *ids = json_get(configured, member);
	const char **items = arena_array(w->arena, json_len(ids) + 1, sizeof(*items));

	for (size_t i = 0; i < json_len(ids); i++) {
		char *id = arena_strdup(w->arena, json_str_at(ids, i));

		for (char *s = id; *s != '\0'; s++)
			*s = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
		items[i] = id;
	}
	return json_len(ids) == 0 ? NULL : db_text_array(w, items, json_len(ids));
}

static bool
answer_dashboard(struct work *w, struct call *c, const char *projects, const char *environments,
    const char *groups, bool with_previous)
{
	int64_t skip = 0, take = PROJECTS_ALL;
	struct rows *rows;

	if (call_query(c, "take") != NULL && !call_page(w, c, &skip, &take))
		return false;
	rows = db_run(w, SQL_DASHBOARD, c->space_id, projects, environments,
	    call_query(c, "partialName"), groups, with_previous ? "t" : "f", db_int(w, skip),
	    db_int(w, take));
	return rows != NULL && answer_text(c, 200, rows_text(rows, 0, 0));
}

bool
dashboard_get(struct work *w, struct call *c)
{
	const char *project = call_list(w, c, "projectId"),
		   *groups = call_list(w, c, "projectGroupId");
	const char *environments = NULL;
	struct json_object *configured;

	if (!call_query_flag(c, "showAll", false) && project == NULL) {
		configured = configuration(w, c);
		if (configured == NULL)
			return false;
		project = chosen(w, configured, "IncludedProjectIds");
		environments = chosen(w, configured, "IncludedEnvironmentIds");
		if (groups == NULL)
			groups = chosen(w, configured, "IncludedProjectGroupIds");
	}
	return answer_dashboard(w, c, project, environments, groups, false);
}

bool
dashboard_dynamic(struct work *w, struct call *c)
{
	return answer_dashboard(w, c, call_list(w, c, "projects"), call_list(w, c, "environments"),
	    NULL, call_query_flag(c, "includePrevious", false));
}

/* ---- progression ------------------------------------------------------------------ */

/* What all releases of a project share. */
struct channels {
	struct json_object *environment_ids;	/* channel id -> [environment id] */
	struct json_object *lifecycles;		/* channel id -> document */
	struct json_object *environments;	/* [{Id, Name}] */
};

static bool
read_channels(struct work *w, const char *project_id, struct channels *ret)
{
	struct rows *rows = db_run(w, SQL_PROGRESSION_PROJECT, project_id);

	if (rows == NULL || rows_count(rows) == 0)
		return false;
	ret->environment_ids = json_parse(w, rows_text(rows, 0, 0), rows_len(rows, 0, 0));
	ret->lifecycles = json_parse(w, rows_text(rows, 0, 1), rows_len(rows, 0, 1));
	ret->environments = json_parse(w, rows_text(rows, 0, 2), rows_len(rows, 0, 2));
	return ret->environment_ids != NULL && ret->lifecycles != NULL && ret->environments != NULL;
}

static bool
has_id(struct json_object *ids, const char *id)
{
	for (size_t i = 0; i < json_len(ids); i++)
		if (strcmp(json_str_at(ids, i), id) == 0)
			return true;
	return false;
}

static bool
is_in_any(const struct channels *ch, const char *id)
{
	json_object_object_foreach(ch->environment_ids, channel, ids) {
		(void)channel;
		if (has_id(ids, id))
			return true;
	}
	return false;
}

/* [{Id, Name}] of those in ids (NULL: in any channel), in the order of the space. */
static struct json_object *
named_environments(struct work *w, const struct channels *ch, struct json_object *ids)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < json_len(ch->environments); i++) {
		struct json_object *e = json_at(ch->environments, i);
		const char *id = json_str(e, "Id", "");

		if (ids == NULL ? is_in_any(ch, id) : has_id(ids, id))
			json_push(list, json_copy(e));
	}
	return list;
}

static struct json_object *
channel_environments(struct work *w, const struct channels *ch)
{
	struct json_object *map = json_new_object(w);

	json_object_object_foreach(ch->environment_ids, channel, ids) {
		json_set(map, channel, json_copy(named_environments(w, ch, ids)));
	}
	return map;
}

static void
read_history(struct work *w, struct rows *rows, size_t i, struct release_history *ret)
{
	struct json_object *pairs = json_parse(w, rows_text(rows, i, 5), rows_len(rows, i, 5));

	ret->has_defect = rows_true(rows, i, 4);
	ret->count = json_len(pairs);
	ret->successes = arena_array(w->arena, ret->count + 1, sizeof(*ret->successes));
	for (size_t n = 0; n < ret->count; n++) {
		struct json_object *pair = json_at(pairs, n), *tenant = json_at(pair, 1);

		ret->successes[n] = (struct success){json_str_at(pair, 0),
		    tenant == NULL ? NULL : json_object_get_string(tenant)};
	}
}

/* Environments of the release's lifecycle that have to wait: {id: sentence}. */
static struct json_object *
refused(struct work *w, const struct channels *ch, const struct phases *phases,
    const struct release_history *history)
{
	static const struct recipient untenanted;
	struct json_object *map = json_new_object(w);

	for (size_t i = 0; i < json_len(ch->environments); i++) {
		const char *id = json_str(json_at(ch->environments, i), "Id", "");
		const char *why = phase_of(phases, id) == NULL ? NULL :
		    lifecycle_refusal(w, phases, history, id, &untenanted);

		if (why != NULL)
			json_set_str(map, id, why);
	}
	return map;
}

static void
add_release(struct work *w, const struct channels *ch, struct rows *rows, size_t i, struct buf *b)
{
	struct release_history history = {0};
	struct phases phases;
	const char *channel = rows_text(rows, i, 0);

	read_history(w, rows, i, &history);
	lifecycle_phases(w, json_get(ch->lifecycles, channel == NULL ? "" : channel),
	    ch->environments, &phases);
	buf_printf(b, "%s{\"Release\":", i == 0 ? "" : ",");
	buf_puts(b, rows_text(rows, i, 1));
	buf_puts(b, ",\"Channel\":");
	buf_puts(b, rows_text(rows, i, 2) == NULL ? "null" : rows_text(rows, i, 2));
	buf_puts(b, ",\"Deployments\":");
	buf_puts(b, rows_text(rows, i, 3));
	buf_printf(b, ",\"NextDeployments\":%s,\"Refused\":%s,\"HasUnresolvedDefect\":%s,"
	    "\"ReleaseRetentionPeriod\":null,\"TentacleRetentionPeriod\":null}",
	    json_text(w, lifecycle_next(w, &phases, &history)),
	    json_text(w, refused(w, ch, &phases, &history)), history.has_defect ? "true" : "false");
}

bool
progression_get(struct work *w, struct call *c)
{
	const char *project = find_named(w, c, "project", NULL, call_name(c, "project"), NULL);
	const char *count = call_query(c, "releaseHistoryCount");
	struct channels ch;
	struct rows *rows;
	struct buf b;
	long n = count == NULL ? 3 : strtol(count, NULL, 10);

	if (project == NULL)
		return false;
	if (n < 1 || n > 100)
		return fail(w, ERR_INVALID, "'releaseHistoryCount' must be from 1 to 100.");
	if (!read_channels(w, project, &ch))
		return false;
	rows = db_run(w, SQL_PROGRESSION_RELEASES, project, db_int(w, n));
	if (rows == NULL)
		return false;
	buf_init(&b, w->arena, (size_t)64 * 1024 * 1024);
	buf_printf(&b, "{\"Environments\":%s,", json_text(w, named_environments(w, &ch, NULL)));
	buf_printf(&b, "\"ChannelEnvironments\":%s,", json_text(w, channel_environments(w, &ch)));
	buf_puts(&b, "\"Releases\":[");
	for (size_t i = 0; i < rows_count(rows); i++)
		add_release(w, &ch, rows, i, &b);
	buf_printf(&b, "],\"Links\":{\"Self\":\"/api/%s/progression/%s\"}}", c->space_id, project);
	return answer_text(c, 200, b.s);
}
