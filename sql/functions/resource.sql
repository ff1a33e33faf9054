-- What a read of a document answers: the document, plus what depends on other
-- rows or the clock. Replaced at every start.

-- Functions of different files call each other.
set local check_function_bodies = off;

-- The next number of a kind; sequences are made by the migrations, one a kind. Kinds
-- whose ids come from their owner (processes, variable sets) have none.
create or replace function next_number(wanted_kind text) returns bigint language sql volatile as $$
	select case when to_regclass('number_' || wanted_kind) is null then 0
		else nextval('number_' || wanted_kind) end
$$;

-- A free slug like the wanted one within a kind, space and owner.
create or replace function free_slug(wanted_kind text, in_space text, of_owner text, wanted text)
returns text language plpgsql as $$
declare
	candidate text := wanted;
	n integer := 1;
begin
	while exists (
		select 1 from resource
		where kind = wanted_kind and coalesce(space_id, '') = coalesce(in_space, '')
		and coalesce(owner_id, '') = coalesce(of_owner, '') and slug = candidate
	) loop
		n := n + 1;
		candidate := wanted || '-' || n;
	end loop;
	return candidate;
end $$;

-- Stable, not immutable, as to_char is: only then it is inlined.
create or replace function iso_time(t timestamptz) returns text language sql stable as $$
	select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"')
$$;

create or replace function machine_extra(machine text, doc jsonb) returns jsonb language sql stable as $$
	select coalesce((
		select jsonb_build_object(
			'HealthStatus', s.health,
			'Status', case when (doc->>'IsDisabled')::boolean then 'Disabled'
				when s.health in ('Healthy', 'HasWarnings') then 'Online'
				when s.health = 'Unknown' then 'Unknown' else 'Offline' end,
			'StatusSummary', s.summary,
			'OperatingSystem', s.operating_system,
			'ShellName', s.shell_name,
			'ShellVersion', s.shell_version,
			'Architecture', s.architecture,
			'HasLatestCalamari', true,
			'IsInProcess', false)
		from machine_state s where s.machine_id = machine
	), '{}'::jsonb)
$$;

-- Names that scopes of a variable set may use (api-resources: ScopeValues).
create or replace function scope_values(set_owner text, in_space text) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Environments', (select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name) order by sort_order, name_key), '[]')
			from resource where kind = 'environment' and space_id = in_space),
		'Machines', (select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name) order by name_key), '[]')
			from resource where kind = 'machine' and space_id = in_space),
		'Channels', (select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name) order by name_key), '[]')
			from resource where kind = 'channel' and owner_id = set_owner),
		'Roles', (select coalesce(jsonb_agg(jsonb_build_object('Id', role, 'Name', role) order by lower(role)), '[]')
			from (select distinct r.role from resource m, jsonb_array_elements_text(m.doc->'Roles') r(role)
				where m.kind = 'machine' and m.space_id = in_space) roles),
		'Actions', (select coalesce(jsonb_agg(jsonb_build_object('Id', a.value->>'Id', 'Name', a.value->>'Name')), '[]')
			from resource p, jsonb_array_elements(p.doc->'Steps') s, jsonb_array_elements(s.value->'Actions') a
			where p.kind = 'deploymentprocess' and p.owner_id = set_owner),
		'TenantTags', (select coalesce(jsonb_agg(jsonb_build_object('Id', t.name || '/' || (g.value->>'Name'),
				'Name', t.name || '/' || (g.value->>'Name')) order by t.sort_order, t.name_key), '[]')
			from resource t, jsonb_array_elements(t.doc->'Tags') g where t.kind = 'tagset' and t.space_id = in_space),
		'Processes', (select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name, 'ProcessType', 'Deployment')), '[]')
			from resource where id = set_owner and kind = 'project'))
$$;

create or replace function present(r resource) returns jsonb language sql stable as $$
	select case r.kind
		when 'machine' then r.doc || machine_extra(r.id, r.doc)
		when 'worker' then r.doc || machine_extra(r.id, r.doc)
		when 'variableset' then r.doc || jsonb_build_object('Version', r.version - 1,
			'ScopeValues', scope_values(coalesce(r.doc->>'OwnerId', r.owner_id), r.space_id))
		when 'team' then case when r.id = 'teams-everyone' then jsonb_set(r.doc, '{MemberUserIds}',
			(select coalesce(jsonb_agg(u.id order by u.seq), '[]') from resource u where u.kind = 'user'))
			else r.doc end
		when 'deploymentprocess' then r.doc || jsonb_build_object('Version', r.version - 1)
		when 'deployment' then r.doc || deployment_extra(r.id)
		when 'project' then case when exists (select 1 from logo where resource_id = r.id)
			then jsonb_set(r.doc, '{Links,Logo}', to_jsonb((r.doc->'Links'->>'Logo') || '?cb=' ||
				(select hash from logo where resource_id = r.id)))
			else r.doc end
		else r.doc end
$$;

-- One condition of a list filter: {"Path": ["A", "B"], "Op": "is|any|has|like", "Values": [...]}.
create or replace function filter_matches(doc jsonb, condition jsonb) returns boolean language sql immutable as $$
	select case condition->>'Op'
		when 'is' then lower(doc #>> array(select jsonb_array_elements_text(condition->'Path')))
			in (select lower(v) from jsonb_array_elements_text(condition->'Values') v)
		when 'any' then exists (
			select 1 from jsonb_array_elements_text(
				case when jsonb_typeof(doc #> array(select jsonb_array_elements_text(condition->'Path'))) = 'array'
				then doc #> array(select jsonb_array_elements_text(condition->'Path')) else '[]' end) have
			where lower(have) in (select lower(v) from jsonb_array_elements_text(condition->'Values') v))
		when 'like' then position(lower(condition->'Values'->>0) in
			lower(coalesce(doc #>> array(select jsonb_array_elements_text(condition->'Path')), ''))) > 0
		else false end
$$;

create or replace function filters_match(doc jsonb, conditions jsonb) returns boolean language sql immutable as $$
	select not exists (
		select 1 from jsonb_array_elements(conditions) c where filter_matches(doc, c) is not true)
$$;
