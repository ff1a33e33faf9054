/*
 * Deployment targets and workers. What a health check found (health, operating
 * system, shell) is no part of the document: present() adds it from machine_state.
 */
#include "lib/model/kinds.h"

#include "lib/model/machine_policy.h"
#include "lib/store/db.h"
#include "lib/store/task.h"

/* Answered by present(); never stored. */
#define STATE_FIELDS \
	FIELD("HealthStatus", F_TEXT, .flags = F_MERGED, \
	    .help = "Healthy, HasWarnings, Unhealthy, Unavailable or Unknown."), \
	FIELD("Status", F_TEXT, .flags = F_MERGED), \
	FIELD("StatusSummary", F_TEXT, .flags = F_MERGED), \
	FIELD("HasLatestCalamari", F_BOOL, .flags = F_MERGED), \
	FIELD("IsInProcess", F_BOOL, .flags = F_MERGED), \
	FIELD("OperatingSystem", F_TEXT, .flags = F_MERGED), \
	FIELD("ShellName", F_TEXT, .flags = F_MERGED), \
	FIELD("ShellVersion", F_TEXT, .flags = F_MERGED), \
	FIELD("Architecture", F_TEXT, .flags = F_MERGED)

#define COMMON_FIELDS(endpoints) \
	FIELD("MachinePolicyId", F_REF, .ref = "machinepolicy", \
	    .help = "The default machine policy if not given."), \
	FIELD("Endpoint", F_VARIANT, .flags = F_REQUIRED, .fields = endpoint_fields, \
	    .variants = (endpoints), .variant = "CommunicationStyle"), \
	FIELD("Thumbprint", F_TEXT, .flags = F_NULL), \
	FIELD("Uri", F_TEXT, .flags = F_NULL, .max = 2000), \
	FIELD("IsDisabled", F_BOOL, .help = "A disabled one takes no part in deployments."), \
	FIELD("SkipInitialHealthCheck", F_BOOL)

static const struct field machine_fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD("EnvironmentIds", F_REF, .flags = F_LIST, .ref = "environment"),
	FIELD("Roles", F_TEXT, .flags = F_LIST,
	    .help = "Target roles: steps say which of them they run on."),
	FIELD_TENANTED,
	FIELD("TenantIds", F_REF, .flags = F_LIST, .ref = "tenant"),
	FIELD("TenantTags", F_TEXT, .flags = F_LIST),
	COMMON_FIELDS(machine_endpoints),
	STATE_FIELDS,
	FIELD_END
};

static const struct field worker_fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD("WorkerPoolIds", F_REF, .flags = F_LIST, .ref = "workerpool"),
	COMMON_FIELDS(worker_endpoints),
	STATE_FIELDS,
	FIELD_END
};

static const struct link machine_links[] = {
	{"Self", "{S}/machines/{id}"},
	{"Connection", "{S}/machines/{id}/connection"},
	{"TasksTemplate", "{S}/machines/{id}/tasks{?skip,take,type}"},
	{"SinglyScopedVariableDetails", "{S}/machines/{id}/singlyScopedVariableDetails"},
	LINK_END
};

static const struct link worker_links[] = {
	{"Self", "{S}/workers/{id}"},
	{"Connection", "{S}/workers/{id}/connection"},
	{"TasksTemplate", "{S}/workers/{id}/tasks{?skip,take,type}"},
	LINK_END
};

static const struct filter machine_filters[] = {
	{"roles", {"Roles"}, "any"},
	{"isDisabled", {"IsDisabled"}, "is"},
	{"healthStatuses", {"HealthStatus"}, "is"},
	{"commStyles", {"Endpoint", "CommunicationStyle"}, "is"},
	{"tenantIds", {"TenantIds"}, "any"},
	{"tenantTags", {"TenantTags"}, "any"},
	{"environmentIds", {"EnvironmentIds"}, "any"},
	{"thumbprint", {"Thumbprint"}, "is"},
	{"shellNames", {"ShellName"}, "is"},
	{"machinePolicyId", {"MachinePolicyId"}, "is"},
	FILTER_END
};

static const struct filter worker_filters[] = {
	{"isDisabled", {"IsDisabled"}, "is"},
	{"healthStatuses", {"HealthStatus"}, "is"},
	{"commStyles", {"Endpoint", "CommunicationStyle"}, "is"},
	{"workerPoolIds", {"WorkerPoolIds"}, "any"},
	{"thumbprint", {"Thumbprint"}, "is"},
	{"shellNames", {"ShellName"}, "is"},
	{"machinePolicyId", {"MachinePolicyId"}, "is"},
	FILTER_END
};

/* Uri and Thumbprint of the machine say what the endpoint says. */
static void
mirror_endpoint(struct work *w, struct json_object *doc)
{
	struct json_object *endpoint = json_get(doc, "Endpoint");
	const char *host = json_str(endpoint, "Host", "");
	bool is_ssh = strcmp(json_str(endpoint, "CommunicationStyle", ""), "Ssh") == 0;

	if (is_ssh)
		json_set_str(endpoint, "Uri", arena_printf(w->arena,
		    strchr(host, ':') == NULL ? "ssh://%s:%lld/" : "ssh://[%s]:%lld/", host,
		    (long long)json_int(endpoint, "Port", 22)));
	json_set_str(doc, "Uri", json_str(endpoint, "Uri", NULL));
	json_set_str(doc, "Thumbprint",
	    json_str(endpoint, is_ssh ? "Fingerprint" : "Thumbprint", NULL));
}

/* What is reached in another way than before is of unknown health until checked. */
static bool
forget_state(struct work *w, struct json_object *old, struct json_object *doc)
{
	return old == NULL || db_run(w, SQL_MACHINE_STATE_FORGET, json_str(doc, "Id", NULL),
	    json_text(w, json_get(old, "Endpoint")),
	    json_text(w, json_get(doc, "Endpoint"))) != NULL;
}

static bool
use_default_policy(struct work *w, struct json_object *doc)
{
	const char *id;

	if (!is_blank(json_str(doc, "MachinePolicyId", "")))
		return true;
	id = machine_policy_default(w, json_str(doc, "SpaceId", NULL));
	if (id == NULL)
		return false;
	json_set_str(doc, "MachinePolicyId", id);
	return true;
}

static bool
check_worker(struct work *w, enum change change, struct json_object *old,
    struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return true;
	if (json_len(json_get(doc, "WorkerPoolIds")) == 0)
		fail_field(w, "/WorkerPoolIds", "Choose at least one worker pool.");
	mirror_endpoint(w, doc);
	return use_default_policy(w, doc) && !work_failed(w) && forget_state(w, old, doc);
}

/* Trims the roles; blank ones and repetitions fall out. */
static struct json_object *
clean_roles(struct work *w, struct json_object *roles)
{
	struct json_object *clean = json_object_new_array();

	for (size_t i = 0; i < json_len(roles); i++) {
		const char *role = trimmed(w, json_str_at(roles, i));
		bool is_new = *role != '\0';

		for (size_t n = 0; is_new && n < json_len(clean); n++)
			is_new = strcasecmp(json_str_at(clean, n), role) != 0;
		if (is_new)
			json_push_str(clean, role);
	}
	return clean;
}

static bool
check_machine(struct work *w, enum change change, struct json_object *old,
    struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return true;
	json_set(doc, "Roles", clean_roles(w, json_get(doc, "Roles")));
	if (json_len(json_get(doc, "EnvironmentIds")) == 0)
		fail_field(w, "/EnvironmentIds", "Choose at least one environment.");
	if (json_len(json_get(doc, "Roles")) == 0)
		fail_field(w, "/Roles", "Enter at least one target role.");
	mirror_endpoint(w, doc);
	return use_default_policy(w, doc) && !work_failed(w) && forget_state(w, old, doc);
}

/* The first check of a new one is a task, made in the same transaction. */
static bool
start_health_check(struct work *w, struct json_object *doc)
{
	struct json_object *ids = json_object_new_array();
	struct json_object *arguments = json_new_object(w);
	const char *task_id;

	json_push_str(ids, json_str(doc, "Id", ""));
	json_set(arguments, "MachineIds", ids);
	return task_create(w, &(struct task_new){
		.space_id = json_str(doc, "SpaceId", NULL),
		.name = "Health",
		.description = arena_printf(w->arena, "Check the health of %s",
		    json_str(doc, "Name", "")),
		.arguments = arguments,
		.created_by = w->principal.user_id,
	}, &task_id);
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	if (change == CHANGE_DELETE)
		return variable_scopes_clean(w, json_str(doc, "SpaceId", NULL), "Machine",
		    json_str(doc, "Id", NULL));
	if (change == CHANGE_EDIT)
		return true;
	if (db_run(w, SQL_MACHINE_STATE_ADD, json_str(doc, "Id", NULL)) == NULL)
		return false;
	return json_flag(doc, "SkipInitialHealthCheck", false) || start_health_check(w, doc);
}

const struct kind kind_machine = {
	.name = "machine",
	.collection = "machines",
	.prefix = "Machines-",
	.label = "deployment target",
	.item_type = "DeploymentTarget",
	.flags = KIND_SLUG,
	.fields = machine_fields,
	.links = machine_links,
	.filters = machine_filters,
	.view = "MachineView",
	.create = "MachineCreate",
	.edit = "MachineEdit",
	.delete = "MachineDelete",
	.check = check_machine,
	.after = after,
};

const struct kind kind_worker = {
	.name = "worker",
	.collection = "workers",
	.prefix = "Workers-",
	.label = "worker",
	.item_type = "Worker",
	.flags = KIND_SLUG,
	.fields = worker_fields,
	.links = worker_links,
	.filters = worker_filters,
	.view = "WorkerView",
	.create = "WorkerEdit",
	.edit = "WorkerEdit",
	.delete = "WorkerEdit",
	.check = check_worker,
	.after = after,
};
