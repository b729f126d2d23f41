#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# mmusim: files that modules make in /proc, sysfs and debugfs.

set -eu
. "$(dirname "$0")/common.sh"
more=$PWD/tests/data/oops-more/ko

echo "--- /proc"
prints "insmod $more/proc_write.ko; cat /proc/proc_write; echo ab > /proc/proc_write
	cat /proc/proc_write | tr a-z A-Z; echo far more than it takes > /proc/proc_write; echo \$?
	ls /proc | grep proc_; rmmod proc_write; cat /proc/proc_write" \
	"empty
AB
mmusim: echo: write error: Invalid argument
1
proc_write
cat: /proc/proc_write: No such file or directory"
prints "insmod $more/proc_fault.ko; cat /proc/proc_fault; echo \$?" \
	"Killed
137"

echo "--- /sys"
prints "insmod $modules/attributes.ko; ls /sys/kernel/debug/attributes | head -n 2
	cat /sys/kernel/attributes/value; echo 5 > /sys/kernel/attributes/value
	cat /sys/kernel/attributes/value /sys/kernel/debug/attributes/small
	echo 1 > /sys/kernel/debug/attributes/small" \
	"blob
count
3
5
10
mmusim: echo: write error: Permission denied"
