/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap.c - stage 1: inside the signal handler.
 *
 * Finds out which access of which CPU trapped and asks cpu_translate(). When
 * the tables allow it, the page is made accessible and the handler returns to
 * the instruction. Anything else is written down in a struct native_exc, and
 * the handler returns to native_entry instead.
 *
 * Nothing here allocates, prints, or takes a lock that the interrupted code
 * can hold.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "native/host.h"
#include "native/native.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_UNDEFINED(a, n) ((void)(a), (void)(n))
#endif

enum {
	HOST_PF_WRITE = 2,
	HOST_PF_FETCH = 16,
	MAX_REFILLS = 1000,
};

/* Flags that interrupted code may have set and the C ABI wants clear: trap
 * flag, direction flag, alignment check. */
#define FLAGS_TO_CLEAR (0x100ull | 0x400ull | 0x40000ull)

/**
 * struct trap - what is known of the signal
 * @addr:   host address of the access; meaningless with @no_addr
 * @window: that it lies in; NULL
 * @la:     linear address
 */
struct trap {
	int sig;
	siginfo_t *info;
	ucontext_t *context;
	struct native_thread *thread;
	struct mmu_regs regs;
	uint64_t addr;
	bool no_addr;
	struct window *window;
	struct mmu_cpu *cpu;
	uint64_t la;
	unsigned int how;
};

/* The kernel's order of general registers in a signal context, as ours. */
static const int greg_of[MMU_NGPR] = {
	[MMU_RAX] = REG_RAX, [MMU_RCX] = REG_RCX, [MMU_RDX] = REG_RDX,
	[MMU_RBX] = REG_RBX, [MMU_RSP] = REG_RSP, [MMU_RBP] = REG_RBP,
	[MMU_RSI] = REG_RSI, [MMU_RDI] = REG_RDI, [MMU_R8] = REG_R8,
	[MMU_R9] = REG_R9,   [MMU_R10] = REG_R10, [MMU_R11] = REG_R11,
	[MMU_R12] = REG_R12, [MMU_R13] = REG_R13, [MMU_R14] = REG_R14,
	[MMU_R15] = REG_R15,
};

static void load_regs(struct trap *trap)
{
	const greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		trap->regs.gpr[i] = (uint64_t)greg[greg_of[i]];
	trap->regs.rip = (uint64_t)greg[REG_RIP];
	trap->regs.rflags = (uint64_t)greg[REG_EFL];
}

static void store_regs(struct trap *trap)
{
	greg_t *greg = trap->context->uc_mcontext.gregs;

	for (int i = 0; i < MMU_NGPR; i++)
		greg[greg_of[i]] = (greg_t)trap->regs.gpr[i];
	greg[REG_RIP] = (greg_t)trap->regs.rip;
	greg[REG_EFL] = (greg_t)trap->regs.rflags;
}

static bool in_sim(const struct trap *trap)
{
	return trap->thread && trap->thread->in_sim;
}

/* Messages that must be said from a signal handler. */
static void complain(const char *text)
{
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;
}

/* --- leaving for stage 2 ---------------------------------------------------- */

static bool on_stack(const struct native_thread *thread, uint64_t sp)
{
	uint64_t base = (uint64_t)(uintptr_t)thread->stack;

	return sp - base <= NATIVE_STACK_SIZE;
}

/* The top of the free part of the stack that stage 2 shall run on. */
static uint64_t exception_stack(const struct trap *trap)
{
	const struct native_thread *thread = trap->thread;
	uint64_t sp = trap->regs.gpr[MMU_RSP];

	if (in_sim(trap))
		return thread->call->host_sp;
	if (!thread || on_stack(thread, sp))
		return sp - NATIVE_RED_ZONE;
	return (uint64_t)(uintptr_t)thread->stack + NATIVE_STACK_SIZE;
}

/* Aim the context at native_entry, with everything written down. */
static void leave_for_stage2(struct trap *trap, const struct mmu_fault *fault)
{
	size_t size = EXC_XSAVE + native_xsave_size;
	uint64_t at = (exception_stack(trap) - size) & ~63ull;
	struct native_exc *exc = (struct native_exc *)(uintptr_t)at;
	uint64_t sp = trap->regs.gpr[MMU_RSP];

	VALGRIND_MAKE_MEM_UNDEFINED(exc, size);
	if (trap->thread)
		native_undisplace(trap->thread, &trap->regs);
	*exc = (struct native_exc){
		.regs = trap->regs,
		.call = in_sim(trap) ? trap->thread->call : NULL,
		.thread = trap->thread,
		.cpu = trap->cpu,
		.fault = *fault,
		.addr = trap->addr,
		.sig = trap->sig,
		.sim = in_sim(trap),
		.own_stack = !in_sim(trap) && trap->thread &&
			     !on_stack(trap->thread, sp),
	};
	/* XRSTOR wants the header's reserved part to be zero. */
	memset((char *)exc + EXC_XSAVE + 512, 0, native_xsave_size > 512 ? 64 : 0);
	if (trap->thread)
		trap->thread->in_sim = false;
	trap->regs.gpr[MMU_RBX] = at;
	trap->regs.rip = (uint64_t)(uintptr_t)native_entry;
	trap->regs.rflags &= ~FLAGS_TO_CLEAR;
	store_regs(trap);
}

/* --- SIGSEGV ---------------------------------------------------------------- */

/* A fault that stage 2 found to be nobody's comes again, to be passed on. */
static bool was_declined(struct trap *trap)
{
	struct native_thread *thread = trap->thread;

	if (!thread || !thread->decline.armed)
		return false;
	thread->decline.armed = false;
	return thread->decline.rip == trap->regs.rip &&
	       thread->decline.addr == trap->addr;
}

static unsigned int access_kind(const struct trap *trap)
{
	uint64_t code = trap->context->uc_mcontext.gregs[REG_ERR];

	/* Valgrind reports no error code for a fetch. */
	if (code & HOST_PF_FETCH || trap->addr == trap->regs.rip)
		return MMU_FETCH;
	return code & HOST_PF_WRITE ? MMU_WRITE : MMU_READ;
}

/* Which CPU, which linear address? False when the access is not simulated. */
static bool locate(struct trap *trap)
{
	trap->window = trap->no_addr ? NULL : native_window_at(trap->addr);
	if (trap->window) {
		trap->cpu = trap->window->cpu;
		trap->la = native_lift(trap->window, trap->addr);
	} else if (in_sim(trap)) {
		trap->cpu = trap->thread->call->cpu;
		trap->la = trap->addr;
	}
	return trap->cpu != NULL;
}

/* The same fill for the same instruction over and over is no progress. */
static bool refill_is_hopeless(struct trap *trap)
{
	struct native_thread *thread = trap->thread;
	bool same;

	if (!thread)
		return false;
	same = thread->refill.rip == trap->regs.rip &&
	       thread->refill.la == trap->la && thread->refill.how == trap->how;
	thread->refill.count = same ? thread->refill.count + 1 : 0;
	thread->refill.rip = trap->regs.rip;
	thread->refill.la = trap->la;
	thread->refill.how = trap->how;
	return thread->refill.count > MAX_REFILLS;
}

static bool fill(struct trap *trap, const struct cpu_xlat *xlat)
{
	int err;

	if (refill_is_hopeless(trap)) {
		complain("mmusim: an instruction faults again and again "
			 "although its page is mapped; does it touch more "
			 "pages of one TLB set than mmu_config.tlb_ways?\n");
		return false;
	}
	err = native_fill(trap->window, xlat->tlb, xlat->pa);
	if (err == -ENOMEM)
		complain("mmusim: the host has no room for another mapping "
			 "(vm.max_map_count); make the TLB smaller "
			 "(mmu_config.tlb_sets)\n");
	else if (err)
		complain("mmusim: the host refused to map a page\n");
	return !err;
}

/* The tables allow an access that no window shows. */
static bool reach_elsewhere(struct trap *trap)
{
	struct mmu_fault fault;
	int result;

	if (trap->how == MMU_FETCH) {
		complain("mmusim: simulated code jumped to an address that no "
			 "window shows\n");
		return false;
	}
	result = native_displace(trap->thread, trap->cpu, &trap->regs, &fault);
	if (result > 0) {
		leave_for_stage2(trap, &fault);
		return true;
	}
	if (result < 0) {
		complain("mmusim: simulated code accessed an address that no "
			 "window shows with an instruction that cannot be "
			 "moved\n");
		return false;
	}
	store_regs(trap);
	return true;
}

/* Returns whether the CPU's lock stays taken, for stage 2. */
static bool resolve(struct trap *trap, bool *ours)
{
	struct cpu_xlat xlat;
	struct mmu_fault fault;

	cpu_sync(trap->cpu);
	if (cpu_translate(trap->cpu, trap->la, trap->how, &xlat, &fault)) {
		leave_for_stage2(trap, &fault);
		return *ours = true;
	}
	if (trap->window) {
		*ours = fill(trap, &xlat);
		return false;
	}
	*ours = reach_elsewhere(trap);
	return *ours && !trap->thread->in_sim;
}

/* #GP: simulated code used a non-canonical address, or was not privileged. */
static void general_protection(struct trap *trap)
{
	struct mmu_fault fault = { .vector = MMU_TRAP_GP };

	native_bad_address(trap->cpu, &trap->regs, &fault);
	trap->cpu->stats.faults++;
	leave_for_stage2(trap, &fault);
}

static bool on_segv(struct trap *trap)
{
	bool ours = true, keep_lock = true;

	trap->addr = (uint64_t)(uintptr_t)trap->info->si_addr;
	trap->no_addr = trap->info->si_code == SI_KERNEL;
	if (trap->info->si_code <= 0 || was_declined(trap) || !locate(trap))
		return false;
	cpu_lock(&trap->cpu->lock);
	trap->cpu->stats.traps++;
	trap->how = access_kind(trap);
	if (trap->no_addr) {
		general_protection(trap);
	} else {
		if (host_valgrind()) {
			native_valgrind_cure(trap->cpu, &trap->regs,
					     trap->addr);
			store_regs(trap);
		}
		keep_lock = resolve(trap, &ours);
	}
	if (!keep_lock)
		cpu_unlock(&trap->cpu->lock);
	return ours;
}

/* --- the other signals -------------------------------------------------------- */

static bool on_other(struct trap *trap, unsigned int vector)
{
	struct mmu_fault fault = { .vector = vector };

	if (!in_sim(trap) || trap->info->si_code <= 0)
		return false;
	trap->cpu = trap->thread->call->cpu;
	cpu_lock(&trap->cpu->lock);
	trap->cpu->stats.traps++;
	trap->cpu->stats.faults++;
	leave_for_stage2(trap, &fault);
	return true;
}

static bool handle(struct trap *trap)
{
	switch (trap->sig) {
	case SIGSEGV:
		return on_segv(trap);
	case SIGILL:
		return on_other(trap, MMU_TRAP_UD);
	case SIGFPE:
		return on_other(trap, MMU_TRAP_DE);
	case SIGTRAP:
		return on_other(trap, MMU_TRAP_BP);
	default: /* SIGBUS: the memory file was truncated by somebody */
		return false;
	}
}

void native_on_signal(int sig, siginfo_t *info, void *context)
{
	int saved_errno = errno;
	struct trap trap = { .sig = sig,
			     .info = info,
			     .context = context,
			     .thread = native_self };

	load_regs(&trap);
	if (!handle(&trap))
		native_pass_on(sig, info, context);
	errno = saved_errno;
}
