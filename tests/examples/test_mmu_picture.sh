#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/mmu_picture writes two pictures, says which, and refuses nonsense.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

program=$(realpath "$MMUSIM_EXAMPLES/mmu_picture")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

out=$("$program") || fail "exit status $?"
[ "$out" = $'walk.svg\nspace.svg' ] || fail "another output: $out"
grep -q "physical address 0x106010" walk.svg || fail "another walk"
grep -q "0xffff888000000000" space.svg || fail "another address space"

"$program" 0xffff888000000000 read >/dev/null || fail "exit status $?"
grep -q "US=0: supervisor only" walk.svg || fail "no fault"
"$program" 0x400000 fetch kernel >/dev/null || fail "exit status $?"
grep -q "SMEP" walk.svg || fail "no fault"

for wrong in "x" "0x10 jump" "0x10 read nobody" "0x10 read user more"; do
	status=0
	"$program" $wrong >/dev/null 2>err || status=$?
	[ $status = 2 ] || fail "exit status $status for $wrong"
	grep -q usage: err || fail "no usage for $wrong"
done
"$program" -h | grep -q usage: || fail "no help"

mkdir walk.d && cd walk.d && mkdir walk.svg # which cannot be written
status=0
"$program" 2>err || status=$?
[ $status = 1 ] || fail "exit status $status for a file that cannot be written"
grep -q walk.svg err || fail "no reason"
