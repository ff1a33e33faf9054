#ifndef SLIPWAY_CGI_PAGES_TASK_LOG_H
#define SLIPWAY_CGI_PAGES_TASK_LOG_H

#include "cgi-bin/page.h"

/*
 * Adds to the view, from the tree of a task's activities: Nodes, the tree as a flat list
 * (templates cannot recurse) in which each node says how many elements end after it
 * (Closes), with decorated lines; and Bars, one a step, for the timing chart.
 */
void	task_log_decorate(struct view *v, struct json_object *roots);

#endif
