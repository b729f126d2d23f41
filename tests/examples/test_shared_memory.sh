#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/shared_memory: what two tasks say to each other, in any order.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

for seed in 0 1 2 3; do
	out=$("$MMUSIM_EXAMPLES/shared_memory" $seed) || fail "exit status $?"
	diff - <(echo "$out" | grep found) <<'END' || fail "another conversation"
parent found 100
child  found 101
parent found 102
child  found 103
parent found 104
child  found 105
END
	set -- $(echo "$out" | sed -n 's/.*shared frame \(.*\), private frame \(.*\)/\1 \2/p')
	[ "$1" = "$3" ] || fail "the shared page became two: $*"
	[ "$2" != "$4" ] || fail "the private page is one: $*"
done
