-- Releases and what belongs to them: lib/model/release.c, progress.c, lib/api/release*.c.

-- name: release_scene
-- Making a release; project: its document, locked, so that versions are given out one after the other.
select doc::text from resource where id = $1 and kind = 'project' for update;

-- name: release_channel
-- Project, wanted channel (null: the default one): its document.
select doc::text from resource
where kind = 'channel' and owner_id = $1
and case when $2::text is null then (doc->>'IsDefault')::boolean else lower(id) = lower($2) end
order by seq limit 1;

-- name: release_version_taken
-- Project, version, except this release: the id that has it.
select id from resource
where kind = 'release' and owner_id = $1 and name_key = lower($2::text collate "und-x-icu") and id <> coalesce($3, '');

-- name: snapshot_source
-- Process and variable set of a project: id, Version, document.
select id, version - 1, doc::text from resource
where owner_id = $1 and kind in ('deploymentprocess', 'variableset') and id not like '%-s-%'
order by kind for share;

-- name: snapshot_libraries
-- Variable sets that a project includes, in that order: id, Version.
select v.id, v.version - 1
from resource p, jsonb_array_elements_text(p.doc->'IncludedLibraryVariableSetIds') with ordinality l (id, n)
join resource v on v.id = 'variableset-' || l.id
where p.id = $1 order by l.n for share of v;

-- name: snapshot_add
-- Live id, id of the copy, release, segment of the path.
insert into resource (id, kind, space_id, owner_id, seq, name, version, doc, modified_by)
select $2, kind, space_id, $3, next_number('snapshot'), $2, version,
	doc || jsonb_build_object('Id', $2::text, 'Links',
		jsonb_build_object('Self', '/api/' || space_id || '/' || $4 || '/' || $2)), modified_by
from resource where id = $1;

-- name: release_set_variables
-- Release, id of the new copy of the variables, who, ids of those from the library.
update resource set doc = doc
	|| jsonb_build_object('ProjectVariableSetSnapshotId', $2::text)
	|| jsonb_build_object('LibraryVariableSetSnapshotIds', $4::jsonb)
	|| jsonb_build_object('Links', doc->'Links' || jsonb_build_object('ProjectVariableSnapshot',
		'/api/' || space_id || '/variables/' || $2::text)),
	version = version + 1, modified = now(), modified_by = $3
where id = $1;

-- name: release_progress
-- Every decision about where a release may go: its lifecycle, the environments of the space in
-- their order, successes, whether a defect is open.
select l.doc::text,
	(select coalesce(jsonb_agg(jsonb_build_object('Id', e.id, 'Name', e.name) order by e.sort_order, e.name_key), '[]')::text
		from resource e where e.kind = 'environment' and e.space_id = r.space_id),
	exists (select 1 from defect d where d.release_id = r.id and d.resolved is null),
	p.doc::text
from resource r
join resource p on p.id = r.owner_id
join resource c on c.id = r.doc->>'ChannelId'
join resource l on l.id = coalesce(nullif($2::text, ''), nullif(c.doc->>'LifecycleId', ''), p.doc->>'LifecycleId')
where r.id = $1 and r.kind = 'release';

-- name: release_successes
select distinct d.environment_id, d.tenant_id
from deployment d join task t on t.id = d.task_id
where d.release_id = $1 and t.state = 'Success';

-- name: release_visited
-- Environments it was ever deployed to.
select distinct environment_id from deployment where release_id = $1;

-- name: release_open_task
select t.id, t.description from deployment d join task t on t.id = d.task_id
where d.release_id = $1 and t.state in ('Queued', 'Executing') limit 1;

-- name: release_remove_tasks
-- Before the release goes: logs go with their tasks.
delete from task where id in (select task_id from deployment where release_id = $1);

-- name: release_list
-- Lists of a project's or channel's releases: project, part of the version, channel, skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select present(r)::text as text from resource r
	where r.kind = 'release' and r.owner_id = $1
	and ($2::text is null or position(lower($2) in r.name_key) > 0)
	and ($3::text is null or r.doc->>'ChannelId' = $3)
	order by r.seq desc offset $4::bigint limit $5::bigint
) page;

-- name: release_count
select count(*) from resource r
where r.kind = 'release' and r.owner_id = $1
and ($2::text is null or position(lower($2) in r.name_key) > 0)
and ($3::text is null or r.doc->>'ChannelId' = $3);

-- name: release_by_version
-- Project; version or id.
select id from resource
where kind = 'release' and owner_id = $1
and (name_key = lower($2::text collate "und-x-icu") or lower(id) = lower($2))
order by (name_key = lower($2::text collate "und-x-icu")) desc limit 1;

-- name: release_phase_deployments
-- Progression of a release: environment, {Task, Deployment}, oldest first.
select d.environment_id, jsonb_build_object('Task', task_json(t), 'Deployment', present(r))::text
from deployment d join task t on t.id = d.task_id join resource r on r.id = d.id
where d.release_id = $1 order by r.seq;

-- name: release_is_behind
-- Whether process, variables and included variables changed since the release: three flags.
with frozen as (
	select s.id, s.version as frozen_version, l.version from resource s
	left join resource l on l.id = regexp_replace(s.id, '-s-[^-]*-[^-]*$', '')
	where s.owner_id = $1 and s.id like '%-s-%'
)
select coalesce((select f.version <> f.frozen_version from frozen f
		where f.id = r.doc->>'ProjectDeploymentProcessSnapshotId'), false),
	coalesce((select f.version <> f.frozen_version from frozen f
		where f.id = r.doc->>'ProjectVariableSetSnapshotId'), false),
	exists (select from frozen f where r.doc->'LibraryVariableSetSnapshotIds' ? f.id
		and f.version is distinct from f.frozen_version)
	or (select coalesce(array_agg('variableset-' || l.id order by l.id), '{}')
		from resource p, jsonb_array_elements_text(p.doc->'IncludedLibraryVariableSetIds') l (id) where p.id = r.owner_id)
	<> (select coalesce(array_agg(regexp_replace(x.id, '-s-[^-]*-[^-]*$', '') order by x.id), '{}')
		from jsonb_array_elements_text(r.doc->'LibraryVariableSetSnapshotIds') x (id))
from resource r where r.id = $1;

-- name: defect_list
select coalesce(jsonb_agg(jsonb_build_object('Id', d.id, 'Description', d.description,
		'Status', case when d.resolved is null then 'Unresolved' else 'Resolved' end,
		'Created', iso_time(d.created), 'CreatedBy', d.created_by, 'ResolvedBy', d.resolved_by,
		'ReleaseId', d.release_id, 'Links', jsonb_build_object('Self', '/api/' || r.space_id || '/releases/' || d.release_id || '/defects'))
	order by d.seq desc), '[]')::text, count(*)
from defect d join resource r on r.id = d.release_id where d.release_id = $1;

-- name: defect_unresolved
select id from defect where release_id = $1 and resolved is null;

-- name: defect_add
-- Release, description, who.
insert into defect (id, seq, release_id, description, created_by)
select 'Defects-' || n, n, $1, $2, $3 from nextval('number_defect') n;

-- name: defect_resolve
-- Release, who: what was wrong with it.
update defect set resolved = now(), resolved_by = $2 where release_id = $1 and resolved is null
returning description;

-- name: release_versions
-- Versions of a project's releases and the names of their channels: the next version is made from them.
select r.name, c.name from resource r left join resource c on c.id = r.doc->>'ChannelId'
where r.kind = 'release' and r.owner_id = $1;
