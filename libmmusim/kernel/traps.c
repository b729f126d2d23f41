/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * traps.c - exceptions of user code: which signal, and what the log says.
 *
 * ucase[91]: segfault at 0 ip 00000000004019e8 sp 00007ffd81b483b0 error 6
 *	in ucase[401000+7b000] likely on CPU 0 (core 0, socket 0)
 * traps: ucase[236] trap divide error ip:402358 sp:7ffd8ef46d90 error:0
 *	in ucase[401000+7b000]
 *
 * Both are printed only when the signal ends the task. "in" names the first area
 * that ends above IP, if it maps a file, as Linux does; else the object of this
 * process that holds IP, as a shared library may.
 *
 * Reference: Linux 6.1, arch/x86/mm/fault.c, show_signal_msg();
 * arch/x86/kernel/traps.c, do_trap(), show_signal().
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "cpu/machine.h"
#include "kernel/fault.h"
#include "kernel/mm.h"
#include "kernel/program.h"
#include "kernel/regs.h"
#include "kernel/sched.h"
#include "kernel/sigframe.h"
#include "kernel/signal.h"
#include "kernel/timer.h"
#include "native/fiber.h"

typedef unsigned long long ull;

/* --- what the log says ------------------------------------------------------------- */

/* print_vma_addr() */
static const char *describe_ip(struct kern *k, uint64_t ip, char text[128])
{
	const struct kern_vma *vma = kern_find_vma(k->current->mm, ip);
	uint64_t start = 0, len = 0;
	char name[64] = "";

	text[0] = '\0';
	if (vma && vma->file) {
		const char *path = vma->file->inode->name;
		const char *base = strrchr(path, '/');

		snprintf(name, sizeof(name), "%s", base ? base + 1 : path);
		start = vma->start;
		len = vma->end - vma->start;
	} else if (!kern_host_object(ip, name, &start, &len)) {
		return text;
	}
	snprintf(text, 128, " in %s[%llx+%llx]", name, (ull)start, (ull)len);
	return text;
}

/* printk_ratelimit() */
static bool may_print(struct kern *k, const char *func)
{
	return kern_ratelimit(k, &k->timers->printk_limit, func);
}

static void show_signal_msg(struct kern *k, const struct mmu_frame *frame,
			    const struct kern_siginfo *sig)
{
	const struct kern_task *task = k->current;
	char where[128];

	if (!may_print(k, "show_signal_msg"))
		return;
	kern_printk(k,
		    KERN_INFO "%s[%d]: segfault at %llx ip %016llx sp %016llx "
			      "error %x%s likely on CPU 0 (core 0, socket 0)\n",
		    task->comm, task->pid, (ull)sig->addr, (ull)frame->rip_la,
		    (ull)frame->sp_la, sig->error_code,
		    describe_ip(k, frame->rip_la, where));
	kern_show_user_code(k, KERN_INFO, frame->rip_la);
}

static void show_signal(struct kern *k, const struct mmu_frame *frame,
			const char *type, const char *what)
{
	const struct kern_task *task = k->current;
	char where[128];

	if (!may_print(k, "show_signal"))
		return;
	kern_printk(k,
		    KERN_INFO "traps: %s[%d] %s%s ip:%llx sp:%llx error:%x%s\n",
		    task->comm, task->pid, type, what, (ull)frame->rip_la,
		    (ull)frame->sp_la, frame->fault.error_code,
		    describe_ip(k, frame->rip_la, where));
}

/* emulate_vsyscall(): code may be called there, and not read. */
static void warn_bad_vsyscall(struct kern *k, const struct mmu_frame *frame)
{
	const struct kern_task *task = k->current;

	kern_printk(k,
		    KERN_INFO
		    "%s[%d] vsyscall read attempt denied -- look up the "
		    "vsyscall kernel parameter if you need a workaround "
		    "ip:%llx cs:%x sp:%llx ax:%llx si:%llx di:%llx\n",
		    task->comm, task->pid, (ull)frame->rip_la, 0x33,
		    (ull)frame->sp_la, (ull)frame->regs.gpr[MMU_RAX],
		    (ull)frame->regs.gpr[MMU_RSI],
		    (ull)frame->regs.gpr[MMU_RDI]);
}

/* An address as a task has it: a pointer, but for what is not its own. */
static uint64_t user_address(struct kern *k, uint64_t la)
{
	return la < KERN_TASK_SIZE_MAX ? kern_host(k, la) : la;
}

/* --- page faults -------------------------------------------------------------------- */

/* What do_user_addr_fault() noted becomes the signal. */
static void page_fault_signal(struct kern *k, const struct mmu_frame *frame,
			      siginfo_t *info)
{
	const struct kern_siginfo *sig = &k->current->mm->siginfo;
	struct kern_task *task = k->current;

	if (frame->fault.error_code & MMU_PF_RSVD)
		kern_pgtable_bad(k, frame);
	/* set_signal_archinfo(): faults that are resolved leave no trace. */
	task->trap_nr = MMU_TRAP_PF;
	task->cr2 = user_address(k, frame->fault.la);
	task->error_code = sig->error_code;
	info->si_signo = sig->signo;
	info->si_code = sig->code;
	info->si_addr = (void *)(uintptr_t)user_address(k, sig->addr);
	if (sig->signo == SIGSEGV && sig->code == SEGV_PKUERR)
		info->si_pkey = sig->pkey;
	if (sig->addr >> 12 == KERN_VSYSCALL_PAGE >> 12 &&
	    !(sig->error_code & (MMU_PF_WR | MMU_PF_ID)))
		warn_bad_vsyscall(k, frame);
	if (sig->signo == SIGSEGV && kern_unhandled_signal(task, SIGSEGV))
		show_signal_msg(k, frame, sig);
}

/* --- the others ----------------------------------------------------------------------- */

/* fpu__exception_code(): what the SSE unit complains of and is not masked */
static int sse_code(void)
{
	uint32_t mxcsr = native_exception_mxcsr();
	uint32_t flags = ~(mxcsr >> 7) & mxcsr;

	return flags & 0x01 ? FPE_FLTINV :
	       flags & 0x04 ? FPE_FLTDIV :
	       flags & 0x08 ? FPE_FLTOVF :
	       flags & 0x12 ? FPE_FLTUND :
	       flags & 0x20 ? FPE_FLTRES :
			      0;
}

/**
 * struct trap_kind - what an exception becomes
 * @code: si_code; SI_KERNEL: no more is said
 * @type, @what: of the log; NULL: nothing
 */
struct trap_kind {
	unsigned char vector;
	int signo, code;
	const char *type, *what;
};

static const struct trap_kind traps[] = {
	{MMU_TRAP_DE, SIGFPE, FPE_INTDIV, "trap ", "divide error"},
	{MMU_TRAP_DB, SIGTRAP, TRAP_TRACE, NULL, NULL},
	{MMU_TRAP_BP, SIGTRAP, SI_KERNEL, "trap ", "int3"},
	{MMU_TRAP_UD, SIGILL, ILL_ILLOPN, "trap ", "invalid opcode"},
	{MMU_TRAP_SS, SIGBUS, SI_KERNEL, "trap ", "stack segment"},
	{MMU_TRAP_GP, SIGSEGV, SI_KERNEL, "", "general protection fault"},
	{MMU_TRAP_MF, SIGFPE, 0, NULL, NULL},
	{MMU_TRAP_AC, SIGBUS, BUS_ADRALN, "trap ", "alignment check"},
	{MMU_TRAP_XM, SIGFPE, 0, NULL, NULL},
};

/* A machine check, of all that can come here. */
static const struct trap_kind unknown = {MMU_TRAP_MC, SIGBUS, BUS_ADRERR, NULL,
					 NULL};

static const struct trap_kind *kind_of(unsigned int vector)
{
	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++)
		if (traps[i].vector == vector)
			return &traps[i];
	return &unknown;
}

/* do_trap() */
static void trap_signal(struct kern *k, const struct mmu_frame *frame,
			siginfo_t *info)
{
	const struct trap_kind *kind = kind_of(frame->fault.vector);
	struct kern_task *task = k->current;

	task->error_code = frame->fault.error_code;
	info->si_signo = kind->signo;
	info->si_code = kind->code;
	if (kind->vector == MMU_TRAP_XM)
		info->si_code = sse_code();
	if (kind->code != SI_KERNEL)
		info->si_addr = (void *)(uintptr_t)frame->regs.rip;
	if (kind->what && kern_unhandled_signal(task, kind->signo))
		show_signal(k, frame, kind->type, kind->what);
}

/* signal_fault() */
static void bad_frame(struct kern *k, const struct mmu_frame *frame,
		      siginfo_t *info)
{
	const struct kern_task *task = k->current;
	char where[128];

	if (may_print(k, "signal_fault"))
		kern_printk(k,
			    KERN_INFO
			    "%s[%d] bad frame in rt_sigreturn frame:%016llx "
			    "ip:%llx sp:%llx orax:ffffffffffffffff%s\n",
			    task->comm, task->pid, (ull)frame->sp_la,
			    (ull)frame->rip_la, (ull)frame->sp_la,
			    describe_ip(k, frame->rip_la, where));
	info->si_signo = SIGSEGV;
	info->si_code = SI_KERNEL;
}

/* --- the way in and out ------------------------------------------------------------------ */

/* May it sleep while its fault is served? Not in a function of a host library,
 * which may hold a lock of the host's: others would wait for it in vain. */
static bool in_host_library(const struct kern_task *task, uint64_t rip)
{
	return task->program && kern_lift(task->kern, rip) == rip &&
	       rip - task->program->start >=
		       task->program->end - task->program->start;
}

static void enter(struct kern_task *task, const struct mmu_frame *frame)
{
	kern_note_stack(task->kern, task, frame->regs.gpr[MMU_RSP]);
	task->exc = frame;
	task->no_sleep = in_host_library(task, frame->regs.rip);
}

/* False: it was none, or it is not resolved, and info says which signal that
 * is. */
static bool resolve(struct kern *k, struct mmu_frame *frame, siginfo_t *info)
{
	bool resolved = false;

	if (frame->fault.vector == MMU_TRAP_PF) {
		resolved = kern_do_page_fault(k, frame);
		if (resolved)
			k->current->faults++;
		else
			page_fault_signal(k, frame, info);
	} else if (frame->fault.vector == MMU_TRAP_UD &&
		   frame->regs.rip == (uint64_t)(uintptr_t)kern_sigreturn) {
		resolved = !kern_restore_frame(k, &frame->regs);
		if (!resolved)
			bad_frame(k, frame, info);
	} else {
		k->current->trap_nr = frame->fault.vector;
		trap_signal(k, frame, info);
	}
	return resolved;
}

int kern_user_exception(struct kern *k, struct mmu_frame *frame)
{
	struct kern_task *task = k->current;
	siginfo_t info = {0};
	bool resolved, lives = true;

	enter(task, frame);
	resolved = resolve(k, frame, &info);
	if (!resolved || kern_signal_pending(task))
		lives = kern_deliver(k, &frame->regs, resolved ? NULL : &info);
	if (lives)
		kern_exit_to_user(k);
	task->exc = NULL;
	return lives ? 0 : 1;
}
