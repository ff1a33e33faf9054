-- The executor's statements (runner/executor.c and its helpers). All that write hold
-- the task's row under its fence first.

-- name: executor_task
-- Once a start and after each lost connection.
select t.name, t.description, t.arguments, t.space_id, t.project_id, t.environment_id, t.tenant_id,
	t.deployment_id, t.created_by, t.cancel_requested_by, t.queue_time, t.queue_expiry, t.state,
	t.owner, t.start_time
from task t where t.id = $1 and t.fence = $2::bigint;

-- name: executor_hold
-- First statement of every transaction: nobody else may own the task now.
select 1 from task
where id = $1 and fence = $2::bigint and state = 'Executing' and owner is not null for no key update;

-- name: executor_cancel_wanted
-- At each notification and tick.
select cancel_requested_by from task where id = $1 and cancel_requested_at is not null;

-- name: executor_stop
-- The runner is told to stop: its tasks are canceled by the stop.
update task set cancel_requested_at = coalesce(cancel_requested_at, now()),
	cancel_requested_by = coalesce(cancel_requested_by, 'stop')
where id = $1 and fence = $2::bigint and state = 'Executing';

-- name: executor_finish
with done as (
	update task set state = $3, holds_key = false, completed_time = now(), updated = now(),
		error_message = $4, progress = 100, progress_message = '', manifest = null
	where id = $1 and fence = $2::bigint and state = 'Executing'
	returning id
)
select pg_notify('slipway_task', id) from done;

-- name: executor_progress
update task set progress = $2::integer, updated = now() where id = $1;

-- name: activity_add
insert into activity (task_id, parent_id, n, group_n, kind, number, name, step_id, action_id,
	machine_id, place, condition, skip_reason, data)
values ($1, $2::bigint, $3::integer, $4::integer, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb)
returning id;

-- name: activity_all
-- In the order of the log; machines that came later have higher ids.
with recursive node as (
	select a.*, array[a.n] as path from activity a where a.task_id = $1 and a.parent_id is null
	union all
	select a.*, p.path || a.n from node p join activity a on a.task_id = $1 and a.parent_id = p.id
	where a.kind <> 'attempt'
)
select id, coalesce(parent_id, 0), kind, status, condition, group_n, number, name, step_id, action_id,
	machine_id, place, skip_reason, data, is_excused,
	coalesce((extract(epoch from retry_at) * 1000000)::bigint, 0), retries,
	exists (select from lease l where l.activity_id = node.id and not l.is_held)
from node order by path;

-- name: activity_mark
-- Something was done about a step; $2 is what.
update activity set data = data || jsonb_build_object($2::text, true) where id = $1::bigint;

-- name: activity_revive
-- A step without machines has some now.
update activity set skip_reason = null where id = $1::bigint;

-- name: activity_status
-- started and ended are set once; skipped ones end as they start.
update activity set status = $2,
	started = coalesce(started, case when $2 <> 'Pending' then now() end),
	ended = case when $2 in ('Pending', 'Running') then null else coalesce(ended, now()) end
where id = $1::bigint;

-- name: activity_data
-- More about it, for readers: members of $2 are added or replaced.
update activity set data = data || $2::jsonb where id = $1::bigint;

-- name: activity_skip
-- Why it does not run, as its log says it.
update activity set data = data || jsonb_build_object('Reason', $2::text) where id = $1::bigint;

-- name: activity_retry
-- It failed and runs again by itself, after so many seconds.
update activity set retries = retries + 1, retry_at = clock_timestamp() + $2::integer * interval '1 second'
where id = $1::bigint
returning (extract(epoch from retry_at) * 1000000)::bigint;

-- name: activity_begin
-- It runs again; if a person said so ($2), with all retries of its own.
update activity set retry_at = null, retries = case when $2::boolean then 0 else retries end
where id = $1::bigint;

-- name: attempt_nodes
-- Attempt $2 is to start: those before it get nodes, of the number that people count.
insert into activity (task_id, parent_id, n, group_n, kind, name, step_id, action_id, machine_id, status,
	started, ended)
select u.task_id, u.id, t.n, u.group_n, 'attempt', 'Attempt ' || row_number() over (order by t.n),
	u.step_id, u.action_id, u.machine_id, 'Failed', t.started, t.ended
from activity u join attempt t on t.activity_id = u.id
where u.id = $1::bigint and t.n < $2::integer and t.state in ('done', 'interrupted')
on conflict (parent_id, n) where kind = 'attempt' do nothing;

-- name: attempt_node
-- The node of an attempt that starts, if there are others.
insert into activity (task_id, parent_id, n, group_n, kind, name, step_id, action_id, machine_id, status,
	started)
select u.task_id, u.id, $2::integer, u.group_n, 'attempt', 'Attempt ' || before.count + 1,
	u.step_id, u.action_id, u.machine_id, 'Running', now()
from activity u, (
	select count(*) from activity where parent_id = $1::bigint and kind = 'attempt' and status <> 'Skipped'
) before
where u.id = $1::bigint and before.count > 0;

-- name: attempt_lines
-- What earlier attempts printed goes to their nodes.
update log_chunk c set activity_id = a.id from activity a
where a.parent_id = $1::bigint and a.kind = 'attempt' and c.activity_id = $1::bigint and c.attempt = a.n;

-- name: activity_progress
update activity set progress = $2::integer, progress_message = $3 where id = $1::bigint;

-- name: attempt_add
insert into attempt (activity_id, n, runner, state, endpoint)
values ($1::bigint, $2::integer, $3, 'starting', $4);

-- name: attempt_open
-- What ran when this executor took over.
select a.activity_id, a.n, a.state, a.spool_offset, a.runner
from attempt a join activity v on v.id = a.activity_id
where v.task_id = $1 and a.state in ('starting', 'running')
order by a.activity_id, a.n;

-- name: attempt_endpoint
select endpoint from attempt where activity_id = $1::bigint and n = $2::integer;

-- name: attempt_last
select coalesce(max(n), 0) from attempt where activity_id = $1::bigint;

-- name: attempt_ids
-- All attempts of a finished task, to clear the spool.
select a.activity_id, a.n from attempt a join activity v on v.id = a.activity_id
where v.task_id = $1;

-- name: lease_gate
-- Before each look at who has a machine: those that share it need not be told apart.
select case when $2::boolean then pg_advisory_xact_lock_shared(hashtextextended($1, 0))
	else pg_advisory_xact_lock(hashtextextended($1, 0)) end;

-- name: lease_take
-- A unit of a task has its machine from now on, or queues for it at the place it took first.
with place as (
	select coalesce((
		select queued from lease where resource = $3 and activity_id = $2::bigint
	), clock_timestamp()) as queued
)
insert into lease (resource, task_id, activity_id, is_shared, queued, is_held)
select $3, $1, $2::bigint, $4::boolean, queued,
	not exists (select from leases_before($3, $2::bigint, $4::boolean, queued))
from place
on conflict (resource, activity_id) do update
set is_shared = excluded.is_shared, is_held = excluded.is_held
returning is_held, queued;

-- name: lease_ahead
-- For the log: who has the machine, or is before this unit.
select t.id, t.description, b.is_held
from leases_before($1, $2::bigint, $3::boolean, $4::timestamptz) b join task t on t.id = b.task_id
order by b.is_held desc, b.queued, b.activity_id limit 1;

-- name: lease_ready
-- Every turn while units wait: those of a task that may have their machine by now.
select l.activity_id
from lease l where l.task_id = $1 and not l.is_held
and not exists (select from leases_before(l.resource, l.activity_id, l.is_shared, l.queued));

-- name: lease_free
-- A unit waits no longer.
delete from lease where activity_id = $1::bigint;

-- name: attempt_end
-- One that never started is skipped. Its machine is free.
with freed as (
	delete from lease where activity_id = $1::bigint
), node as (
	update activity set ended = now(), status = case when $3 = 'none' then 'Skipped'
		when $5 = 'cancelled' then 'Canceled' when $3 = 'done' and $4::integer = 0 and $5 = '' then 'Success'
		else 'Failed' end
	where parent_id = $1::bigint and kind = 'attempt' and n = $2::integer
)
update attempt set state = $3, exit_code = $4::integer, reason = $5, ended = now()
where activity_id = $1::bigint and n = $2::integer and state in ('starting', 'running');

-- name: log_append
-- Lines of the executor, or of a spool up to $9 that was read up to $8: they go to the
-- node of the attempt if it has one. The first number is computed here; nothing is added
-- if the spool is further on already.
with target as (
	select coalesce((
		select id from activity where parent_id = $1::bigint and kind = 'attempt' and n = $2::integer
	), $1::bigint) as id
), moved as (
	update attempt set spool_offset = $9::bigint, state = 'running'
	where activity_id = $1::bigint and n = $2::integer and spool_offset = $8::bigint
	returning 1
)
insert into log_chunk (activity_id, attempt, first_line, line_count, verbose_count, warning_count,
	error_count, body, spool_offset)
select target.id, $2::integer,
	coalesce((select max(first_line + line_count) from log_chunk where activity_id = target.id), 1),
	$3::integer, $4::integer, $5::integer, $6::integer, $7, $9::bigint
from target where $2::integer = 0 or exists (select from moved);

-- name: spool_skip
-- The spool held nothing to show up to here.
update attempt set spool_offset = $4::bigint, state = 'running'
where activity_id = $1::bigint and n = $2::integer and spool_offset = $3::bigint;

-- name: task_mark_warning
update task set has_warnings_or_errors = true where id = $1 and not has_warnings_or_errors;

-- name: deployment_parts
-- Everything a deployment needs, at its first start: the documents as they are, the
-- process as the release froze it, the variables as they were when it was made.
select d.doc, r.doc, p.doc, e.doc, c.doc, s.doc, v.doc, t.doc, sp.doc, u.doc, g.doc
from deployment x
join resource d on d.id = x.id
join resource r on r.id = x.release_id
join resource p on p.id = x.project_id
join resource e on e.id = x.environment_id
left join resource c on c.id = x.channel_id
left join resource s on s.id = r.doc ->> 'ProjectDeploymentProcessSnapshotId'
left join resource v on v.id = coalesce(d.doc ->> 'ManifestVariableSetId', r.doc ->> 'ProjectVariableSetSnapshotId')
left join resource t on t.id = x.tenant_id
left join resource sp on sp.id = x.space_id
left join resource u on u.id = d.doc ->> 'DeployedById'
left join resource g on g.id = p.doc ->> 'ProjectGroupId'
where x.id = $1;

-- name: deployment_history
-- System variables made by other releases and deployments: name, value.
with x as (
	select d.*, r.seq as release_seq from deployment d join resource r on r.id = d.release_id where d.id = $1
), done as (
	select d.id, d.release_id, t.completed_time
	from x join deployment d on d.project_id = x.project_id and d.environment_id = x.environment_id
		and d.tenant_id is not distinct from x.tenant_id and d.id <> x.id
	join task t on t.id = d.task_id and t.state = 'Success'
), release_of (name, id) as (
	select * from (select 'Previous', r.id from x join resource r on r.kind = 'release'
		and r.owner_id = x.project_id and r.seq < x.release_seq order by r.seq desc limit 1) previous
	union all
	select * from (select 'CurrentForEnvironment', release_id from done
		order by completed_time desc limit 1) current
	union all
	select * from (select 'PreviousForEnvironment', done.release_id from done, x
		where done.release_id <> x.release_id order by completed_time desc limit 1) before
)
select 'Octopus.Release.' || o.name || '.Id', o.id from release_of o
union all
select 'Octopus.Release.' || o.name || '.Number', r.name from release_of o join resource r on r.id = o.id
union all
select * from (select 'Octopus.Deployment.PreviousSuccessful.Id', id from done
	order by completed_time desc limit 1) last;

-- name: deployment_libraries
-- Frozen variables from the library, in the order of inclusion: set, id and name of its owner.
select v.doc, v.doc ->> 'OwnerId', coalesce(o.name, v.doc ->> 'OwnerId')
from resource d, jsonb_array_elements_text(d.doc -> 'LibraryVariableSetSnapshotIds') with ordinality x (id, n)
join resource v on v.id = x.id
left join resource o on o.id = v.doc ->> 'OwnerId'
where d.id = $1 order by x.n;

-- name: machines_with_state
-- The machines of a space with what the health check found.
select jsonb_set(m.doc, '{HealthStatus}', to_jsonb(coalesce(s.health, 'Unknown')))
from resource m left join machine_state s on s.machine_id = m.id
where m.kind = 'machine' and m.space_id = $1;

-- name: deployment_reached
-- Which machines the deployment touched, but those that somebody excluded.
update resource set doc = jsonb_set(doc, '{DeployedToMachineIds}', (
	select coalesce(jsonb_agg(distinct machine_id), '[]') from activity
	where task_id = $2 and kind = 'unit' and machine_id is not null
	and status in ('Success', 'Failed', 'SuccessWithWarning')
	and machine_id not in (
		select machine_id from activity where task_id = $2 and machine_id is not null and is_excused)
))
where id = $1;

-- name: event_add_system
-- What the runner did, as the system user.
insert into event (space_id, category, user_id, username, identified_with, message, related)
values ($1, $2, 'Users-0', 'system', 'System', $3, array_remove($4::text[], ''));

-- name: health_lines
-- What a check logged; the first pages are enough.
select body, warning_count, error_count from log_chunk where activity_id = $1::bigint
order by first_line limit 16;

-- name: machine_state_set
-- Unknown facts keep what an earlier check found. A machine that was deleted meanwhile
-- has no state.
insert into machine_state (machine_id, health, summary, operating_system, shell_name, shell_version,
	architecture, checked, task_id, log)
select id, $2, $3, $4, $5, $6, $7, now(), $8, $9::jsonb from resource where id = $1
on conflict (machine_id) do update set health = excluded.health, summary = excluded.summary,
	operating_system = case when excluded.operating_system = 'Unknown'
		then machine_state.operating_system else excluded.operating_system end,
	shell_name = case when excluded.shell_name = 'Unknown'
		then machine_state.shell_name else excluded.shell_name end,
	shell_version = case when excluded.shell_version = 'Unknown'
		then machine_state.shell_version else excluded.shell_version end,
	architecture = case when excluded.architecture = 'Unknown'
		then machine_state.architecture else excluded.architecture end,
	checked = excluded.checked, task_id = excluded.task_id, log = excluded.log;

-- name: document_live
-- A machine, account or policy as it is now, without what is derived from other rows.
select doc from resource where id = $1;

-- name: output_add
-- Task, activity, attempt, name, plain value or sealed one with its MAC.
insert into task_output (task_id, activity_id, attempt, name, value, secret_id, mac)
values ($1, $2::bigint, $3::integer, $4, $5, $6, $7::bytea);

-- name: output_all
-- What later units may see: of each activity the outputs of its last attempt.
select o.activity_id, o.attempt, o.name, o.value, s.id, s.space_id, s.box, s.mac, o.mac
from task_output o left join secret s on s.id = o.secret_id
where o.task_id = $1
and o.attempt = coalesce((select max(a.n) from attempt a where a.activity_id = o.activity_id and a.state <> 'none'), 0)
order by o.id;

-- name: output_bytes
-- How much a task has in outputs.
select coalesce(sum(octet_length(coalesce(o.value, '')) + coalesce(octet_length(s.box), 0)), 0)
from task_output o left join secret s on s.id = o.secret_id where o.task_id = $1;

-- name: activity_error
-- Why it failed, as scripts of later steps read it.
update activity set data = data || jsonb_build_object('Error', $2::text) where id = $1::bigint;

-- name: activity_errors
-- What failed, first things first; a step speaks for the first failure below it.
select a.id, a.data ->> 'Error' from activity a
where a.task_id = $1 and a.data ? 'Error' and a.status = 'Failed'
union all
select * from (
	select distinct on (s.id) s.id, u.data ->> 'Error'
	from activity s join activity u on u.task_id = s.task_id and u.step_id = s.step_id
	where s.task_id = $1 and s.kind = 'step' and u.data ? 'Error' and u.status = 'Failed'
	order by s.id, u.ended, u.id
) steps;
