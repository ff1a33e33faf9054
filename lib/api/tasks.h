#ifndef SLIPWAY_API_TASKS_H
#define SLIPWAY_API_TASKS_H

#include "lib/api/route.h"

/* tasks.c */
route_handler tasks_list, tasks_get, tasks_details, tasks_raw, tasks_log, tasks_queued_behind;
route_handler tasks_types;

/* task_logs.c */
route_handler tasks_log_window, tasks_log_search, tasks_timeline;

/* task_commands.c */
route_handler tasks_create, tasks_cancel, tasks_set_state, tasks_rerun;

/* interruptions.c */
route_handler interruptions_list, interruptions_get, interruptions_responsible;
route_handler interruptions_take, interruptions_submit;

/* events.c */
route_handler events_list, events_get, events_categories, events_groups, events_agents;
route_handler events_document_types;

/* Id of the task that {id} of the call names, in table spelling. */
const char *task_id_of_call(struct work *w, const struct call *c);

/* The space a task must be in for this call: NULL in the system form. */
const char *task_space(const struct call *c);

/* A task as JSON text if this call may see it; NULL: ERR_NOT_FOUND. */
const char *tasks_text(struct work *w, const struct call *c, const char *id);

/* Answers one task; ERR_NOT_FOUND. */
bool	tasks_answer(struct work *w, struct call *c, int status, const char *id);

#endif
