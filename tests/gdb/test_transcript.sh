#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The session in docs/debugging.md is a real one.

set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/gdb/common.sh
. tests/gdb/common.sh

# Addresses differ; and compilers inline more or less, and begin a line with the
# instruction that faults or not: "#5  0x... in main" or "#4  main".
blur() { sed -E 's,0x(0000)?[0-9a-f]{12}([^0-9a-f]|$),N\2,g;
	s,^#[0-9]+ +(N in )?,,'; }

session=$(awk '/^```$/ { inside = 0 } inside
	/^```console$/ { inside = 1 }' docs/debugging.md)
sed -n 's/^(gdb) //p' <<<"$session" >"$tmp/list"
say "$MMUSIM_EXAMPLES/hello_fault" < <(while read -r command; do
	printf 'echo (gdb) %s\\n\n%s\n' "$command" "$command"
done <"$tmp/list")
[ "$(wc -l <<<"$session")" -gt 40 ] || fail "the session is too short"
blur <<<"$out" >"$tmp/got"
sed 1d <<<"$session" | grep -vxF ... | blur | while IFS= read -r line; do
	grep -qxF -- "$line" "$tmp/got" || fail "not printed: $line"
done
