#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/nullderef shows the console and the explanation, for the module that
# it comes with and for others.

set -eu
cd "$(dirname "$0")/../.."
nullderef=$PWD/$MMUSIM_EXAMPLES/nullderef
modules=$PWD/build/modules
fail() { echo "--- output:"; echo "${out-}"; echo "FAILED: $*"; exit 1; }

# Runs it, with the exit status that is expected first.
run() { # STATUS ARGUMENT...
	local want=$1 status=0

	shift
	out=$("$nullderef" "$@" 2>&1) || status=$?
	[ $status = "$want" ] ||
		fail "nullderef $*: exit status $status, not $want"
}

# These lines must come in this order; each is an extended regular expression.
shows() {
	local pattern rest=$out

	for pattern; do
		rest=$(sed -nE "\\@$pattern@,\$p" <<<"$rest")
		[ -n "$rest" ] || fail "not found, or not there: $pattern"
		rest=$(tail -n +2 <<<"$rest")
	done
}

echo "--- the module that it comes with, from another folder"
[ "$MMUSIM_EXAMPLES" != examples ] || cd / # the modules lie beside it only there
run 0
shows '^# insmod faulty\.ko$' '^Killed$' '^# lsmod \| grep faulty$' \
	'^faulty +[0-9]+ +1' '^# dmesg$' \
	'\] Attempting to dereference null pointer\.\.\.$' \
	'\] BUG: kernel NULL pointer dereference, address: 0000000000000000$' \
	'\] #PF: supervisor write access in kernel mode$' \
	'\] #PF: error_code\(0x0002\) - not-present page$' \
	'\] RIP: 0010:faulty_init\+0x[0-9a-f]+/0x[0-9a-f]+ \[faulty\]$' \
	'\] Modules linked in: faulty\(OE\+\)$' \
	'\] ---\[ end trace 0000000000000000 \]---$' '^=== Explanation' \
	'^What happened: write to 0x0: the [A-Z0-9]+ at 0x[0-9a-f]+ is not p' \
	'^Where: +faulty_init\+0x[0-9a-f]+/0x[0-9a-f]+ \[faulty\]$' \
	"^Source line: +faulty\.c:11: \\*ptr = 'A'; // This triggers" \
	'^Instruction: +movb \$0x41, ' \
	'^write to 0x0 by the supervisor \(CPL 0\)$' '^  CR3 ' \
	'^  PML4E \[  0\] at 0x' 'not present +<- stops here$' \
	'^#PF, error code 0x0002:$' '^  P    0 ' '^  W/R  1 ' '^  U/S  0 '
case $out in *$'\e'*) fail "colour in a pipe" ;; esac
[ "$(grep -c -- '<- ' <<<"$out")" = 1 ] || fail "one entry stops the walk"

echo "--- the explanation and the oops agree"
rip=$(sed -n 's/.*RIP: 0010:\(faulty_init[^ ]*\).*/\1/p' <<<"$out" | head -n 1)
shows "^Where: +$(sed 's/+/\\+/g' <<<"$rip") "

echo "--- it is the same each time"
first=$out
run 0
[ "$out" = "$first" ] || fail "$(diff <(echo "$first") <(echo "$out"))"

echo "--- a module that does not fault"
run 0 "$modules/hello.ko"
shows '^# insmod .*/hello\.ko$' '^# lsmod \| grep hello$' '^hello +[0-9]+ +0' \
	'^# rmmod hello$' '\] hello: init$' '\] hello: exit$' \
	'without a fault'
grep -qE 'Killed|BUG|error code' <<<"$out" && fail "there was no fault"

echo "--- other faults"
run 0 "$modules/null_call.ko"
shows '^Killed$' '^instruction fetch from 0x0 by' '^  I/D  [01]'
run 0 "$modules/gpf_poison.ko"
shows '^Segmentation fault$' 'general protection fault' '^What happened: ' \
	'is not canonical' '^#GP, error code 0x0000$'
run 0 "$modules/div_zero.ko"
shows '^Segmentation fault$' 'divide error' '^What happened: ' \
	'^Source line: +div_zero\.c:[0-9]+: ' '^Instruction: +i?div'
grep -q 'error code 0x' <<<"$out" && fail "a divide error has no error code"
run 0 "$modules/stack_overflow_guard.ko"
shows '^# insmod ' 'stack guard page was hit' '^=== Expl' \
	'^  PTE .* not present +<- stops here$'
if grep -q 'Kernel panic' <<<"$out"; then
	grep -q '^# lsmod' <<<"$out" && fail "a command ran after the panic"
fi
run 0 "$modules/fault_in_exit.ko"
shows '^# rmmod fault_in_exit$' '^Killed$' 'BUG: ' '^Source line: '

echo "--- modules that are refused, and files that are none"
run 1 "$modules/unknown_symbol.ko"
shows 'insmod: ERROR: could not insert module .*: Unknown symbol in module' \
	'\] unknown_symbol: Unknown symbol [a-z_]+ \(err -2\)$'
run 1 "$modules/init_fails.ko"
shows 'insmod: ERROR: could not insert module '
run 1 "$nullderef"
shows 'insmod: ERROR: could not insert module .*: Invalid module format'
run 1 /no/such.ko
shows 'insmod: ERROR: .*: No such file or directory'

echo "--- usage"
run 0 --help
shows '^usage: nullderef '
run 2 --wrong
run 2 one.ko two.ko

echo "--- colour on a terminal only, and not against the user's will"
command -v script >/dev/null || exit 0
on_terminal() { script -qec "$1" /dev/null </dev/null; }
case $(on_terminal "$nullderef") in *$'\e[31m'*) ;; *) fail "no colour" ;; esac
case $(on_terminal "NO_COLOR=1 $nullderef") in
*$'\e'*) fail "colour in spite of NO_COLOR" ;;
esac
