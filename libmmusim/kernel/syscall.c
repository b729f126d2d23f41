/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall.c - system calls of tasks arrive here, on the host stack of the task's
 * fiber, at CPL 0.
 *
 * Simplified: the tables of user mode stay loaded, as without page-table
 * isolation; nobody executes user code meanwhile. The library reaches user memory
 * by the areas, and not through the CPU (gup.c).
 *
 * Reference: Linux 6.1, arch/x86/entry/common.c, do_syscall_64(),
 * exit_to_user_mode_loop(); arch/x86/kernel/signal.c, handle_signal().
 */
#include <errno.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/sched.h"
#include "kernel/sigframe.h"
#include "kernel/signal.h"
#include "kernel/syscalls.h"
#include "native/native.h"

#define SYSCALL_NS 150 /* virtual time */
#define NSYSCALLS  512

static kern_syscall_fn *const handlers[NSYSCALLS] = {
#define KERN_SYSCALL(nr, name) [nr] = kern_do_sys_##name,
#include "kernel/syscalls.def"
#undef KERN_SYSCALL
};

/* Where a task calls them. */
static const void *const entries[NSYSCALLS] = {
#define KERN_SYSCALL(nr, name) [nr] = (const void *)kern_sys_##name,
#include "kernel/syscalls.def"
#undef KERN_SYSCALL
};

static void set_cpl(struct mmu_cpu *cpu, unsigned int cpl)
{
	cpu->cpl = cpl & 3;
	cpu_mode_changed(cpu); /* host rights follow when native code runs */
}

/* --- signals on the way out ---------------------------------------------------------- */

/* The registers that the task has when the call returns. */
static int load_regs(struct kern *k, const struct native_gate *gate,
		     struct mmu_regs *regs)
{
	static const int arg[] = {MMU_RDI, MMU_RSI, MMU_RDX,
				  MMU_RCX, MMU_R8,  MMU_R9};
	static const int callee[] = {MMU_RBX, MMU_RBP, MMU_R12,
				     MMU_R13, MMU_R14, MMU_R15};

	*regs = (struct mmu_regs){.rflags = MMU_RFLAGS_IF | 2};
	for (int i = 0; i < 6; i++) {
		regs->gpr[arg[i]] = gate->arg[i];
		regs->gpr[callee[i]] = gate->callee[i];
	}
	regs->gpr[MMU_RAX] = gate->result;
	regs->gpr[MMU_RSP] = gate->sim_sp + 8;
	return kern_arg_read(k, &regs->rip, gate->sim_sp, 8);
}

/* The gate "returns" to the handler: its address lies where RSP points. Registers
 * that functions keep are as they were. */
static void store_regs(struct native_gate *gate, const struct mmu_regs *regs)
{
	gate->arg[0] = regs->gpr[MMU_RDI];
	gate->arg[1] = regs->gpr[MMU_RSI];
	gate->arg[2] = regs->gpr[MMU_RDX];
	gate->result = regs->gpr[MMU_RAX];
	gate->sim_sp = regs->gpr[MMU_RSP] - 8;
}

/* -ERESTARTSYS: is it made again when the handler returns? */
static bool is_restarted(const struct kern_task *task, uint64_t nr)
{
	uint64_t ready = task->sig->pending & ~task->sig->blocked;
	int sig = ready ? __builtin_ctzll(ready) : -1;

	return nr == 61 /* wait4 */ && sig >= 0 &&
	       task->sig->action[sig].flags & SA_RESTART;
}

static bool deliver_signals(struct kern *k, struct native_gate *gate)
{
	uint64_t nr = gate->index - KERN_SYSCALL_BASE;
	struct mmu_regs regs;
	uint64_t rip;

	if (load_regs(k, gate, &regs))
		return kern_deliver(k, &regs,
				    &(siginfo_t){.si_signo = SIGSEGV,
						 .si_code = SI_KERNEL});
	if (gate->result == (uint64_t)-EINTR && is_restarted(k->current, nr)) {
		regs.rip = (uint64_t)(uintptr_t)entries[nr];
		regs.gpr[MMU_RSP] -= 8;
	}
	rip = regs.rip;
	if (!kern_deliver(k, &regs, NULL))
		return false;
	if (regs.rip != rip)
		store_regs(gate, &regs);
	return true;
}

/* --- a call ---------------------------------------------------------------------------- */

static uint64_t dispatch(struct kern *k, struct native_gate *gate)
{
	uint64_t nr = gate->index - KERN_SYSCALL_BASE;

	if (nr >= NSYSCALLS || !handlers[nr])
		return (uint64_t)-ENOSYS;
	return (uint64_t)handlers[nr](k, k->current, gate->arg);
}

int kern_do_syscall(struct kern *k, struct native_gate *gate)
{
	struct kern_task *task = kern_running(k);
	bool lives = true;

	if (!task || k->cpu->cpl != 3) {
		gate->result = (uint64_t)-ENOSYS;
		return 0;
	}
	kern_tick(k, SYSCALL_NS);
	set_cpl(k->cpu, 0);
	kern_note_stack(k, task, gate->sim_sp);
	task->no_sleep = false;
	task->gate = gate;
	gate->result = dispatch(k, gate);
	if (kern_signal_pending(task))
		lives = deliver_signals(k, gate);
	if (lives)
		kern_exit_to_user(k);
	task->gate = NULL;
	set_cpl(k->cpu, 3);
	return lives ? 0 : KERN_END_TASK;
}
