#ifndef SLIPWAY_CGI_PAGES_DEPLOY_H
#define SLIPWAY_CGI_PAGES_DEPLOY_H

#include "cgi-bin/page.h"

/*
 * Adds Preview (of the API), Rows (its steps and what is left out, by number) and the
 * targets to choose from: what the deployment would do with the choices it holds.
 */
bool	deploy_plan(struct view *v, const char *environment, struct json_object *deployment)
	    MUST_CHECK;

#endif
