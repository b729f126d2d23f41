#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: files in /proc and /dev that modules make.

set -eu
. "$(dirname "$0")/common.sh"
makers=$PWD/build/oops-more-modules

echo "--- a file is read, by cat and by programs of the host, and goes with its module"
prints "ls /proc | grep proc_ok; insmod $makers/proc_ok.ko; ls /proc | grep proc_ok
	cat /proc/proc_ok; grep second /proc/proc_ok; cat < /proc/proc_ok | wc -l
	ls -l /proc/proc_ok | cut -c 1-10; rmmod proc_ok; cat /proc/proc_ok" \
	"proc_ok
hello from proc_ok
second line
second line
2
-r--r--r--
cat: /proc/proc_ok: No such file or directory"

echo "--- what is written reaches the module, which may refuse it"
prints "insmod $makers/proc_write.ko; echo ab > /proc/proc_write; echo \$?; cat /proc/proc_write
	echo far more than it takes > /proc/proc_write; echo \$?" \
	"0
ab
mmusim: echo: write error: Invalid argument
1"

echo "--- root may open what only others' modes forbid"
prints "insmod $makers/proc_ok.ko; echo x > /proc/proc_ok; echo \$?" \
	"mmusim: echo: write error: Input/output error
1"

echo "--- a fault kills who reads"
run 137 -c "insmod $makers/proc_fault.ko; cat /proc/proc_fault; dmesg | grep Comm:
	cat /proc/proc_fault"
shows '^Killed$' ' Comm: cat ' '^Killed$'
run 255 --append oops=panic -c "insmod $makers/proc_fault.ko; cat /proc/proc_fault"
shows '^cat: /proc/proc_fault: the machine is halted'

echo "--- devices"
prints "insmod $makers/misc_dev.ko; ls /dev/misc_dev; ls /dev | grep misc_dev
	cat /dev/misc_dev; rmmod misc_dev; ls /dev/misc_dev 2>/dev/null" \
	"/dev/misc_dev
misc_dev
hello"
run 137 -c "mknod /dev/chr c 240 0; cat /dev/chr; insmod $makers/chr_dev.ko
	cat /proc/devices; cat /dev/chr"
shows '^cat: /dev/chr: No such device or address' '^Character devices:$' '^ 10 misc$' \
	'^240 chr_dev$' '^Block devices:$' '^Killed$'
prints "mknod /dev/a c 240 0; mknod /dev/a c 240 0; echo \$?
	mknod /dev/b b 240 0; mknod /dev/b c x 0; mknod /dev/b" \
	"mknod: /dev/a: File exists
1
mknod: usage: mknod PATH c MAJOR MINOR
mknod: usage: mknod PATH c MAJOR MINOR
mknod: usage: mknod PATH c MAJOR MINOR"
prints "mknod $tmp/node c 10 1
	mknod $tmp/node c 10 1; mknod $tmp/none/x c 10 1; mknod $PWD/Makefile c 10 1; mknod /proc/x c 10 1
	mknod x c 10 1; mknod / c 10 1; mknod $tmp/ c 10 1; [ -c $tmp/node ] && echo node" \
	"mknod: $tmp/node: File exists
mknod: $tmp/none/x: No such file or directory
mknod: $PWD/Makefile: File exists
mknod: /proc/x: Operation not permitted
mknod: x: give the whole path, such as /dev/x
mknod: /: File exists
mknod: $tmp/: File exists
node"
[ ! -e "$tmp/node" ] || fail "it is on the disk"
run 137 -c "mknod $tmp/chr c 240 0; cat $tmp/chr; insmod $makers/chr_dev.ko; cat $tmp/chr"
shows "^cat: $tmp/chr: No such device or address" '^Killed$'
# Of the host's only what a redirection needs; a wrong name makes no file there.
prints "ls /dev | grep -v -x -e full -e null -e random -e stderr -e stdin -e stdout \
		-e tty -e urandom -e zero
	echo x > /dev/mmusim.$$; echo \$?; cat /dev/mmusim.$$" \
	"kmsg
mmusim: /dev/mmusim.$$: No such file or directory
1
cat: /dev/mmusim.$$: No such file or directory"
[ ! -e "/dev/mmusim.$$" ]
# The host's are what they were.
prints "echo hidden > /dev/null; cat /dev/null; ls /dev | grep -c '^null\$'" 1

echo "--- ls: files first, then folders under their names"
prints "ls /proc/sys /nosuch /dev/null 2>&1; echo \$?" \
	"ls: cannot access '/nosuch': No such file or directory
/dev/null

/proc/sys:
kernel
vm
2"
