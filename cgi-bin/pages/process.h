#ifndef SLIPWAY_CGI_PAGES_PROCESS_H
#define SLIPWAY_CGI_PAGES_PROCESS_H

#include "cgi-bin/page.h"

/* What the pages of a process share: its request, and the head of their rows. */
#define PROCESS_PATH "S/deploymentprocesses/{Process/Id}"
#define PROCESS_WEB "/app/{space}/projects/{Project/Slug}/deployments/process"
#define PROCESS_ROW(p, t) .path = "/app/{s}/projects/{p}/deployments/process" p, \
	.template = "process-" t, .section = "projects", .nav = "process"
#define PROCESS_READ {"Process", "S/deploymentprocesses/{Project/DeploymentProcessId}"}

#define STEP_ROLES "Octopus.Action.TargetRoles"
#define STEP_ON_SERVER "Octopus.Action.RunOnServer"
#define STEP_SYNTAX "Octopus.Action.Script.Syntax"
#define STEP_BODY "Octopus.Action.Script.ScriptBody"
#define STEP_MANUAL "Octopus.Action.Manual."
#define STEP_EMAIL "Octopus.Action.Email."
#define STEP_HEALTH "Octopus.Action.HealthCheck."
#define STEP_RELEASE "Octopus.Action.DeployRelease."
#define STEP_WINDOW "Octopus.Action.MaxParallelism"
#define STEP_EXPRESSION "Octopus.Step.ConditionVariableExpression"
#define CHILD_EXPRESSION "Octopus.Action.ConditionVariableExpression"
#define STEP_RETRIES "Octopus.Action.AutoRetry.MaximumCount"
#define STEP_BACKOFF "Octopus.Action.AutoRetry.MinimumBackoff"
#define STEP_MINUTES "Octopus.Action.ExecutionTimeout.Minutes"

/*
 * A step in words: Number, At, Kind (plain, parent, child), Web, TypeName, Icon, Plan, Roles,
 * chips. The view needs Environments and Channels for names. Owned by the caller.
 */
struct json_object *describe_step(struct view *v, struct json_object *step, size_t i);

/* The same of the k-th action of a step that has several. */
struct json_object *describe_child(struct view *v, struct json_object *step, size_t i, size_t k);

/* Whether a step has several actions, its children. */
bool	describe_is_parent(struct json_object *step);

/*
 * A child as if it were a step of its own: its action, with the roles of its parent. What
 * is said about steps is then said about children by the same code.
 */
struct json_object *describe_child_step(struct view *v, struct json_object *step, size_t k);

/* TypeName and Icon of an action type. */
void	describe_type(struct json_object *o, const char *type);

/* "targets", "server" or "behalf": where a step runs. */
const char *describe_plan(struct json_object *step);

/* Whether it is a manual intervention: it runs nowhere, people answer it. */
bool	describe_is_manual(struct json_object *step);

/* Whether it runs no script and nowhere but in the server itself. */
bool	describe_is_own(struct json_object *step);

/* Puts what the editor of such a step shows into the view (process_types.c). */
void	describe_own_type(struct view *v, struct json_object *step);

/*
 * Adds SettingsHtml to a described step: the inputs for what its type alone has
 * (process-settings.tpl). They are named by pointers below At of o, or below the member
 * ActionAt if that is set already: step templates have the same settings elsewhere.
 */
bool	settings_show(struct view *v, struct json_object *step, struct json_object *o) MUST_CHECK;

/* "web,db" as an array, owned by the caller. */
struct json_object *split_commas(const char *text);

/* The first action of a step; NULL if it has none. */
struct json_object *describe_action(struct json_object *step);

/*
 * Adds Steps: all steps of Process in words, with their Children and how they can be moved;
 * the one of the address is marked.
 */
bool	decorate_steps(struct view *v);

/* ---- what buttons and forms do to the body (process_moves.c) ------------------- */

/* The buttons of the process page: .copy, .into, .out, .toggle. */
bool	moves_apply(struct view *v, struct json_object *body) MUST_CHECK;

/* Numbers, expressions and roles of the step or child at .at. */
bool	rules_check(struct view *v, struct json_object *body) MUST_CHECK;

#endif
