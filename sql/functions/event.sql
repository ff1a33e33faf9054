-- Events as the API shows them.

create or replace function html_escape(s text) returns text language sql immutable as $$
	select replace(replace(replace(replace(s, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;')
$$;

create or replace function event_json(e event) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', 'Events-' || e.seq, 'SpaceId', e.space_id, 'Category', e.category, 'UserId', e.user_id,
		'Username', e.username, 'IsService', false, 'IdentityEstablishedWith', e.identified_with,
		'UserAgent', e.user_agent, 'IpAddress', nullif(e.address, ''), 'Occurred', iso_time(e.occurred),
		'Message', e.message, 'MessageHtml', html_escape(e.message), 'MessageReferences', e.message_references,
		'RelatedDocumentIds', to_jsonb(e.related), 'Comments', '', 'Details', null,
		'ChangeDetails', jsonb_build_object('DocumentContext', e.details->'DocumentContext',
			'Differences', coalesce(e.details->'Differences', '[]')),
		'Links', jsonb_build_object('Self', '/api/events/Events-' || e.seq))
$$;

-- Filters of event lists; null means any. related_all: every id of it, related_any: one of it.
create or replace function events_matching(in_space text, with_system boolean, ids bigint[], occurred_from timestamptz,
	occurred_to timestamptz, related_all text[], related_any text[], users text[], categories text[], types text[],
	agents text[], above bigint, below bigint)
returns setof event language sql stable as $$
	select e.* from event e
	where (e.space_id = in_space or with_system and e.space_id is null)
	and (ids is null or e.seq = any (ids))
	and (occurred_from is null or e.occurred >= occurred_from)
	and (occurred_to is null or e.occurred < occurred_to)
	and (related_all is null or e.related @> related_all)
	and (related_any is null or e.related && related_any)
	and (users is null or lower(e.user_id) = any (users))
	and (categories is null or lower(e.category) = any (categories))
	and (types is null or exists (select 1 from unnest(e.related) r where lower(regexp_replace(r, '-[^-]*$', '')) = any (types)))
	and (agents is null or lower(e.identified_with) = any (agents))
	and (above is null or e.seq >= above) and (below is null or e.seq <= below)
$$;

-- A cell of a CSV file: quoted, and never the beginning of a formula.
create or replace function csv_cell(s text) returns text language sql immutable as $$
	select '"' || replace(case when s ~ '^[=+@\t\r-]' then '''' || s else s end, '"', '""') || '"'
$$;

create or replace function event_csv(e event) returns text language sql stable as $$
	select csv_cell(iso_time(e.occurred)) || ',' || csv_cell(e.category) || ',' || csv_cell(e.username) || ','
		|| csv_cell(e.identified_with) || ',' || csv_cell(e.address) || ',' || csv_cell(e.message) || ','
		|| csv_cell(array_to_string(e.related, ' '))
$$;
