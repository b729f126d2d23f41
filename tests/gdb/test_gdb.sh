#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Programs under gdb: they run through their faults, breakpoints and steps work
# among these, the mmu commands say what is there, and a real crash stops where
# it happens, in gdb as in a core file.

set -eu
cd "$(dirname "$0")/../.."
# shellcheck source=tests/gdb/common.sh
. tests/gdb/common.sh

hello=$MMUSIM_EXAMPLES/hello_fault
compile crash "$MMUSIM_BUILD/libmmusim.a"
crash=$tmp/crash

line() { grep -n -- "$1" tests/gdb/crash.c | head -n 1 | cut -d: -f1; }
one_fault=$(line 'one fault') culprit=$(line '= .x.;')

echo "--- a program runs through, and the commands are there by themselves"
say "$hello" <<-END
	run
	info signals SIGSEGV
	mmu machine
END
shows '^page fault: write to 0x10ffa' '^"hello, fault": 2 faults$' \
	'exited normally' '^SIGSEGV\s+Yes\s+Yes\s+Yes' '^There is no machine\.$'
hides 'Program received|rror'

echo "--- a breakpoint in a handler: where it came from, and why"
say "$hello" <<-END
	break on_page_fault
	run
	info signals SIGSEGV
	backtrace
	mmu why
END
here=$(grep -n 'strcpy' examples/hello_fault.c | cut -d: -f1)
shows '^SIGSEGV\s+No\s+No\s+Yes' '^#0 +on_page_fault' '<signal handler called>' \
	"main \\(\\) at .*hello_fault\\.c:$here\$" \
	'^The last exception: write to 0x10ffa: the PML4E at 0x1000 is not pre' \
	"^by the instruction at 0x[0-9a-f]+, in main\\(\\), .*hello_fault.c:$here" \
	'^write to 0x10ffa by the supervisor \(CPL 0\)$' \
	'^  PML4E \[  0\] at 0x1000 = 0x0000000000000000  not present +<- stops' \
	'^#PF, error code 0x0002:$' '^  W/R  1  the access was a write$'
hides 'Program received|rror:|tables have changed'

echo "--- after it: tables, TLB, windows, and what changed"
after=$(grep -n 'mmu_cpu_stats' examples/hello_fault.c | cut -d: -f1)
say "$hello" <<-END
	break $after
	run
	mmu why
	mmu tlb
	mmu windows
	mmu space
	mmu machine
	mmu regs
	mmu walk text
	mmu walk text + 6 fetch user
	mmu walk 0x20000 write
	print (char *) \$mmu_ptr(0x10ffa)
	print/x \$mmu_la(text)
	x/6cb \$mmu_mem(text)
	x/6cb \$mmu_mem(0x11000)
	continue
END
shows '^The last exception: write to 0x11000: the PTE at 0x5088 is not pres' \
	'^Since then the tables have changed. Now:' '^Allowed: it is byte 0x0 ' \
	'^0x0000000000010000 -> 0x2000 +4K    RW x  dirty, mapped by the host$' \
	'^0x0000000000011000 -> 0x6000 +4K    RW x  dirty, mapped by the host$' \
	'^2 valid entries$' \
	'^0x0000000000010000-0x0000000000020000 +64K  0x[0-9a-f]+-0x[0-9a-f]+$' \
	'^1 window$' \
	'^0x0000000000010000-0x0000000000012000 +8K PTE +RW x$' \
	'^\* [0-9]+ .*, 64M RAM, CPUs: 1, windows: 1$' \
	'^CR0 +0x0000000080050033  PE WP PG$' '^CR3 +0x0000000000001000$' \
	'^CPL +0$' \
	'^0x[0-9a-f]+ lies in a window, at linear address 0x10ffa\.$' \
	'^read from 0x10ffa by the supervisor' '^Allowed: it is byte 0xffa of' \
	'^The TLB holds 0x0000000000010000 -> 0x2000 ' \
	' at linear address 0x11000\.$' '^instruction fetch from 0x11000 by user' \
	'^Bit 2 \(US\) of the PTE is 0' '^write to 0x20000 by the supervisor' \
	'<- stops here$' '^The TLB holds nothing for it\.$' \
	'^\$1 = 0x[0-9a-f]+ "hello, fault"$' '^\$2 = 0x10ffa$' \
	"104 'h'.*101 'e'.*108 'l'.*108 'l'.*111 'o'.*44 ','" \
	"32 ' '.*102 'f'.*97 'a'.*117 'u'.*108 'l'.*116 't'" 'exited normally'
hides 'Program received|rror:'

echo "--- what is wrong is said"
say "$hello" <<-END
	mmu help
	python
	for command in ("why", "walk", "walk 1 2", "walk main main", "nonsense",
	                "windows 1", "cpu 7", "machine 7", "walk 0 read why",
	                "walk nosuch", "machine nosuch"):
	    try:
	        gdb.execute("mmu " + command)
	    except gdb.error as error:
	        print("%s: %s" % (command, error))
	end
END
shows '^mmu walk ADDRESS ' '^There is no machine|^why: There is no machine\.' \
	'^walk: Usage: mmu walk' '^walk 1 2: ' '^nonsense: There is no such com' \
	'^windows 1: No arguments' '^cpu 7: ' '^machine 7: There is no machine 7' \
	'^walk nosuch: nosuch: No symbol' '^machine nosuch: nosuch: No symbol'
hides 'Traceback'

echo "--- next, step and stepi over an instruction that faults"
for step in next step "stepi 2"; do # the first one loads the pointer
	say "$crash" <<-END
		break crash.c:$one_fault
		run
		$step
		info line *\$pc
		mmu tlb
	END
	shows "^Line $((one_fault + 1)) of " '^1 valid entry$'
done

echo "--- backtraces from a handler, and from the kernel into a module"
compile crash "$MMUSIM_BUILD/libmmusim.a" -O1 -o "$tmp/fast" # by RSP alone
say "$tmp/fast" window <<-END
	break give_page if frame->fault.la == 0x18000
	run
	backtrace
END
shows '^#0 .*give_page' '<signal handler called>' \
	"culprit \\(.*crash\\.c:$culprit\$" 'main \(.*crash\.c:'
say "$MMUSIM_EXAMPLES/nullderef" "$PWD/examples/modules/faulty.ko" <<-END
	break kern_x__printk
	run
	backtrace
	delete
	break kern_oops
	continue
	backtrace
	mmu why
END
shows '^#0 .*kern_x__printk' '<signal handler called>' ' in \?\? ' \
	' faulty_init \(\) at .*faulty\.c:10$' \
	'^#0 .*kern_oops' '<signal handler called>' \
	' faulty_init \(\) at .*faulty\.c:11$' ' in \?\? ' \
	'^The last exception: write to 0x0: the ' \
	', linear address 0xffffffffc0[0-9a-f]+, in faulty_init\(\), .*:11 '

echo "--- modules: source lines, and breakpoints that are hardware's"
say "$MMUSIM_EXAMPLES/nullderef" "$PWD/examples/modules/faulty.ko" <<-END
	mmu modules
END
shows '^There is no machine\.$|no machine'
say "$MMUSIM_EXAMPLES/nullderef" "$PWD/examples/modules/faulty.ko" <<-END
	break kern_e_prepare_init
	run
	mmu modules
	mmu modules
	hbreak faulty_init
	hbreak faulty.c:11
	continue
	continue
	print ptr
	mmu walk ptr write
	break kern_oops
	continue
	backtrace
	mmu why
	kill
	run
	mmu modules
END
if grep -q "hardware breakpoint" <<<"$out"; then
	echo "skipped: there are no hardware breakpoints here"
else
	shows '^faulty +0xffffffffc0201000, init 0xffffffffc020[0-9a-f]+  .*\.ko$' \
		', faulty_init \(\) at .*faulty\.c:8$' \
		', faulty_init \(\) at .*faulty\.c:11$' '^\$1 = 0x0$' \
		'^write to 0x0 by the supervisor' '<- stops here$' \
		'^#0 .*kern_oops' '<signal handler called>' \
		'faulty_init \(\) at .*faulty\.c:11$' ', in faulty_init\(\), ' \
		'^faulty +0xffffffffc0201000, init '
fi

echo "--- modules are announced: breakpoints that were set before"
say "$MMUSIM_EXAMPLES/nullderef" "$PWD/examples/modules/faulty.ko" <<-END
	set breakpoint pending on
	break faulty_init
	run
	list
	print ptr
	next
	mmu modules
	info breakpoints
	continue
END
if grep -q "hardware breakpoint" <<<"$out" &&
	! grep -q "automatically using hardware" <<<"$out"; then
	echo "skipped: there are no hardware breakpoints here"
else
	shows 'faulty_init\) pending' '^Breakpoint 1, faulty_init \(\) at .*faulty\.c:' \
		'^11.*ptr = .A.' '^\$1 = 0x0' '^11.*ptr = .A.' \
		'^faulty +0xffffffffc0201000, init ' 'breakpoint +keep y .*faulty\.c:' \
		'^Killed$' 'exited normally'
fi

echo "--- several machines and CPUs"
say "$crash" window <<-END
	run
	backtrace
	mmu machine
	mmu why
	mmu why 1
	mmu windows
	mmu machine 1
	mmu why
	mmu cpu 1
	mmu why
	mmu walk wrong write
	mmu cpu 2
END
shows '^mmusim: unresolved at ' '^Program received signal SIGSEGV' \
	"^#0 .*culprit .*crash\\.c:$culprit" '^#1 .*main ' \
	'^  1  .* 1M RAM, CPUs: 2, windows: 1$' '^\* 2  ' \
	'^Machine 2, CPU 0:$' '^The last exception: write to 0x18000: the PTE ' \
	"in culprit\\(\\), .*crash\\.c:$culprit" '^Machine 2, CPU 1:$' \
	'^The CPU has not taken an exception yet' \
	'^Exceptions were also taken by CPU 0\.$' \
	'^Machine 1:$' '^1 window$' '^Machine 2:$' '^1 window$' '^\* 1  ' \
	'^Machine 1, CPU 0:$' '^The last exception: write to 0x11000: ' \
	'^Machine 1, CPU 1 of 2: ' '^Machine 1, CPU 1:$' '^The CPU has not ' \
	'^Machine 2, CPU 0:$' '^0x[0-9a-f]+ lies in a window, at linear address' \
	'has no CPU 2\.$'

echo "--- a crash before the library was used, and after; twice in one session"
for when in early late; do
	say "$crash" $when <<-END
		run
		backtrace
		run
		backtrace
		mmu why
	END
	where="^#0 .*culprit .*crash\\.c:$culprit"
	shows '^Program received signal SIGSEGV' "$where" '^#1 .*main ' \
		'^Program received signal SIGSEGV' "$where" \
		'stopped for a segmentation fault at host address 0x0, which'
done
say "$crash" illegal <<-END
	run
	backtrace
	continue
END
shows '^Program received signal SIGILL' '^#0 .*main .*crash\.c:' \
	'Program terminated with signal SIGILL'

echo "--- without auto-loading, by source, and twice"
say "$crash" <<-END
	source $script
	source $script
	break crash.c:$one_fault
	run
	mmu windows
	continue
END
shows '^Machine 1:$' '^1 window$' 'exited normally'
hides 'Program received|rror'

echo "--- attaching to a program that runs"
mkfifo "$tmp/ready"
"$crash" wait >"$tmp/ready" &
pid=$!
read -r _ <"$tmp/ready"
out=$(run_gdb -p $pid -ex "info signals SIGSEGV" -ex "mmu windows" -ex kill) ||
	true
wait $pid 2>/dev/null || true
case $out in
*"Could not attach"*) echo "skipped: attaching is forbidden here" ;;
*) shows '^SIGSEGV\s+No\s+No\s+Yes' '^Machine 2:$' '^1 window$' ;;
esac

echo "--- a core file"
say "$crash" window <<-END
	run
	generate-core-file $tmp/core
END
[ -e "$tmp/core" ] || { echo "skipped: no core file"; exit 0; }
out=$(run_gdb -ex backtrace -ex "mmu windows" -ex "mmu why" -ex "mmu tlb" \
	-ex "x/1cb \$mmu_mem(0x12000)" "$crash" "$tmp/core")
shows '^#0 .*culprit .*crash\.c:' '^#1 .*main ' '^Machine 2:$' \
	'^1 window$' '^The last exception: write to 0x18000: the PTE at' \
	'^  PTE .* not present +<- stops here$' '^1 valid entry$' "99 'c'"

echo "--- a core file without simulated RAM"
say "$crash" window <<-END
	run
	python open("/proc/%d/coredump_filter" % gdb.selected_inferior().pid, "w").write("0x31")
	generate-core-file $tmp/core
END
out=$(run_gdb -ex "mmu windows" -ex "mmu tlb" -ex "mmu why" "$crash" \
	"$tmp/core") || true
shows '^Machine 2:$' '^1 window$' '^1 valid entry$' \
	'^The last exception: write to 0x18000: the PTE at' \
	'^The core file leaves out simulated RAM\.'
hides '<- stops here'
