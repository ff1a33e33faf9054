#ifndef SLIPWAY_CGI_PAGES_TASK_CHART_H
#define SLIPWAY_CGI_PAGES_TASK_CHART_H

#include "cgi-bin/page.h"

/*
 * What the time line of a task (GET …/timeline) says, for its page. All of it is bounded,
 * however many steps and targets there are.
 */

/* Gets the time line into the view as Timeline; false: an error page. */
bool	task_chart_load(struct view *v) MUST_CHECK;

/*
 * Adds Chart: Rows, one a step, those that took no part too, with Spans (bars in percent of
 * the width) or Why; Axis, Legend; Table, the same in words.
 */
void	task_chart_decorate(struct view *v);

/* Adds Unrun: what did not run and why, equal reasons together (task_why.c). */
void	task_why_decorate(struct view *v);

/* The node of the time line with this Id; NULL: none. */
struct json_object *task_chart_node(struct view *v, const char *id);

/* Index behind the nodes below the step at index i. */
size_t	task_chart_end(struct json_object *nodes, size_t i);

/* Whether a node is of this Kind: step, machine, unit. */
bool	task_chart_is(struct json_object *node, const char *kind);

#endif
