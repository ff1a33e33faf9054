/*
 * Deployment processes: the field tables of steps and actions. The rules between
 * them (names, ids and slugs, scripts) are in process_rules.c.
 */
#include "lib/model/process_rules.h"

static const char *const triggers[] = {"StartAfterPrevious", "StartWithPrevious", NULL};
static const char *const step_conditions[] = {"Success", "Failure", "Always", "Variable", NULL};
static const char *const action_conditions[] = {"Success", "Variable", NULL};
static const char *const package_requirements[] = {
	"LetOctopusDecide", "BeforePackageAcquisition", "AfterPackageAcquisition", NULL
};

static const struct field container_fields[] = {
	FIELD("Image", F_TEXT, .flags = F_NULL, .max = 2000),
	FIELD("FeedId", F_TEXT, .flags = F_NULL),
	FIELD("GitUrl", F_TEXT, .flags = F_NULL | F_OPTIONAL, .max = 2000),
	FIELD("Dockerfile", F_LONG, .flags = F_NULL | F_OPTIONAL),
	FIELD_END
};

/* FeedId and AcquisitionLocation may be written as #{…}: no references. */
const struct field action_package_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT,
	    .help = "Empty: the action's own package; else what scripts call it."),
	FIELD("PackageId", F_TEXT, .flags = F_NULL),
	FIELD("FeedId", F_TEXT, .flags = F_NULL),
	FIELD("AcquisitionLocation", F_TEXT, .otherwise = "\"Server\""),
	FIELD("Version", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD("Properties", F_PROPERTIES),
	FIELD("StepPackageInputsReferenceId", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD_END
};

const struct field action_git_fields[] = {
	FIELD("Name", F_TEXT),
	FIELD("RepositoryUri", F_TEXT, .max = 2000),
	FIELD("DefaultBranch", F_TEXT),
	FIELD("GitCredentialType", F_TEXT),
	FIELD("GitCredentialId", F_TEXT, .flags = F_NULL),
	FIELD("FilePathFilters", F_TEXT, .flags = F_LIST),
	FIELD_END
};

static const struct field action_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED),
	FIELD("Slug", F_TEXT, .flags = F_OPTIONAL),
	FIELD("ActionType", F_TEXT, .flags = F_REQUIRED,
	    .help = "\"Octopus.Script\" runs a script."),
	FIELD("Notes", F_LONG, .flags = F_NULL, .help = "For people; has no effect."),
	FIELD("IsDisabled", F_BOOL, .help = "A disabled step takes no part in deployments."),
	FIELD("IsRequired", F_BOOL, .help = "A required step cannot be skipped."),
	FIELD("CanBeUsedForProjectVersioning", F_BOOL),
	FIELD("Condition", F_ENUM, .values = action_conditions, .otherwise = "\"Success\""),
	FIELD("Environments", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "Runs for these only; none: for all."),
	FIELD("ExcludedEnvironments", F_REF, .flags = F_LIST, .ref = "environment",
	    .help = "Is skipped for these."),
	FIELD("Channels", F_REF, .flags = F_LIST, .ref = "channel"),
	FIELD("TenantTags", F_TEXT, .flags = F_LIST),
	FIELD("WorkerPoolId", F_REF, .flags = F_NULL, .ref = "workerpool",
	    .help = "Null or empty: the default pool."),
	FIELD("WorkerPoolVariable", F_TEXT, .flags = F_NULL),
	FIELD("Container", F_OBJECT, .fields = container_fields),
	FIELD("Packages", F_OBJECT, .flags = F_LIST, .fields = action_package_fields),
	FIELD("GitDependencies", F_OBJECT, .flags = F_LIST, .fields = action_git_fields),
	FIELD("Properties", F_PROPERTIES),
	FIELD("StepPackageVersion", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD("Inputs", F_ANY, .flags = F_OPTIONAL),
	FIELD("LastModifiedOn", F_TIME, .flags = F_NULL | F_OPTIONAL),
	FIELD("LastModifiedBy", F_TEXT, .flags = F_NULL | F_OPTIONAL),
	FIELD("Links", F_MAP),
	FIELD_END
};

static const struct field step_fields[] = {
	FIELD("Id", F_TEXT),
	FIELD("Name", F_TEXT, .flags = F_REQUIRED),
	FIELD("Slug", F_TEXT, .flags = F_OPTIONAL),
	FIELD("StartTrigger", F_ENUM, .values = triggers, .otherwise = "\"StartAfterPrevious\""),
	FIELD("Condition", F_ENUM, .values = step_conditions, .otherwise = "\"Success\""),
	FIELD("PackageRequirement", F_ENUM, .values = package_requirements,
	    .otherwise = "\"LetOctopusDecide\""),
	FIELD("Properties", F_PROPERTIES),
	FIELD("Actions", F_OBJECT, .flags = F_LIST, .fields = action_fields,
	    .help = "One; or several that run one after the other on each target."),
	FIELD("Type", F_TEXT, .flags = F_OPTIONAL),
	FIELD("Links", F_MAP),
	FIELD_END
};

static const struct field fields[] = {
	FIELD("ProjectId", F_REF, .flags = F_REQUIRED | F_ON_CREATE, .ref = "project"),
	FIELD("Version", F_INT, .flags = F_MERGED),
	FIELD("LastSnapshotId", F_TEXT, .flags = F_READ_ONLY | F_NULL),
	FIELD("Steps", F_OBJECT, .flags = F_LIST, .fields = step_fields),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/deploymentprocesses/{id}"},
	{"Project", "{S}/projects/{owner}"},
	{"Template", "{S}/deploymentprocesses/{id}/template{?channel,releaseId}"},
	{"Validation", "{S}/deploymentprocesses/{id}/validate"},
	LINK_END
};

const struct kind kind_process = {
	.name = "deploymentprocess",
	.collection = "deploymentprocesses",
	.prefix = "deploymentprocess-",
	.label = "deployment process",
	.item_type = "DeploymentProcess",
	.flags = KIND_FIXED | KIND_UNNAMED | KIND_LOCKED,
	.owner_field = "ProjectId",
	.fields = fields,
	.links = links,
	.view = "ProcessView",
	.create = "ProcessEdit",
	.edit = "ProcessEdit",
	.delete = "ProcessEdit",
	.check = process_check,
	.after = process_after,
};
