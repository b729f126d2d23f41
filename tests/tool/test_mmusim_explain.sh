#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: explain of several oopses, of a BUG(), of a module that is gone; walk.

set -eu
. "$(dirname "$0")/common.sh"
makers=$PWD/tests/data/oops-more/ko

echo "--- of several only the first can be trusted"
run 1 -c "insmod examples/modules/list_del_twice.ko; insmod examples/modules/bug_on_input.ko
	explain; echo --; explain 1; echo --; explain 2; explain 3; explain 0; explain x; explain 1 2"
shows '^Oops number: +2 since boot; .*: see "explain 1"$' '^Where: .*\[bug_on_input\]' '^--$' \
	'^What happened: ' '^Called from: .*\[list_del_twice\]' '^--$' '^Oops number: +2 ' '\[bug_on_input\]' \
	'^explain: there is no oops 3: the last one was 2$' '^explain: there is no oops 0: ' \
	'^explain: it does not take the argument x; usage: explain \[NUMBER\]$' \
	'^explain: it does not take the argument 2; usage: '
# The walk is that of the oops, though the tables have gone since.
run 0 -c "insmod $makers/proc_fault.ko; cat /proc/proc_fault; explain > $tmp/1
	for i in 2 3 4 5 6 7 8 9 10; do cat /proc/proc_fault; done; explain 1 | diff $tmp/1 - && echo same"
shows '^same$'
[ "$(grep -c 'stops here' "$tmp/1")" = 1 ] || fail "the walk is missing"
run 0 -c "insmod $makers/proc_fault.ko; for i in 1 2 3 4 5 6 7 8 9 10; do cat /proc/proc_fault; done
	explain 3; explain 4 | head -n 1; explain 10 | head -n 1"
shows '^explain: of 10 oopses only the first and the last 7 are kept: 3 is not one of them$' \
	'^Oops number: +4 ' '^Oops number: +10 '

echo "--- BUG()"
run 0 -c "insmod examples/modules/list_del_twice.ko; explain"
shows '^What happened: the instruction raised #UD: kernel BUG at lib/list_debug\.c:53!$' \
	'^Log before it: list_del corruption, .*LIST_POISON1' '^Called from: .*\[list_del_twice\]$' \
	'^Source line:   list_del_twice\.c:19: list_del\(entry\);$'
run 0 -c "insmod $makers/usercopy_text.ko; explain"
shows 'kernel BUG at mm/usercopy\.c:101!$' '^Log before it: usercopy: Kernel memory exposure attempt'
# The line before was the module's own.
run 0 -c "insmod $makers/double_free_512.ko; explain"
shows 'kernel BUG at mm/slub\.c:419!$'
lacks '^Log before'
run 0 -c "insmod examples/modules/bug_on_input.ko; explain"
shows '#UD: kernel BUG at examples/modules/bug_on_input\.c:17!$' '^Source line: +bug_on_input\.c:17'
lacks '^Log before'
run 0 -c "insmod examples/modules/zero_divisor.ko; explain"
shows '^What happened: the instruction raised #DE$'

echo "--- a module that is gone"
run 0 -c "insmod $modules/timer_live.ko; rmmod timer_live; sleep 100; explain"
shows '^Where: +0xffffffffc0[0-9a-f]+, where fire\+0x0 \[timer_live\] was before it was unloaded$' \
	'^Source line: +timer_live\.c:'
lacks '^Instruction:'
run 0 -c "insmod $modules/timer_live_data.ko; rmmod timer_live_data; sleep 100; explain"
shows '^The address: +0xffffffffc0[0-9a-f]+, where timer\+0x[0-9a-f]+ \[timer_live_data\] was before it was unloaded$' \
	'^Where: +__run_timers\+'
# Its place is another module's now; of older ones nothing is known.
run 0 -c "insmod $modules/timer_live.ko; rmmod timer_live
	for i in 1 2 3 4; do insmod $modules/hello.ko; rmmod hello; done; sleep 100; explain"
shows '^Where: +0xffffffffc0[0-9a-f]+, where .* \[hello\] was before'

echo "--- walk: addresses as the log has them"
run 0 -c "insmod $modules/hello.ko; walk memcpy+0x3 | head -n 1 > $tmp/1
	walk 0010:memcpy+0x3/0x20 | head -n 1 | cmp - $tmp/1 && echo same
	walk memcpy+3 | head -n 1 | cmp - $tmp/1 && echo same
	walk hello_exit | head -n 1 > $tmp/1; walk 'hello_exit+0x0/0x5 [hello]' | head -n 1 | cmp - $tmp/1 && echo same
	walk -x hello_exit+0/5 [hello] | head -n 1"
shows '^same$' '^same$' '^same$' '^instruction fetch from 0xffffffffc0'
prints "walk hello_exit [hello]; walk memcpy+; walk memcpy+x; walk 0xffffffffffffffffffff; echo \$?
	walk memcpy+0xffffffffffffffffffff; walk memcpy [hello]; walk 1000 [hello]; walk 1000+8 | head -n 1
	walk memcpy b; walk -wx 1; walk -w -x 1; walk '' " \
	"walk: hello_exit is neither a symbol, with an offset or without, nor a hexadecimal address
walk: memcpy+: what is behind the + is no hexadecimal offset
walk: memcpy+x: what is behind the + is no hexadecimal offset
walk: 0xffffffffffffffffffff has more than 64 bits
1
walk: memcpy+0xffffffffffffffffffff: what is behind the + is no hexadecimal offset
walk: memcpy is neither a symbol, with an offset or without, nor a hexadecimal address
walk: 1000 is neither a symbol, with an offset or without, nor a hexadecimal address
read from 0x1008 by the supervisor (CPL 0)
walk: give one address: walk [-wxuf] ADDRESS|SYMBOL[+OFFSET]
walk: an access is a write (-w) or a fetch (-x): give one of them
walk: an access is a write (-w) or a fetch (-x): give one of them
walk:  is neither a symbol, with an offset or without, nor a hexadecimal address"

echo "--- who would wait for ever"
hangs='would wait for ever in .*, called from wait\+0x.* \[wait_file\]: nothing is left on the machine that would wake it$'
run 137 -c "insmod $modules/wait_file.ko; cat /proc/wait_file; tail /proc/wait_file; insmod $modules/wait_file.ko
	cat < /proc/wait_file; ( read x < /proc/wait_file ); reboot; insmod $modules/wait_file.ko now=1"
shows "^mmusim: cat $hangs" '^Killed$' "^mmusim: tail $hangs" '^Killed$' "^mmusim: cat $hangs" '^Killed$' \
	"would wait for ever" '^Killed$' '^Killed$' "^insmod $hangs"
run 137 -c "insmod $makers/proc_fault.ko; cat /proc/proc_fault; rmmod proc_fault"
shows '^Killed$' '^Killed$' '^rmmod would wait for ever in remove_proc_entry\+.*, called from proc_fault_exit\+.* \(a task that an oops killed gives nothing back\)$'
lacks '^mmusim: '
