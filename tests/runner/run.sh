#!/bin/bash
# All tests of the runner, two at a time; each prints its own counts.
cd "$(dirname "$0")/../.." || exit 1
logs=$(mktemp -d /tmp/slipway-runner-tests.XXXXXX)
trap 'rm -rf "$logs"' EXIT
for file in tests/runner/*.sh; do
	case $file in */lib.sh | */run.sh) ;; *) echo "$file" ;; esac
done | xargs -P 2 -I '{}' sh -c 'bash "$1" > "$2/$(basename "$1")" 2>&1' sh '{}' "$logs"
cat "$logs"/*
awk '/^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; skipped += $5; files++ }
	END {
		failed += ARGC - 1 - files	# a file that did not get to its end
		printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
		exit failed > 0 || passed == 0
	}' "$logs"/*
