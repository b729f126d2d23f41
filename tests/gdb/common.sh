# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# For the scripts beside it: leaves the test when gdb cannot be used, compiles
# programs, runs gdb, and looks at what it says.

fail() { echo "--- output:"; echo "${out-}"; echo "FAILED: $*"; exit 1; }

script=$PWD/libmmusim/gdb/mmusim-gdb.py
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Nothing of the user's, nothing from the network.
run_gdb() { # ARGUMENT...
	timeout 120 gdb -nx -batch -iex "set debuginfod enabled off" \
		-iex "set auto-load safe-path $PWD:$tmp" \
		-iex "set width 0" -iex "set style enabled off" "$@" 2>&1
}

run_gdb -ex "python import gdb" >/dev/null ||
	{ echo "no gdb that knows Python"; exit 77; }
# A container may forbid ptrace.
run_gdb -ex run /bin/true | grep -q "exited normally" ||
	{ echo "gdb may not run programs here"; exit 77; }

compile() { # NAME LIBRARY...
	local name=$1

	shift
	# shellcheck disable=SC2086
	${CC:-cc} -g -O0 -Wall -Wextra -Ilibmmusim/include \
		"tests/gdb/$name.c" -o "$tmp/$name" "$@" \
		-lsigsegv -lelf -ldw -lZydis -lpthread ${DEPS_LDFLAGS-}
}

# Runs gdb with a list of commands, a line each, from stdin.
say() { # PROGRAM ARGUMENT...
	cat >"$tmp/commands"
	out=$(run_gdb -x "$tmp/commands" --args "$@") || true
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

# None of the lines is like this.
hides() {
	! grep -qE "$1" <<<"$out" || fail "should not be there: $1"
}
