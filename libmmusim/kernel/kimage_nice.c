/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_nice.c - what threads of modules say of themselves: how nice they are,
 * that they may be frozen, what they are called; as code of the kernel image.
 *
 *   struct task_struct   2c flags   6c prio, static_prio, normal_prio
 *                        3cc policy   ba0 comm   cb0 alloc_lock
 *
 * Simplified: who runs next does not depend on it, and nobody is ever frozen.
 *
 * Reference: Linux 6.1, kernel/sched/core.c, kernel/freezer.c, fs/exec.c, fs/open.c.
 */
#include "kernel/kimage.h"
#include "kernel/kimage_sync.h"

enum { FLAGS = 0x2c, PRIO = 0x6c, STATIC_PRIO = 0x70, NORMAL_PRIO = 0x74 };
enum { POLICY = 0x3cc, COMM = 0xba0, ALLOC_LOCK = 0xcb0 };
enum { SCHED_NORMAL = 0, SCHED_FIFO = 1, SCHED_RR = 2, MAX_RT_PRIO = 100 };
enum { EINVAL = 22 };
enum { MIN_NICE = -20, MAX_NICE = 19, NICE_0 = 120 };
enum { FILE_MODE = 0x44 };

#define PF_NOFREEZE 0x8000u
#define FMODE_SEEK  0x1cu /* FMODE_LSEEK, FMODE_PREAD, FMODE_PWRITE */
#define COMM_LEN    16u

KIMAGE_INLINE int *number(void *task, unsigned int member)
{
	return (int *)((char *)task + member);
}

/* Those of real time keep their priority. */
KIMAGE_DEFINE(void, set_user_nice, void *task, long nice)
{
	int *prio = number(task, STATIC_PRIO);
	int policy;

	if (*prio - NICE_0 == nice || nice < MIN_NICE || nice > MAX_NICE)
		return;
	policy = *number(task, POLICY);
	*prio = NICE_0 + (int)nice;
	if (policy == SCHED_FIFO || policy == SCHED_RR)
		return;
	*number(task, PRIO) = *number(task, NORMAL_PRIO) = *prio;
}

/* Of real time, with the least priority or half of the most; or of no such. */
KIMAGE_INLINE void set_policy(void *task, int policy, int prio)
{
	*number(task, POLICY) = policy;
	*number(task, PRIO) = *number(task, NORMAL_PRIO) = prio;
}

KIMAGE_DEFINE(void, sched_set_fifo, void *task)
{
	set_policy(task, SCHED_FIFO, MAX_RT_PRIO - 1 - MAX_RT_PRIO / 2);
}

KIMAGE_DEFINE(void, sched_set_fifo_low, void *task)
{
	set_policy(task, SCHED_FIFO, MAX_RT_PRIO - 1 - 1);
}

KIMAGE_DEFINE(void, sched_set_normal, void *task, int nice)
{
	*number(task, STATIC_PRIO) = NICE_0 + nice;
	set_policy(task, SCHED_NORMAL, NICE_0 + nice);
}

/* int set_cpus_allowed_ptr(task, const struct cpumask *mask): there is one CPU */
KIMAGE_DEFINE(int, set_cpus_allowed_ptr, void *task, const unsigned long *mask)
{
	(void)task;
	return *mask & 1 ? 0 : -EINVAL;
}

KIMAGE_DEFINE(bool, set_freezable, void)
{
	*number(get_current(), FLAGS) &= ~(int)PF_NOFREEZE;
	return false;
}

KIMAGE_DEFINE(bool, freezing_slow_path, void *task)
{
	(void)task;
	return false;
}

KIMAGE_DEFINE(bool, __refrigerator, bool check_kthread_stop)
{
	(void)check_kthread_stop;
	return false;
}

KIMAGE_DEFINE(char *, __get_task_comm, char *buf, size_t size, void *task)
{
	volatile unsigned int *lock =
		(volatile unsigned int *)((char *)task + ALLOC_LOCK);
	const char *comm = (const char *)task + COMM;
	size_t len = 0;

	kimg__raw_spin_lock(lock);
	while (len + 1 < size && len < COMM_LEN && comm[len]) {
		buf[len] = comm[len];
		len++;
	}
	if (len < size)
		kimg_memset(buf + len, 0, size - len);
	kimg__raw_spin_unlock(lock);
	return buf;
}

/* int nonseekable_open(struct inode *inode, struct file *file) */
KIMAGE_DEFINE(int, nonseekable_open, void *inode, void *file)
{
	(void)inode;
	*number(file, FILE_MODE) &= ~(int)FMODE_SEEK;
	return 0;
}

/* What memset() and its like call when the compiler could not tell whether they stay
 * within a member of a structure: it has warned, and that is all. */
KIMAGE_DEFINE(void, __read_overflow2_field, size_t avail, size_t wanted)
{
	(void)avail;
	(void)wanted;
}

KIMAGE_DEFINE(void, __write_overflow_field, size_t avail, size_t wanted)
{
	(void)avail;
	(void)wanted;
}
