#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Valgrind without the option that makes registers exact in faults: a program is told.
set -u
cd "$(dirname "$0")/../.." || exit 1
option=--vex-iropt-register-updates=allregs-at-mem-access
tool=$(realpath "$MMUSIM_TOOL")
bad=0

command -v valgrind >/dev/null || { echo "skipped: there is no Valgrind"; exit 0; }
nm "$tool" | grep -qE ' [TtUVW] __(asan|tsan)_init$' && {
	echo "skipped: Valgrind cannot run a program with sanitizers"
	exit 0
}
run() { # a folder without a .valgrindrc
	(cd / && valgrind -q "$@" "$tool" -c 'echo done' 2>&1)
}
check() { # WHAT CONDITION
	[ "$2" = 0 ] || { echo "FAILED: $1"; bad=1; }
}

got=$(run)
echo "$got" | grep -q -e "$option"
check "without the option it is not named: $got" $?
got=$(run "$option")
[ "$got" = done ]
check "with the option: $got" $?
exit $bad
