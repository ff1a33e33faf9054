#ifndef SLIPWAY_API_HANDLERS_H
#define SLIPWAY_API_HANDLERS_H

#include "lib/api/lists.h"

/*
 * Handlers of configuration resources that the generic ones cannot express, by the
 * file that has them, and a few things that they share.
 */

/* root.c */
route_handler root_get, space_root_get;
/* fixed.c: answers that are the same for everybody, and lists that are empty today */
route_handler fixed_get, empty_list;
/* server.c */
route_handler server_health, server_nodes, server_nodes_all, server_nodes_summary, server_node,
    server_ping, server_timezones, server_configuration, permissions_all;
/* openapi.c */
route_handler openapi_get;
/* login.c */
route_handler login, logout;
/* users.c */
route_handler user_me, user_create, user_edit, user_spaces, user_teams, user_permissions,
    user_avatar, user_revoke_sessions, team_membership;
/* api_keys.c */
route_handler api_key_list, api_key_create, api_key_get, api_key_delete;
/* logos.c */
route_handler logo_get, logo_put, logo_delete, action_logo_get;
/* artifacts.c */
route_handler artifacts_list, artifacts_all, artifacts_get, artifacts_create, artifacts_edit,
    artifacts_delete, artifacts_content_get, artifacts_content_put;
/* listings.c: lists of what refers to something, orders, summaries */
route_handler members_list, members_all, sort_order_put, environment_summary,
    space_search, pool_summary;
/* lifecycles.c */
route_handler lifecycle_preview;
/* machines.c */
route_handler machine_roles, machine_names, machine_discover, machine_connection, machine_tasks,
    account_usages, policy_template;
/* projects.c */
route_handler project_create, project_summary, project_process_get, project_process_put,
    project_settings_get, project_settings_put, project_variables_get, project_variables_put,
    project_summaries, settings_get, settings_put;
/* smtp.c */
route_handler smtp_get, smtp_put, smtp_is_configured, smtp_test;
/* processes.c */
route_handler process_template, project_process_template, process_preview;
/* variable_sets.c */
route_handler variables_all, variable_names, variables_singly_scoped, library_set_usages;
/* variable_preview.c */
route_handler variable_preview;
/* action_templates.c */
route_handler action_search, action_categories;
/* template_usage.c */
route_handler template_versions, template_version_get, template_usage, template_actions_update,
    template_export;

/* A text of the body by name without case; "" if absent. A password may be blank: not trimmed. */
const char *body_text(const struct call *c, const char *name);

/* Adds a query parameter to the call, as if the client had sent it. */
void	call_add_query(struct work *w, struct call *c, const char *name, const char *value);

/*
 * The id in table spelling of what {name} in the pattern says: id, slug or name.
 * NULL with ERR_NOT_FOUND.
 */
const char *call_find(struct work *w, struct call *c, const char *kind, const char *name);

/* Answers one column of text that a statement made; no row is ERR_NOT_FOUND. */
bool	answer_rows(struct work *w, struct call *c, struct rows *rows, const char *what);

/* "deploymentprocess-Projects-1" of the project that {owner} names; NULL with an error. */
const char *call_owned_id(struct work *w, struct call *c, const char *prefix);

#endif
