/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * task.c - tasks, and the processes of commands such as insmod: see task.h.
 *
 * Simplified: the program of a command does not run. Its text is real code, mapped
 * where a program has it, and it stands at the instruction after SYSCALL with
 * the registers that the call takes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/mm.h"
#include "kernel/sched.h"
#include "kernel/task.h"
#include "native/fiber.h"

#define EFLAGS	0x246ull
#define USER_CS 0x33
#define USER_DS 0x2b

extern const char kern_user_text[], kern_user_text_end[];
extern const char kern_user_syscall_return[];

/* Linux maps the program's file; this one lies in memory. */
static struct kern_file *make_program(struct kern *k, const char *comm)
{
	uint64_t len = (uint64_t)(kern_user_text_end - kern_user_text);
	struct kern_file *file;
	char path[40];

	snprintf(path, sizeof(path), "/usr/sbin/%s", comm);
	file = kern_shmem_file(k, path, len);
	for (uint64_t at = 0; file && at < len; at += KERN_PAGE) {
		struct kern_cached *page;
		uint64_t left = len - at;

		if (kern_filemap_fault(file->inode, at / KERN_PAGE, &page)) {
			kern_file_put(file);
			return NULL;
		}
		memcpy(kern_frame_ptr(k, page->pa), kern_user_text + at,
		       left < KERN_PAGE ? left : KERN_PAGE);
		kern_page_set_dirty(k, page->pa, true);
	}
	return file;
}

static int map_text(struct kern *k, struct kern_mm *mm)
{
	uint64_t len = (uint64_t)(kern_user_text_end - kern_user_text);
	struct kern_file *program = make_program(k, mm->comm);
	int64_t la;

	if (!program)
		return -ENOMEM;
	la = kern_mmap(mm, KERN_USER_TEXT, len, PROT_READ | PROT_EXEC,
		       MAP_PRIVATE | MAP_FIXED, program, 0);
	kern_file_put(program);
	mm->start_code = KERN_USER_TEXT;
	mm->end_code = KERN_USER_TEXT + len;
	return la < 0 ? (int)la : 0;
}

#define ARGUMENTS_PAGE (KERN_USER_STACK_TOP - KERN_PAGE)
#define FIRST_SP       (ARGUMENTS_PAGE - 0x80)

/* At the end of the stack: the arguments, of which a command knows its name alone, the
 * environment, the file that is run, and 8 bytes. As after the fork() of a shell that
 * knows its commands itself, the first write there is a fault. */
static int push_strings(struct kern_mm *mm)
{
	static const char environment[] = "HOME=/\0TERM=linux";
	char file[32];
	uint64_t at = KERN_USER_STACK_TOP - 8;
	size_t len;
	int err;

	snprintf(file, sizeof(file), "/bin/%s", mm->comm);
	len = strlen(file) + 1;
	at -= len;
	err = kern_access_vm(mm, at, file, len, true);
	mm->env_end = at;
	at -= sizeof(environment);
	if (!err)
		err = kern_access_vm(mm, at, (void *)(uintptr_t)environment,
				     sizeof(environment), true);
	mm->arg_end = at;
	len = strlen(mm->comm) + 1;
	at -= len;
	if (!err)
		err = kern_access_vm(mm, at, mm->comm, len, true);
	mm->arg_start = at;
	if (!err) {
		*kern_pte_find(mm, ARGUMENTS_PAGE) &= ~MMU_PTE_RW;
		kern_flush_tlb_range(mm, ARGUMENTS_PAGE, KERN_USER_STACK_TOP);
	}
	return err;
}

/* What execve() leaves: the program has run up to its system call, so its text
 * and the arguments on its stack are present. */
static int map_program(struct kern *k, struct kern_mm *mm)
{
	uint64_t args = KERN_USER_STACK_TOP - KERN_USER_STACK_PAGES * KERN_PAGE;
	int err = map_text(k, mm);

	if (!err)
		err = kern_setup_stack(mm);
	if (!err)
		err = kern_populate(mm, mm->start_code, mm->end_code);
	if (!err)
		err = kern_populate(mm, args, KERN_USER_STACK_TOP);
	if (!err)
		err = push_strings(mm);
	return err;
}

static struct kern_mm *make_mm(struct kern *k, const struct kern_task *task)
{
	struct kern_mm *mm = kern_mm_alloc(k);

	if (!mm)
		return NULL;
	mm->pid = task->pid;
	memcpy(mm->comm, task->comm, sizeof(mm->comm));
	if (!map_program(k, mm))
		return mm;
	kern_mm_put(mm);
	return NULL;
}

void kern_task_release_resources(struct kern *k, struct kern_task *task)
{
	for (int i = 0; i < KERN_NFDS; i++) {
		kern_file_put(task->fd[i]);
		task->fd[i] = NULL;
	}
	kern_mm_put(task->mm);
	task->mm = NULL;
	pool_free(k->pool, task->fork);
	task->fork = NULL;
	pool_free(k->pool, task->sig);
	task->sig = NULL;
}

void kern_task_destroy(struct kern *k, struct kern_task *task)
{
	if (!task)
		return;
	kern_task_struct_destroy(k, task);
	kern_task_release_resources(k, task);
	native_fiber_destroy(task->fiber);
	pool_free(k->pool, task->thread);
	if (task->stack)
		kern_stack_free(k, task->stack);
	pool_free(k->pool, task);
}

struct kern_task *kern_task_alloc(struct kern *k, const char *comm)
{
	struct kern_task *task = pool_zalloc(k->pool, sizeof(*task));

	if (!task)
		return NULL;
	task->kern = k;
	task->pid = k->next_pid++;
	strncpy(task->comm, comm, sizeof(task->comm) - 1);
	task->wake_at = KERN_NO_WAKEUP;
	LIST_INIT(&task->children);
	TAILQ_INIT(&task->wait_chldexit);
	task->stack = kern_stack_alloc(k);
	if (!task->stack) {
		pool_free(k->pool, task);
		return NULL;
	}
	task->regs = kern_stack_end(task) - sizeof(struct kern_pt_regs);
	return task;
}

struct kern_task *kern_task_create(struct kern *k, const char *comm)
{
	struct kern_task *task = kern_task_alloc(k, comm);

	if (!task)
		return NULL;
	task->mm = make_mm(k, task);
	if (!task->mm || kern_task_struct_create(k, task)) {
		kern_task_destroy(k, task);
		return NULL;
	}
	task->fs_base = KERN_USER_STACK_TOP - 0x40;
	task->user_sp = FIRST_SP;
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

uint64_t kern_task_push(struct kern *k, struct kern_task *task,
			const char *text)
{
	const uint64_t floor =
		KERN_USER_STACK_TOP - KERN_USER_STACK_PAGES * KERN_PAGE + 1024;
	size_t len = strlen(text) + 1;
	uint64_t at = (task->user_sp - len) & ~15ull;

	/* A long one goes up to the strings. */
	if (at < floor && task->user_sp == FIRST_SP)
		at = (ARGUMENTS_PAGE + KERN_PAGE - 0x400 - len) & ~15ull;

	(void)k;
	if (len > KERN_PAGE || at < floor ||
	    kern_access_vm(task->mm, at, (void *)(uintptr_t)text, len, true))
		return 0;
	task->user_sp = at;
	return at;
}

/* The registers that SYSCALL and the entry code save. */
static struct kern_pt_regs user_regs(const struct kern_task *task, long nr,
				     const uint64_t arg[3])
{
	uint64_t ip = KERN_USER_TEXT +
		      (uint64_t)(kern_user_syscall_return - kern_user_text);
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

uint64_t kern_user_register(struct kern *k, size_t offset)
{
	uint64_t value = 0;

	kern_peek(k, k->current->regs + offset, &value, sizeof(value));
	return value;
}

int kern_task_syscall(struct kern *k, struct kern_task *task, long nr,
		      const uint64_t arg[3], int64_t *result)
{
	struct kern_pt_regs regs = user_regs(task, nr, arg);
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = kern_host(k, kern_image_symbol(k, "entry_SYSCALL_64",
						     false)),
		.arg = {kern_host(k, task->regs), (uint64_t)nr},
		.sp = kern_host(k, task->regs & ~15ull),
		.stack_len = KERN_THREAD_SIZE,
	};
	struct kern_task *previous = k->current;
	struct kern_mm *mm = k->mms->current;
	uint64_t cr3 = mmu_cr3(k->cpu), flags = mmu_rflags(k->cpu), rax = 0;
	int status;

	kern_poke(k, task->regs, &regs, sizeof(regs));
	k->current = task;
	kern_use_mm(k, task->mm);
	kern_percpu_switch(k, task);
	k->sched->since = k->clock_ns;
	status = mmu_call(k->cpu, &call, &rax);
	mmu_set_rflags(k->cpu, flags);
	mmu_set_cr3(k->cpu, cr3);
	kern_percpu_switch(k, previous);
	k->mms->current = mm;
	k->current = previous;
	*result = (int64_t)rax;
	return status;
}
