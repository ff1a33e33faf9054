-- Reading events (lib/api/events.c); dispatch and runner write them.

-- name: event_json
select event_json(e)::text from event e
where e.seq = $1::bigint and ($2::text is null or e.space_id is null or e.space_id = $2);

-- name: event_page
-- Filters as events_matching has them; skip, take.
select coalesce('[' || string_agg(page.text, ',') || ']', '[]') from (
	select event_json(e)::text as text
	from events_matching($1, $2::boolean, $3::bigint[], $4::timestamptz, $5::timestamptz, $6::text[], $7::text[],
		$8::text[], $9::text[], $10::text[], $11::text[], $12::bigint, $13::bigint) e
	order by e.seq desc offset $14::bigint limit $15::bigint
) page;

-- name: event_total
select count(*)
from events_matching($1, $2::boolean, $3::bigint[], $4::timestamptz, $5::timestamptz, $6::text[], $7::text[],
	$8::text[], $9::text[], $10::text[], $11::text[], $12::bigint, $13::bigint) e;

-- name: event_csv
-- As event_page, one line an event.
select coalesce(string_agg(page.line, E'\r\n') || E'\r\n', '') from (
	select event_csv(e) as line
	from events_matching($1, $2::boolean, $3::bigint[], $4::timestamptz, $5::timestamptz, $6::text[], $7::text[],
		$8::text[], $9::text[], $10::text[], $11::text[], $12::bigint, $13::bigint) e
	order by e.seq desc offset $14::bigint limit $15::bigint
) page;
