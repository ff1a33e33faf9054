-- Step templates: their versions and who uses them.

-- name: action_template_keep
-- Template, id of the copy of its present version.
insert into resource (id, kind, space_id, owner_id, seq, name, version, doc, created, modified, modified_by)
select $2, 'actiontemplateversion', space_id, id, (doc->>'Version')::bigint, $2, version, doc, created, modified, modified_by
from resource where id = $1;

-- name: action_template_versions
-- Template: all its versions, newest first; skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select doc::text as text from resource
	where id = $1 or owner_id = $1 and kind = 'actiontemplateversion'
	order by (doc->>'Version')::bigint desc
	offset $2::bigint limit $3::bigint
) page;

-- name: action_template_version_count
select count(*) from resource where id = $1 or owner_id = $1 and kind = 'actiontemplateversion';

-- name: action_template_version
-- Template, version.
select doc::text from resource
where (id = $1 or owner_id = $1 and kind = 'actiontemplateversion') and doc->>'Version' = $2;

-- name: action_template_users
-- Template: project, step of each use in a live process.
select o.name, u.step_name
from action_template_uses($1) u
join resource p on p.id = u.process_id
join resource o on o.id = p.owner_id
order by o.name_key, u.at;

-- name: action_template_usage
-- Template: the answer of its Usage link.
select coalesce('[' || string_agg(jsonb_build_object(
	'ActionTemplateId', $1::text,
	'DeploymentProcessId', p.id,
	'ProcessId', p.id,
	'ProcessType', 'Deployment',
	'ActionId', u.action_id,
	'ActionName', u.action_name,
	'StepId', u.step_id,
	'StepName', u.step_name,
	'ProjectId', o.id,
	'ProjectName', o.name,
	'ProjectSlug', o.slug,
	'ReleaseId', null,
	'RunbookId', null,
	'RunbookName', null,
	'Branch', null,
	'Version', u.version,
	'Links', jsonb_build_object('DeploymentProcess', '/api/' || p.space_id || '/deploymentprocesses/' || p.id))::text,
	',' order by o.name_key, u.at) || ']', '[]')
from action_template_uses($1) u
join resource p on p.id = u.process_id
join resource o on o.id = p.owner_id;
