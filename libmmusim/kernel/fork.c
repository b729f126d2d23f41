/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fork.c - new tasks: spawned, forked, and threads of the kernel.
 *
 * A task's fiber calls mmu_call(), which runs the task's function, or, for a
 * child of fork(), a few instructions that load the registers which its parent
 * had when it called (syscalls.S). Below the call, parent and child have the same
 * stack, copied on write; so the child returns from fork(), too, and from what
 * called it.
 *
 * Reference: Linux 6.1, kernel/fork.c, copy_process().
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/mm.h"
#include "kernel/program.h"
#include "kernel/sched.h"
#include "kernel/sigframe.h"
#include "kernel/signal.h"
#include "mem/limits.h"
#include "native/fiber.h"
#include "native/native.h"

#define STACK_ROOM 128 /* above the first frame, as for argv and auxv */

/* --- what a fiber does -------------------------------------------------------------- */

static void set_cpl(struct kern *k, unsigned int cpl)
{
	k->cpu->cpl = cpl & 3;
	cpu_mode_changed(k->cpu);
}

static void run_user(void *arg)
{
	struct kern_task *task = arg;
	struct kern *k = task->kern;
	struct mmu_call_args call = {
		.size = sizeof(call),
		.fn = (uint64_t)(uintptr_t)task->fn,
		.arg = {(uint64_t)(uintptr_t)task->arg},
		.sp = task->user_rsp,
		.stack_len = task->mm->stack_limit,
	};
	uint64_t result = 0;
	int ended;

	if (task->killed) { /* before it began */
		kern_do_exit(k, task->exit_code);
		return;
	}
	if (task->fork) {
		call.fn = (uint64_t)(uintptr_t)kern_fork_child;
		call.arg[0] = (uint64_t)(uintptr_t)task->fork;
		call.sp = (task->fork->sp - 8) & ~15ull;
	}
	set_cpl(k, 3);
	ended = mmu_call(k->cpu, &call, &result);
	set_cpl(k, 0);
	if (ended == 0)
		task->exit_code = (int)(result & 0xff) << 8;
	else if (ended < 0)
		task->exit_code = SIGKILL;
	if (ended < 0)
		kern_printk(k, KERN_ERR "%s[%d]: cannot run: error %d\n",
			    task->comm, task->pid, ended);
	kern_do_exit(k, task->exit_code);
}

static void run_kthread(void *arg)
{
	struct kern_task *task = arg;

	task->kthread(task->kern, task->arg);
	kern_do_exit(task->kern, 0);
}

int kern_task_start(struct kern *k, struct kern_task *task)
{
	int err = native_enter(); /* before there are stacks that need it */

	if (!err)
		task->fiber = native_fiber_create(
			k->cpu, task->kthread ? run_kthread : run_user, task);
	if (err || !task->fiber)
		return err ? err : -ENOMEM;
	LIST_INSERT_HEAD(&k->sched->tasks, task, all);
	task->wake_at = KERN_NO_WAKEUP;
	kern_wake_up_task(k, task);
	return 0;
}

/* --- spawning --------------------------------------------------------------------- */

static int make_mm(struct kern *k, const struct kern_task_config *config,
		   struct kern_task *task)
{
	struct kern_mm_config mm = {.size = sizeof(mm),
				    .brk = config->brk ? config->brk :
							 k->sched->heap_low,
				    .stack_limit = config->stack_limit};
	int err = kern_mm_create(k, &mm, &task->mm);

	if (err)
		return err;
	task->mm->pid = task->pid;
	memcpy(task->mm->comm, task->comm, sizeof(task->mm->comm));
	return kern_map_program(task->mm, task->program);
}

static int spawn(struct kern *k, const struct kern_task_config *config,
		 int *pid)
{
	const struct kern_program *program;
	struct kern_task *task;
	int err = kern_find_program(k, (const void *)(uintptr_t)config->fn,
				    &program);

	if (err)
		return err;
	err = kern_open_user_windows(k, program->end);
	if (err)
		return err;
	task = kern_task_alloc(k, config->name ? config->name : "task");
	if (!task)
		return -ENOMEM;
	task->program = program;
	task->fn = config->fn;
	task->arg = config->arg;
	task->sig = pool_zalloc(k->pool, sizeof(*task->sig));
	task->pkru = KERN_INIT_PKRU;
	task->user_rsp = kern_host(k, KERN_TASK_SIZE_MAX - KERN_PAGE) +
			 KERN_PAGE - STACK_ROOM;
	task->low_rsp = task->user_rsp;
	err = task->sig ? make_mm(k, config, task) : -ENOMEM;
	if (!err)
		err = kern_task_start(k, task);
	if (err)
		kern_task_destroy(k, task);
	else
		*pid = task->pid;
	return err;
}

int kern_task_spawn(struct kern *k, const struct kern_task_config *config,
		    int *pid)
{
	int err;

	if (config->size != sizeof(*config) || !config->fn)
		return -EINVAL;
	if (native_called_by_sim())
		return -EBUSY;
	err = mmu_cpu_enter(k->cpu);
	if (err)
		return err;
	err = spawn(k, config, pid);
	mmu_cpu_leave(k->cpu);
	return err;
}

int kern_kthread_spawn(struct kern *k, const char *name,
		       void (*fn)(struct kern *k, void *arg), void *arg,
		       int *pid)
{
	struct kern_task *task = kern_task_alloc(k, name);
	int err;

	if (!task)
		return -ENOMEM;
	task->kthread = fn;
	task->arg = arg;
	task->orphan = true;
	err = kern_task_start(k, task);
	if (err)
		kern_task_destroy(k, task);
	else if (pid)
		*pid = task->pid;
	return err;
}

/* --- fork ---------------------------------------------------------------------------- */

static int copy_signals(struct kern *k, struct kern_task *to,
			const struct kern_task *from)
{
	to->sig = pool_zalloc(k->pool, sizeof(*to->sig));
	if (!to->sig)
		return -ENOMEM;
	*to->sig = *from->sig;
	to->sig->pending = 0;
	return 0;
}

static int copy_mm(struct kern_task *to, const struct kern_task *from)
{
	int err = kern_mm_dup(from->mm, &to->mm);

	if (err)
		return err;
	to->mm->pid = to->pid;
	return 0;
}

static void copy_files(struct kern_task *to, const struct kern_task *from)
{
	for (int i = 0; i < KERN_NFDS; i++)
		to->fd[i] = from->fd[i] ? kern_file_get(from->fd[i]) : NULL;
}

/* Where the parent's call returns to, and with what. */
static int copy_thread(struct kern *k, struct kern_task *to,
		       const struct kern_task *from)
{
	struct kern_fork_regs *regs = pool_zalloc(k->pool, sizeof(*regs));

	if (!regs)
		return -ENOMEM;
	memcpy(regs->callee, from->gate->callee, sizeof(regs->callee));
	regs->sp = from->gate->sim_sp;
	__asm__("stmxcsr %0\n\tfnstcw %1" : "=m"(regs->mxcsr), "=m"(regs->fcw));
	to->fork = regs;
	to->user_rsp = from->user_rsp;
	to->low_rsp = from->user_rsp;
	return 0;
}

static int copy_process(struct kern *k, struct kern_task *to,
			const struct kern_task *from)
{
	int err = copy_signals(k, to, from);

	to->fn = from->fn;
	to->arg = from->arg;
	to->program = from->program;
	to->pkru = mmu_pkru(k->cpu);
	if (!err)
		err = copy_thread(k, to, from);
	if (!err)
		err = copy_mm(to, from);
	copy_files(to, from);
	return err;
}

int kern_do_fork(struct kern *k)
{
	struct kern_task *parent = k->current, *child;
	int err;

	child = kern_task_alloc(k, parent->comm);
	if (!child)
		return -ENOMEM;
	err = copy_process(k, child, parent);
	if (!err)
		err = kern_task_start(k, child);
	if (err) {
		kern_task_destroy(k, child);
		return err;
	}
	child->parent = parent;
	LIST_INSERT_HEAD(&parent->children, child, sibling);
	return child->pid;
}
