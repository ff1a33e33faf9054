-- A machine that is let go of wakes the tasks that wait for it, whoever lets go.
create function lease_freed() returns trigger language plpgsql as $$
begin
	perform pg_notify('slipway_task', l.task_id) from lease l
	where l.resource = old.resource and not l.is_held;
	return null;
end $$;
create trigger lease_freed after delete on lease for each row execute function lease_freed();
create index lease_task on lease (task_id);
create index lease_activity on lease (activity_id);

-- A task that has ended holds nothing and waits for nothing.
create or replace function task_ends() returns trigger language plpgsql as $$
begin
	update interruption set closed = now() where task_id = new.id and result is null and closed is null;
	delete from lease where task_id = new.id;
	new.has_pending_interruptions := false;
	new.resume_at := null;
	return new;
end $$;
