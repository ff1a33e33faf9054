/*
 * Routes of tasks, interruptions and events. "S/" rows answer to /api/tasks as well,
 * where things without a space are included.
 */
#include "lib/api/handlers.h"
#include "lib/api/tasks.h"

#define SCRIPT_BODY_MAX ((int64_t)4 * 1024 * 1024)
#define ARTIFACT_MAX ((int64_t)16 * 1024 * 1024)

const struct route routes_task[] = {{"GET", "S/tasks", "TaskView", 0, 0, tasks_list, NULL,
					"Tasks, newest first; filters by state, kind, project, "
					"environment, time; counts by state."},
    {"POST", "S/tasks", "TaskCreate", 0, SCRIPT_BODY_MAX, tasks_create, NULL,
	"Starts a health check (Health) or a script (AdHocScript)."},
    {"GET", "S/tasks/tasktypes", "TaskView", 0, 0, tasks_types, NULL, "Kinds of tasks."},
    {"POST", "S/tasks/rerun/{id}", "TaskCreate", 0, 0, tasks_rerun, NULL,
	"Runs a finished health check or script again, as a new task."},
    {"GET", "S/tasks/{id}", "TaskView", 0, 0, tasks_get, NULL, "One task: state, times, progress."},
    {"GET", "S/tasks/{id}/details", "TaskView", 0, 0, tasks_details, NULL,
	"The task with its log as a tree; verbose=false and tail=N shorten it."},
    {"GET", "S/tasks/{id}/raw", "TaskView", 0, 0, tasks_raw, NULL, "The whole log as text."},
    {"GET", "S/tasks/{id}/queued-behind", "TaskView", 0, 0, tasks_queued_behind, NULL,
	"Tasks that must end before this one may start."},
    {"POST", "S/tasks/{id}/cancel", "TaskCancel", 0, 0, tasks_cancel, NULL,
	"Cancels a task; one that is finished is answered unchanged."},
    {"POST", "S/tasks/{id}/state", "TaskEdit", 0, 0, tasks_set_state, NULL,
	"Sets a finished task to Success, Failed or Canceled, with a reason."},
    {"GET", "S/slipway/tasks/{id}/log", "TaskView", 0, 0, tasks_log, NULL,
	"What came into the log after a cursor: for followers."},
    {"GET", "S/slipway/tasks/{id}/timeline", "TaskView", 0, 0, tasks_timeline, NULL,
	"When each step and target ran, attempt by attempt, waits for people, and why others did "
	"not run."},
    {"GET", "S/slipway/tasks/{id}/log/search", "TaskViewLog", 0, 0, tasks_log_search, NULL,
	"Lines that contain q, whatever its case: 200 from skip on, counted up to 10,000."},
    {"GET", "S/slipway/tasks/{id}/activities/{activity}/log", "TaskViewLog", 0, 0,
	tasks_log_window, NULL,
	"Lines of one activity: the last before=N, or the first after=N; take up to 2,000."},

    {"GET", "S/interruptions", "InterruptionView", 0, 0, interruptions_list, NULL,
	"Where tasks wait for people, newest first; regarding a task or deployment, pendingOnly."},
    {"GET", "S/interruptions/{id}", "InterruptionView", 0, 0, interruptions_get, NULL,
	"One interruption with its form."},
    {"GET", "S/interruptions/{id}/responsible", "InterruptionView", 0, 0,
	interruptions_responsible, NULL, "The user who is to answer."},
    {"PUT", "S/interruptions/{id}/responsible", "InterruptionViewSubmitResponsible", 0, 0,
	interruptions_take, NULL, "Takes the responsibility: only this user may answer then."},
    {"POST", "S/interruptions/{id}/submit", "InterruptionViewSubmitResponsible", 0, 0,
	interruptions_submit, NULL,
	"Answers: Notes and Result (Proceed, Abort) or Guidance (Fail, Retry, Ignore, Exclude)."},

    {"GET", "S/artifacts", "ArtifactView", 0, 0, artifacts_list, NULL,
	"Files of tasks, newest first; regarding a task, deployment or release; order=asc."},
    {"GET", "S/artifacts/all", "ArtifactView", 0, 0, artifacts_all, NULL,
	"All artifacts as an array."},
    {"POST", "S/artifacts", "ArtifactCreate", 0, 0, artifacts_create, NULL,
	"Adds an artifact to a task; its content is sent next."},
    {"GET", "S/artifacts/{id}", "ArtifactView", 0, 0, artifacts_get, NULL, "One artifact."},
    {"PUT", "S/artifacts/{id}", "ArtifactEdit", 0, 0, artifacts_edit, NULL,
	"Changes the name and source of an artifact."},
    {"DELETE", "S/artifacts/{id}", "ArtifactDelete", 0, 0, artifacts_delete, NULL,
	"Deletes an artifact and its content."},
    {"GET", "S/artifacts/{id}/content", "ArtifactView", 0, 0, artifacts_content_get, NULL,
	"The content, as a file to be saved."},
    {"PUT", "S/artifacts/{id}/content", "ArtifactCreate", R_UPLOAD | R_UNRECORDED, ARTIFACT_MAX,
	artifacts_content_put, NULL, "Replaces the content: raw bytes, or a file of a form."},

    {"GET", "S/events", "EventView", 0, 0, events_list, NULL,
	"The audit, newest first; asCsv=true answers a file."},
    {"GET", "S/events/categories", "EventView", 0, 0, events_categories, NULL,
	"Categories of events."},
    {"GET", "S/events/groups", "EventView", 0, 0, events_groups, NULL, "Groups of categories."},
    {"GET", "S/events/agents", "EventView", 0, 0, events_agents, NULL,
	"How people identify themselves."},
    {"GET", "S/events/documenttypes", "EventView", 0, 0, events_document_types, NULL,
	"Kinds of documents that events are about."},
    {"GET", "S/events/{id}", "EventView", 0, 0, events_get, NULL, "One event."}, {NULL}};
