#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The table that mmu_ptr() and the signal handler read without a lock has no
# data race, says ThreadSanitizer.

set -eu
cd "$(dirname "$0")/../.."
out=build/ranges_race
mkdir -p build
cc=${CC:-cc}
flags="-std=gnu11 -O1 -g -fsanitize=thread -Ilibmmusim -Ilibmmusim/include"

# It needs a fixed layout of addresses, which a container may not let it have.
echo 'int main(void) { return 0; }' >$out.probe.c
if ! $cc $flags $out.probe.c -o $out.probe 2>/dev/null ||
	! setarch -R $out.probe; then
	echo "SKIPPED: no ThreadSanitizer here"
	exit 77
fi
$cc $flags tests/native/ranges_race.c libmmusim/native/ranges.c \
	libmmusim/mem/pool.c libmmusim/mem/bug.c -lpthread -o $out
TSAN_OPTIONS=exitcode=66 setarch -R ./$out
