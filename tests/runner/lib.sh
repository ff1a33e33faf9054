# A database and a runner of the test's own, below a temporary folder; nothing else on
# the machine is touched. Sourced by the tests in this folder.

set -u
build=${SLIPWAY_BUILD:-build}
pg_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
passed=0
failed=0
runner_pid=

pass() { passed=$((passed + 1)); echo "ok $((passed + failed)) - $1"; }
miss() { failed=$((failed + 1)); echo "not ok $((passed + failed)) - $1"; [ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/# /'; }

# is GOT WANT NAME
is() { if [ "$1" = "$2" ]; then pass "$3"; else miss "$3" "got:      $1"$'\n'"expected: $2"; fi; }
# has TEXT PART NAME
has() { case $1 in *"$2"*) pass "$3" ;; *) miss "$3" "no '$2' in: $1" ;; esac; }

as_db() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
sql() { psql -X -q -A -t -h "$dir/db" -U test -d postgres -v ON_ERROR_STOP=1 -c "$1"; }

# until_is SECONDS WANT SQL: waits for a row to say so.
until_is() {
	local tries=$(($1 * 20)) got=
	while [ $((tries -= 1)) -gt 0 ]; do
		got=$(sql "$3") && [ "$got" = "$2" ] && return 0
		sleep 0.05
	done
	echo "waited $1 s for '$2', got '$got': $3"
	return 1
}

start_database() {
	mkdir -p "$dir/db"
	[ "$(id -u)" != 0 ] || chown postgres "$dir/db"
	(cd / && as_db "$pg_bin/initdb" -D "$dir/db/data" -U test --auth=trust -E UTF8 --locale=C.UTF-8 > "$dir/initdb.log") ||
		{ cat "$dir/initdb.log"; exit 1; }
	(cd / && as_db "$pg_bin/pg_ctl" -D "$dir/db/data" -w -l "$dir/db/log" \
		-o "-c listen_addresses= -c unix_socket_directories=$dir/db -c shared_buffers=32MB" start > /dev/null)
	cat sql/migrations/*.sql sql/functions/*.sql > "$dir/schema.sql"
	psql -X -q -h "$dir/db" -U test -d postgres -v ON_ERROR_STOP=1 --single-transaction -f "$dir/schema.sql" || exit 1
}

restart_database() { (cd / && as_db "$pg_bin/pg_ctl" -D "$dir/db/data" -w -m immediate restart > /dev/null); }

make_keys() {
	mkdir -p "$dir/home/keys"
	head -c 32 /dev/urandom > "$dir/home/keys/mac.key"
	openssl genpkey -algorithm X25519 -outform DER -out "$dir/key.der"
	tail -c 32 "$dir/key.der" > "$dir/home/keys/seal.key"
	openssl pkey -inform DER -in "$dir/key.der" -pubout -outform DER | tail -c 32 > "$dir/home/keys/seal.pub"
	rm "$dir/key.der"
	chmod 0600 "$dir/home/keys"/*
}

start_runner() {
	SLIPWAY_HOME=$dir/home SLIPWAY_RUN_DIR=$dir/run SLIPWAY_DATABASE_URL="host=$dir/db user=test dbname=postgres" \
		SLIPWAY_SCRIPT_USER=${SLIPWAY_SCRIPT_USER:-nobody} "$build/slipway-runner" > /dev/null 2>> "$dir/runner.log" &
	runner_pid=$!
}

stop_runner() { [ -z "$runner_pid" ] || { kill -TERM "$runner_pid" 2>/dev/null; wait "$runner_pid" 2>/dev/null; runner_pid=; }; }
kill_runner() { kill -KILL "$runner_pid"; wait "$runner_pid" 2>/dev/null; runner_pid=; }

finish() {
	stop_runner
	[ ! -d "$dir/db/data" ] || (cd / && as_db "$pg_bin/pg_ctl" -D "$dir/db/data" -w -m immediate stop > /dev/null 2>&1)
	if [ $failed -gt 0 ]; then echo "# the runner's log:"; tail -n 20 "$dir/runner.log" | sed 's/^/# /'; fi
	rm -rf "$dir"
	echo "1..$((passed + failed))"
	echo "$passed passed, $failed failed"
	[ $failed = 0 ] || exit 1
}

begin() {
	dir=$(mktemp -d /tmp/slipway-test.XXXXXX)
	chmod 0711 "$dir"
	mkdir -p "$dir/run" "$dir/home"
	chmod 0711 "$dir/home"
	trap finish EXIT
	start_database
	make_keys
	sql "insert into resource (id, kind, seq, name, doc) values ('Spaces-1', 'space', 1, 'Default', '{\"Id\":\"Spaces-1\",\"Name\":\"Default\"}')"
	add environment Environments-1 Test '{}'
	add project Projects-1 Hello "{\"ProjectConnectivityPolicy\":{}}"
	add channel Channels-1 Default '{}'
}

# add KIND ID NAME DOC: a document of the space.
add() {
	psql -X -q -h "$dir/db" -U test -d postgres -v ON_ERROR_STOP=1 -v kind="$1" -v id="$2" -v name="$3" -v doc="$4" <<-'SQL'
		insert into resource (id, kind, space_id, seq, name, doc)
		values (:'id', :'kind', 'Spaces-1', substring(:'id' from '[0-9]+$')::bigint, :'name',
			jsonb_build_object('Id', :'id', 'Name', :'name') || :'doc'::jsonb);
	SQL
}

# deploy N PROCESS [VARIABLES [KEY]]: a release and a deployment of it, as ServerTasks-N.
deploy() {
	psql -X -q -h "$dir/db" -U test -d postgres -v ON_ERROR_STOP=1 -v n="$1" -v process="$2" \
		-v variables="${3:-{\}}" -v key="${4:-Projects-1/Environments-1}" > /dev/null <<-'SQL'
		begin;
		insert into resource (id, kind, space_id, seq, name, doc)
		select x.id, x.kind, 'Spaces-1', :n, x.name, jsonb_build_object('Id', x.id, 'Name', x.name) || x.doc
		from (values
			('deploymentprocess-Projects-1-s-' || :n, 'deploymentprocess', 'process ' || :n, :'process'::jsonb),
			('variableset-Projects-1-s-' || :n, 'variableset', 'variables ' || :n, :'variables'::jsonb),
			('Releases-' || :n, 'release', '0.0.' || :n, jsonb_build_object('Version', '0.0.' || :n,
				'ProjectDeploymentProcessSnapshotId', 'deploymentprocess-Projects-1-s-' || :n,
				'ProjectVariableSetSnapshotId', 'variableset-Projects-1-s-' || :n)),
			('Deployments-' || :n, 'deployment', 'Deploy to Test ' || :n, '{"DeployedToMachineIds":[]}')
		) x (id, kind, name, doc);
		insert into task (id, seq, space_id, name, description, arguments, project_id, environment_id, deployment_id, concurrency_key)
		values ('ServerTasks-' || :n, :n, 'Spaces-1', 'Deploy', 'Deploy Hello release 0.0.' || :n || ' to Test',
			jsonb_build_object('DeploymentId', 'Deployments-' || :n), 'Projects-1', 'Environments-1', 'Deployments-' || :n, :'key');
		insert into deployment (id, space_id, project_id, release_id, environment_id, channel_id, task_id)
		values ('Deployments-' || :n, 'Spaces-1', 'Projects-1', 'Releases-' || :n, 'Environments-1', 'Channels-1', 'ServerTasks-' || :n);
		select pg_notify('slipway_task', 'ServerTasks-' || :n);
		commit;
	SQL
}

# step NAME ROLES ON_SERVER BODY [SYNTAX] [MORE]: one script step as JSON.
step() {
	jq -cn --arg name "$1" --arg roles "$2" --arg server "$3" --arg body "$4" --arg syntax "${5:-Bash}" --argjson more "${6:-{\}}" \
		'{Id: ("s" + $name), Name: $name, Properties: {"Octopus.Action.TargetRoles": $roles}, Actions: [{Id: ("a" + $name), Name: $name,
		ActionType: "Octopus.Script", Properties: {"Octopus.Action.RunOnServer": $server, "Octopus.Action.Script.Syntax": $syntax,
		"Octopus.Action.Script.ScriptBody": $body}}]} * $more'
}
process() { local IFS=,; echo "{\"Steps\":[$*]}"; }

state() { sql "select state from task where id = 'ServerTasks-$1'"; }
wait_end() { until_is "${2:-20}" t "select state not in ('Queued', 'Executing') from task where id = 'ServerTasks-$1'"; }
# The tree as "name:status" lines, indented by depth.
tree() {
	sql "with recursive t as (select id, name, status, 0 as depth from activity where task_id = 'ServerTasks-$1' and parent_id is null
		union all select a.id, a.name, a.status, t.depth + 1 from activity a join t on a.parent_id = t.id)
		select string_agg(repeat(' ', depth) || name || ':' || status, '|' order by id) from t"
}
# All lines of a task, without times.
log_of() {
	sql "select regexp_replace(c.body, '^[0-9]+\t', '', 'gn') from log_chunk c join activity a on a.id = c.activity_id where a.task_id = 'ServerTasks-$1' order by a.id, c.first_line"
}
