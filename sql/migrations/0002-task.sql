-- Tasks and everything that runs (execution.md of the design: rows are the truth).

create sequence task_number;

create table task (
	id text collate "C" primary key,		-- ServerTasks-7
	seq bigint not null unique,
	space_id text collate "C",
	name text not null,				-- kind: Deploy, Health, AdHocScript
	description text not null,
	arguments jsonb not null default '{}',
	state text not null default 'Queued' check (state in ('Queued', 'Executing', 'Success', 'Failed', 'Canceled', 'TimedOut')),
	project_id text collate "C",
	environment_id text collate "C",
	tenant_id text collate "C",
	deployment_id text collate "C",
	created_by text not null default '',
	concurrency_key text,
	holds_key boolean not null default false,
	priority integer not null default 0,
	queue_time timestamptz not null default now(),
	queue_expiry timestamptz,
	start_time timestamptz,
	completed_time timestamptz,
	updated timestamptz not null default now(),
	error_message text not null default '',
	has_warnings_or_errors boolean not null default false,
	has_pending_interruptions boolean not null default false,
	progress integer not null default 0,
	progress_message text not null default '',
	server_node text not null default '',
	owner text,					-- runner that holds it
	fence bigint not null default 0,
	lease_until timestamptz,
	cancel_requested_at timestamptz,
	cancel_requested_by text,
	resume_at timestamptz,
	manifest jsonb
);
create unique index task_one_per_key on task (concurrency_key) where holds_key;
create index task_queue on task (priority desc, queue_time, seq) where state = 'Queued';
create index task_open on task (state) where state in ('Queued', 'Executing');
create index task_project on task (project_id, seq desc);
create index task_list on task (space_id, seq desc);

alter table deployment add constraint deployment_task_id_fkey foreign key (task_id) references task (id) on delete cascade;

-- Only the ways of rules-process.md 9; final states move among each other by a person.
create function task_guard() returns trigger language plpgsql as $$
begin
	if new.state = old.state
	or old.state = 'Queued' and new.state in ('Executing', 'Canceled', 'TimedOut', 'Failed')
	or old.state = 'Executing' and new.state in ('Success', 'Failed', 'Canceled')
	or old.state in ('Success', 'Failed', 'Canceled') and new.state in ('Success', 'Failed', 'Canceled') then
		return new;
	end if;
	raise exception 'task % cannot go from % to %', old.id, old.state, new.state;
end $$;
create trigger task_guard before update of state on task for each row execute function task_guard();

-- The plan, as rows: one tree a task. parent null is the root (the task itself).
create table activity (
	id bigint generated always as identity primary key,
	task_id text collate "C" not null references task (id) on delete cascade,
	parent_id bigint references activity (id) on delete cascade,
	n integer not null,				-- order among siblings
	group_n integer not null default 0,		-- steps that start together
	kind text not null,				-- root, step, machine (of a parent step), unit
	number text not null default '',		-- 3 or 3.1
	name text not null,
	step_id text,
	action_id text,
	machine_id text collate "C",
	place text not null default '',			-- machine, worker, server
	condition text not null default 'Success',
	status text not null default 'Pending',		-- Pending Running Success Failed Skipped SuccessWithWarning Canceled
	skip_reason text,
	started timestamptz,
	ended timestamptz,
	progress integer not null default 0,
	progress_message text not null default '',
	data jsonb not null default '{}'		-- step: Window, IsRolling; unit: MachineName
);
create index activity_task on activity (task_id, parent_id, n);

create table attempt (
	activity_id bigint not null references activity (id) on delete cascade,
	n integer not null,
	runner text not null,
	state text not null default 'starting' check (state in ('none', 'starting', 'running', 'done', 'interrupted')),
	spool_offset bigint not null default 0,
	exit_code integer,
	reason text,
	started timestamptz not null default now(),
	ended timestamptz,
	primary key (activity_id, n)
);

-- Lines in chunks: one record a line, "time_us TAB category TAB text LF". Newlines
-- never occur in text. first_line counts from 1 within the activity, the line's number
-- is first_line plus its place. id is the cursor of readers: one writer a task.
create table log_chunk (
	id bigint generated always as identity,
	activity_id bigint not null references activity (id) on delete cascade,
	attempt integer not null,			-- 0: lines of the executor
	first_line integer not null,
	line_count integer not null,
	verbose_count integer not null default 0,
	warning_count integer not null default 0,
	error_count integer not null default 0,
	spool_offset bigint not null default 0,
	created timestamptz not null default now(),
	body text not null,
	primary key (activity_id, first_line)
);
create index log_chunk_cursor on log_chunk (activity_id, id);

create table task_output (
	id bigint generated always as identity primary key,
	task_id text collate "C" not null references task (id) on delete cascade,
	activity_id bigint not null references activity (id) on delete cascade,
	attempt integer not null,
	machine_id text collate "C",
	name text not null,
	value text,
	secret_id text collate "C"
);

create table lease (
	resource text collate "C" not null,		-- machine or worker
	task_id text collate "C" not null references task (id) on delete cascade,
	activity_id bigint not null,
	is_shared boolean not null default false,
	is_held boolean not null default false,
	queued timestamptz not null default now(),
	primary key (resource, activity_id)
);

-- One row a runner process; tasks name it as owner.
create table runner (
	name text collate "C" primary key,
	started timestamptz not null default now(),
	last_seen timestamptz not null default now(),
	task_cap integer not null,
	sandbox text not null default ''
);
