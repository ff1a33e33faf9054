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
