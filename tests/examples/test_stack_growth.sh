#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# examples/stack_growth: growth, overflow, a handler on another stack.

set -eu
cd "$(dirname "$0")/../.."
fail() { echo "FAILED: $*"; exit 1; }

# How far down a frame reaches depends on the compiler.
out=$("$MMUSIM_EXAMPLES/stack_growth") || fail "exit status $?"
diff - <(echo "$out" | grep -v '^\[' |
	sed -E 's/(deep down|up again).* (1[0-9]{2}|2[0-9]{2}) KiB/\1/') <<'END' ||
growth, with a limit of 256 KiB
  deep down
  deep down
  deep down
  up again
  exit status 0
overflow
  deep down
  deep down
  deep down
  up again
  killed by signal 11
overflow, with a handler on the same stack
  deep down
  deep down
  deep down
  up again
  killed by signal 11
overflow, with an alternate stack
  deep down
  deep down
  deep down
  up again
  the handler runs: si_code SEGV_MAPERR, the stack has 256 KiB
  exit status 3
END
	fail "another output"
sizes=$(echo "$out" | sed -nE '1,4s/.*deep down, the stack has ([0-9]+) KiB/\1/p')
[ "$sizes" = "$(echo "$sizes" | sort -nu)" ] || fail "it did not grow:" $sizes

# Linux's line, once: where there is a handler, nothing is said.
line='^\[ +[0-9.]+\] deep\[[0-9]+\]: segfault at 7ffffff[0-9a-f]{5} ip [0-9a-f]{16} sp 00007ffffff[0-9a-f]{5} error 6 in stack_growth\[[0-9a-f]+\+[0-9a-f]+\] likely on CPU 0 \(core 0, socket 0\)$'
[ "$(echo "$out" | grep -Ec "$line")" = 1 ] || fail "another line in the log"
[ "$(echo "$out" | grep -c segfault)" = 1 ] || fail "more in the log"
