/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_struct.c - what modules see of a task: current->pid, current->comm.
 *
 * The kernel's own account of a task is struct kern_task, on the host. Code that
 * was built against a real kernel's headers reads a struct task_struct at %gs:
 * current_task, so each task has one in simulated memory, laid out as Debian's
 * Linux 6.1 for amd64 has it, with a struct mm_struct. They are written anew
 * whenever the task becomes the current one; what a module writes there has no
 * effect, and members that are not named here are 0. That of swapper/0 is init_task,
 * a variable of the kernel image, and there from the beginning.
 *
 *   task_struct (9792 bytes)          mm_struct (1096 bytes)
 *     020 stack     970 pid             048 pgd     100 start_code
 *     8e0 mm        974 tgid            054 users   120 start_brk
 *     b88 cred      978 stack_canary    068 map_count ...
 *     ba0 comm
 */
#include <errno.h>
#include <string.h>

#include "kernel/gfp.h"
#include "kernel/image_data.h"
#include "kernel/mm.h"
#include "kernel/percpu.h"
#include "kernel/sim.h"
#include "kernel/slab.h"
#include "kernel/task.h"

#define MM_STRUCT_SIZE 1096
#define CRED_SIZE      176
#define TASK_PRIO      120

enum task_member {
	TASK_STACK = 32,
	TASK_USAGE = 40,
	TASK_ON_CPU = 52,
	TASK_PRIO_AT = 108,
	TASK_TASKS = 2192,
	TASK_MM = 2272,
	TASK_ACTIVE_MM = 2280,
	TASK_PID = 2416,
	TASK_TGID = 2420,
	TASK_STACK_CANARY = 2424,
	TASK_REAL_PARENT = 2432,
	TASK_PARENT = 2440,
	TASK_CHILDREN = 2448,
	TASK_SIBLING = 2464,
	TASK_GROUP_LEADER = 2480,
	TASK_REAL_CRED = 2952,
	TASK_CRED = 2960,
	TASK_COMM = 2976,
	TASK_NSPROXY = 3064,
};

enum mm_member {
	MM_MMAP_BASE = 32,
	MM_TASK_SIZE = 64,
	MM_PGD = 72,
	MM_USERS = 84,
	MM_COUNT = 88,
	MM_MAP_COUNT = 104,
	MM_TOTAL_VM = 192,
	MM_START_CODE = 256,
	MM_END_CODE = 264,
	MM_START_BRK = 288,
	MM_BRK = 296,
	MM_START_STACK = 304,
	MM_OWNER = 928,
};

static void put(struct kern *k, uint64_t la, const void *value, size_t len)
{
	kern_poke(k, la, value, len);
	kern_wrote(k, la, len);
}

/* thread_info.flags: TIF_NOTIFY_SIGNAL */
void kern_task_wanted(struct kern *k, const struct kern_task *task)
{
	uint64_t flags = 0;

	kern_peek(k, task->task_struct, &flags, sizeof(flags));
	flags |= 1ul << KERN_TIF_NOTIFY_SIGNAL;
	put(k, task->task_struct, &flags, sizeof(flags));
}

static void put64(struct kern *k, uint64_t la, uint64_t value)
{
	put(k, la, &value, sizeof(value));
}

static void put32(struct kern *k, uint64_t la, uint32_t value)
{
	put(k, la, &value, sizeof(value));
}

static void put_list_head(struct kern *k, uint64_t la)
{
	put64(k, la, kern_host(k, la));
	put64(k, la + 8, kern_host(k, la));
}

#define INIT_TASK KERN_IMAGE_DATA_AT(init_task)

/* --- life --------------------------------------------------------------------- */

int kern_task_struct_init(struct kern *k)
{
	static const struct kern_task idle = {.comm = "swapper/0",
					      .task_struct = INIT_TASK};

	k->task_cache = kern_cache_create(k, "task_struct",
					  KERN_TASK_STRUCT_SIZE, 64, 0);
	k->mm_cache = kern_cache_create(k, "mm_struct", MM_STRUCT_SIZE, 64, 0);
	k->cred_cache = kern_cache_create(k, "cred_jar", CRED_SIZE, 8, 0);
	if (!k->task_cache || !k->mm_cache || !k->cred_cache)
		return -ENOMEM;
	kern_task_struct_update(k, &idle);
	return 0;
}

static uint64_t make(struct kern *k, struct kern_cache *cache, uint64_t size)
{
	return kern_cache_alloc(k, cache, KERN_GFP_KERNEL | KERN_GFP_ZERO,
				size);
}

static void release(struct kern *k, uint64_t *la)
{
	if (*la)
		kern_kfree(k, *la);
	*la = 0;
}

int kern_task_struct_create(struct kern *k, struct kern_task *task)
{
	task->task_struct =
		task->pid ? make(k, k->task_cache, KERN_TASK_STRUCT_SIZE) :
			    INIT_TASK;
	task->cred = make(k, k->cred_cache, CRED_SIZE);
	if (task->mm)
		task->mm_struct = make(k, k->mm_cache, MM_STRUCT_SIZE);
	if (task->task_struct && task->cred && (!task->mm || task->mm_struct))
		return 0;
	kern_task_struct_destroy(k, task);
	return -ENOMEM;
}

void kern_task_struct_destroy(struct kern *k, struct kern_task *task)
{
	if (task->task_struct == INIT_TASK)
		task->task_struct = 0;
	release(k, &task->task_struct);
	release(k, &task->mm_struct);
	release(k, &task->cred);
}

/* --- contents ------------------------------------------------------------------- */

static void update_mm(struct kern *k, const struct kern_task *task)
{
	const struct kern_mm *mm = task->mm;
	uint64_t at = task->mm_struct;

	put64(k, at + MM_MMAP_BASE, mm->mmap_base);
	put64(k, at + MM_TASK_SIZE, KERN_TASK_SIZE_MAX);
	put64(k, at + MM_PGD, kern_host(k, kern_virt(mm->pgd & MMU_PTE_ADDR)));
	put32(k, at + MM_USERS, mm->users);
	put32(k, at + MM_COUNT, 1);
	put32(k, at + MM_MAP_COUNT, mm->map_count);
	put64(k, at + MM_TOTAL_VM, mm->total_vm);
	put64(k, at + MM_START_CODE, mm->start_code);
	put64(k, at + MM_END_CODE, mm->end_code);
	put64(k, at + MM_START_BRK, mm->start_brk);
	put64(k, at + MM_BRK, mm->brk);
	put64(k, at + MM_START_STACK, mm->start_stack);
	put64(k, at + MM_OWNER, kern_host(k, task->task_struct));
}

/* Simplified: every task is a child of its own, and in no list. */
static void update_relatives(struct kern *k, uint64_t at)
{
	put_list_head(k, at + TASK_TASKS);
	put_list_head(k, at + TASK_CHILDREN);
	put_list_head(k, at + TASK_SIBLING);
	put64(k, at + TASK_REAL_PARENT, kern_host(k, at));
	put64(k, at + TASK_PARENT, kern_host(k, at));
	put64(k, at + TASK_GROUP_LEADER, kern_host(k, at));
}

void kern_task_struct_update(struct kern *k, const struct kern_task *task)
{
	uint64_t at = task->task_struct;
	uint64_t mm = task->mm_struct ? kern_host(k, task->mm_struct) : 0;
	uint64_t cred = task->cred ? kern_host(k, task->cred) : 0;

	if (!at)
		return;
	if (mm)
		update_mm(k, task);
	update_relatives(k, at);
	put64(k, at + TASK_STACK, task->stack ? kern_host(k, task->stack) : 0);
	put32(k, at + TASK_USAGE, 1);
	put32(k, at + TASK_ON_CPU, 1);
	put32(k, at + TASK_PRIO_AT, TASK_PRIO);
	put64(k, at + TASK_MM, mm);
	put64(k, at + TASK_ACTIVE_MM, mm);
	put32(k, at + TASK_PID, (uint32_t)task->pid);
	put32(k, at + TASK_TGID, (uint32_t)task->pid);
	put64(k, at + TASK_STACK_CANARY, kern_canary_of(task));
	put64(k, at + TASK_REAL_CRED, cred);
	put64(k, at + TASK_CRED, cred);
	put(k, at + TASK_COMM, task->comm, sizeof(task->comm));
	put64(k, at + TASK_NSPROXY,
	      kern_host(k, KERN_IMAGE_DATA_AT(init_nsproxy)));
}
