-- Which release is where: cells of the dashboard, progression of a project.
--
-- The cell of project and environment shows the deployment that started last (or is queued),
-- not one of the future, not one cancelled before it started; live is the last success. Both are
-- found by the index on (project, environment, created), never by reading all deployments.

set local check_function_bodies = off;

-- Environments of a lifecycle: the named ones, or all where a phase names none.
create or replace function lifecycle_environment_ids(lifecycle jsonb, in_space text) returns text[]
language sql stable as $$
	with named as (
		select target as id
		from jsonb_array_elements(lifecycle->'Phases') phase,
		lateral jsonb_array_elements_text((phase->'AutomaticDeploymentTargets') || (phase->'OptionalDeploymentTargets')) target
	), takes_rest as (
		select jsonb_array_length(lifecycle->'Phases') = 0 or exists (
			select 1 from jsonb_array_elements(lifecycle->'Phases') phase
			where jsonb_array_length(phase->'AutomaticDeploymentTargets') = 0
			and jsonb_array_length(phase->'OptionalDeploymentTargets') = 0) as yes
	)
	select coalesce(array_agg(e.id order by e.sort_order, e.name_key), '{}')
	from resource e
	where e.kind = 'environment' and e.space_id = in_space
	and ((select yes from takes_rest) or e.id in (select id from named))
$$;

-- is_current null: nothing is live there yet.
create or replace function dashboard_item(d deployment, t task, version text, is_current boolean, is_previous boolean)
returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', d.id, 'DeploymentId', d.id, 'ProjectId', d.project_id, 'EnvironmentId', d.environment_id,
		'ReleaseId', d.release_id, 'ReleaseVersion', version, 'TaskId', t.id, 'TenantId', d.tenant_id,
		'ChannelId', d.channel_id, 'Created', iso_time(d.created), 'QueueTime', iso_time(t.queue_time),
		'StartTime', iso_time(t.start_time), 'CompletedTime', iso_time(t.completed_time),
		'State', task_state(t), 'IsCompleted', task_is_completed(t), 'Duration', task_duration(t),
		'ErrorMessage', t.error_message, 'HasPendingInterruptions', t.has_pending_interruptions, 'IsResuming', task_is_resuming(t),
		'HasWarningsOrErrors', t.has_warnings_or_errors, 'ProgressPercentage', t.progress,
		'IsCurrent', coalesce(is_current, false), 'IsPrevious', is_previous,
		'Links', jsonb_build_object('Self', '/api/' || d.space_id || '/deployments/' || d.id,
			'Release', '/api/' || d.space_id || '/releases/' || d.release_id, 'Task', '/api/tasks/' || t.id))
$$;

-- Of one cell: shown and live.
create or replace function dashboard_cell(of_project text, in_environment text, out shown text, out live text)
language sql stable as $$
	select (
		select newest.id from (
			select d.id, t.start_time, t.queue_time, t.state
			from deployment d join task t on t.id = d.task_id
			where d.project_id = of_project and d.environment_id = in_environment
			order by d.created desc limit 20
		) newest
		where newest.queue_time <= now() and not (newest.state in ('Canceled', 'TimedOut') and newest.start_time is null)
		order by coalesce(newest.start_time, newest.queue_time) desc limit 1
	), (
		select d.id
		from deployment d join task t on t.id = d.task_id
		where d.project_id = of_project and d.environment_id = in_environment and t.state = 'Success'
		order by d.created desc limit 1
	)
$$;

-- A success of another release before the live one.
create or replace function dashboard_previous(of_project text, in_environment text, live text) returns text
language sql stable as $$
	select d.id
	from deployment l, deployment d join task t on t.id = d.task_id
	where l.id = live and d.project_id = of_project and d.environment_id = in_environment
	and t.state = 'Success' and d.release_id <> l.release_id and d.created < l.created
	order by d.created desc limit 1
$$;

-- The whole answer. previous: also the success before the live one.
-- (The cells are written out here, as dashboard_cell has them: a call a cell would double the time.)
create or replace function dashboard_json(in_space text, wanted text[], wanted_environments text[], name_part text,
	groups text[], previous boolean, skipped bigint, taken bigint)
returns jsonb language sql stable as $$
	with found as materialized (
		select p.id, p.name, p.name_key, p.doc, g.id as group_id, g.name_key as group_key
		from resource p left join resource g on g.id = p.doc->>'ProjectGroupId'
		where p.kind = 'project' and p.space_id = in_space
		and (wanted is null or lower(p.id) = any (wanted))
		and (name_part is null or position(lower(name_part) in p.name_key) > 0)
		and (groups is null or lower(p.doc->>'ProjectGroupId') = any (groups))
	), lifecycles as materialized (
		select l.id, lifecycle_environment_ids(l.doc, in_space) as environment_ids
		from resource l where l.kind = 'lifecycle' and l.space_id = in_space
	), page as materialized (
		select * from found order by group_key, name_key offset skipped limit taken
	), projects as materialized (
		select p.*, (
			select coalesce(array_agg(distinct e), '{}') from lifecycles l, unnest(l.environment_ids) e
			where l.id = p.doc->>'LifecycleId' or l.id in (
				select c.doc->>'LifecycleId' from resource c where c.kind = 'channel' and c.owner_id = p.id)
		) as environment_ids
		from page p
	), environments as (
		select e.id, e.name, e.sort_order, e.name_key from resource e
		where e.kind = 'environment' and e.space_id = in_space
		and (wanted_environments is null or lower(e.id) = any (wanted_environments))
		and e.id in (select unnest(environment_ids) from projects)
	), cells as materialized (
		select p.id as project_id, e.id as environment_id, cell.shown, cell.live,
			p.group_key, p.name_key, e.sort_order, e.name_key as environment_key
		from projects p join environments e on e.id = any (p.environment_ids),
		lateral (select (
			select newest.id from (
				select d.id, t.start_time, t.queue_time, t.state
				from deployment d join task t on t.id = d.task_id
				where d.project_id = p.id and d.environment_id = e.id
				order by d.created desc limit 20
			) newest
			where newest.queue_time <= now() and not (newest.state in ('Canceled', 'TimedOut') and newest.start_time is null)
			order by coalesce(newest.start_time, newest.queue_time) desc limit 1
		) as shown, (
			select d.id
			from deployment d join task t on t.id = d.task_id
			where d.project_id = p.id and d.environment_id = e.id and t.state = 'Success'
			order by d.created desc limit 1
		) as live) cell
	), other as (
		select c.*, c.live as deployment_id, true as is_live from cells c
		where c.live is not null and c.live is distinct from c.shown
		union all
		select c.*, dashboard_previous(c.project_id, c.environment_id, c.live), false from cells c
		where previous and c.live is not null
	)
	select jsonb_build_object(
		'Projects', (select coalesce(jsonb_agg(jsonb_build_object('Id', p.id, 'Name', p.name, 'Slug', p.doc->>'Slug',
				'ProjectGroupId', p.doc->>'ProjectGroupId', 'EnvironmentIds', to_jsonb(p.environment_ids),
				'IsDisabled', p.doc->'IsDisabled', 'TenantedDeploymentMode', p.doc->'TenantedDeploymentMode',
				'CanPerformUntenantedDeployment', p.doc->>'TenantedDeploymentMode' <> 'Tenanted',
				'Links', p.doc->'Links') order by p.group_key, p.name_key), '[]') from projects p),
		'ProjectGroups', (select coalesce(jsonb_agg(jsonb_build_object('Id', g.id, 'Name', g.name, 'EnvironmentIds',
				(select coalesce(jsonb_agg(distinct e), '[]') from projects p, unnest(p.environment_ids) e where p.group_id = g.id))
				order by g.name_key), '[]')
			from resource g where g.id in (select group_id from projects)),
		'Environments', (select coalesce(jsonb_agg(jsonb_build_object('Id', e.id, 'Name', e.name)
				order by e.sort_order, e.name_key), '[]') from environments e),
		'Tenants', '[]'::jsonb,
		'Items', (select coalesce(jsonb_agg(dashboard_item(d, t, r.name, c.shown = c.live, false)
				order by c.group_key, c.name_key, c.sort_order, c.environment_key), '[]')
			from cells c join deployment d on d.id = c.shown join task t on t.id = d.task_id join resource r on r.id = d.release_id),
		'PreviousItems', (select coalesce(jsonb_agg(dashboard_item(d, t, r.name, o.is_live, not o.is_live)
				order by o.group_key, o.name_key, o.sort_order, o.environment_key), '[]')
			from other o join deployment d on d.id = o.deployment_id join task t on t.id = d.task_id join resource r on r.id = d.release_id),
		'ProjectLimit', null,
		'TotalProjects', (select count(*) from found),
		'IsFiltered', wanted is not null or wanted_environments is not null or name_part is not null or groups is not null,
		'Links', jsonb_build_object('Self', '/api/' || in_space || '/dashboard'))
$$;

-- Releases that a project's progression shows: the newest, and all that are live somewhere.
create or replace function progression_releases(of_project text, newest integer) returns setof resource
language sql stable as $$
	select r from resource r where r.id in (
		(select n.id from resource n where n.kind = 'release' and n.owner_id = of_project order by n.seq desc limit newest)
		union
		select d.release_id
		from resource e, lateral dashboard_cell(of_project, e.id) cell join deployment d on d.id = cell.live
		where e.kind = 'environment')
$$;

-- {"Environments-1": [item]}: the last deployment of a release in each environment.
create or replace function progression_deployments(of_release text, of_project text) returns jsonb
language sql stable as $$
	select coalesce(jsonb_object_agg(newest.environment_id, jsonb_build_array(newest.item)), '{}')
	from (
		select distinct on (d.environment_id) d.environment_id,
			dashboard_item(d, t, r.name, d.id = (select live from dashboard_cell(of_project, d.environment_id)), false) as item
		from deployment d join task t on t.id = d.task_id join resource r on r.id = d.release_id
		where d.release_id = of_release
		order by d.environment_id, d.created desc
	) newest
$$;
