#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/pkeys: protection keys, and the signals that they raise.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

out=$("$MMUSIM_EXAMPLES/pkeys") || fail "exit status $?"
diff - <(echo "$out" | grep -v '^\[') <<'END' || fail "another output"
key 1
no restriction: read 's'
writing disabled: read 's', then write
  signal 11, SEGV_PKUERR, key 1, error code 0x27; rights here: 1
  it was written: 't'; rights of the task: 2
access disabled: read
  signal 11, SEGV_PKUERR, key 1, error code 0x25; rights here: 1
  it was read: 't'
access disabled, no handler
END
echo "$out" | grep -Eq 'keys\[[0-9]+\]: segfault at [0-9a-f]+ ip [0-9a-f]+ sp [0-9a-f]+ error 25 in pkeys\[' ||
	fail "another line in the log"
