#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/slab_race: the search finds the race, and repeats it; with the lock there
# is none.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "$out"; echo "FAILED: $*"; exit 1; }

out=$("$MMUSIM_EXAMPLES/slab_race") || fail "exit status $?"
alone=${out%%Run *} found=${out#*did harm}
grep -q "the free list is in order" <<<"$alone" || fail "alone, they do harm"
grep -q "the free list is corrupted: more than 4 objects" <<<"$found" ||
	fail "nothing is corrupted"
[ "$(grep -c "the head is object 0$" <<<"$found")" = 2 ] ||
	fail "they do not have the same head"
[ "$(sed -n 's/.*comes (x): //p' <<<"$out" | tr -cd x | wc -c)" = 2 ] ||
	fail "it takes another number of switches"
[ "$out" = "$("$MMUSIM_EXAMPLES/slab_race")" ] || fail "each time another story"

out=$("$MMUSIM_EXAMPLES/slab_race" locked=1) || fail "exit status $?"
grep -q "^[0-9]* runs, and none did harm" <<<"$out" || fail "the lock does not help"
! grep -q corrupted <<<"$out" || fail "the lock does not help"
