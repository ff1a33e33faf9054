#ifndef SLIPWAY_CGI_PAGES_TASK_LOG_H
#define SLIPWAY_CGI_PAGES_TASK_LOG_H

#include "cgi-bin/pages/task_part.h"

/*
 * Adds to the view, from the tree below root of a task's activities: Nodes, the tree as a
 * flat list (templates cannot recurse) in which each node says how many elements end after
 * it (Closes), with decorated lines, and with links to the lines around those; Summary, the
 * lines of root itself, and Root, their links.
 */
void	task_log_decorate(struct view *v, struct json_object *root, const struct task_part *part);

/* "", verbose, highlight, wait, warning or error. */
const char *task_log_level(struct json_object *line);

#endif
