-- The supervisor's statements (runner/supervisor.c).

-- name: runner_listen_task
listen slipway_task;

-- name: runner_listen_query
listen slipway_query;

-- name: runner_register
-- Once a start.
insert into runner (name, task_cap, sandbox) values ($1, $2::integer, $3)
on conflict (name) do update set started = now(), last_seen = now(), task_cap = excluded.task_cap,
	sandbox = excluded.sandbox;

-- name: runner_beat
-- Every ten seconds: the runner lives, and so do the leases of its tasks.
with alive as (
	update runner set last_seen = now() where name = $1
)
update task set lease_until = now() + interval '60 seconds' where owner = $1 and state = 'Executing';

-- name: runner_expire
-- Every poll: what waited too long never starts.
update task set state = 'TimedOut', completed_time = now(), updated = now(),
	error_message = 'The task was not started before its expiry time.'
where state = 'Queued' and queue_expiry <= now();

-- name: runner_claim
-- The next task that may run: by priority, then by queue time; blocked ones are passed
-- over, and those whose last executor has not quite ended ($3). One task a key; the
-- unique index on the key decides races between runners. A parked task that was answered
-- comes back at its old place.
with next as (
	select t.id, t.state = 'Executing' as was_parked from task t
	where (t.state = 'Queued' or t.resume_at is not null)
	and (t.resume_at is not null or t.queue_time <= now() and (t.queue_expiry is null or t.queue_expiry > now()))
	and t.id <> all ($3::text[])
	and not exists (
		select from task h where h.concurrency_key = t.concurrency_key and h.holds_key and h.id <> t.id
	)
	order by t.priority desc, t.queue_time, t.seq
	limit 1
	for update skip locked
), claimed as (
	update task t set state = 'Executing', holds_key = t.concurrency_key is not null, owner = $1,
		server_node = $2, fence = t.fence + 1, lease_until = now() + interval '60 seconds',
		start_time = coalesce(t.start_time, now()), resume_at = null, updated = now()
	from next where t.id = next.id
	returning t.*
), told as (
	insert into event (space_id, category, user_id, username, identified_with, message, related)
	select c.space_id, 'DeploymentResumed', 'Users-0', 'system', 'System', c.description || ' resumed',
		array_remove(array[c.deployment_id, c.id, c.project_id, c.environment_id], null)
	from claimed c join next on next.id = c.id
	where next.was_parked and c.deployment_id is not null
)
select id, fence from claimed;

-- name: runner_adopt
-- At a start and when an executor died: a new fence shuts out the old executor.
update task set fence = fence + 1, lease_until = now() + interval '60 seconds'
where owner = $1 and state = 'Executing' and ($2::text is null or id = $2)
returning id, fence;

-- name: runner_fail
-- An executor that dies again and again: the task is closed, with the reason.
update task set state = 'Failed', holds_key = false, completed_time = now(), updated = now(),
	error_message = $3
where id = $1 and owner = $2 and state = 'Executing';

-- name: runner_fail_activities
update activity set status = case when status = 'Running' then 'Failed' else 'Canceled' end,
	ended = now()
where task_id = $1 and status in ('Pending', 'Running');

-- name: spool_ended
-- Every beat: of the tasks of spooled attempts the places of those that cannot run any more.
select s.n from unnest($1::text[]) with ordinality s (task_id, n)
where not exists (select from task t where t.id = s.task_id and t.state = 'Executing');

-- name: task_is_open
-- The sweep of connections at a start.
select 1 from task where id = $1 and state = 'Executing';

-- name: query_sweep
-- With each beat: questions that nobody waits for any more, and answers kept for repeats.
with old as (delete from idempotency where created < now() - interval '1 day')
delete from query where deadline < now() - interval '10 minutes';

-- name: query_open
-- Every turn: questions from the API that are still waited for.
select id from query where answer is null and deadline > now() order by id limit 8;

-- name: query_get
select kind, request from query where id = $1::bigint and answer is null;

-- name: query_answer
with answered as (
	update query set answer = $2::jsonb where id = $1::bigint and answer is null returning id
)
select pg_notify('slipway_answer', id::text) from answered;
