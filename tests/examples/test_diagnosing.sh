#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each console that docs/diagnosing.md shows is replayed, and prints what stands
# there. Those of gdb, objdump and Valgrind are left out where these cannot be
# used, or where another compiler than gcc has made the modules.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/support/document.sh
. tests/support/document.sh
unset DEBUGINFOD_URLS
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0 replayed=0

is_gcc() { ${CC:-cc} --version 2>/dev/null | grep -q "Free Software"; }
# A weak name that nobody has (w) is no sanitizer's.
is_plain() { ! nm "$MMUSIM_TOOL" | grep -qE ' [TtUVW] __(asan|tsan)_init$'; }

can_replay() { # COMMAND
	case $1 in
	"$ gdb "*"--args"*) is_gcc && is_plain &&
		gdb -nx -batch -ex "python import gdb" -ex run /bin/true 2>&1 |
		grep -q "exited normally" ;;
	"$ gdb"*) is_gcc && command -v gdb >/dev/null ;;
	"$ objdump"*) is_gcc && command -v objdump >/dev/null ;;
	"$ valgrind"*) is_gcc && is_plain && command -v valgrind >/dev/null ;;
	esac
}

# Numbers that the text is about: where in the module memcheck saw something, how many
# objects are in use.
telling() {
	sed -nE -e 's/^==.*0x[0-9A-F]*([0-9A-F]{5}): \?\?\?$/\1/p' \
		-e 's/^(kmalloc-[0-9]+ +[0-9]+) .*/\1/p' "$1" | sort -u
}

tells_the_same() { # DOCUMENTED GOT
	[ -z "$(comm -23 <(telling "$1") <(telling "$2"))" ]
}

consoles docs/diagnosing.md "$tmp"
for n in $(ls "$tmp" | sort -n); do
	if ! can_replay "$(head -n 1 "$tmp/$n")"; then
		echo "skipped: $(head -n 1 "$tmp/$n")"
		continue
	fi
	blur <"$tmp/$n" >"$tmp/$n.want"
	replay "$tmp/$n" >"$tmp/$n.out"
	blur <"$tmp/$n.out" >"$tmp/$n.got"
	replayed=$((replayed + 1))
	agrees "$tmp/$n.want" "$tmp/$n.got" &&
		tells_the_same "$tmp/$n" "$tmp/$n.out" || {
		echo "FAILED: docs/diagnosing.md: $(head -n 1 "$tmp/$n")"
		cat "$tmp/$n.out"
		bad=1
	}
done
[ $replayed -ge 8 ] || { echo "FAILED: only $replayed consoles"; bad=1; }

# Each of the seven steps is there, and shows something.
for step in 1 2 3 4 5 6 7; do
	sed -n "/^## $step\\. /,/^## $((step + 1))\\. /p" docs/diagnosing.md |
		grep -q '^```console' || { echo "FAILED: step $step"; bad=1; }
done
exit $bad
