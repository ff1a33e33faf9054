# Helpers of tests/operate/run.sh and tests/cgi/run.sh: assertions that print TAP, and
# instances started as a terminal would start them.

begin() {
	work=$(mktemp -d)
	chmod 755 "$work"
	number=0 failed=0 foreign_pid=
	unset SLIPWAY_HOME SLIPWAY_LISTEN SLIPWAY_DATABASE_URL SLIPWAY_PUBLIC_URL ADMIN_USERNAME ADMIN_PASSWORD ADMIN_API_KEY
	trap clean_up EXIT
	trap 'exit 130' INT TERM
}

clean_up() {
	local lock
	for lock in "$work"/*/lock "$work"/*/*/lock; do
		[ ! -e "$lock" ] || kill -TERM "$(cat "$lock")" 2>/dev/null
	done
	[ -z "$foreign_pid" ] || kill -INT "$foreign_pid" 2>/dev/null
	wait
	rm -rf "$work"
}

finish() {
	echo "1..$number"
	exit $failed
}

say() {
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

skip() {
	number=$((number + 1))
	echo "ok $number - $1 # SKIP $2"
}

# is GOT WANTED NAME
is() {
	if [ "$1" = "$2" ]; then say ok "$3"; else say "not ok" "$3" && echo "# got '$1', wanted '$2'"; fi
}

# matches TEXT REGEX NAME
matches() {
	if [[ $1 =~ $2 ]]; then
		say ok "$3"
	else
		say "not ok" "$3"
		sed 's/^/# /' <<< "got: $1"
	fi
}

# wait_for NAME COMMAND…: until the command succeeds, 60 s at most.
wait_for() {
	local name=$1 until=$((SECONDS + 60))
	shift
	until "$@" > /dev/null 2>&1; do
		if [ $SECONDS -ge $until ]; then
			say "not ok" "$name"
			return
		fi
		sleep 0.1
	done
	say ok "$name"
}

free_port() {
	node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# start HOME PORT [PREFIX…]: in a session of its own, where SIGINT is not ignored as it
# is for background jobs of a script; returns when it is ready or has ended.
start() {
	local home=$1 port=$2 log=$work/${1##*/}.out
	shift 2
	: > "$log"
	SLIPWAY_HOME=$home SLIPWAY_LISTEN=127.0.0.1:$port setsid env --default-signal=INT "$@" tools/slipway run > "$log" 2>&1 &
	declare -gA started
	started[$home]=$!
	until grep -q 'Slipway is ready' "$log" || ! kill -0 "${started[$home]}" 2>/dev/null; do
		sleep 0.1
	done
}

output() {
	cat "$work/${1##*/}.out"
}

is_ready() {
	matches "$(output "$2")" 'Slipway is ready: http://' "$1"
}

# As Ctrl-C does: to the whole group.
interrupt() {
	kill -INT -- "-${started[$1]}"
}

exit_status() {
	local status=0 tries=0
	while kill -0 "${started[$1]}" 2>/dev/null && [ $((tries += 1)) -lt 600 ]; do
		sleep 0.1
	done
	# In a subshell the child cannot be waited for; its last words say how it ended.
	grep -q 'Stopping Slipway' "$work/${1##*/}.out" || status=1
	! grep -q '^slipway: ' <(tail -n 1 "$work/${1##*/}.out") || status=1
	echo $status
}

left_behind() {
	local pid
	for pid in $(grep -lsz -e "^SLIPWAY_HOME=$1\$" /proc/[0-9]*/environ | cut -d/ -f3); do
		tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null
	done
	pgrep -f "$1/(db|nginx|program)"
}

nothing_left() {
	[ -z "$(left_behind "$1")" ]
}

child_of() {
	pgrep -P "$(cat "$1/lock")" -f "(^|/)$2([: ]|\$)" | head -n 1
}

new_child() {
	local pid
	pid=$(child_of "$1" "$2")
	[ -n "$pid" ] && [ "$pid" != "$3" ]
}

# status_of URL KEY [CURL OPTIONS…]
status_of() {
	local url=$1 key=$2
	shift 2
	curl -s -o /dev/null -w '%{http_code}' ${key:+-H "X-Octopus-ApiKey: $key"} "$@" "$url"
}

answers() {
	[ "$(status_of "http://127.0.0.1:$1/api/users/me" "$key")" = 200 ]
}

# The server's own word: line 8 of its process file, once the file is its own.
database_is_ready() {
	local file=$1/db/postmaster.pid
	[ "$(head -n 1 "$file")" = "$(child_of "$1" postgres)" ] && [ "$(sed -n 8p "$file" | tr -d ' ')" = ready ]
}

# The different status codes of many requests at once, which all workers share.
codes_of_many() {
	local url=http://127.0.0.1:$1/api/users/me
	seq 32 | xargs -P 8 -I{} curl -s -o /dev/null -w '%{http_code}\n' -H "X-Octopus-ApiKey: $key" "$url" | sort -u
}

log_in() {
	curl -s -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' "$1/api/users/login" \
		-d "{\"Username\": \"$2\", \"Password\": \"$3\"}"
}

# deploy_script URL KEY SCRIPT: changes the example's step, deploys a new release, prints the task.
deploy_script() {
	local api=$1/api/Spaces-1 project process release
	send() { curl -s -X "$1" -H "X-Octopus-ApiKey: $key" -H 'Content-Type: application/json' "$api/$2" ${3:+-d "$3"}; }
	project=$(send GET projects/hello-world | jq -r .Id)
	process=$(send GET "projects/$project/deploymentprocesses")
	send PUT "projects/$project/deploymentprocesses" "$(jq --arg script "$3" \
		'.Steps[0].Actions[0].Properties["Octopus.Action.Script.ScriptBody"] = $script' <<< "$process")" > /dev/null
	release=$(send POST releases "{\"ProjectId\": \"$project\", \"Version\": \"0.0.$RANDOM\"}" | jq -r .Id)
	send POST deployments "{\"ReleaseId\": \"$release\", \"EnvironmentId\": \"Environments-1\"}" | jq -r .TaskId
}

# A PostgreSQL server that is not ours, on a socket, every role trusted.
foreign_database() {
	local pg
	local -a as=()
	pg=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
	[ "$(id -u)" != 0 ] || as=(setpriv --reuid nobody --regid nogroup --clear-groups)
	mkdir -m 0777 "$work/pg"
	(cd / && "${as[@]}" "$pg/initdb" -D "$work/pg/data" -U owner -A trust --no-sync --locale=C.UTF-8 -E UTF8) > "$work/initdb" 2>&1
	"${as[@]}" "$pg/postgres" -D "$work/pg/data" -c listen_addresses= -c unix_socket_directories="$work/pg" > "$work/pg.log" 2>&1 &
	foreign_pid=$!
	foreign_url="host=$work/pg dbname=postgres user=owner"
	wait_for "a foreign PostgreSQL runs" foreign_execute "select 1"
}

foreign_execute() {
	psql -X -q "$foreign_url" -c "$1"
}
