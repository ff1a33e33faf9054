/*
 * Reading the audit: lists with filters, as JSON or CSV, and what the filters may
 * say. Events are written by dispatch and by the runner.
 */
#include "lib/api/tasks.h"

#include <strings.h>

#include "lib/api/lists.h"

#define TAKE_MAX 1000
#define CSV_MAX 10000
#define FILTERS 13

struct category {
	const char *id;
	const char *name;
	const char *groups;		/* ids of groups, blanks between */
};

static const struct category categories[] = {
    {"Created", "Document created", "Document"},
    {"Modified", "Document modified", "Document"},
    {"Deleted", "Document deleted", "Document"},
    {"DeploymentQueued", "Deployment queued", "Deployment"},
    {"DeploymentStarted", "Deployment started", "Deployment"},
    {"DeploymentResumed", "Deployment resumed", "Deployment"},
    {"DeploymentSucceeded", "Deployment succeeded", "Deployment"},
    {"DeploymentFailed", "Deployment failed", "Deployment DeploymentCritical"},
    {"ManualInterventionInterruptionRaised", "Manual intervention raised",
	"Deployment DeploymentCritical"},
    {"GuidedFailureInterruptionRaised", "Guided failure raised", "Deployment DeploymentCritical"},
    {"InterruptionSubmitted", "Interruption answered", "Deployment"},
    {"TaskCanceled", "Task canceled", "Task"},
    {"DefectReported", "Release prevented from progressing", "Release"},
    {"DefectResolved", "Release allowed to progress", "Release"},
    {"MachineAdded", "Machine added", "Machine"},
    {"MachineDeleted", "Machine deleted", "Machine"},
    {"MachineEnabled", "Machine enabled", "Machine MachineAvailableForDeployment"},
    {"MachineDisabled", "Machine disabled", "Machine MachineUnavailableForDeployment"},
    {"MachineHealthy", "Machine found healthy",
	"Machine MachineAvailableForDeployment MachineHealthChanged"},
    {"MachineHasWarnings", "Machine has warnings",
	"Machine MachineAvailableForDeployment MachineHealthChanged"},
    {"MachineUnhealthy", "Machine found unhealthy",
	"Machine MachineUnavailableForDeployment MachineHealthChanged"},
    {"MachineUnavailable", "Machine unavailable",
	"Machine MachineCritical MachineUnavailableForDeployment MachineHealthChanged"},
    {"LoginSucceeded", "Log-in succeeded", "User"},
    {"LoginFailed", "Log-in failed", "User"},
    {"Logout", "Logged out", "User"},
};

static const struct { const char *id, *name; } groups[] = {
	{"Document", "Document events"}, {"Deployment", "Deployment events"},
	{"DeploymentCritical", "Critical deployment events"}, {"Task", "Task events"},
	{"Release", "Release events"}, {"Machine", "Machine events"},
	{"MachineCritical", "Critical machine events"},
	{"MachineAvailableForDeployment", "Machine available for deployment"},
	{"MachineUnavailableForDeployment", "Machine not available for deployment"},
	{"MachineHealthChanged", "Machine health changed"}, {"User", "User events"},
};

static bool
is_in_group(const struct category *category, const char *group)
{
	size_t len = strlen(group);
	const char *s = category->groups;

	while (*s != '\0') {
		size_t word = strcspn(s, " ");

		if (word == len && strncasecmp(s, group, len) == 0)
			return true;
		s += word + (s[word] == ' ');
	}
	return false;
}

/* ---- lists ------------------------------------------------------------------------- */

/* Categories by eventCategories and eventGroups together; NULL: all. */
static const char *
wanted_categories(struct work *w, const struct call *c)
{
	const char *by_name = call_list(w, c, "eventCategories");
	const char **found, *wanted = call_query(c, "eventGroups");
	size_t n = 0;

	if (wanted == NULL)
		return by_name;
	found = arena_array(w->arena, COUNT(categories) + 1, sizeof(*found));
	while (*wanted != '\0') {
		size_t len = strcspn(wanted, ",");
		const char *group = arena_strndup(w->arena, wanted, len);

		for (size_t i = 0; i < COUNT(categories) && n < COUNT(categories); i++)
			if (is_in_group(&categories[i], group)) {
				char *lower = arena_strdup(w->arena, categories[i].id);

				for (char *s = lower; *s != '\0'; s++)
					*s = *s >= 'A' && *s <= 'Z' ? (char)(*s + 32) : *s;
				found[n++] = lower;
			}
		wanted += len + (wanted[len] == ',');
	}
	return db_text_array(w, found, n);
}

/* "Events-3,Events-4" as a bigint[]; NULL if not given. */
static const char *
wanted_ids(struct work *w, const struct call *c)
{
	const char *text = call_query(c, "ids"), *array = "{";

	if (text == NULL)
		return NULL;
	for (const char *dash = text; (dash = strchr(dash, '-')) != NULL; dash++)
		array = arena_printf(w->arena, "%s%s%lld", array, array[1] == '\0' ? "" : ",",
		    strtoll(dash + 1, NULL, 10));
	return arena_printf(w->arena, "%s}", array);
}

/* Everything that must be related: regarding, and one of the ids in regardingAny and others. */
static bool
read_filters(struct work *w, const struct call *c, const char **f)
{
	static const char *const related[] = {
	    "regardingAny", "projects", "environments", "tenants"};
	const char *user = call_list(w, c, "users");

	f[0] = c->space_id;
	f[1] = call_is_system_form(c) && call_query_flag(c, "includeSystem", true) ? "t" : "f";
	f[2] = wanted_ids(w, c);
	if (!call_time(w, c, "from", &f[3]) || !call_time(w, c, "to", &f[4]))
		return false;
	f[5] = call_list_exact(w, c, "regarding");
	for (size_t i = 0; i < COUNT(related) && f[6] == NULL; i++)
		f[6] = call_list_exact(w, c, related[i]);
	f[7] = user != NULL ? user : call_list(w, c, "user");
	f[8] = wanted_categories(w, c);
	f[9] = call_list(w, c, "documentTypes");
	f[10] = call_list(w, c, "eventAgents");
	f[11] = call_query(c, "fromAutoId");
	f[12] = call_query(c, "toAutoId");
	return true;
}

static bool
answer_csv(struct work *w, struct call *c, const char **p)
{
	struct rows *rows;

	p[FILTERS + 2] = db_int(w, CSV_MAX);
	rows = db_run_array(w, SQL_EVENT_CSV, p, FILTERS + 2);
	if (rows == NULL)
		return false;
	c->answer->content_type = "text/csv; charset=utf-8";
	c->answer->disposition = "attachment; filename=\"events.csv\"";
	return answer_text(c, 200, arena_printf(w->arena, "Occurred,Category,Username,"
	    "IdentityEstablishedWith,IpAddress,Message,RelatedDocumentIds\r\n%s",
	    rows_text(rows, 0, 0)));
}

bool
events_list(struct work *w, struct call *c)
{
	const char *p[FILTERS + 3] = {0};	/* parameters count from 1 */
	struct rows *items, *total;
	int64_t skip, take;

	if (!call_page(w, c, &skip, &take) || !read_filters(w, c, p + 1))
		return false;
	p[FILTERS + 1] = db_int(w, skip);
	if (call_query_flag(c, "asCsv", false))
		return answer_csv(w, c, p);
	take = take > TAKE_MAX ? TAKE_MAX : take;
	p[FILTERS + 2] = db_int(w, take);
	items = db_run_array(w, SQL_EVENT_PAGE, p, FILTERS + 2);
	total = items == NULL ? NULL : db_run_array(w, SQL_EVENT_TOTAL, p, FILTERS);
	return answer_list(w, c, "Event", items, total, skip, take);
}

bool
events_get(struct work *w, struct call *c)
{
	const char *id = call_name(c, "id");
	long long n = strncasecmp(id, "Events-", 7) == 0 ? strtoll(id + 7, NULL, 10) : 0;
	struct rows *rows = db_run(w, SQL_EVENT_JSON, db_int(w, n),
	    call_is_system_form(c) ? NULL : c->space_id);

	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return fail(w, ERR_NOT_FOUND, "There is no event with the id '%s'.", id);
	return answer_text(c, 200, rows_text(rows, 0, 0));
}

/* ---- what filters may say ------------------------------------------------------------ */

static struct json_object *
named(const char *id, const char *name)
{
	struct json_object *o = json_object_new_object();

	json_set_str(o, "Id", id);
	json_set_str(o, "Name", name);
	return o;
}

bool
events_categories(struct work *w, struct call *c)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < COUNT(categories); i++)
		json_push(list, named(categories[i].id, categories[i].name));
	return answer_json(w, c, 200, list);
}

bool
events_groups(struct work *w, struct call *c)
{
	struct json_object *list = json_new_array(w);

	for (size_t g = 0; g < COUNT(groups); g++) {
		struct json_object *o = named(groups[g].id, groups[g].name);
		struct json_object *members = json_object_new_array();

		for (size_t i = 0; i < COUNT(categories); i++)
			if (is_in_group(&categories[i], groups[g].id))
				json_push_str(members, categories[i].id);
		json_set(o, "EventCategories", members);
		json_push(list, o);
	}
	return answer_json(w, c, 200, list);
}

bool
events_agents(struct work *w, struct call *c)
{
	static const char *const agents[] = {"API key", "Session cookie", "System"};
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; i < COUNT(agents); i++)
		json_push(list, named(agents[i], agents[i]));
	return answer_json(w, c, 200, list);
}

bool
events_document_types(struct work *w, struct call *c)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0; kinds[i] != NULL; i++) {
		size_t len = strlen(kinds[i]->prefix);

		if (len > 1 && kinds[i]->prefix[len - 1] == '-')
			json_push(list, named(arena_strndup(w->arena, kinds[i]->prefix, len - 1),
			    kinds[i]->item_type));
	}
	json_push(list, named("ServerTasks", "Task"));
	return answer_json(w, c, 200, list);
}
