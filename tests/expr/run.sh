#!/bin/bash
# slipway-expr on the command line: one answer a line, in order, whatever a line holds.
# usage: tests/expr/run.sh [program]
set -uo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/slipway-expr}
passed=0 failed=0

# check NAME INPUT-LINES JQ-TEST: the test sees the array of all answers.
check() {
	if printf '%s\n' "$2" | TZ=UTC "$program" | jq -es "$3" >/dev/null; then
		passed=$((passed + 1))
		echo "ok $((passed + failed)) - $1"
	else
		failed=$((failed + 1))
		echo "not ok $((passed + failed)) - $1"
		printf '%s\n' "$2" | "$program" | sed 's/^/# /'
	fi
}

check 'a variable is replaced, case-free' \
	'{"variables": {"Name": "x"}, "template": "<#{name}>"}' \
	'. == [{result: "<x>", missing: [], error: null}]'
check 'what is missing stays and is named once' \
	'{"template": "#{A}#{B | ToUpper}#{A}"}' \
	'. == [{result: "#{A}#{B | ToUpper}#{A}", missing: ["#{A}", "#{B | ToUpper}"], error: null}]'
check 'a syntax error leaves the template and says so' \
	'{"template": "#{A!}"}' '.[0].result == "#{A!}" and (.[0].error | type) == "string"'
check 'lenient takes what does not parse as text' \
	'{"variables": {"A": "1"}, "template": "#{A!}#{A}", "lenient": true}' \
	'. == [{result: "#{A!}1", missing: [], error: null}]'
check 'null is null' '{"template": "#{A | null}"}' '. == [{result: null, missing: [], error: null}]'
check 'a loop has no result' \
	'{"variables": {"P": "#{Q}", "Q": "#{P}"}, "template": "#{P}"}' \
	'.[0].result == null and (.[0].error | contains("(P -> Q -> P)"))'
check 'a null value is empty' '{"variables": {"A": null}, "template": "<#{A}>"}' '.[0].result == "<>"'
check 'bad lines are answered in order' \
	$'junk\n\n[]\n{"template": 1}\n{"variables": [], "template": ""}\n{"variables": {"A": 1}, "template": ""}\n{"template": "last"}' \
	'length == 7 and all(.[:6][]; .result == null and .missing == [] and (.error | type) == "string")
	and .[6].result == "last"'
check 'text beyond ASCII passes' \
	'{"variables": {"A": "\ud83d\ude00 é"}, "template": "#{A}"}' '.[0].result == "\ud83d\ude00 é"'

echo "1..$((passed + failed))"
echo "# $passed passed, $failed failed"
[ "$failed" = 0 ]
