-- Dashboard and progression of projects: lib/api/dashboard.c.

-- name: dashboard
-- space, projects, environments, part of the name, groups, with previous ones, skip, take
select dashboard_json($1, $2::text[], $3::text[], $4, $5::text[], $6::boolean, $7::bigint, $8::bigint)::text;

-- name: dashboard_configuration_get
select doc::text from dashboard_configuration where user_id = $1 and space_id = $2;

-- name: dashboard_configuration_put
insert into dashboard_configuration (user_id, space_id, doc) values ($1, $2, $3::jsonb)
on conflict (user_id, space_id) do update set doc = excluded.doc;

-- name: progression_project
-- Channels and their environments: {"Channels-1": ["Environments-1"]}, lifecycles {id: document}.
select coalesce((select jsonb_object_agg(c.id, lifecycle_environment_ids(l.doc, p.space_id))
		from resource c join resource l on l.id = coalesce(nullif(c.doc->>'LifecycleId', ''), p.doc->>'LifecycleId')
		where c.kind = 'channel' and c.owner_id = p.id), '{}')::text,
	coalesce((select jsonb_object_agg(c.id, l.doc)
		from resource c join resource l on l.id = coalesce(nullif(c.doc->>'LifecycleId', ''), p.doc->>'LifecycleId')
		where c.kind = 'channel' and c.owner_id = p.id), '{}')::text,
	(select coalesce(jsonb_agg(jsonb_build_object('Id', e.id, 'Name', e.name) order by e.sort_order, e.name_key), '[]')::text
		from resource e where e.kind = 'environment' and e.space_id = p.space_id)
from resource p where p.id = $1;

-- name: progression_releases
-- Project, how many: channel, release, its channel's document, deployments, open defect, successes.
select r.doc->>'ChannelId', present(r)::text, c.doc::text, progression_deployments(r.id, $1)::text,
	exists (select 1 from defect f where f.release_id = r.id and f.resolved is null),
	(select coalesce(jsonb_agg(distinct jsonb_build_array(d.environment_id, d.tenant_id)), '[]')
		from deployment d join task t on t.id = d.task_id where d.release_id = r.id and t.state = 'Success')::text
from progression_releases($1, $2::integer) r left join resource c on c.id = r.doc->>'ChannelId'
order by r.seq desc;
