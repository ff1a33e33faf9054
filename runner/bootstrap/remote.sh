# Slipway's gate on an SSH target: sent in front of every session and read by "sh", so that
# nothing of ours has to be installed there. Verbs, with NONCE in front of every answer:
#   run A PROGRAM   files and variables from stdin, starts the script once, follows it
#   follow A O E    frames from byte O of its output, E of its error output
#   status A        none | running | done N | gone
#   cancel A        TERM to its group, 10 s, KILL to all that belongs to it
#   fetch A MAX     one file of at most MAX bytes; its path comes from stdin
#   drop A          removes what is left of a finished attempt
#   check           what the target has
# POSIX sh with mkdir mv rm cat tail head wc sed cut grep setsid.
umask 077
PATH=$PATH:/usr/local/bin:/usr/bin:/bin
nonce=$1 verb=$2 A=${3-}
cd "$HOME" || exit 1
base=.slipway/work/$A

say() {
	printf '%s\n' "$*"
}

# The running script is told by process id, start time and boot: ids are used again.
mark_of() {
	start=$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)
	[ -n "$start" ] && say "$1 $start $(cat /proc/sys/kernel/random/boot_id)"
}

is_alive() {
	[ -f "$base/pid" ] && mark=$(cat "$base/pid") && [ "$(mark_of "${mark%% *}")" = "$mark" ]
}

state() {
	if [ ! -d "$base/gate" ]; then
		say none
	elif [ -f "$base/rc" ]; then
		say "done $(cat "$base/rc")"
	elif is_alive; then
		say running
	elif [ -f "$base/rc" ]; then # it ended between the two looks
		say "done $(cat "$base/rc")"
	elif [ -f "$base/cancel" ]; then # whoever cancels it will write rc
		say running
	else
		say gone
	fi
}

# rest FILE OFFSET STREAM: at most 64 KiB as one frame; sets moved
rest() {
	size=$(wc -c <"$base/$1" 2>/dev/null) || size=0
	moved=$((size - $2))
	[ "$moved" -gt 0 ] || return 1
	[ "$moved" -le 65536 ] || moved=65536
	say "$1 $moved"
	tail -c +$(($2 + 1)) "$base/$1" | head -c "$moved"
}

follow() {
	O=$1 E=$2 quick=20
	while :; do
		now=$(state) # before reading, so that the end has everything in front of it
		any=''
		while rest out "$O"; do
			O=$((O + moved)) any=1
		done
		while rest err "$E"; do
			E=$((E + moved)) any=1
		done
		if [ "$now" != running ]; then
			say "end $now"
			# Once the result is stored for good, this is asked for.
			read -r answer && [ "$answer" = drop ] && [ -f "$base/rc" ] && rm -rf "$base"
			return
		fi
		[ -z "$any" ] || quick=20
		if [ "$quick" -gt 0 ]; then
			quick=$((quick - 1))
			sleep 0.1 2>/dev/null || sleep 1
		else
			say beat
			sleep 0.5 2>/dev/null || sleep 1
		fi
	done
}

# receive FILE LEN: exactly that many bytes from stdin
receive() {
	head -c "$2" >"$1" && [ "$(wc -c <"$1")" -eq "$2" ]
}

# receive_all FOLDER: lines "file LEN NAME", "vars LEN", "end"; the variables become descriptor 3
receive_all() {
	while read -r kind len name; do
		case $kind in
		file) receive "$1/$name" "$len" || return 1 ;;
		vars)
			vars=/dev/shm/slipway.$$.$A
			(set -C && : >"$vars") 2>/dev/null || vars=$1/.vars
			receive "$vars" "$len"
			received=$?
			exec 3<"$vars"
			rm -f "$vars"
			[ "$received" -eq 0 ] || return 1
			;;
		end) return 0 ;;
		*) return 1 ;;
		esac
	done
	return 1
}

child='
cd ".slipway/work/$1" || exit 1
start=$(sed "s/.*) //" /proc/$$/stat | cut -d" " -f20)
echo "$$ $start $(cat /proc/sys/kernel/random/boot_id)" >pid.tmp && mv pid.tmp pid
trap : TERM
(cd in && exec sh ./.run) >out 2>err
echo $? >rc.tmp && mv rc.tmp rc
'

run() {
	find .slipway/work -mindepth 1 -maxdepth 1 -mtime +7 -exec test -f '{}/rc' \; \
		-exec rm -rf '{}' + 2>/dev/null
	if ! command -v "$1" >/dev/null 2>&1; then
		say "missing $1"
		return
	fi
	incoming=$base/in.$$
	mkdir -p "$incoming" || exit 1
	if ! receive_all "$incoming"; then
		rm -rf "$incoming"
		say short
		return
	fi
	if mkdir "$base/gate" 2>/dev/null; then
		mv "$incoming" "$base/in"
		: >"$base/out"
		: >"$base/err"
		SLIPWAY_ATTEMPT=$A SLIPWAY_MARK="/$A/" setsid sh -c "$child" slipway "$A" \
			</dev/null >/dev/null 2>&1 &
		exec 3<&-
		tries=0
		while [ ! -f "$base/pid" ] && [ ! -f "$base/rc" ] && [ $tries -lt 100 ]; do
			tries=$((tries + 1))
			sleep 0.05 2>/dev/null || sleep 1
		done
		say started
	else
		exec 3<&-
		rm -rf "$incoming"
		say already
	fi
	follow 0 0
}

kill_marked() {
	while :; do
		# Its status tells of processes that nobody may look into: only the list counts.
		found=$(grep -lsF "SLIPWAY_MARK=/$A/" /proc/[0-9]*/environ)
		any=''
		for p in $found; do
			p=${p#/proc/}
			kill -KILL "${p%/environ}" 2>/dev/null && any=1
		done
		[ -n "$any" ] || return
	done
}

cancel() {
	[ -d "$base/gate" ] && : >"$base/cancel"
	if is_alive; then
		group=${mark%% *}
		kill -TERM "-$group" 2>/dev/null
		tries=0
		while [ ! -f "$base/rc" ] && [ $tries -lt 10 ]; do
			tries=$((tries + 1))
			sleep 1
		done
		kill -KILL "-$group" 2>/dev/null
	fi
	[ -d "$base/gate" ] && kill_marked
	if [ -d "$base/gate" ] && [ ! -f "$base/rc" ]; then
		echo 137 >"$base/rc.tmp" && mv "$base/rc.tmp" "$base/rc"
	fi
	say cancelled
}

# The path may be any bytes, a line end last: the x keeps it. Reading is the account's right.
fetch() {
	read -r len && path=$(head -c "$len" && echo x) && cd "$base/in" || exit 1
	path=${path%x}
	if [ ! -e "$path" ]; then
		say lost
	elif [ ! -f "$path" ]; then
		say other
	elif [ ! -r "$path" ]; then
		say denied
	else
		size=$(wc -c <"$path")
		say "size $((size))"
		[ "$size" -gt "$1" ] || head -c "$size" <"$path"
	fi
}

check() {
	say "system $(uname -srm 2>/dev/null)"
	say "user $(id -un 2>/dev/null)"
	say "host $(uname -n 2>/dev/null)"
	say "shell ${SHELL-}"
	say "bash $(bash --version 2>/dev/null | sed -n '1s/.*version \([^ ]*\).*/\1/p')"
	say "python $(python3 --version 2>/dev/null | sed 's/Python //')"
	say "pwsh $(pwsh --version 2>/dev/null | sed 's/PowerShell //')"
	for tool in mkdir mv rm cat tail head wc sed cut grep setsid; do
		command -v $tool >/dev/null 2>&1 || say "lacks $tool"
	done
	say end
}

printf '\n%s\n' "$nonce"
case $verb in
run)
	say "info $(uname -srm 2>/dev/null) / $(id -un 2>/dev/null) / $(uname -n 2>/dev/null)"
	run "$4"
	;;
follow) follow "$4" "$5" ;;
status) state ;;
cancel) cancel ;;
fetch) fetch "$4" ;;
drop)
	[ -f "$base/rc" ] && rm -rf "$base"
	say dropped
	;;
check) check ;;
esac
exit 0
