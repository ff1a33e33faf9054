/*
 * From a node of the tree to an order for a shim: the script by its properties, the
 * place by the machine's endpoint. Health checks are scripts too, so that they are
 * windowed, cancelled and logged like all others; what they mean is in health.c.
 */
#include "runner/unit.h"

#include <ctype.h>
#include <strings.h>

#include "lib/base/clock.h"
#include "lib/model/plan_filter.h"
#include "lib/model/secret.h"
#include "runner/health.h"
#include "runner/master.h"
#include "runner/modules.h"
#include "runner/unit_server.h"

#define BYPASS "OctopusBypassDeploymentMutex"

struct preparation {
	struct work *w;
	const struct settings *settings;
	const struct facts *facts;
	const struct tree *tree;
	const struct node *node;
	struct json_object *action;
	struct json_object *machine;
	struct variables variables;
	struct unit_order *out;
};

static bool
refuse(struct preparation *p, const char *sentence)
{
	return unit_refuse(p->out, sentence);
}

/* ---- the script ---------------------------------------------------------- */

/* A property of the action, evaluated: what is missing stays, and is told. */
static const char *
evaluate(struct preparation *p, const char *text, const char *what, int category)
{
	const char *report = NULL, *refusal = NULL;
	const char *value = variables_evaluate(
	    p->w, &p->variables, text, what, &report, &refusal);

	notes_add(p->w, &p->out->notes, category, report);
	if (refusal != NULL)
		(void)refuse(p, refusal);
	return value;
}

static const struct {
	const char *name;
	enum script_syntax syntax;
} syntaxes[] = {
	{"Bash", SYNTAX_BASH}, {"Python", SYNTAX_PYTHON}, {"PowerShell", SYNTAX_POWERSHELL},
};

static bool
read_syntax(struct preparation *p)
{
	const char *text = property_text(p->action, "Octopus.Action.Script.Syntax");

	for (size_t i = 0; i < COUNT(syntaxes); i++) {
		if (strcasecmp(text, syntaxes[i].name) == 0) {
			p->out->order.syntax = syntaxes[i].syntax;
			return true;
		}
	}
	if (text[0] != '\0')
		return refuse(p, arena_printf(p->w->arena,
		    "Scripts in '%s' cannot be run. Use Bash, PowerShell or Python.", text));
	p->out->order.syntax = SYNTAX_BASH;
	notes_add(p->w, &p->out->notes, CATEGORY_WARNING,
	    "The step names no syntax for its script; Bash is used.");
	return true;
}

static const char *
script_body(struct preparation *p)
{
	const char *body = property_text(p->action, "Octopus.Action.Script.ScriptBody");

	for (size_t i = 0; body[0] == '\0' && i < COUNT(syntaxes); i++)
		body = property_text(p->action, arena_printf(p->w->arena,
		    "Octopus.Action.Script.ScriptBody[%s]", syntaxes[i].name));
	return body;
}

/* Whole seconds; parts of minutes count too. 0: no limit. */
static int64_t
seconds_of_minutes(const char *text)
{
	double minutes = strtod(text, NULL);

	return minutes > 0 && minutes < 1e6 ? (int64_t)(minutes * 60 + 0.999) : 0;
}

static bool
read_script(struct preparation *p)
{
	struct attempt_order *o = &p->out->order;
	const char *source = property_text(p->action, "Octopus.Action.Script.ScriptSource");
	const char *minutes = variables_get(
	    &p->variables, "Octopus.Action.ExecutionTimeout.Minutes");

	if (source[0] != '\0' && strcasecmp(source, "Inline") != 0)
		return refuse(p, "Scripts from packages and Git repositories cannot be run yet.");
	o->body = evaluate(p, script_body(p), "The script", CATEGORY_VERBOSE);
	o->parameters = evaluate(p,
	    property_text(p->action, "Octopus.Action.Script.ScriptParameters"),
	    "The script's parameters", CATEGORY_WARNING);
	o->limit_s = seconds_of_minutes(minutes);
	o->fail_on_error_output = variables_flag(
	    &p->variables, "Octopus.Action.FailScriptOnErrorOutput");
	o->hide_environment = variables_flag(
	    &p->variables, "Octopus.Action.Script.SuppressEnvironmentLogging");
	return read_syntax(p);
}

/* ---- the place ----------------------------------------------------------- */

static void
place_here(struct preparation *p)
{
	struct attempt_order *o = &p->out->order;
	const char **hides = arena_array(p->w->arena, 2, sizeof(*hides));

	hides[0] = p->settings->run_dir;	/* sockets of the database, agents, masters */
	hides[1] = p->settings->home;
	o->kind = ATTEMPT_LOCAL;
	o->uid = p->settings->script_uid;
	o->gid = p->settings->script_gid;
	o->work_root = p->settings->work_root;
	o->hides = hides;
	o->hide_count = 2;
}

/* Clients send the key file as base64; a plain one is taken too. */
static const char *
decode_key(struct work *w, const char *stored)
{
	unsigned char *data;
	size_t len;

	if (strncmp(stored, "-----", 5) == 0 ||
	    !base64_decode(w->arena, stored, strlen(stored), &data, &len))
		return stored;
	return arena_strndup(w->arena, (const char *)data, len);
}

static bool
read_account(struct preparation *p, const char *account_id)
{
	struct work *w = p->w;
	struct attempt_ssh *ssh = &p->out->order.ssh;
	struct json_object *account = facts_live(w, account_id);
	const char *type = json_str(account, "AccountType", "");
	const char *key;

	if (account == NULL)
		return !work_failed(w) && refuse(p, arena_printf(w->arena,
		    "The account '%s' of this target does not exist any more.", account_id));
	ssh->user = json_str(account, "Username", "");
	if (strcmp(type, "SshKeyPair") == 0) {
		key = secret_open(w, account_id, "/PrivateKeyFile");
		ssh->key_pem = key != NULL ? decode_key(w, key) : NULL;
		ssh->passphrase = secret_open(w, account_id, "/PrivateKeyPassphrase");
	} else if (strcmp(type, "UsernamePassword") == 0) {
		ssh->password = secret_open(w, account_id, "/Password");
	} else {
		return refuse(p, arena_printf(w->arena,
		    "The account '%s' is neither a key pair nor a user with password.",
		    json_str(account, "Name", account_id)));
	}
	if (work_failed(w) && w->error.code == ERR_UNAVAILABLE)
		return false;
	if (work_failed(w)) {
		const char *reason = w->error.message;

		work_clear_error(w);
		return refuse(p, reason);
	}
	if (ssh->key_pem == NULL && ssh->password == NULL)
		return refuse(p,
		    arena_printf(w->arena, "The account '%s' has no key or password yet.",
			json_str(account, "Name", account_id)));
	return true;
}

/* A number within limits. */
static int
within(int64_t n, int least, int most)
{
	return n < least ? least : n > most ? most : (int)n;
}

static int
seconds_of(struct json_object *policy, const char *name, int most)
{
	int64_t seconds;

	if (!timespan_parse(json_str(policy, name, ""), &seconds))
		return 0;
	return within(seconds, 1, most);
}

/*
 * How long and how often to try, by the machine's policy. The caps keep a typing error
 * from holding a task for days.
 */
static bool
obey_policy(struct preparation *p)
{
	struct attempt_ssh *ssh = &p->out->order.ssh;
	struct json_object *policy = facts_policy(p->w, p->machine);

	if (policy == NULL && p->w->error.code == ERR_UNAVAILABLE)
		return false;
	work_clear_error(p->w);		/* without a policy the shim has its own limits */
	ssh->connect_timeout_s = seconds_of(policy, "ConnectionConnectTimeout", 300);
	ssh->reach_timeout_s = seconds_of(policy, "ConnectionRetryTimeLimit", 3600);
	ssh->pause_s = seconds_of(policy, "ConnectionRetrySleepInterval", 300);
	ssh->tries = 1 + within(json_int(policy, "ConnectionRetryCountLimit", 5), 0, 100);
	if (ssh->reach_timeout_s > 0 && ssh->connect_timeout_s > ssh->reach_timeout_s)
		ssh->connect_timeout_s = ssh->reach_timeout_s;
	return true;
}

/* Several units on one target share a connection; a single one would gain nothing. */
static void
share_connection(struct preparation *p, const char *account_id)
{
	struct work *w = p->w;
	size_t units = 0;

	for (size_t i = 0; i < p->tree->count; i++) {
		const struct node *n = &p->tree->nodes[i];

		units += n->kind == NODE_UNIT && n->machine_id != NULL &&
		    strcmp(n->machine_id, p->node->machine_id) == 0;
	}
	if (units > 1)
		p->out->order.ssh.master_path = master_path(w, p->settings->run_dir,
		    p->facts->task_id, arena_printf(w->arena, "%s %s",
		    unit_endpoint(w, &p->out->order), account_id));
}

static bool
place_on_target(struct preparation *p)
{
	struct json_object *endpoint = json_get(p->machine, "Endpoint");
	struct attempt_ssh *ssh = &p->out->order.ssh;
	const char *account_id = json_str(endpoint, "AccountId", "");

	p->out->order.kind = ATTEMPT_SSH;
	ssh->host = json_str(endpoint, "Host", "");
	ssh->port = (int)json_int(endpoint, "Port", 22);
	ssh->fingerprint = json_str(endpoint, "Fingerprint", "");
	if (!obey_policy(p) || !read_account(p, account_id))
		return false;
	if (p->out->refusal == NULL)
		share_connection(p, account_id);
	return true;
}

static bool
place(struct preparation *p)
{
	const char *style = json_str(
	    json_get(p->machine, "Endpoint"), "CommunicationStyle", "None");

	if (strcmp(p->node->place, "machine") != 0 && strcmp(p->node->place, "for-machine") != 0) {
		place_here(p);
		return true;
	}
	if (p->machine == NULL)
		return refuse(p, "This deployment target does not exist any more.");
	if (json_flag(p->machine, "IsDisabled", false))
		return refuse(p, "This deployment target was disabled in the meantime.");
	if (strcmp(style, "Ssh") == 0 && strcmp(p->node->place, "machine") == 0)
		return place_on_target(p);
	if (strcmp(style, "None") == 0 || strcmp(style, "Ssh") == 0) {
		place_here(p);
		return true;
	}
	return refuse(p, arena_printf(p->w->arena,
	    "This kind of target (%s) cannot be deployed to yet.", style));
}

/*
 * One script at a time on a target, over all tasks, any number on the server, unless a
 * variable says otherwise. Checks change nothing and go side by side.
 */
static void
choose_lock(struct preparation *p, bool is_check)
{
	bool is_remote = p->out->order.kind == ATTEMPT_SSH;
	const char *bypass = is_check ? "True" : variables_get(&p->variables, BYPASS);

	p->out->lock = is_remote ? p->node->machine_id :
	    arena_printf(p->w->arena, "runner %s", p->settings->name);
	p->out->lock_name = is_remote ? p->node->machine_name : "the server";
	p->out->is_shared = bypass[0] == '\0' ? !is_remote : strcasecmp(bypass, "True") == 0;
}

/* ---- putting it together ------------------------------------------------- */

static bool
prepare_script(struct preparation *p, const struct tree *tree)
{
	struct unit_place where = {p->facts, tree, (size_t)(p->node - tree->nodes), p->machine};
	struct attempt_order *o = &p->out->order;

	if (!variables_collect(p->w, &where, &p->variables)) {
		const char *reason = p->w->error.message;

		if (p->w->error.code == ERR_UNAVAILABLE)
			return false;
		work_clear_error(p->w);
		return refuse(p, reason);
	}
	o->variables = p->variables.pairs;
	o->variable_count = p->variables.count;
	o->masks = p->variables.masks;
	o->mask_count = p->variables.mask_count;
	o->seal_key = p->settings->seal_key;
	o->artifact_root = p->settings->artifact_root;
	modules_collect(p->w, &p->variables, o);
	p->out->notes = p->variables.notes;
	notes_print_variables(p->w, &p->out->notes, &p->variables);
	if (!read_script(p) || !place(p))
		return false;
	choose_lock(p, false);
	notes_mask(p->w, &p->out->notes, &p->variables);
	return true;
}

static bool
prepare_health(struct preparation *p)
{
	const char *style = json_str(
	    json_get(p->machine, "Endpoint"), "CommunicationStyle", "None");

	if (strcmp(style, "None") == 0) {
		p->out->is_done = true;
		p->out->done_text =
		    "A cloud region has no connection of its own. Its steps run on the "
		    "built-in worker, which is available.";
		return true;
	}
	p->out->order.syntax = SYNTAX_BASH;
	p->out->order.hide_environment = true;
	p->out->order.limit_s = 3600;
	p->out->order.body = health_script(p->w, p->machine, strcasecmp(property_text(p->action,
	    "Octopus.Action.HealthCheck.Type"), "ConnectionTest") == 0);
	if (p->out->order.body == NULL || !place(p))
		return false;
	choose_lock(p, true);
	return true;
}

/* Types whose units the server itself does. */
static const struct {
	const char *type;
	unit_maker *make;
} server_types[] = {
	{"Octopus.Email", unit_email},
};

/* Whether the type is one of them, and then whether its order could be made. */
static bool
prepare_on_server(struct preparation *p, const char *type, bool *ret_ok)
{
	struct unit_start start = {.settings = p->settings, .action = p->action, .out = p->out,
	    .place = {p->facts, p->tree, (size_t)(p->node - p->tree->nodes), p->machine}};

	for (size_t i = 0; i < COUNT(server_types); i++) {
		if (strcmp(server_types[i].type, type) == 0) {
			*ret_ok = server_types[i].make(p->w, &start);
			return true;
		}
	}
	return false;
}

bool
unit_prepare(struct work *w, const struct settings *settings, const struct facts *facts,
    const struct tree *tree, size_t node, struct unit_order *ret_order)
{
	const struct node *n = &tree->nodes[node];
	struct preparation p = {.w = w, .settings = settings, .facts = facts, .tree = tree,
	    .node = n, .out = ret_order};
	const char *type;
	bool ok;

	memset(ret_order, 0, sizeof(*ret_order));
	p.action = facts_action(facts, n->step_id, n->action_id);
	type = json_str(p.action, "ActionType", "");
	if (n->machine_id != NULL) {
		p.machine = facts_live(w, n->machine_id);
		if (p.machine == NULL && work_failed(w))
			return false;
	}
	if (strcmp(type, "Slipway.HealthCheck") == 0 || strcmp(type, "Octopus.HealthCheck") == 0)
		return prepare_health(&p);
	if (strcmp(type, "Octopus.Script") == 0)
		return prepare_script(&p, tree);
	if (prepare_on_server(&p, type, &ok))
		return ok;
	return refuse(&p,
	    arena_printf(w->arena,
		"Steps of the type '%s' cannot be run yet. Disable the step, or skip it when "
		"deploying.",
		type));
}

const char *
unit_endpoint(struct work *w, const struct attempt_order *order)
{
	const struct attempt_ssh *ssh = &order->ssh;

	return order->kind != ATTEMPT_SSH ? ""
					  : arena_printf(w->arena, "%s@%s:%d %s", ssh->user,
						ssh->host, ssh->port, ssh->fingerprint);
}

const char *
unit_attempt_id(struct work *w, const char *task_id, int64_t activity_id, int n)
{
	char *id = arena_printf(w->arena, "%s-%lld-%d", task_id, (long long)activity_id, n);

	for (char *s = id; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
	return id;
}
