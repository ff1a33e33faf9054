/* Targets and workers: roles, the question for a host's key, connection, tasks. */
#include "lib/api/handlers.h"

#include <strings.h>

#include "lib/api/question.h"
#include "lib/model/kinds.h"
#include "lib/model/smtp.h"
#include "lib/store/document.h"

bool
machine_roles(struct work *w, struct call *c)
{
	return answer_rows(w, c, db_run(w, SQL_MACHINE_ROLES, c->space_id), "role");
}

/* Names of operating systems or shells that health checks found: the pattern says which. */
bool
machine_names(struct work *w, struct call *c)
{
	bool is_shell = strstr(c->route->pattern, "shells") != NULL;

	return answer_rows(w, c, db_run(w, is_shell ? SQL_MACHINE_SHELLS : SQL_MACHINE_SYSTEMS,
	    c->space_id, c->kind->name), "name");
}

/* What the wizard starts from: nothing is stored. */
static struct json_object *
machine_template(struct work *w, const char *host, int64_t port, struct json_object *found)
{
	struct json_object *machine = json_new_object(w), *endpoint = json_object_new_object();
	const char *fingerprint = json_str(found, "Fingerprint", "");

	json_set_str(endpoint, "CommunicationStyle", "Ssh");
	json_set_str(endpoint, "Host", host);
	json_set_int(endpoint, "Port", port);
	json_set_str(endpoint, "Fingerprint", fingerprint);
	json_set_str(endpoint, "HostKeyAlgorithm", json_str(found, "HostKeyAlgorithm", NULL));
	json_set_str(endpoint, "Uri", arena_printf(w->arena, "ssh://%s:%lld/", host,
	    (long long)port));
	json_set_str(machine, "Name", host);
	json_set_str(machine, "Thumbprint", fingerprint);
	json_set_str(machine, "Uri", json_str(endpoint, "Uri", ""));
	json_set(machine, "Endpoint", endpoint);
	json_set(machine, "EnvironmentIds", json_object_new_array());
	json_set(machine, "Roles", json_object_new_array());
	json_set(machine, "TenantIds", json_object_new_array());
	json_set(machine, "TenantTags", json_object_new_array());
	json_set(machine, "Links", json_object_new_object());
	return machine;
}

static bool
read_host(struct work *w, struct call *c, const char **ret_host, int64_t *ret_port)
{
	const char *host = call_query(c, "host"), *port = call_query(c, "port");
	const char *type = call_query(c, "type");
	char *end = NULL;

	if (type != NULL && strcasecmp(type, "Ssh") != 0)
		return fail_field(w, "/type", "Only hosts with SSH can be asked. Use type=Ssh.");
	if (is_blank(host))
		return fail_field(w, "/host", "Enter the name or address of the host.");
	host = trimmed(w, host);
	if (!is_host_name(host))
		return fail_field(w, "/host", "'%s' is not the name or address of a host.", host);
	*ret_port = port == NULL ? 22 : strtoll(port, &end, 10);
	if (*ret_port < 1 || *ret_port > 65535 || (end != NULL && *end != '\0'))
		return fail_field(w, "/port", "The port must be a number from 1 to 65535.");
	*ret_host = host;
	return true;
}

bool
machine_discover(struct work *w, struct call *c)
{
	const char *host = "", *text, *error;
	struct json_object *request, *found;
	int64_t port = 0;

	if (!read_host(w, c, &host, &port))
		return false;
	request = json_new_object(w);
	json_set_str(request, "Host", host);
	json_set_int(request, "Port", port);
	text = question_ask(w, "ssh-host", c->space_id, request);
	if (text == NULL || (found = json_parse(w, text, strlen(text))) == NULL)
		return false;
	error = json_str(found, "Error", NULL);
	if (error != NULL)
		return fail_field(w, "/host", "%s", error);
	return answer_json(w, c, 200, machine_template(w, host, port, found));
}

bool
machine_connection(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, c->kind->name, "id");

	return id != NULL && answer_rows(w, c, db_run(w, SQL_MACHINE_CONNECTION, id), "connection");
}

bool
machine_tasks(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, c->kind->name, "id");
	int64_t skip, take;
	struct rows *rows;

	if (id == NULL || !call_page(w, c, &skip, &take))
		return false;
	rows = db_run(w, SQL_MACHINE_TASKS, id, call_query(c, "type"), db_int(w, skip),
	    db_int(w, take));
	return rows != NULL && answer_text(c, 200, list_envelope(w, c, "Task",
	    rows_text(rows, 0, 0), rows_int(rows, 0, 1), skip, take));
}

bool
account_usages(struct work *w, struct call *c)
{
	const char *id = call_find(w, c, "account", "id");

	return id != NULL && answer_rows(w, c, db_run(w, SQL_ACCOUNT_USAGES, id), "usage");
}

/* A policy with all defaults, for forms. */
bool
policy_template(struct work *w, struct call *c)
{
	struct json_object *sent = json_new_object(w), *policy;

	json_set_str(sent, "Name", "New machine policy");
	policy = document_complete(w, &kind_machine_policy, sent, NULL);
	if (policy == NULL)
		return false;
	json_set_str(policy, "Name", "");
	json_set(policy, "Links", json_object_new_object());
	return answer_json(w, c, 200, policy);
}
