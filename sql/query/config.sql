-- Rules of configuration documents (lib/model): defaults, orders, first states.

-- name: sort_order_next
-- Kind, space: the place after the last one.
select coalesce(max(sort_order) + 1, 0) from resource where kind = $1 and space_id = $2;

-- name: default_of_kind
-- Kind, space: the one with IsDefault.
select id from resource
where kind = $1 and space_id = $2 and doc->>'IsDefault' = 'true'
order by seq limit 1;

-- name: channel_default_clear
-- Project, the channel that is its default now.
update resource set doc = jsonb_set(doc, '{IsDefault}', 'false'), version = version + 1
where kind = 'channel' and owner_id = $1 and id <> $2 and doc->>'IsDefault' = 'true';

-- name: worker_pool_default_clear
-- Space, the pool that is its default now.
update resource set doc = jsonb_set(doc, '{IsDefault}', 'false'), version = version + 1
where kind = 'workerpool' and space_id = $1 and id <> $2 and doc->>'IsDefault' = 'true';

-- name: machine_state_add
insert into machine_state (machine_id) values ($1) on conflict (machine_id) do nothing;

-- name: machine_state_forget
-- Machine, its endpoint before and now.
update machine_state set health = 'Unknown', checked = null, task_id = null, log = '[]',
	summary = 'The way to reach this machine was changed. Please perform a health check.'
where machine_id = $1 and $2::jsonb <> $3::jsonb;

-- name: sort_order_get
-- Kind, space: ids in their order.
select coalesce(json_agg(id order by sort_order, name_key, seq), '[]') from resource
where kind = $1 and space_id = $2;

-- name: sort_order_set
-- Kind, space, ids in their new order; what is not named follows in its old order.
with wanted as (
	select id, n - 1 as place from unnest($3::text[]) with ordinality o (id, n)
), rest as (
	select r.id, cardinality($3::text[]) + row_number() over (order by r.sort_order, r.name_key, r.seq) - 1 as place
	from resource r
	where r.kind = $1 and r.space_id = $2 and not (r.id = any ($3::text[]))
), places as (
	select * from wanted union all select * from rest
)
update resource r set sort_order = p.place, doc = jsonb_set(r.doc, '{SortOrder}', to_jsonb(p.place)),
	version = r.version + 1
from places p where p.id = r.id and r.sort_order <> p.place;

-- name: environment_summary
-- Space, part of the name (null: all).
select (machine_counts(array(select m from resource m where m.kind = 'machine' and m.space_id = $1))
	|| jsonb_build_object('EnvironmentSummaries', coalesce((
		select jsonb_agg(machine_counts(array(select m from resource m
			where m.kind = 'machine' and m.space_id = $1 and m.doc->'EnvironmentIds' ? e.id))
			|| jsonb_build_object('Environment', present(e)) order by e.sort_order, e.name_key)
		from resource e where e.kind = 'environment' and e.space_id = $1
		and ($2::text is null or position(lower($2::text collate "und-x-icu") in e.name_key) > 0)
	), '[]')))::text;

-- name: worker_pool_summary
-- Space, part of the name (null: all).
select (machine_counts(array(select m from resource m where m.kind = 'worker' and m.space_id = $1))
	|| jsonb_build_object('WorkerPoolSummaries', coalesce((
		select jsonb_agg(machine_counts(array(select m from resource m
			where m.kind = 'worker' and m.space_id = $1 and m.doc->'WorkerPoolIds' ? e.id))
			|| jsonb_build_object('WorkerPool', present(e)) order by e.sort_order, e.name_key)
		from resource e where e.kind = 'workerpool' and e.space_id = $1
		and ($2::text is null or position(lower($2::text collate "und-x-icu") in e.name_key) > 0)
	), '[]')))::text;

-- name: space_search
-- Space, part of a name.
select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name, 'Type', search_type(kind)) order by name_key), '[]')::text
from (
	select id, name, kind, name_key from resource
	where space_id = $1 and search_type(kind) is not null
	and position(lower($2::text collate "und-x-icu") in name_key) > 0
	order by name_key limit 50
) found;

-- name: variable_scopes_clean
-- Space, key of scopes, ids that are no more: out of all live variable sets.
update resource s set doc = jsonb_set(s.doc, '{Variables}', variables_without(s.doc->'Variables', $2, $3::text[])),
	version = s.version + 1
where s.kind = 'variableset' and s.space_id = $1 and s.id not like '%-s-%'
and s.doc->'Variables' <> variables_without(s.doc->'Variables', $2, $3::text[]);

-- name: variable_scope_ids
-- Owner of a variable set: what belongs to it and may be named in scopes, by key.
select 'Channel', id from resource where kind = 'channel' and owner_id = $1
union all
select 'Action', s.value->>'Id' from resource p, jsonb_array_elements(p.doc->'Steps') s
where p.id = 'deploymentprocess-' || $1::text
union all
select 'Action', a.value->>'Id' from resource p, jsonb_array_elements(p.doc->'Steps') s,
	jsonb_array_elements(s.value->'Actions') a
where p.id = 'deploymentprocess-' || $1::text;

-- name: channel_variables
-- Project, channel: variables that are scoped to it.
select string_agg(distinct v.value->>'Name', ', ')
from resource s, jsonb_array_elements(s.doc->'Variables') v
where s.kind = 'variableset' and s.owner_id = $1 and s.id not like '%-s-%' and v.value->'Scope'->'Channel' ? $2;

-- name: process_action_scopes_clean
-- Project: its variables without scopes to steps and actions that its process no longer has.
with live as (
	select coalesce(array_agg(x.id), '{}') as ids
	from resource p, jsonb_array_elements(p.doc->'Steps') s,
	lateral (select s.value->>'Id' union all
		select a.value->>'Id' from jsonb_array_elements(s.value->'Actions') a) x (id)
	where p.id = 'deploymentprocess-' || $1::text
), gone as (
	select coalesce(array_agg(distinct x), '{}') as ids
	from live, resource s, jsonb_array_elements(s.doc->'Variables') v,
	lateral jsonb_array_elements_text(v.value->'Scope'->'Action') x
	where s.id = 'variableset-' || $1::text and not x = any (live.ids)
)
update resource s set doc = jsonb_set(s.doc, '{Variables}', variables_without(s.doc->'Variables', 'Action', gone.ids)),
	version = s.version + 1
from gone
where s.id = 'variableset-' || $1::text and gone.ids <> '{}';

-- name: channels_of_project
select id from resource where kind = 'channel' and owner_id = $1;

-- name: smtp_is_configured
select jsonb_build_object('IsConfigured',
	nullif(doc->>'SmtpHost', '') is not null and nullif(doc->>'SendEmailFrom', '') is not null)::text
from resource where id = $1;
