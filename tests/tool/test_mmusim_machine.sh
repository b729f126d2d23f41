#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: commands that act on the machine, and what they say and return.

set -eu
. "$(dirname "$0")/common.sh"
faulty=$PWD/examples/modules/faulty.ko

echo "--- the script of a grader"
run 0 -c "insmod $faulty; echo USER: insmod exit status: \$?; dmesg > $tmp/log; lsmod"
[ "$out" = "Killed
USER: insmod exit status: 137
Module                  Size  Used by
faulty                 28672  1" ] || fail "not that"
grep -q 'BUG: kernel NULL pointer dereference' "$tmp/log" || fail "$tmp/log"
first=$(cat "$tmp/log")
run 0 -c "insmod $faulty; dmesg > $tmp/log"
[ "$first" = "$(cat "$tmp/log")" ] || fail "it is not the same each time"

echo "--- from the article"
run 0 -c "insmod $modules/wild_kernel.ko; dmesg | grep -i 'page fault'
	lsmod | grep wild"
shows '^Killed$' 'BUG: unable to handle page fault for address: ' \
	'^wild_kernel +[0-9]+ +1'

echo "--- insmod, rmmod"
prints "insmod $modules/hello.ko; echo \$?; lsmod | grep -c hello
	rmmod hello; echo \$?; lsmod | grep -c hello" $'0\n1\n0\n0'
prints "insmod $modules/exporter.ko; insmod $modules/importer.ko
	rmmod exporter; echo \$?; rmmod importer $modules/exporter.ko; echo \$?" \
	$'rmmod: ERROR: Module exporter is in use by: importer\n1\n0'
prints "rmmod hello; echo \$?; rmmod; echo \$?; insmod; echo \$?
	insmod /no/such.ko; echo \$?; insmod README.md; echo \$?
	insmod $modules/unknown_symbol.ko 2>&1 | sed 's/ [^ ]*.ko:/:/'
	insmod $modules/hello.ko; insmod $modules/hello.ko 2> $tmp/e; echo \$?
	cat $tmp/e | sed 's/ [^ ]*.ko:/:/'" \
	"rmmod: ERROR: Module hello is not currently loaded
1
rmmod: ERROR: missing module name.
1
insmod: ERROR: missing filename.
1
insmod: ERROR: could not load module /no/such.ko: No such file or directory
1
insmod: ERROR: could not insert module README.md: Invalid module format
1
insmod: ERROR: could not insert module: Unknown symbol in module
1
insmod: ERROR: could not insert module: File exists"
p=/sys/module/params/parameters
prints "insmod $modules/params.ko number=5; cat $p/number; echo 9 > $p/number
	cat $p/number; echo x > $p/number; echo \$?; echo 1 > $p/far_away
	ls $p | grep -c -e number -e hidden; cat $p/faulty; echo \$?
	dmesg | grep -c 'Comm: cat'; cat $p/number; echo 1 > $p/faulty; echo \$?" \
	"5
9
mmusim: echo: write error: Invalid argument
1
mmusim: $p/far_away: Permission denied
1
Killed
137
1
mmusim: cat would wait for ever in param_attr_show+0x16/0x80: nothing is left on the machine that would wake it (a task that an oops killed gives nothing back)
Killed
mmusim: $p/faulty: Permission denied
1"
prints "insmod $modules/gpf_poison.ko; echo \$?" $'Segmentation fault\n139'
prints "insmod $modules/fault_in_exit.ko; rmmod fault_in_exit; echo \$?" \
	$'Killed\n137'
run 0 -c "modinfo $faulty; modinfo -F license $faulty $modules/hello.ko"
shows "^filename:       $faulty$" '^license:        GPL$' \
	'^name:           faulty$' '^GPL$' '^GPL$'
mkdir "$tmp/deps"
cp "$modules"/{exporter,importer}.ko "$tmp/deps"
prints "modinfo -F depends $tmp/deps/importer.ko; cd $tmp/deps; modinfo exporter.ko | grep depends
	modinfo -F depends importer.ko $PWD/tests/data/oops-more/ko/div_timer.ko" \
	$'exporter\ndepends:        \nexporter'
[ "$(wc -l < <("${mmusim[@]}" -c "modinfo -F depends $tmp/deps/exporter.ko"))" = 1 ] || fail "an empty line"
prints 'modinfo README.md; echo $?; modinfo; echo $?; modinfo /no/such; echo $?' \
	"modinfo: ERROR: could not get modinfo from 'README.md': Exec format error
1
modinfo: ERROR: missing module or filename.
1
modinfo: ERROR: could not get modinfo from '/no/such': No such file or directory
1"

echo "--- dmesg"
log="insmod $faulty 2>/dev/null"
run 0 -c "$log; dmesg -l err,warn+ | wc -l; dmesg -l debug,+notice | wc -l; dmesg | wc -l
	dmesg -l alert"
{ read -r a; read -r b; read -r c; } <<<"$out"
[ "$a" -gt 30 ] && [ "$b" -gt 3 ] && [ $((a + b)) = "$c" ] || fail "levels"
shows '\] BUG: kernel NULL' '\] #PF: supervisor write'
lacks 'Call Trace'
run 0 -c "$log; dmesg -T -l alert; dmesg -t -l alert; dmesg -xl alert; dmesg -r -l alert"
shows '^\[Mon Jan  1 00:00:00 2024\] BUG: kernel' '^BUG: kernel' \
	'^kern  :alert : \[    0\.00[0-9]{4}\] BUG: kernel' '^<1>\[ +0\.[0-9]+\] BUG'
prints "$log; dmesg -C; dmesg; echo a > /dev/kmsg; dmesg -tc; dmesg" a
prints 'dmesg -l x; dmesg -l; dmesg -w; dmesg --level=err; dmesg -Q' \
	"dmesg: unknown level 'x'
dmesg: -l needs a list of levels
dmesg: -w is not possible: nothing is logged while it would wait
dmesg: there is no option -Q; usage: dmesg [-CckPrTtx] [-l LEVELS] [-n LEVEL]"

echo "--- files of the machine"
prints 'cd /; ls /proc | tr "\n" " "; ls /sys; ls /proc/sys; ls /sys/module
	ls /proc/modules; cat /proc/modules; cat /proc/version; cat < /proc/uptime' \
	"buddyinfo cmdline cpuinfo devices filesystems interrupts iomem ioports kallsyms loadavg meminfo modules slabinfo stat swaps sys sysrq-trigger uptime version vmallocinfo vmstat zoneinfo kernel
module
kernel
vm
/proc/modules
$("${mmusim[@]}" -c 'cat /proc/version')
0.00 0.00"
prints 'cat /proc; cat /proc/; cat /proc/x /sys/x; ls /proc/x; ls /sys/module/x; cd /proc/x; cd /proc/stat' \
	"cat: /proc: Is a directory
cat: /proc/: Is a directory
cat: /proc/x: No such file or directory
cat: /sys/x: No such file or directory
ls: cannot access '/proc/x': No such file or directory
ls: cannot access '/sys/module/x': No such file or directory
cd: /proc/x: No such file or directory
cd: /proc/stat: Not a directory"
prints "insmod $modules/hello.ko; cd /sys/module; ls; cd hello; cat refcnt ../hello/initstate
	pwd; cd -; (cd ../../proc; pwd; cat < sys/kernel/tainted); pwd; cd -; echo i*
	ls refcnt; test -f refcnt && echo file; cd ..; pwd; cd ../..; pwd
	cd /proc/sys/kernel; echo 1 > panic_on_oops; cat panic_on_oops; cd /tmp; pwd" \
	"hello
0
live
/sys/module/hello
/sys/module
/proc
$("${mmusim[@]}" -c "insmod $modules/hello.ko; cat /proc/sys/kernel/tainted")
/sys/module
/sys/module/hello
initsize initstate
refcnt
file
/sys/module
/
1
/tmp"
prints "insmod $modules/hello.ko; ls /sys/module /sys/module/hello
	cat /sys/module/hello/refcnt /sys/module/hello/initstate" \
	$'/sys/module:\nhello\n\n/sys/module/hello:\ncoresize\ninitsize\ninitstate\nrefcnt\nsections\ntaint\n0\nlive'
run 0 -c "insmod $modules/hello.ko; echo text > /dev/kmsg; cat /var/log/kern.log"
shows '^Jan  1 00:00:00 mmusim kernel: \[    0\.000000\] Linux version' \
	' mmusim kernel: \[ +[0-9.]+\] hello: init$' ' kernel: \[ +[0-9.]+\] text$'

echo "--- sysctl"
prints 'echo 1 > /proc/sys/kernel/panic_on_oops; cat /proc/sys/kernel/panic_on_oops
	sysctl kernel.panic_on_oops kernel/panic; sysctl -w kernel.panic=5
	sysctl -n kernel.panic; sysctl -q kernel.panic=6; sysctl -n kernel.panic' \
	"1
kernel.panic_on_oops = 1
kernel.panic = 0
kernel.panic = 5
5
6"
prints 'echo x > /proc/sys/kernel/panic; echo $?; echo 1 > /proc/version; echo $?
	echo 1 > /proc/sys/x; echo 1 > /proc; echo 1 > /var/log/kern.log
	sysctl kernel.ostype=x; sysctl kernel.panic=x; sysctl no.such; sysctl; echo $?' \
	'mmusim: echo: write error: Invalid argument
1
mmusim: /proc/version: Permission denied
1
mmusim: /proc/sys/x: No such file or directory
mmusim: /proc: Is a directory
mmusim: /var/log/kern.log: Permission denied
sysctl: setting key "kernel/ostype": Permission denied
sysctl: setting key "kernel/panic": Invalid argument
sysctl: cannot stat /proc/sys/no/such: No such file or directory
sysctl: a name is missing; "sysctl -a" shows all
1'
run 0 -c 'sysctl -a'
shows '^kernel\.panic = 0$' '^vm\.mmap_min_addr = 65536$'

echo "--- explain, walk, pagetable"
prints 'explain; echo $?; walk -f 0; walk; walk x y; walk xyz; walk -z 0; pagetable -f' \
	"explain: there was no oops since the machine was started
1
walk: -f needs an oops, and there was none
walk: give one address: walk [-wxuf] ADDRESS|SYMBOL[+OFFSET]
walk: give one address: walk [-wxuf] ADDRESS|SYMBOL[+OFFSET]
walk: xyz is neither a symbol, with an offset or without, nor a hexadecimal address
walk: there is no option -z; usage: walk [-wxuf] ADDRESS|SYMBOL[+OFFSET]
pagetable: -f needs an oops, and there was none"
run 0 -c "insmod $faulty; explain"
shows '^What happened: write to 0x0: ' '^Where: +faulty_init\+0x' \
	'^Source line: +faulty\.c:11: ' '^Instruction: +movb' \
	'<- stops here$' '^#PF, error code 0x0002:$'
lacks '^Called from:'
# What failed is the kernel's, but a module had called it.
run 0 -c "insmod examples/modules/stale_session.ko; explain"
shows '^Where: +strlen\+0x' '^Instruction: ' '^Called from: +session_serve\+0x.* \[stale_session\]$' \
	'^Source line: +stale_session\.c:54: return strlen'
run 0 -c "insmod examples/modules/null_callback.ko; explain"
shows '^Where: +0x0$' '^Called from: .* \[null_callback\]$' '^Source line: +null_callback\.c:'
# There was none, but something else.
run 1 -c "insmod examples/modules/name_too_long.ko; explain"
shows '^explain: there was no oops .*, but see dmesg: Kernel panic - .*: stack-protector: '
run 1 -c "insmod tests/data/oops/ko/warn_on.ko; explain"
shows '^explain: there was no oops .*, but see dmesg: WARNING: '

echo "--- --help"
prints 'swapon --help; echo --help; echo c > /proc/sysrq-trigger; lsmod --help' \
	"swapon [-s] [-p PRIORITY] [FILE]...
    swap to a file, too
  -s          list them
  -p PRIORITY a higher one is filled first
--help
mmusim: echo: the machine is halted; \"reboot\" starts it again, \"dmesg\" and \"explain\" tell what happened
lsmod
    list the loaded modules"

echo "--- a timer of a module that is gone"
run 255 -c "insmod $modules/timer_live.ko; rmmod timer_live; sleep 100"
shows '^mmusim: sleep: the machine is halted'

run 0 -c "insmod $modules/hello.ko; walk ffff888000000000; walk -w 0xffff888000001000
	walk -x memcpy; walk -u memcpy; walk hello_exit"
shows '^read from 0xffff888000000000 by the supervisor' 'physical address 0x0\b|-> 0x0' \
	'^write to 0xffff888000001000' '^instruction fetch from 0xffffffff81' \
	'^read from 0xffffffff81.* by user code' '^read from 0xffffffffc0'
run 0 -c "insmod $faulty; walk -f 400000; walk 400000; pagetable -f; pagetable"
shows '-> 0x[0-9a-f]+$' 'not present +<- stops here' '^0x0000000000400000-' \
	'^0xffff888000000000-'

echo "--- after a panic"
run 2 --append oops=panic -c "echo a; insmod $faulty; echo \$?; lsmod; echo \$?
	cat /proc/modules; ls /proc; echo 1 > /proc/sys/kernel/panic
	dmesg | tail -n 1; explain | head -n 1; walk -f 0 | head -n 1
	cat /var/log/kern.log | grep -c BUG
	reboot; lsmod; dmesg | grep -c BUG
	cat /sys/fs/pstore/dmesg-ramoops-0 | sed -n '1p;\$p'
	cat /var/log/kern.log | grep -c 'Linux version'; cat /var/log/kern.log | tail -n 1
	reboot; ls /sys/fs/pstore"
halted='the machine is halted; "reboot" starts it again, "dmesg" and "explain" tell what happened'
[ "$(sed -E 's/[0-9]+\.[0-9]{6}|0x[0-9a-f]{4,}|[0-9]+K/N/g' <<<"$out")" = "a
insmod: $halted
255
mmusim: lsmod: $halted
255
cat: /proc/modules: $halted
ls: cannot access '/proc': $halted
mmusim: /proc/sys/kernel/panic: $halted
[    N] ---[ end Kernel panic - not syncing: Fatal exception ]---
What happened: write to 0x0: the PDE at N is not present (P=0)
read from 0x0 by the supervisor (CPL 0)
0
Module                  Size  Used by
0
Panic#1 Part1
<0>[    N] ---[ end Kernel panic - not syncing: Fatal exception ]---
2
Jan  1 00:00:01 mmusim kernel: [    N] Memory: N/N available
ls: cannot access '/sys/fs/pstore': No such file or directory" ] ||
	fail "the halted machine"

echo "--- the console"
run 0 --console --append quiet -c "insmod $faulty; echo \$?"
shows '^\[ .*\] BUG: kernel NULL' '^\[ .*\] note: insmod' '^Killed$' '^137$'
lacks 'Linux version|loading out-of-tree'
run 0 --console -c "insmod $modules/hello.ko | cat > $tmp/out; echo end"
shows '\] Linux version' '\] hello: init' '^end$'

echo "--- stress"
run 0 -c 'stress -b 64k'
shows '^stress: 64 KiB of user memory' 'Stuck Address +: ok' 'Copy-on-Write +: ok' \
	'^Passed: 10 tests, 48 page faults'
run 0 -c 'stress -k -b 8192 -m random -n 2 -s 5; stress -m fork -b 4k'
shows 'page frames' '^Loop 2/2:$' 'Random Value +: ok' '^Passed: 2 tests$' \
	'^Passed: 1 test, '
# What is free, with what lies on the per-CPU lists.
free="cat /proc/zoneinfo | awk '/pages free/ { n = \$3 } /count:/ { print n + \$2 }'"
run 0 -c "$free; stress -k -b 1M >/dev/null; stress -b 1M >/dev/null; $free"
[ "$(sort -u <<<"$out" | wc -l)" = 1 ] || fail "memory is lost"
run 1 -c 'stress -k -b 1G'
shows 'there is no memory for 1073741824 bytes'
run 1 -c 'stress -m x'
shows 'the methods are all, address, .*, dontneed'
prints 'stress -b; stress -b x; stress -b 0; stress x; stress -b 1x' \
	"stress: -b needs something behind it
stress: -b: x is no number
stress: 0 bytes are nothing to test
stress: it does not take the argument x; usage: $("${mmusim[@]}" -c 'help stress' | head -n 1)
stress: -b: 1x is no number"

echo "--- time, names"
prints 'sleep 1.5; cat /proc/uptime; sleep 1m 1s; cat /proc/uptime; sleep x; sleep -1; sleep' \
	"1.50 1.50
62.50 62.50
sleep: invalid time interval 'x'
sleep: invalid time interval '-1'
sleep: missing operand"
prints 'uname; uname -n -r; uname -a; uname -m' \
	$'Linux\nmmusim 6.1.0-mmusim\nLinux mmusim 6.1.0-mmusim #1 x86_64 GNU/Linux\nx86_64'
