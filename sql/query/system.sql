-- Statements of the start.

-- name: migration_lock
-- Held by the session while it migrates; several starts wait for each other.
select pg_advisory_lock(7374696);

-- name: migration_unlock
select pg_advisory_unlock(7374696);

-- name: migration_table
create table if not exists migration (
	number integer primary key,
	title text not null,
	applied timestamptz not null default now()
);

-- name: migration_newest
-- ctl, once a start.
select coalesce(max(number), 0) from migration;

-- name: migration_add
insert into migration (number, title) values ($1::integer, $2);

-- name: settings_unsafe
-- ctl, once a start.
select name from pg_settings
where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off';

-- name: setting_get
select value from setting where key = $1;

-- name: setting_add
-- Keeps what is there.
insert into setting (key, value) values ($1, $2) on conflict (key) do nothing;
