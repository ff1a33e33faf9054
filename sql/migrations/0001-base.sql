-- The schema. Documents live in one table (resource): doc is the complete answer
-- of the API, so that a read returns its text. What changes while things run
-- (tasks, logs, sessions, health) has tables of its own.

create table setting (
	key text primary key,
	value text not null
);

-- Every document kind. name_key orders and makes unique without regard to case,
-- alike on every cluster. seq is the number in the id (newest first by it).
create table resource (
	id text collate "C" primary key,
	kind text collate "C" not null,
	space_id text collate "C",			-- null: system level
	owner_id text collate "C" references resource (id) on delete cascade,
	seq bigint not null,
	name text not null,
	name_key text collate "und-x-icu" generated always as (lower(name collate "und-x-icu")) stored,
	slug text,
	sort_order bigint not null default 0,		-- environments, pools; others 0
	version integer not null default 1,		-- of the row; ETag
	doc jsonb not null,
	created timestamptz not null default now(),
	modified timestamptz not null default now(),
	modified_by text,
	constraint resource_doc_is_object check (jsonb_typeof(doc) = 'object')
);
create unique index resource_name_taken on resource (kind, coalesce(space_id, ''), coalesce(owner_id, ''), name_key);
create unique index resource_slug_taken on resource (kind, coalesce(space_id, ''), coalesce(owner_id, ''), slug) where slug is not null;
create index resource_list on resource (kind, space_id, sort_order, name_key, seq);
create index resource_id_without_case on resource (lower(id));
create index resource_owner on resource (owner_id, kind, seq desc);
create index resource_newest on resource (kind, space_id, seq desc);

-- Who refers to whom: from's document names to at the JSON pointer. A referred
-- document cannot be deleted; the referring one takes its rows along.
create table reference (
	from_id text collate "C" not null references resource (id) on delete cascade,
	pointer text not null,
	to_id text collate "C" not null constraint reference_in_use references resource (id) deferrable initially deferred,
	primary key (from_id, pointer, to_id)
);
create index reference_to on reference (to_id);

-- Passwords are argon2id strings.
create table credential (
	user_id text collate "C" primary key references resource (id) on delete cascade,
	password_hash text not null,
	changed timestamptz not null default now()
);

-- token_hash: BLAKE2b of the cookie; the cookie itself is nowhere.
create table session (
	id bigint generated always as identity primary key,
	token_hash text collate "C" not null unique,
	user_id text collate "C" not null references resource (id) on delete cascade,
	created timestamptz not null default now(),
	last_seen timestamptz not null default now(),
	expires timestamptz not null,
	is_remembered boolean not null default false,
	address text not null default '',
	user_agent text not null default ''
);

-- key_hash: SHA-256 of the whole key (high entropy, no slow hash needed).
create table api_key (
	id text collate "C" primary key,
	seq bigint generated always as identity,
	user_id text collate "C" not null references resource (id) on delete cascade,
	key_hash text collate "C" not null unique,
	hint text not null,
	purpose text not null,
	created timestamptz not null default now(),
	expires timestamptz,
	last_used timestamptz
);

-- Buckets of failed log-ins, by account and by address. Losing them is harmless.
create unlogged table login_bucket (
	key text collate "C" primary key,
	tokens double precision not null,
	updated timestamptz not null default now()
);

-- Sealed values. Immutable: a changed secret is a new row. A plaintext cannot get
-- in: the envelope begins with SW1.
create table secret (
	id text collate "C" primary key,
	space_id text collate "C",
	box bytea not null,
	mac bytea not null,
	created timestamptz not null default now(),
	constraint secret_is_sealed check (substring(box from 1 for 3) = '\x535731'::bytea and length(mac) = 32)
);

-- Which secret belongs to which place of which document. stable_key is a JSON
-- pointer of a plain document, or GUID/property in processes and variable sets:
-- never an array index.
create table secret_reference (
	owner_id text collate "C" not null references resource (id) on delete cascade,
	stable_key text collate "C" not null,
	secret_id text collate "C" not null references secret (id),
	mac bytea not null,
	primary key (owner_id, stable_key)
);

create table logo (
	resource_id text collate "C" primary key references resource (id) on delete cascade,
	hash text not null,
	content_type text not null,
	content bytea not null
);

-- What the health check found.
create table machine_state (
	machine_id text collate "C" primary key references resource (id) on delete cascade,
	health text not null default 'Unknown',
	summary text not null default 'This machine was recently added. Please perform a health check.',
	operating_system text not null default 'Unknown',
	shell_name text not null default 'Unknown',
	shell_version text not null default 'Unknown',
	architecture text not null default 'Unknown',
	checked timestamptz,
	task_id text,
	log jsonb not null default '[]'
);

-- Operational columns of a deployment; the document itself is in resource.
create table deployment (
	id text collate "C" primary key references resource (id) on delete cascade,
	space_id text collate "C" not null,
	project_id text collate "C" not null references resource (id) on delete cascade,
	release_id text collate "C" not null references resource (id) on delete cascade,
	environment_id text collate "C" not null constraint deployment_environment_in_use references resource (id),
	channel_id text collate "C" not null,
	tenant_id text collate "C",
	task_id text collate "C" not null,
	created timestamptz not null default now()
);
create index deployment_project on deployment (project_id, environment_id, created desc);
create index deployment_release on deployment (release_id, environment_id, created desc);
create index deployment_task on deployment (task_id);
create index deployment_environment on deployment (environment_id);

-- Append-only. One event a request.
create table event (
	seq bigint generated always as identity primary key,
	space_id text collate "C",
	category text not null,
	user_id text not null,
	username text not null,
	identified_with text not null,
	user_agent text not null default '',
	address text not null default '',
	occurred timestamptz not null default now(),
	message text not null,
	related text[] not null default '{}',
	message_references jsonb not null default '[]',
	details jsonb not null default '{}',		-- {DocumentContext, Differences}
	request_id text not null default ''
);
create index event_related on event using gin (related);
create index event_newest on event (space_id, seq desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
	raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger event_is_append_only before update or delete on event
	for each statement execute function refuse_change();
create trigger secret_is_immutable before update on secret
	for each statement execute function refuse_change();

-- Recordings of what somebody did, as requests.
create table recording (
	id text collate "C" primary key,
	seq bigint generated always as identity,
	user_id text collate "C" not null references resource (id) on delete cascade,
	session_id bigint,				-- null: all requests of the user
	name text not null,
	started timestamptz not null default now(),
	ended timestamptz
);
create unique index recording_running on recording (user_id) where ended is null;
create table recording_item (
	recording_id text collate "C" not null references recording (id) on delete cascade,
	n integer not null,
	method text not null,
	path text not null,
	query text not null default '',
	body jsonb,
	upload jsonb,					-- {FileName, ContentType, Base64} of a logo
	status integer not null,
	outputs jsonb not null default '{}',		-- pointer -> id, of the answer
	names jsonb not null default '{}',		-- id -> {Kind, Name, Project…} of what it mentions
	occurred timestamptz not null default now(),
	primary key (recording_id, n)
);

-- Answers kept for repeats with the same Idempotency-Key.
create table idempotency (
	user_id text collate "C" not null,
	key text collate "C" not null,
	request_hash text not null,
	status integer not null,
	content_type text not null,
	body text not null,
	created timestamptz not null default now(),
	primary key (user_id, key)
);

-- Questions that need the outside world (fingerprint of a host); the runner answers.
create table query (
	id bigint generated always as identity primary key,
	kind text not null,
	space_id text collate "C",
	request jsonb not null,
	answer jsonb,
	created timestamptz not null default now(),
	deadline timestamptz not null default now() + interval '15 seconds'
);

-- Numbers in ids: one sequence a kind. Rows made by the first start begin at 1.
do $$
declare
	kind text;
begin
	foreach kind in array array['space', 'user', 'team', 'environment', 'machine', 'machinepolicy',
		'worker', 'workerpool', 'account', 'lifecycle', 'projectgroup', 'project', 'channel',
		'release', 'deployment', 'snapshot', 'feed', 'libraryvariableset', 'actiontemplate',
		'tagset', 'tenant', 'certificate', 'proxy', 'runbook', 'recording', 'interruption', 'artifact']
	loop
		execute format('create sequence %I', 'number_' || kind);
	end loop;
end $$;
