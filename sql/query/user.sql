-- People, their passwords, keys and teams.

-- name: setup_lock
-- Until the end of the transaction; the same lock as migrations take.
select pg_advisory_xact_lock(7374696);

-- name: credential_set
insert into credential (user_id, password_hash) values ($1, $2)
on conflict (user_id) do update set password_hash = excluded.password_hash, changed = now();

-- name: sessions_remove_others
-- User, the session that stays (null: none).
delete from session where user_id = $1 and id is distinct from $2::bigint;

-- name: api_key_add
-- id, user, hash, hint, purpose, expires
insert into api_key (id, user_id, key_hash, hint, purpose, expires)
values ($1, $2, $3, $4, $5, $6::timestamptz);

-- name: team_member_add
-- Team, user: appends, with the reference that keeps the user from being deleted unseen.
with changed as (
	update resource set doc = jsonb_set(doc, '{MemberUserIds}', doc->'MemberUserIds' || to_jsonb($2::text)),
		version = version + 1
	where id = $1 and not doc->'MemberUserIds' ? $2
	returning id, jsonb_array_length(doc->'MemberUserIds') - 1 as place
)
insert into reference (from_id, pointer, to_id)
select id, '/MemberUserIds/' || place, $2 from changed
on conflict do nothing;

-- name: login_may_try
-- Log-in: are there tokens left for this account (5, one more every 30 s) and this
-- address (20, one more every 3 s)?
select not exists (
	select from login_bucket b
	join (values (lower($1::text collate "und-x-icu") collate "default", 5.0, 1.0 / 30), (lower($2::text), 20.0, 1.0 / 3)) l (key, cap, rate)
		on b.key = l.key
	where least(l.cap, b.tokens + extract(epoch from now() - b.updated) * l.rate) < 1
);

-- name: login_take
-- After a failed attempt: one token of the account, one of the address.
insert into login_bucket as b (key, tokens)
select l.key, l.cap - 1 from (values (lower($1::text collate "und-x-icu") collate "default", 5.0), (lower($2::text), 20.0)) l (key, cap)
on conflict (key) do update set updated = now(), tokens = greatest(0, -1 + least(
	case when b.key like 'user:%' then 5.0 else 20.0 end,
	b.tokens + extract(epoch from now() - b.updated) / case when b.key like 'user:%' then 30 else 3 end));

-- name: login_account
-- The active user with this name and its password.
select u.id, k.password_hash from resource u join credential k on k.user_id = u.id
where u.kind = 'user' and u.name_key = lower($1::text collate "und-x-icu") and (u.doc->>'IsActive')::boolean;

-- name: user_teams
select coalesce(jsonb_agg(jsonb_build_object('Id', t.id, 'Name', t.name, 'SpaceId', t.doc->'SpaceId',
	'IsDirectlyAssigned', true, 'ExternalSecurityGroups', '[]'::jsonb) order by t.name_key), '[]')::text
from resource t
where t.kind = 'team' and (t.id = 'teams-everyone' or t.doc->'MemberUserIds' ? $1);

-- name: user_membership
select coalesce(jsonb_agg(jsonb_build_object('TeamId', t.id, 'TeamName', t.name, 'UserId', $1::text,
	'SpaceId', t.doc->'SpaceId', 'IsDirectlyAssigned', true) order by t.name_key), '[]')::text
from resource t
where t.kind = 'team' and (t.id = 'teams-everyone' or t.doc->'MemberUserIds' ? $1);

-- name: user_standing
-- Administrator? And the teams, for the set of permissions.
select exists (select from resource t where t.id = 'teams-administrators' and t.doc->'MemberUserIds' ? $1),
	(select coalesce(jsonb_agg(jsonb_build_object('Id', t.id, 'Name', t.name, 'SpaceId', t.doc->'SpaceId') order by t.name_key), '[]')::text
		from resource t where t.kind = 'team' and (t.id = 'teams-everyone' or t.doc->'MemberUserIds' ? $1));

-- name: api_key_list
-- User, skip, take; newest first.
select coalesce((
	select jsonb_agg(api_key_json(k) order by k.seq desc)
	from (select * from api_key where user_id = $1 order by seq desc offset $2::bigint limit $3::bigint) k
), '[]')::text, (select count(*) from api_key where user_id = $1);

-- name: api_key_get
select api_key_json(k)::text from api_key k where k.user_id = $1 and lower(k.id) = lower($2);

-- name: api_key_remove
delete from api_key where user_id = $1 and lower(id) = lower($2) returning purpose;
