#ifndef SLIPWAY_CGI_PAGES_TASK_TABLE_H
#define SLIPWAY_CGI_PAGES_TASK_TABLE_H

#include "cgi-bin/page.h"

/*
 * The time line in words: {Lines: [{Step, Where, StateKey, StateWord, Begins, Took, Note}],
 * Left: how many more there are}. from: µs since 1970 at which the task began. The caller
 * owns it.
 */
struct json_object *task_table(struct view *v, struct json_object *nodes, int64_t from);

/* "1m 02s": how long after from; "" if it has not begun. */
const char *task_table_offset(struct arena *a, int64_t from, const char *started);

#endif
