#ifndef SLIPWAY_CGI_PAGES_TASK_ARTIFACTS_H
#define SLIPWAY_CGI_PAGES_TASK_ARTIFACTS_H

#include "cgi-bin/page.h"

/*
 * The files of a task, in the view of its page: Artifacts, each with Size, the step that
 * left it and the address of its content; Files says how many there are beyond those.
 * tree: the nodes of the log. False with w->error if they cannot be read.
 */
bool	task_artifacts_decorate(struct view *v, struct json_object *tree) MUST_CHECK;

#endif
