-- Artifacts as the API shows them.

-- Functions of different files call each other.
set local check_function_bodies = off;

create or replace function artifact_json(a artifact) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', a.id, 'SpaceId', a.space_id, 'Filename', a.filename, 'Source', a.source,
		'ServerTaskId', a.task_id, 'Created', iso_time(a.created),
		'LogCorrelationId', a.task_id || coalesce('_' || a.activity_id, ''),
		'Length', case when a.file is not null then a.bytes end,
		'Links', jsonb_build_object('Self', base.path || a.id, 'Content', base.path || a.id || '/content'))
	from (select '/api/' || a.space_id || '/artifacts/' as path) base
$$;

-- Filters of lists; null means any. about: a task, or what the task was about.
create or replace function artifacts_matching(in_space text, wanted text[], about text[], part text)
returns setof artifact language sql stable as $$
	select a.* from artifact a
	where a.space_id = in_space
	and (wanted is null or lower(a.id) = any (wanted))
	and (part is null or position(lower(part) in lower(a.filename)) > 0)
	and (about is null or a.task_id = any (about) or exists (
		select from task t left join deployment d on d.task_id = t.id
		where t.id = a.task_id
		and array[t.project_id, t.environment_id, t.tenant_id, t.deployment_id, d.release_id] && about))
$$;
