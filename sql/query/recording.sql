-- Recordings: what record.c stores with each writing request, what recordings.c shows.

-- name: recording_running
-- Every writing request. User, session (null: none): the recording that takes it, which
-- is locked so that its requests come one after the other.
select r.id from recording r
where r.user_id = $1 and r.ended is null and r.started > now() - interval '1 day'
and (r.session_id is null or r.session_id = $2::bigint)
for update;

-- name: recording_next
-- With the lock: the number of the next request, and how many there are.
select coalesce(max(n), 0) + 1, count(*) from recording_item where recording_id = $1;

-- name: recording_item_add
-- recording, number, method, path, query, body, upload, status, outputs, names
insert into recording_item (recording_id, n, method, path, query, body, upload, status, outputs, names)
values ($1, $2::integer, $3, $4, $5, $6::jsonb, $7::jsonb, $8::integer, $9::jsonb, $10::jsonb);

-- name: recording_names
-- Ids: {id: {Kind, Name, OwnerId}} of those that exist, and of what they belong to. What a
-- task asked people belongs to the task.
with recursive wanted (id) as (
	select unnest($1::text[]) collate "C"
	union
	select r.owner_id from resource r join wanted w on w.id = r.id
	where r.owner_id is not null and r.kind in ('channel', 'release', 'deploymentprocess', 'variableset')
)
select coalesce(jsonb_object_agg(found.id, jsonb_build_object('Kind', found.kind, 'Name', found.name, 'OwnerId', found.owner_id)), '{}')::text
from (
	select r.id, r.kind, r.name, r.owner_id from resource r join wanted w on w.id = r.id
	union all
	select i.id, 'interruption', i.title, i.task_id from interruption i join wanted w on w.id = i.id
) found;

-- name: recording_start
-- User, session (null: all requests), name: the id. One that was forgotten for a day ends first.
with forgotten as (
	update recording set ended = started + interval '1 day'
	where user_id = $1 and ended is null and started <= now() - interval '1 day'
), old as (
	delete from recording where started < now() - interval '30 days'
)
insert into recording (id, user_id, session_id, name)
select 'Recordings-' || next_number('recording'), $1, $2::bigint, $3
returning id;

-- name: recording_end_forgotten
update recording set ended = started + interval '1 day'
where user_id = $1 and ended is null and started <= now() - interval '1 day';

-- name: recording_list
-- User, only running ones, skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select recording_json(r, false)::text as text from recording r
	where r.user_id = $1 and (not $2::boolean or recording_is_running(r))
	order by r.seq desc offset $3::bigint limit $4::bigint
) page;

-- name: recording_count
select count(*) from recording r where r.user_id = $1 and (not $2::boolean or recording_is_running(r));

-- name: recording_get
-- Id, user.
select recording_json(r, true)::text from recording r where r.id = $1 and r.user_id = $2;

-- name: recording_rename
update recording set name = $3 where id = $1 and user_id = $2;

-- name: recording_stop
update recording set ended = coalesce(ended, least(now(), started + interval '1 day')) where id = $1 and user_id = $2;

-- name: recording_remove
delete from recording where id = $1 and user_id = $2;

-- name: recording_item_remove
delete from recording_item i using recording r
where r.id = i.recording_id and r.id = $1 and r.user_id = $2 and i.n = $3::integer;

-- name: recording_export
-- Id, user: name, items in order with everything that an export needs.
select r.name, (select coalesce(jsonb_agg(jsonb_build_object('Number', i.n, 'Method', i.method, 'Path', i.path,
		'Query', i.query, 'Body', i.body, 'Upload', i.upload, 'Outputs', i.outputs, 'Names', i.names) order by i.n), '[]')::text
	from recording_item i where i.recording_id = r.id and i.status < 300)
from recording r where r.id = $1 and r.user_id = $2;
