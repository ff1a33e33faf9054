-- What a task waits for people for: raised, applied and parked by the
-- runner, answered through the API (lib/api/interruptions.c).

-- name: interruption_add
-- In the executor's transaction: activity, kind, title, instructions, choices, teams, related, keeps the key.
with new as (
	insert into interruption (id, seq, space_id, task_id, activity_id, n, kind, title, instructions, choices,
		team_ids, related, keeps_key)
	select 'Interruptions-' || number.seq, number.seq, t.space_id, t.id, a.id,
		1 + (select count(*) from interruption i where i.activity_id = a.id),
		$2, $3, $4, $5::text[], $6::text[],
		array_remove($7::text[], ''), $8::boolean
	from activity a join task t on t.id = a.task_id, nextval('number_interruption') as number (seq)
	where a.id = $1::bigint
	returning id, task_id
), flagged as (
	update task set has_pending_interruptions = true, updated = now() where id in (select task_id from new)
)
select id from new;

-- name: interruption_open
-- Of one task: what waits, and what was answered and is not done yet.
select i.activity_id, i.id, i.kind, i.result, coalesce(i.notes, ''),
	coalesce(nullif(u.doc ->> 'DisplayName', ''), u.name, 'somebody')
from interruption i left join resource u on u.id = i.responsible_id
where i.task_id = $1 and i.applied is null and i.closed is null
order by i.seq;

-- name: interruption_retries
-- How often somebody chose to run a unit again.
select count(*) from interruption where activity_id = $1::bigint and result = 'Retry';

-- name: interruption_apply
-- In the transaction that does what was answered.
update interruption set applied = now() where id = $1 and result is not null and applied is null;

-- name: interruption_outputs
-- What later steps know about an answered manual intervention.
insert into task_output (task_id, activity_id, attempt, machine_id, name, value)
select i.task_id, i.activity_id, 0, a.machine_id, o.name, coalesce(o.value, '')
from interruption i join activity a on a.id = i.activity_id left join resource u on u.id = i.responsible_id,
lateral (values
	('Manual.Notes', i.notes),
	('Manual.Approved', case when i.result = 'Proceed' then 'True' else 'False' end),
	('Manual.ResponsibleUser.Id', i.responsible_id),
	('Manual.ResponsibleUser.Username', u.doc ->> 'Username'),
	('Manual.ResponsibleUser.DisplayName', u.doc ->> 'DisplayName'),
	('Manual.ResponsibleUser.EmailAddress', u.doc ->> 'EmailAddress')) o (name, value)
where i.id = $1 and i.kind = 'ManualIntervention';

-- name: activity_excuse
update activity set is_excused = true where id = $1::bigint;

-- name: executor_park
-- Only people or children keep the task: nobody owns it until somebody answers or a child
-- ends. Nothing happens if that or a cancel came meanwhile.
with parked as (
	update task t set owner = null, lease_until = null, updated = now(),
		holds_key = t.holds_key and (exists (select from interruption i
			where i.task_id = t.id and i.result is null and i.closed is null and i.keeps_key)
			or exists (select from child_deployment d where d.parent_id = t.id and d.applied is null))
	where t.id = $1 and t.fence = $2::bigint and t.state = 'Executing' and t.cancel_requested_at is null
	and not exists (select from interruption i
		where i.task_id = t.id and i.result is not null and i.applied is null)
	and not exists (select from child_deployment d
		where d.parent_id = t.id and d.state is not null and d.applied is null)
	returning t.id
)
select pg_notify('slipway_task', id) from parked;

-- name: interruption_page
-- Space, ids, regarding, pending (null: any of each), person; skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select interruption_json(i, $5)::text as text
	from interruptions_matching($1, $2::text[], $3::text[], $4::boolean) i
	order by i.seq desc offset $6::bigint limit $7::bigint
) page;

-- name: interruption_total
select count(*) from interruptions_matching($1, $2::text[], $3::text[], $4::boolean);

-- name: interruption_json
select interruption_json(i, $3)::text from interruption i where i.id = $1 and i.space_id = $2;

-- name: interruption_task
-- Its task, locked first, as the executor does.
select t.id from task t
where t.id = (select i.task_id from interruption i where i.id = $1 and i.space_id = $2) for update;

-- name: interruption_row
-- What answering needs: pending, may answer, responsible person and the name, title, field
-- of the answer, choices, task, its description, project, environment, deployment.
select interruption_is_pending(i), interruption_may_answer(i, $2), i.responsible_id,
	coalesce(nullif(u.doc ->> 'DisplayName', ''), u.name), i.title,
	case i.kind when 'GuidedFailure' then 'Guidance' else 'Result' end, to_jsonb(i.choices)::text,
	t.id, t.description, t.project_id, t.environment_id, t.deployment_id
from interruption i join task t on t.id = i.task_id left join resource u on u.id = i.responsible_id
where i.id = $1;

-- name: interruption_take
update interruption set responsible_id = $2
where id = $1 and result is null and closed is null and coalesce(responsible_id, $2) = $2;

-- name: interruption_answer
-- The answer, and that the task may go on: a running executor is told, a parked task queues.
with answered as (
	update interruption set result = $2, notes = $3, answered = now()
	where id = $1 and result is null and closed is null and responsible_id = $4
	returning id, task_id
), woken as (
	update task t set updated = now(),
		resume_at = case when t.owner is null then coalesce(t.resume_at, now()) end,
		has_pending_interruptions = exists (select from interruption i
			where i.task_id = t.id and i.id <> a.id and i.result is null and i.closed is null)
	from answered a where t.id = a.task_id and t.state = 'Executing'
	returning t.id
)
select pg_notify('slipway_task', id) from woken;
