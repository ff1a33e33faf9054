#!/bin/bash
# The arithmetic of the bench (tests/bench/table.awk): medians, ratios, verdicts. Nothing
# is measured here. Prints TAP.
set -uo pipefail
cd "$(dirname "$0")/../.."
export LC_ALL=C
number=0 failed=0

# table LINES: the line of the only goal, one blank between the columns
table() {
	tr ' ' '\t' <<< "$1" | awk -f tests/bench/table.awk |
		sed -n '2{s/  */ /g; p}'
}

# is NAME LINES WANTED
is() {
	local found
	found=$(table "$2")
	number=$((number + 1))
	if [ "$found" = "$3" ]; then
		echo "ok $number - $1"
	else
		failed=1
		echo "not ok $number - $1"
		printf '# found  %s\n# wanted %s\n' "$found" "$3"
	fi
}

# rounds SIDE=A,B,… a round each: their sample lines
rounds() {
	local n=0 round side value
	for round; do
		n=$((n + 1))
		for side in $round; do
			for value in ${side#*=}; do
				tr ',' '\n' <<< "$value" | sed "s/^/sample 1 a $n ${side%%=*} /"
			done
		done
	done
}

goal='goal 1 a p50 <= 4 ms what that'
is 'a round has its median, the rounds have the median of their ratios' \
	"$goal
$(rounds 'ours=1,9,4 reference=2,1,9' 'ours=12 reference=4' 'ours=90 reference=9')" \
	'1 what 12 ms 4 ms 3 2-10 175 % <= 4 met'
is 'an even number has the mean of the middle two' \
	"$goal
$(rounds 'ours=40,10,20,30 reference=1,2,3,4')" \
	'1 what 25 ms 2.5 ms 10 10-10 0 % <= 4 missed by 150 %'
is 'two rounds have the mean of their ratios' \
	"$goal
$(rounds 'ours=2 reference=1' 'ours=12 reference=2')" \
	'1 what 7 ms 1.5 ms 4 2-6 67 % <= 4 met'
is 'a rate is missed from below' \
	"${goal/<= 4/>= 0.5}
$(rounds 'ours=400 reference=1000')" \
	'1 what 400 ms 1000 ms 0.4 0.4-0.4 0 % >= 0.5 missed by 20 %'
is 'a rate is met from above' \
	"${goal/<= 4/>= 0.5}
$(rounds 'ours=500 reference=1000')" \
	'1 what 500 ms 1000 ms 0.5 0.5-0.5 0 % >= 0.5 met'
is 'a high percentile is taken over all rounds, by the nearest rank' \
	"${goal/p50/p99}
$(rounds 'ours=1,2,3,80 reference=5,10' 'ours=4,5,6 reference=20')" \
	'1 what 80 ms 20 ms 4 0.3-8 50 % <= 4 met'
is 'a hundred values have their 99th as p99' \
	"${goal/p50/p99}
$(rounds "ours=$(seq -s, 100 -1 1) reference=50")" \
	'1 what 99 ms 50 ms 1.98 1.98-1.98 0 % <= 4 met'
is 'a goal without a reference is about the figure' \
	"goal 1 a max <= 16 MB what -
$(rounds 'ours=3' 'ours=20' 'ours=7')" \
	'1 what 20 MB - - - - <= 16 missed by 25 %'
is 'without its reference a ratio is not judged' \
	"$goal
$(rounds 'ours=3')" \
	'1 what 3 ms - - - - <= 4 not measured'
echo "1..$number"
exit $failed
