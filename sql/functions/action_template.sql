-- Where step templates are used. Frozen processes of releases do not count: a run
-- never reads a template.
create or replace function action_template_uses(template text)
returns table (process_id text, step_id text, step_name text, action_id text, action_name text, version text, at bigint)
language sql stable as $$
	select p.id, s.value->>'Id', s.value->>'Name', a.value->>'Id', a.value->>'Name',
		a.value->'Properties'->>'Octopus.Action.Template.Version', s.ordinality * 1000 + a.ordinality
	from resource p, jsonb_array_elements(p.doc->'Steps') with ordinality s,
		jsonb_array_elements(s.value->'Actions') with ordinality a
	where p.kind = 'deploymentprocess' and p.id not like '%-s-%'
	and p.space_id = (select t.space_id from resource t where t.id = template)
	and lower(a.value->'Properties'->>'Octopus.Action.Template.Id') = lower(template)
$$;
