# The arithmetic of the bench and its closing table. Reads, tab-separated,
#
#   goal ROW SERIES STATISTIC <=|>= LIMIT UNIT WHAT AGAINST
#   sample ROW SERIES ROUND ours|reference VALUE
#
# and prints a line for each goal. STATISTIC is a percentile as p50 or p99, or max. Each
# round has its own figure of either side, and the ratio of a goal is the median of the
# rounds' ratios: what slows the machine down for a while slows both sides. Percentiles
# above the 50th need more samples than a round has, so they are taken over all rounds.
# A goal without a reference ("-") is about the figure itself. "spread" is the smallest
# and the largest ratio of a round, "noise" how far the reference's rounds lie apart.
BEGIN {
	FS = "\t"
	format = "%-4s %-44s %12s %12s %8s %-15s %6s %9s  %s\n"
	printf format, "row", "what", "ours", "reference", "ratio", "spread", "noise", "goal", ""
}

function sort(list, n,    i, j, value) {
	for (i = 2; i <= n; i++) {
		value = list[i]
		for (j = i - 1; j > 0 && list[j] > value; j--)
			list[j + 1] = list[j]
		list[j + 1] = value
	}
}

# Of n values: p50 is the middle one or the mean of the middle two, another percentile the
# nearest rank.
function statistic_of(list, n, name,    rank) {
	sort(list, n)
	if (n == 0)
		return 0
	if (name == "max")
		return list[n]
	if (name == "p50")
		return (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
	rank = substr(name, 2) * n / 100
	return list[rank == int(rank) ? (rank < 1 ? 1 : rank) : int(rank) + 1]
}

# One side's figure of a round; round 0: of all.
function figure(series, round, side, name,    list, n, i, r) {
	for (r = 1; r <= rounds[series]; r++)
		for (i = 1; (round == 0 || r == round) && i <= count[series, r, side]; i++)
			list[++n] = sample[series, r, side, i]
	return statistic_of(list, n, name)
}

function median_of_rounds(series, side, name,    list, r) {
	for (r = 1; r <= rounds[series]; r++)
		list[r] = figure(series, r, side, name)
	return statistic_of(list, rounds[series], "p50")
}

# As many digits as are worth reading.
function short(value) {
	return value >= 1000 ? sprintf("%d", value + 0.5) : sprintf("%.3g", value)
}

function verdict(value, limit, is_most,    miss) {
	miss = is_most ? value / limit - 1 : 1 - value / limit
	if (miss <= 0)
		return "met"
	return sprintf("missed by %d %%", 100 * miss + 0.5)
}

function print_goal(row, series, name, sign, limit, unit, what, against,
    is_pooled, ours, other, value, ratio, low, high, r, ratios, others, spread, noise) {
	is_pooled = name != "p50"
	ours = is_pooled ? figure(series, 0, "ours", name) : median_of_rounds(series, "ours", name)
	if (against == "-") {
		printf format, row, what, short(ours) " " unit, "-", "-", "-", "-",
			sign " " short(limit), verdict(ours, limit, sign == "<=")
		return
	}
	for (r = 1; r <= rounds[series]; r++) {
		others[r] = figure(series, r, "reference", name)
		if (others[r] == 0)
			continue
		ratios[r] = figure(series, r, "ours", name) / others[r]
	}
	other = is_pooled ? figure(series, 0, "reference", name) : median_of_rounds(series, "reference", name)
	if (other == 0) {	# the measuring was cut off
		printf format, row, what, short(ours) " " unit, "-", "-", "-", "-", sign " " short(limit), "not measured"
		return
	}
	low = statistic_of(ratios, rounds[series], "p0")
	high = statistic_of(ratios, rounds[series], "max")
	ratio = is_pooled ? ours / other : statistic_of(ratios, rounds[series], "p50")
	noise = statistic_of(others, rounds[series], "max") - statistic_of(others, rounds[series], "p0")
	printf format, row, what, short(ours) " " unit, short(other) " " unit, short(ratio),
		short(low) "-" short(high), sprintf("%d %%", 100 * noise / other + 0.5),
		sign " " short(limit), verdict(ratio, limit, sign == "<=")
	if (!(against in seen))
		notes[++note_count] = row ": against " against
	seen[against]
}

$1 == "goal" {
	goals[++goal_count] = $0
}

$1 == "sample" {
	key = $2 "." $3
	if ($4 > rounds[key])
		rounds[key] = $4 + 0
	sample[key, $4, $5, ++count[key, $4, $5]] = $6 + 0
}

END {
	for (i = 1; i <= goal_count; i++) {
		split(goals[i], g, "\t")
		print_goal(g[2], g[2] "." g[3], g[4], g[5], g[6], g[7], g[8], g[9])
	}
	if (note_count)
		print ""
	for (i = 1; i <= note_count; i++)
		print notes[i]
}
