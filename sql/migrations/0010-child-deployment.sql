-- Deploy a Release: the deployment that a unit started, and how it ended. The row stays
-- when the child is deleted.
create table child_deployment (
	activity_id bigint not null references activity (id) on delete cascade,
	n integer not null,				-- of the activity, from 1
	parent_id text collate "C" not null references task (id) on delete cascade,
	child_id text collate "C" references task (id) on delete set null,
	state text,					-- final state of the child; null: it is not over
	applied timestamptz,				-- the parent has done what follows
	primary key (activity_id, n)
);
create index child_deployment_parent on child_deployment (parent_id);
create unique index child_deployment_child on child_deployment (child_id);

-- A parked parent comes back at its old place in the queue; a running one is told.
create function child_ends() returns trigger language plpgsql as $$
declare
	parent text;
begin
	update child_deployment set state = new.state where child_id = new.id and state is null
	returning parent_id into parent;
	if parent is not null then
		update task set updated = now(), resume_at = case when owner is null then coalesce(resume_at, now()) end
		where id = parent and state = 'Executing';
		perform pg_notify('slipway_task', parent);
	end if;
	return null;
end $$;
create trigger child_ends after update of state on task for each row
	when (old.state in ('Queued', 'Executing') and new.state not in ('Queued', 'Executing'))
	execute function child_ends();
