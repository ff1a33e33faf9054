/*
 * Deploy a Release, before anything is written: which release of which project, whether
 * its condition holds, and which variables it is given. The rules of the deployment
 * itself (lifecycle, prompts, targets) are judged when it is made: lib/model/deployment.c.
 */
#include "runner/release_order.h"

#include <strings.h>

#include "lib/base/semver.h"
#include "lib/model/kinds.h"
#include "lib/model/plan_filter.h"
#include "lib/model/release.h"
#include "lib/store/db.h"
#include "runner/mask.h"

#define RELEASE "Octopus.Action.DeployRelease."

struct making {
	struct work *w;
	const struct unit_place *unit;
	struct json_object *action;
	struct variables variables;
	struct mask *mask;
	struct release_order *out;
};

static bool
refuse(struct making *m, const char *sentence)
{
	m->out->refusal = sentence;
	return false;
}

/* A property of the step with its expressions replaced. */
static const char *
evaluate(struct making *m, const char *text, const char *what)
{
	const char *report = NULL, *refusal = NULL;
	const char *value = variables_evaluate(m->w, &m->variables, text, what, &report, &refusal);

	notes_add(m->w, &m->out->notes, CATEGORY_WARNING, report);
	if (refusal != NULL && m->out->refusal == NULL)
		(void)refuse(m, refusal);
	return value;
}

static bool
collect(struct making *m)
{
	const char *reason;

	if (variables_collect(m->w, m->unit, &m->variables)) {
		m->mask = mask_new(m->w->arena);
		for (size_t i = 0; i < m->variables.mask_count; i++)
			mask_add(m->mask, m->variables.masks[i]);
		m->out->notes = m->variables.notes;
		return true;
	}
	reason = m->w->error.message;
	if (m->w->error.code == ERR_UNAVAILABLE)
		return false;
	work_clear_error(m->w);
	return refuse(m, reason);
}

static bool
find_project(struct making *m)
{
	const struct facts *f = m->unit->facts;
	const char *id = property_text(m->action, RELEASE "ProjectId");

	m->out->project = facts_live(m->w, id);
	if (work_failed(m->w))
		return false;
	if (m->out->project == NULL ||
	    strcmp(json_str(m->out->project, "SpaceId", ""), f->space_id) != 0)
		return refuse(m, arena_printf(m->w->arena, "The project '%s' that this step "
		    "deploys does not exist any more.", id));
	return true;
}

/* The version that the parent's release holds for this step. */
static const char *
chosen_version(const struct making *m)
{
	struct json_object *list = json_get(m->unit->facts->release, "SelectedPackages");
	const char *name = json_str(m->action, "Name", "");

	for (size_t i = 0; i < json_len(list); i++) {
		if (strcasecmp(json_str(json_at(list, i), "ActionName", ""), name) == 0)
			return json_str(json_at(list, i), "Version", NULL);
	}
	return NULL;
}

static bool
find_release(struct making *m, const char **ret_id)
{
	const char *project = json_str(m->out->project, "Id", "");
	const char *name = json_str(m->out->project, "Name", "");

	m->out->version = chosen_version(m);
	if (m->out->version == NULL)
		return refuse(m, arena_printf(m->w->arena, "This release was created without a "
		    "version of '%s' for this step. Create a new release.", name));
	*ret_id = release_find(m->w, project, m->out->version);
	if (*ret_id != NULL)
		return true;
	return !work_failed(m->w) && refuse(m, arena_printf(m->w->arena,
	    "The project '%s' has no release '%s' any more.", name, m->out->version));
}

/* ---- the condition ----------------------------------------------------------------- */

static const char *
tenant_of(const struct making *m)
{
	const char *mode = json_str(m->out->project, "TenantedDeploymentMode", "Untenanted");

	return strcmp(mode, "Untenanted") == 0 ? NULL :
	    json_str(m->unit->facts->tenant, "Id", NULL);
}

/* B2: against what was last deployed there with success. */
static bool
check_condition(struct making *m, const char *release_id)
{
	const char *condition = evaluate(
	    m, property_text(m->action, RELEASE "DeploymentCondition"), "The condition");
	bool is_newer = strcasecmp(condition, "IfNewer") == 0;
	struct json_object *environment = m->unit->facts->environment;
	const char *name = json_str(m->out->project, "Name", ""), *current;
	const char *where = json_str(environment, "Name", "");
	struct rows *rows;

	if (!is_newer && strcasecmp(condition, "IfNotCurrentVersion") != 0)
		return true;
	rows = db_run(m->w, SQL_CHILD_CURRENT_RELEASE, json_str(m->out->project, "Id", ""),
	    json_str(environment, "Id", ""), tenant_of(m));
	if (rows == NULL)
		return false;
	if (rows_count(rows) == 0)
		return true;
	current = rows_text(rows, 0, 1);
	if (is_newer ? version_compare(m->out->version, current) > 0 :
	    strcmp(rows_text(rows, 0, 0), release_id) != 0)
		return true;
	m->out->skip = is_newer ? arena_printf(m->w->arena,
	    "Skipping this step: it deploys newer releases only, and release %s of '%s' is not "
	    "newer than %s, which is in '%s'.", m->out->version, name, current, where) :
	    arena_printf(m->w->arena,
	    "Skipping this step: release %s of '%s' is in '%s' already.", m->out->version, name,
	    where);
	return true;
}

/* ---- what the deployment is given ---------------------------------------------------- */

/* A value with a secret in it is sealed, and masked in the other log as well. */
static void
pass(struct making *m, const char *name, const char *value)
{
	struct json_object *secret;
	size_t len;

	if (mask_apply(m->mask, m->w->arena, value, strlen(value), false, &len) == value) {
		json_set_str(m->out->passed, name, value);
		return;
	}
	secret = json_object_new_object();
	json_set_bool(secret, "HasValue", true);
	json_set_str(secret, "NewValue", value);
	json_set(secret, "Hint", NULL);
	json_set(m->out->passed, name, secret);
}

static bool
pass_variables(struct making *m)
{
	const char *text = property_text(m->action, RELEASE "Variables");
	struct json_object *map;

	m->out->passed = json_new_object(m->w);
	if (is_blank(text))
		return true;
	map = json_parse(m->w, text, strlen(text));
	if (map == NULL || !json_object_is_type(map, json_type_object)) {
		work_clear_error(m->w);
		return refuse(m, "The variables that this step passes are not a JSON object.");
	}
	json_object_object_foreach(map, name, value) {
		if (name[0] != '\0' && value != NULL)
			pass(m, name, evaluate(m, json_object_get_string(value),
			    arena_printf(m->w->arena, "The variable '%s' to be passed", name)));
	}
	return m->out->refusal == NULL;
}

static void
write_sent(struct making *m, const char *release_id)
{
	const struct facts *f = m->unit->facts;
	const char *machine = m->unit->tree->nodes[m->unit->node].machine_id;
	struct json_object *sent = json_new_object(m->w), *machines;

	json_set_str(sent, "ReleaseId", release_id);
	json_set_str(sent, "EnvironmentId", json_str(f->environment, "Id", ""));
	json_set_str(sent, "TenantId", tenant_of(m));
	json_set_str(sent, "Comments", arena_printf(m->w->arena, "Started by %s (%s)",
	    f->description, f->task_id));
	if (machine != NULL) {
		machines = json_object_new_array();
		json_push_str(machines, machine);
		json_set(sent, "SpecificMachineIds", machines);
	}
	m->out->sent = sent;
}

/* False with a refusal, or because the database does not answer. */
static bool
make(struct making *m)
{
	const char *release_id;

	if (!collect(m) || !find_project(m) || !find_release(m, &release_id) ||
	    !check_condition(m, release_id))
		return false;
	if (m->out->skip != NULL)
		return true;
	if (!pass_variables(m))
		return false;
	write_sent(m, release_id);
	return true;
}

bool
release_order_make(struct work *w, const struct unit_place *unit, struct release_order *ret)
{
	const struct node *n = &unit->tree->nodes[unit->node];
	struct making m = {.w = w, .unit = unit, .out = ret,
	    .action = facts_action(unit->facts, n->step_id, n->action_id)};

	*ret = (struct release_order){0};
	if (!make(&m) && ret->refusal == NULL)
		return false;
	notes_mask(w, &ret->notes, &m.variables);
	return true;
}
