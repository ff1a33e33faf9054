#ifndef SLIPWAY_CGI_PAGES_TASK_LOG_H
#define SLIPWAY_CGI_PAGES_TASK_LOG_H

#include "cgi-bin/page.h"

/*
 * Adds to the view, from the tree of a task's activities: Nodes, the tree as a flat list
 * (templates cannot recurse) in which each node says how many elements end after it
 * (Closes), with decorated lines; and Bars, one a step, with Axis, for the timing chart.
 * wanted: only lines that contain this text, and the nodes that have some ("": all); Found
 * {Count, IsCut} says how many.
 */
void	task_log_decorate(struct view *v, struct json_object *roots, const char *wanted);

/* How many lines a search looks at, from the end of each node; how many it shows. */
#define TASK_LOG_SEARCHED "5000"
#define TASK_LOG_HITS 200

#endif
