-- Tasks as the API shows them.

create or replace function count_words(n bigint, unit text) returns text language sql immutable as $$
	select n || ' ' || unit || case when n = 1 then '' else 's' end
$$;

-- A span in words, the largest unit only: "34 seconds", "2 hours". Written so that it is inlined.
create or replace function duration_words(seconds bigint) returns text language sql immutable as $$
	select case when seconds >= 86400 then count_words(seconds / 86400, 'day')
		when seconds >= 3600 then count_words(seconds / 3600, 'hour')
		when seconds >= 60 then count_words(seconds / 60, 'minute')
		else count_words(greatest(seconds, 0), 'second') end
$$;

-- Cancelling is running with the flag; it is not stored.
create or replace function task_state(t task) returns text language sql immutable as $$
	select case when t.state = 'Executing' and t.cancel_requested_at is not null then 'Cancelling' else t.state end
$$;

create or replace function task_is_completed(t task) returns boolean language sql immutable as $$
	select t.state not in ('Queued', 'Executing')
$$;

-- Somebody answered, and it waits for its turn to go on.
create or replace function task_is_resuming(t task) returns boolean language sql immutable as $$
	select t.state = 'Executing' and t.owner is null and t.resume_at is not null
$$;

create or replace function task_duration(t task) returns text language sql stable as $$
	select case when t.start_time is null then ''
		else duration_words(floor(extract(epoch from coalesce(t.completed_time, now()) - t.start_time))::bigint) end
$$;

create or replace function task_links(t task) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Self', '/api/tasks/' || t.id,
		'Web', '/app/' || case when t.space_id is null then 'configuration' else t.space_id end || '/tasks/' || t.id,
		'Raw', '/api/tasks/' || t.id || '/raw',
		'Details', '/api/tasks/' || t.id || '/details{?verbose,tail}',
		'Cancel', '/api/tasks/' || t.id || '/cancel',
		'State', '/api/tasks/' || t.id || '/state',
		'Rerun', '/api/tasks/rerun/' || t.id,
		'QueuedBehind', '/api/tasks/' || t.id || '/queued-behind{?skip,take}',
		'Artifacts', '/api' || coalesce('/' || t.space_id, '') || '/artifacts?regarding=' || t.id,
		'Interruptions', '/api' || coalesce('/' || t.space_id, '') || '/interruptions?regarding=' || t.id)
$$;

create or replace function task_json(t task) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', t.id,
		'SpaceId', t.space_id,
		'Name', t.name,
		'Description', t.description,
		'Arguments', t.arguments,
		'State', task_state(t),
		'Completed', case when task_is_completed(t) then
				to_char(t.completed_time at time zone 'UTC', 'FMDay, DD FMMonth YYYY HH24:MI "UTC"')
			else task_state(t) || '...' end,
		'QueueTime', iso_time(t.queue_time),
		'QueueTimeExpiry', iso_time(t.queue_expiry),
		'StartTime', iso_time(t.start_time),
		'CompletedTime', iso_time(t.completed_time),
		'LastUpdatedTime', iso_time(t.updated),
		'Duration', task_duration(t),
		'ErrorMessage', t.error_message,
		'HasBeenPickedUpByProcessor', t.start_time is not null,
		'IsCompleted', task_is_completed(t),
		'FinishedSuccessfully', t.state = 'Success',
		'HasPendingInterruptions', t.has_pending_interruptions,
		'HasWarningsOrErrors', t.has_warnings_or_errors,
		'CanRerun', task_is_completed(t) and t.name in ('Health', 'AdHocScript'),
		'ServerNode', t.server_node,
		'ProjectId', t.project_id,
		'EnvironmentId', t.environment_id,
		'TenantId', t.tenant_id,
		'DeploymentId', t.deployment_id)
	|| jsonb_build_object('ProgressPercentage', t.progress, 'ProgressMessage', t.progress_message,
		'CreatedBy', t.created_by, 'CancelRequestedBy', t.cancel_requested_by,
		'IsResuming', task_is_resuming(t),
		'Links', task_links(t))
$$;

-- What a deployment's document does not know.
create or replace function deployment_extra(deployment text) returns jsonb language sql stable as $$
	select jsonb_build_object('FailureEncountered', coalesce((
		select t.state in ('Failed', 'TimedOut') from deployment d join task t on t.id = d.task_id
		where d.id = deployment_extra.deployment), false))
$$;

-- Filters of task lists but the state; null means any. Inlined into the statements that use it.
create or replace function tasks_matching(in_space text, with_system boolean, ids text[], names text[], description_part text,
	projects text[], environments text[], tenants text[], node text, pending boolean, warned boolean,
	queued_from timestamptz, queued_to timestamptz, started_from timestamptz, started_to timestamptz,
	completed_from timestamptz, completed_to timestamptz)
returns setof task language sql stable as $$
	select t.* from task t
	where (t.space_id = in_space or with_system and t.space_id is null)
	and (ids is null or lower(t.id) = any (ids))
	and (names is null or lower(t.name) = any (names))
	and (description_part is null or position(lower(description_part) in lower(t.description)) > 0)
	and (projects is null or lower(t.project_id) = any (projects))
	and (environments is null or lower(t.environment_id) = any (environments))
	and (tenants is null or lower(t.tenant_id) = any (tenants))
	and (node is null or lower(t.server_node) = lower(node))
	and (pending is null or t.has_pending_interruptions = pending)
	and (warned is null or t.has_warnings_or_errors = warned)
	and (queued_from is null or t.queue_time >= queued_from) and (queued_to is null or t.queue_time < queued_to)
	and (started_from is null or t.start_time >= started_from) and (started_to is null or t.start_time < started_to)
	and (completed_from is null or t.completed_time >= completed_from)
	and (completed_to is null or t.completed_time < completed_to)
$$;

-- Tasks that must end, or were queued earlier, before this one may start, or go on after an
-- answer. One that only waits for people holds up nobody unless it keeps its key.
create or replace function tasks_before(waiting text) returns setof task language sql stable as $$
	select b.* from task w join task b on b.concurrency_key = w.concurrency_key and b.id <> w.id
	where w.id = waiting and (w.state = 'Queued' or w.resume_at is not null)
	and (b.state = 'Executing' and b.holds_key or b.state = 'Queued' and (b.queue_time, b.seq) < (w.queue_time, w.seq))
$$;

-- What keeps a unit from a machine (rules-process O9 of the design): who has it, and who asked
-- earlier, unless both may be there side by side. Whoever asked by a runner that is gone is
-- passed over; what such a runner had is kept until somebody closes its task, as nobody knows
-- whether its script still runs.
create or replace function leases_before(of_resource text, unit bigint, shared boolean, since timestamptz)
returns setof lease language sql stable as $$
	select o.* from lease o join task t on t.id = o.task_id
	where o.resource = of_resource and o.activity_id <> unit and not (o.is_shared and shared)
	and (o.is_held or (o.queued, o.activity_id) < (since, unit) and t.lease_until > now())
$$;
