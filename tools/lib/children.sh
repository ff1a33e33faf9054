# The processes of an instance: start, look after, stop. Sourced by tools/slipway.
#
# A child that dies is started again. One that dies five times in a row within three
# seconds of its start cannot run here: it ends the instance with a sentence that names
# its log. One that ran and was killed, however often, is not that.

declare -A pid_of=() name_of=() deaths=() started=()

# launch NAME ACCOUNT DEATH_SIGNAL COMMAND…
launch() {
	local name=$1 account=$2 death_signal=$3 log=$SLIPWAY_HOME/log/$1.log
	local become=(setsid setpriv --pdeathsig "$death_signal")
	shift 3
	if [ "$is_root" = yes ] && [ "$account" != root ]; then
		become+=(--reuid "$account" --regid "$account" --init-groups)
	fi
	keep_log_small "$log"
	( umask 007 && exec "${become[@]}" "$@" ) >> "$log" 2>&1 < /dev/null 9>&- &
	pid_of[$name]=$!
	name_of[$!]=$name
	started[$name]=$SECONDS
}

# At a start only: a log above 10 MiB becomes NAME.log.1.
keep_log_small() {
	[ ! -f "$1" ] || [ "$(stat -c %s "$1")" -lt $((10 << 20)) ] || mv -f "$1" "$1.1"
}

# Runs one program to its end as the owner of the database.
with_database() {
	local program=$1
	shift
	SLIPWAY_DATABASE_URL=$(database_url slipway_owner) "$SLIPWAY_HOME/program/bin/slipway-$program" "$@" 9>&-
}

log_end() {
	tail -n 5 "$SLIPWAY_HOME/log/$1.log" 2>/dev/null | cut -c1-300 | sed 's/^/  /' >&2
}

restart() {
	local name=$1 status=$2
	# 137: somebody sent SIGKILL, which says nothing about the program.
	[ "$status" != 137 ] && [ $((SECONDS - started[$name])) -lt 3 ] || deaths[$name]=0
	deaths[$name]=$((${deaths[$name]:-0} + 1))
	if [ "${deaths[$name]}" -ge 5 ]; then
		log_end "$name"
		stop_and_die "Slipway stops because $name ended five times right after its start (status $status). Its log is $SLIPWAY_HOME/log/$name.log."
	fi
	echo "slipway: $name ended (status $status) and is started again." >&2
	[ "${deaths[$name]}" -eq 1 ] || sleep "0.$((deaths[$name] * 2))"
	"start_$name"
}

reap() {
	local pid=$1 status=$2 name=${name_of[$1]:-}
	[ -n "$name" ] || return 0
	unset "name_of[$pid]" "pid_of[$name]"
	# Workers do not notice that their master was killed, and keep its sockets.
	case $name in
	nginx | portal) kill -KILL -- "-$pid" 2>/dev/null || true ;;
	esac
	restart "$name" "$status"
}

# Notices dead children without waiting.
look_after_children() {
	local pid status
	for pid in "${!name_of[@]}"; do
		kill -0 "$pid" 2>/dev/null && continue
		status=0
		{ wait "$pid" || status=$?; } 2> /dev/null	# bash's own word about a killed job
		reap "$pid" "$status"
	done
}

look_after_children_for_ever() {
	local died status
	while :; do
		look_after_children
		died='' status=0
		{ wait -n -p died "${!name_of[@]}" || status=$?; } 2> /dev/null
		[ -z "$died" ] || reap "$died" "$status"
	done
}

# stop_child NAME SIGNAL SECONDS
stop_child() {
	local name=$1 pid=${pid_of[$1]:-} tenths=$(($3 * 10))
	[ -n "$pid" ] || return 0
	kill -"$2" "$pid" 2>/dev/null || true
	while kill -0 "$pid" 2>/dev/null && [ $((tenths -= 1)) -gt 0 ]; do
		sleep 0.1
	done
	if [ "$tenths" -le 0 ]; then
		echo "slipway: $name does not stop and is killed." >&2
		kill -KILL -- "-$pid" 2>/dev/null || true
	fi
	wait "$pid" 2>/dev/null || true
	unset "pid_of[$name]" "name_of[$pid]"
}

# No new requests first; the runner ends its scripts and needs the database for that.
stop_children() {
	trap '' INT TERM HUP
	stop_child nginx TERM 5
	stop_child portal TERM 10
	stop_child runner TERM 30
	stop_child postgresql INT 30
	rm -rf "$SLIPWAY_RUN_DIR"
}

stopped_by() {
	echo "Stopping Slipway …"
	stop_children
	exit 0
}

stop_and_die() {
	stop_children
	die "$@"
}
