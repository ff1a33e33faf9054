-- Deploy a Release (runner/executor_release.c): what a parent asks about its child.

-- name: child_lock
-- One child is made at a time, so that two parents cannot begin to wait for each other.
select pg_advisory_xact_lock(hashtext('child_deployment'));

-- name: child_current_release
-- The release that was last deployed with success: project, environment, tenant.
select r.id, r.name from deployment d join task t on t.id = d.task_id join resource r on r.id = d.release_id
where d.project_id = $1 and d.environment_id = $2 and d.tenant_id is not distinct from $3 and t.state = 'Success'
order by t.completed_time desc limit 1;

-- name: child_recursion
-- Whether a task, or one above it, deploys this project.
with recursive above (id) as (
	select id from task where id = $1
	union
	select d.parent_id from above a join child_deployment d on d.child_id = a.id
)
select 1 from above a join task t on t.id = a.id where t.project_id = $2;

-- name: child_deadlock
-- Whether the queued task $2 would wait for $1, which waits for it: who holds its key, the
-- children that these wait for, who holds the keys of those, and so on.
with recursive before (id) as (
	select h.id from task c join task h on h.concurrency_key = c.concurrency_key and h.holds_key
	where c.id = $2
	union
	select h.id from before b
	join child_deployment d on d.parent_id = b.id and d.state is null
	join task c on c.id = d.child_id
	join task h on h.id = c.id or h.concurrency_key = c.concurrency_key and h.holds_key
)
select 1 from before where id = $1;

-- name: child_add
-- Activity, parent, child.
insert into child_deployment (activity_id, n, parent_id, child_id)
select $1::bigint, 1 + count(*), $2, $3 from child_deployment where activity_id = $1::bigint;

-- name: child_open
-- What the units of a task started and have not dealt with; the name of one that was deleted is unknown.
select d.activity_id, coalesce(d.child_id, ''), coalesce(t.description, 'The deployment'), d.state
from child_deployment d left join task t on t.id = d.child_id
where d.parent_id = $1 and d.applied is null
order by d.activity_id, d.n;

-- name: child_apply
update child_deployment set applied = now()
where activity_id = $1::bigint and applied is null and state is not null;

-- name: child_outputs_clear
-- The unit starts again: what its last child left counts no more.
delete from task_output where activity_id = $1::bigint;

-- name: child_units
-- Names of the steps and machines of a task, for its outputs.
select id, coalesce(data ->> 'Title', name), data ->> 'MachineName' from activity where task_id = $1 and kind = 'unit';

-- name: child_family
-- Of a task: the one that started it (or null), and those that it started.
select (select jsonb_build_object('Id', p.id, 'Description', p.description, 'State', task_state(p))
		from child_deployment d join task p on p.id = d.parent_id where d.child_id = $1)::text,
	(select coalesce(jsonb_agg(jsonb_build_object('Id', c.id, 'Description', c.description, 'State', task_state(c),
			'HasPendingInterruptions', c.has_pending_interruptions) order by c.seq), '[]')
		from child_deployment d join task c on c.id = d.child_id where d.parent_id = $1)::text;
