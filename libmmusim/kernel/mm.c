/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mm.c - the life of an address space: made, duplicated, loaded, ended.
 *
 *   0000000000400000  text of a task               start_code
 *   0000000000600000  heap                         start_brk to brk
 *   below mmap_base   mappings, from the top down
 *                     room for the stack to grow
 *   00007ffffffde000  stack, 132 KiB at first      grows down to its limit
 *   00007ffffffff000  STACK_TOP
 *
 * Simplified: nothing is random; no vdso. The stack lies as high as it can, and
 * mappings where address randomisation puts them on the average: another
 * top-level entry leads to them than to the stack, as in most runs of Linux.
 *
 * Reference: Linux 6.1, kernel/fork.c, dup_mmap(); fs/exec.c,
 * setup_arg_pages(); arch/x86/mm/mmap.c, mmap_base().
 */
#include <errno.h>
#include <string.h>

#include "kernel/mm.h"
#include "kernel/page.h"
#include "mem/bug.h"

#define MIB	     (1ull << 20)
#define STACK_TOP    KERN_TASK_SIZE_MAX
#define ARGUMENTS    0x400 /* and environment: bytes above start_stack */
#define STACK_PAGES  33	   /* one, and stack_expand: 128 KiB */
#define STACK_LIMIT  (8 * MIB)
#define DEFAULT_BRK  0x600000ull
#define MMAP_GAP_MIN (128 * MIB)
#define STACK_RANDOM (0x3fffffull * KERN_PAGE) /* at most; __STACK_RND_MASK */
#define MMAP_RANDOM  ((1ull << 28) / 2 * KERN_PAGE) /* half of mmap_rnd_bits' */
#define PKEY_0	     1u

int kern_mm_init(struct kern *k)
{
	k->mms = pool_zalloc(k->pool, sizeof(*k->mms));
	if (!k->mms)
		return -ENOMEM;
	k->mms->zero_page = kern_frame_new(k);
	if (!k->mms->zero_page)
		return -ENOMEM;
	/* As empty_zero_page, which lies in Linux's image. */
	kern_pfn_to_page(k, k->mms->zero_page / KERN_PAGE)->flags |=
		KERN_PG(RESERVED);
	k->pages->managed--;
	return 0;
}

uint64_t kern_mmap_base(uint64_t stack_limit)
{
	uint64_t gap, most = KERN_TASK_SIZE_MAX / 6 * 5;

	if (__builtin_add_overflow(stack_limit,
				   STACK_RANDOM + KERN_STACK_GUARD_GAP, &gap))
		gap = most;
	gap = gap < MMAP_GAP_MIN ? MMAP_GAP_MIN : gap > most ? most : gap;
	return kern_page_align(KERN_TASK_SIZE_MAX - gap - MMAP_RANDOM);
}

struct kern_mm *kern_mm_alloc(struct kern *k)
{
	struct kern_mm *mm = kern_mm_zalloc(k, sizeof(*mm));

	if (!mm)
		return NULL;
	mm->kern = k;
	mm->users = 1;
	mm->pgd = kern_pgd_alloc(k);
	if (!mm->pgd) {
		pool_free(k->pool, mm);
		return NULL;
	}
	mm->window.begin = k->clock_ns;
	mm->stack_limit = STACK_LIMIT;
	mm->mmap_base = kern_mmap_base(mm->stack_limit);
	mm->start_brk = mm->brk = DEFAULT_BRK;
	mm->pkeys = PKEY_0;
	LIST_INSERT_HEAD(&k->mms->mms, mm, all);
	return mm;
}

int kern_setup_stack(struct kern_mm *mm)
{
	uint64_t start = STACK_TOP - STACK_PAGES * KERN_PAGE;
	uint64_t flags = KERN_VM_READ | KERN_VM_WRITE | KERN_VM_MAY |
			 KERN_VM_GROWSDOWN;

	if (kern_vma_prealloc(mm, 1))
		return -ENOMEM;
	kern_vma_new(mm, start, STACK_TOP, flags, NULL, start / KERN_PAGE);
	mm->start_stack = STACK_TOP - ARGUMENTS;
	return 0;
}

int kern_mm_create(struct kern *k, const struct kern_mm_config *config,
		   struct kern_mm **out)
{
	struct kern_mm *mm;

	if (config &&
	    (config->size != sizeof(*config) || config->brk % KERN_PAGE ||
	     config->brk >= KERN_TASK_SIZE_MAX))
		return -EINVAL;
	mm = kern_mm_alloc(k);
	if (!mm)
		return -ENOMEM;
	if (config && config->brk)
		mm->start_brk = mm->brk = config->brk;
	if (config && config->stack_limit)
		mm->stack_limit = config->stack_limit;
	mm->mmap_base = kern_mmap_base(mm->stack_limit);
	if (kern_setup_stack(mm)) {
		kern_mm_put(mm);
		return -ENOMEM;
	}
	*out = mm;
	return 0;
}

static void exit_mmap(struct kern_mm *mm)
{
	struct kern_vma *vma = RB_MIN(kern_vma_tree, &mm->vmas);

	while (vma) {
		struct kern_vma *next = kern_vma_next(vma);

		kern_zap_page_range(vma, vma->start, vma->end);
		kern_vma_remove(vma);
		vma = next;
	}
	kern_free_pgtables(mm, 0, KERN_TASK_SIZE_MAX, 0, 1ull << 47);
}

void kern_mm_put(struct kern_mm *mm)
{
	struct kern *k;

	if (!mm || kern_called_by_task("kern_mm_put") || --mm->users)
		return;
	k = mm->kern;
	if (k->mms->current == mm)
		kern_use_mm(k, NULL);
	exit_mmap(mm);
	kern_check_mm(mm);
	kern_vma_drop_spares(mm);
	kern_pgd_free(k, mm->pgd);
	LIST_REMOVE(mm, all);
	pool_free(k->pool, mm);
}

int kern_mm_set_comm(struct kern_mm *mm, const char *comm)
{
	strncpy(mm->comm, comm, sizeof(mm->comm) - 1);
	if (!mm->pid)
		mm->pid = mm->kern->next_pid++;
	return mm->pid;
}

/* --- fork ---------------------------------------------------------------------- */

static void copy_header(struct kern_mm *to, const struct kern_mm *from)
{
	to->mmap_base = from->mmap_base;
	to->start_code = from->start_code;
	to->end_code = from->end_code;
	to->start_brk = from->start_brk;
	to->brk = from->brk;
	to->start_stack = from->start_stack;
	to->arg_start = from->arg_start;
	to->arg_end = from->arg_end;
	to->env_end = from->env_end;
	to->stack_limit = from->stack_limit;
	to->pkeys = from->pkeys;
	to->oom_score_adj = from->oom_score_adj;
	memcpy(to->comm, from->comm, sizeof(to->comm));
}

static int dup_mmap(struct kern_mm *to, struct kern_mm *from)
{
	struct kern_vma *vma, *copy;
	int err = 0;

	RB_FOREACH(vma, kern_vma_tree, &from->vmas)
	{
		err = kern_vma_prealloc(to, 1);
		if (err)
			break;
		copy = kern_vma_new(to, vma->start, vma->end, vma->flags,
				    vma->file, vma->pgoff);
		err = kern_copy_page_range(copy, vma);
		if (err)
			break;
	}
	/* The parent can no longer write to what is shared now. */
	kern_flush_tlb_range(from, 0, KERN_TASK_SIZE_MAX);
	return err;
}

int kern_mm_dup(struct kern_mm *mm, struct kern_mm **out)
{
	struct kern_mm *copy;

	if (kern_called_by_task("kern_mm_dup"))
		return -EBUSY;
	copy = mm->oom_victim ? NULL : kern_mm_alloc(mm->kern);
	if (!copy)
		return -ENOMEM;
	copy_header(copy, mm);
	if (dup_mmap(copy, mm) || mm->oom_victim || copy->oom_victim) {
		kern_mm_put(copy);
		return -ENOMEM;
	}
	*out = copy;
	return 0;
}

/* --- loading --------------------------------------------------------------------- */

uint64_t kern_mm_cr3(const struct kern_mm *mm, bool user)
{
	return mm->pgd + (user ? KERN_PAGE : 0);
}

void kern_use_mm(struct kern *k, struct kern_mm *mm)
{
	if (kern_called_by_task("kern_use_mm"))
		return;
	k->mms->current = mm;
	mmu_set_cr3(k->cpu, mm ? kern_mm_cr3(mm, false) : k->init_pgd);
}

void kern_enter_user(struct kern *k)
{
	const struct kern_mm *mm = k->mms->current;

	if (kern_called_by_task("kern_enter_user"))
		return;
	if (!mm) {
		mmu_bug("kern_enter_user: no address space is in use");
		return;
	}
	mmu_set_cr3(k->cpu, kern_mm_cr3(mm, true));
	mmu_set_cpl(k->cpu, 3);
}

void kern_leave_user(struct kern *k)
{
	const struct kern_mm *mm = k->mms->current;

	if (kern_called_by_task("kern_leave_user"))
		return;
	mmu_set_cpl(k->cpu, 0);
	mmu_set_cr3(k->cpu, mm ? kern_mm_cr3(mm, false) : k->init_pgd);
}

int kern_mm_stats(const struct kern_mm *mm, struct kern_mm_stats *stats)
{
	if (!stats || stats->size != sizeof(*stats))
		return -EINVAL;
	*stats = (struct kern_mm_stats){
		.size = sizeof(*stats),
		.min_flt = mm->min_flt,
		.maj_flt = mm->maj_flt,
		.nareas = mm->map_count,
		.total_vm = mm->total_vm,
		.anon = mm->rss[KERN_MM_ANONPAGES],
		.file = mm->rss[KERN_MM_FILEPAGES],
		.shmem = mm->rss[KERN_MM_SHMEMPAGES],
		.swapped = mm->swapents,
		.tables = mm->tables,
		.signals = mm->signals,
		.last = mm->siginfo,
	};
	return 0;
}
