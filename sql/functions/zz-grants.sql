-- Who may do what, where the server has an account of its own for each process
-- (slipway_portal, slipway_runner). The portal can store sealed values and cannot
-- read them back; nobody changes an event or takes one away; logs are the runner's.
do $$
begin
	if exists (select from pg_roles where rolname = 'slipway_portal') then
		grant usage on schema public to slipway_portal;
		grant usage on all sequences in schema public to slipway_portal;
		grant select, insert, update, delete on all tables in schema public to slipway_portal;
		revoke update, delete on event, migration, activity, attempt, log_chunk, runner from slipway_portal;
		revoke insert on migration, log_chunk, runner, interruption from slipway_portal;
		revoke all on secret from slipway_portal;
		grant insert on secret to slipway_portal;
		grant select (id, space_id, created) on secret to slipway_portal;
	end if;
	if exists (select from pg_roles where rolname = 'slipway_runner') then
		grant usage on schema public to slipway_runner;
		grant usage on all sequences in schema public to slipway_runner;
		grant select on all tables in schema public to slipway_runner;
		revoke select on credential, session, api_key, idempotency, recording, recording_item from slipway_runner;
		grant insert, update, delete on task, activity, attempt, log_chunk, task_output, lease, runner,
			machine_state, query, interruption, artifact, artifact_trash, child_deployment to slipway_runner;
		grant select (created), delete on idempotency to slipway_runner;
		grant insert on event, secret, secret_reference, resource, reference, deployment to slipway_runner;
		grant update on resource to slipway_runner;
		grant update, delete on secret_reference to slipway_runner;
	end if;
end $$;
