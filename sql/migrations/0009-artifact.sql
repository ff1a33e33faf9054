-- Files that scripts leave and clients add to a task. The content is a file of the store
-- below SLIPWAY_HOME; the row is written after it is on the disk.
create table artifact (
	id text collate "C" primary key,		-- Artifacts-7
	seq bigint not null unique,
	space_id text collate "C",
	task_id text collate "C" not null references task (id) on delete cascade,
	activity_id bigint references activity (id) on delete cascade,	-- whose log names it; null: of the task
	attempt integer,				-- whose script left it; null: a client's
	n integer,					-- of the attempt, from 1
	filename text not null,
	source text not null default '',
	file text unique,				-- in the store; null: no content yet
	bytes bigint not null default 0,
	created timestamptz not null default now(),
	unique (activity_id, attempt, n)
);
create index artifact_task on artifact (task_id, seq);
create index artifact_list on artifact (space_id, seq desc);

-- Files that no artifact has any more: the runner deletes them.
create table artifact_trash (
	file text primary key,
	since timestamptz not null default now()
);

create function artifact_leaves_file() returns trigger language plpgsql as $$
begin
	insert into artifact_trash (file) values (old.file) on conflict do nothing;
	return null;
end $$;
create trigger artifact_deleted after delete on artifact for each row
	when (old.file is not null) execute function artifact_leaves_file();
create trigger artifact_replaced after update of file on artifact for each row
	when (old.file is not null and old.file is distinct from new.file) execute function artifact_leaves_file();
