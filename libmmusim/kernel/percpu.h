/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * percpu.h - where members of the area at GS lie: percpu.c, and code of the
 * kernel image, which reaches them by %gs.
 */
#ifndef KERNEL_PERCPU_H
#define KERNEL_PERCPU_H

/* thread_info.flags, which a task_struct begins with */
#define KERN_TIF_NOTIFY_SIGNAL 17

#define KERN_PERCPU_CURRENT    0x40
#define KERN_PERCPU_PREEMPT    0x48

/* Where the variables of modules begin and end, and what those of the kernel are copied
 * from at boot, __per_cpu_load, as in Debian's kernel. */
#define KERN_PERCPU_MODULES 0x35000
#define KERN_PERCPU_DYNAMIC 0x3da00 /* what the kernel's own have left */
#define KERN_PERCPU_END	    0x40000
#define KERN_PERCPU_LOAD    0xffffffff83044000

/* In struct task_struct: rcu_read_lock_nesting */
#define KERN_TASK_RCU_NESTING 0x7f4

/* Of __preempt_count; the highest bit says that nobody asks for a reschedule. */
#define KERN_PREEMPT_MASK    0x000000ffu
#define KERN_SOFTIRQ_OFFSET  0x00000100u
#define KERN_SOFTIRQ_MASK    0x0000ff00u
#define KERN_HARDIRQ_OFFSET  0x00010000u
#define KERN_HARDIRQ_MASK    0x000f0000u
#define KERN_PREEMPT_ENABLED 0x80000000u

#endif
