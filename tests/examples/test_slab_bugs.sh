#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/slab_bugs: the kernel reports what its options let it notice, and
# memcheck reports each bug when it happens, with the stacks.

set -eu
cd "$(dirname "$0")/../.."
bugs=$PWD/$MMUSIM_EXAMPLES/slab_bugs
fail() { echo "--- output:"; echo "${out-}"; echo "FAILED: $*"; exit 1; }

# These lines must come in this order; each is an extended regular expression.
shows() {
	local pattern rest=$out

	for pattern; do
		rest=$(sed -nE "\\@$pattern@,\$p" <<<"$rest")
		[ -n "$rest" ] || fail "not found, or not there: $pattern"
		rest=$(tail -n +2 <<<"$rest")
	done
}

echo "--- with all options"
out=$("$bugs") || fail "exit status $?"
shows 'BUG kmalloc-64 \(.*\): Right Redzone overwritten' \
	'First byte 0x0 instead of 0xcc' \
	'Allocated in set_name.*\[slab_overflow\] age=' \
	'Comm: rmmod' 'FIX kmalloc-64: Restoring Right Redzone' \
	'BUG kmalloc-16 \(.*\): Poison overwritten' \
	'Freed in slab_uaf_init\+.*\[slab_uaf\] age=' \
	'BUG session \(.*\): Objects remaining in session' \
	'Allocated in open_session\+' 'Slab cache still has objects' \
	'^# cat /proc/slabinfo' '^session +1 '

echo "--- without"
out=$("$bugs" "") || fail "exit status $?"
! grep -Eq 'Redzone|Poison' <<<"$out" || fail "it noticed"
shows 'slab_uaf: it ticked once more'
! grep -q 'Objects remaining' <<<"$out" || fail "its cache was not merged"

command -v valgrind >/dev/null || exit 0
echo "--- under memcheck, from where our suppressions are not read"
cd /
out=$(valgrind --leak-check=full \
	--vex-iropt-register-updates=allregs-at-mem-access "$bugs" 2>&1) ||
	fail "exit status $?"
shows 'Invalid write of size 1' '^==[0-9]+== +at 0x4[0-9A-F]+: ' \
	'is 0 bytes after a block of size 64 alloc.d' \
	'at 0x.*: kern_memcheck_request' 'by 0x4[0-9A-F]+: ' \
	'Invalid (read|write) of size 8' \
	"is 8 bytes inside a block of size 16 free'd" \
	'by 0x4[0-9A-F]+: ' "Block was alloc'd at" 'by 0x4[0-9A-F]+: ' \
	'64 bytes in 1 blocks are definitely lost' 'by 0x4[0-9A-F]+: ' \
	'Memcheck: nothing points to 1 objects'
