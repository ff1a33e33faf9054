#ifndef SLIPWAY_API_RELEASES_H
#define SLIPWAY_API_RELEASES_H

#include "lib/api/route.h"

/* The release document that {id} of the call names; NULL with ERR_NOT_FOUND. */
struct json_object *release_of_call(struct work *w, struct call *c);

/* releases.c */
route_handler releases_create, releases_of_project, releases_of_channel, releases_by_version;
route_handler releases_progression, releases_snapshot_variables, releases_variables;
route_handler releases_missing_packages, defects_list, defects_create, defects_resolve;

/* deployments.c */
route_handler deployments_create, deployments_list, deployments_of_release;

/* previews.c */
route_handler deployments_template, previews_get, previews_post;

/* executions.c */
route_handler executions_release, executions_untenanted, executions_tenanted;

/* dashboard.c */
route_handler dashboard_get, dashboard_dynamic, dashboard_configuration_get;
route_handler dashboard_configuration_put, progression_get;

#endif
