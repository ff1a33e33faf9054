/*
 * What handlers answer, for the description of the API. Handlers that have a kind in
 * their route need no second one here; what is missing promises nothing.
 */
#include "lib/api/openapi_answers.h"

#include "lib/api/deployments.h"
#include "lib/api/handlers.h"
#include "lib/api/record.h"
#include "lib/api/releases.h"
#include "lib/api/tasks.h"

static const struct {
	route_handler *handle;
	enum answer_form form;
	const char *kind;	/* NULL: that of the route */
} handlers[] = {
	{crud_list, FORM_PAGE, NULL},
	{crud_all, FORM_ARRAY, NULL},
	{crud_get, FORM_ONE, NULL},
	{crud_edit, FORM_ONE, NULL},
	{crud_create, FORM_CREATED, NULL},
	{members_list, FORM_PAGE, NULL},
	{members_all, FORM_ARRAY, NULL},
	{project_create, FORM_CREATED, NULL},
	{user_create, FORM_CREATED, NULL},
	{user_edit, FORM_ONE, NULL},
	{user_me, FORM_ONE, "user"},
	{login, FORM_ONE, "user"},
	{user_spaces, FORM_ARRAY, "space"},
	{template_versions, FORM_PAGE, "actiontemplate"},
	{template_version_get, FORM_ONE, "actiontemplate"},
	{template_export, FORM_ONE, "actiontemplate"},
	{lifecycle_preview, FORM_ONE, "lifecycle"},
	{policy_template, FORM_ONE, "machinepolicy"},
	{project_process_get, FORM_ONE, "deploymentprocess"},
	{project_process_put, FORM_ONE, "deploymentprocess"},
	{project_variables_get, FORM_ONE, "variableset"},
	{project_variables_put, FORM_ONE, "variableset"},
	{variables_all, FORM_ARRAY, "variableset"},
	{releases_create, FORM_CREATED, NULL},
	{releases_of_project, FORM_PAGE, "release"},
	{releases_of_channel, FORM_PAGE, "release"},
	{releases_by_version, FORM_ONE, "release"},
	{releases_snapshot_variables, FORM_ONE, "release"},
	{releases_variables, FORM_ONE, "variableset"},
	{deployments_list, FORM_PAGE, "deployment"},
	{deployments_of_release, FORM_PAGE, "deployment"},
	{deployments_create, FORM_CREATED, "deployment"},
	{machine_tasks, FORM_PAGE, "task"},
	{tasks_list, FORM_PAGE, "task"},
	{tasks_queued_behind, FORM_PAGE, "task"},
	{events_list, FORM_PAGE, "event"},
	{interruptions_list, FORM_PAGE, "interruption"},
	{api_key_list, FORM_PAGE, "apikey"},
	{recordings_list, FORM_PAGE, "recording"},
	{empty_list, FORM_PAGE, "nothing"},
	{tasks_create, FORM_CREATED, "task"},
	{tasks_rerun, FORM_CREATED, "task"},
	{api_key_create, FORM_CREATED, "apikey"},
	{defects_create, FORM_CREATED, "defect"},
	{recordings_start, FORM_CREATED, "recording"},
};

static const struct {
	route_handler *handle;
	const char *media;
} media[] = {
	{tasks_raw, "text/plain"},
	{server_ping, "text/plain"},
	{logo_get, "image/*"},
	{user_avatar, "image/svg+xml"},
	{action_logo_get, "image/*"},
};

struct answer_shape
openapi_answer(const struct route *r)
{
	for (size_t i = 0; i < COUNT(media); i++) {
		if (media[i].handle == r->handle)
			return (struct answer_shape){.form = FORM_MEDIA, .media = media[i].media};
	}
	for (size_t i = 0; i < COUNT(handlers); i++) {
		if (handlers[i].handle == r->handle)
			return (struct answer_shape){.form = handlers[i].form,
			    .kind = handlers[i].kind == NULL ? r->kind : handlers[i].kind};
	}
	return (struct answer_shape){.form = FORM_ANY};
}
