/*
 * What the editor shows of steps that run no script of a person: e-mail, health check,
 * the release of another project.
 * The form's inputs are the properties as they are; here they get short names and the
 * lists to choose from.
 */
#include <strings.h>

#include "cgi-bin/decorate.h"
#include "cgi-bin/pages/process.h"

/* Which property appears as what; the default is what a step without it does. */
struct shown {
	const char *name;
	const char *property;
	const char *otherwise;
};

static const struct shown mail[] = {
	{"To", STEP_EMAIL "To", ""}, {"Cc", STEP_EMAIL "CC", ""}, {"Bcc", STEP_EMAIL "Bcc", ""},
	{"Subject", STEP_EMAIL "Subject", ""}, {"Body", STEP_EMAIL "Body", ""},
	{"IsHtml", STEP_EMAIL "IsHtml", "False"}, {"Priority", STEP_EMAIL "Priority", "Normal"},
	{NULL, NULL, NULL},
};

static const struct shown health[] = {
	{"Check", STEP_HEALTH "Type", "FullHealthCheck"},
	{"ErrorHandling", STEP_HEALTH "ErrorHandling", "TreatExceptionsAsErrors"},
	{NULL, NULL, NULL},
};

static const struct shown release[] = {
	{"Condition", STEP_RELEASE "DeploymentCondition", "Always"},
	{"Variables", STEP_RELEASE "Variables", ""},
	{NULL, NULL, NULL},
};

/* The projects that can be deployed: all but this one. */
static void
add_projects(struct view *v, struct json_object *properties)
{
	struct json_object *all, *others = json_new_array(v->w), *o = view_doc(v, "Child");
	struct json_object *chosen = json_get(properties, STEP_RELEASE "ProjectId");
	const char *own = json_str(view_doc(v, "Project"), "Id", "");

	if (!view_get(v, "AllProjects", view_api_path(v, "S/projects/all"), NULL))
		work_clear_error(v->w);
	all = view_doc(v, "AllProjects");
	for (size_t i = 0; i < json_len(all); i++) {
		if (strcmp(json_str(json_at(all, i), "Id", ""), own) != 0)
			json_push(others, json_object_get(json_at(all, i)));
	}
	decorate_options(v, "ChildOptions", others, "Id", "Name", chosen);
	json_set_str(o, "ProjectName", json_str(decorate_find(others,
	    chosen == NULL ? NULL : json_object_get_string(chosen)), "Name", ""));
}

static void
add_mail_lists(struct view *v, struct json_object *properties)
{
	if (!view_get(v, "Teams", "/api/teams/all", NULL))
		work_clear_error(v->w);
	decorate_options(v, "TeamOptions", view_doc(v, "Teams"), "Id", "Name", json_own(v->w,
	    split_commas(json_str(properties, STEP_EMAIL "ToTeamIds", ""))));
}

static const struct {
	const char *type;
	const char *name;		/* of its object in the view */
	const struct shown *fields;
	void (*add_lists)(struct view *v, struct json_object *properties);
} types[] = {
	{"Octopus.Email", "Mail", mail, add_mail_lists},
	{"Octopus.HealthCheck", "Health", health, NULL},
	{"Octopus.DeployRelease", "Child", release, add_projects},
};

/* As the form's radio buttons and options spell it. */
static const char *
spelling(const char *value)
{
	static const char *const words[] = {"True", "False", "Normal", "Low", "High"};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcasecmp(words[i], value) == 0)
			return words[i];
	}
	return value;
}

void
describe_own_type(struct view *v, struct json_object *step)
{
	struct json_object *action = describe_action(step), *o;
	struct json_object *properties = json_get(action, "Properties");
	const char *type = json_str(action, "ActionType", "");

	for (size_t i = 0; i < COUNT(types); i++) {
		bool is_it = strcmp(types[i].type, type) == 0;

		o = view_new_object(v, types[i].name);
		json_set_bool(o, "IsType", is_it);
		for (const struct shown *f = types[i].fields; is_it && f->name != NULL; f++)
			json_set_str(o, f->name,
			    spelling(json_str(properties, f->property, f->otherwise)));
		if (is_it && types[i].add_lists != NULL)
			types[i].add_lists(v, properties);
	}
}
