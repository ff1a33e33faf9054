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
