#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/hello_fault says what the README says that it says.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

out=$("$MMUSIM_EXAMPLES/hello_fault") || fail "exit status $?"
diff - <(echo "$out") <<'END' || fail "another output"
page fault: write to 0x10ffa: the PML4E at 0x1000 is not present (P=0)
page fault: write to 0x11000: the PTE at 0x5088 is not present (P=0)
"hello, fault": 2 faults
END
