# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every source here that our headers suffice for.
need-more := irq_hard.o irq_timer.o kthread_fault.o # timers, threads
need-more += null_write_irqoff.o stack_guard_touch.o # irqflags.h, sched.h

obj-m := $(filter-out $(need-more), \
	$(patsubst $(MODULE_SRC)/%.c,%.o,$(wildcard $(MODULE_SRC)/*.c)))

# That is the point of it.
CFLAGS_stack_overflow.o := $(shell $(CC) -Werror -Winfinite-recursion -c -x c \
	-o /dev/null /dev/null 2>/dev/null && echo -Wno-infinite-recursion)
