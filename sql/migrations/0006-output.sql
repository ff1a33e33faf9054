-- Outputs of scripts: sensitive ones are sealed; their MAC ties the sealed value to the
-- row, so that nobody can give one step the secret of another.
alter table task_output add column mac bytea;
alter table task_output add constraint output_is_sealed_whole
	check ((secret_id is null) = (mac is null) and (secret_id is null) <> (value is null));
alter table task_output add foreign key (secret_id) references secret (id);
create index task_output_task on task_output (task_id, id);
