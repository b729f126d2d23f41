/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leak.c - functions of modules that come back with a lock held, or with
 * interrupts off. Who called them compares the preemption count with what it was,
 * complains, and sets it right.
 *
 * Of a system call nobody does so. The process then runs with this count: when it is
 * to give up the CPU, the scheduler complains; when it needs a page that is not there,
 * that is a segmentation fault, since nobody may wait for the page. Which of them is
 * first depends on time. Here it is the first for who reads a file, and shows what it
 * has read; the second for who writes, and for who has unlocked too often.
 *
 * Reference: Linux 6.1, init/main.c, do_one_initcall(); kernel/time/timer.c,
 * call_timer_fn(); kernel/softirq.c, handle_softirqs(); kernel/workqueue.c,
 * process_one_work().
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "kernel/entries.h"
#include "kernel/exports.h"
#include "kernel/format.h"
#include "kernel/irq.h"
#include "kernel/mm.h"
#include "kernel/modfile.h"
#include "kernel/percpu.h"
#include "kernel/regs.h"
#include "kernel/report.h"
#include "kernel/sim.h"
#include "kernel/task.h"

/* As %pS: "name_init+0x0/0x1000 [name]" */
static void name_function(struct kern *k, uint64_t ptr, char *text, size_t size)
{
	kern_symbol(k, kern_lift(k, ptr), text, size);
}

/* initcall_done(function, count before) */
uint64_t kern_e_initcall_done(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint32_t before = (uint32_t)call->arg[1] & ~KERN_PREEMPT_ENABLED;
	char what[64] = "", name[160];

	if (kern_preempt_count(k) != before)
		strcat(what, "preemption imbalance ");
	if (!(mmu_rflags(k->cpu) & MMU_RFLAGS_IF))
		strcat(what, "disabled interrupts ");
	if (!*what)
		return 0;
	kern_set_preempt_count(k, before);
	mmu_set_rflags(k->cpu, mmu_rflags(k->cpu) | MMU_RFLAGS_IF);
	name_function(k, call->arg[0], name, sizeof(name));
	kern_cut_here(k);
	kern_printk(k, KERN_WARNING "initcall %s returned with %s\n", name,
		    what);
	kern_warn(k, "init/main.c:1284");
	return 0;
}

/* timer_fn_done(function, count before): said once */
uint64_t kern_e_timer_fn_done(struct kern_call *call)
{
	struct kern *k = call->kern;
	uint32_t before = (uint32_t)call->arg[1] & ~KERN_PREEMPT_ENABLED;
	uint32_t count = kern_preempt_count(k);
	char name[160];

	if (count == before)
		return 0;
	if (!k->irq->warned_timer) {
		name_function(k, call->arg[0], name, sizeof(name));
		kern_cut_here(k);
		kern_printk(k,
			    KERN_WARNING "timer: %s preempt leak: %08x -> "
					 "%08x\n",
			    name, before, count);
		kern_warn(k, "kernel/time/timer.c:1707");
	}
	k->irq->warned_timer = true;
	kern_set_preempt_count(k, before);
	return 0;
}

static const char *const softirq_names[] = {
	[KERN_SOFTIRQ_HI] = "HI",	    [KERN_SOFTIRQ_TIMER] = "TIMER",
	[KERN_SOFTIRQ_TASKLET] = "TASKLET", [KERN_SOFTIRQ_HRTIMER] = "HRTIMER",
	[KERN_SOFTIRQ_RCU] = "RCU",
};

static const char *const softirq_actions[] = {
	[KERN_SOFTIRQ_HI] = "tasklet_action_common",
	[KERN_SOFTIRQ_TIMER] = "run_timer_softirq",
	[KERN_SOFTIRQ_TASKLET] = "tasklet_action_common",
	[KERN_SOFTIRQ_HRTIMER] = "hrtimer_run_softirq",
	[KERN_SOFTIRQ_RCU] = "rcu_core_si",
};

void kern_softirq_leaked(struct kern *k)
{
	uint32_t before = k->irq->softirq_count, count = kern_preempt_count(k);
	unsigned int nr;

	if (!k->irq->serving || count == before)
		return;
	nr = (unsigned int)__builtin_ctz(k->irq->serving);
	kern_printk(k,
		    KERN_ERR "softirq: huh, entered softirq %u %s %016llx with "
			     "preempt_count %08x, exited with %08x?\n",
		    nr, softirq_names[nr],
		    (unsigned long long)kern_hash_address(
			    kern_image_symbol(k, softirq_actions[nr], false)),
		    before, count);
	kern_set_preempt_count(k, before);
}

void kern_work_leaked(struct kern *k, const char *function)
{
	uint32_t count = kern_preempt_count(k);

	if (!count)
		return;
	kern_printk(k,
		    KERN_ERR "BUG: workqueue leaked lock or atomic: "
			     "%s/0x%08x/%d\n     last function: %s\n",
		    k->current->comm, count, k->current->pid, function);
	kern_dump_stack(k);
}

/* --- system calls --------------------------------------------------------------------- */

/* The program goes on where it has not been yet, and that page is not there. */
static void segfault(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_task *task = k->current;
	unsigned long long start = 0, len = 0;
	const struct kern_vma *vma;
	struct kern_pt_regs regs;

	kern_peek(k, task->regs, &regs, sizeof(regs));
	vma = kern_find_vma(task->mm, regs.ip);
	if (vma) {
		start = vma->start;
		len = vma->end - vma->start;
	}
	kern_printk(k,
		    KERN_INFO "%s[%d]: segfault at %llx ip %016llx sp %016llx "
			      "error 14 in %s[%llx+%llx] likely on CPU 0 "
			      "(core 0, socket 0)\n",
		    task->comm, task->pid, start, start,
		    (unsigned long long)regs.sp, task->comm, start, len);
	kern_show_user_code(k, KERN_INFO, start);
	task->exit_signal = SIGSEGV;
	call->end = KERN_END_LOCKUP;
}

/* left_atomic(result): on the way back to the user */
uint64_t kern_e_left_atomic(struct kern_call *call)
{
	struct kern *k = call->kern;
	struct kern_open_file *open = k->modfiles->open;
	bool reads = open && open->op == KERN_FILE_READ;
	bool too_often = (int32_t)(kern_preempt_count(k) << 1) < 0;

	if (open) {
		open->left_atomic = true;
		open->result = (int64_t)call->arg[0];
		open->log_at = kern_log_next(k);
	}
	if (too_often || !reads)
		segfault(call);
	kern_check_atomic(k);
	kern_set_preempt_count(k, 0);
	return 0;
}
