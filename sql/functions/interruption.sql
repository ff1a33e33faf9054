-- What people are asked, as the API shows it.

create or replace function interruption_is_pending(i interruption) returns boolean language sql immutable as $$
	select i.result is null and i.closed is null
$$;

-- Whoever is in a team that was named, where none was everybody; administrators always.
create or replace function interruption_may_answer(i interruption, person text) returns boolean language sql stable as $$
	select cardinality(i.team_ids) = 0 or exists (
		select from resource t where t.kind = 'team'
		and (t.id = any (i.team_ids) or t.id = 'teams-administrators')
		and (t.id = 'teams-everyone' or t.doc -> 'MemberUserIds' ? person))
$$;

create or replace function interruption_buttons(choices text[]) returns jsonb language sql immutable as $$
	select jsonb_agg(jsonb_build_object('Text', case c when 'Exclude' then 'Exclude machine from deployment' else c end,
		'Value', c, 'RequiresConfirmation', c in ('Abort', 'Fail')) order by n)
	from unnest(choices) with ordinality as x (c, n)
$$;

create or replace function interruption_form(i interruption) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Values', jsonb_build_object('Instructions', null, 'Notes', i.notes, answer.name, i.result),
		'Elements', jsonb_build_array(
			jsonb_build_object('Name', 'Instructions', 'IsValueRequired', false, 'Control', jsonb_build_object(
				'Type', 'Paragraph', 'Text', i.instructions, 'ResolveLinks', false)),
			jsonb_build_object('Name', 'Notes', 'IsValueRequired', false, 'Control', jsonb_build_object(
				'Type', 'TextArea', 'Label', 'Notes')),
			jsonb_build_object('Name', answer.name, 'IsValueRequired', true, 'Control', jsonb_build_object(
				'Type', 'SubmitButtonGroup', 'Buttons', interruption_buttons(i.choices)))))
	from (select case i.kind when 'ManualIntervention' then 'Result' else 'Guidance' end as name) answer
$$;

create or replace function interruption_json(i interruption, person text) returns jsonb language sql stable as $$
	select jsonb_build_object(
		'Id', i.id, 'SpaceId', i.space_id, 'Title', i.title, 'Created', iso_time(i.created), 'Type', i.kind,
		'IsPending', interruption_is_pending(i), 'TaskId', i.task_id,
		'CorrelationId', i.task_id || '_' || i.activity_id, 'ResponsibleTeamIds', to_jsonb(i.team_ids),
		'ResponsibleUserId', i.responsible_id,
		'CanTakeResponsibility', interruption_is_pending(i) and interruption_may_answer(i, person)
			and coalesce(i.responsible_id, person) = person,
		'HasResponsibility', i.responsible_id is not distinct from person,
		'IsLinkedToOtherInterruption', false, 'RelatedDocumentIds', to_jsonb(i.related),
		'Form', interruption_form(i), 'Links', jsonb_build_object(
			'Self', base.path || i.id, 'Submit', base.path || i.id || '/submit',
			'Responsible', base.path || i.id || '/responsible'))
	from (select '/api/' || i.space_id || '/interruptions/' as path) base
$$;

-- Filters of lists; null means any.
create or replace function interruptions_matching(in_space text, wanted text[], about text[], pending boolean)
returns setof interruption language sql stable as $$
	select i.* from interruption i
	where i.space_id = in_space
	and (wanted is null or lower(i.id) = any (wanted))
	and (about is null or i.related && about)
	and (pending is null or interruption_is_pending(i) = pending)
$$;

-- A parked task that was cancelled has no executor to write what became of it. By the
-- rights of the owner, since logs are not the portal's; only for tasks that are over.
create or replace function close_parked_task(parked text) returns void language plpgsql
security definer set search_path = public, pg_temp as $$
declare
	root bigint;
	said text;
begin
	select a.id, case t.name when 'Deploy' then 'The deployment was canceled.' else 'The task was canceled.' end
	into root, said from task t join activity a on a.task_id = t.id and a.parent_id is null
	where t.id = parked and t.state = 'Canceled' and t.owner is null;
	if root is null then
		return;
	end if;
	update activity set status = 'Canceled', started = coalesce(started, now()), ended = now()
	where task_id = parked and status in ('Pending', 'Running');
	insert into log_chunk (activity_id, attempt, first_line, line_count, warning_count, body)
	select root, 0, coalesce(max(c.first_line + c.line_count), 1), 1, 1,
		(extract(epoch from clock_timestamp()) * 1000000)::bigint || E'\t300\t' || said || E'\n'
	from log_chunk c where c.activity_id = root;
	update resource r set doc = jsonb_set(r.doc, '{DeployedToMachineIds}', (
		select coalesce(jsonb_agg(distinct a.machine_id), '[]') from activity a
		where a.task_id = parked and a.kind = 'unit' and a.machine_id is not null and not a.is_excused
		and a.status in ('Success', 'Failed', 'SuccessWithWarning')))
	from task t where t.id = parked and r.id = t.deployment_id;
end $$;
