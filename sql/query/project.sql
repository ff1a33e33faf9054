-- Projects: logos, what their pages count, variables of their sets.

-- name: logo_get
select hash, content_type, content from logo where resource_id = $1;

-- name: logo_set
-- Resource, hash, type, bytes: the hash of the one before.
with old as (select hash from logo where resource_id = $1)
insert into logo (resource_id, hash, content_type, content) values ($1, $2, $3, $4::bytea)
on conflict (resource_id) do update set hash = excluded.hash, content_type = excluded.content_type,
	content = excluded.content
returning (select hash from old);

-- name: logo_remove
delete from logo where resource_id = $1 returning hash;

-- name: project_summary
select jsonb_build_object(
	'HasDeploymentProcess', exists (select from resource p where p.id = 'deploymentprocess-' || $1::text
		and jsonb_array_length(p.doc->'Steps') > 0),
	'HasRunbooks', false)::text;

-- name: project_summaries
-- Space, ids (null: all): the light list for pickers.
select coalesce(jsonb_agg(jsonb_build_object('Id', id, 'Name', name, 'Slug', slug,
	'IsDisabled', doc->'IsDisabled', 'ProjectGroupId', doc->'ProjectGroupId') order by name_key), '[]')::text
from resource
where kind = 'project' and space_id = $1 and ($2::text[] is null or lower(id) = any ($2::text[]));

-- name: project_last_release
-- The newest release of a project, in a channel (null: any).
select r.doc->>'Version' from resource r
where r.kind = 'release' and r.doc->>'ProjectId' = $1 and ($2::text is null or r.doc->>'ChannelId' = $2)
order by r.seq desc limit 1;

-- name: project_release_choices
-- What a step that deploys this project can choose from: its name, the newest versions.
select p.name, (select coalesce(jsonb_agg(r.name order by r.seq desc), '[]')
	from (select name, seq from resource where kind = 'release' and owner_id = p.id order by seq desc limit 100) r)::text
from resource p where p.id = $1 and p.kind = 'project';

-- name: project_last_packages
-- What was chosen for the newest release of a project.
select doc::text from resource where kind = 'release' and owner_id = $1 order by seq desc limit 1;

-- name: project_default_channel
select id from resource where kind = 'channel' and owner_id = $1 and doc->>'IsDefault' = 'true';

-- name: variable_names
-- Space, project (null: everything) with what it includes from the library.
select coalesce(jsonb_agg(name order by lower(name)), '[]')::text from (
	select distinct v.value->>'Name' as name
	from resource s, jsonb_array_elements(s.doc->'Variables') v
	where s.kind = 'variableset' and s.space_id = $1 and s.id not like '%-s-%'
	and ($2::text is null or s.owner_id = $2 or s.owner_id in (
		select jsonb_array_elements_text(p.doc->'IncludedLibraryVariableSetIds') from resource p where p.id = $2))
) names;

-- name: variable_sources_live
-- Project: its variables and the included ones, in order: set, id and name of its owner.
select s.doc::text, o.id, o.name
from resource p
cross join lateral (select p.id, 0::bigint as n union all
	select l.id, l.n from jsonb_array_elements_text(p.doc->'IncludedLibraryVariableSetIds') with ordinality l (id, n)) x
join resource s on s.id = 'variableset-' || x.id
join resource o on o.id = x.id
where p.id = $1 order by x.n;

-- name: variable_sources_frozen
-- Release: the same as it froze them.
select s.doc::text, s.doc->>'OwnerId', coalesce(o.name, s.doc->>'OwnerId')
from resource r
cross join lateral (select r.doc->>'ProjectVariableSetSnapshotId' as id, 0::bigint as n union all
	select l.id, l.n from jsonb_array_elements_text(r.doc->'LibraryVariableSetSnapshotIds') with ordinality l (id, n)) x
join resource s on s.id = x.id
left join resource o on o.id = s.doc->>'OwnerId'
where r.id = $1 order by x.n;

-- name: library_set_usages
-- Projects that include a library variable set, releases with a frozen copy of it.
select jsonb_build_object(
	'Projects', coalesce((
		select jsonb_agg(jsonb_build_object('ProjectId', p.id, 'ProjectName', p.name, 'ProjectSlug', p.slug)
			order by p.name_key)
		from reference f join resource p on p.id = f.from_id
		where f.to_id = $1 and p.kind = 'project'), '[]'),
	'Releases', coalesce((
		select jsonb_agg(jsonb_build_object('ReleaseId', r.id, 'ReleaseVersion', r.name,
			'ProjectId', r.owner_id) order by r.seq desc)
		from resource v join resource r on r.id = v.owner_id
		where v.kind = 'variableset' and v.id like 'variableset-' || $1::text || '-s-%'
		and r.doc->'LibraryVariableSetSnapshotIds' ? v.id), '[]'),
	'Links', jsonb_build_object('Self', '/api/' || l.space_id || '/libraryvariablesets/' || l.id || '/usages'))::text
from resource l where l.id = $1;

-- name: variable_sets
-- Space, ids: sets as an array.
select coalesce('[' || string_agg(present(r)::text, ',' order by r.id) || ']', '[]')
from resource r
where r.kind = 'variableset' and r.space_id = $1 and lower(r.id) = any ($2::text[]);

-- name: variables_singly_scoped
-- Space, key of scopes, id: variables whose every value there is for this alone, by set. They
-- go when it goes.
select jsonb_build_object('HasUnauthorizedProjectVariables', false,
	'HasUnauthorizedLibraryVariableSetVariables', false,
	'VariableMap', coalesce(jsonb_object_agg(sets.id, sets.names), '{}'))::text
from (
	select s.id, jsonb_agg(distinct v.value->>'Name') as names
	from resource s, jsonb_array_elements(s.doc->'Variables') v
	where s.kind = 'variableset' and s.space_id = $1 and s.id not like '%-s-%'
	and v.value->'Scope'->$2 = jsonb_build_array($3::text)
	group by s.id
) sets;
