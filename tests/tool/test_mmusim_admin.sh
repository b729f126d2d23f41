#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: what else a person types who diagnoses a machine: modprobe, sysrq, swap,
# free, ps, files of /proc, filters of the host's on them.

set -eu
. "$(dirname "$0")/common.sh"
faulty=$PWD/examples/modules/faulty.ko

echo "--- modprobe"
mkdir "$tmp/lib"
cp "$modules"/{exporter,importer,params,unknown_symbol}.ko "$faulty" "$tmp/lib"
prints "insmod $tmp/lib/importer.ko 2>/dev/null; echo \$?; dmesg -t | grep Unknown
	cd $tmp/lib; modprobe -v importer; echo \$?; modprobe importer; echo \$?
	modprobe -r exporter; echo \$?; modprobe -r -v importer; lsmod" \
	"1
importer: Unknown symbol exporter_twice (err -2)
importer: Unknown symbol exporter_calls (err -2)
insmod ./exporter.ko 
insmod ./importer.ko 
0
0
modprobe: FATAL: Module exporter is in use.
1
rmmod importer
rmmod exporter
Module                  Size  Used by"
prints "modprobe -d $tmp/lib params number=7; cat /sys/module/params/parameters/number
	modprobe -d $tmp/lib nothere; echo \$?; modprobe -d /no/such a; modprobe; modprobe -x
	modprobe -d $tmp/lib unknown_symbol; echo \$?; modprobe -r -d $tmp/lib faulty; echo \$?" \
	"7
modprobe: FATAL: Module nothere not found in directory $tmp/lib
1
modprobe: FATAL: /no/such: No such file or directory
modprobe: ERROR: missing module name.
modprobe: there is no option -x; usage: modprobe [-rv] [-d FOLDER] MODULE [NAME=VALUE]...
modprobe: ERROR: could not insert 'unknown_symbol': Unknown symbol in module, or unknown parameter (see dmesg)
1
0"
run 0 -c "modprobe -d $tmp/lib faulty; echo \$?; dmesg | grep Comm:"
shows '^Killed$' '^137$' ' Comm: modprobe '

echo "--- sysrq"
run 0 -c 'echo h > /proc/sysrq-trigger; echo m > /proc/sysrq-trigger
	echo l > /proc/sysrq-trigger; echo w > /proc/sysrq-trigger; echo 4 > /proc/sysrq-trigger
	dmesg -t; cat /proc/sys/kernel/printk; echo -n > /proc/sysrq-trigger; dmesg | wc -l
	cat /proc/sysrq-trigger; echo 1 > /proc/sys/kernel/sysrq; sysctl kernel.sysrq'
shows '^sysrq: HELP : loglevel\(0-9\) reboot\(b\) crash\(c\) ' '^sysrq: Show Memory' \
	'^Mem-Info:' '^[0-9]+ pages RAM' '^sysrq: Show backtrace of all active CPUs' \
	'^NMI backtrace for cpu 0' ' Comm: sh ' '^ vfs_write\+' '^ ksys_write\+' \
	'^sysrq: Show Blocked State' '^sysrq: Loglevel set to 4' '^4	' \
	'sysrq-trigger: Input/output error' '^kernel.sysrq = 1$'
run 0 -c "echo c > /proc/sysrq-trigger; echo \$?; dmesg -t; lsmod; reboot; lsmod
	grep -c sysrq /sys/fs/pstore/dmesg-ramoops-0"
shows '^mmusim: echo: the machine is halted; ' '^255$' '^sysrq: Trigger a crash$' \
	'^Kernel panic - not syncing: sysrq triggered crash$' ' Comm: sh Not tainted ' \
	'^ panic\+' '^ sysrq_handle_crash\+' '^ __handle_sysrq\.cold\+' \
	'^ write_sysrq_trigger\+' '^ proc_reg_write\+' '^ vfs_write\+' '^ ksys_write\+' \
	'^ do_syscall_64\+' '^RAX: ffffffffffffffda .*' '^Kernel Offset: disabled$' \
	'^---\[ end Kernel panic - not syncing: sysrq triggered crash \]---$' \
	'^mmusim: lsmod: the machine is halted' '^Module '
# After an oops there is no second trace.
run 0 -c "insmod $faulty; dmesg -C; echo c > /proc/sysrq-trigger; dmesg -t"
shows '^Kernel panic' '^Kernel Offset'
lacks 'Call Trace'
prints "insmod $modules/hello.ko; echo b > /proc/sysrq-trigger; echo \$?; lsmod | wc -l" \
	$'0\n1'

echo "--- panic_on_warn"
warn=$PWD/tests/data/oops/ko/warn_on.ko
run 255 --append panic_on_warn=1 -c "sysctl kernel.panic_on_warn; dmesg -C; insmod $warn"
shows '^kernel.panic_on_warn = 1$' '^insmod: the machine is halted'
run 0 -c "sysctl -q kernel.panic_on_warn=1; insmod $warn; dmesg -t"
shows '^WARNING: CPU: 0 PID: [0-9]+ at ' '^ do_one_initcall' '^ </TASK>$' \
	'^Kernel panic - not syncing: kernel: panic_on_warn set \.\.\.$' '^CPU: 0 PID: ' \
	'^ <TASK>$' '^ panic\+' '^ check_panic_on_warn\.cold\+' '^ __warn\+' '^ report_bug\+' \
	'^ handle_bug\+' '^ exc_invalid_op\+' '^ asm_exc_invalid_op\+' \
	'^RIP: 0010:warn_on_init\+' '^ do_one_initcall\+' '^Kernel Offset: disabled$' '^---\[ end Kernel'
lacks 'end trace'
run 0 -c "insmod $warn; echo \$?; sysctl -n kernel.tainted"
shows '^0$' '^12800$'

echo "--- swap"
prints "mkswap -F -s 16M $tmp/swap; swapon -p 5 $tmp/swap; swapon -s; free -m | tail -n 1
	swapon $tmp/swap; swapon README.md; swapon /no/such
	mkswap -F $tmp/x; mkswap -F -s 4k $tmp/x; swapoff /no/such; swapoff; swapoff -a; swapon" \
	"Setting up swapspace version 1, size = 16380 KiB (16773120 bytes)
Filename				Type		Size		Used		Priority
$(printf '%-40sfile\t\t16380\t\t0\t\t5' "$tmp/swap")
Swap:             15           0          15
swapon: $tmp/swap: swapon failed: Device or resource busy
swapon: README.md: read swap header failed
swapon: cannot open /no/such: No such file or directory
mkswap: -F and -s go together
mkswap: error: swap area needs to be at least 40 KiB
swapoff: /no/such: swapoff failed: Invalid argument
swapoff: give a file, or -a
Filename				Type		Size		Used		Priority"
run 0 -c "swapon $tmp/swap; reboot; cat /proc/swaps; swapon $tmp/swap; cat /proc/swaps"
[ "$(grep -c "$tmp/swap" <<<"$out")" = 1 ] || fail "swap is gone after a reboot"
run 0 --ram 32M -c "swapon $tmp/swap; stress -b 40M -m random; swapoff $tmp/swap; echo \$?"
shows '^Passed: 1 test, .* [1-9][0-9]* from a file or swap$' '^0$'

echo "--- free, uptime, ps, journalctl"
run 0 -c 'free; cat /proc/meminfo; free -h; free -x; uptime; sleep 7260; uptime'
total=$(sed -nE 's/^Mem: +([0-9]+) .*/\1/p' <<<"$out")
grep -qE "^MemTotal: +$total kB" <<<"$out" || fail "free"
shows '^ +total +used +free' '^Swap: +0 +0 +0$' '^Mem: +6[0-9]Mi' 'no option -x' \
	'^ 00:00:00 up 0 min,  1 user,  load average: 0\.00, 0\.00, 0\.00$' \
	'^ 02:01:00 up  2:01,  1 user,  load'
run 0 -c "insmod $modules/thread_live.ko; ps aux; ls /proc; sleep 60; cat /proc/loadavg; uptime"
pid=$(sed -nE 's/^ *([0-9]+) D +0 +0 \[forever\]$/\1/p' <<<"$out")
shows "^$pid\$" '^0\.63 0\.18 0\.06 0/1 [0-9]+$' ' load average: 0\.63, 0\.18, 0\.06$'
run 0 -c "insmod $modules/thread_live.ko; ls /proc/$pid; cat /proc/$pid/comm /proc/$pid/status"
shows '^comm$' '^status$' '^forever$' '^State:	D ' '^PPid:	2$'
lacks 'VmSize|^maps$'
run 1 -c 'journalctl -k --no-pager | head -n 1; journalctl -b -1; journalctl -x'
shows '^Jan 01 00:00:00 mmusim kernel: Linux version' '/var/log/kern.log' 'no option -x'
prints "insmod tests/data/oops/ko/warn_on.ko; insmod $faulty; reboot; journalctl -p err
	insmod $faulty; journalctl -kp err; journalctl -k -p 1 -n 2 --no-pager
	journalctl -n1 -p warning -n; journalctl -p foo; journalctl -n x" \
	"Killed
Killed
journalctl: there is no option -kp; usage: journalctl [-kb] [-n LINES] [-p LEVEL]
Jan 01 00:00:01 mmusim kernel: #PF: error_code(0x0002) - not-present page
Jan 01 00:00:01 mmusim kernel: note: insmod[90] exited with irqs disabled
journalctl: -n needs a number of lines
journalctl: -p needs a level, such as err
journalctl: -n needs a number of lines"
prints 'echo a > /dev/kmsg; dmesg --notime --read-clear | tail -n 1; dmesg --kernel' a
prints 'dmesg -n 3; cat /proc/sys/kernel/printk; dmesg -n err; echo "8 4" > /proc/sys/kernel/printk
	cat /proc/sys/kernel/printk; dmesg -n 9; echo "1 2 3 4 5" > /proc/sys/kernel/printk' \
	$'3\t4\t1\t7\n8\t4\t1\t7\ndmesg: -n needs a level, 1 to 8
mmusim: echo: write error: Invalid argument'
prints 'poweroff; top' $'mmusim: poweroff: command not found (here it is "exit")\nmmusim: top: command not found (here it is "ps")'

echo "--- files of /proc and /sys"
run 0 -c "insmod $modules/hello.ko; cat /proc/stat /proc/interrupts /proc/zoneinfo
	insmod $PWD/examples/modules/vmalloc_overrun.ko; cat /proc/vmallocinfo"
shows '^cpu  0 0 [0-9]+ [0-9]+ 0' '^processes [0-9]+$' '^ +CPU0 +$' \
	'^LOC: +[0-9]+   Local timer interrupts$' '^Node 0, zone    DMA32$' \
	'^  pages free     [0-9]+$' '^        low      [0-9]+$' \
	'^0xffffc90000055000-0xffffc90000057000    8192 vmalloc_overrun_init\+0x[0-9a-f]+/0x1000 \[vmalloc_overrun\] pages=1 vmalloc N0=1$' \
	'^0xffffffffc0[0-9a-f]+-0x[0-9a-f]+ +[0-9]+ __do_sys_finit_module\+.* pages='
run 0 --append nosmep -c "cat /proc/cpuinfo; insmod $modules/exporter.ko
	grep exporter_ /proc/kallsyms"
shows '^flags		: fpu .* nx pdpe1gb .* smap .* arat' '^address sizes	: [0-9]+ bits physical, 48' \
	' T exporter_[a-z]*	\[exporter\]$'
lacks smep
run 0 -c "insmod $faulty; grep faulty /proc/kallsyms"
shows ' t faulty_init	'
run 0 -c "insmod $PWD/examples/modules/stale_session_fixed.ko; grep stale_ /proc/kallsyms"
shows ' b session	' ' d visits	'
run 0 -c "insmod $modules/timer_count.ko; sleep 1; cat /proc/interrupts"
shows '^LOC: +[1-9]'
run 0 -c "insmod $modules/hello.ko; cat /sys/module/hello/sections/.init.text
	grep -w init_module /proc/kallsyms; echo 1 > /sys/module/hello/sections/.init.text
	cat /sys/module/hello/sections/.none; ls /sys/module/hello/sections"
shows '^0xffffffffc0' 'Permission denied$' 'No such file' '^\.gnu\.linkonce\.this_module$' \
	'^\.init\.text$'

echo "--- ls, date, pwd"
prints "cd $tmp; pwd; ls -1 lib | wc -l; insmod $modules/params.ko; ls -l /sys/module/params/parameters | grep -e number -e faulty
	ls -l /proc/version /proc/sys | tail -n 2; ls -x; date; sleep 90000; date" \
	"$tmp
5
-r--r--r-- root root          0 Jan  1 00:00 faulty
-rw-r--r-- root root          0 Jan  1 00:00 number
dr-xr-xr-x root root          0 Jan  1 00:00 kernel
dr-xr-xr-x root root          0 Jan  1 00:00 vm
ls: there is no option -x; usage: ls [-1al] [PATH]...
Mon Jan  1 00:00:00 UTC 2024
Tue Jan  2 01:00:00 UTC 2024"

echo "--- filters of the host's"
prints "insmod $modules/hello.ko; grep -c hello /proc/modules; sudo wc -l < /proc/modules
	tail -n 1 /proc/modules | cut -d ' ' -f 1; echo | grep -c '' /proc/modules
	tail -fn 1 /var/log/kern.log; grep x /proc/none; echo \$?; grep -r x /proc; head -n 1 LICENSE | wc -l" \
	"1
1
hello
1
mmusim: tail: -f is not possible: nothing is logged while it would wait
mmusim: grep: /proc/none: No such file or directory
1
mmusim: grep: /proc: Is a directory
1"
