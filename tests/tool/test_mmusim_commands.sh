#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: commands that scripts are full of: test, printf, dd, tee, mount, kill ...

set -eu
. "$(dirname "$0")/common.sh"
makers=$PWD/tests/data/oops-more/ko

echo "--- test"
prints '[ -e /proc/meminfo ] && [ -f /proc/meminfo ] && [ -r /proc/meminfo ] && echo file
	[ -d /proc/sys -a -d /sys/kernel/debug ] && [ -c /dev/kmsg ] && [ -c /dev/null ] && echo others
	[ -e /proc/nosuch ] || [ -d /proc/meminfo ] || [ -s /proc/meminfo ] || [ -x /proc/meminfo ] || echo not
	[ -L /proc/meminfo -o -f /dev/kmsg ] || echo neither
	[ -d examples -a -s Makefile -a ! -e nosuch ] && test -x tests/run.sh && echo host' \
	$'file\nothers\nnot\nneither\nhost'
prints '[ 1 -eq 1; echo $?; [ 1 -eq a ]; echo $?; [ a b ]; echo $?; [ a = b c ]; echo $?
	[ \( a ]; echo $?; test; echo $?; [ a -a ]; echo $?' \
	"[: ] is missing
2
[: a: this is no number
2
[: a: this is no operator
2
[: c: this does not belong here
2
[: (: this is no operator
2
1
[: a: this is no operator
2"

echo "--- printf"
prints 'printf "%d %s|%5.1f|%-4s|%04x\n" 3 a 2.25 b 255; printf "%s-" a b; printf "\\x41\\102%%\n"
	printf "%*d|%c\n" 4 7 xyz; printf "%b|" "a\\tb" "c\\0101"; echo; printf "%i %u\n" -1 "'"'"'a"' \
	$'3 a|  2.2|b   |00ff\na-b-AB%\n   7|x\na\tb|cA|\n-1 97'
prints 'printf "%d\n" x; echo $?; printf "%q"; echo $?; printf; echo $?; printf "%99999d" 1; echo $?' \
	"printf: invalid number 'x'
0
1
printf: %q: invalid directive
1
printf: a format is missing
2
printf: %99999d: this is too wide
1"

[ "$("${mmusim[@]}" -c 'printf "%01000d|%0*d" 1 1200 2' | wc -c)" = 2201 ] || fail "a wide number"
prints 'printf "%05d %000000003d %-05d|\n" 7 8 9' '00007 008 9    |'

echo "--- sudo, and what other shells have"
prints 'sudo; echo $?; sudo -i; sudo -E echo a; sudo -u root -H echo b; sudo -u; sudo sudo echo c; echo x | sudo tee /dev/null' \
	$'0\na\nb\nc\nx'
prints 'quit; history; depmod; (logout 3); echo $?; help quit; explain foo; dmesg foo; ls --foo' \
	'mmusim: quit: command not found (here it is "exit")
mmusim: history: command not found (here it is "cat ~/.mmusim_history")
mmusim: depmod: command not found (here it is "modprobe")
3
help: there is no command quit; see exit
explain: there was no oops since the machine was started
dmesg: it does not take the argument foo; usage: dmesg [-CckPrTtx] [-l LEVELS] [-n LEVEL]
ls: there is no option --foo; usage: ls [-1al] [PATH]...'

echo "--- variables"
prints 'export A=1 B; B=2; echo | sh -c "echo \$A \$B"; unset A; echo | sh -c "echo [\$A]"; echo ${A-unset}' \
	$'1 2\n[]\nunset'
prints 'x=1; export -p | grep -c "^export PATH="; set | grep "^x="; export 1a; echo $?; local y; echo $?' \
	"1
x='1'
export: 1a: this is no name
2
local: only a function has variables of its own
2"
prints 'set -- a b c; echo $#; shift 2; echo $1; shift 2; echo $?; shift x; echo $?; set -z; echo $?' \
	"3
c
shift: there are only 1 arguments
1
shift: x is no number that it takes
2
set: there is no option -z; usage: set [-eux] [--] [WORD]...
1"
prints 'return 3; echo $?; break; echo $?; exit_not; echo $?' \
	$'return: only a function can return\n2\n0\nmmusim: exit_not: command not found\n127'

echo "--- which, type, command"
prints 'which cat insmod nosuch; echo $?; f() { :; }; type f if insmod echo nosuch; echo $?
	command -v echo insmod; command -v nosuch || echo none; command echo a; command nosuch; echo $?' \
	"/bin/cat
/bin/insmod
1
f is a function
if is a shell keyword
insmod is a command of this shell
echo is a command of this shell
nosuch: not found
127
echo
/bin/insmod
none
a
mmusim: nosuch: command not found
127"

echo "--- dd: as on a real machine"
prints "insmod $makers/proc_write.ko; insmod $makers/proc_ok.ko; file=/proc/proc_ok
	dd if=\$file bs=4 count=2 skip=1; echo; dd if=\$file bs=7 of=/dev/null; echo \$?
	printf abc | dd of=/proc/proc_write bs=1; cat /proc/proc_write; echo
	dmesg | grep -c 'proc_write: 1 bytes'" \
	"o from p2+0 records in
2+0 records out

4+1 records in
4+1 records out
0
3+0 records in
3+0 records out
c
3"
prints "insmod $makers/proc_write.ko; echo far more than it takes | dd of=/proc/proc_write; echo \$?
	dd if=/nosuch; echo \$?; dd if=/proc/nosuch; dd of=/proc/meminfo if=/dev/null; dd bs=0; dd bs=x; dd x
	dd if=/proc/meminfo bs=16 count=0; dd if=/proc/version bs=5 count=1 status=none; echo
	dd if=/proc/proc_write bs=32M; dd if=/proc/proc_write skip=99999999999999999999" \
	"dd: error writing '/proc/proc_write': Invalid argument
0+1 records in
0+0 records out
1
dd: can't open '/nosuch': No such file or directory
1
dd: can't open '/proc/nosuch': No such file or directory
dd: can't open '/proc/meminfo': Permission denied
dd: bs= must be 1 to 16M
dd: invalid argument 'bs=x'
dd: invalid argument 'x'
0+0 records in
0+0 records out
Linux
dd: bs= must be 1 to 16M
dd: invalid argument 'skip=99999999999999999999'"
prints "cd $tmp; echo abcdefgh | dd of=f bs=2 count=2 2>/dev/null; cat f; echo; printf XY | dd of=f bs=1 seek=1 2>/dev/null
	cat f; echo; dd if=f bs=1 skip=2 status=none | cat; echo; dd if=/dev/zero of=z bs=1k count=3 2>/dev/null
	wc -c < z; dd if=z bs=1k 2>&1 >/dev/null | head -n 1" $'abcd\naXYd\nYd\n3072\n3+0 records in'
# Its task has its name.
run 0 -c "insmod $makers/proc_fault.ko; dd if=/proc/proc_fault bs=1; tail /proc/proc_fault; dmesg | grep Comm:"
shows ' Comm: dd ' ' Comm: tail '
prints "insmod $modules/attributes.ko; cd $tmp; f=/sys/kernel/debug/attributes/blob
	dd if=\$f bs=3 skip=1 status=none; wc -c < \$f; od -An -c \$f" \
	$'lob\n7\n   a       b   l   o   b  \\n'

echo "--- tee, touch, mkdir"
prints 'echo 1 | sudo tee /proc/sys/kernel/panic_on_oops; sysctl -n kernel.panic_on_oops
	echo 2 | tee /proc/version; echo $?; echo x | tee /proc/nosuch > /dev/null; echo $?
	echo from tee | tee /dev/kmsg > /dev/null; dmesg -t | tail -n 1' \
	$'1\n1\ntee: /proc/version: Permission denied\n2\n1\ntee: /proc/nosuch: No such file or directory\n1\nfrom tee'
prints "cd $tmp; echo a | tee x y; echo b | tee -a x > /dev/null; cat x y; touch new; ls new; mkdir -p d/e d; ls d
	mkdir d; touch /proc/x; touch /proc/version; mkdir /sys/x; touch; mkdir; echo \$?" \
	"a
a
b
a
new
e
mkdir: d: File exists
touch: /proc/x: Permission denied
mkdir: /sys/x: Operation not permitted
touch: a file is missing
mkdir: a folder is missing
1"

echo "--- mount, umount, sync"
prints 'mount; mount -t debugfs none /sys/kernel/debug; echo $?; mount -t nosuch a /b
	mount -t proc none /mnt; umount /proc; umount /nosuch; umount .; mount a; sync; echo $?' \
	"rootfs on / type rootfs (rw)
proc on /proc type proc (rw,relatime)
sysfs on /sys type sysfs (rw,relatime)
devtmpfs on /dev type devtmpfs (rw,relatime,mode=755)
debugfs on /sys/kernel/debug type debugfs (rw,relatime)
mount: mounting none on /sys/kernel/debug failed: Device or resource busy
1
mount: mounting a on /b failed: No such device
mount: /mnt: proc can be mounted on /proc only here
umount: can't unmount /proc: Device or resource busy
umount: can't unmount /nosuch: No such file or directory
umount: can't unmount .: Invalid argument
mount: usage: mount [-t TYPE SOURCE FOLDER]
0"
prints "insmod $makers/debugfs_ok.ko; f=/sys/kernel/debug/debugfs_ok/n; cat \$f > $tmp/n; umount /sys/kernel/debug
	cat \$f; ls /sys/kernel/debug; mount | grep -c debugfs; umount /sys/kernel/debug
	mount -t debugfs none /sys/kernel/debug; cat \$f | cmp - $tmp/n && echo back; umount /sys/kernel/debug
	reboot; mount -t debugfs" \
	"cat: /sys/kernel/debug/debugfs_ok/n: No such file or directory
0
umount: can't unmount /sys/kernel/debug: Invalid argument
back
debugfs on /sys/kernel/debug type debugfs (rw,relatime)"

echo "--- kill"
prints "kill -l | head -n 2; kill -l 9 KILL 137; kill -0 9999; echo \$?; kill; kill -NOSUCH 1; kill x; kill -9" \
	" 1) HUP
 2) INT
KILL
9
KILL
kill: can't kill pid 9999: No such process
1
kill: a PID is missing
kill: bad signal name 'NOSUCH'
kill: invalid number 'x'
kill: a PID is missing"
# A thread that allows no signal goes on.
prints "insmod $modules/thread_live.ko; pid=\$(ps | grep forever | sed 's/^ *//; s/ .*//')
	kill -9 \$pid; echo \$?; kill -s TERM \$pid; sleep 1; ps | grep -c forever; kill -0 \$pid && echo there" \
	$'0\n1\nthere'
