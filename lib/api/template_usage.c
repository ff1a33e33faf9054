/*
 * Step templates beyond the generic handlers: their versions, the steps that were made
 * of them and how these get a newer version, the file that they are exchanged as.
 */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/base/clock.h"
#include "lib/model/template_use.h"
#include "lib/model/write.h"
#include "lib/store/document.h"

/* ---- versions and usage ---------------------------------------------------------- */

bool
template_versions(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "actiontemplate", "id");
	int64_t skip, take;

	if (id == NULL || !call_page(w, c, &skip, &take))
		return false;
	return answer_list(w, c, "ActionTemplate",
	    db_run(w, SQL_ACTION_TEMPLATE_VERSIONS, id, db_int(w, skip), db_int(w, take)),
	    db_run(w, SQL_ACTION_TEMPLATE_VERSION_COUNT, id), skip, take);
}

/* The template in the version of the path; ERR_NOT_FOUND. */
static struct json_object *
version_of_path(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "actiontemplate", "id");
	const char *version = call_name(c, "version");
	struct json_object *template = id == NULL ? NULL : template_version(w, id, version);

	if (template == NULL && !work_failed(w))
		fail(w, ERR_NOT_FOUND, "The step template has no version '%s'.", version);
	return template;
}

bool
template_version_get(struct work *w, struct call *c)
{
	struct json_object *template = version_of_path(w, c);

	return template != NULL && answer_json(w, c, 200, template);
}

bool
template_usage(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "actiontemplate", "id");

	return id != NULL
	    && answer_rows(w, c, db_run(w, SQL_ACTION_TEMPLATE_USAGE, id), "usage");
}

/* ---- exchange --------------------------------------------------------------------- */

/*
 * The format of the community's library (OctopusDeploy/Library): the document without
 * what belongs to this server, with $Meta.
 */
bool
template_export(struct work *w, struct call *c)
{
	static const char *const ours[] = {"SpaceId", "Links", "LastModifiedOn",
	    "CommunityActionTemplateId"};
	const char *id = call_find(w, c, "actiontemplate", "id");
	struct json_object *template = id == NULL ? NULL : document_get(w, id), *meta;

	if (template == NULL)
		return false;
	for (size_t i = 0; i < COUNT(ours); i++)
		json_object_object_del(template, ours[i]);
	meta = json_object_new_object();
	json_set_str(meta, "ExportedAt", clock_iso(w->arena, clock_now_us()));
	json_set_str(meta, "OctopusVersion", "2024.1.0");
	json_set_str(meta, "Type", "ActionTemplate");
	json_object_object_del(template, "$Meta");
	json_set(template, "$Meta", meta);
	return answer_json(w, c, 200, template);
}

/* ---- updating the steps ------------------------------------------------------------ */

static const char *const outcomes[] = {
	[TEMPLATE_UPDATED] = "Success",
	[TEMPLATE_NEEDS_DEFAULTS] = "DefaultParamterValueMissing",	/* as the field spells it */
	[TEMPLATE_NEEDS_MERGE] = "ManualMergeRequired",
};

static struct json_object *
find_action(struct json_object *process, const char *id)
{
	struct json_object *steps = json_get(process, "Steps");

	for (size_t i = 0; i < json_len(steps); i++) {
		struct json_object *actions = json_get(json_at(steps, i), "Actions");

		for (size_t n = 0; n < json_len(actions); n++) {
			if (strcmp(json_str(json_at(actions, n), "Id", ""), id) == 0)
				return json_at(actions, n);
		}
	}
	return NULL;
}

static struct json_object *
result_of(const char *action_id, enum template_outcome outcome, struct json_object *reasons)
{
	struct json_object *one = json_object_new_object(), *names = json_object_new_array();

	json_set_str(one, "Id", action_id);
	json_set_str(one, "Outcome", outcomes[outcome]);
	if (outcome == TEMPLATE_NEEDS_DEFAULTS) {
		json_object_object_foreach(reasons, name, reason) {
			(void)reason;
			json_push_str(names, name);
		}
	}
	json_set(one, "NamesOfNewParametersMissingDefaultValue", names);
	json_set(one, "ManualMergeRequiredReasonsByPropertyName",
	    outcome == TEMPLATE_NEEDS_MERGE ? json_object_get(reasons) : json_object_new_object());
	return one;
}

static bool
update_action(struct work *w, struct call *c, struct json_object *template,
    struct json_object *process, const char *action_id, struct json_object *results)
{
	struct json_object *action = find_action(process, action_id), *before, *reasons;
	struct json_object *overrides = json_get(body_get(c, "Overrides"), action_id);
	const char *id = json_str(template, "Id", "");
	const char *of = json_str(json_get(action, "Properties"), "Octopus.Action.Template.Id", "");
	enum template_outcome outcome;

	if (action == NULL || strcasecmp(of, id) != 0)
		return fail_field(w, "/ActionIdsByProcessId", "The process '%s' has no action '%s' "
		    "that was made of the template '%s'.", json_str(process, "Id", ""), action_id,
		    json_str(template, "Name", ""));
	before = template_version(w, id,
	    json_str(json_get(action, "Properties"), "Octopus.Action.Template.Version", ""));
	if (work_failed(w))
		return false;
	reasons = json_new_object(w);
	outcome = template_update(w, action, template, before,
	    body_get(c, "DefaultPropertyValues"), overrides, reasons);
	json_push(results, result_of(action_id, outcome, reasons));
	return true;
}

static bool
update_process(struct work *w, struct call *c, struct json_object *template, const char *wanted,
    struct json_object *action_ids, struct json_object *results)
{
	const char *id = find_named(w, c, "deploymentprocess", NULL, wanted,
	    "/ActionIdsByProcessId");
	struct json_object *process = id == NULL ? NULL : document_get(w, id);
	struct write wr = {.kind = kind_find("deploymentprocess"), .space_id = c->space_id,
	    .id = id};
	struct json_object *before, *after;

	if (process == NULL)
		return false;
	for (size_t i = 0; i < json_len(action_ids); i++) {
		if (!update_action(w, c, template, process, json_str_at(action_ids, i), results))
			return false;
	}
	call_related(c, id);
	call_related(c, json_str(process, "ProjectId", NULL));
	after = document_replace(w, &wr, process, &before);
	if (after == NULL)
		return false;
	json_set(c->before, id, json_copy(json_get(before, "Steps")));
	json_set(c->after, id, json_copy(json_get(after, "Steps")));
	return true;
}

bool
template_actions_update(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "actiontemplate", "id"), *version;
	struct json_object *processes, *template, *results = json_new_array(w);

	if (id == NULL || !call_needs_body(w, c))
		return false;
	processes = body_get(c, "ActionIdsByProcessId");
	if (!json_object_is_type(processes, json_type_object))
		return fail_field(w, "/ActionIdsByProcessId", "Name the steps to update: an object "
		    "of process id to a list of action ids.");
	version = json_object_get_string(body_get(c, "Version"));
	template = template_version(w, id, version);
	if (template == NULL)
		return work_failed(w) ? false : fail_field(w, "/Version",
		    "The step template has no version '%s'.", version == NULL ? "" : version);
	c->before = json_new_object(w);
	c->after = json_new_object(w);
	json_object_object_foreach(processes, process, actions) {
		if (!update_process(w, c, template, process, actions, results))
			return false;
	}
	call_related(c, id);
	call_event(w, c, "Modified", "Steps were updated to version %lld of the step template %s",
	    (long long)json_int(template, "Version", 0), json_str(template, "Name", ""));
	return answer_json(w, c, 200, results);
}
