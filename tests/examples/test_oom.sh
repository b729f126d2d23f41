#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/oom: who is killed, and that nobody else loses anything.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

out=$("$MMUSIM_EXAMPLES/oom") || fail "exit status $?"
# How many pages fit, and who asks for the one that does not, depends on what the
# kernel itself takes. A victim that asked for it itself is not reaped.
diff - <(echo "$out" | sed -E 's/ +[0-9]+ pages, score +[0-9]+, adj +/ adj /
	s/^( +)[a-z]+ (invoked oom-killer: gfp_mask=[^,]*).*/\1somebody \2/
	s/^( +oom-kill:).*(task=[^,]*).*/\1 \2/
	s/total-vm.*//; /oom_reaper:/d') <<'END' || fail "another output"
Round 1: who has most is killed.
shell adj 0: lives, data intact
editor adj 0: lives, data intact
browser adj 0: lives, data intact
database adj 0: killed
The kernel's log:
    somebody invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)
    oom-kill: task=database
    Out of memory: Killed process 93 (database) 

Round 2: the database is spared.
shell adj 0: lives, data intact
editor adj 0: lives, data intact
browser adj 0: killed
database adj -1000: lives, data intact
The kernel's log:
    somebody invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO)
    oom-kill: task=browser
    Out of memory: Killed process 96 (browser) 
END
grep -q "oom_reaper: reaped process [0-9]* ([a-z]*), now anon-rss:0kB" <<<"$out" ||
	fail "nobody is reaped"
[ "$("$MMUSIM_EXAMPLES/oom" -v | grep -c "Tasks state")" = 2 ] ||
	fail "no report"
