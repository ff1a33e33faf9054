-- Targets and workers.

-- name: machine_roles
select coalesce(jsonb_agg(role order by lower(role)), '[]')::text
from (
	select distinct on (lower(r.role)) r.role
	from resource m, jsonb_array_elements_text(m.doc->'Roles') r (role)
	where m.kind = 'machine' and m.space_id = $1
	order by lower(r.role), m.seq
) roles;

-- name: machine_systems
-- Space, machine or worker.
select coalesce(jsonb_agg(distinct s.operating_system order by s.operating_system), '[]')::text
from machine_state s join resource m on m.id = s.machine_id
where m.space_id = $1 and m.kind = $2 and s.operating_system <> 'Unknown';

-- name: machine_shells
-- Space, machine or worker.
select coalesce(jsonb_agg(distinct s.shell_name order by s.shell_name), '[]')::text
from machine_state s join resource m on m.id = s.machine_id
where m.space_id = $1 and m.kind = $2 and s.shell_name <> 'Unknown';

-- name: machine_connection
-- What the last health check found.
select jsonb_build_object(
	'Id', m.id,
	'MachineId', m.id,
	'Status', coalesce(present(m)->>'Status', 'Unknown'),
	'HealthStatus', coalesce(s.health, 'Unknown'),
	'StatusSummary', s.summary,
	'LastChecked', iso_time(s.checked),
	'TaskId', s.task_id,
	'CurrentTentacleVersion', null,
	'Logs', coalesce(s.log, '[]'),
	'Links', jsonb_build_object('Self', m.doc->'Links'->>'Connection', 'Machine', m.doc->'Links'->>'Self'))::text
from resource m left join machine_state s on s.machine_id = m.id
where m.id = $1;

-- name: machine_tasks
-- Machine, type (null: all), skip, take: tasks that ran on it or are about it.
select coalesce((
	select jsonb_agg(task_json(t) order by t.seq desc) from (
		select t.* from task t
		where (t.arguments->'MachineIds' ? $1 or exists (
			select from activity a where a.task_id = t.id and a.machine_id = $1))
		and ($2::text is null or lower(t.name) = lower($2))
		order by t.seq desc offset $3::bigint limit $4::bigint
	) t
), '[]')::text, (
	select count(*) from task t
	where (t.arguments->'MachineIds' ? $1 or exists (
		select from activity a where a.task_id = t.id and a.machine_id = $1))
	and ($2::text is null or lower(t.name) = lower($2))
);

-- name: account_usages
-- Who logs in with the account.
select jsonb_build_object(
	'Targets', coalesce((
		select jsonb_agg(jsonb_build_object('TargetId', m.id, 'TargetName', m.name) order by m.name_key)
		from reference f join resource m on m.id = f.from_id
		where f.to_id = $1 and m.kind in ('machine', 'worker')), '[]'),
	'DeploymentProcesses', '[]'::jsonb, 'RunbookProcesses', '[]'::jsonb, 'RunbookSnapshots', '[]'::jsonb,
	'Releases', '[]'::jsonb,
	'ProjectVariableSets', coalesce((
		select jsonb_agg(jsonb_build_object('ProjectId', p.id, 'ProjectName', p.name, 'ProjectSlug', p.slug,
			'IsCurrentlyBeingUsedInProject', true) order by p.name_key)
		from resource p join resource s on s.id = 'variableset-' || p.id
		where p.kind = 'project' and variables_name(s.doc->'Variables', $1)), '[]'),
	'LibraryVariableSets', coalesce((
		select jsonb_agg(jsonb_build_object('LibraryVariableSetId', l.id, 'LibraryVariableSetName', l.name)
			order by l.name_key)
		from resource l join resource s on s.id = 'variableset-' || l.id
		where l.kind = 'libraryvariableset' and variables_name(s.doc->'Variables', $1)), '[]'),
	'Links', jsonb_build_object('Self', '/api/accounts/' || $1::text || '/usages'))::text;

-- name: query_listen
listen slipway_answer;

-- name: query_unlisten
unlisten slipway_answer;

-- name: query_slot_take
-- How many may wait at once: a free place, held by this session.
select n from generate_series(1, $1::integer) n where pg_try_advisory_lock(7374697, n) limit 1;

-- name: query_slot_give
select pg_advisory_unlock(7374697, $1::integer);

-- name: query_remove
delete from query where id = $1::bigint;

-- name: query_add
-- Kind, space, request: told to the runner at once.
with asked as (
	insert into query (kind, space_id, request) values ($1, $2, $3::jsonb) returning id
)
select id, pg_notify('slipway_query', id::text) from asked;

-- name: query_result
select answer::text from query where id = $1::bigint;
