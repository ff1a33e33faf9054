#!/bin/bash
# Single attempts: real scripts under a real shim, on this machine and on a target of the
# test's own (sshd on loopback), without any database. What the log must say is compared
# as "category text" joined by "|".
cd "$(dirname "$0")/../.." || exit 1
set -u
build=${BUILD:-build}
runner=$PWD/$build/slipway-runner
passed=0
failed=0
skipped=0
sshd_pid=
account=
dir=$(mktemp -d /tmp/slipway-attempt.XXXXXX)
chmod 0711 "$dir"
mkdir "$dir/spool" "$dir/work" "$dir/store"
mkdir -m 1777 "$dir/shared"

pass() { passed=$((passed + 1)); echo "ok   - $1"; }
miss() { failed=$((failed + 1)); echo "FAIL - $1"; [ -z "${2:-}" ] || printf '%s\n' "$2" | sed 's/^/       /'; }
is() { if [ "$1" = "$2" ]; then pass "$3"; else miss "$3" "got:      $1"$'\n'"expected: $2"; fi; }
has() { case $1 in *"$2"*) pass "$3" ;; *) miss "$3" "no '$2' in: $1" ;; esac; }

finish() {
	[ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null
	if [ -n "$account" ]; then
		pkill -KILL -u "$account" 2>/dev/null
		userdel -r -f "$account" 2>/dev/null
	fi
	rm -rf "$dir"
	if [ $skipped -gt 0 ]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[ $failed = 0 ] || exit 1
}
trap finish EXIT

# ---- a target ---------------------------------------------------------------

# As root scripts log in to an account made for this test; else to our own.
start_target() {
	local home user
	if [ "$(id -u)" = 0 ]; then
		account=slipway-t$$
		useradd -m -s /bin/bash "$account" && echo "$account:pass word$$" | chpasswd || return 1
		user=$account home=$(getent passwd "$account" | cut -d: -f6)
		mkdir -p /run/sshd
	else
		user=$(id -un) home=$dir/home
		mkdir -p "$home"
	fi
	ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/id"
	ssh-keygen -q -t rsa -b 2048 -N 'pass phrase' -f "$dir/id2"
	cat "$dir/id.pub" "$dir/id2.pub" > "$dir/authorized_keys"
	chmod 0644 "$dir/authorized_keys"
	port=$((20000 + $$ % 20000))
	printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" "HostKey $dir/host" "PidFile none" \
		"AuthorizedKeysFile $dir/authorized_keys" "StrictModes no" "UsePAM no" \
		"PasswordAuthentication yes" "KbdInteractiveAuthentication no" > "$dir/sshd_config"
	/usr/sbin/sshd -D -f "$dir/sshd_config" 2> "$dir/sshd.log" &
	sshd_pid=$!
	for _ in $(seq 100); do
		ssh-keyscan -T 1 -p "$port" 127.0.0.1 > "$dir/scan" 2>/dev/null && [ -s "$dir/scan" ] && break
		sleep 0.1
	done
	target_home=$(getent passwd "$user" | cut -d: -f6)
	jq -n --arg user "$user" --rawfile key "$dir/id" --argjson port "$port" \
		--arg fingerprint "$(ssh-keygen -lf "$dir/host.pub" | cut -d' ' -f2)" \
		'{Host: "127.0.0.1", Port: $port, User: $user, Key: $key, Fingerprint: $fingerprint,
		  ReachTimeout: 10, LostTimeout: 20}' > "$dir/ssh.json"
}

# ---- attempts ---------------------------------------------------------------

openssl genpkey -algorithm X25519 -outform DER -out "$dir/key.der"
private=$(tail -c 32 "$dir/key.der" | od -An -v -tx1 | tr -d ' \n')
public=$(openssl pkey -inform DER -in "$dir/key.der" -pubout -outform DER | tail -c 32 | od -An -v -tx1 | tr -d ' \n')
place=local
if [ "$(id -u)" = 0 ]; then script_uid=$(id -u nobody) script_gid=$(id -g nobody); else script_uid=$(id -u) script_gid=$(id -g); fi

# order ID BODY [JQ [ARGUMENTS]]: writes the order; JQ changes it.
order() {
	local change=${3:-}
	local id=$1 body=$2
	shift 2 && shift $(($# > 0))
	jq -n "$@" --arg id "$id" --arg body "$body" --arg private "$private" --arg public "$public" \
		--arg work "$dir/work" --argjson uid "$script_uid" --argjson gid "$script_gid" \
		'{Id: $id, Body: $body, SealPrivate: $private, SealKey: $public, WorkRoot: $work, Uid: $uid, Gid: $gid}
		'"${change:+| $change}" > "$dir/$id.json"
	[ $place = local ] || jq --slurpfile ssh "$dir/ssh.json" '.Ssh = $ssh[0] + (.Ssh // {})' "$dir/$id.json" \
		> "$dir/$id.tmp" && [ ! -s "$dir/$id.tmp" ] || mv "$dir/$id.tmp" "$dir/$id.json"
	rm -f "$dir/$id.tmp"
}

# try NAME BODY [JQ [ARGUMENTS]]: runs one attempt to its end; the answers below are about it.
try() {
	last=$place-$1
	order "$last" "${@:2}"
	timeout 120 "$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" 2> "$dir/$last.err" ||
		miss "$last: the driver failed" "$(cat "$dir/$last.err")"
}
result() { tail -n 1 "$dir/$last.out" | jq -r ".$1"; }
log() { jq -r 'select(.category) | "\(.category) \(.text)"' "$dir/$last.out" | paste -sd '|'; }
kept() { effects | jq -r 'select(.effect == "createArtifact") | "\(.number) \(.name) \(.bytes)"' | paste -sd '|'; }
content() { cat "$dir/store/$(effects | jq -r "select(.number == \"$1\") | .file")"; }
effects() { jq -c 'select(.effect) | del(.n, .stream)' "$dir/$last.out" | paste -sd ' '; }
# ends EXIT LOG NAME
ends() {
	is "$(result exit) $(log)" "$1 $2" "$place: $3"
}

# ---- what holds in every place ------------------------------------------------

everywhere() {
	try hello 'echo "Hello, World!"'
	ends 0 "200 Hello, World!" "hello world"
	is "$(result evidence) $(result reason)" "result " "$place: it leaves a result"

	# case 1
	try stderr 'echo a >&2'
	ends 0 "400 a" "stderr is Error and no failure"
	# case 2
	try stderr-fails 'echo a >&2' '.FailOnErrorOutput = true'
	ends -1 "400 a" "unless it counts as one"
	is "$(result reason)" "error output" "$place: and says so"
	# case 3
	try stderr-message 'echo "##octopus[mask value='"'YWJjZA=='"']" >&2' '.FailOnErrorOutput = true'
	ends 0 "" "a message on stderr is no error"

	# case 4
	try exit 'exit 3'
	ends 3 "" "the exit code"
	# case 5
	try fail 'fail_step "no disk"; echo x'
	ends 1 "" "fail_step ends the script"
	is "$(result message)" "no disk" "$place: with its message"

	# case 6
	try strict 'set -euo pipefail; set_octopusvariable P v; write_highlight h; update_progress 50 half'
	ends 0 "210 h" "helpers under set -euo pipefail"
	is "$(effects)" '{"effect":"setVariable","name":"P","value":"v"} {"effect":"progress","percentage":"50","message":"half"}' "$place: their effects"
	# case 7
	try empty 'set_octopusvariable E ""'
	is "$(effects)" '{"effect":"setVariable","name":"E","value":""}' "$place: an empty value is a value"

	# case 8
	try secret 'set_octopusvariable S s3cret -sensitive; echo s3cret; printf s3cret | base64'
	ends 0 "200 ********|200 ********" "a sensitive output is masked from then on"
	is "$(effects | jq -r .value)" s3cret "$place: and read by who has the key"
	is "$(grep -rlaF -e s3cret -e czNjcmV0 "$dir/spool")" "" "$place: neither it nor its base64 is stored"
	try masks 'echo "pw: hunter2!"; echo "$(get_octopusvariable X)"' '.Masks = ["hunter2!"] | .Variables = {X: "a hunter2! b"}'
	ends 0 "200 pw: ********|200 a ******** b" "masks of the order"

	# case 9
	try bytes 'set_octopusvariable V "$(printf "one\nt\303\251'"'"']")"'
	is "$(effects | jq -r .value)" $'one\nté'"']" "$place: values keep every byte"
	# case 10
	try malformed 'echo "##octopus[setVariable name='"'x'"']"'
	ends 0 "300 Could not parse '##octopus[setVariable name='x']'" "a malformed message warns"
	# case 11
	try middle 'echo "say ##octopus[stdout-error]"; echo b'
	ends 0 "200 say ##octopus[stdout-error]|200 b" "a message counts at a line's start only"
	# case 12
	try progress-bar 'printf "50%%\r##octopus[stdout-warning]\nw\n"'
	ends 0 "300 w" "a progress bar in front does not hide it"
	# case 13
	try switch 'echo "##octopus[stderr-progress]"; sleep 0.7; echo c >&2'
	ends 0 "100 c" "stderr-progress"
	# case 14
	try ignore 'echo "##octopus[stdout-ignore]"; echo d'
	ends 0 "" "stdout-ignore"
	# case 15
	try trace 'set -x; write_highlight "a  *"'
	has "$(log)" "210 a  *" "$place: set -x does not disturb a helper"
	has "$(log)" "400 +" "$place: and is logged"

	# case 16
	try large 'v=$(head -c 1048576 /dev/zero | tr "\0" v); set_octopusvariable B "$v"; echo "$v"'
	is "$(effects | jq -r '.value | length')" 1048576 "$place: an output of 1 MiB"
	is "$(jq -r 'select(.category == 200) | .text' "$dir/$last.out" | grep -c 'v (*\.* *(cut\|cut: this line')" 1 "$place: a line of 1 MiB is cut with a mark"

	# case 17
	try crlf $'exit 4\r\n'
	ends 4 "" "CRLF"
	# case 19
	try parameters 'echo "$#:$1:$2"' '.Parameters = "\"a b\" '"'c'"'"'
	ends 0 "200 2:a b:c" "parameters"
	try no-parameters 'echo "$#"'
	ends 0 "200 0" "no parameters"
	# case 20
	try names 'get_octopusvariable "@"; get_octopusvariable "x]y\$z"; get_octopusvariable "\$(id)"; get_octopusvariable "*"; get_octopusvariable none; echo "${octopus_parameters["A.B"]}"' \
		'.Variables = {"@": "at", "x]y$z": "b", "$(id)": "c", "*": "star", "A.B": "d"}'
	ends 0 "200 at|200 b|200 c|200 star|200 |200 d" "strange names of variables"
	try module 'source ./MyMod.sh; hi' '.Modules = [{Name: "My Mod", Syntax: "Bash", Body: "hi() { echo from module; }\r\n"}]'
	ends 0 "200 from module" "a script module"
	try environment 'echo "${BASH_ENV-none} ${ENV-none} $PYTHONUTF8 $TentacleInstanceName $X"; cat; locale charmap' '.Environment = {X: "it'"'"'s"}'
	ends 0 "200 none none 1 Slipway it's|200 UTF-8" "the environment, and an empty stdin"
	try folder 'echo x > file; cd /; ls -d "$OLDPWD"/file' ''
	has "$(log)" "$last" "$place: a folder of its own"

	try python 'import sys
print(sys.argv, get_octopusvariable("A"), repr(get_octopusvariable("no")), octopusvariables["A"])
set_octopusvariable("P", "é", True); print("é" * 4)
printwarning("w"); os.getcwd(); base64.b64encode(b"")
print("e", file=sys.stderr); failstep("sorry")' '.Syntax = "Python" | .Parameters = "\"a b\" '"'c'"'" | .Variables = {A: "ä"}'
	is "$(result exit) $(result message)" "255 sorry" "$place: python ends by failstep"
	has "$(log)" "200 ['Script.py', 'a b', 'c'] ä '' ä|200 éééé|300 w" "$place: python sees its variables and arguments"
	is "$(effects | jq -rs '.[0].value')" "é" "$place: python sets an output"
	try traceback 'raise ValueError("bad")' '.Syntax = "Python"'
	is "$(result exit)" 1 "$place: a traceback is a failure"
	has "$(log)" "400 ValueError: bad" "$place: and is shown"

	if command -v pwsh >/dev/null; then
		try pwsh '"$MyVar1 $MyVar_1 $($OctopusParameters["my.var_1"])"; Write-Warning "w"; Set-OctopusVariable P v; $Host.Name' \
			'.Syntax = "PowerShell" | .Variables = {"My.Var_1": "x", "Host": "y"}'
		ends 0 "200 x x x|300 w|200 ConsoleHost" "powershell"
		try pwsh-error 'Write-Error x; "y"' '.Syntax = "PowerShell"'
		is "$(result exit)" 1 "$place: an uncaught error of powershell"
		try pwsh-exit 'bash -c "exit 5"' '.Syntax = "PowerShell"'
		is "$(result exit)" 5 "$place: the last program's exit code"
	else
		try pwsh 'x' '.Syntax = "PowerShell"'
		is "$(result exit) $(result reason)" "-1 interpreter missing" "$place: no pwsh, no run"
		has "$(log)" "install PowerShell 7" "$place: and what to install"
	fi

	# case 21
	try descriptor 'cat <&3; bash -c "cat <&3"; echo end' '.Variables = {A: "b"}'
	has "$(log)" "Bad file descriptor" "$place: descriptor 3 is closed for the script"
	is "$(jq -r 'select(.category == 200) | .text' "$dir/$last.out")" end "$place: and its children"
	hidden
	cancelled
	try limit 'trap "" TERM; while :; do sleep 0.2; done' '.Limit = 1'
	is "$(result reason)" "time limit" "$place: the time limit ends a script that ignores TERM"
	hostile
	artifacts
}

# What is left of the store is what the effects name.
artifacts() {
	local root='.ArtifactRoot = "'$dir/store'"' odd=$'a b\'"$(id)\n.txt'
	rm -f "$dir"/store/*
	local unreadable="the script's account cannot read it"
	[ $place = local ] || unreadable='the account of the target cannot read it'
	try artifact 'printf "one\n" > report.txt; new_octopusartifact report.txt; mkdir sub; printf two > sub/b
		new_octopusartifact "$PWD/sub/b" "My file.log"; new_octopusartifact report.txt; : > empty; new_octopusartifact empty
		printf "more\n" >> report.txt; rm sub/b; printf three > sub/b; exit 3' "$root"
	is "$(result exit) $(kept)" "3 1 report.txt 9|2 My file.log 5|3 empty 0" "$place: artifacts are fetched at the end, also of a failed script"
	is "$(content 1; content 2)" $'one\nmore\nthree' "$place: as they are then"
	is "$(stat -c %a "$dir/store/"* | sort -u)" 640 "$place: for the server's accounts alone"
	try artifact-bytes 'head -c 3000000 /dev/urandom > big; sha256sum < big; new_octopusartifact big' "$root"
	is "$(content 1 | sha256sum)" "$(jq -r 'select(.category == 200) | .text' "$dir/$last.out")" "$place: byte for byte"
	try artifact-python 'open("p.txt", "w").write("p"); createartifact("p.txt"); createartifact("p.txt", "q")' '.Syntax = "Python" | '"$root"
	is "$(kept)" "1 p.txt 1|2 q 1" "$place: from python"
	try artifact-missing 'new_octopusartifact nothing.txt; echo never' "$root"
	is "$(result exit) $(log)" "1 400 The artifact 'nothing.txt' does not exist." "$place: a missing file fails the script that names it"
	try artifact-gone 'echo x > f; new_octopusartifact f; rm f; mkdir d; new_octopusartifact d; mkfifo p; new_octopusartifact p; ln -s /dev/zero z; new_octopusartifact z
		printf "##octopus[createArtifact path='"'L2V0Yy9zaGFkb3c='"']"' "$root"
	is "$(result exit) $(result reason) $(kept)" "0  " "$place: one that is gone at the end does not"
	is "$(log | grep -o "300 The artifact '[a-z]*' could not be kept: [a-z ']*[a-z]" | sort)" "300 The artifact 'd' could not be kept: it is not a file
300 The artifact 'f' could not be kept: there is no such file now
300 The artifact 'p' could not be kept: it is not a file
300 The artifact 'shadow' could not be kept: $unreadable
300 The artifact 'z' could not be kept: it is not a file" "$place: but says so, like what is no file or not readable"
	# shellcheck disable=SC2016
	try artifact-names 'touch "$N"; new_octopusartifact "$N"; touch -- -rf; new_octopusartifact ./-rf "../../etc/passwd"; new_octopusartifact ./-rf ".."
		new_octopusartifact ./-rf "$(printf "x\001\ny")"; new_octopusartifact ./-rf '"'C:\\dir\\file.txt'"'; new_octopusartifact ./-rf s3cret-name' \
		'.Environment = {N: $odd} | .Masks = ["s3cret-name"] | '"$root" --arg odd "$odd"
	is "$(effects | jq -rs 'map(.name) | join("|")')" 'a b'"'"'"$(id)_.txt|passwd|artifact|x__y|file.txt|********' "$place: names lead nowhere and hide secrets"
	try artifact-link 'echo inside > real; ln -s real link; new_octopusartifact link' "$root"
	is "$(content 1)" inside "$place: a link is followed with the script's own rights"
	is "$(ls "$dir/store" | sort)" "$(cat "$dir/$place"-artifact*.out | jq -r 'select(.file) | .file' | sort)" "$place: nothing else is in the store"
}

# case 21
hidden() {
	local found
	last=$place-hidden
	order "$last" 'echo go; sleep 3' '.Variables = {A: "verborgen-7319"}'
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" &
	until grep -q go "$dir/$last.out" 2>/dev/null; do sleep 0.1; done
	found=$(grep -lsa "verborgen-731[9]" /proc/[0-9]*/environ /proc/[0-9]*/cmdline)
	is "$found" "" "$place: no secret in any environment or command line"
	wait $!
}

# case 32
cancelled() {
	local driver begin=$SECONDS
	last=$place-cancel
	order "$last" 'trap "" TERM; (setsid sleep 7777 &) ; echo go; while :; do sleep 1; done'
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" &
	driver=$!
	until grep -q go "$dir/$last.out" 2>/dev/null; do sleep 0.1; done
	begin=$SECONDS
	kill -TERM $driver
	wait $driver
	is "$(result reason)" cancelled "$place: cancelled"
	# Ten seconds of grace, and less than the minute after which a target is given up.
	is "$((SECONDS - begin >= 9 && SECONDS - begin < 55))" 1 "$place: after its grace ($((SECONDS - begin)) s)"
	is "$(grep -lsaF "SLIPWAY_ATTEMPT=$last" /proc/[0-9]*/environ)" "" "$place: nothing of it is alive"
}

hostile() {
	try random 'head -c 3000000 /dev/urandom; echo; printf "\033]0;title\a\033[2J\033[31mred\033[0m\033[1A\n"; head -c 3000000 /dev/zero; echo; echo end'
	is "$(result exit)" 0 "$place: any bytes"
	has "$(log)" "|200 end" "$place: until the end"
	is "$(LC_ALL=C grep -c '\\u001b\[2J\|\\u0007' "$dir/$last.out")" 0 "$place: without control sequences"
	iconv -f UTF-8 -t UTF-8 "$dir/$last.out" > /dev/null && pass "$place: valid UTF-8" || miss "$place: valid UTF-8"
}

# ---- what only this machine promises -------------------------------------------

# Four starts of each of 20 ids at once: 20 runs.
at_most_once() {
	local pids
	for i in $(seq 20); do
		order "once-$i" "echo $i >> $dir/shared/runs"
		pids=
		for _ in 1 2 3 4; do
			"$runner" attempt "$dir/spool" "$dir/once-$i.json" > /dev/null 2>&1 &
			pids="$pids $!"
		done
		# shellcheck disable=SC2086
		wait $pids
	done
	is "$(sort -n "$dir/shared/runs" | paste -sd ' ')" "$(seq -s ' ' 20)" "80 starts of 20 attempts, 20 runs"
}

shim_of() { head -n 1 "$dir/spool/$1.lock"; }

killed_shim() {
	last=lost
	order lost 'echo go; sleep 7778; echo never'
	"$runner" attempt "$dir/spool" "$dir/lost.json" > "$dir/lost.out" &
	until grep -q go "$dir/lost.out" 2>/dev/null; do sleep 0.1; done
	kill -KILL "$(shim_of lost)"
	wait $!
	is "$(result evidence)" lost "a killed shim is lost"
	has "$(log)" "200 go" "its log is there up to that moment"
	for _ in $(seq 50); do grep -qsaF "SLIPWAY_ATTEMPT=lost" /proc/[0-9]*/environ || break; sleep 0.1; done
	is "$(grep -lsaF "SLIPWAY_ATTEMPT=lost" /proc/[0-9]*/environ)" "" "its script died with it"
	"$runner" attempt "$dir/spool" "$dir/lost.json" > "$dir/again.out"
	is "$(grep -c never "$dir/again.out") $(tail -n 1 "$dir/again.out" | jq -r .evidence)" "0 lost" "and is not started again"
}

local_only() {
	try daemon '(setsid sleep 7779 >/dev/null 2>&1 &); for i in 1 2 3 4 5 6 7 8 9 10 11; do (env -i setsid sleep 7779 &) ; done; echo bye'
	ends 0 "200 bye" "a script that leaves daemons ends"
	is "$(pgrep -f 'sleep 777[9]')" "" "none of them is left"
	try kill 'kill -9 $$'
	is "$(result exit) $(result signal)" "137 9" "killed by a signal"
	try pipes 'exec >/dev/null 2>&1; sleep 0.3; exit 6'
	is "$(result exit)" 6 "a script may close its streams"
	is "$(ls "$dir/work")" "" "no work folder is left"
	try account 'id -u; echo "$HOME"'
	[ "$(id -u)" != 0 ] || has "$(log)" "200 $script_uid|200 $dir/work/$last" "root's scripts run under another account"
	at_most_once
	killed_shim
}

# The other tiers, as far as this machine lets root make them: without root, without namespaces.
tiers() {
	[ "$(id -u)" = 0 ] || return
	local nobody keep=$runner
	nobody="setpriv --reuid $(id -u nobody) --regid $(id -g nobody) --clear-groups"
	cp "$runner" "$dir/runner" && chmod 0755 "$dir/runner"
	chown -R nobody: "$dir/spool" "$dir/work"

	printf '#!/bin/sh\nexec %s "%s" "$@"\n' "$nobody" "$dir/runner" > "$dir/as-nobody"
	printf '#!/bin/sh\nexec %s unshare -Ur sh -c %s sh "$@"\n' "$nobody" \
		"'echo 0 >/proc/sys/user/max_pid_namespaces; exec $dir/runner \"\$@\"'" > "$dir/bare"
	chmod 0755 "$dir/as-nobody" "$dir/bare"
	for tier in as-nobody bare; do
		script_uid=$(id -u nobody) script_gid=$(id -g nobody)
		[ $tier != bare ] || script_uid=0 script_gid=0	# as it sees itself
		runner=$dir/$tier place=local
		chmod 0755 "$dir"
		try "$tier-hello" 'echo hi; id -u; [ -r '"$dir"'/host ] && echo readable'
		has "$(log)" "200 hi" "$tier: a script runs"
		try "$tier-daemons" 'for i in 1 2 3 4 5 6 7 8 9 10 11; do (env -i setsid sleep 7780 &) ; done; echo bye'
		is "$(result exit) $(pgrep -f 'sleep 778[0]')" "0 " "$tier: nothing is left"
		try "$tier-kill" 'trap "" TERM; (setsid sleep 7781 &); while :; do sleep 0.1; done' '.Limit = 1'
		is "$(result reason) $(pgrep -f 'sleep 778[1]')" "time limit " "$tier: the time limit ends all of it"
		is "$(ls "$dir/work")" "" "$tier: no work folder is left"
	done
	runner=$keep script_uid=$(id -u nobody) script_gid=$(id -g nobody)
	chown -R root: "$dir/spool" "$dir/work"
}

# ---- what only a target needs ---------------------------------------------------

# case 29: however early the link is cut, the script starts with all of its variables, once.
cut_upload() {
	last=ssh-cut-upload
	head -c 30000000 /dev/zero | tr '\0' v > "$dir/value"
	order "$last" 'echo "run ${#octopus_parameters[BIG]}" >> ~/runs' '.Variables = {BIG: ($value + "end")}' --rawfile value "$dir/value"
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" &
	until ls /dev/shm/slipway.*."$last" > /dev/null 2>&1 || [ -e "$target_home/runs" ] || ! kill -0 $! 2>/dev/null; do :; done
	cut_sessions
	wait $!
	is "$(result exit) $(cat "$target_home/runs")" "0 run 30000003" "ssh: a link cut while variables are sent: one run, with all of them"
	is "$(find /dev/shm -name "slipway.*.$last")" "" "ssh: nothing of them stays in /dev/shm"
	rm -f "$target_home/runs"
}

# case 31: the mark of the script is of another boot, so that it cannot live any more,
# whatever process has its number now.
rebooted() {
	local folder=$target_home/.slipway/work/ssh-reboot script
	last=ssh-reboot
	order "$last" 'echo run >> ~/runs; echo go; sleep 7790; echo never'
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" &
	until grep -q '"go"' "$dir/$last.out" 2>/dev/null; do sleep 0.1; done
	script=$(cut -d' ' -f1 "$folder/pid")
	sed 's/[^ ]*$/00000000-0000-0000-0000-000000000000/' "$folder/pid" > "$folder/pid.new" && mv "$folder/pid.new" "$folder/pid"
	cut_sessions
	wait $!
	is "$(result exit) $(result reason)" "-1 interrupted" "ssh: a target that was restarted meanwhile"
	has "$(log)" "the target was restarted" "ssh: is told"
	is "$(cat "$target_home/runs")" run "ssh: and the script is not run again"
	kill -KILL -- "-$script" 2>/dev/null
	rm -rf "$target_home/runs" "$folder"
}

# case 30
cut_link() {
	last=ssh-cut
	order "$last" 'echo run >> ~/runs; for i in 1 2 3 4 5 6; do echo $i; sleep 0.7; done; echo z'
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.out" &
	until grep -q '"2"' "$dir/$last.out" 2>/dev/null; do sleep 0.1; done
	cut_sessions
	wait $!
	is "$(result exit) $(jq -r 'select(.category == 200) | .text' "$dir/$last.out" | paste -sd ' ')" "0 1 2 3 4 5 6 z" "ssh: a cut link loses nothing"
	is "$(cat "$target_home/runs")" run "ssh: and runs nothing twice"
	rm -f "$target_home/runs"
}

# Ends the sessions of our own sshd, not the listener.
cut_sessions() {
	local p
	for p in $(pgrep -P "$sshd_pid"); do kill -KILL $(pgrep -P "$p") "$p" 2>/dev/null; done
}

resumed() {
	last=ssh-resume
	order "$last" 'echo run >> ~/runs; for i in 1 2 3 4 5 6; do echo $i; [ $i != 2 ] || set_octopusvariable S s3cret -sensitive; sleep 0.5; done; echo s3cret'
	"$runner" attempt "$dir/spool" "$dir/$last.json" > "$dir/$last.first" &
	until grep -q '"3"' "$dir/$last.first" 2>/dev/null; do sleep 0.1; done
	kill -KILL "$(shim_of $last)"
	wait $!
	is "$(tail -n 1 "$dir/$last.first" | jq -r .evidence)" lost "ssh: a killed shim is lost"
	jq '.Again = true' "$dir/$last.json" > "$dir/$last.again.json"
	timeout 60 "$runner" attempt "$dir/spool" "$dir/$last.again.json" > "$dir/$last.out"
	is "$(result exit) $(jq -r 'select(.category == 200) | .text' "$dir/$last.out" | paste -sd ' ')" "0 1 2 3 4 5 6 ********" "ssh: another shim goes on in the middle, masks included"
	is "$(cat "$target_home/runs")" run "ssh: the script ran once"
	rm -f "$target_home/runs"
}

ssh_only() {
	jq --rawfile key "$dir/id2" '.Key = $key | .Passphrase = "pass phrase"' "$dir/ssh.json" > "$dir/ssh2.json"
	cp "$dir/ssh.json" "$dir/ssh1.json" && cp "$dir/ssh2.json" "$dir/ssh.json"
	try passphrase 'echo ok'
	ends 0 "200 ok" "a key with a passphrase"
	cp "$dir/ssh1.json" "$dir/ssh.json"
	cut_link
	cut_upload
	rebooted
	resumed
	is "$(ls "$target_home/.slipway/work" 2>/dev/null)" "" "ssh: nothing is left on the target"
	try refused 'echo x' '.Ssh = {Key: "", Password: "wrong"}'
	is "$(result exit) $(result reason)" "-1 refused" "ssh: a wrong password"
	has "$(log)" "Permission denied" "ssh: is named"
	if [ "$(id -u)" = 0 ]; then
		try password 'echo ok' '.Ssh = {Key: "", Password: "pass word'$$'"}'
		ends 0 "200 ok" "a password account"
	else
		skipped=$((skipped + 1))
	fi
	try foreign 'echo x' '.Ssh = {Fingerprint: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}'
	is "$(result reason)" refused "ssh: another host key"
	has "$(log)" "does not have the key that was saved" "ssh: is refused"
	try md5 'echo ok' '.Ssh = {Fingerprint: "'"$(ssh-keygen -lf "$dir/host.pub" -E md5 | cut -d' ' -f2 | cut -d: -f2-)"'"}'
	ends 0 "200 ok" "an MD5 fingerprint"
	try closed 'echo x' '.Ssh = {Port: 1, ReachTimeout: 2, ConnectTimeout: 1}'
	is "$(result exit) $(result reason)" "-1 unreachable" "a closed port"
}

everywhere
local_only
tiers
if [ -x /usr/sbin/sshd ]; then
	start_target
	place=ssh
	everywhere
	ssh_only
else
	echo "skip - targets: no sshd here"
	skipped=$((skipped + 1))
fi
