/*
 * Machine policies: how targets and workers are connected to and checked. All
 * members have a value always: clients in Go refuse documents with zeros or nulls.
 */
#include "lib/model/machine_policy.h"

#include "lib/model/kinds.h"
#include "lib/store/db.h"

static const char *const check_types[] = {"RunScript", "OnlyConnectivity", NULL};
static const char *const run_types[] = {"InheritFromDefault", "Inline", NULL};
static const char *const connectivity[] = {
	"ExpectedToBeOnline", "MayBeOfflineAndCanBeSkipped", NULL
};
static const char *const cleanup[] = {"DoNotDelete", "DeleteUnavailableMachines", NULL};
static const char *const calamari_updates[] = {
	"UpdateOnDeployment", "UpdateOnNewMachine", "UpdateAlways", NULL
};
static const char *const tentacle_updates[] = {"NeverUpdate", "Update", NULL};
static const char *const agent_updates[] = {"NeverUpdate", "Update", "Block", NULL};
static const char *const cache_strategies[] = {"Default", "Quantities", NULL};

static const struct field script_policy_fields[] = {
	FIELD("RunType", F_ENUM, .values = run_types, .otherwise = "\"InheritFromDefault\""),
	FIELD("ScriptBody", F_LONG, .flags = F_NULL),
	FIELD_END
};

static const struct field health_fields[] = {
	FIELD("HealthCheckType", F_ENUM, .values = check_types, .otherwise = "\"RunScript\""),
	FIELD("HealthCheckInterval", F_SPAN, .flags = F_NULL, .otherwise = "\"1.00:00:00\""),
	FIELD("HealthCheckCron", F_TEXT, .flags = F_NULL),
	FIELD("HealthCheckCronTimezone", F_TEXT, .otherwise = "\"UTC\""),
	FIELD("PowerShellHealthCheckPolicy", F_OBJECT, .fields = script_policy_fields),
	FIELD("BashHealthCheckPolicy", F_OBJECT, .fields = script_policy_fields),
	FIELD_END
};

static const struct field connectivity_fields[] = {
	FIELD("MachineConnectivityBehavior", F_ENUM, .values = connectivity,
	    .otherwise = "\"ExpectedToBeOnline\""),
	FIELD_END
};

static const struct field cleanup_fields[] = {
	FIELD("DeleteMachinesBehavior", F_ENUM, .values = cleanup, .otherwise = "\"DoNotDelete\""),
	FIELD("DeleteMachinesElapsedTimeSpan", F_SPAN, .otherwise = "\"00:00:00\""),
	FIELD_END
};

static const struct field update_fields[] = {
	FIELD("CalamariUpdateBehavior", F_ENUM, .values = calamari_updates,
	    .otherwise = "\"UpdateOnDeployment\""),
	FIELD("TentacleUpdateBehavior", F_ENUM, .values = tentacle_updates,
	    .otherwise = "\"NeverUpdate\""),
	FIELD("KubernetesAgentUpdateBehavior", F_ENUM, .values = agent_updates,
	    .otherwise = "\"NeverUpdate\""),
	FIELD("TentacleUpdateAccountId", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field retry_fields[] = {
	FIELD("Enabled", F_BOOL, .otherwise = "true"),
	FIELD("RetryDuration", F_SPAN, .otherwise = "\"00:02:30\""),
	FIELD("HealthCheckRetryDuration", F_SPAN, .otherwise = "\"00:02:30\""),
	FIELD_END
};

static const struct field cache_fields[] = {
	FIELD("Strategy", F_ENUM, .values = cache_strategies, .otherwise = "\"Default\""),
	FIELD("QuantityOfPackagesToKeep", F_INT, .flags = F_NULL),
	FIELD("QuantityOfVersionsToKeep", F_INT, .flags = F_NULL),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("IsDefault", F_BOOL, .flags = F_READ_ONLY),
	FIELD("ConnectionConnectTimeout", F_SPAN, .otherwise = "\"00:01:00\""),
	FIELD("ConnectionRetryCountLimit", F_INT, .otherwise = "5"),
	FIELD("ConnectionRetrySleepInterval", F_SPAN, .otherwise = "\"00:00:01\""),
	FIELD("ConnectionRetryTimeLimit", F_SPAN, .otherwise = "\"00:05:00\""),
	FIELD("PollingRequestMaximumMessageProcessingTimeout", F_SPAN,
	    .otherwise = "\"00:10:00\""),
	FIELD("PollingRequestQueueTimeout", F_SPAN, .otherwise = "\"00:02:00\""),
	FIELD("MachineHealthCheckPolicy", F_OBJECT, .fields = health_fields),
	FIELD("MachineConnectivityPolicy", F_OBJECT, .fields = connectivity_fields),
	FIELD("MachineCleanupPolicy", F_OBJECT, .fields = cleanup_fields),
	FIELD("MachineUpdatePolicy", F_OBJECT, .fields = update_fields),
	FIELD("MachineRpcCallRetryPolicy", F_OBJECT, .fields = retry_fields),
	FIELD("MachinePackageCacheRetentionPolicy", F_OBJECT, .fields = cache_fields),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/machinepolicies/{id}"},
	{"Machines", "{S}/machinepolicies/{id}/machines{?skip,take}"},
	{"Workers", "{S}/machinepolicies/{id}/workers{?skip,take}"},
	LINK_END
};

const char *
machine_policy_default(struct work *w, const char *space_id)
{
	struct rows *rows = db_run(w, SQL_DEFAULT_OF_KIND, "machinepolicy", space_id);

	if (rows == NULL)
		return NULL;
	if (rows_count(rows) == 0) {
		fail(w, ERR_INTERNAL, "The space has no default machine policy.");
		return NULL;
	}
	return rows_text(rows, 0, 0);
}

/* The first policy of a space is its default; there is always one, and it stays. */
static bool
check(struct work *w, enum change change, struct json_object *old, struct json_object *doc)
{
	struct rows *rows;

	if (change == CHANGE_DELETE && json_flag(old, "IsDefault", false))
		return fail_field(w, "", "The default machine policy cannot be deleted.");
	if (change != CHANGE_CREATE)
		return true;
	rows = db_run(w, SQL_DEFAULT_OF_KIND, "machinepolicy", json_str(doc, "SpaceId", NULL));
	if (rows == NULL)
		return false;
	json_set_bool(doc, "IsDefault", rows_count(rows) == 0);
	return true;
}

const struct kind kind_machine_policy = {
	.name = "machinepolicy",
	.collection = "machinepolicies",
	.prefix = "MachinePolicies-",
	.label = "machine policy",
	.item_type = "MachinePolicy",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.view = "MachinePolicyView",
	.create = "MachinePolicyCreate",
	.edit = "MachinePolicyEdit",
	.delete = "MachinePolicyDelete",
	.check = check,
};
