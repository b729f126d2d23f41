# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# common.sh - for the scripts that test mmusim. Sets $mmusim (a command in an
# array, in the top folder), $modules and $tmp.

cd "$(dirname "$0")/../.." || exit 1
mmusim=("$PWD/$MMUSIM_TOOL")
modules=$PWD/build/modules
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export MMUSIM_HISTORY=
unset DEBUGINFOD_URLS

fail() { echo "--- output:"; echo "${out-}"; echo "FAILED: $*"; exit 1; }

# Run commands: $out is what they print on both outputs, the status must be the
# first argument. What follows are options and commands.
run() { # STATUS ARGUMENT...
	local want=$1 status=0

	shift
	out=$("${mmusim[@]}" "$@" 2>&1 </dev/null) || status=$?
	[ $status = "$want" ] ||
		fail "mmusim $*: exit status $status, not $want"
}

# The commands print exactly this, whatever their status is.
prints() { # COMMANDS TEXT
	out=$("${mmusim[@]}" -c "$1" 2>&1 </dev/null) || true
	[ "$out" = "$2" ] || fail "$1: should print: $2"
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

lacks() { # PATTERN
	! grep -qE "$1" <<<"$out" || fail "should not be there: $1"
}
