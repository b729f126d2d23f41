/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_mm.c - /proc/PID/comm, maps, smaps, status and pagemap.
 *
 * A line of maps; the name begins in column 73:
 *
 *   00400000-00401000 r-xp 00000000 00:01 1          /usr/sbin/insmod
 *   start    end      flags offset  device inode
 *
 * Reference: Linux 6.1, fs/proc/task_mmu.c; fs/proc/array.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "kernel/proc.h"
#include "kernel/sched.h"
#include "kernel/swap.h"
#include "kernel/text.h"

typedef unsigned long long ull;

#define NAME_COLUMN 73
#define PSS_SHIFT   12

/* --- maps ------------------------------------------------------------------------ */

static const char *vma_name(const struct kern_vma *vma)
{
	const struct kern_mm *mm = vma->mm;

	if (vma->file)
		return vma->file->inode->name;
	if (vma->start <= mm->brk && vma->end >= mm->start_brk)
		return "[heap]";
	if (vma->start <= mm->start_stack && vma->end >= mm->start_stack)
		return "[stack]";
	return NULL;
}

static void show_map_vma(FILE *out, const struct kern_vma *vma)
{
	const struct kern_inode *inode = vma->file ? vma->file->inode : NULL;
	const char *name = vma_name(vma);
	int len = fprintf(out, "%08llx-%08llx %c%c%c%c %08llx %02x:%02x %llu ",
			  (ull)vma->start, (ull)vma->end,
			  vma->flags & KERN_VM_READ ? 'r' : '-',
			  vma->flags & KERN_VM_WRITE ? 'w' : '-',
			  vma->flags & KERN_VM_EXEC ? 'x' : '-',
			  vma->flags & KERN_VM_MAYSHARE ? 's' : 'p',
			  inode ? (ull)(vma->pgoff * KERN_PAGE) : 0,
			  inode ? major(inode->dev) : 0,
			  inode ? minor(inode->dev) : 0,
			  inode ? (ull)inode->ino : 0);

	if (name)
		fprintf(out, "%*s%s", len < NAME_COLUMN ? NAME_COLUMN - len : 0,
			"", name);
	fputc('\n', out);
}

char *kern_proc_maps(const struct kern_mm *mm)
{
	struct kern_vma *vma;
	char *text;
	size_t len;
	FILE *out = kern_text_open(mm->kern, &text, &len);

	if (!out)
		return NULL;
	RB_FOREACH(vma, kern_vma_tree, (struct kern_vma_tree *)&mm->vmas)
	show_map_vma(out, vma);
	return kern_text_close(out, &text);
}

/* --- smaps ------------------------------------------------------------------------ */

/* Bytes; pss and pss_dirty in bytes << PSS_SHIFT. */
struct mem_size_stats {
	uint64_t resident, pss, pss_dirty;
	uint64_t shared_clean, shared_dirty, private_clean, private_dirty;
	uint64_t referenced, anonymous;
	uint64_t swap, swap_pss;
};

static void smaps_account(struct kern *k, struct mem_size_stats *mss,
			  uint64_t pte)
{
	uint64_t pa = pte & MMU_PTE_ADDR;
	bool anon = kern_frame_kind(k, pa) == KERN_FRAME_ANON;
	bool dirty = pte & MMU_PTE_D || kern_page_dirty(k, pa);
	unsigned int count = kern_frame_mapcount(k, pa);
	uint64_t pss = (KERN_PAGE << PSS_SHIFT) / (count ? count : 1);

	mss->resident += KERN_PAGE;
	mss->anonymous += anon ? KERN_PAGE : 0;
	mss->referenced += pte & MMU_PTE_A ? KERN_PAGE : 0;
	mss->pss += pss;
	mss->pss_dirty += dirty ? pss : 0;
	if (count >= 2)
		*(dirty ? &mss->shared_dirty : &mss->shared_clean) += KERN_PAGE;
	else
		*(dirty ? &mss->private_dirty : &mss->private_clean) +=
			KERN_PAGE;
}

static void smaps_swap(struct kern *k, struct mem_size_stats *mss,
		       uint64_t entry)
{
	const struct kern_slot *slot = kern_swap_slot(k, entry);
	uint64_t count = slot && slot->count ? slot->count : 1;

	mss->swap += KERN_PAGE;
	mss->swap_pss += (KERN_PAGE << PSS_SHIFT) / count;
}

/* shmem_swap_usage(): pages of shared memory leave no entry in PTEs. */
static uint64_t shmem_swapped(const struct kern_vma *vma)
{
	struct kern_cached *page;
	uint64_t n = 0;

	if (!vma->file)
		return 0;
	RB_FOREACH(page, kern_cache_tree, &vma->file->inode->pages)
	n += !page->pa && page->index - vma->pgoff < kern_vma_pages(vma);
	return n * KERN_PAGE;
}

static struct mem_size_stats smap_gather_stats(const struct kern_vma *vma)
{
	struct mem_size_stats mss = {.swap = shmem_swapped(vma)};
	uint64_t la = vma->start;

	while ((la = kern_next_table(vma->mm, la, vma->end)) < vma->end) {
		uint64_t pte = *kern_pte_find(vma->mm, la);

		if (kern_pte_present(pte) && !(pte & KERN_PTE_SPECIAL))
			smaps_account(vma->mm->kern, &mss, pte);
		else if (kern_is_swap_pte(pte))
			smaps_swap(vma->mm->kern, &mss, pte);
		la += KERN_PAGE;
	}
	return mss;
}

static void show_kb(FILE *out, const char *label, uint64_t bytes)
{
	fprintf(out, "%-16s%8llu kB\n", label, (ull)bytes >> 10);
}

static void show_smap(FILE *out, const struct mem_size_stats *mss)
{
	show_kb(out, "Rss:", mss->resident);
	show_kb(out, "Pss:", mss->pss >> PSS_SHIFT);
	show_kb(out, "Pss_Dirty:", mss->pss_dirty >> PSS_SHIFT);
	show_kb(out, "Shared_Clean:", mss->shared_clean);
	show_kb(out, "Shared_Dirty:", mss->shared_dirty);
	show_kb(out, "Private_Clean:", mss->private_clean);
	show_kb(out, "Private_Dirty:", mss->private_dirty);
	show_kb(out, "Referenced:", mss->referenced);
	show_kb(out, "Anonymous:", mss->anonymous);
	show_kb(out, "LazyFree:", 0);
	show_kb(out, "AnonHugePages:", 0);
	show_kb(out, "ShmemPmdMapped:", 0);
	show_kb(out, "FilePmdMapped:", 0);
	show_kb(out, "Shared_Hugetlb:", 0);
	fprintf(out, "%-17s%7llu kB\n", "Private_Hugetlb:", 0ull);
	show_kb(out, "Swap:", mss->swap);
	show_kb(out, "SwapPss:", mss->swap_pss >> PSS_SHIFT);
	show_kb(out, "Locked:", 0);
}

static void show_vma_flags(FILE *out, const struct kern_vma *vma)
{
	static const char mnemonic[][3] = {"rd", "wr", "ex", "sh", "mr",
					   "mw", "me", "ms", "gd"};

	fprintf(out, "VmFlags: ");
	for (size_t i = 0; i < sizeof(mnemonic) / sizeof(mnemonic[0]); i++)
		if (vma->flags & 1ull << i)
			fprintf(out, "%s ", mnemonic[i]);
	fputc('\n', out);
}

char *kern_proc_smaps(const struct kern_mm *mm)
{
	struct kern_vma *vma;
	char *text;
	size_t len;
	FILE *out = kern_text_open(mm->kern, &text, &len);

	if (!out)
		return NULL;
	RB_FOREACH(vma, kern_vma_tree, (struct kern_vma_tree *)&mm->vmas)
	{
		struct mem_size_stats mss = smap_gather_stats(vma);

		show_map_vma(out, vma);
		show_kb(out, "Size:", vma->end - vma->start);
		show_kb(out, "KernelPageSize:", KERN_PAGE);
		show_kb(out, "MMUPageSize:", KERN_PAGE);
		show_smap(out, &mss);
		fprintf(out, "THPeligible:    %d\n", 0);
		if (mmu_cr4(mm->kern->cpu) & MMU_CR4_PKE)
			fprintf(out, "ProtectionKey:  %8u\n",
				(unsigned)(vma->flags >> KERN_VM_PKEY_SHIFT &
					   15));
		show_vma_flags(out, vma);
	}
	return kern_text_close(out, &text);
}

/* --- status ------------------------------------------------------------------------ */

/* Pages of the areas whose flags, within the mask, have this value. */
static uint64_t pages_with(const struct kern_mm *mm, uint64_t mask,
			   uint64_t value)
{
	struct kern_vma *vma;
	uint64_t n = 0;

	RB_FOREACH(vma, kern_vma_tree, (struct kern_vma_tree *)&mm->vmas)
	{
		if ((vma->flags & mask) == value)
			n += kern_vma_pages(vma);
	}
	return n;
}

static void show_status(FILE *out, const char *label, uint64_t bytes)
{
	fprintf(out, "%s:\t%8llu kB\n", label, (ull)bytes >> 10);
}

/* task_mem() */
static void task_mem(FILE *out, const struct kern_mm *mm)
{
	const uint64_t stack = KERN_VM_GROWSDOWN;
	uint64_t anon = mm->rss[KERN_MM_ANONPAGES],
		 file = mm->rss[KERN_MM_FILEPAGES],
		 shmem = mm->rss[KERN_MM_SHMEMPAGES];
	uint64_t text = kern_page_align(mm->end_code) -
			(mm->start_code & ~(KERN_PAGE - 1));
	uint64_t exec =
		KERN_PAGE * pages_with(mm, KERN_VM_EXEC | KERN_VM_WRITE | stack,
				       KERN_VM_EXEC);

	if (text > exec)
		text = exec;
	show_status(out, "VmPeak", mm->hiwater_vm * KERN_PAGE);
	show_status(out, "VmSize", mm->total_vm * KERN_PAGE);
	show_status(out, "VmLck", 0);
	show_status(out, "VmPin", 0);
	show_status(out, "VmHWM", mm->hiwater_rss * KERN_PAGE);
	show_status(out, "VmRSS", (anon + file + shmem) * KERN_PAGE);
	show_status(out, "RssAnon", anon * KERN_PAGE);
	show_status(out, "RssFile", file * KERN_PAGE);
	show_status(out, "RssShmem", shmem * KERN_PAGE);
	show_status(out, "VmData",
		    KERN_PAGE *
			    pages_with(mm,
				       KERN_VM_WRITE | KERN_VM_SHARED | stack,
				       KERN_VM_WRITE));
	show_status(out, "VmStk", KERN_PAGE * pages_with(mm, stack, stack));
	show_status(out, "VmExe", text);
	show_status(out, "VmLib", exec - text);
	show_status(out, "VmPTE", mm->tables * KERN_PAGE);
	show_status(out, "VmSwap", mm->swapents * KERN_PAGE);
}

/* get_task_state(), and who its parent is. Of a process that does not run, and of
 * an address space without a task, only what is known. */
static void task_state(FILE *out, const struct kern_task *task,
		       const struct kern_mm *mm)
{
	static const char *const name[] = {
		[KERN_TASK_RUNNING] = "R (running)",
		[KERN_TASK_INTERRUPTIBLE] = "S (sleeping)",
		[KERN_TASK_UNINTERRUPTIBLE] = "D (disk sleep)",
		[KERN_TASK_ZOMBIE] = "Z (zombie)"};
	int pid = task ? task->pid : mm->pid;

	fprintf(out, "Name:\t%s\n", task ? task->comm : mm->comm);
	if (task)
		fprintf(out, "State:\t%s\n", name[task->state]);
	fprintf(out, "Tgid:\t%d\nPid:\t%d\n", pid, pid);
	if (task)
		fprintf(out, "PPid:\t%d\n", kern_task_ppid(task));
}

/* One of the two may be NULL. */
static char *show_task(struct kern *k, const struct kern_task *task,
		       const struct kern_mm *mm)
{
	char *text;
	size_t len;
	FILE *out = kern_text_open(k, &text, &len);

	if (!out)
		return NULL;
	task_state(out, task, mm);
	if (mm)
		task_mem(out, mm);
	return kern_text_close(out, &text);
}

char *kern_proc_status(const struct kern_mm *mm)
{
	return show_task(mm->kern, kern_find_task(mm->kern, mm->pid), mm);
}

/* --- pagemap ------------------------------------------------------------------------ */

#define PM_MMAP_EXCLUSIVE (1ull << 56)
#define PM_FILE		  (1ull << 61)
#define PM_SWAP		  (1ull << 62)
#define PM_PRESENT	  (1ull << 63)

static uint64_t pagemap_entry(const struct kern_mm *mm, uint64_t pte)
{
	struct kern *k = mm->kern;
	uint64_t pa = pte & MMU_PTE_ADDR, entry;

	if (kern_is_swap_pte(pte))
		return PM_SWAP | kern_swp_type(pte) |
		       kern_swp_offset(pte) << KERN_SWP_TYPE_BITS;
	if (!pte)
		return 0;
	entry = pa / KERN_PAGE | PM_PRESENT;
	if (pte & KERN_PTE_SPECIAL)
		return entry;
	if (kern_frame_kind(k, pa) == KERN_FRAME_FILE)
		entry |= PM_FILE;
	if (kern_frame_mapcount(k, pa) == 1)
		entry |= PM_MMAP_EXCLUSIVE;
	return entry;
}

void kern_proc_pagemap(const struct kern_mm *mm, uint64_t la, size_t n,
		       uint64_t *entry)
{
	for (size_t i = 0; i < n; i++, la += KERN_PAGE) {
		volatile uint64_t *pte =
			la < KERN_TASK_SIZE_MAX ? kern_pte_find(mm, la) : NULL;

		entry[i] = pte ? pagemap_entry(mm, *pte) : 0;
	}
}

/* --- /proc/PID ------------------------------------------------------------------------ */

static const struct {
	const char *name;
	char *(*show)(const struct kern_mm *mm);
} files[] = {{"maps", kern_proc_maps},
	     {"smaps", kern_proc_smaps},
	     {"status", kern_proc_status}};

#define NFILES (sizeof(files) / sizeof(files[0]))

static char *show_comm(struct kern *k, const char *comm)
{
	struct kern_text t = kern_text(k);

	kern_text_add(&t, "%s\n", comm);
	return t.text;
}

char *kern_proc_pid(struct kern *k, int pid, const char *name)
{
	const struct kern_task *task = pid ? kern_find_task(k, pid) : NULL;
	const struct kern_mm *mm;

	LIST_FOREACH(mm, &k->mms->mms, all)
	{
		if (!pid || mm->pid != pid || (task && !task->mm))
			continue;
		for (size_t i = 0; i < NFILES; i++)
			if (!strcmp(files[i].name, name))
				return files[i].show(mm);
	}
	/* A zombie, or a thread of the kernel. */
	if (task && !strcmp(name, "status"))
		return show_task(k, task, NULL);
	return task && !strcmp(name, "comm") ? show_comm(k, task->comm) : NULL;
}

int kern_proc_each_pid(struct kern *k, struct kern_proc_walk *walk)
{
	const struct kern_task *task;
	char name[32];
	int ret = 0;

	LIST_FOREACH(task, &k->sched->tasks, all)
	{
		snprintf(name, sizeof(name), "%d/comm", task->pid);
		ret = walk->file(name, false, walk->arg);
		for (size_t i = 0; i < NFILES && !ret; i++) {
			snprintf(name, sizeof(name), "%d/%s", task->pid,
				 files[i].name);
			if (task->mm || !strcmp(files[i].name, "status"))
				ret = walk->file(name, false, walk->arg);
		}
		if (ret)
			break;
	}
	return ret;
}
