#ifndef SLIPWAY_CGI_PAGES_TASK_PEOPLE_H
#define SLIPWAY_CGI_PAGES_TASK_PEOPLE_H

#include "cgi-bin/page.h"

/*
 * Where a task waits for people, in the view of its page: Asks, one for each open
 * interruption; the nodes of its log that wait are marked. Does nothing for a task
 * without any; false with w->error if they cannot be read.
 */
bool	task_people_decorate(struct view *v, struct json_object *nodes) MUST_CHECK;

/* The rows of its forms: taking the responsibility, and answering. */
#define TASK_PEOPLE_FORMS \
	{ \
		.name = "take", .path = "S/interruptions/{.interruption}/responsible", \
		.method = "PUT", .label = "Take responsibility", \
	}, { \
		.name = "answer", .path = "S/interruptions/{.interruption}/submit", \
		.method = "POST", .done = "Answered: the task goes on.", .label = "Answer", \
		.adjust = task_people_adjust, \
	}

/* A request that is only shown has an answer too: the one that was offered first. */
bool	task_people_adjust(struct view *v, struct json_object *body);

#endif
