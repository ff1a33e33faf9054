-- What the server says about itself.

-- name: server_ping
select 1;

-- name: server_health
-- Whether a runner has been seen lately.
select jsonb_build_object(
	'Description', case when alive then 'All is well.' else 'No runner is at work: tasks wait.' end,
	'IsOperatingNormally', alive,
	'IsEntireClusterDrainingTasks', false,
	'IsEntireClusterReadOnly', false,
	'IsCompliantWithLicense', true,
	'Links', jsonb_build_object('Self', '/api/serverstatus/health'))::text
from (select exists (select from runner where last_seen > now() - interval '60 seconds') as alive) a;

-- name: server_nodes
-- Runners, as the nodes that clients know.
select coalesce(jsonb_agg(server_node_json(r) order by r.name), '[]')::text from runner r;

-- name: server_nodes_summary
select jsonb_build_object('Nodes', coalesce(jsonb_agg(server_node_json(r) order by r.name), '[]'),
	'Links', jsonb_build_object('Self', '/api/octopusservernodes/summary'))::text
from runner r;

-- name: server_node
-- By name, or by the id made of it.
select server_node_json(r)::text from runner r
where lower(r.name) = lower($1) or lower('OctopusServerNodes-' || r.name) = lower($1);

-- name: server_timezones
select jsonb_agg(jsonb_build_object('Id', name, 'Name', name, 'IsLocal', name = 'UTC') order by name)::text
from pg_timezone_names where name !~ '^(posix|SystemV|Etc)/' and name !~ '^[A-Z]{3}[0-9+-]';
