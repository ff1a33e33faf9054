#ifndef SLIPWAY_API_DEPLOYMENTS_H
#define SLIPWAY_API_DEPLOYMENTS_H

#include "lib/api/releases.h"

/*
 * Stores a deployment with its queued task and describes it in the call's event and
 * ring; for requests that make one or several. The stored document, or NULL.
 */
struct json_object *deployment_queue(struct work *w, struct call *c, struct json_object *sent);

#endif
