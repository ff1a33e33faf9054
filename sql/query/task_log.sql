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
-- In the order of the tree; the last column is that of the order: nodes of attempts came
-- later than what stands behind their unit.
select id, coalesce(parent_id, 0), kind, name, status,
	to_char(started, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'),
	to_char(ended, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), progress, progress_message,
	case when kind = 'attempt' then parent_id else id end as place
from activity where task_id = $1 order by place, activity.id;

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

-- name: log_timeline
-- What a task planned and did, without a line of its log: its nodes in the order of the plan,
-- each with its attempts and with its waits for people, and what the plan left out.
with recursive node as (
	select a.*, array[a.n] as path from activity a where a.task_id = $1 and a.parent_id is null
	union all
	select a.*, p.path || a.n from node p join activity a on a.task_id = $1 and a.parent_id = p.id
	where a.kind <> 'attempt'
), attempts as (
	select p.activity_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
		'State', case when p.state = 'interrupted' then 'Interrupted' when p.state <> 'done' then 'Running'
			when p.reason = 'cancelled' then 'Canceled' when p.exit_code = 0 and p.reason = '' then 'Success'
			else 'Failed' end,
		'Started', iso_time(p.started), 'Ended', iso_time(p.ended))) order by p.n) as list
	from attempt p join node on node.id = p.activity_id where p.state <> 'none' group by p.activity_id
), waits as (
	select i.activity_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object('Id', i.id, 'Type', i.kind, 'Result', i.result,
		'Started', iso_time(i.created), 'Ended', iso_time(coalesce(i.answered, i.closed)))) order by i.n) as list
	from interruption i where i.task_id = $1 group by i.activity_id
)
select jsonb_build_object('TaskId', t.id, 'Started', iso_time(t.start_time), 'Ended', iso_time(t.completed_time),
	'StepsLeftOut', coalesce(root.data -> 'StepsLeftOut', '[]'),
	'MachinesLeftOut', coalesce(root.data -> 'MachinesLeftOut', '[]'),
	'Nodes', coalesce((
		select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
			'Id', t.id || '_' || a.id, 'ParentId', t.id || '_' || a.parent_id, 'Kind', a.kind,
			'Number', nullif(a.number, ''), 'Name', coalesce(a.data ->> 'Title', a.name), 'Group', a.group_n,
			'Status', a.status, 'Started', iso_time(a.started), 'Ended', iso_time(a.ended),
			'MachineId', a.machine_id, 'MachineName', a.data ->> 'MachineName',
			'Condition', nullif(a.condition, 'Success'), 'Expression', a.data ->> 'Expression',
			'Window', a.data -> 'Window', 'IsRolling', a.data -> 'IsRolling',
			'Reason', case when a.status = 'Canceled' and p.list is null and i.list is null and a.kind = 'unit'
				then 'The task was canceled before this began'
				else coalesce(a.data ->> 'Reason', case when a.parent_id is not null then a.skip_reason end) end,
			'RetryTime', iso_time(a.retry_at), 'Attempts', p.list, 'Waits', i.list)) order by a.path)
		from node a left join attempts p on p.activity_id = a.id left join waits i on i.activity_id = a.id), '[]'))::text
from task t left join node root on root.parent_id is null where t.id = $1;

-- name: log_size
select coalesce(sum(octet_length(c.body)), 0) from log_chunk c join activity a on a.id = c.activity_id
where a.task_id = $1;

-- name: log_page
-- The raw log reads an activity in pages.
select first_line, line_count, body from log_chunk
where activity_id = $1::bigint and first_line >= $2::integer
order by first_line limit 32;

-- name: log_activity
-- An activity of a task: how many lines are shown of it, and the number of its last one.
select coalesce(sum(case when $3::boolean then c.line_count else c.line_count - c.verbose_count end), 0),
	coalesce(max(c.first_line + c.line_count - 1), 0)
from activity a left join log_chunk c on c.activity_id = a.id
where a.task_id = $1 and a.id = $2::bigint
group by a.id;

-- name: log_before
-- Chunks with shown lines before one, the last first.
select first_line, body from log_chunk
where activity_id = $1::bigint and first_line < $2::bigint
	and ($3::boolean or line_count > verbose_count)
order by first_line desc limit 16;

-- name: log_from
-- Chunks with shown lines from one on.
select first_line, body, first_line + line_count from log_chunk
where activity_id = $1::bigint and first_line >= coalesce(
	(select max(first_line) from log_chunk where activity_id = $1::bigint and first_line <= $2::bigint), 0)
	and ($3::boolean or line_count > verbose_count)
order by first_line limit 16;

-- name: log_search
-- The lines of the next chunks of an activity that contain $3, whatever its case, colours
-- left out; before them a row with the line that the next stretch begins at, null at the
-- end. Text of ASCII alone is compared as bytes, which is ten times as fast.
with page as materialized (
	select first_line, line_count, body, case when strpos(body, chr(27)) = 0 then body
		else regexp_replace(body, chr(27) || '[[][0-9;:]*m', '', 'g') end as plain
	from log_chunk where activity_id = $1::bigint and first_line >= $2::bigint
	order by first_line limit 32
), hit as (
	select first_line, body from page
	where case when octet_length($3) = length($3)
		then strpos(lower(plain collate "C"), lower($3 collate "C")) > 0
		else strpos(lower(plain), lower($3)) > 0 end
), line as (
	select h.first_line + l.n - 1 as number, l.record,
		regexp_replace(split_part(l.record, chr(9), 2), '^$', '0') as category,
		regexp_replace(substr(l.record, length(split_part(l.record, chr(9), 1)) +
			length(split_part(l.record, chr(9), 2)) + 3), chr(27) || '[[][0-9;:]*m', '', 'g') as plain
	from hit h, string_to_table(h.body, chr(10)) with ordinality l(record, n)
)
select null as number, (select max(first_line + line_count)::text from page) as record
union all (
	select number, record || chr(10) from line
	where strpos(lower(plain), lower($3)) > 0 and ($4::boolean or category::integer >= 200)
	order by number limit $5::bigint
)
order by 1 nulls first;
