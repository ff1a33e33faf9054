-- Reading what a task did (lib/store/task_log.c).

-- name: log_task
-- Each details, raw log and poll of the live page.
select description, state, cancel_requested_at is not null, error_message, server_node,
	to_char(queue_time, 'YYYY-MM-DD HH24:MI:SS "UTC"'), to_char(start_time, 'YYYY-MM-DD HH24:MI:SS "UTC"'),
	to_char(completed_time, 'YYYY-MM-DD HH24:MI:SS "UTC"'),
	to_char(start_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'),
	to_char(completed_time, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), progress, progress_message
from task where id = $1;

-- name: log_activities
select id, coalesce(parent_id, 0), kind, name, status,
	to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'),
	to_char(ended, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), progress, progress_message
from activity where task_id = $1 order by id;

-- name: log_tails
-- The last chunks of each activity that hold $3 lines (verbose ones counted if $2).
select activity_id, first_line, body, left_lines from (
	select c.activity_id, c.first_line, c.body,
		sum(case when $2::boolean then c.line_count else c.line_count - c.verbose_count end)
			over (partition by c.activity_id order by c.first_line desc)
			- case when $2::boolean then c.line_count else c.line_count - c.verbose_count end as later,
		sum(case when $2::boolean then c.line_count else c.line_count - c.verbose_count end)
			over (partition by c.activity_id) as left_lines
	from log_chunk c join activity a on a.id = c.activity_id
	where a.task_id = $1
) t where later < $3::bigint
order by activity_id, first_line;

-- name: log_news
-- Chunks behind a cursor, about 256 KiB at once.
select id, activity_id, first_line, body from (
	select c.id, c.activity_id, c.first_line, c.body,
		sum(octet_length(c.body)) over (order by c.id) - octet_length(c.body) as before
	from log_chunk c join activity a on a.id = c.activity_id
	where a.task_id = $1 and c.id > $2::bigint
) t where before < 262144
order by id
limit 500;

-- name: log_size
select coalesce(sum(octet_length(c.body)), 0) from log_chunk c join activity a on a.id = c.activity_id
where a.task_id = $1;

-- name: log_page
-- The raw log reads an activity in pages.
select first_line, line_count, body from log_chunk
where activity_id = $1::bigint and first_line >= $2::integer
order by first_line limit 32;
