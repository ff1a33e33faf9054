-- Deployments: lib/model/deployment.c, lib/api/deployments.c.

-- name: deployment_add
-- id, space, project, release, environment, channel, tenant, task
insert into deployment (id, space_id, project_id, release_id, environment_id, channel_id, tenant_id, task_id)
values ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: deployment_complete
-- The document once its task is known.
update resource set doc = $2::jsonb where id = $1;

-- name: deployment_task
-- Of a deployment that is to be deleted: task and whether it is finished.
select t.id, t.state not in ('Queued', 'Executing') from deployment d join task t on t.id = d.task_id where d.id = $1;

-- name: deployment_remove_task
delete from task where id = $1;

-- name: deployment_list
-- space, ids, projects, environments, tenants, channels, task states, part of the name, release, skip, take
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select present(r)::text as text
	from deployment d join resource r on r.id = d.id join task t on t.id = d.task_id
	where d.space_id = $1
	and ($2::text[] is null or lower(d.id) = any ($2::text[]))
	and ($3::text[] is null or lower(d.project_id) = any ($3::text[]))
	and ($4::text[] is null or lower(d.environment_id) = any ($4::text[]))
	and ($5::text[] is null or lower(d.tenant_id) = any ($5::text[]))
	and ($6::text[] is null or lower(d.channel_id) = any ($6::text[]))
	and ($7::text[] is null or lower(task_state(t)) = any ($7::text[]))
	and ($8::text is null or position(lower($8) in lower(r.doc->>'Name')) > 0)
	and ($9::text is null or d.release_id = $9)
	order by r.seq desc offset $10::bigint limit $11::bigint
) page;

-- name: deployment_count
-- As deployment_list, without skip and take.
select count(*)
from deployment d join resource r on r.id = d.id join task t on t.id = d.task_id
where d.space_id = $1
and ($2::text[] is null or lower(d.id) = any ($2::text[]))
and ($3::text[] is null or lower(d.project_id) = any ($3::text[]))
and ($4::text[] is null or lower(d.environment_id) = any ($4::text[]))
and ($5::text[] is null or lower(d.tenant_id) = any ($5::text[]))
and ($6::text[] is null or lower(d.channel_id) = any ($6::text[]))
and ($7::text[] is null or lower(task_state(t)) = any ($7::text[]))
and ($8::text is null or position(lower($8) in lower(r.doc->>'Name')) > 0)
and ($9::text is null or d.release_id = $9);

-- name: deployment_previous_version
-- Version of the release that is now in an environment for project and channel (changes since then).
select r.name from deployment d join task t on t.id = d.task_id join resource r on r.id = d.release_id
where d.project_id = $1 and d.environment_id = $2 and d.channel_id = $3 and t.state = 'Success'
order by t.completed_time desc limit 1;

-- name: deployment_change_candidates
-- Releases of project and channel: version, notes.
select r.name, r.doc->>'ReleaseNotes' from resource r
where r.kind = 'release' and r.owner_id = $1 and r.doc->>'ChannelId' = $2;

-- name: task_description
select description from task where id = $1;
