-- Documents: statements of lib/store/document.c and lib/model/write.c.

-- name: resource_text
-- Every read of one document.
select present(r)::text, r.version from resource r where r.id = $1;

-- name: resource_text_in
-- GET of one by its id: id, kind, space (null: any).
select present(r)::text, r.version from resource r
where r.id = $1 and r.kind = $2 and ($3::text is null or r.space_id = $3);

-- name: resource_find
-- The row of a document with what routing needs.
select r.id, r.kind, r.space_id, r.owner_id, r.version from resource r where r.id = $1;

-- name: resource_id_of
-- By id, slug or name: kind, space, owner (null: any), key.
select id from resource
where kind = $1 and ($2::text is null or space_id = $2 or space_id is null) and ($3::text is null or owner_id = $3)
and (lower(id) = lower($4) or slug = lower($4) or name_key = lower($4::text collate "und-x-icu"))
order by (lower(id) = lower($4)) desc, (slug = lower($4)) desc nulls last, seq
limit 1;

-- name: resource_all
select coalesce('[' || string_agg(present(r)::text, ',' order by r.sort_order, r.name_key, r.seq) || ']', '[]')
from resource r
where r.kind = $1 and ($2::text is null or r.space_id = $2) and ($3::text is null or r.owner_id = $3);

-- name: resource_list
-- kind, space, owner, ids, name, partial name, filters, newest first, skip, take
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select present(r)::text as text
	from resource r
	where r.kind = $1 and ($2::text is null or r.space_id = $2) and ($3::text is null or r.owner_id = $3)
	and ($4::text[] is null or lower(r.id) = any ($4::text[]))
	and ($5::text is null or r.name_key = lower($5::text collate "und-x-icu"))
	and ($6::text is null or position(lower($6::text collate "und-x-icu") in r.name_key) > 0)
	and ($7::jsonb = '[]' or filters_match(present(r), $7::jsonb))
	order by case when $8::boolean then -r.seq end,
		case when not $8::boolean then r.sort_order end,
		case when not $8::boolean then r.name_key end, r.seq
	offset $9::bigint limit $10::bigint
) page;

-- name: resource_count
-- As resource_list: kind, space, owner, ids, name, partial name, filters.
select count(*) from resource r
where r.kind = $1 and ($2::text is null or r.space_id = $2) and ($3::text is null or r.owner_id = $3)
and ($4::text[] is null or lower(r.id) = any ($4::text[]))
and ($5::text is null or r.name_key = lower($5::text collate "und-x-icu"))
and ($6::text is null or position(lower($6::text collate "und-x-icu") in r.name_key) > 0)
and ($7::jsonb = '[]' or filters_match(present(r), $7::jsonb));

-- name: resource_next
-- Kind; wanted slug in space and owner: the next number, a free slug.
select next_number($1), free_slug($1, $2, $3, $4);

-- name: resource_free_slug
select free_slug($1, $2, $3, $4);

-- name: resource_slug_is_free
-- Kind, space, owner, slug, except this id.
select not exists (
	select 1 from resource
	where kind = $1 and coalesce(space_id, '') = coalesce($2, '') and coalesce(owner_id, '') = coalesce($3, '')
	and slug = $4 and id <> coalesce($5, '')
);

-- name: resource_add
-- id, kind, space, owner, seq, name, slug, sort order, document, who
insert into resource (id, kind, space_id, owner_id, seq, name, slug, sort_order, doc, modified_by)
values ($1, $2, $3, $4, $5::bigint, $6, $7, $8::bigint, $9::jsonb, $10);

-- name: resource_lock
-- The row before it changes.
select doc::text, version, space_id, owner_id, kind, slug from resource where id = $1 for update;

-- name: resource_change
-- id, name, slug, sort order, document, who
update resource set name = $2, slug = $3, sort_order = $4::bigint, doc = $5::jsonb, modified = now(),
	modified_by = $6, version = version + 1
where id = $1;

-- name: resource_remove
delete from resource where id = $1;

-- name: resource_users
-- Who uses this and does not go along with it: kind, name, of at most 20.
with recursive going (id) as (
	select $1::text collate "C"
	union
	select r.id from resource r join going g on r.owner_id = g.id
)
select distinct r.kind, case when r.kind in ('deploymentprocess', 'variableset', 'deployment') then coalesce(o.name, r.name) else r.name end,
	r.doc->>'Name'
from reference f
join going g on g.id = f.to_id
join resource r on r.id = f.from_id
left join resource o on o.id = r.owner_id
where r.id not in (select id from going)
limit 20;

-- name: reference_clear
delete from reference where from_id = $1;

-- name: reference_add
-- from, pointers, ids
insert into reference (from_id, pointer, to_id)
select $1, p, t from unnest($2::text[], $3::text[]) x (p, t)
on conflict do nothing;

-- name: reference_target
-- An id as somebody typed it: its table spelling, kind, space.
select id, kind, space_id, owner_id from resource where lower(id) = lower($1);

-- name: secret_add
insert into secret (id, space_id, box, mac) values ($1, $2, $3::bytea, $4::bytea);

-- name: secret_reference_set
insert into secret_reference (owner_id, stable_key, secret_id, mac) values ($1, $2, $3, $4::bytea)
on conflict (owner_id, stable_key) do update set secret_id = excluded.secret_id, mac = excluded.mac;

-- name: secret_reference_get
select secret_id from secret_reference where owner_id = $1 and stable_key = $2;

-- name: secret_reference_all
select stable_key, secret_id from secret_reference where owner_id = $1;

-- name: secret_reference_keep
-- Owner; keys that stay.
delete from secret_reference where owner_id = $1 and not (stable_key = any ($2::text[]));

-- name: secret_open
select s.id, s.space_id, s.box, s.mac, r.mac
from secret_reference r join secret s on s.id = r.secret_id
where r.owner_id = $1 and r.stable_key = $2;
