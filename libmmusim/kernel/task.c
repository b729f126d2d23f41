/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.c - making a user process, and its system calls: see task.h.
 *
 * Simplified: the user program does not run. Its text is real code, mapped
 * where a program has it, and it stands at the instruction after SYSCALL with
 * the registers that the call takes.
 */
#include <errno.h>
#include <string.h>

#include "kernel/task.h"

#define KERNEL_HALF 256 /* first PML4 entry of kernel addresses */
#define EFLAGS 0x246ull
#define USER_CS 0x33
#define USER_DS 0x2b

extern const char kern_user_text[], kern_user_text_end[];
extern const char kern_user_syscall_return[];

static volatile uint64_t *table(struct kern *k, uint64_t pa)
{
	return mmu_mem_ptr(k->machine, pa, KERN_PAGE);
}

/* A top-level table that shares the kernel's half. */
static uint64_t make_pgd(struct kern *k)
{
	uint64_t pgd = mmu_frame_alloc(k->machine, 1, 1);
	volatile uint64_t *from = table(k, k->init_pgd), *to;

	if (pgd == MMU_NO_PA)
		return 0;
	to = table(k, pgd);
	for (int i = 0; i < 512; i++)
		to[i] = i < KERNEL_HALF ? 0 : from[i];
	return pgd;
}

static int map_user(struct kern *k, uint64_t pgd, uint64_t la,
		    const void *content, size_t len, uint64_t flags)
{
	uint64_t pa = mmu_frame_alloc(k->machine, 1, 1);
	char *page;
	int err;

	if (pa == MMU_NO_PA)
		return -ENOMEM;
	page = mmu_mem_ptr(k->machine, pa, KERN_PAGE);
	memset(page, 0, KERN_PAGE);
	memcpy(page, content, len);
	err = mmu_map_page(k->machine, pgd, la, pa, 12,
			   kern_prot(k, flags) | MMU_PTE_US | MMU_PTE_A);
	if (err)
		mmu_frame_free(k->machine, pa, 1);
	return err;
}

static int map_program(struct kern *k, uint64_t pgd)
{
	size_t len = (size_t)(kern_user_text_end - kern_user_text);
	uint64_t stack = KERN_USER_STACK_TOP -
			 KERN_USER_STACK_PAGES * KERN_PAGE;
	int err = 0;

	for (size_t at = 0; at < len && !err; at += KERN_PAGE) {
		size_t piece = len - at < KERN_PAGE ? len - at : KERN_PAGE;

		err = map_user(k, pgd, KERN_USER_TEXT + at, kern_user_text + at,
			       piece, 0);
	}
	for (; stack < KERN_USER_STACK_TOP && !err; stack += KERN_PAGE)
		err = map_user(k, pgd, stack, "", 0,
			       MMU_PTE_RW | MMU_PTE_D | MMU_PTE_NX);
	return err;
}

/* With page-table isolation, the kernel sees user addresses as no-execute. */
static void isolate(struct kern *k, uint64_t pgd)
{
	volatile uint64_t *entry = table(k, pgd);

	for (int i = 0; i < KERNEL_HALF; i++)
		if (entry[i] & MMU_PTE_P)
			entry[i] |= kern_prot(k, MMU_PTE_NX);
}

/* Note the frames that a new address space consists of. */
static void note_frames(struct kern *k, struct kern_task *task, uint64_t pa,
			int level, int entries)
{
	task->frame[task->nframes++] = pa;
	if (level == 1 || level == 2) { /* as Linux: page tables and PMDs */
		task->ntables++;
		kern_stat_add(k, KERN_NR_PAGETABLE, 1);
	}
	for (int i = 0; level && i < entries; i++) {
		uint64_t entry = table(k, pa)[i];

		if (entry & MMU_PTE_P)
			note_frames(k, task, entry & MMU_PTE_ADDR, level - 1,
				    512);
	}
}

void kern_task_destroy(struct kern *k, struct kern_task *task)
{
	if (!task)
		return;
	kern_stat_add(k, KERN_NR_PAGETABLE, -(int64_t)task->ntables);
	for (unsigned int i = 0; i < task->nframes; i++)
		kern_free_pages(k, kern_virt(task->frame[i]), 0);
	if (task->stack) {
		kern_stat_add(k, KERN_NR_KERNEL_STACK_KB,
			      -(int64_t)(KERN_THREAD_SIZE / 1024));
		kern_vfree(k, task->stack);
	}
	pool_free(k->pool, task);
}

struct kern_task *kern_task_create(struct kern *k, const char *comm)
{
	struct kern_task *task = pool_zalloc(k->pool, sizeof(*task));
	bool whole;

	if (!task)
		return NULL;
	task->pid = k->next_pid++;
	strncpy(task->comm, comm, sizeof(task->comm) - 1);
	task->pgd = make_pgd(k);
	task->stack = kern_vmalloc(k, KERN_THREAD_SIZE, KERN_AREA_STACK,
				   KERN_PAGE_KERNEL);
	if (task->stack)
		kern_stat_add(k, KERN_NR_KERNEL_STACK_KB,
			      KERN_THREAD_SIZE / 1024);
	whole = task->pgd && task->stack && !map_program(k, task->pgd);
	if (task->pgd)
		note_frames(k, task, task->pgd, 4, KERNEL_HALF);
	if (!whole) {
		kern_task_destroy(k, task);
		return NULL;
	}
	isolate(k, task->pgd);
	task->regs = kern_stack_end(task) - sizeof(struct kern_pt_regs);
	task->fs_base = KERN_USER_STACK_TOP - 0x40;
	task->user_sp = KERN_USER_STACK_TOP - 0x80;
	return task;
}

int kern_task_open(struct kern_task *task, const char *path)
{
	for (int i = 0; i < KERN_NFILES; i++) {
		if (task->file[i])
			continue;
		task->file[i] = path;
		return i + KERN_FIRST_FILE;
	}
	return -EMFILE;
}

/* Write to the user stack whatever address space is loaded. */
static void write_user(struct kern *k, const struct kern_task *task,
		       uint64_t la, const char *from, size_t len)
{
	while (len) {
		uint64_t offset = la & (KERN_PAGE - 1);
		size_t piece = KERN_PAGE - offset < len ? KERN_PAGE - offset :
							  len;
		uint64_t entry = *mmu_find_entry(k->machine, task->pgd, la,
						 NULL);
		char *page = mmu_mem_ptr(k->machine, entry & MMU_PTE_ADDR,
					 KERN_PAGE);

		memcpy(page + offset, from, piece);
		la += piece;
		from += piece;
		len -= piece;
	}
}

uint64_t kern_task_push(struct kern *k, struct kern_task *task,
			const char *text)
{
	const uint64_t floor = KERN_USER_STACK_TOP -
			       KERN_USER_STACK_PAGES * KERN_PAGE + 1024;
	size_t len = strlen(text) + 1;
	uint64_t at = (task->user_sp - len) & ~15ull;

	if (len > KERN_PAGE || at < floor)
		return 0;
	write_user(k, task, at, text, len);
	task->user_sp = at;
	return at;
}

/* The registers that SYSCALL and the entry code save. */
static struct kern_pt_regs user_regs(const struct kern_task *task, long nr,
				     const uint64_t arg[3])
{
	uint64_t ip = KERN_USER_TEXT + (uint64_t)(kern_user_syscall_return -
						  kern_user_text);
	uint64_t sp = (task->user_sp & ~15ull) - 0x28;

	return (struct kern_pt_regs){
		.bp = sp,
		.r11 = EFLAGS,
		.ax = (uint64_t)-ENOSYS,
		.cx = ip,
		.dx = arg[2],
		.si = arg[1],
		.di = arg[0],
		.orig_ax = (uint64_t)nr,
		.ip = ip,
		.cs = USER_CS,
		.flags = EFLAGS,
		.sp = sp,
		.ss = USER_DS,
	};
}

int kern_task_syscall(struct kern *k, struct kern_task *task, long nr,
		      const uint64_t arg[3], int64_t *result)
{
	struct kern_pt_regs regs = user_regs(task, nr, arg);
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k, kern_image_symbol(k, "entry_SYSCALL_64",
						     false)),
		.arg = { kern_host(k, task->regs), (uint64_t)nr },
		.sp = kern_host(k, task->regs & ~15ull),
		.stack_len = KERN_THREAD_SIZE,
	};
	struct kern_task *previous = k->current;
	uint64_t cr3 = mmu_cr3(k->cpu), rax = 0;
	int status;

	kern_poke(k, task->regs, &regs, sizeof(regs));
	k->current = task;
	mmu_set_cr3(k->cpu, task->pgd);
	status = mmu_call(k->cpu, &call, &rax);
	mmu_set_cr3(k->cpu, cr3);
	k->current = previous;
	*result = (int64_t)rax;
	return status;
}
