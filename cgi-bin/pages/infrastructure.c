/*
 * Infrastructure: what deployments run on. Overview, environments, deployment targets
 * with their wizard, worker pools and machine policies (read). Accounts are in
 * accounts.c.
 */
#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/pages.h"
#include "lib/base/url.h"

#define INFRA "/app/{space}/infrastructure"

/* ---- overview ------------------------------------------------------------------- */

static const char *const health_order[] = {
	"Healthy", "HasWarnings", "Unhealthy", "Unavailable", "Unknown",
};

/* Counts by health, as links into the list of targets. */
static void
count_health(struct view *v, struct json_object *machines)
{
	struct json_object *list = view_new_array(v, "Health");

	for (size_t h = 0; h < COUNT(health_order); h++) {
		struct json_object *o;
		int64_t count = 0;

		for (size_t i = 0; i < json_len(machines); i++)
			count += strcmp(json_str(json_at(machines, i), "HealthStatus", "Unknown"),
			    health_order[h]) == 0;
		if (count == 0)
			continue;
		o = json_object_new_object();
		json_push(list, o);
		json_set_str(o, "HealthStatus", health_order[h]);
		decorate_health(v, o);
		json_set_int(o, "Count", count);
	}
}

static void
count_in_environments(struct view *v, struct json_object *machines)
{
	struct json_object *environments = view_doc(v, "Environments");

	for (size_t i = 0; i < json_len(environments); i++) {
		struct json_object *e = json_at(environments, i);
		int64_t count = 0;

		for (size_t m = 0; m < json_len(machines); m++) {
			struct json_object *ids = json_get(json_at(machines, m), "EnvironmentIds");

			for (size_t n = 0; n < json_len(ids); n++)
				count += strcmp(json_str_at(ids, n), json_str(e, "Id", "")) == 0;
		}
		json_set_str(e, "TargetCount", arena_printf(v->w->arena, "%lld", (long long)count));
		json_set_bool(e, "HasOneTarget", count == 1);
	}
}

/* A time span of the API, "1.00:00:00", as one says it; as it is where it is not round. */
static const char *
interval_word(struct arena *a, const char *span)
{
	int days = 0, hours, minutes, seconds;

	if (span[0] == '\0')
		return "on request";
	if (sscanf(span, "%d.%d:%d:%d", &days, &hours, &minutes, &seconds) != 4) {
		days = 0;
		if (sscanf(span, "%d:%d:%d", &hours, &minutes, &seconds) != 3)
			return span;
	}
	minutes += 60 * (hours + 24 * days);
	if (seconds != 0 || minutes == 0)
		return arena_printf(a, "every %s", span);
	if (minutes == 1440 || minutes == 60)
		return minutes == 60 ? "every hour" : "every day";
	if (minutes % 1440 == 0)
		return arena_printf(a, "every %d days", minutes / 1440);
	return minutes % 60 ? arena_printf(a, "every %d min", minutes)
			    : arena_printf(a, "every %d h", minutes / 60);
}

static bool
decorate_overview(struct view *v)
{
	struct json_object *machines = view_doc(v, "Machines"), *policies = view_doc(v, "Policies");

	for (size_t i = 0; i < json_len(policies); i++) {
		struct json_object *policy = json_at(policies, i);

		json_set_str(policy, "IntervalWord", interval_word(v->w->arena,
		    json_str(json_get(policy, "MachineHealthCheckPolicy"),
			"HealthCheckInterval", "")));
	}
	count_health(v, machines);
	count_in_environments(v, machines);
	return true;
}

/* ---- environments ------------------------------------------------------------------ */

static const struct form form_environment_new[] = {
    {
	.path = "S/environments",
	.method = "POST",
	.kind = "environment",
	.document = "Edited",
	.next = INFRA "/environments",
	.done = "Environment '{/Name}' was created.",
    },
    {.path = NULL},
};

static const struct form forms_environment[] = {
    {
	.path = "S/environments/{id}",
	.method = "PUT",
	.kind = "environment",
	.document = "Edited",
	.next = INFRA "/environments",
	.done = "Environment '{/Name}' was saved.",
    },
    {
	.name = "delete",
	.label = "Delete",
	.path = "S/environments/{id}",
	.method = "DELETE",
	.kind = "environment",
	.document = "Edited",
	.next = INFRA "/environments",
	.done = "The environment was deleted.",
    },
    {.path = NULL},
};

static bool
decorate_environment_new(struct view *v)
{
	struct json_object *environment = view_doc(v, "Edited");

	if (environment == NULL)
		environment = view_new_object(v, "Edited");
	json_set_str(environment, "Id", "");	/* the template tells new from stored by it */
	return true;
}

/* ---- targets ----------------------------------------------------------------------- */

static const struct { const char *style, *word; } styles[] = {
	{"Ssh", "SSH"}, {"None", "Cloud region"}, {"TentaclePassive", "Listening Tentacle"},
	{"TentacleActive", "Polling Tentacle"}, {"OfflineDrop", "Offline package drop"},
	{"Kubernetes", "Kubernetes"}, {"KubernetesTentacle", "Kubernetes agent"},
};

static const char *
style_word(const char *style)
{
	for (size_t i = 0; i < COUNT(styles); i++)
		if (strcmp(styles[i].style, style) == 0)
			return styles[i].word;
	return style;
}

static void
describe_machine(struct view *v, struct json_object *machine)
{
	struct json_object *names = json_object_new_array(),
			   *ids = json_get(machine, "EnvironmentIds");
	const char *style = json_str(json_get(machine, "Endpoint"), "CommunicationStyle", "");

	for (size_t i = 0; i < json_len(ids); i++) {
		struct json_object *e =
		    decorate_find(view_doc(v, "Environments"), json_str_at(ids, i));

		json_push_str(names, json_str(e, "Name", json_str_at(ids, i)));
	}
	json_set(machine, "EnvironmentNames", names);
	json_set_str(machine, "StyleWord", style_word(style));
	json_set_bool(
	    machine, "CanBeDeployedTo", strcmp(style, "Ssh") == 0 || strcmp(style, "None") == 0);
	decorate_health(v, machine);
}

static bool
decorate_machines(struct view *v)
{
	struct json_object *items = json_get(view_doc(v, "Machines"), "Items");
	struct json_object *chosen = json_new_array(v->w);

	for (size_t i = 0; i < json_len(items); i++)
		describe_machine(v, json_at(items, i));
	json_set_str(view_new_object(v, "Filter"), "Text", view_query(v, "q"));
	json_push_str(chosen, view_query(v, "environment"));
	decorate_options(
	    v, "EnvironmentOptions", view_doc(v, "Environments"), "Id", "Name", chosen);
	decorate_pager(v, view_doc(v, "Machines"));
	return true;
}

/* Known roles and the typed ones: what was typed survives a refusal. */
static struct json_object *
all_roles(struct view *v, struct json_object *machine)
{
	struct json_object *all = json_own(v->w, json_copy(view_doc(v, "Roles")));
	struct json_object *own = json_get(machine, "Roles");

	if (all == NULL)
		all = json_new_array(v->w);
	for (size_t i = 0; i < json_len(own); i++) {
		bool is_known = false;

		for (size_t n = 0; n < json_len(all); n++)
			is_known |= strcmp(json_str_at(all, n), json_str_at(own, i)) == 0;
		if (!is_known)
			json_push_str(all, json_str_at(own, i));
	}
	return all;
}

static void
machine_options(struct view *v, struct json_object *machine)
{
	struct json_object *endpoint = json_get(machine, "Endpoint");

	decorate_options(v, "EnvironmentOptions", view_doc(v, "Environments"), "Id", "Name",
	    json_get(machine, "EnvironmentIds"));
	decorate_options(
	    v, "RoleOptions", all_roles(v, machine), "", "", json_get(machine, "Roles"));
	decorate_options(v, "PolicyOptions", view_doc(v, "Policies"), "Id", "Name",
	    json_get(machine, "MachinePolicyId"));
	decorate_options(v, "AccountOptions", view_doc(v, "Accounts"), "Id", "Name",
	    json_get(endpoint, "AccountId"));
	decorate_options(v, "PoolOptions", view_doc(v, "Pools"), "Id", "Name",
	    json_get(endpoint, "DefaultWorkerPoolId"));
}

/* The second page of the wizard asks the host for its key; what it says is shown. */
static bool
discover(struct view *v)
{
	struct json_object *found = view_new_object(v, "Found");
	const char *host = view_query(v, "host"), *port = view_query(v, "port");
	const char *path;

	json_set_str(found, "Host", host);
	json_set_str(found, "Port", port[0] == '\0' ? "22" : port);
	if (host[0] == '\0')
		return true;
	path = arena_printf(v->w->arena, "/api/%s/machines/discover?type=Ssh&host=%s&port=%s",
	    v->space_id, url_encode(v->w->arena, host),
	    url_encode(v->w->arena, port[0] == '\0' ? "22" : port));
	if (view_get(v, "Discovered", path, NULL)) {
		json_set_str(found, "Fingerprint", json_str(json_get(view_doc(v, "Discovered"),
		    "Endpoint"), "Fingerprint", ""));
		return true;
	}
	json_set_str(found, "Problem", v->w->error.items != NULL ? v->w->error.items->message :
	    v->w->error.message);
	work_clear_error(v->w);
	return true;
}

static bool
decorate_machine_new(struct view *v)
{
	struct json_object *machine = view_doc(v, "Edited"), *wizard = view_new_object(v, "Wizard");
	const char *kind = view_query(v, "kind");

	json_set_str(wizard, "Kind", kind[0] == '\0' ? "choose" : kind);
	if (machine == NULL)
		machine = view_new_object(v, "Edited");
	machine_options(v, machine);
	if (strcmp(kind, "Ssh") == 0 && !discover(v))
		return false;
	json_set_bool(wizard, "IsReady", strcmp(kind, "None") == 0 ||
	    json_str(view_doc(v, "Found"), "Fingerprint", "")[0] != '\0');
	return true;
}

static bool
decorate_machine(struct view *v)
{
	struct json_object *machine = view_doc(v, "Edited"), *tasks = view_doc(v, "Tasks");
	struct json_object *items = json_get(tasks, "Items");
	const char *system = json_str(machine, "OperatingSystem", "");

	if (strcmp(system, "Unknown") != 0)
		json_set_str(machine, "System", arena_printf(v->w->arena, "%s, %s", system,
		    json_str(machine, "ShellName", "")));
	machine_options(v, machine);
	describe_machine(v, machine);
	for (size_t i = 0; i < json_len(items); i++) {
		decorate_state(v, json_at(items, i));
		decorate_time(v, json_at(items, i), "QueueTime");
	}
	return true;
}

static const struct form form_machine_new[] = {
	{
		.path = "S/machines", .method = "POST", .kind = "machine", .document = "Edited",
		.next = INFRA "/machines/{/Id}",
		.done = "Target '{/Name}' was added. Its health is being checked.",
	},
	{.path = NULL},
};

static const struct form forms_machine[] = {
	{
		.path = "S/machines/{id}", .method = "PUT", .kind = "machine", .document = "Edited",
		.next = "", .done = "Target '{/Name}' was saved.",
	},
	{
		.name = "health", .label = "Check health", .path = "S/tasks", .method = "POST",
		.document = "Check", .next = "/app/{space}/tasks/{/Id}",
		.done = "The health check has started.",
	},
	{
		.name = "delete", .label = "Delete", .path = "S/machines/{id}", .method = "DELETE",
		.kind = "machine", .document = "Edited", .next = INFRA "/machines",
		.done = "The target was deleted.",
	},
	{.path = NULL},
};

const struct page pages_infrastructure[] = {
    {
	.path = "/app/{s}/infrastructure",
	.template = "infrastructure-overview",
	.section = "infrastructure",
	.title = "Infrastructure · {Space/Name}",
	.reads =
	    {
		{"Environments", "S/environments/all"},
		{"Machines", "S/machines/all"},
		{"Accounts", "S/accounts?take=1"},
		{"Pools", "S/workerpools/all"},
		{"Policies", "S/machinepolicies/all"},
	    },
	.decorate = decorate_overview,
    },
    {
	.path = "/app/{s}/infrastructure/environments",
	.template = "infrastructure-environments",
	.section = "infrastructure",
	.title = "Environments · Infrastructure",
	.reads = {{"Environments", "S/environments/all"}, {"Machines", "S/machines/all"}},
	.decorate = decorate_overview,
    },
    {
	.path = "/app/{s}/infrastructure/environments/new",
	.template = "infrastructure-environment",
	.section = "infrastructure",
	.title = "Add environment · Infrastructure",
	.forms = form_environment_new,
	.decorate = decorate_environment_new,
    },
    {
	.path = "/app/{s}/infrastructure/environments/{id}",
	.template = "infrastructure-environment",
	.section = "infrastructure",
	.title = "{Edited/Name} · Environments",
	.forms = forms_environment,
	.reads = {{"Edited", "S/environments/{id}"}},
    },
    {
	.path = "/app/{s}/infrastructure/machines",
	.template = "infrastructure-machines",
	.section = "infrastructure",
	.title = "Deployment targets · Infrastructure",
	.reads =
	    {
		{"Machines",
		    "S/machines?take=50&skip={?skip}&partialName={?q}&environmentIds={?environment}"
		    "&healthStatuses={?health}&roles={?role}"},
		{"Environments", "S/environments/all"},
	    },
	.decorate = decorate_machines,
    },
    {
	.path = "/app/{s}/infrastructure/machines/new",
	.template = "infrastructure-machine-new",
	.section = "infrastructure",
	.title = "Add target · Infrastructure",
	.forms = form_machine_new,
	.reads =
	    {
		{"Environments", "S/environments/all"},
		{"Roles", "S/machineroles/all"},
		{"Policies", "S/machinepolicies/all"},
		{"Accounts", "S/accounts/all"},
		{"Pools", "S/workerpools/all"},
	    },
	.decorate = decorate_machine_new,
    },
    {
	.path = "/app/{s}/infrastructure/machines/{id}",
	.template = "infrastructure-machine",
	.section = "infrastructure",
	.title = "{Edited/Name} · Deployment targets",
	.forms = forms_machine,
	.reads =
	    {
		{"Edited", "S/machines/{id}"},
		{"Environments", "S/environments/all"},
		{"Roles", "S/machineroles/all"},
		{"Policies", "S/machinepolicies/all"},
		{"Accounts", "S/accounts/all"},
		{"Tasks", "S/machines/{id}/tasks?take=5"},
	    },
	.decorate = decorate_machine,
    },
    {.path = NULL},
};
