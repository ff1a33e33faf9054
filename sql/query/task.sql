-- Tasks as the API writes them: creating, cancelling (lib/store/task.c).

-- name: task_create
-- A queued task; notified with the commit.
with new as (
	insert into task (id, seq, space_id, name, description, arguments, project_id, environment_id,
		tenant_id, deployment_id, created_by, concurrency_key, priority, queue_time, queue_expiry)
	select 'ServerTasks-' || n, n, $1, $2, $3, $4::jsonb, $5, $6, $7, $8, coalesce($9, ''), $10,
		$11::integer, coalesce($12::timestamptz, now()), $13::timestamptz
	from nextval('task_number') n
	returning id
)
select id, pg_notify('slipway_task', id) from new;

-- name: task_cancel
-- Queued, or parked with people (then true): over at once. Executing: the executor obeys
-- the flag. Finished: unchanged.
with changed as (
	update task set
		state = case when state = 'Queued' or owner is null then 'Canceled' else state end,
		completed_time = case when state = 'Queued' or owner is null then now() else completed_time end,
		holds_key = holds_key and owner is not null,
		cancel_requested_at = coalesce(cancel_requested_at, now()),
		cancel_requested_by = coalesce(cancel_requested_by, $2),
		updated = now()
	where id = $1 and state in ('Queued', 'Executing')
	returning id, state = 'Canceled' and start_time is not null as was_parked
)
select was_parked, pg_notify('slipway_task', id) from changed;

-- name: task_close_parked
select close_parked_task($1);

-- name: task_exists
select 1 from task where id = $1;
