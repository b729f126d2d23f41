/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_family.c - how the struct task_structs that modules see are linked: the list of
 * all processes, parents and children, numbers (struct pid), and signal_struct.
 *
 *   struct pid            00 count  10 tasks[4]  60 number
 *   struct signal_struct  00 count  04 live  08 threads  10 list of threads
 *
 * init_task, init and kthreadd are there from the beginning, in the image's data. The
 * links lie in simulated memory, and whoever writes there breaks them: what leads
 * nowhere is left alone.
 *
 * Simplified: a task has one thread, and is its own process group and session; of the
 * kernel's own threads there are kthreadd and those that have run.
 *
 * Reference: Linux 6.1, kernel/fork.c, copy_process(), kernel/pid.c.
 */
#include <errno.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/image_data.h"
#include "kernel/slab.h"
#include "kernel/task.h"
#include "kernel/task_family.h"

enum {
	TASK_USAGE = 40,
	TASK_FLAGS = 44,
	TASK_STATIC_PRIO = 112,
	TASK_NORMAL_PRIO = 116,
	TASK_TASKS = 2192,
	TASK_EXIT_STATE = 2308,
	TASK_EXIT_SIGNAL = 2316,
	TASK_REAL_PARENT = 2432,
	TASK_PARENT = 2440,
	TASK_CHILDREN = 2448,
	TASK_SIBLING = 2464,
	TASK_GROUP_LEADER = 2480,
	TASK_THREAD_PID = 2520,
	TASK_PID_LINKS = 2528,
	TASK_THREAD_GROUP = 2592,
	TASK_THREAD_NODE = 2608,
	TASK_SIGNAL = 3072,
	TASK_PENDING = 3112,
	PID_TASKS = 16,
	PID_NUMBER = 96,
	PID_TYPES = 4,
	SIGNAL_THREADS = 16,
	PRIO = 120,
	SIGCHLD_NUMBER = 17,
	EXIT_DEAD = 16,
};

#define PF_KTHREAD 0x00200000u
#define INIT_TASK  KERN_IMAGE_DATA_AT(init_task)
#define INIT	   KERN_IMAGE_DATA_AT(init)
#define KTHREADD   KERN_IMAGE_DATA_AT(kthreadd)

static void put(struct kern *k, uint64_t la, const void *value, size_t len)
{
	kern_poke(k, la, value, len);
	kern_wrote(k, la, len);
}

static void put32(struct kern *k, uint64_t la, uint32_t value)
{
	put(k, la, &value, sizeof(value));
}

static void put_ptr(struct kern *k, uint64_t la, uint64_t to)
{
	uint64_t ptr = to ? kern_host(k, to) : 0;

	put(k, la, &ptr, sizeof(ptr));
}

/* Where the pointer at la leads to; 0: nowhere. */
static uint64_t get_ptr(struct kern *k, uint64_t la)
{
	uint64_t ptr, first;

	if (!kern_peek(k, la, &ptr, sizeof(ptr)) || !ptr)
		return 0;
	ptr = kern_lift(k, ptr);
	return kern_peek(k, ptr, &first, sizeof(first)) ? ptr : 0;
}

/* --- lists ---------------------------------------------------------------------------- */

static void list_init(struct kern *k, uint64_t head)
{
	put_ptr(k, head, head);
	put_ptr(k, head + 8, head);
}

static void list_add_tail(struct kern *k, uint64_t entry, uint64_t head)
{
	uint64_t last = get_ptr(k, head + 8);

	list_init(k, entry);
	if (!last)
		return;
	put_ptr(k, entry, head);
	put_ptr(k, entry + 8, last);
	put_ptr(k, last, entry);
	put_ptr(k, head + 8, entry);
}

static void list_del(struct kern *k, uint64_t entry)
{
	uint64_t next = get_ptr(k, entry), prev = get_ptr(k, entry + 8);

	if (!next || !prev)
		return;
	put_ptr(k, next + 8, prev);
	put_ptr(k, prev, next);
}

/* --- a task ------------------------------------------------------------------------------ */

static void set_pid(struct kern *k, uint64_t task, uint64_t pid, int number)
{
	put32(k, pid, 1);
	put32(k, pid + PID_NUMBER, (uint32_t)number);
	put_ptr(k, task + TASK_THREAD_PID, pid);
	for (unsigned int type = 0; type < PID_TYPES; type++) {
		uint64_t link = task + TASK_PID_LINKS + 16ull * type;

		put_ptr(k, pid + PID_TASKS + 8ull * type, link);
		put_ptr(k, link + 8, pid + PID_TASKS + 8ull * type);
	}
}

static void set_signal(struct kern *k, uint64_t task, uint64_t signal)
{
	static const uint32_t ones[3] = {1, 1, 1};

	put(k, signal, ones, sizeof(ones));
	list_init(k, signal + SIGNAL_THREADS);
	list_add_tail(k, task + TASK_THREAD_NODE, signal + SIGNAL_THREADS);
	put_ptr(k, task + TASK_SIGNAL, signal);
}

static void link_task(struct kern *k, uint64_t task, uint64_t parent,
		      bool kthread)
{
	put32(k, task + TASK_USAGE, 1);
	put32(k, task + TASK_FLAGS, kthread ? PF_KTHREAD : 0);
	put32(k, task + TASK_STATIC_PRIO, PRIO);
	put32(k, task + TASK_NORMAL_PRIO, PRIO);
	put32(k, task + TASK_EXIT_SIGNAL, SIGCHLD_NUMBER);
	put_ptr(k, task + TASK_REAL_PARENT, parent);
	put_ptr(k, task + TASK_PARENT, parent);
	put_ptr(k, task + TASK_GROUP_LEADER, task);
	list_init(k, task + TASK_CHILDREN);
	list_init(k, task + TASK_THREAD_GROUP);
	list_init(k, task + TASK_PENDING);
	if (task == INIT_TASK) {
		list_init(k, task + TASK_TASKS);
		list_init(k, task + TASK_SIBLING);
		return;
	}
	list_add_tail(k, task + TASK_TASKS, INIT_TASK + TASK_TASKS);
	list_add_tail(k, task + TASK_SIBLING, parent + TASK_CHILDREN);
}

static void make_static(struct kern *k, uint64_t task, uint64_t parent, int pid,
			struct kern_static_task *extra)
{
	link_task(k, task, parent, pid != 1);
	set_pid(k, task, extra->pid, pid);
	set_signal(k, task, extra->signal);
}

void kern_family_init(struct kern *k)
{
	struct kern_static_task extra[] = {
		{KERN_IMAGE_DATA_AT(static_pid[0]),
		 KERN_IMAGE_DATA_AT(static_signal[0])},
		{KERN_IMAGE_DATA_AT(static_pid[1]),
		 KERN_IMAGE_DATA_AT(static_signal[1])},
		{KERN_IMAGE_DATA_AT(static_pid[2]),
		 KERN_IMAGE_DATA_AT(static_signal[2])},
	};

	make_static(k, INIT_TASK, INIT_TASK, 0, &extra[0]);
	make_static(k, INIT, INIT_TASK, 1, &extra[1]);
	make_static(k, KTHREADD, INIT_TASK, 2, &extra[2]);
}

static uint64_t parent_of(const struct kern_task *task)
{
	if (task->kthread)
		return KTHREADD;
	return task->parent && task->parent->task_struct ?
		       task->parent->task_struct :
		       INIT;
}

int kern_family_join(struct kern *k, struct kern_task *task)
{
	uint32_t flags = KERN_GFP_KERNEL | KERN_GFP_ZERO;

	if (task->task_struct == INIT_TASK)
		return 0;
	task->pid_struct =
		kern_cache_alloc(k, k->pid_cache, flags, KERN_PID_SIZE);
	task->signal_struct = kern_cache_alloc(k, k->signal_cache, flags,
					       KERN_SIGNAL_STRUCT_SIZE);
	if (!task->pid_struct || !task->signal_struct)
		return -ENOMEM;
	link_task(k, task->task_struct, parent_of(task), task->kthread);
	set_pid(k, task->task_struct, task->pid_struct, task->pid);
	set_signal(k, task->task_struct, task->signal_struct);
	return 0;
}

/* A count that goes down: true, if nobody holds it any more. */
static bool drop(struct kern *k, uint64_t la)
{
	uint32_t count;

	if (!kern_peek(k, la, &count, sizeof(count)))
		return true;
	put32(k, la, count - 1);
	return count <= 1;
}

/* Children whose parent ends are given to init. */
static void give_children_away(struct kern *k, uint64_t task)
{
	enum { MOST = 4096 };
	uint64_t head = task + TASK_CHILDREN, at;

	for (int i = 0; i < MOST; i++) {
		at = get_ptr(k, head);
		if (!at || at == head)
			return;
		list_del(k, at);
		list_add_tail(k, at, INIT + TASK_CHILDREN);
		put_ptr(k, at - TASK_SIBLING + TASK_REAL_PARENT, INIT);
		put_ptr(k, at - TASK_SIBLING + TASK_PARENT, INIT);
	}
}

bool kern_family_leave(struct kern *k, struct kern_task *task)
{
	static const char nobody[8 * PID_TYPES];
	uint64_t at = task->task_struct;

	if (!at || at == INIT_TASK || !task->pid_struct)
		return true;
	give_children_away(k, at);
	list_del(k, at + TASK_TASKS);
	list_del(k, at + TASK_SIBLING);
	put(k, task->pid_struct + PID_TASKS, nobody, sizeof(nobody));
	put_ptr(k, at + TASK_THREAD_PID, 0);
	put32(k, at + TASK_EXIT_STATE, EXIT_DEAD);
	if (drop(k, task->pid_struct))
		kern_kfree(k, task->pid_struct);
	if (task->signal_struct)
		kern_kfree(k, task->signal_struct);
	put_ptr(k, at + TASK_SIGNAL, 0);
	task->pid_struct = task->signal_struct = 0;
	return drop(k, at + TASK_USAGE);
}
