-- Who asks: once a request.

-- name: auth_by_key
-- The key's hash. last_used is written at most every ten minutes.
with used as (
	update api_key set last_used = now()
	where key_hash = $1 and (last_used is null or last_used < now() - interval '10 minutes')
)
select u.id, u.name, u.doc->>'DisplayName',
	exists (select 1 from resource t where t.id = 'teams-administrators' and t.doc->'MemberUserIds' ? u.id)
from api_key k join resource u on u.id = k.user_id
where k.key_hash = $1 and (k.expires is null or k.expires > now()) and (u.doc->>'IsActive')::boolean;

-- name: auth_by_session
with seen as (
	update session set last_seen = now()
	where token_hash = $1 and last_seen < now() - interval '1 minute' and expires > now()
	and (is_remembered or last_seen > now() - interval '30 minutes')
)
select u.id, u.name, u.doc->>'DisplayName',
	exists (select 1 from resource t where t.id = 'teams-administrators' and t.doc->'MemberUserIds' ? u.id),
	s.id
from session s join resource u on u.id = s.user_id
where s.token_hash = $1 and s.expires > now() and (u.doc->>'IsActive')::boolean
and (s.is_remembered or s.last_seen > now() - interval '30 minutes');

-- name: session_add
insert into session (token_hash, user_id, is_remembered, expires, address, user_agent)
values ($1, $2, $3::boolean, now() + case when $3::boolean then interval '20 days' else interval '12 hours' end, $4, $5);

-- name: session_remove
delete from session where id = $1::bigint;

-- name: space_id_of
-- A space as it stands in a path: id, slug or name.
select id from resource where kind = 'space' and (lower(id) = lower($1) or slug = lower($1) or name_key = lower($1::text collate "und-x-icu"))
order by (lower(id) = lower($1)) desc limit 1;
