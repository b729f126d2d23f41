#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/replacement: what it says to watch for is what it prints, and what
# docs/replacement.md shows; likewise examples/own_policy.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

doc=$PWD/docs/replacement.md
programs=$(realpath "$MMUSIM_EXAMPLES")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Lines between ```LANGUAGE and ```, of the N-th such block.
block() { # LANGUAGE N
	awk -v start="\`\`\`$1" -v n="$2" '
		/^```$/ { inside = 0 }
		inside && seen == n
		$0 == start { inside = 1; seen++ }' "$doc"
}

echo "--- a policy of one's own"
block c 1 | diff - <(grep -v SPDX examples/own_policy.c) ||
	fail "docs/replacement.md shows another examples/own_policy.c"
block console 1 | tail -n +2 | diff - <("$programs/own_policy") ||
	fail "docs/replacement.md shows another output of own_policy"

echo "--- tables"
(cd "$dir" && "$programs/replacement") >"$dir/out" || fail "exit status $?"
block console 2 | tail -n +2 | diff - "$dir/out" ||
	fail "docs/replacement.md shows another output of replacement"

# "TABLE POLICY FRAMES FAULTS", a line each.
awk '/references\)$/ { table = $1 == "the" ? "belady" : $1; sub(":", "", table); next }
	/^thrashing/ { exit }
	/^frames/ { n = split($0, frames) }
	NF && NF == n && !/^frames/ {
		for (i = 2; i <= n; i++) print table, $1, frames[i], $i }' \
	"$dir/out" >"$dir/faults"
[ "$(wc -l <"$dir/faults")" = $((6 * (5 + 11 + 10 + 10))) ] ||
	fail "another number of runs"
faults() { # TABLE POLICY FRAMES
	awk -v key="$1 $2 $3" '$1 " " $2 " " $3 == key { print $4 }' "$dir/faults"
}

awk '$2 == "opt" { best[$1, $3] = $4 }
	{ all[NR] = $0 }
	END { for (i = 1; i <= NR; i++) {
		split(all[i], f)
		if (f[4] < best[f[1], f[3]]) { print all[i]; bad = 1 } }
	exit bad }' "$dir/faults" || fail "better than the optimum"
# More frames never hurt OPT.
awk '$2 == "opt" { if ($1 == table && $4 > last) { print; bad = 1 }
	table = $1; last = $4 } END { exit bad }' "$dir/faults" ||
	fail "an anomaly of OPT"

[ "$(faults belady fifo 3) $(faults belady fifo 4)" = "9 10" ] ||
	fail "no anomaly of FIFO"
[ "$(faults belady opt 3) $(faults belady opt 4)" = "7 6" ] ||
	fail "not the optimum"

for policy in lru fifo clock; do
	[ "$(faults loop $policy 27)" = 1000 ] || fail "$policy copes with a loop"
done
for policy in lru fifo clock aging random opt; do
	[ "$(faults loop $policy 30)" = 30 ] || fail "the loop does not fit: $policy"
done
[ "$(faults loop random 27)" -lt 300 ] || fail "chance does not help"
for frames in 8 12 16 20; do
	for policy in lru clock aging; do
		[ "$(faults locality $policy $frames)" -lt \
			"$(faults locality fifo $frames)" ] ||
			fail "$policy does not see locality in $frames frames"
	done
done

echo "--- thrashing"
awk '/computing$/ { on = 1; next }
	!on || !NF || /svg/ { next }
	{ sub("%", ""); if ($1 == 4 && $4 > 20) bad = 1
	  if ($1 == 16 && $4 < 75) bad = 1
	  if ($4 < last || $2 > $1 + 0.01) bad = 1
	  last = $4; n++ }
	END { exit bad || n != 10 }' "$dir/out" || fail "it does not thrash"

echo "--- the picture"
[ "$(grep -c '<path class="k[0-5]"' "$dir/replacement.svg")" = $((3 * 6 * 2)) ] ||
	fail "another number of curves"
for text in "the loop fits" "a phase fits" "page frames" random; do
	grep -q "$text" "$dir/replacement.svg" || fail "no $text"
done
mkdir "$dir/no" "$dir/no/replacement.svg"
status=0
(cd "$dir/no" && "$programs/replacement") >"$dir/out" 2>"$dir/err" || status=$?
[ $status = 1 ] || fail "exit status $status for a file that cannot be written"
grep -q "replacement.svg" "$dir/err" || fail "no reason"
