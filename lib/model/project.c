/*
 * Projects. What a project cannot be without (an empty process, an empty variable
 * set, a default channel) is made together with it. Deployment settings are no
 * document of their own: routes answer them from this one.
 */
#include "lib/model/kinds.h"

#include "lib/model/write.h"

#define VERSION_TEMPLATE "\"#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}" \
	".#{Octopus.Version.NextPatch}\""

static const char *const guided_modes[] = {"EnvironmentDefault", "Off", "On", NULL};
static const char *const skip_modes[] = {"None", "SkipUnavailableMachines", NULL};
static const char *const persistence_types[] = {"Database", "VersionControlled", NULL};

static const struct field connectivity_fields[] = {
	FIELD("SkipMachineBehavior", F_ENUM, .values = skip_modes, .otherwise = "\"None\"",
	    .help = "Whether targets that are unavailable are left out of deployments."),
	FIELD("TargetRoles", F_TEXT, .flags = F_LIST),
	FIELD("AllowDeploymentsToNoTargets", F_BOOL),
	FIELD("ExcludeUnhealthyTargets", F_BOOL),
	FIELD_END
};

static const struct field package_reference_fields[] = {
	FIELD("DeploymentAction", F_TEXT, .flags = F_NULL),
	FIELD("PackageReference", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field versioning_fields[] = {
	FIELD("Template", F_TEXT, .flags = F_NULL, .otherwise = VERSION_TEMPLATE, .max = 1000,
	    .help = "How the next version is proposed; may use #{Octopus.Version.…}."),
	FIELD("DonorPackage", F_OBJECT, .flags = F_NULL, .fields = package_reference_fields),
	FIELD("DonorPackageStepId", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field release_creation_fields[] = {
	FIELD("ChannelId", F_REF, .flags = F_NULL, .ref = "channel"),
	FIELD("ReleaseCreationPackage", F_OBJECT, .flags = F_NULL,
	    .fields = package_reference_fields),
	FIELD("ReleaseCreationPackageStepId", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field persistence_fields[] = {
	FIELD("Type", F_ENUM, .values = persistence_types, .otherwise = "\"Database\""),
	FIELD_END
};

static const struct field icon_fields[] = {
	FIELD("Id", F_TEXT, .flags = F_NULL),
	FIELD("Color", F_TEXT, .flags = F_NULL),
	FIELD_END
};

static const struct field fields[] = {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_DESCRIPTION,
	FIELD("ProjectGroupId", F_REF, .flags = F_REQUIRED, .ref = "projectgroup"),
	FIELD("LifecycleId", F_REF, .flags = F_REQUIRED, .ref = "lifecycle",
	    .help = "What releases go through unless their channel names another lifecycle."),
	FIELD("IsDisabled", F_BOOL,
	    .help = "A disabled project makes no releases and deploys none."),
	FIELD("DeploymentProcessId", F_TEXT, .flags = F_READ_ONLY),
	FIELD("VariableSetId", F_TEXT, .flags = F_READ_ONLY),
	FIELD("ClonedFromProjectId", F_TEXT, .flags = F_ON_CREATE | F_NULL),
	FIELD("IncludedLibraryVariableSetIds", F_REF, .flags = F_LIST, .ref = "libraryvariableset"),
	FIELD("TenantedDeploymentMode", F_ENUM, .values = tenanted_modes,
	    .otherwise = "\"Untenanted\""),
	FIELD("DefaultGuidedFailureMode", F_ENUM, .values = guided_modes,
	    .otherwise = "\"EnvironmentDefault\""),
	FIELD("DefaultToSkipIfAlreadyInstalled", F_BOOL),
	FIELD("ProjectConnectivityPolicy", F_OBJECT, .fields = connectivity_fields),
	FIELD("VersioningStrategy", F_OBJECT, .fields = versioning_fields),
	FIELD("ReleaseCreationStrategy", F_OBJECT, .fields = release_creation_fields),
	FIELD("AutoCreateRelease", F_BOOL),
	FIELD("DiscreteChannelRelease", F_BOOL),
	FIELD("ReleaseNotesTemplate", F_LONG, .flags = F_NULL),
	FIELD("DeploymentChangesTemplate", F_LONG, .flags = F_NULL),
	FIELD("Templates", F_ANY, .flags = F_LIST),
	FIELD("AutoDeployReleaseOverrides", F_ANY, .flags = F_LIST),
	FIELD("AllowIgnoreChannelRules", F_BOOL, .otherwise = "true"),
	FIELD("ForcePackageDownload", F_BOOL),
	FIELD("IsVersionControlled", F_BOOL),
	FIELD("PersistenceSettings", F_OBJECT, .fields = persistence_fields),
	FIELD("ExtensionSettings", F_ANY, .flags = F_LIST),
	FIELD("Icon", F_OBJECT, .flags = F_NULL, .fields = icon_fields),
	FIELD("ProjectTags", F_TEXT, .flags = F_LIST),
	FIELD_END
};

static const struct link links[] = {
	{"Self", "{S}/projects/{id}"},
	{"Web", "/app/{space}/projects/{id}"},
	{"Releases", "{S}/projects/{id}/releases{/version}{?skip,take,searchByVersion}"},
	{"Channels", "{S}/projects/{id}/channels{/id}{?skip,take,partialName}"},
	{"Triggers", "{S}/projects/{id}/triggers{/id}{?skip,take,partialName,triggerActionType,"
	    "triggerActionCategory,runbooks}"},
	{"ScheduledTriggers", "{S}/projects/{id}/triggers/scheduled{?skip,take}"},
	{"OrderChannels", "{S}/projects/{id}/channels/order"},
	{"Variables", "{S}/variables/variableset-{id}"},
	{"Progression", "{S}/progression/{id}{?aggregate}"},
	{"RunbookTaskRunDashboardItemsTemplate",
	    "{S}/progression/runbooks/taskRuns{?projectIds,runbookIds,environmentIds,tenantIds,"
	    "taskIds}"},
	{"DeploymentProcess", "{S}/deploymentprocesses/deploymentprocess-{id}"},
	{"DeploymentSettings", "{S}/projects/{id}/deploymentsettings"},
	{"Logo", "{S}/projects/{id}/logo"},
	{"Metadata", "{S}/projects/{id}/metadata"},
	{"Runbooks", "{S}/projects/{id}/runbooks{/id}{?skip,take,partialName,clone}"},
	{"RunbookSnapshots", "{S}/projects/{id}/runbookSnapshots{/name}{?skip,take,searchByName}"},
	{"Summary", "{S}/projects/{id}/summary"},
	{"ConvertToGit", "{S}/projects/{id}/git/convert"},
	{"ConvertToVcs", "{S}/projects/{id}/git/convert"},
	{"GitConnectionTest", "{S}/projects/{id}/git/connectivity-test"},
	{"GitCompatibilityReport", "{S}/projects/{id}/git/compatibility-report"},
	{"InsightsMetrics", "{S}/projects/{id}/insights/metrics{?channel,environment,tag,tenant,"
	    "tenantFilter,startDate,endDate,timezone}"},
	LINK_END
};

static const struct filter filters[] = {
	{"clonedFromProjectId", {"ClonedFromProjectId"}, "is"},
	{"projectGroupId", {"ProjectGroupId"}, "is"},
	{"lifecycleId", {"LifecycleId"}, "is"},
	FILTER_END
};

static bool
check(struct work *w, enum change change, struct json_object *old UNUSED,
    struct json_object *doc)
{
	const char *id;

	if (change == CHANGE_DELETE)
		return true;
	id = json_str(doc, "Id", "");
	json_set_str(doc, "DeploymentProcessId",
	    arena_printf(w->arena, "deploymentprocess-%s", id));
	json_set_str(doc, "VariableSetId", arena_printf(w->arena, "variableset-%s", id));
	if (json_flag(doc, "IsVersionControlled", false))
		fail_field(w, "/IsVersionControlled",
		    "Projects are kept in the database only. Leave this off.");
	if (strcmp(json_str(json_get(doc, "PersistenceSettings"), "Type", ""), "Database") != 0)
		fail_field(w, "/PersistenceSettings/Type",
		    "Projects are kept in the database only. Use 'Database'.");
	return !work_failed(w);
}

static bool
create_owned(struct work *w, const struct kind *k, struct json_object *project, const char *id,
    const char *owner_member, const char *name)
{
	struct json_object *sent = json_new_object(w);
	const char *project_id = json_str(project, "Id", "");
	struct write wr = {
		.kind = k,
		.space_id = json_str(project, "SpaceId", NULL),
		.id = id,
		.owner_id = project_id,
	};

	json_set_str(sent, owner_member, project_id);
	if (name != NULL) {
		json_set_str(sent, "Name", name);
		json_set_bool(sent, "IsDefault", true);
	}
	return document_create(w, &wr, sent) != NULL;
}

static bool
after(struct work *w, enum change change, struct json_object *doc)
{
	if (change != CHANGE_CREATE)
		return true;
	return create_owned(w, &kind_process, doc, json_str(doc, "DeploymentProcessId", NULL),
	        "ProjectId", NULL)
	    && create_owned(w, &kind_variable_set, doc, json_str(doc, "VariableSetId", NULL),
	        "OwnerId", NULL)
	    && create_owned(w, &kind_channel, doc, NULL, "ProjectId", "Default");
}

const struct kind kind_project = {
	.name = "project",
	.collection = "projects",
	.prefix = "Projects-",
	.label = "project",
	.item_type = "Project",
	.flags = KIND_SLUG,
	.fields = fields,
	.links = links,
	.filters = filters,
	.view = "ProjectView",
	.create = "ProjectCreate",
	.edit = "ProjectEdit",
	.delete = "ProjectDelete",
	.check = check,
	.after = after,
};
