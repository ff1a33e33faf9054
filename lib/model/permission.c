/*
 * The permissions, by the names that clients know. Who has which is decided where a
 * route is authorised; here is what each means and where it can apply.
 */
#include "lib/model/permission.h"

#define SYSTEM PERMISSION_SYSTEM
#define IN_SPACE PERMISSION_SPACE
#define PROJECTS (IN_SPACE | PERMISSION_PROJECTS | PERMISSION_GROUPS)
#define ENVIRONMENTS (IN_SPACE | PERMISSION_ENVIRONMENTS | PERMISSION_TENANTS)
#define DEPLOYMENTS (PROJECTS | ENVIRONMENTS)

const struct permission permissions[] = {
	{"AccountCreate", "Create accounts", ENVIRONMENTS},
	{"AccountDelete", "Delete accounts", ENVIRONMENTS},
	{"AccountEdit", "Edit accounts", ENVIRONMENTS},
	{"AccountView", "View accounts", ENVIRONMENTS},
	{"ActionTemplateCreate", "Create step templates", IN_SPACE},
	{"ActionTemplateDelete", "Delete step templates", IN_SPACE},
	{"ActionTemplateEdit", "Edit step templates", IN_SPACE},
	{"ActionTemplateView", "View step templates", IN_SPACE},
	{"AdministerSystem", "Do everything", SYSTEM},
	{"ArtifactCreate", "Create artifacts", DEPLOYMENTS},
	{"ArtifactDelete", "Delete artifacts", DEPLOYMENTS},
	{"ArtifactEdit", "Edit artifacts", DEPLOYMENTS},
	{"ArtifactView", "View artifacts", DEPLOYMENTS},
	{"BuildInformationAdminister", "Replace and delete build information", IN_SPACE},
	{"BuildInformationPush", "Push build information", IN_SPACE},
	{"BuiltInFeedAdminister", "Replace and delete packages in the built-in repository",
	    IN_SPACE},
	{"BuiltInFeedDownload", "Download packages from the built-in repository", IN_SPACE},
	{"BuiltInFeedPush", "Push packages to the built-in repository", IN_SPACE},
	{"CertificateCreate", "Create certificates", ENVIRONMENTS},
	{"CertificateDelete", "Delete certificates", ENVIRONMENTS},
	{"CertificateEdit", "Edit certificates", ENVIRONMENTS},
	{"CertificateExportPrivateKey", "Export certificates with their private keys",
	    ENVIRONMENTS},
	{"CertificateView", "View certificates", ENVIRONMENTS},
	{"ConfigureServer", "Change settings of the server", SYSTEM},
	{"DefectReport", "Block deployments of a release", PROJECTS},
	{"DefectResolve", "Unblock deployments of a release", PROJECTS},
	{"DeploymentCreate", "Deploy releases", DEPLOYMENTS},
	{"DeploymentDelete", "Delete deployments", DEPLOYMENTS},
	{"DeploymentView", "View deployments", DEPLOYMENTS},
	{"EnvironmentCreate", "Create environments", ENVIRONMENTS},
	{"EnvironmentDelete", "Delete environments", ENVIRONMENTS},
	{"EnvironmentEdit", "Edit environments", ENVIRONMENTS},
	{"EnvironmentView", "View environments", ENVIRONMENTS},
	{"EventView", "View the audit log", SYSTEM | DEPLOYMENTS},
	{"FeedEdit", "Edit feeds", IN_SPACE},
	{"FeedView", "View feeds", IN_SPACE},
	{"InterruptionSubmit", "Take responsibility for and submit interruptions", DEPLOYMENTS},
	{"InterruptionView", "View interruptions", DEPLOYMENTS},
	{"InterruptionViewSubmitResponsible", "Submit interruptions of teams one is in",
	    DEPLOYMENTS},
	{"LibraryVariableSetCreate", "Create library variable sets",
	    IN_SPACE | PERMISSION_ENVIRONMENTS},
	{"LibraryVariableSetDelete", "Delete library variable sets",
	    IN_SPACE | PERMISSION_ENVIRONMENTS},
	{"LibraryVariableSetEdit", "Edit library variable sets",
	    IN_SPACE | PERMISSION_ENVIRONMENTS},
	{"LibraryVariableSetView", "View library variable sets",
	    IN_SPACE | PERMISSION_ENVIRONMENTS},
	{"LifecycleCreate", "Create lifecycles", IN_SPACE},
	{"LifecycleDelete", "Delete lifecycles", IN_SPACE},
	{"LifecycleEdit", "Edit lifecycles", IN_SPACE},
	{"LifecycleView", "View lifecycles", IN_SPACE},
	{"MachineCreate", "Create deployment targets", ENVIRONMENTS},
	{"MachineDelete", "Delete deployment targets", ENVIRONMENTS},
	{"MachineEdit", "Edit deployment targets", ENVIRONMENTS},
	{"MachinePolicyCreate", "Create machine policies", IN_SPACE},
	{"MachinePolicyDelete", "Delete machine policies", IN_SPACE},
	{"MachinePolicyEdit", "Edit machine policies", IN_SPACE},
	{"MachinePolicyView", "View machine policies", IN_SPACE},
	{"MachineView", "View deployment targets", ENVIRONMENTS},
	{"ProcessEdit", "Edit deployment processes", PROJECTS},
	{"ProcessView", "View deployment processes", PROJECTS},
	{"ProjectCreate", "Create projects", PROJECTS},
	{"ProjectDelete", "Delete projects", PROJECTS},
	{"ProjectEdit", "Edit projects", PROJECTS},
	{"ProjectGroupCreate", "Create project groups", IN_SPACE | PERMISSION_GROUPS},
	{"ProjectGroupDelete", "Delete project groups", IN_SPACE | PERMISSION_GROUPS},
	{"ProjectGroupEdit", "Edit project groups", IN_SPACE | PERMISSION_GROUPS},
	{"ProjectGroupView", "View project groups", IN_SPACE | PERMISSION_GROUPS},
	{"ProjectView", "View projects", PROJECTS},
	{"ProxyCreate", "Create proxies", IN_SPACE},
	{"ProxyDelete", "Delete proxies", IN_SPACE},
	{"ProxyEdit", "Edit proxies", IN_SPACE},
	{"ProxyView", "View proxies", IN_SPACE},
	{"ReleaseCreate", "Create releases", PROJECTS},
	{"ReleaseDelete", "Delete releases", PROJECTS},
	{"ReleaseEdit", "Edit releases", PROJECTS},
	{"ReleaseView", "View releases", PROJECTS},
	{"RunbookEdit", "Edit runbooks", PROJECTS},
	{"RunbookRunCreate", "Run runbooks", DEPLOYMENTS},
	{"RunbookRunDelete", "Delete runs of runbooks", DEPLOYMENTS},
	{"RunbookRunView", "View runs of runbooks", DEPLOYMENTS},
	{"RunbookView", "View runbooks", PROJECTS},
	{"SpaceCreate", "Create spaces", SYSTEM},
	{"SpaceDelete", "Delete spaces", SYSTEM},
	{"SpaceEdit", "Edit spaces", SYSTEM},
	{"SpaceView", "View spaces", SYSTEM},
	{"SubscriptionCreate", "Create subscriptions", IN_SPACE},
	{"SubscriptionDelete", "Delete subscriptions", IN_SPACE},
	{"SubscriptionEdit", "Edit subscriptions", IN_SPACE},
	{"SubscriptionView", "View subscriptions", IN_SPACE},
	{"TagSetCreate", "Create tag sets", IN_SPACE},
	{"TagSetDelete", "Delete tag sets", IN_SPACE},
	{"TagSetEdit", "Edit tag sets", IN_SPACE},
	{"TaskCancel", "Cancel tasks", SYSTEM | DEPLOYMENTS},
	{"TaskCreate", "Start tasks", SYSTEM | DEPLOYMENTS},
	{"TaskEdit", "Change the state of finished tasks", SYSTEM | DEPLOYMENTS},
	{"TaskView", "View tasks", SYSTEM | DEPLOYMENTS},
	{"TaskViewLog", "View logs of tasks", SYSTEM | DEPLOYMENTS},
	{"TeamCreate", "Create teams", SYSTEM | IN_SPACE},
	{"TeamDelete", "Delete teams", SYSTEM | IN_SPACE},
	{"TeamEdit", "Edit teams", SYSTEM | IN_SPACE},
	{"TeamView", "View teams", SYSTEM | IN_SPACE},
	{"TenantCreate", "Create tenants", IN_SPACE | PERMISSION_TENANTS},
	{"TenantDelete", "Delete tenants", IN_SPACE | PERMISSION_TENANTS},
	{"TenantEdit", "Edit tenants", IN_SPACE | PERMISSION_TENANTS},
	{"TenantView", "View tenants", IN_SPACE | PERMISSION_TENANTS},
	{"TriggerCreate", "Create triggers", PROJECTS},
	{"TriggerDelete", "Delete triggers", PROJECTS},
	{"TriggerEdit", "Edit triggers", PROJECTS},
	{"TriggerView", "View triggers", PROJECTS},
	{"UserEdit", "Edit users", SYSTEM},
	{"UserInvite", "Invite users", SYSTEM},
	{"UserRoleEdit", "Edit user roles", SYSTEM},
	{"UserRoleView", "View user roles", SYSTEM},
	{"UserView", "View users", SYSTEM},
	{"VariableEdit", "Edit variables", DEPLOYMENTS},
	{"VariableEditUnscoped", "Edit variables without scope", PROJECTS},
	{"VariableView", "View variables", DEPLOYMENTS},
	{"VariableViewUnscoped", "View variables without scope", PROJECTS},
	{"WorkerEdit", "Edit workers and worker pools", IN_SPACE},
	{"WorkerView", "View workers and worker pools", IN_SPACE},
	{NULL, NULL, 0}
};

static const struct {
	unsigned flag;
	const char *name;
} restrictions[] = {
	{PERMISSION_PROJECTS, "Projects"},
	{PERMISSION_ENVIRONMENTS, "Environments"},
	{PERMISSION_TENANTS, "Tenants"},
	{PERMISSION_GROUPS, "ProjectGroups"},
};

static struct json_object *
describe(const struct permission *p)
{
	struct json_object *one = json_object_new_object(), *list = json_object_new_array();

	for (size_t i = 0; i < COUNT(restrictions); i++) {
		if (p->flags & restrictions[i].flag)
			json_push_str(list, restrictions[i].name);
	}
	json_set_str(one, "Description", p->description);
	json_set_bool(one, "CanApplyAtSystemLevel", (p->flags & PERMISSION_SYSTEM) != 0);
	json_set_bool(one, "CanApplyAtSpaceLevel", (p->flags & PERMISSION_SPACE) != 0);
	json_set(one, "SupportedRestrictions", list);
	return one;
}

struct json_object *
permissions_describe(struct work *w)
{
	struct json_object *all = json_new_object(w);

	for (const struct permission *p = permissions; p->name != NULL; p++)
		json_set(all, p->name, describe(p));
	return all;
}
