-- Tasks as the API lists and changes them: lib/api/tasks.c. Their logs: task_log.sql.

-- name: task_json
-- Id; space (null: any).
select task_json(t)::text from task t
where t.id = $1 and ($2::text is null or t.space_id is null or t.space_id = $2);

-- name: task_page
-- Filters as tasks_matching has them; states; skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select task_json(t)::text as text
	from tasks_matching($1, $2::boolean, $3::text[], $4::text[], $5, $6::text[], $7::text[], $8::text[], $9, $10::boolean,
		$11::boolean, $12::timestamptz, $13::timestamptz, $14::timestamptz, $15::timestamptz, $16::timestamptz,
		$17::timestamptz) t
	where $18::text[] is null or lower(task_state(t)) = any ($18::text[])
	order by t.seq desc offset $19::bigint limit $20::bigint
) page;

-- name: task_totals
-- Filters as task_page: how many match the states too; counts by state.
select count(*) filter (where $18::text[] is null or lower(state) = any ($18::text[])),
	jsonb_build_object(
		'Queued', count(*) filter (where state = 'Queued'), 'Executing', count(*) filter (where state = 'Executing'),
		'Success', count(*) filter (where state = 'Success'), 'Failed', count(*) filter (where state = 'Failed'),
		'Canceled', count(*) filter (where state = 'Canceled'), 'TimedOut', count(*) filter (where state = 'TimedOut'),
		'Cancelling', count(*) filter (where state = 'Cancelling'),
		'Interrupted', count(*) filter (where state = 'Executing' and waits))::text
from (
	select task_state(t) as state, t.has_pending_interruptions as waits
	from tasks_matching($1, $2::boolean, $3::text[], $4::text[], $5, $6::text[], $7::text[], $8::text[], $9, $10::boolean,
		$11::boolean, $12::timestamptz, $13::timestamptz, $14::timestamptz, $15::timestamptz, $16::timestamptz,
		$17::timestamptz) t
) found;

-- name: task_queued_behind
-- Task, skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select task_json(t)::text as text from tasks_before($1) t
	order by t.seq offset $2::bigint limit $3::bigint
) page;

-- name: task_queued_behind_count
select count(*) from tasks_before($1);

-- name: task_row
-- What changing a task needs, locked: name, description, state, space, arguments, environment.
select name, description, state, space_id, arguments::text, environment_id from task
where id = $1 and ($2::text is null or space_id is null or space_id = $2) for update;

-- name: task_set_state
-- A finished task, by a person: id, state, reason.
update task set state = $2, error_message = $3, updated = now() where id = $1 and state in ('Success', 'Failed', 'Canceled');
