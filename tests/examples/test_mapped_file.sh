#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/mapped_file: which fault reads the file, who sees which write, and what
# is behind its end.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

out=$("$MMUSIM_EXAMPLES/mapped_file") || fail "exit status $?"
diff - <(echo "$out" | sed -E 's/ +/ /g; s/frames:.*/frames/') <<'END' ||
two mappings faults: 0 major, 0 minor; frames
a read of the shared one faults: 1 major, 0 minor; frames
a read of the private one faults: 0 major, 1 minor; frames
a write to the private one faults: 0 major, 1 minor; frames
 the file has "old text"
a write to the shared one faults: 0 major, 1 minor; frames
 the file has "old text"
msync() the file has "Sld text"
they read shared "Sld text", private "Pld text"
a read behind the end of the file
the task was ended by signal 7, Bus error
END
	fail "another story"

frames() { sed -n "s/^$1 .*shared \(.*\), private \(.*\)/\1 \2/p" <<<"$out"; }
set -- $(frames "a read of the private one")
[ "$1" = "$2" ] || fail "the cached page is there twice: $*"
cached=$1
set -- $(frames "a write to the private one")
[ "$1" = "$cached" ] && [ "$2" != "$cached" ] || fail "no copy on write: $*"
