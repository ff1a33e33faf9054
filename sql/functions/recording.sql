-- Recordings as the API shows them.

-- A recording that nobody stops ends after a day.
create or replace function recording_is_running(r recording) returns boolean language sql stable as $$
	select r.ended is null and r.started > now() - interval '1 day'
$$;

create or replace function recording_json(r recording, with_items boolean) returns jsonb language sql stable as $$
	select jsonb_build_object('Id', r.id, 'Name', r.name, 'UserId', r.user_id, 'Started', iso_time(r.started),
		'Ended', iso_time(coalesce(r.ended,
			case when not recording_is_running(r) then r.started + interval '1 day' end)),
		'IsRunning', recording_is_running(r), 'AllRequests', r.session_id is null,
		'Count', (select count(*) from recording_item i where i.recording_id = r.id),
		'Links', jsonb_build_object('Self', '/api/slipway/recordings/' || r.id,
			'Stop', '/api/slipway/recordings/' || r.id || '/stop',
			'Items', '/api/slipway/recordings/' || r.id || '/items{/number}',
			'Export', '/api/slipway/recordings/' || r.id || '/export{?format}'))
	|| case when with_items then jsonb_build_object('Items', (
		select coalesce(jsonb_agg(jsonb_build_object('Number', i.n, 'Method', i.method, 'Path', i.path,
			'Query', i.query, 'Body', i.body, 'Status', i.status, 'Occurred', iso_time(i.occurred),
			'FileName', i.upload->>'FileName', 'Made', i.outputs->>'/Id', 'Names', i.names) order by i.n), '[]')
		from recording_item i where i.recording_id = r.id)) else '{}' end
$$;
