#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/demand_paging: faults, pages and which frames are the same.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

# Frame numbers become letters, in the order in which they appear.
letters() {
	awk '/frames/ {
		split($0, half, " frames"); n = split(half[2], frame, " ")
		line = half[1] " frames"
		for (i = 1; i <= n; i++) {
			if (frame[i] != "-" && !(frame[i] in name))
				name[frame[i]] = substr("ABCDEFGH", ++seen, 1)
			line = line " " (frame[i] == "-" ? "-" : name[frame[i]])
		}
		print line; next }
	{ print }'
}

out=$("$MMUSIM_EXAMPLES/demand_paging") || fail "exit status $?"
diff - <(echo "$out" | letters) <<'END' || fail "another output"
mmap of 8 pages           faults  0, own pages 0, frames - - - - - - - -
stores to pages 0 and 3   faults  2, own pages 2, frames A - - B - - - -
loads from pages 4 to 7   faults  6, own pages 2, frames A - - B C C C C
fork: the child           faults  0, own pages 2, frames A - - B C C C C
child stores to page 0    faults  1, own pages 2, frames D - - B C C C C
the parent reads 'a', the child wrote 'x'
parent stores to page 0   faults  7, own pages 2, frames A - - B C C C C
parent stores to page 3   faults  8, own pages 2, frames A - - E C C C C
the child, at the end     faults  1, own pages 2, frames D - - B C C C C
END
