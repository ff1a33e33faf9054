/*
 * One table: the name of a variable, the document and the place in it. What a table
 * cannot say (endpoints, custom fields) follows below.
 */
#include "lib/model/system_variables.h"

#include "lib/base/buf.h"
#include "lib/model/plan_filter.h"

#define DOC(member) offsetof(struct system_documents, member)

static const struct {
	const char *name;
	size_t doc;
	const char *pointer;
} variables[] = {
	{"Octopus.Release.Id", DOC(release), "/Id"},
	{"Octopus.Release.Number", DOC(release), "/Version"},
	{"Octopus.Release.Notes", DOC(release), "/ReleaseNotes"},
	{"Octopus.Release.Created", DOC(release), "/Assembled"},
	{"Octopus.Release.Channel.Id", DOC(channel), "/Id"},
	{"Octopus.Release.Channel.Name", DOC(channel), "/Name"},
	{"Octopus.Deployment.Id", DOC(deployment), "/Id"},
	{"Octopus.Deployment.Name", DOC(deployment), "/Name"},
	{"Octopus.Deployment.Comments", DOC(deployment), "/Comments"},
	{"Octopus.Deployment.Created", DOC(deployment), "/Created"},
	{"Octopus.Deployment.CreatedUtc", DOC(deployment), "/Created"},
	{"Octopus.Deployment.ForcePackageDownload", DOC(deployment), "/ForcePackageDownload"},
	{"Octopus.Deployment.SpecificMachines", DOC(deployment), "/SpecificMachineIds"},
	{"Octopus.Deployment.Changes", DOC(deployment), "/Changes"},
	{"Octopus.Deployment.ChangesMarkdown", DOC(deployment), "/ChangesMarkdown"},
	{"Octopus.Deployment.CreatedBy.Id", DOC(user), "/Id"},
	{"Octopus.Deployment.CreatedBy.Username", DOC(user), "/Username"},
	{"Octopus.Deployment.CreatedBy.DisplayName", DOC(user), "/DisplayName"},
	{"Octopus.Deployment.CreatedBy.EmailAddress", DOC(user), "/EmailAddress"},
	{"Octopus.Deployment.Tenant.Id", DOC(tenant), "/Id"},
	{"Octopus.Deployment.Tenant.Name", DOC(tenant), "/Name"},
	{"Octopus.Deployment.Tenant.Slug", DOC(tenant), "/Slug"},
	{"Octopus.Deployment.Tenant.Tags", DOC(tenant), "/TenantTags"},
	{"Octopus.Environment.Id", DOC(environment), "/Id"},
	{"Octopus.Environment.Name", DOC(environment), "/Name"},
	{"Octopus.Environment.Slug", DOC(environment), "/Slug"},
	{"Octopus.Environment.SortOrder", DOC(environment), "/SortOrder"},
	{"Octopus.Project.Id", DOC(project), "/Id"},
	{"Octopus.Project.Name", DOC(project), "/Name"},
	{"Octopus.Project.Slug", DOC(project), "/Slug"},
	{"Octopus.ProjectGroup.Id", DOC(project), "/ProjectGroupId"},
	{"Octopus.ProjectGroup.Name", DOC(project_group), "/Name"},
	{"Octopus.Space.Id", DOC(space), "/Id"},
	{"Octopus.Space.Name", DOC(space), "/Name"},
	{"Octopus.Web.ProjectLink", DOC(project), "/Links/Web"},
	{"Octopus.Web.ReleaseLink", DOC(release), "/Links/Web"},
	{"Octopus.Web.DeploymentLink", DOC(deployment), "/Links/Web"},
	{"Octopus.Machine.Id", DOC(machine), "/Id"},
	{"Octopus.Machine.Name", DOC(machine), "/Name"},
	{"Octopus.Machine.Roles", DOC(machine), "/Roles"},
	{"Octopus.Machine.Hostname", DOC(machine), "/Endpoint/Host"},
	{"Octopus.Machine.DeploymentTargetType", DOC(machine), "/Endpoint/CommunicationStyle"},
	{"Octopus.Step.Id", DOC(step), "/Id"},
	{"Octopus.Step.Name", DOC(step), "/Name"},
	{"Octopus.Action.Id", DOC(action), "/Id"},
	{"Octopus.Action.Name", DOC(action), "/Name"},
};

/* Text of a scalar; arrays of strings as "a,b", other values as JSON; NULL for null. */
static const char *
text_of(struct work *w, struct json_object *value)
{
	struct buf b;

	if (value == NULL)
		return NULL;
	if (json_object_is_type(value, json_type_boolean))
		return json_object_get_boolean(value) ? "True" : "False";
	if (!json_object_is_type(value, json_type_array))
		return json_object_get_string(value);
	if (json_len(value) > 0 && !json_object_is_type(json_at(value, 0), json_type_string))
		return json_text(w, value);
	buf_init(&b, w->arena, (size_t)16 * 1024 * 1024);
	for (size_t i = 0; i < json_len(value); i++)
		buf_printf(&b, "%s%s", i > 0 ? "," : "", json_str_at(value, i));
	return b.s;
}

/* Octopus.Endpoint.TYPE.PROPERTY of everything plain in an endpoint. */
static void
give_endpoint(struct work *w, struct json_object *endpoint, system_variable_fn *give, void *ctx)
{
	const char *style = json_str(endpoint, "CommunicationStyle", "");

	if (endpoint == NULL)
		return;
	json_object_object_foreach(endpoint, name, value) {
		if (value != NULL && !json_object_is_type(value, json_type_object) &&
		    !json_object_is_type(value, json_type_array))
			give(ctx,
			    arena_printf(w->arena, "Octopus.Endpoint.%s.%s", style, name),
			    text_of(w, value));
	}
}

static void
give_custom_fields(struct work *w, struct json_object *fields, system_variable_fn *give, void *ctx)
{
	if (fields == NULL)
		return;
	json_object_object_foreach(fields, name, value) {
		if (value != NULL)
			give(ctx, arena_printf(w->arena, "Octopus.Release.CustomFields[%s]", name),
			    text_of(w, value));
	}
}

/* Those roles of the machine for which the step runs there. */
static void
give_targeted_roles(struct work *w, const struct system_documents *d, system_variable_fn *give,
    void *ctx)
{
	const char **roles;
	const char *text = "";
	size_t count;

	if (d->machine == NULL || d->step == NULL)
		return;
	roles_split(w, property_text(d->step, "Octopus.Action.TargetRoles"), &roles, &count);
	for (size_t i = 0; i < count; i++) {
		if (list_has(json_get(d->machine, "Roles"), roles[i]))
			text = arena_printf(
			    w->arena, "%s%s%s", text, text[0] != '\0' ? "," : "", roles[i]);
	}
	give(ctx, "Octopus.Tentacle.CurrentDeployment.TargetedRoles", text);
}

static const char *
id_of(struct json_object *doc, const char *otherwise)
{
	return json_str(doc, "Id", otherwise);
}

void
system_variables(struct work *w, const struct system_documents *d, system_variable_fn *give,
    void *ctx)
{
	for (size_t i = 0; i < COUNT(variables); i++) {
		struct json_object *doc = *(struct json_object *const *)(const void *)
		    ((const char *)d + variables[i].doc);
		const char *text = text_of(w, json_pointer(doc, variables[i].pointer));

		if (text != NULL)
			give(ctx, variables[i].name, text);
	}
	give_custom_fields(w, json_get(d->release, "CustomFields"), give, ctx);
	give_endpoint(w, json_get(d->machine, "Endpoint"), give, ctx);
	give_targeted_roles(w, d, give, ctx);
	if (d->deployment != NULL && d->step != NULL)
		give(ctx, "OctopusRetentionPolicySet",
		    arena_printf(w->arena, "%s/%s/%s/%s/%s", id_of(d->environment, ""),
			id_of(d->project, ""), id_of(d->step, ""), id_of(d->machine, "<server>"),
			id_of(d->tenant, "<untenanted>")));
}
