-- Answers about configuration that are made from rows.

-- Functions of different files call each other.
set local check_function_bodies = off;

create or replace function api_key_json(k api_key) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', k.id,
		'Purpose', k.purpose,
		'UserId', k.user_id,
		'Created', iso_time(k.created),
		'Expires', iso_time(k.expires),
		'LastUsed', iso_time(k.last_used),
		'ApiKey', jsonb_build_object('HasValue', true, 'NewValue', null, 'Hint', k.hint),
		'Links', jsonb_build_object('Self', '/api/users/' || k.user_id || '/apikeys/' || k.id))
$$;

create or replace function server_node_json(r runner) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', 'OctopusServerNodes-' || r.name,
		'Name', r.name,
		'MaxConcurrentTasks', r.task_cap,
		'IsInMaintenanceMode', false,
		'LastSeen', iso_time(r.last_seen),
		'IsOffline', r.last_seen < now() - interval '60 seconds',
		'RunningTaskCount', (select count(*) from task t where t.owner = r.name and t.state = 'Executing'),
		'Links', jsonb_build_object('Self', '/api/octopusservernodes/' || r.name))
$$;

-- Counters of targets or workers, as summaries of environments and pools show them.
create or replace function machine_counts(machines resource[]) returns jsonb language sql stable as $$
	with m as (
		select x.id, (x.doc->>'IsDisabled')::boolean as is_disabled,
			coalesce(s.health, 'Unknown') as health, x.doc->'Endpoint'->>'CommunicationStyle' as style
		from unnest(machines) x left join machine_state s on s.machine_id = x.id
	)
	select jsonb_build_object(
		'TotalMachines', (select count(*) from m),
		'TotalDisabledMachines', (select count(*) from m where is_disabled),
		'MachineHealthStatusSummaries', coalesce((select jsonb_object_agg(health, n)
			from (select health, count(*) as n from m where not is_disabled group by health) h), '{}'),
		'MachineEndpointSummaries', coalesce((select jsonb_object_agg(style, n)
			from (select style, count(*) as n from m group by style) e), '{}'),
		'MachineTenantSummaries', '{}'::jsonb,
		'MachineTenantTagSummaries', '{}'::jsonb,
		'TentacleUpgradesRequired', false,
		'MachineIdsForCalamariUpgrade', '[]'::jsonb,
		'MachineIdsForTentacleUpgrade', '[]'::jsonb)
$$;

-- How a search calls the kinds that it finds; null: not found.
create or replace function search_type(kind text) returns text language sql immutable as $$
	select case kind when 'project' then 'Project' when 'environment' then 'Environment'
		when 'machine' then 'Machine' when 'worker' then 'Worker' when 'lifecycle' then 'Lifecycle'
		when 'projectgroup' then 'ProjectGroup' when 'account' then 'Account'
		when 'feed' then 'Feed' when 'tenant' then 'Tenant' when 'runbook' then 'Runbook' end
$$;

-- Variables of a set without some ids in one key of their scopes. A value that was for
-- these alone goes with them: without its scope it would apply everywhere.
create or replace function variables_without(variables jsonb, scope_key text, gone text[]) returns jsonb
language sql immutable as $$
	select coalesce(jsonb_agg(case when v->'Scope' ? scope_key then jsonb_set(v, array['Scope', scope_key], (
			select jsonb_agg(x) from jsonb_array_elements_text(v->'Scope'->scope_key) x where not x = any (gone)))
		else v end order by n), '[]')
	from jsonb_array_elements(variables) with ordinality e (v, n)
	where not v->'Scope' ? scope_key
	or exists (select from jsonb_array_elements_text(v->'Scope'->scope_key) x where not x = any (gone))
$$;

-- Whether some variable has the id of an account or pool as its value.
create or replace function variables_name(variables jsonb, wanted text) returns boolean
language sql immutable as $$
	select exists (select from jsonb_array_elements(variables) v
		where v.value->>'Value' = wanted and v.value->>'Type' not in ('String', 'Sensitive'))
$$;
