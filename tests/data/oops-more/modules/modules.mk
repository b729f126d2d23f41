# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here is a module, but for those that need headers which are not in
# include/kapi: they are tested as binaries alone.
without-headers := bts_far.o cmpxchg_ro.o copy_negative.o debugfs_div.o \
	debugfs_ok.o dev_null_dev.o kthread_lock.o lib_containers.o \
	lib_strings.o notify_ok.o percpu_ok.o pool_double.o printk_ways.o \
	rwlock_ok.o smp_call_fault.o user_stack_write.o who_ami.o \
	xchg_hole.o

obj-m := $(filter-out $(without-headers), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))
