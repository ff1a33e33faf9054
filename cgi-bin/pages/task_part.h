#ifndef SLIPWAY_CGI_PAGES_TASK_PART_H
#define SLIPWAY_CGI_PAGES_TASK_PART_H

#include "cgi-bin/page.h"

/*
 * Which part of a task's log its page shows, as the address says it:
 *
 *	(nothing)		the end of every node
 *	node=6&before=801	lines of one node that end before one; after=: behind one
 *	node=6&line=801		lines of one node, this one marked
 *	q=text			lines that contain text; skip=: further ones
 *	q=text&hit=17		the 17th of them, marked among the lines around it
 */
struct task_part {
	const char *wanted;		/* text that is searched; "": none */
	bool is_verbose;
	bool is_listed;			/* only lines that contain wanted */
	int64_t hit;			/* 0: none */
	const char *node;		/* number of the node that has a window; "": none */
	int64_t line;			/* to be marked in it; 0: none */
	bool keeps_start;		/* what is too long for a page loses its end */
};

/* Bytes of markup that the lines of one page may take. */
#define TASK_PART_BYTES 56000

/* Longer lines are cut. */
#define TASK_PART_LINE_MAX 4000

/*
 * Puts into the view: Details, whose tree of nodes has the lines that are to be shown (and
 * in each node HasEarlier, HasLater), Task, and Found: what a search says. False: an error page.
 */
bool	task_part_load(struct view *v, struct task_part *ret) MUST_CHECK;

/* The present page with another part: "?node=6&before=801#n6". */
const char *task_part_link(struct view *v, const struct task_part *part, const char *node,
	    const char *name, int64_t number);

/* About how many bytes of markup a line takes. */
size_t	task_part_cost(struct json_object *line);

/* "12" of "ServerTasks-1_12". */
const char *task_part_number(const char *id);

#endif
