-- Releases: defects, frozen copies, and what a person's dashboard shows.

create sequence number_defect;
create table defect (
	id text collate "C" primary key,
	seq bigint not null unique,
	release_id text collate "C" not null references resource (id) on delete cascade,
	description text not null,
	created timestamptz not null default now(),
	created_by text not null default '',
	resolved timestamptz,
	resolved_by text
);
create unique index defect_one_unresolved on defect (release_id) where resolved is null;

-- A release must stay what it was when it was made.
create function refuse_frozen() returns trigger language plpgsql as $$
begin
	raise exception 'This is the frozen copy that belongs to a release. Change the process or the variables of the project instead.'
		using errcode = 'SL400', detail = '';
end $$;
create trigger snapshot_is_frozen before update on resource for each row
	when (old.kind in ('deploymentprocess', 'variableset') and old.id like '%-s-%')
	execute function refuse_frozen();

create table dashboard_configuration (
	user_id text collate "C" not null references resource (id) on delete cascade,
	space_id text collate "C" not null references resource (id) on delete cascade,
	doc jsonb not null,
	primary key (user_id, space_id)
);
