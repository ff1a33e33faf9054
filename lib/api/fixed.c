/*
 * Answers that are the same for everybody: settings that this server does not have
 * to choose, and lists of things that cannot be made yet. A row here says that the
 * answer is true and complete today, not that it stands in for something.
 */
#include "lib/api/fixed.h"

#include "lib/api/handlers.h"

struct fixed {
	const char *pattern;		/* of the route */
	const char *json;
};

#define SELF(path) "\"Links\":{\"Self\":\"" path "\"}"
#define PROVIDERS "[{\"Name\":\"Username / Password\",\"IdentityType\":\"UsernamePassword\"," \
	"\"FormsLoginEnabled\":true,\"CSSLinks\":[],\"JavascriptLinks\":[],\"Links\":{}}]"

static const struct fixed fixed[] = {
	{"/accounts/azureenvironments", "[]"},
	{"/authentication", "{\"AnyAuthenticationProvidersSupportPasswordManagement\":true,"
	    "\"AutoLoginEnabled\":false,\"AuthenticationProviders\":" PROVIDERS "}"},
	{"/authentication/checklogininitiated", "{\"WasLoginInitiated\":false}"},
	{"/capabilities", "{\"Capabilities\":[]}"},
	{"/configuration/feature-toggles", "{\"FeatureToggles\":[]}"},
	{"/configuration/retention-default", "{\"Id\":\"retention-default\",\"RetentionDays\":0,"
	    SELF("/api/configuration/retention-default") "}"},
	{"/deploymentfreezes", "{\"Count\":0,\"DeploymentFreezes\":[]}"},
	{"/dynamic-extensions/features/metadata", "{\"Features\":[]}"},
	{"/dynamic-extensions/features/values", "[]"},
	{"/dynamic-extensions/scripts", "[]"},
	{"/externalsecuritygroupproviders", "[]"},
	{"/featuresconfiguration", "{\"Id\":\"features\",\"IsMultiTenancyEnabled\":false,"
	    "\"IsDockerEnabled\":false,\"IsF5Enabled\":false,"
	    "\"IsBuiltInWorkerEnabled\":true,\"IsCommunityActionTemplatesEnabled\":false,"
	    "\"IsHelpSidebarEnabled\":false,\"IsMaintenanceModeEnabled\":false,"
	    SELF("/api/featuresconfiguration") "}"},
	{"/letsencryptconfiguration", "{\"Id\":\"letsencrypt\",\"Enabled\":false,"
	    SELF("/api/letsencryptconfiguration") "}"},
	{"/licenses/licenses-current", "{\"Id\":\"licenses-current\",\"LicenseText\":\"\","
	    "\"SerialNumber\":\"\"," SELF("/api/licenses/licenses-current") "}"},
	{"/licenses/licenses-current-status", "{\"Id\":\"licenses-current-status\","
	    "\"IsCompliant\":true,\"ComplianceSummary\":\"This server needs no license.\","
	    "\"PermissionsMode\":\"Full\",\"HostingEnvironment\":\"SelfHosted\",\"Limits\":[],"
	    "\"Messages\":[]," SELF("/api/licenses/licenses-current-status") "}"},
	{"/maintenanceconfiguration", "{\"Id\":\"maintenance\",\"IsInMaintenanceMode\":false,"
	    SELF("/api/maintenanceconfiguration") "}"},
	{"/performanceconfiguration", "{\"Id\":\"performance\",\"DefaultDashboardRenderMode\":"
	    "\"VirtualizeRowsAndColumns\"," SELF("/api/performanceconfiguration") "}"},
	{"/scheduler", "{\"IsRunning\":true,\"TaskStatus\":[]}"},
	{"/serverconfiguration/settings", "[]"},
	{"/serverstatus", "{\"Id\":\"serverstatus\",\"IsDatabaseEncrypted\":true,"
	    "\"IsMajorMinorUpgrade\":false,\"IsInMaintenanceMode\":false,"
	    "\"IsUpgradeAvailable\":false,\"MaintenanceExpires\":null,"
	    "\"MaximumAvailableVersion\":null,\"MaximumAvailableVersionCoveredByLicense\":null,"
	    "\"Links\":{\"Self\":\"/api/serverstatus\",\"Health\":\"/api/serverstatus/health\","
	    "\"GCCollect\":\"/api/serverstatus/gc-collect\","
	    "\"RecentLogs\":\"/api/serverstatus/logs\","
	    "\"SystemInfo\":\"/api/serverstatus/system-info\","
	    "\"SystemReport\":\"/api/serverstatus/system-report\","
	    "\"DocumentCounts\":\"/api/serverstatus/document-counts\"}}"},
	{"/serverstatus/extensions", "[]"},
	{"/upgradeconfiguration", "{\"Id\":\"upgrade\",\"NotificationMode\":\"NeverShow\","
	    "\"IncludeStatistics\":false,\"AllowChecking\":false,"
	    SELF("/api/upgradeconfiguration") "}"},
	{"/users/authentication", "{\"AuthenticationProviders\":" PROVIDERS
	    ",\"CanCurrentUserEditIdentitiesForUser\":false}"},
	{"/users/authentication/{id}", "{\"AuthenticationProviders\":" PROVIDERS
	    ",\"CanCurrentUserEditIdentitiesForUser\":false}"},
	{"/users/external-search", "[]"},
	{"/users/identity-metadata", "{\"Providers\":[]}"},
	{"S/certificates/all", "[]"},
	{"S/environments/{id}/metadata", "[]"},
	{"S/feeds/stats", "{\"TotalPackages\":0}"},
	{"S/git-credentials/all", "[]"},
	{"S/packages/notes", "{\"Packages\":[]}"},
	{"S/projects/pulse", "{}"},
	{"S/projects/{owner}/metadata", "[]"},
	{"S/projecttriggers/all", "[]"},
	{"S/proxies/all", "[]"},
	{"S/reporting/deployments-counted-by-week", "[]"},
	{"S/runbooks/all", "[]"},
	{"S/subscriptions/all", "[]"},
	{"S/tenants/status", "{\"Enabled\":false}"},
	{"S/tenants/tag-test", "{}"},
	{"S/tenants/variables-missing", "[]"},
	{"S/tenantvariables/all", "[]"},
	{"S/useronboarding", "{\"Id\":\"useronboarding\",\"Tasks\":[]}"},
	{"S/workerpools/dynamicworkertypes", "{\"WorkerTypes\":[]}"},
	{"S/workerpools/supportedtypes", "{\"SupportedPoolTypes\":[\"StaticWorkerPool\"]}"},
};

/* Lists that are empty, and what their items would be. */
static const struct fixed empty[] = {
	{"/communityactiontemplates", "CommunityActionTemplate"},
	{"/configuration", "ConfigurationSection"},
	{"/configuration/certificates", "CertificateConfiguration"},
	{"/issuetrackers", "IssueTracker"},
	{"/scopeduserroles", "ScopedUserRole"},
	{"/teams/{id}/scopeduserroles", "ScopedUserRole"},
	{"/userroles", "UserRole"},
	{"S/actiontemplates", "ActionTemplate"},
	{"S/build-information", "BuildInformation"},
	{"S/certificates", "Certificate"},
	{"S/feeds/{id}/packages/search", "PackageDescription"},
	{"S/feeds/{id}/packages/versions", "PackageVersion"},
	{"S/git-credentials", "GitCredential"},
	{"S/packages", "Package"},
	{"S/projects/{owner}/runbookSnapshots", "RunbookSnapshot"},
	{"S/projects/{owner}/runbooks", "Runbook"},
	{"S/projects/{owner}/triggers", "ProjectTrigger"},
	{"S/projecttriggers", "ProjectTrigger"},
	{"S/proxies", "Proxy"},
	{"S/runbookProcesses", "RunbookProcess"},
	{"S/runbookRuns", "RunbookRun"},
	{"S/runbookSnapshots", "RunbookSnapshot"},
	{"S/runbooks", "Runbook"},
	{"S/scheduledprojecttriggers", "ScheduledProjectTrigger"},
	{"S/scopeduserroles", "ScopedUserRole"},
	{"S/subscriptions", "Subscription"},
};

static const char *
look_up(const struct fixed *table, size_t count, const char *pattern)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(table[i].pattern, pattern) == 0)
			return table[i].json;
	}
	return NULL;
}

const char *
fixed_answer(const char *pattern)
{
	return look_up(fixed, COUNT(fixed), pattern);
}

const char *
fixed_item_type(const char *pattern)
{
	return look_up(empty, COUNT(empty), pattern);
}

/* What {owner} and {id} name must exist, also where the answer does not depend on it. */
static bool
check_names(struct work *w, struct call *c)
{
	if (call_name(c, "owner")[0] != '\0')
		return call_find(w, c, "project", "owner") != NULL;
	if (call_name(c, "id")[0] != '\0' && c->kind != NULL)
		return call_find(w, c, c->kind->name, "id") != NULL;
	return true;
}

bool
fixed_get(struct work *w, struct call *c)
{
	const char *json = fixed_answer(c->route->pattern);

	if (json == NULL)
		return fail(w, ERR_INTERNAL, "No answer is kept for '%s'.", c->route->pattern);
	return check_names(w, c) && answer_text(c, 200, json);
}

bool
empty_list(struct work *w, struct call *c)
{
	const char *item_type = fixed_item_type(c->route->pattern);
	int64_t skip, take;

	if (item_type == NULL)
		return fail(w, ERR_INTERNAL, "No list is kept for '%s'.", c->route->pattern);
	if (!check_names(w, c) || !call_page(w, c, &skip, &take))
		return false;
	return answer_text(c, 200, list_envelope(w, c, item_type, "[]", 0, skip, take));
}
