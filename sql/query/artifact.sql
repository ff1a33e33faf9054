-- Files of tasks: stored by the runner with the log of the script that left them, added
-- and changed through the API (lib/api/artifacts.c).

-- name: artifact_collect
-- In the transaction of the log that names it: activity, attempt, number, name, source,
-- file, bytes. A shim that follows a dead one may have collected it twice.
with new as (
	insert into artifact (id, seq, space_id, task_id, activity_id, attempt, n, filename, source, file, bytes)
	select 'Artifacts-' || number.seq, number.seq, t.space_id, t.id, a.id, $2::integer, $3::integer, $4, $5, $6, $7::bigint
	from activity a join task t on t.id = a.task_id, nextval('number_artifact') as number (seq)
	where a.id = $1::bigint
	on conflict (activity_id, attempt, n) do nothing
	returning id
)
insert into artifact_trash (file) select $6 where not exists (select from new) on conflict do nothing;

-- name: artifact_trash
select file from artifact_trash order by since limit 100;

-- name: artifact_trash_forget
delete from artifact_trash where file = $1;

-- name: artifact_has_file
-- Where there are no artifacts at all the database may be one that is yet to be restored.
select 1 where exists (select from artifact where file = $1) or not exists (select from artifact);

-- name: artifact_page
-- Space, ids, regarding, part of the name (null: any of each), order, skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select artifact_json(a)::text as text
	from artifacts_matching($1, $2::text[], $3::text[], $4) a
	order by case when $5 = 'asc' then a.seq else -a.seq end offset $6::bigint limit $7::bigint
) page;

-- name: artifact_total
select count(*) from artifacts_matching($1, $2::text[], $3::text[], $4);

-- name: artifact_all
select coalesce('[' || string_agg(artifact_json(a)::text, ',' order by a.seq desc) || ']', '[]')
from artifact a where a.space_id = $1;

-- name: artifact_json
select artifact_json(a)::text from artifact a where a.id = $1 and a.space_id = $2;

-- name: artifact_row
-- What reading and changing need: name, file, bytes, task, project, environment, deployment, source.
select a.filename, a.file, a.bytes, t.id, t.project_id, t.environment_id, t.deployment_id, a.source
from artifact a join task t on t.id = a.task_id where a.id = $1 and a.space_id = $2;

-- name: artifact_task
-- The task of a new one, and the activity if that is the task's.
select t.id, (select a.id from activity a where a.task_id = t.id and a.id = $3::bigint),
	t.project_id, t.environment_id, t.deployment_id
from task t where lower(t.id) = lower($1) and t.space_id = $2;

-- name: artifact_add
-- Task, activity, name, source.
insert into artifact (id, seq, space_id, task_id, activity_id, filename, source)
select 'Artifacts-' || number.seq, number.seq, t.space_id, t.id, $2::bigint, $3, $4
from task t, nextval('number_artifact') as number (seq) where t.id = $1
returning id;

-- name: artifact_edit
update artifact set filename = $2, source = $3 where id = $1;

-- name: artifact_set_file
update artifact set file = $2, bytes = $3::bigint where id = $1;

-- name: artifact_delete
delete from artifact where id = $1;
