-- People in the loop: what a task waits for, and what somebody answered.
create table interruption (
	id text collate "C" primary key,		-- Interruptions-7
	seq bigint not null unique,
	space_id text collate "C",
	task_id text collate "C" not null references task (id) on delete cascade,
	activity_id bigint not null references activity (id) on delete cascade,
	n integer not null,				-- of the activity, from 1
	kind text not null check (kind in ('ManualIntervention', 'GuidedFailure')),
	title text not null,
	instructions text not null,			-- Markdown, expressions replaced
	choices text[] not null,			-- Proceed, Abort; Fail, Retry, Ignore, Exclude
	team_ids text[] not null default '{}',		-- who may answer; none: everybody who may deploy
	related text[] not null default '{}',
	keeps_key boolean not null default false,	-- other tasks of the same key wait for the answer
	created timestamptz not null default now(),
	responsible_id text collate "C",
	notes text,
	result text,					-- one of choices; null: not answered
	answered timestamptz,
	applied timestamptz,				-- the executor has done what was answered
	closed timestamptz,				-- ended with its task, without an answer
	unique (activity_id, n),
	check ((result is null) = (answered is null))
);
create index interruption_task on interruption (task_id);
create index interruption_list on interruption (space_id, seq desc);

-- A failed unit whose machine was excluded: it does not make the task fail.
alter table activity add column is_excused boolean not null default false;

-- A task without owner is parked: only people keep it. Its answer sets resume_at.
drop index task_queue;
create index task_queue on task (priority desc, queue_time, seq) where state = 'Queued' or resume_at is not null;

create function task_ends() returns trigger language plpgsql as $$
begin
	update interruption set closed = now() where task_id = new.id and result is null and closed is null;
	new.has_pending_interruptions := false;
	new.resume_at := null;
	return new;
end $$;
create trigger task_ends before update of state on task for each row
	when (old.state in ('Queued', 'Executing') and new.state not in ('Queued', 'Executing'))
	execute function task_ends();
