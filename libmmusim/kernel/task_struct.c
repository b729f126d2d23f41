/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task_struct.c - what modules see of a task: current->pid, current->comm.
 *
 * The kernel's own account of a task is struct kern_task, on the host. Code that
 * was built against a real kernel's headers reads a struct task_struct at %gs:
 * current_task, so each task has one in simulated memory, laid out as Debian's
 * Linux 6.1 for amd64 has it, with a struct mm_struct. They are written anew
 * whenever the task becomes the current one; what a module writes there has no
 * effect, and members that are not named here are 0, but for those that link it to
 * others (task_family.c). That of swapper/0 is init_task, a variable of the kernel
 * image, and there from the beginning, like those of init and kthreadd.
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
#include "kernel/sched.h"
#include "kernel/percpu.h"
#include "kernel/sim.h"
#include "kernel/slab.h"
#include "kernel/task.h"
#include "kernel/task_family.h"

#define MM_STRUCT_SIZE 1096
#define CRED_SIZE      176
#define TASK_PRIO      120
#define PF_OF_KTHREAD  0x208040 /* and PF_NOFREEZE, PF_FORKNOEXEC */
#define STATE_SLEEPS   1	/* TASK_INTERRUPTIBLE */
#define STATE_INIT     0x2001	/* the same, and TASK_FREEZABLE */

enum task_member {
	TASK_STATE = 24,
	TASK_STACK = 32,
	TASK_FLAGS = 44,
	TASK_ON_CPU = 52,
	TASK_PRIO_AT = 108,
	TASK_MM = 2272,
	TASK_ACTIVE_MM = 2280,
	TASK_PID = 2416,
	TASK_TGID = 2420,
	TASK_STACK_CANARY = 2424,
	TASK_REAL_CRED = 2952,
	TASK_CRED = 2960,
	TASK_COMM = 2976,
	TASK_NSPROXY = 3064,
	TASK_PAGEFAULT_DISABLED = 5144,
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
	MM_ARG_START = 312,
	MM_ARG_END = 320,
	MM_ENV_START = 328,
	MM_ENV_END = 336,
	MM_OWNER = 928,
};

/* struct vm_area_struct */
#define VMA_STRUCT_SIZE 152

enum vma_member {
	VMA_START = 0,
	VMA_END = 8,
	VMA_MM = 16,
	VMA_PAGE_PROT = 24,
	VMA_FLAGS = 32,
	VMA_PGOFF = 112,
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

#define INIT_TASK KERN_IMAGE_DATA_AT(init_task)

/* --- life --------------------------------------------------------------------- */

/* init sleeps in a system call, kthreadd until it shall make a thread. */
static void make_init(struct kern *k)
{
	static const char comm[2][16] = {"init", "kthreadd"};
	const uint64_t at[2] = {KERN_IMAGE_DATA_AT(init),
				KERN_IMAGE_DATA_AT(kthreadd)};
	uint64_t mm = KERN_IMAGE_DATA_AT(init_mm);

	for (uint32_t i = 0; i < 2; i++) {
		put32(k, at[i] + TASK_STATE, i ? STATE_SLEEPS : STATE_INIT);
		put32(k, at[i] + TASK_PRIO_AT, TASK_PRIO);
		put32(k, at[i] + TASK_PID, i + 1);
		put32(k, at[i] + TASK_TGID, i + 1);
		put(k, at[i] + TASK_COMM, comm[i], sizeof(comm[i]));
		put64(k, at[i] + TASK_NSPROXY,
		      kern_host(k, KERN_IMAGE_DATA_AT(init_nsproxy)));
	}
	put64(k, at[0] + TASK_MM, kern_host(k, mm));
	put64(k, at[0] + TASK_ACTIVE_MM, kern_host(k, mm));
	put32(k, mm + MM_USERS, 1);
	put32(k, mm + MM_COUNT, 1);
}

int kern_task_struct_init(struct kern *k)
{
	static const struct kern_task idle = {.comm = "swapper/0",
					      .task_struct = INIT_TASK};

	k->task_cache = kern_cache_create(k, "task_struct",
					  KERN_TASK_STRUCT_SIZE, 64, 0);
	k->mm_cache = kern_cache_create(k, "mm_struct", MM_STRUCT_SIZE, 64, 0);
	k->cred_cache = kern_cache_create(k, "cred_jar", CRED_SIZE, 8, 0);
	k->pid_cache = kern_cache_create(k, "pid", KERN_PID_SIZE, 8, 0);
	k->signal_cache = kern_cache_create(k, "signal_cache",
					    KERN_SIGNAL_STRUCT_SIZE, 64, 0);
	if (!k->task_cache || !k->mm_cache || !k->cred_cache || !k->pid_cache ||
	    !k->signal_cache)
		return -ENOMEM;
	kern_task_struct_update(k, &idle);
	kern_family_init(k);
	make_init(k);
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
	if (task->task_struct && task->cred && (!task->mm || task->mm_struct) &&
	    !kern_family_join(k, task)) {
		if (!task->mm)
			put32(k, task->task_struct + TASK_FLAGS, PF_OF_KTHREAD);
		return 0;
	}
	kern_task_struct_destroy(k, task);
	return -ENOMEM;
}

void kern_task_struct_destroy(struct kern *k, struct kern_task *task)
{
	if (!kern_family_leave(k, task) || task->task_struct == INIT_TASK)
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
	put64(k, at + MM_ARG_START, mm->arg_start);
	put64(k, at + MM_ARG_END, mm->arg_end);
	put64(k, at + MM_ENV_START, mm->arg_end);
	put64(k, at + MM_ENV_END, mm->env_end);
	put64(k, at + MM_OWNER, kern_host(k, task->task_struct));
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
	put64(k, at + TASK_STACK, task->stack ? kern_host(k, task->stack) : 0);
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

/* --- page faults --------------------------------------------------------------- */

bool kern_pagefault_disabled(struct kern *k)
{
	uint32_t count = 0;

	if (k->current && k->current->task_struct)
		kern_peek(k, k->current->task_struct + TASK_PAGEFAULT_DISABLED,
			  &count, sizeof(count));
	return k->pagefault_disabled || count;
}

/* in_atomic(): with a spin lock held nobody waits for a page. */
bool kern_faulthandler_disabled(struct kern *k)
{
	return kern_pagefault_disabled(k) || kern_preempt_count(k);
}

/* --- address spaces ------------------------------------------------------------- */

struct kern_mm *kern_mm_at(struct kern *k, uint64_t ptr)
{
	uint64_t la = mmu_la(k->machine, (void *)(uintptr_t)ptr);
	const struct kern_task *task = k->current;

	if (la && task && task->mm_struct == la) /* it may be in no list yet */
		return task->mm;
	LIST_FOREACH(task, &k->sched->tasks, all)
	{
		if (la && task->mm_struct == la)
			return task->mm;
	}
	return NULL;
}

/* What the pages of an area may: PAGE_READONLY and its like. */
static uint64_t page_prot(const struct kern_vma *vma)
{
	uint64_t prot = MMU_PTE_US | MMU_PTE_A;

	if (vma->flags & KERN_VM_ACCESS)
		prot |= MMU_PTE_P;
	if (vma->flags & KERN_VM_WRITE && vma->flags & KERN_VM_SHARED)
		prot |= MMU_PTE_RW;
	return vma->flags & KERN_VM_EXEC ? prot : prot | MMU_PTE_NX;
}

uint64_t kern_vma_struct(struct kern *k, struct kern_vma *vma, uint64_t mm)
{
	if (!vma->seen)
		vma->seen = kern_kmalloc(k, VMA_STRUCT_SIZE,
					 KERN_GFP_KERNEL | KERN_GFP_ZERO);
	if (!vma->seen)
		return 0;
	put64(k, vma->seen + VMA_START, vma->start);
	put64(k, vma->seen + VMA_END, vma->end);
	put64(k, vma->seen + VMA_MM, mm);
	put64(k, vma->seen + VMA_PAGE_PROT, page_prot(vma));
	put64(k, vma->seen + VMA_FLAGS, vma->flags);
	put64(k, vma->seen + VMA_PGOFF, vma->pgoff);
	return vma->seen;
}
