#ifndef SLIPWAY_STORE_TASK_LOG_H
#define SLIPWAY_STORE_TASK_LOG_H

#include "lib/base/buf.h"
#include "lib/base/json.h"
#include "lib/store/log_chunk.h"

/*
 * Reading what a task did: the tree of its activities with their lines, and the whole
 * log as text. Bounded by construction: no call reads more than a fixed amount, what
 * is left out is replaced by a Gap that says how much.
 */

/*
 * ActivityLogs of the task details: the root node with Children, each
 * {Id "ServerTasks-1_12", Name, Status, Started, Ended, ShowAtSummaryLevel,
 * ProgressPercentage, ProgressMessage, LogElements: [{Category, OccurredAt,
 * MessageText, Detail, Number}], Children}. Without verbose, lines below Info are
 * left out. tail > 0: at most so many lines a node, the last ones. Owned by w.
 * ERR_NOT_FOUND without such a task.
 */
bool	task_details(struct work *w, const char *task_id, bool verbose, int tail,
	    struct json_object **ret_nodes) MUST_CHECK;

/*
 * What came after a cursor (0: everything): {Cursor, Nodes: [node without lines and
 * children, with ParentId], Lines: [{NodeId, Category, OccurredAt, MessageText, Number}],
 * HasMore}. At most about 256 KiB of text a call. Owned by w.
 */
bool	task_log_after(struct work *w, const char *task_id, int64_t cursor,
	    struct json_object **ret_news) MUST_CHECK;

/*
 * A part of the lines of one activity: {NodeId, Lines: [as LogElements], Total (lines that
 * are shown of it), LastNumber, HasEarlier, HasLater}: the first or the last take lines of
 * the range. Fewer when they are long.
 * Owned by w. ERR_NOT_FOUND if the task has no such activity.
 */
bool	task_log_window(struct work *w, const char *task_id, const char *activity_id,
	    const struct log_range *range, size_t take, struct json_object **ret) MUST_CHECK;

/*
 * Lines of a task that contain wanted (not empty), whatever its case: {Lines: [as in
 * task_log_after], Count, IsCountCut (there are more than Count), IsComplete (the whole log
 * was looked at, or counting ended)}. The first skip of them are only counted, take are
 * answered, fewer when they are long. Owned by w.
 */
bool	task_log_search(struct work *w, const char *task_id, const char *wanted, bool verbose,
	    int64_t skip, int64_t take, struct json_object **ret) MUST_CHECK;

/* {Category, OccurredAt, MessageText, Detail, Number}: a line as it is answered. */
struct json_object *task_log_line(struct work *w, const struct log_line *l);

/* "ServerTasks-1_12" */
const char *task_log_node(struct work *w, const char *task_id, const char *activity_id);

/* Bytes of log that are stored for a task. */
bool	task_log_size(struct work *w, const char *task_id, int64_t *ret_bytes) MUST_CHECK;

/*
 * Appends the whole log as text, node by node. When the buffer is full it ends with a
 * line that says so.
 */
bool	task_raw_log(struct work *w, const char *task_id, struct buf *out) MUST_CHECK;

#endif
