#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the gdb script says of page tables is what the library says of them, for
# random tables and accesses.

set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/gdb/common.sh
. tests/gdb/common.sh

compile walks "$MMUSIM_BUILD/libmmusim.a"
out=$(run_gdb -x tests/gdb/walks.py "$tmp/walks") || fail "they differ"
shows ' accesses, 0 differences'
hides 'rror|xception'
