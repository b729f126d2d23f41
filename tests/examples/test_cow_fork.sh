#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/cow_fork: two tasks, and which frames they have.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

# Frame numbers become letters, in the order in which they appear.
letters() {
	awk '/frames/ {
		for (i = NF - 5; i < NF - 1; i++) {
			if (!($i in name))
				name[$i] = substr("ABCDEFGH", ++n, 1)
			$i = name[$i]
		} }
	{ $1 = $1; print }'
}

out=$("$MMUSIM_EXAMPLES/cow_fork") || fail "exit status $?"
diff - <(echo "$out" | letters | sed 's/faults *[0-9]* //') <<'END' || fail "another output"
parent, before fork frames A B C D reads abcd
child, after fork frames A B C D reads abcd
child wrote 2 pages frames E F C D reads XYcd
parent, child is gone frames A B C D reads abcd
parent wrote page 0 frames A B C D reads Abcd
local: parent 1, child 2; global: 1
END
set -- $(echo "$out" | sed -n 's/.*faults *\([0-9]*\) .*/\1/p')
[ $(($3 - $2)) -eq 2 ] || fail "faults of the child: $2, then $3"
[ $(($5 - $4)) -eq 1 ] || fail "faults of the parent: $4, then $5"
