#ifndef SLIPWAY_CGI_PAGES_TASK_TREE_H
#define SLIPWAY_CGI_PAGES_TASK_TREE_H

#include "cgi-bin/pages/task_part.h"

/*
 * Appends what is below root to list, in the order of the tree (templates cannot recurse):
 * each node says how many elements end after it (Closes). Of very many siblings some are
 * shown, first those that failed, run or wait; an entry with IsMore stands for the others:
 * {Says, Link, Back}.
 */
void	task_tree_flatten(struct view *v, struct json_object *list, struct json_object *root,
	    const struct task_part *part, bool opens_all);

/* One node as the template shows it, with Lines not decorated yet; the caller owns it. */
struct json_object *task_tree_node(struct view *v, struct json_object *node, int depth, bool open);

/* Whether the address asks for lines of this node. */
bool	task_tree_is_wanted(struct json_object *node, const struct task_part *part);

#endif
