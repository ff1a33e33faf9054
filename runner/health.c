/*
 * What a health check asks and what its answers mean (rules-release 5 of the design).
 * The script's own lines are the record: a person reads them in the log, and the facts
 * about the machine are read from them here.
 */
#include "runner/health.h"

#include <strings.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/model/plan_filter.h"
#include "lib/store/category.h"
#include "lib/store/db.h"
#include "lib/store/log_chunk.h"

/* Helpers that health scripts of users rely on, then what is always recorded. */
static const char prelude[] =
    "slipway_say() { echo \"##octopus[stdout-$1]\"; echo \"$2\";"
    " echo \"##octopus[stdout-default]\"; }\n"
    "echo_error() { slipway_say error \"$1\"; }\n"
    "echo_warning() { slipway_say warning \"$1\"; }\n"
    "fail_healthcheck() { echo_error \"${1:-The health check failed.}\"; exit 1; }\n"
    "echo \"Operating system: $(uname -sr)\"\n"
    "echo \"Architecture: $(uname -m)\"\n"
    "echo \"Shell: bash\"\n"
    "echo \"Shell version: $BASH_VERSION\"\n"
    "for tool in tar gzip base64; do\n"
    "\tcommand -v $tool >/dev/null || echo_warning \"The program $tool is missing.\"\n"
    "done\n";

const char *
health_script(struct work *w, struct json_object *machine, bool is_connection_only)
{
	struct json_object *policy = facts_policy(w, machine);
	struct json_object *check = json_get(policy, "MachineHealthCheckPolicy");
	struct json_object *bash = json_get(check, "BashHealthCheckPolicy");

	if (work_failed(w))
		return NULL;
	if (is_connection_only ||
	    strcmp(json_str(check, "HealthCheckType", "RunScript"), "RunScript") != 0 ||
	    strcmp(json_str(bash, "RunType", "InheritFromDefault"), "Inline") != 0)
		return prelude;
	return arena_printf(w->arena, "%s%s\n", prelude, json_str(bash, "ScriptBody", ""));
}

bool
health_is_check(const struct facts *facts, const struct node *unit)
{
	struct json_object *action = facts_action(facts, unit->step_id, unit->action_id);

	return strcmp(facts->kind, "Health") == 0 ||
	    strcmp(json_str(action, "ActionType", ""), "Octopus.HealthCheck") == 0;
}

bool
health_is_lenient(const struct facts *facts, const struct node *unit)
{
	struct json_object *action = facts_action(facts, unit->step_id, unit->action_id);

	return strcmp(json_str(action, "ActionType", ""), "Octopus.HealthCheck") == 0 &&
	    strcasecmp(property_text(action, "Octopus.Action.HealthCheck.ErrorHandling"),
		"TreatExceptionsAsWarnings") == 0;
}

bool
health_adds_machines(const struct facts *facts, const char *step_id)
{
	struct json_object *actions = json_get(facts_step(facts, step_id), "Actions");

	for (size_t i = 0; i < json_len(actions); i++) {
		struct json_object *action = json_at(actions, i);

		if (strcmp(json_str(action, "ActionType", ""), "Octopus.HealthCheck") == 0 &&
		    strcasecmp(property_text(action, "Octopus.Action.HealthCheck."
			"IncludeMachinesInDeployment"), "IncludeCheckedMachines") == 0)
			return true;
	}
	return false;
}

int
health_window(void)
{
	long window = 2 * sysconf(_SC_NPROCESSORS_ONLN);

	return window < 2 ? 2 : window > 32 ? 32 : (int)window;
}

/* ---- what the log says --------------------------------------------------- */

struct findings {
	const char *system, *architecture, *shell, *shell_version;
	int64_t warnings, errors;
	struct json_object *log;	/* Logs of the connection status */
};

/* The rest of a line that begins with label, else otherwise. */
static const char *
after_label(struct work *w, const struct log_line *l, const char *label, const char *otherwise)
{
	size_t len = strlen(label);

	if (l->len <= len || strncmp(l->text, label, len) != 0)
		return otherwise;
	return arena_strndup(w->arena, l->text + len, l->len - len);
}

static void
read_line(struct work *w, struct findings *f, const struct log_line *l)
{
	struct json_object *entry = json_object_new_object();

	json_set_str(entry, "Category", category_text(l->category));
	json_set_str(entry, "OccurredAt", clock_iso(w->arena, l->time_us));
	json_set(entry, "MessageText", json_object_new_string_len(l->text, (int)l->len));
	json_set(entry, "Detail", NULL);
	json_push(f->log, entry);
	f->system = after_label(w, l, "Operating system: ", f->system);
	f->architecture = after_label(w, l, "Architecture: ", f->architecture);
	f->shell = after_label(w, l, "Shell: ", f->shell);
	f->shell_version = after_label(w, l, "Shell version: ", f->shell_version);
}

static bool
read_log(struct work *w, const struct node *unit, struct findings *f)
{
	struct rows *rows = db_run(w, SQL_HEALTH_LINES, db_int(w, unit->id));

	if (rows == NULL)
		return false;
	f->log = json_new_array(w);
	for (size_t i = 0; i < rows_count(rows); i++) {
		const char *s = rows_text(rows, i, 0);
		struct log_line l;

		f->warnings += rows_int(rows, i, 1);
		f->errors += rows_int(rows, i, 2);
		for (int number = 1; log_line_next(&s, &number, &l);)
			read_line(w, f, &l);
	}
	return true;
}

/* ---- the verdict --------------------------------------------------------- */

struct verdict {
	const char *health;
	const char *summary;
	enum node_status status;
};

static struct verdict
unavailable(struct work *w, struct json_object *machine, const char *why)
{
	struct json_object *policy = facts_policy(w, machine);
	const char *behavior = json_str(json_get(policy, "MachineConnectivityPolicy"),
	    "MachineConnectivityBehavior", "ExpectedToBeOnline");
	bool may_be_offline = strcmp(behavior, "MayBeOfflineAndCanBeSkipped") == 0;

	return (struct verdict){"Unavailable", why, may_be_offline ? NODE_WARNED : NODE_FAILED};
}

static struct verdict
judge(struct work *w, struct json_object *machine, const struct health_end *end,
    const struct findings *f)
{
	const struct attempt_result *r = end->result;

	if (end->refusal != NULL)
		return unavailable(w, machine, end->refusal);
	if (r == NULL)
		return (struct verdict){"Healthy", "The target is available.", NODE_SUCCESS};
	if (strcmp(r->reason, "unreachable") == 0)
		return unavailable(w, machine, r->detail);
	if (r->exit_code != 0)
		return (struct verdict){"Unhealthy",
		    r->detail[0] != '\0'	? r->detail
			: r->message[0] != '\0' ? r->message
						: "The health check script failed.",
		    NODE_FAILED};
	if (f->errors > 0)
		return (struct verdict){"Unhealthy", "The health check wrote errors.", NODE_FAILED};
	if (f->warnings > 0)
		return (struct verdict){
		    "HasWarnings", "The health check wrote warnings.", NODE_WARNED};
	return (struct verdict){"Healthy", "The target answers, and its health check succeeded.",
	    NODE_SUCCESS};
}

bool
health_record(struct work *w, const struct facts *facts, const struct node *unit,
    const struct health_end *end, enum node_status *ret_status)
{
	struct json_object *machine = facts_machine(facts, unit->machine_id);
	struct findings f = {"Unknown", "Unknown", "Unknown", "Unknown", 0, 0, NULL};
	struct verdict v;

	if (!read_log(w, unit, &f))
		return false;
	v = judge(w, machine, end, &f);
	if (work_failed(w) ||
	    db_run(w, SQL_MACHINE_STATE_SET, unit->machine_id, v.health, v.summary, f.system,
		f.shell, f.shell_version, f.architecture, facts->task_id,
		json_text(w, f.log)) == NULL)
		return false;
	*ret_status = v.status;
	return true;
}
