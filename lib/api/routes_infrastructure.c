/* Routes of infrastructure: targets, workers, pools, policies, accounts. */
#include "lib/api/handlers.h"
#include "lib/api/route_rows.h"

/* What targets and workers have alike. */
#define REACHED_ROWS(path, kind_name, view, create, what) \
	{"GET", path "/discover", create, R_QUERY, 0, machine_discover, NULL, \
	    "Asks a host for its SSH key and answers a new " what " to complete."}, \
	{"GET", path "/operatingsystem/names/all", view, 0, 0, machine_names, kind_name, \
	    "Operating systems that health checks found."}, \
	{"GET", path "/operatingsystem/shells/all", view, 0, 0, machine_names, kind_name, \
	    "Shells that health checks found."}, \
	{"GET", path "/{id}/connection", view, 0, 0, machine_connection, kind_name, \
	    "What the last health check of the " what " found."}, \
	{"GET", path "/{id}/tasks", "TaskView", 0, 0, machine_tasks, kind_name, \
	    "Tasks that ran on the " what "."}

const struct route routes_infrastructure[] = {
	READ_ROWS("S/machines", "machine", "MachineView", "deployment target",
	    "deployment targets"),
	WRITE_ROWS("S/machines", "machine", "MachineCreate", "MachineEdit", "MachineDelete",
	    "deployment target"),
	REACHED_ROWS("S/machines", "machine", "MachineView", "MachineCreate", "deployment target"),
	{"GET", "S/machines/{id}/singlyScopedVariableDetails", "MachineView", 0, 0,
	    variables_singly_scoped, "machine", "Variables that only this target has."},
	{"GET", "S/machineroles/all", "MachineView", 0, 0, machine_roles, NULL,
	    "All target roles as an array."},

	READ_ROWS("S/machinepolicies", "machinepolicy", "MachinePolicyView", "machine policy",
	    "machine policies"),
	WRITE_ROWS("S/machinepolicies", "machinepolicy", "MachinePolicyCreate", "MachinePolicyEdit",
	    "MachinePolicyDelete", "machine policy"),
	{"GET", "S/machinepolicies/template", "MachinePolicyView", 0, 0, policy_template, NULL,
	    "A machine policy with all defaults."},
	{"GET", "S/machinepolicies/{id}/machines", "MachineView", 0, 0, members_list, "machine",
	    "Lists the deployment targets of the policy."},
	{"GET", "S/machinepolicies/{id}/workers", "WorkerView", 0, 0, members_list, "worker",
	    "Lists the workers of the policy."},

	READ_ROWS("S/workers", "worker", "WorkerView", "worker", "workers"),
	WRITE_ROWS("S/workers", "worker", "WorkerEdit", "WorkerEdit", "WorkerEdit", "worker"),
	REACHED_ROWS("S/workers", "worker", "WorkerView", "WorkerEdit", "worker"),

	READ_ROWS("S/workerpools", "workerpool", "WorkerView", "worker pool", "worker pools"),
	WRITE_ROWS("S/workerpools", "workerpool", "WorkerEdit", "WorkerEdit", "WorkerEdit",
	    "worker pool"),
	{"PUT", "S/workerpools/sortorder", "WorkerEdit", 0, 0, sort_order_put, "workerpool",
	    "Sets the order of the worker pools."},
	{"GET", "S/workerpools/summary", "WorkerView", 0, 0, pool_summary, NULL,
	    "Counts workers by pool and health."},
	FIXED_ROW("S/workerpools/supportedtypes", "WorkerView", "Types of worker pools."),
	FIXED_ROW("S/workerpools/dynamicworkertypes", "WorkerView", "Types of dynamic workers."),
	{"GET", "S/workerpools/{id}/workers", "WorkerView", 0, 0, members_list, "worker",
	    "Lists the workers of the pool."},

	READ_ROWS("S/accounts", "account", "AccountView", "account", "accounts"),
	{"POST", "S/accounts", "AccountCreate", 0, 1048576, crud_create, "account",
	    "Creates a new account."},
	{"PUT", "S/accounts/{id}", "AccountEdit", 0, 1048576, crud_edit, "account",
	    "Replaces the account."},
	{"DELETE", "S/accounts/{id}", "AccountDelete", 0, 0, crud_delete, "account",
	    "Deletes the account."},
	{"GET", "S/accounts/{id}/usages", "AccountView", 0, 0, account_usages, NULL,
	    "What uses the account."},
	ROUTES_END
};
