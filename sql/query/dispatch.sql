-- What dispatch does around every writing request.

-- name: event_add
insert into event (space_id, category, user_id, username, identified_with, user_agent, address, message,
	related, message_references, details, request_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[], $10::jsonb, $11::jsonb, $12);

-- name: idempotency_lock
-- Repeats of one key wait for each other.
select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0));

-- name: idempotency_get
select request_hash, status, content_type, body from idempotency
where user_id = $1 and key = $2 and created > now() - interval '1 day';

-- name: idempotency_add
insert into idempotency (user_id, key, request_hash, status, content_type, body)
values ($1, $2, $3, $4::integer, $5, $6)
on conflict (user_id, key) do update set request_hash = excluded.request_hash, status = excluded.status,
	content_type = excluded.content_type, body = excluded.body, created = now();
