/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kimage_pid.c - tasks by their numbers, as code of the kernel image: it follows the
 * list of all processes.
 *
 *   struct task_struct   28 usage  890 tasks  904 exit_state  970 pid  9d8 thread_pid
 *                        9e0 pid_links[4]
 *   struct pid           00 count  10 tasks[4]  60 number
 *
 * Reference: Linux 6.1, kernel/pid.c, kernel/fork.c, __put_task_struct().
 */
#include "kernel/kimage_data.h"
#include "kernel/kimage_sync.h"

enum {
	TASK_USAGE = 40,
	TASK_TASKS = 2192,
	TASK_EXIT_STATE = 2308,
	TASK_PID = 2416,
	TASK_THREAD_PID = 2520,
	TASK_PID_LINKS = 2528,
	PID_TASKS = 16,
	PID_NUMBER = 96,
};

HIDDEN void kimg_kfree(const void *object);
HIDDEN void kimg_refcount_warn_saturate(int *count, int what);

struct pid;
struct task;

KIMAGE_INLINE char *init_task(void)
{
	return (char *)image_data() + offsetof(struct image_data, init_task);
}

KIMAGE_INLINE void hold(int *count)
{
	if (!__atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST))
		kimg_refcount_warn_saturate(count, 2);
}

/* --- by number ------------------------------------------------------------------------- */

KIMAGE_DEFINE(struct pid *, find_vpid, int number)
{
	char *first = init_task() + TASK_TASKS, *at;

	for (at = *(char **)first; at != first; at = *(char **)at) {
		char *task = at - TASK_TASKS;

		if (*(int *)(task + TASK_PID) == number)
			return *(struct pid **)(task + TASK_THREAD_PID);
	}
	return NULL;
}

KIMAGE_DEFINE(struct pid *, find_pid_ns, int number, void *ns)
{
	(void)ns;
	return kimg_find_vpid(number);
}

KIMAGE_DEFINE(struct pid *, find_get_pid, int number)
{
	struct pid *pid = kimg_find_vpid(number);

	if (pid)
		hold((int *)pid);
	return pid;
}

KIMAGE_DEFINE(void, put_pid, struct pid *pid)
{
	if (pid && __atomic_fetch_sub((int *)pid, 1, __ATOMIC_SEQ_CST) == 1)
		kimg_kfree(pid);
}

KIMAGE_DEFINE(int, pid_vnr, struct pid *pid)
{
	return pid ? *(int *)((char *)pid + PID_NUMBER) : 0;
}

KIMAGE_DEFINE(int, pid_nr_ns, struct pid *pid, void *ns)
{
	(void)ns;
	return kimg_pid_vnr(pid);
}

KIMAGE_DEFINE(int, __task_pid_nr_ns, struct task *task, int type, void *ns)
{
	(void)type;
	(void)ns;
	return kimg_pid_vnr(*(struct pid **)((char *)task + TASK_THREAD_PID));
}

/* --- tasks ------------------------------------------------------------------------------ */

KIMAGE_DEFINE(struct task *, pid_task, struct pid *pid, int type)
{
	char *link = pid ? ((char **)((char *)pid + PID_TASKS))[type] : NULL;

	return link ? (struct task *)(link - TASK_PID_LINKS - 16 * type) : NULL;
}

KIMAGE_DEFINE(struct task *, get_pid_task, struct pid *pid, int type)
{
	struct task *task = kimg_pid_task(pid, type);

	if (task)
		hold((int *)((char *)task + TASK_USAGE));
	return task;
}

KIMAGE_DEFINE(struct pid *, get_task_pid, struct task *task, int type)
{
	struct pid *pid = *(struct pid **)((char *)task + TASK_THREAD_PID);

	(void)type;
	if (pid)
		hold((int *)pid);
	return pid;
}

/* The last reference is gone. Simplified: a task that lives on is kept. */
KIMAGE_DEFINE(void, __put_task_struct, struct task *task)
{
	if (*(int *)((char *)task + TASK_EXIT_STATE))
		kimg_kfree(task);
}
