#!/bin/bash
# Running instances: first start, side by side, refusals, dead parts, Ctrl-C, kill -9,
# the web server's own answers, hosts, a database elsewhere. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/operate/lib.sh

begin

# ---- first start ----------------------------------------------------------------
port_a=$(free_port) port_b=$(free_port)
a=$work/a b=$work/b
start "$a" "$port_a"
is_ready "the first start says where Slipway is" "$a"
matches "$(output "$a")" 'Administrator  admin' "the first start prints the administrator's name"
password=$(output "$a" | sed -n 's/^  Password *//p')
key=$(output "$a" | sed -n 's/^  API key *//p')
matches "$password" '^.{12,}$' "the first start prints a password"
is "$(status_of "http://127.0.0.1:$port_a/api/users/me" "$key")" 200 "the printed key is valid"
is "$(grep -rl -e "$password" -e "$key" "$a/log" | wc -l)" 0 "neither is in a log"

# ---- what is refused ------------------------------------------------------------
matches "$(SLIPWAY_HOME=$a SLIPWAY_LISTEN=$port_b tools/slipway run 2>&1)" 'is already running with SLIPWAY_HOME' \
	"a second start of the same home is refused"
matches "$(SLIPWAY_HOME=$b SLIPWAY_LISTEN=$port_a tools/slipway run 2>&1)" 'Something already listens on' \
	"a taken port is refused"
matches "$(SLIPWAY_HOME=$b SLIPWAY_LISTEN=nowhere tools/slipway run 2>&1)" 'must be a port or an address and a port' \
	"a bad SLIPWAY_LISTEN is refused"

# ---- side by side ---------------------------------------------------------------
SLIPWAY_PUBLIC_URL=http://slipway.test:$port_b start "$b" "$port_b"
is_ready "a second instance runs beside the first" "$b"
is "$(status_of "http://127.0.0.1:$port_b/api/users/me" "$key")" 401 "it does not know the first one's key"
is "$(status_of "http://127.0.0.1:$port_b/api" "" -H "Host: slipway.test:$port_b")" 200 "its public host is answered"
is "$(status_of "http://127.0.0.1:$port_b/api" "" -H "Host: elsewhere.test")" 000 "an unknown host is not answered"

# ---- the web server's own answers -----------------------------------------------
for path in /api /app/users/sign-in /static/css/base.css /static/none /api/none; do
	headers=$(curl -s -D - -o /dev/null "http://127.0.0.1:$port_a$path")
	for name in Content-Security-Policy X-Content-Type-Options Referrer-Policy Cache-Control; do
		is "$(grep -ci "^$name:" <<< "$headers")" 1 "$path has one $name"
	done
done
big=$(head -c 18000000 /dev/zero | curl -s -w ' %{http_code} %{content_type}' -H Expect: --data-binary @- "http://127.0.0.1:$port_a/api/users/login")
matches "$big" '"ErrorMessage":"The request is too large.* 413 application/json' "a body above the limit: 413, as JSON under /api"
matches "$(head -c 18000000 /dev/zero | curl -s -w ' %{http_code} %{content_type}' -H Expect: --data-binary @- "http://127.0.0.1:$port_a/app")" \
	'<h1>The request is too large.* 413 text/html' "… and as a page under /app"
curl -s -o /dev/null "http://127.0.0.1:$port_a/api/users/me?apikey=API-INQUERYSTRING"
is "$(grep -c INQUERYSTRING "$a/log/access.log")" 0 "the access log has no query strings"

# ---- dead parts are started again -----------------------------------------------
for part in nginx slipway-portal slipway-runner postgres; do
	old=$(child_of "$a" "$part")
	kill -KILL "$old"
	wait_for "$part is started again after its death" new_child "$a" "$part" "$old"
	wait_for "… and Slipway answers" answers "$port_a"
done
codes_of_many "$port_a" > /dev/null	# every worker has a connection now …
old=$(child_of "$a" postgres)
kill -KILL "$old"
wait_for "postgres is started once more" new_child "$a" postgres "$old"
wait_for "… and takes connections" database_is_ready "$a"
is "$(codes_of_many "$port_a")" 200 "no worker meets anybody with the connection it lost"

# ---- stopping ends scripts -------------------------------------------------------
SLIPWAY_URL=http://127.0.0.1:$port_a SLIPWAY_API_KEY=$key tools/demo.sh > "$work/demo" 2>&1
matches "$(cat "$work/demo")" 'Hello, World!' "the example deploys"
task=$(deploy_script "http://127.0.0.1:$port_a" "$key" 'sleep 7531246 & sleep 7531246')
wait_for "a script runs" pgrep -f 'sleep 7531246'
interrupt "$a"
is "$(exit_status "$a")" 0 "Ctrl-C ends it with status 0"
is "$(pgrep -fc 'sleep 7531246')" 0 "the running script was ended"
is "$(left_behind "$a")" "" "no process is left behind"

start "$a" "$port_a"
is_ready "the same home starts again" "$a"
is "$(output "$a" | grep -c Password)" 0 "without new secrets"
is "$(curl -s -H "X-Octopus-ApiKey: $key" "http://127.0.0.1:$port_a/api/tasks/$task" | jq -r .IsCompleted)" true \
	"the task of the ended script is closed"

# ---- kill -9 ----------------------------------------------------------------------
kill -KILL "$(cat "$a/lock")"
wait_for "after kill -9 of the supervisor its parts end by themselves" nothing_left "$a"
start "$a" "$port_a"
is_ready "and the home starts again" "$a"

kill -TERM "$(cat "$a/lock")"
is "$(exit_status "$a")" 0 "SIGTERM ends it with status 0"
is "$(left_behind "$a")" "" "no process is left behind"

# ---- start and stop in the background ----------------------------------------------
interrupt "$b" && exit_status "$b" > /dev/null
matches "$(SLIPWAY_HOME=$b SLIPWAY_LISTEN=$port_b tools/slipway start 2>&1)" "Slipway is ready: http://127.0.0.1:$port_b" \
	"start returns when Slipway answers"
matches "$(SLIPWAY_HOME=$b SLIPWAY_LISTEN=$port_b tools/slipway start 2>&1)" 'already running' "a second start is refused"
matches "$(SLIPWAY_HOME=$b tools/slipway ctl check 2>&1)" 'keys: readable' "slipway-ctl reaches it"
new=$(SLIPWAY_HOME=$b tools/slipway ctl reset-password admin)
is "$(log_in "http://127.0.0.1:$port_b" admin "$new")" 200 "a reset password logs in"
is "$(SLIPWAY_HOME=$b tools/slipway stop 2>&1)" "Slipway has stopped." "stop stops it"
is "$(left_behind "$b")" "" "no process is left behind"
is "$(SLIPWAY_HOME=$b tools/slipway stop 2>&1)" "Slipway is not running with SLIPWAY_HOME=$b." "a second stop says so"

# ---- as an ordinary user -----------------------------------------------------------
if [ "$(id -u)" != 0 ] || ! setpriv --reuid nobody --regid nogroup --clear-groups test -r "$PWD/tools/slipway"; then
	skip "as an ordinary user" "not root, or the sources are not readable for others"
else
	mkdir -m 0777 "$work/user"
	as=(setpriv --reuid nobody --regid nogroup --clear-groups env -u XDG_RUNTIME_DIR)
	start "$work/user/home" "$port_a" "${as[@]}"
	is_ready "an ordinary user runs it" "$work/user/home"
	matches "$(output "$work/user/home")" 'Everything runs as nobody' "and is told that scripts are not separated"
	interrupt "$work/user/home"
	is "$(exit_status "$work/user/home")" 0 "and stops it"
	is "$(left_behind "$work/user/home")" "" "no process is left behind"
	rm -rf /tmp/slipway-65534
fi

# ---- a database elsewhere -----------------------------------------------------------
foreign_database
SLIPWAY_DATABASE_URL=$foreign_url start "$work/c" "$port_a"
is_ready "an existing PostgreSQL is used with SLIPWAY_DATABASE_URL" "$work/c"
is "$([ -e "$work/c/db" ] && echo made)" "" "and no cluster is made"
interrupt "$work/c"
is "$(exit_status "$work/c")" 0 "and it stops"
matches "$(kill -0 "$foreign_pid" && echo alive)" alive "the existing PostgreSQL goes on"
foreign_execute "update migration set number = number + 1000 where number = (select max(number) from migration)"
matches "$(SLIPWAY_DATABASE_URL=$foreign_url SLIPWAY_HOME=$work/c SLIPWAY_LISTEN=$port_a tools/slipway run 2>&1)" \
	'Install a newer Slipway' "a newer schema is refused with a sentence"

finish
