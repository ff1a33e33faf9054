#!/bin/bash
# Kills while deployments run: the runner, executors, shims, single backends of the
# database and all of it at once. What the scripts did (a file they append to), what the
# rows say and what the logs hold must agree: nothing ran twice, no success without its
# end, every log complete, or cut at the killed shim and saying so.
#
#   tests/runner/chaos.sh [DEPLOYMENTS [KILLS [SEED]]]
cd "$(dirname "$0")/../.." || exit 1
. tests/runner/lib.sh
deployments=${1:-30} kills=${2:-50} RANDOM=${3:-$$}
lines=400
echo "# seed ${3:-$$}"
begin
effects=$dir/effects
touch "$effects"; chmod 0666 "$effects"

script='id="$(get_octopusvariable Octopus.Task.Id)/$(get_octopusvariable Octopus.Step.Name)"
echo "begin $id" >> '$effects'
for i in $(seq 1 '$lines'); do printf "line %d %0200d\n" $i 0; [ $((i % 4)) != 0 ] || sleep 0.02; done
echo "end $id" >> '$effects
for n in $(seq 1 "$deployments"); do
	deploy "$n" "$(process "$(step First '' true "$script")" "$(step Second '' true "$script")")" '{}' "key-$((n % 8))"
done

# A process of this test's runner, by a part of its command line.
one_of() {
	local pid
	for pid in $(pgrep -f "$1" | shuf); do
		tr '\0' '\n' < "/proc/$pid/environ" 2>/dev/null | grep -qx "SLIPWAY_HOME=$dir/home" && echo "$pid" && return
	done
	return 1
}
kill_one() { local pid; pid=$(one_of "$1") && kill -KILL "$pid" 2>/dev/null; }
cut_one() { sql "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'slipway%' order by random() limit 1" > /dev/null 2>&1; }

# Kills one thing and sets struck to what it was; false if there was none.
strike() {
	case $((RANDOM % 10)) in
	0 | 1) struck=runner; kill_runner; start_runner ;;
	2 | 3) struck=executor; kill_one "slipway-runner executor ServerTasks" ;;
	4 | 5) struck=shim; kill_one "slipway-runner shim $dir/home" ;;
	6 | 7 | 8) struck=backend; cut_one ;;
	9) struck=database; restart_database ;;
	esac
}

start_runner
until_is 20 t "select count(*) > 0 from log_chunk" || exit 1
declare -A count
done_kills=0
while [ $done_kills -lt "$kills" ]; do
	open=$(sql "select count(*) from task where state in ('Queued', 'Executing')" 2>/dev/null)
	[ "$open" != 0 ] || break
	if strike 2>/dev/null; then
		count[$struck]=$((${count[$struck]:-0} + 1))
		done_kills=$((done_kills + 1))
	fi
	sleep 0.$((RANDOM % 6 + 1))
done
for what in "${!count[@]}"; do echo "# killed $what: ${count[$what]}"; done
echo "# $done_kills kills during $deployments deployments"
if until_is 240 0 "select count(*) from task where state in ('Queued', 'Executing')"; then pass "every task ends"; else miss "every task ends"; fi
echo "# states: $(sql "select string_agg(state || ' ' || n, ', ') from (select state, count(*) n from task group by state order by 1) s")"

is "$(sort "$effects" | uniq -d | wc -l)" 0 "no script ran twice"
is "$(grep -c '^begin' "$effects")" "$(sql "select count(*) from activity where kind = 'unit' and status <> 'Skipped' and exists (select from attempt t where t.activity_id = activity.id and t.state in ('done', 'interrupted'))")" "every begun script is recorded"
is "$(sql "select a.task_id || '/' || p.data ->> 'Title' from activity a join activity p on p.id = a.parent_id where a.kind = 'unit' and a.status = 'Success' order by 1" |
	comm -23 - <(grep '^end' "$effects" | cut -c5- | sort) | wc -l)" 0 "no success without its end"
is "$(sql "select count(*) from (
	select c.activity_id, c.first_line, lag(c.first_line + c.line_count, 1, 1) over (partition by c.activity_id order by c.first_line) as expected from log_chunk c
) t where first_line <> expected")" 0 "no gap between chunks"
sql "create view script_line as select a.id, a.status, (regexp_match(l, '\t200\tline ([0-9]+) '))[1]::int as n,
	row_number() over (partition by a.id order by c.first_line, o) as place
	from activity a join log_chunk c on c.activity_id = a.id cross join lateral unnest(string_to_array(c.body, E'\n')) with ordinality u (l, o)
	where l like E'%\t200\tline %'"
is "$(sql "select count(*) from script_line where n <> place")" 0 "no line is lost, doubled or out of order"
is "$(sql "select count(*) from (select id from script_line where status = 'Success' group by id having max(n) <> $lines) t")" 0 "the log of a success is complete"
is "$(sql "select a.task_id, t.exit_code, t.reason, (select right(c.body, 200) from log_chunk c where c.activity_id = a.id order by first_line desc limit 1)
	from activity a left join attempt t on t.activity_id = a.id and t.state <> 'none' where a.kind = 'unit' and a.status = 'Failed'
	and not (t.reason = 'interrupted' and exists (select from log_chunk c where c.activity_id = a.id
	and (c.body like '%The script was interrupted%' or c.body like '%ended unexpectedly%')))")" "" "what was cut says so"
is "$(sql "select count(*) from activity where status in ('Pending', 'Running')")" 0 "no activity stays open"
is "$(sql "select count(*) from task where holds_key")" 0 "no key stays held"
stop_runner
is "$(pgrep -f "slipway-runner.*$dir" | wc -l)" 0 "no process is left"
