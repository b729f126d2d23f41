/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * oops.c - what the kernel prints when it faults, and what it does then.
 *
 *   the sentence that names the fault      (describe)
 *   "Oops: 0002 [#1] ...", CPU, registers, trace, modules   (die)
 *   the registers once more, and the end of the task        (oops_end)
 *
 * Everything is computed from the frame, the page tables and the stack.
 *
 * Reference: Linux 6.1, arch/x86/mm/fault.c, show_fault_oops(), and
 * arch/x86/kernel/dumpstack.c, __die(), oops_end().
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "kernel/exports.h"
#include "kernel/irq.h"
#include "kernel/module.h"
#include "kernel/notify.h"
#include "kernel/oom.h"
#include "kernel/regs.h"
#include "kernel/task.h"
#include "kernel/version.h"
#include "native/native.h"

#define LEVELS 4

typedef unsigned long long ull;

/* --- naming the fault ----------------------------------------------------- */

static const char *access_text(uint32_t code)
{
	if (code & MMU_PF_ID)
		return "instruction fetch";
	return code & MMU_PF_WR ? "write access" : "read access";
}

static const char *reason_text(uint32_t code)
{
	if (!(code & MMU_PF_P))
		return "not-present page";
	if (code & MMU_PF_RSVD)
		return "reserved bit violation";
	return code & MMU_PF_PK ? "protection keys violation" :
				  "permissions violation";
}

/* "PGD 2a15067 P4D 2a15067 PUD 2a17067 PMD 0 ": the entries on the way. */
static void dump_pagetable(struct kern *k, uint64_t la)
{
	static const char *const name[] = {"PTE", "PMD", "PUD", "PGD"};
	uint64_t table = mmu_cr3(k->cpu) & MMU_PTE_ADDR;
	char text[160] = "";
	bool is_bad = false;
	int n = 0;

	for (int level = LEVELS; level >= 1; level--) {
		uint64_t index = la >> (12 + 9 * (level - 1)) & 511;
		volatile uint64_t *at =
			mmu_mem_ptr(k->machine, table + 8 * index, 8);
		uint64_t entry;

		is_bad = !at;
		if (is_bad)
			break;
		entry = *at;
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%s %llx%s",
			      name[level - 1], (ull)entry,
			      level > 1 ? " " : "");
		if (level == LEVELS) /* with four levels P4D repeats PGD */
			n += snprintf(text + n, sizeof(text) - (size_t)n,
				      "P4D %llx ", (ull)entry);
		if (!(entry & MMU_PTE_P) || (level < 4 && entry & MMU_PTE_PS))
			break;
		table = entry & MMU_PTE_ADDR;
	}
	if (n)
		kern_printk(k, KERN_INFO "%s\n", text);
	if (is_bad)
		kern_printk(k, KERN_INFO "BAD\n");
}

/* Fetches from pages that are there have a sentence of their own: no code at
 * all, or no code of the kernel's. */
static void describe_fetch(struct kern *k, uint64_t la)
{
	uint64_t root = mmu_cr3(k->cpu) & MMU_PTE_ADDR;
	volatile uint64_t *pgd =
		mmu_mem_ptr(k->machine, root + 8 * (la >> 39 & 511), 8);
	volatile uint64_t *leaf = mmu_find_entry(k->machine, root, la, NULL);

	if (!pgd || !leaf || !(*leaf & MMU_PTE_P))
		return;
	if (*leaf & MMU_PTE_NX)
		kern_printk(k, KERN_CRIT "kernel tried to execute NX-protected "
					 "page - exploit attempt? (uid: 0)\n");
	else if (*pgd & MMU_PTE_US && mmu_cr4(k->cpu) & MMU_CR4_SMEP)
		kern_printk(k, KERN_CRIT "unable to execute userspace code "
					 "(SMEP?) (uid: 0)\n");
}

static void describe_page_fault(struct kern *k, const struct mmu_fault *fault)
{
	uint32_t code = fault->error_code;

	if (code & MMU_PF_ID)
		describe_fetch(k, fault->la);
	if (fault->la < KERN_PAGE)
		kern_printk(k,
			    KERN_ALERT "BUG: kernel NULL pointer "
				       "dereference, address: %016llx\n",
			    (ull)fault->la);
	else
		kern_printk(k,
			    KERN_ALERT "BUG: unable to handle page fault "
				       "for address: %016llx\n",
			    (ull)fault->la);
	kern_printk(k, KERN_ALERT "#PF: %s %s in %s mode\n",
		    code & MMU_PF_US ? "user" : "supervisor", access_text(code),
		    "kernel");
	kern_printk(k, KERN_ALERT "#PF: error_code(0x%04x) - %s\n", code,
		    reason_text(code));
	dump_pagetable(k, fault->la);
}

/* The UD2 may be that of a BUG(). */
static void describe_bug(struct kern *k)
{
	if (!k->bug)
		return;
	kern_cut_here(k);
	kern_printk(k, KERN_CRIT "kernel BUG at %s!\n", k->bug);
	k->bug = NULL;
}

/* get_kernel_gp_address(): the address that the instruction's operand in memory has.
 * Linux takes a register for the operand where the encoding has no other, and RAX
 * where it has none at all: with REP MOVSB, for example. */
static bool gp_address(struct kern *k, const struct mmu_frame *frame,
		       uint64_t *la, bool *bad)
{
	uint64_t value;

	*la = frame->fault.la;
	*bad = frame->fault.why == MMU_WHY_NON_CANONICAL;
	if (!mmu_is_canonical(frame->regs.rip, 4) ||
	    !native_rm_register(k->cpu, &frame->regs, &value))
		return *la != 0;
	*la = mmu_la(k->machine, (void *)(uintptr_t)value);
	*bad = !mmu_is_canonical(*la, 4);
	return true;
}

/* exc_general_protection(): the address is told, whether or not it was the cause. */
static void describe_gp(struct kern *k, const struct mmu_frame *frame,
			char title[128])
{
	bool selector = frame->fault.error_code, bad;
	uint64_t la;

	snprintf(title, 128, "%sgeneral protection fault",
		 selector ? "segment-related " : "");
	if (!selector && gp_address(k, frame, &la, &bad))
		snprintf(title + strlen(title), 64, ", %s address 0x%llx",
			 bad ? "probably for non-canonical" : "maybe for",
			 (ull)la);
}

/**
 * struct stack_hit - the stack that was left
 * @name: of its kind
 */
struct stack_hit {
	const char *name;
	uint64_t start, end;
};

/* The page below a stack, which code has come to: whose stack is it? */
static bool hit_guard(const struct kern *k, const struct mmu_frame *frame,
		      struct stack_hit *hit)
{
	const struct kern_task *task = k->current;
	uint64_t la = frame->fault.la;

	if (frame->fault.vector == MMU_TRAP_DF)
		la = mmu_cr2(k->cpu);
	else if (frame->fault.vector != MMU_TRAP_PF)
		return false;
	if (kern_stack_guard(task, la)) {
		*hit = (struct stack_hit){"TASK", task->stack,
					  kern_stack_end(task)};
		return true;
	}
	*hit = (struct stack_hit){"IRQ", k->irq->stack, kern_irq_stack_end(k)};
	return kern_irq_stack_guard(k, la);
}

/* The first lines, and the title that __die() prints. */
static void describe(struct kern *k, const struct mmu_frame *frame,
		     char title[128])
{
	const struct mmu_fault *fault = &frame->fault;
	struct stack_hit hit;

	if (hit_guard(k, frame, &hit)) {
		kern_printk(k,
			    KERN_EMERG "BUG: %s stack guard page was hit "
				       "at %p (stack is %p..%p)\n",
			    hit.name, (void *)kern_host(k, mmu_cr2(k->cpu)),
			    (void *)kern_host(k, hit.start),
			    (void *)kern_host(k, hit.end - 1));
		snprintf(title, 128, "stack guard page");
		return;
	}
	switch (fault->vector) {
	case MMU_TRAP_PF:
		describe_page_fault(k, fault);
		snprintf(title, 128, "Oops");
		break;
	case MMU_TRAP_GP:
		describe_gp(k, frame, title);
		break;
	case MMU_TRAP_SS:
		snprintf(title, 128, "stack segment");
		break;
	case MMU_TRAP_DF:
		kern_printk(k, KERN_EMERG
			    "traps: PANIC: double fault, error_code: 0x0\n");
		snprintf(title, 128, "double fault");
		break;
	case MMU_TRAP_UD:
		describe_bug(k);
		snprintf(title, 128, "invalid opcode");
		break;
	case MMU_TRAP_NMI: /* HLT with interrupts off */
		kern_printk(k, KERN_EMERG "NMI watchdog: Watchdog detected "
					  "hard LOCKUP on cpu 0\n");
		snprintf(title, 128, "hard LOCKUP");
		break;
	case MMU_TRAP_DE:
		snprintf(title, 128, "divide error");
		break;
	case MMU_TRAP_BP:
		snprintf(title, 128, "int3");
		break;
	case MMU_TRAP_MF:
		snprintf(title, 128, "fpu exception");
		break;
	case MMU_TRAP_XM:
		snprintf(title, 128, "simd exception");
		break;
	case MMU_TRAP_AC:
		snprintf(title, 128, "alignment check");
		break;
	default:
		kern_printk(k,
			    KERN_EMERG "mce: [Hardware Error]: no memory "
				       "behind address %016llx\n",
			    (ull)fault->la);
		snprintf(title, 128, "machine check");
	}
}

/* --- who and where -------------------------------------------------------- */

void kern_dump_info(struct kern *k)
{
	char taint[40];

	kern_printk(k, KERN_DEFAULT "CPU: 0 PID: %d Comm: %s %s %s %s\n",
		    kern_current_pid(k), kern_current_comm(k),
		    kern_tainted_text(k->taint, taint), KERN_RELEASE,
		    KERN_VERSION);
	kern_printk(k, KERN_DEFAULT "Hardware name: %s\n", KERN_HARDWARE);
	if (k->current && k->current->work)
		kern_printk(k, KERN_DEFAULT "Workqueue: %s\n",
			    k->current->work);
}

void kern_print_modules(struct kern *k)
{
	char text[1024], flags[32];
	int n = snprintf(text, sizeof(text), "Modules linked in:");

	for (struct kern_module *mod = kern_module_formed(k->modules); mod;
	     mod = kern_module_formed(mod->next)) {
		if (n > (int)sizeof(text) - 100)
			break;
		n += snprintf(text + n, sizeof(text) - (size_t)n, " %s%s",
			      mod->name, kern_module_flags(mod, flags));
	}
	if (k->last_unloaded[0])
		snprintf(text + n, sizeof(text) - (size_t)n,
			 " [last unloaded: %s]", k->last_unloaded);
	kern_printk(k, KERN_DEFAULT "%s\n", text);
}

/* --- dying ---------------------------------------------------------------- */

/* Of exceptions other than page faults, notifiers hear before anything is
 * printed. False: one of them died of it. */
static bool notify_trap(struct kern *k, const struct mmu_frame *frame)
{
	static const struct {
		enum kern_die why;
		const char *title;
		int signal;
	} traps[] = {
		[MMU_TRAP_DE] = {KERN_DIE_TRAP, "divide error", SIGFPE},
		[MMU_TRAP_BP] = {KERN_DIE_INT3, "int3", SIGTRAP},
		[MMU_TRAP_UD] = {KERN_DIE_TRAP, "invalid opcode", SIGILL},
		[MMU_TRAP_DF] = {KERN_DIE_TRAP, "double fault", SIGSEGV},
		[MMU_TRAP_SS] = {KERN_DIE_TRAP, "stack segment", SIGBUS},
		[MMU_TRAP_GP] = {KERN_DIE_GPF, "general protection fault",
				 SIGSEGV},
		[MMU_TRAP_MF] = {KERN_DIE_TRAP, "fpu exception", SIGFPE},
		[MMU_TRAP_AC] = {KERN_DIE_TRAP, "alignment check", SIGBUS},
		[MMU_TRAP_XM] = {KERN_DIE_TRAP, "simd exception", SIGFPE},
	};
	unsigned int vector = frame->fault.vector;

	if (vector >= sizeof(traps) / sizeof(traps[0]) || !traps[vector].title)
		return true;
	return kern_notify_die(k, frame, traps[vector].why, traps[vector].title,
			       traps[vector].signal);
}

/* False: a notifier died of it. */
static bool die(struct kern *k, const struct mmu_frame *frame,
		const char *title)
{
	struct kern_unwind unwind = {
		.ip = frame->rip_la,
		.sp = frame->sp_la,
		.bp = kern_lift(k, frame->regs.gpr[MMU_RBP]),
	};
	struct stack_hit hit;

	/* Of a stack that is full, Linux says 0: handle_stack_overflow(). */
	kern_printk(k, KERN_DEFAULT "%s: %04x [#%u] PREEMPT SMP PTI\n", title,
		    hit_guard(k, frame, &hit) ? 0 : frame->fault.error_code,
		    k->oops_count);
	kern_dump_info(k);
	kern_show_regs(k, frame);
	kern_show_trace(k, &unwind);
	kern_print_modules(k);
	return kern_notify_die(k, frame, KERN_DIE_OOPS, title, SIGSEGV);
}

/* exec_summary_regs: those of the first oops, also after a later one. */
static void show_summary(struct kern *k)
{
	if (k->first_oops.cpl == 3)
		kern_show_user_frame(k, &k->first_oops, KERN_REGS_AGAIN);
	else
		kern_show_regs(k, &k->first_oops);
}

static void make_task_dead(struct kern *k, int signal)
{
	const char *why = "Attempted to kill the idle task!";
	uint32_t count = kern_preempt_count(k);
	char limit[64];

	if (!k->current->pid) {
		kern_panic_begin(k, why);
		kern_panic_end(k, why);
		return;
	}
	k->current->exit_signal = signal;
	if (signal == SIGKILL)
		kern_printk(k,
			    KERN_ALERT
			    "note: %s[%d] exited with irqs disabled\n",
			    k->current->comm, k->current->pid);
	if (count)
		kern_printk(k,
			    KERN_INFO
			    "note: %s[%d] exited with preempt_count %u\n",
			    k->current->comm, k->current->pid, count);
	kern_set_preempt_count(k, 0);
	if (k->oops_limit && (int)k->oops_count >= k->oops_limit) {
		snprintf(limit, sizeof(limit),
			 "Oopsed too often (kernel.oops_limit is %d)",
			 k->oops_limit);
		kern_panic(k, limit);
	} else if (kern_stack_end_corrupted(k)) { /* its last schedule() */
		kern_panic(k, KERN_STACK_END_PANIC);
	}
}

/* What becomes of the task, and of the machine. */
static void oops_end(struct kern *k, const struct mmu_frame *frame, int signal)
{
	/* exc_int3() is entered as an NMI is. */
	bool fatal = frame->fault.vector == MMU_TRAP_DF ||
		     (frame->cpl == 0 && frame->fault.vector == MMU_TRAP_BP) ||
		     (frame->cpl == 0 && kern_in_interrupt(k));

	kern_set_taint(k, KERN_TAINT_DIE);
	if (k->panicked)
		return;
	kern_printk(k, KERN_DEFAULT "---[ end trace 0000000000000000 ]---\n");
	show_summary(k);
	if (fatal || k->panic_on_oops) {
		const char *why = fatal ? "Fatal exception in interrupt" :
					  "Fatal exception";

		kern_panic_begin(k, why);
		kern_panic_end(k, why);
		return;
	}
	make_task_dead(k, signal);
}

void kern_oops(struct kern *k, struct mmu_frame *frame)
{
	bool page_fault = frame->fault.vector == MMU_TRAP_PF;
	uint64_t cr2 = mmu_cr2(k->cpu);
	struct stack_hit hit;
	char title[128];

	k->oops_count++;
	k->pagefault_disabled = 0;    /* of the task, which ends */
	k->lock_debugging_off = true; /* oops_enter() says nothing */
	kern_console_verbose(k);
	kern_oops_keep(k, frame);
	page_fault &= !hit_guard(k, frame, &hit);
	if (!notify_trap(k, frame))
		return;
	describe(k, frame, title);
	if (page_fault && kern_stack_end_corrupted(k))
		kern_printk(k, KERN_EMERG "Thread overran stack, or stack "
					  "corrupted\n");
	if (!die(k, frame, title))
		return;
	if (page_fault)
		kern_printk(k, KERN_DEFAULT "CR2: %016llx\n", (ull)cr2);
	/* Linux ends a task that page-faulted with SIGKILL (oops_end() with
	 * signal 9), any other with SIGSEGV. */
	oops_end(k, frame, page_fault ? SIGKILL : SIGSEGV);
}

/* pgtable_bad(): a reserved bit in the tables of a user. Linux dies as in an oops
 * of its own, though it is the user's instruction. */
void kern_pgtable_bad(struct kern *k, const struct mmu_frame *frame)
{
	k->oops_count++;
	k->lock_debugging_off = true;
	kern_oops_keep(k, frame);
	kern_printk(k, KERN_ALERT "%s: Corrupted page table at address %llx\n",
		    k->current->comm, (ull)frame->fault.la);
	dump_pagetable(k, frame->fault.la);
	kern_printk(k,
		    KERN_DEFAULT "Bad pagetable: %04x [#%u] PREEMPT SMP PTI\n",
		    frame->fault.error_code, k->oops_count);
	kern_dump_info(k);
	kern_show_user_frame(k, frame, KERN_REGS_USER);
	kern_print_modules(k);
	oops_end(k, frame, SIGKILL);
}
