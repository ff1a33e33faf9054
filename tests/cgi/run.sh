#!/bin/bash
# The portal's binary as a plain CGI program: one process a request, the request in
# environment and standard input, the answer on standard output. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/operate/lib.sh

begin
home=$work/home
export ADMIN_API_KEY=API-CGITESTCGITESTCGITESTCGITESTCGIT
start "$home" "$(free_port)"
is_ready "a server runs, for its database and keys" "$home"
SLIPWAY_HOME=$home
. tools/lib/place.sh
. tools/lib/database.sh
choose_place
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid slipway-portal --regid slipway-portal --init-groups)

# cgi METHOD URI [NAME=VALUE…]: the body comes from standard input.
cgi() {
	local method=$1 uri=$2 query=
	shift 2
	case $uri in *\?*) query=${uri#*\?} ;; esac
	"${as[@]}" env -i SLIPWAY_HOME="$SLIPWAY_HOME" SLIPWAY_RUN_DIR="$SLIPWAY_RUN_DIR" \
		SLIPWAY_SHARE="$SLIPWAY_HOME/program" SLIPWAY_DATABASE_URL="$(database_url slipway_portal)" \
		GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 SERVER_NAME=127.0.0.1 SERVER_PORT=80 REMOTE_ADDR=127.0.0.1 \
		HTTP_HOST=127.0.0.1 REQUEST_SCHEME=http REQUEST_METHOD="$method" QUERY_STRING="$query" REQUEST_URI="$uri" "$@" \
		"$home/program/bin/slipway-portal" 2> "$work/error"
}
key=HTTP_X_OCTOPUS_APIKEY=$ADMIN_API_KEY

answer=$(cgi GET /api < /dev/null)
matches "$answer" '^Status: 200' "GET /api answers 200"
matches "$answer" '"Application":"Octopus Deploy"' "with the root document"
matches "$(cgi GET /api/users/me "$key" < /dev/null)" '"Username":"admin"' "a key is understood"
matches "$(cgi GET /api/users/me < /dev/null)" '^Status: 401' "no key is 401"
matches "$(cgi GET '/api/Spaces-1/environments?take=1' "$key" < /dev/null)" '"ItemsPerPage":1[,}]' "the query is understood"
body='{"Name": "Plain CGI"}'
matches "$(printf %s "$body" | cgi POST /api/Spaces-1/environments "$key" CONTENT_TYPE=application/json CONTENT_LENGTH=${#body})" \
	'^Status: 201' "a body is read from standard input"
matches "$(printf %s "${body%?}" | cgi POST /api/Spaces-1/environments "$key" CONTENT_TYPE=application/json CONTENT_LENGTH=${#body})" \
	'^Status: 400' "a body shorter than CONTENT_LENGTH is refused"
matches "$(cgi GET /app/users/sign-in < /dev/null)" '<h1>Sign in to Slipway</h1>' "pages are rendered"
matches "$(cgi GET /api/none "$key" < /dev/null)" '^Status: 404' "an unknown path is 404"
interrupt "$home"
is "$(exit_status "$home")" 0 "the server stops"
finish
